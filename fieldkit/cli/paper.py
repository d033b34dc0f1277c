"""Commands for paper: print, jobs, reprint."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from fieldkit.acts.printing import (
    battery_of,
    document_of,
    numbered_document_of,
    payload_of,
    queue_continuity,
    queue_document,
    what_holds,
)
from fieldkit.acts.private_papers import PrivatePaper, channel_card, key_card, note_shown
from fieldkit.acts.vault import list_paper
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import PAPER_WIDTH, as_json
from fieldkit.cli.output import say, show_json
from fieldkit.cli.private_paper import ask_secret, print_private, sweep_lists, unnoted
from fieldkit.core.ask.continuity import OFFER_PERCENT
from fieldkit.core.documents import (
    CONTINUITY,
    DOCUMENTS,
    ESSENTIAL,
    ON_LAST_POWER,
    ChannelCard,
    DocumentKind,
    EmergencyList,
    JobAgain,
    Wanted,
    danish_of,
    kind_named,
    kind_of,
    wanted_of,
)
from fieldkit.core.errors import InputError
from fieldkit.kit import Kit
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.paper.printing import JOB_STATE_DA, JobState
from fieldkit.store.files.durable import write_whole
from fieldkit.store.tables.jobs import failed_jobs, job_row, job_rows, queue_failed
from fieldkit.store.vault.vault import list_name

ARGUMENTS: Mapping[DocumentKind, str] = {
    DocumentKind.RECEIPT: "NUMBER",
    DocumentKind.DOCKET: "NUMBER",
    DocumentKind.CARD: "ID",
    DocumentKind.ROSTER: "PLACE",
    DocumentKind.SIGN_IN: "PLACE",
    DocumentKind.LOG: "NUMBER",
    DocumentKind.EVALUATION: "INCIDENT",
    DocumentKind.CHITS: "N",
    DocumentKind.NOTICE: "NUMBER",
    DocumentKind.ANSWERS: "N",
    DocumentKind.BADGE: "WHO",
    DocumentKind.LIST: "NAME",
}
"""What the help calls that which is written after a document's name."""


def _helped(kind: DocumentKind) -> str:
    """`receipt NUMBER`, `roster [PLACE]`, `board`."""
    row = DOCUMENTS[kind]
    if not row.asks:
        return str(kind)
    word = ARGUMENTS.get(kind, "WHAT")
    return f"{kind} {word if row.needed else f'[{word}]'}"


PRINT_HELP = f"""
    Print a document: {", ".join(_helped(kind) for kind in DOCUMENTS)}; or
    continuity: the picture, contacts, open messages and blank chits in one go.

    Emergency lists and key cards go straight to the printer and never lie in the queue.

    \b
    Example: fieldkit print receipt 1-0042
             fieldkit print board --text --width 48
             fieldkit print continuity
             fieldkit print test           then fieldkit printer setup, which asks what came out
"""


@click.command("print", help=PRINT_HELP)
@click.argument("document")
@click.argument("argument", required=False, default="")
@click.option("--to", "target", help="Write the ESC/POS bytes to this file (- for stdout) instead of queueing a job.")
@click.option("--width", type=PAPER_WIDTH, help="Columns; default: the kit's printer.")
@click.option("--text", "text_only", is_flag=True, help="Show the layout as text instead of printing.")
@click.option("--key", type=click.Path(path_type=Path), help="Open an emergency list with this key file.")
@click.pass_obj
def print_(
    places: Places,
    document: str,
    argument: str,
    target: str | None,
    width: str | None,
    text_only: bool,
    key: Path | None,
) -> None:
    """See PRINT_HELP."""
    with open_kit(places) as kit:
        columns = int(width) if width else kit.config.columns
        shown = text_only or target is not None
        if not shown and columns != kit.config.columns:
            raise InputError(
                f"Printeren har {kit.config.columns} tegn pr. linje; --width bruges sammen med --to eller --text."
            )
        if document.strip().casefold() == "setup":
            raise InputError("Printeren sættes op med “fieldkit printer setup”.")
        if document.strip().casefold() == CONTINUITY:
            if shown:
                raise InputError("Papirberedskabet er flere dokumenter; vis dem hver for sig med --text eller --to.")
            jobs_ = queue_continuity(kit)
            say(f"Job {jobs_[0]} til {jobs_[-1]} er i kø: situation, kontakter, åbne beskeder og blanketter.")
            _say_what_holds(kit, essential=True)
            return
        wanted = _wanted(document, argument)
        kind = kind_of(wanted)
        if DOCUMENTS[kind].private:
            paper = _private_paper(kit, wanted, key, columns)
            if not shown:
                print_private(kit, paper)
                return
            note_shown(kit, paper, unnoted)
            made = paper.document
        elif not shown:
            say(f"Job {queue_document(kit, wanted)} er i kø.")
            if kind is DocumentKind.TEST:
                say("Se på papiret, og skriv, hvad der kom ud, med “fieldkit printer setup”.")
            _say_what_holds(kit, essential=kind in ESSENTIAL)
            return
        elif text_only:
            made = document_of(kit, wanted, columns)
        else:
            made = numbered_document_of(kit, wanted, columns)
        if text_only:
            payload = as_text(lay_out(made, columns), columns).encode()
        else:
            payload = payload_of(kit, made, kind, columns=columns)
        if target in (None, "-"):
            sys.stdout.buffer.write(payload)
            sys.stdout.flush()
        else:
            write_whole(Path(str(target)), payload)
        if text_only and kind is DocumentKind.TEST:
            click.echo("Det andet stykke papir, med 6 og 7, kan kun printeren vise.", err=True)


