"""Commands for paper: print, jobs, reprint."""

import sys
from pathlib import Path

import click

from fieldkit.cli.common import Places, as_json, open_kit, say, show_json
from fieldkit.core.errors import InputError
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.paper.printing import JOB_STATE_DA, JobState
from fieldkit.printing import document_of, queue_document
from fieldkit.store.jobs import job_rows, queue_copy
from fieldkit.store.log import store_errors


@click.command("print")
@click.argument("document")
@click.argument("argument", required=False, default="")
@click.option("--to", "target", help="Write the ESC/POS bytes to this file (- for stdout) instead of queueing a job.")
@click.option("--width", type=click.Choice(["32", "42", "48"]), help="Columns; default: the kit's printer.")
@click.option("--text", "text_only", is_flag=True, help="Show the layout as text instead of printing.")
@click.pass_obj
def print_(
    places: Places, document: str, argument: str, target: str | None, width: str | None, text_only: bool
) -> None:
    """Print a document: receipt NUMBER, docket NUMBER, card ID, roster, board, log, handover, chits N, notice NUMBER,
    answers, list NAME, test.

    \b
    Example: fieldkit print receipt 1-0042
             fieldkit print board --text --width 48
    """
    from fieldkit.devices.escpos import encode, profile_for

    with open_kit(places) as kit:
        columns = int(width) if width else kit.config.columns
        if not text_only and target is None:
            if width is not None and columns != kit.config.columns:
                raise InputError(
                    f"Printeren har {kit.config.columns} tegn pr. linje; --width bruges sammen med --to eller --text."
                )
            job = queue_document(kit, document, argument)
            note = "" if kit.config.printer != "none" else " Kittet har ingen printer; sæt den i kit.toml."
            say(f"Job {job} er i kø.{note}")
            return
        items = lay_out(document_of(kit, document, argument), columns)
        if text_only:
            text = as_text(items, columns)
            if target in (None, "-"):
                sys.stdout.buffer.write(text.encode())
                return
            payload = text.encode()
        else:
            payload = encode(items, profile_for(columns, slot=kit.config.code_page))
        if target == "-":
            sys.stdout.buffer.write(payload)
            return
        path = Path(str(target))
        with store_errors(path):
            path.write_bytes(payload)


@click.command()
@as_json
@click.pass_obj
def jobs(places: Places, as_json: bool) -> None:
    """List print jobs and what became of them.

    \b
    Example: fieldkit jobs --json
    """
    with open_kit(places) as kit:
        for row in job_rows(kit.log):
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
                say(f"{row.job:>5}  {row.document:<12} {row.number:<10} {word}{copy}  {row.reason}".rstrip())


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
