"""Commands for paper: print, jobs, reprint."""

import sys
from pathlib import Path

import click

from fieldkit.acts import notes
from fieldkit.acts.printing import (
    battery_of,
    document_of,
    numbered_document_of,
    payload_of,
    print_now,
    queue_continuity,
    queue_document,
)
from fieldkit.cli.common import Places, as_json, open_kit, say, show_json
from fieldkit.cli.remedies import told
from fieldkit.core.ask.continuity import CONTINUITY, OFFER_PERCENT
from fieldkit.core.errors import DeviceError, InputError, StoreError
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents import CATALOGUE, canonical_name
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.paper.printing import JOB_STATE_DA, JobState
from fieldkit.store.errors import store_errors
from fieldkit.store.tables.jobs import ESSENTIAL, job_rows, queue_copy


@click.command("print")
@click.argument("document")
@click.argument("argument", required=False, default="")
@click.option("--to", "target", help="Write the ESC/POS bytes to this file (- for stdout) instead of queueing a job.")
@click.option("--width", type=click.Choice(["32", "42", "48"]), help="Columns; default: the kit's printer.")
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
    """Print a document: receipt NUMBER, docket NUMBER, card ID, roster, board, messages, log, handover, chits N,
    notice NUMBER, list NAME, test; or continuity: the picture, contacts, open messages and blank chits in one go.

    Emergency lists and key cards go straight to the printer and never lie in the queue.

    \b
    Example: fieldkit print receipt 1-0042
             fieldkit print board --text --width 48
             fieldkit print continuity
    """
    with open_kit(places) as kit:
        columns = int(width) if width else kit.config.columns
        shown = text_only or target is not None
        if not shown and columns != kit.config.columns:
            raise InputError(
                f"Printeren har {kit.config.columns} tegn pr. linje; --width bruges sammen med --to eller --text."
            )
        if document.strip().casefold() == CONTINUITY:
            if shown:
                raise InputError("Papirberedskabet er flere dokumenter; vis dem hver for sig med --text eller --to.")
            jobs_ = queue_continuity(kit)
            say(f"Job {jobs_[0]} til {jobs_[-1]} er i kø: situation, kontakter, åbne beskeder og blanketter.")
            _say_what_holds(kit, essential=True)
            return
        name = canonical_name(document)
        if CATALOGUE[name].private:
            made, done = _private_document(kit, name, argument, key, columns)
            if not shown:
                print_private(kit, made, name, done)
                return
            _note(kit, f"{done.removesuffix(' udskrevet')} vist eller skrevet til fil", "")
        elif not shown:
            say(f"Job {queue_document(kit, name, argument)} er i kø.")
            _say_what_holds(kit, essential=name in ESSENTIAL)
            return
        elif text_only:
            made = document_of(kit, name, argument, columns)
        else:
            made = numbered_document_of(kit, name, argument, columns)
        if text_only:
            payload = as_text(lay_out(made, columns), columns).encode()
        else:
            payload = payload_of(kit, made, name, columns=columns)
        if target in (None, "-"):
            sys.stdout.buffer.write(payload)
            return
        path = Path(str(target))
        with store_errors(path):
            if CATALOGUE[name].private:
                path.touch(mode=0o600)
            path.write_bytes(payload)


def _private_document(kit: Kit, name: str, argument: str, key: Path | None, columns: int) -> tuple[Document, str]:
    """A list (opened by passphrase or key file) or the key card, and how the log tells that it was printed."""
    if name != "list":
        return document_of(kit, name, argument, columns), f"{CATALOGUE[name].danish} udskrevet"
    from fieldkit.cli.vault import ask_secret, list_document, sweep_lists
    from fieldkit.store.vault.vault import list_name, open_list

    if not argument.strip():
        raise InputError("Skriv nødlistens navn; se dem med “fieldkit vault list”.")
    secret = ask_secret(kit, key)
    sweep_lists(kit)
    opened = open_list(kit.home.vault, list_name(argument), secret)
    return list_document(kit, opened), f"nødliste {opened.info.name} udskrevet"


def print_private(kit: Kit, document: Document, name: str, done: str, by: str = "") -> None:
    """Send it straight to the printer, and note in the log that it happened, never what it holds."""
    try:
        outcome = print_now(kit, document, name)
    except DeviceError:
        _note(kit, f"{done}, men kom ikke helt ud", by)  # a piece of it may lie on the table
        raise
    _note(kit, done, by)
    if outcome.state is JobState.CONFIRMED:
        say(f"{document.title} er udskrevet.")
    else:
        say(f"{document.title} er sendt til printeren; se, om papiret kom ud.")
    if kit.config.printer.startswith("virtual:"):
        click.echo(f"Den virtuelle printer lægger papiret som filer i {kit.home.paper}; slet dem bagefter.", err=True)


def _note(kit: Kit, text: str, by: str) -> None:
    """A log that is full must not keep people from their lists."""
    try:
        notes.write(kit, text, entry="action", by=by)
    except StoreError as error:
        click.echo(f"Det kunne ikke noteres i loggen ({told(error)}) Skriv det på papir: {text}.", err=True)


def _say_what_holds(kit: Kit, *, essential: bool) -> None:
    """Why the job may not come out soon."""
    battery, _ = battery_of(kit)
    if kit.config.printer == "none":
        say("Kittet har ingen printer; sæt den i kit.toml.")
    elif battery is not None and battery < OFFER_PERCENT and not essential:
        say(f"Batteriet er på {battery} %: kun kvitteringer, følgesedler og papirberedskabet kommer ud nu.")


@click.command()
@as_json
@click.pass_obj
def jobs(places: Places, as_json: bool) -> None:
    """List print jobs and what became of them.

    \b
    Example: fieldkit jobs --json
    """
    with open_kit(places) as kit:
        found = job_rows(kit.log)
        if not found and not as_json:
            say("Ingen udskrifter.")
        for row in found:
            if as_json:
                show_json(
                    {
                        "job": row.job,
                        "document": row.document,
                        "number": row.number,
                        "state": row.state,
                        "copies": row.copies,
                        "reason": row.reason,
                    }
                )
            else:
                copy = f"  KOPI {row.copies - 1}" if row.copies > 1 else ""
                word = JOB_STATE_DA[JobState(row.state)]
                say(f"{row.job:>5}  {_danish(row.document):<18} {row.number:<12} {word}{copy}  {row.reason}".rstrip())


def _danish(document: str) -> str:
    return CATALOGUE[document].danish if document in CATALOGUE else document


@click.command()
@click.argument("job", type=int)
@click.pass_obj
def reprint(places: Places, job: int) -> None:
    """Print a job again; the paper says KOPI.

    \b
    Example: fieldkit reprint 17
    """
    with open_kit(places) as kit:
        say(f"Job {queue_copy(kit.log, job, kit.now())} er i kø som kopi af job {job}.")


COMMANDS = [print_, jobs, reprint]