def _wanted(document: str, argument: str) -> Wanted:
    """The document that a person names; InputError in one sentence when there is none such."""
    kind = kind_named(document)
    if kind is None:
        raise InputError(f"Dokumentet “{document.strip()}” kendes ikke: vælg {', '.join(DOCUMENTS)}.")
    if kind is DocumentKind.LIST and not argument.strip():
        raise InputError("Skriv nødlistens navn; se dem med “fieldkit vault list”.")
    return wanted_of(kind, argument)


def _private_paper(kit: Kit, wanted: Wanted, key: Path | None, columns: int) -> PrivatePaper:
    """A list (opened by passphrase or key file), the channel's card or the key card."""
    if isinstance(wanted, ChannelCard):
        return channel_card(kit, columns)
    if not isinstance(wanted, EmergencyList):
        return key_card(kit, columns)
    secret = ask_secret(kit, key)
    sweep_lists(kit)
    return list_paper(kit, list_name(wanted.name), secret)[1]


def _say_what_holds(kit: Kit, *, essential: bool) -> None:
    """Why the job may not come out soon."""
    battery, _ = battery_of(kit)
    if not kit.config.has_printer:
        say("Kittet har ingen printer; sæt den i kit.toml.")
    elif battery is not None and battery < OFFER_PERCENT and not essential:
        say(f"Batteriet er på {battery} %: kun {ON_LAST_POWER} kommer ud nu.")


@click.command()
@as_json
@click.pass_obj
def jobs(places: Places, as_json: bool) -> None:
    """List print jobs and what became of them.

    \b
    Example: fieldkit jobs --json
    """
    with open_kit(places) as kit:
        found, holds = job_rows(kit.log), what_holds(kit)
        if not found and not as_json:
            say("Ingen udskrifter.")
        for row in found:
            waits = row.state in (JobState.QUEUED, JobState.PRINTING)
            reason = row.reason or (holds if waits else "")
            if as_json:
                show_json(
                    {
                        "job": row.job,
                        "document": row.document,
                        "number": row.number,
                        "state": row.state,
                        "copies": row.copies,
                        "reason": reason,
                    }
                )
            else:
                copy = f"  KOPI {row.copies - 1}" if row.copies > 1 else ""
                word = JOB_STATE_DA[row.state]
                say(f"{row.job:>5}  {danish_of(row.document):<18} {row.number:<12} {word}{copy}  {reason}".rstrip())
        if failed := len(failed_jobs(kit.log)):
            one = "1 udskrift kom" if failed == 1 else f"{failed} udskrifter kom"
            click.echo(f"{one} ikke helt ud; udskriv igen med “fieldkit reprint --failed”.", err=True)


@click.command()
@click.argument("job", type=int, required=False)
@click.option("--failed", is_flag=True, help="All that did not come out whole and was not printed again since.")
@click.pass_obj
def reprint(places: Places, job: int | None, failed: bool) -> None:
    """Print a job again, or all that failed; the paper says KOPI.

    \b
    Example: fieldkit reprint 17
             fieldkit reprint --failed
    """
    with open_kit(places) as kit:
        if failed == (job is not None):
            raise InputError("Skriv nummeret på ét job, eller --failed for alle, der fejlede.")
        if job is None:
            for copy in queue_failed(kit.log, kit.now()):
                say(f"Job {copy} er i kø som kopi af job {job_row(kit.log, copy).copy_of}.")
            return
        say(f"Job {queue_document(kit, JobAgain(job))} er i kø som kopi af job {job}.")


COMMANDS = [print_, jobs, reprint]
