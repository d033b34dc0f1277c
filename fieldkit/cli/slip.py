"""Slips of QR codes that a runner carries: make, scan."""

import sys
from pathlib import Path

import click

from fieldkit.cli import remedies
from fieldkit.cli.carry import warn_of
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.core.document_kind import SLIP
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.text.wording import events_da, new_events_da
from fieldkit.kit import Kit
from fieldkit.resync.slips import (
    Scan,
    Scanner,
    backlog,
    holds_code,
    read_source,
    slip_digits,
    slip_document,
    write_picture,
)
from fieldkit.store.files.bounded import TEXT_FILE

_WHAT_TO_DO = "scan sedlen, eller angiv cifrene, en tekstfil eller et billede."


@click.group()
def slip() -> None:
    """Events as QR codes on paper, and back by scanning."""


@slip.command("make")
@click.option("--since", default="", metavar="NUMBER", help="Only what came into this log after this number.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write a picture (FILE.png) instead of printing.")
@as_json
@click.pass_obj
def slip_make(places: Places, since: str, target: Path | None, as_json: bool) -> None:
    """Put events in QR codes, on the printer or in a picture. Without --since: the whole log.

    \b
    Example: fieldkit slip make --since 12-0040
             fieldkit slip make --to seddel.png
    """
    with open_kit(places) as kit:
        events = backlog(kit, since)
        if not events:
            raise InputError(f"Der er intet efter nr. {since} at lægge på en seddel." if since else "Loggen er tom.")
        codes = slip_digits(kit, events, kit.config.columns, kit.config.dots, signed=True)
        told: dict[str, object] = {"codes": len(codes), "events": len(events)}
        if target is not None:
            write_picture(codes, target, exercise=any(event.exercise for event in events))
            told["file"] = str(target)
            line = f"{target}: {events_da(len(events))} i {_codes(len(codes))}."
        else:
            job = queue_slip(kit, codes, events)
            told["job"] = job
            line = f"Job {job} er i kø: {events_da(len(events))} i {_codes(len(codes))}."
            if not kit.config.has_printer:
                line += " Kittet har ingen printer; sæt den i kit.toml, eller brug --to FIL.png."
        if as_json:
            show_json(told)
        else:
            say(line)


@slip.command("scan")
@click.argument("source", metavar="[DIGITS|FILE|-]", required=False, default="-")
@as_json
@click.pass_obj
def slip_scan(places: Places, source: str, as_json: bool) -> None:
    """Merge codes: from a hand scanner (it types the digits), a text file, or a picture (PNG, JPG).

    \b
    Example: fieldkit slip scan              then scan each code, and end with Ctrl-D
             fieldkit slip scan foto.jpg
    """
    with open_kit(places) as kit:
        scanner = Scanner(kit)
        if source == "-" and sys.stdin.isatty() and not as_json:
            _scan_by_hand(scanner)
            return
        if source == "-":
            raw = sys.stdin.buffer.read(TEXT_FILE + 1)
            if len(raw) > TEXT_FILE:
                raise InputError(f"Der kom alt for meget ind; {_WHAT_TO_DO}")
            text = raw.decode("utf-8", errors="replace")
            if "\n" in text.strip() and not holds_code(text):
                raise InputError(f"Der er ingen kode fra en seddel i det, der kom ind; {_WHAT_TO_DO}")
            texts = [text]
        elif "".join(source.split()).isdigit():
            texts = [source]
        else:
            texts = read_source(Path(source))
        told = scanner.scan(texts)
    if not told.codes:
        raise InputError(f"Der kom ingen kode; {_WHAT_TO_DO}")
    if as_json:
        show_json({"codes": told.codes, "new": told.brought.new, "known": told.brought.known, "numbers": told.numbers,
                   "refused": [remedies.told(error) for error in told.brought.rejected],
                   "missing": told.missing})  # fmt: skip
    elif told.codes > len(told.brought.rejected):
        _say(told)
    warn_of(told.brought)
    for error in told.brought.rejected:
        click.echo(remedies.told(error), err=True)
    if told.brought.rejected:
        raise click.exceptions.Exit(1)


def _scan_by_hand(scanner: Scanner) -> None:
    click.echo("Scan en kode ad gangen; slut med Ctrl-D.", err=True)
    missing: dict[str, tuple[int, ...]] = {}
    for line in sys.stdin:
        if not line.strip():
            continue
        told = scanner.scan([line])
        for error in told.brought.rejected:
            click.echo(remedies.told(error), err=True)
        if told.codes > len(told.brought.rejected):
            _say(told)
        warn_of(told.brought)
        missing = told.missing
    if missing:
        raise InputError(f"Sedlen er ikke scannet færdig: {_missing_words(missing)} mangler stadig.")


def _say(told: Scan) -> None:
    new, known = told.brought.new, told.brought.known
    lacking = f" Mangler {_missing_words(told.missing)}." if told.missing else ""
    say(f"{new_events_da(new)}, {known} var her allerede.{lacking}")


def _missing_words(missing: dict[str, tuple[int, ...]]) -> str:
    return "; ".join("kode " + ", ".join(str(part) for part in parts) for parts in missing.values())


def _codes(count: int) -> str:
    return "1 kode" if count == 1 else f"{count} koder"


def queue_slip(kit: Kit, codes: list[str], events: list[Event]) -> int:
    """Put a slip with these codes in the print queue; the job's number."""
    from fieldkit.acts.printing import source_of
    from fieldkit.store.tables.jobs import queue_job

    source = source_of(kit)
    now = kit.now()
    document = slip_document(
        codes, events, kit=source.kit_name(kit.identity.kit), time=source.moment(now, sure=kit.time_sure)
    )
    return queue_job(kit.log, document, SLIP, document.number, now)


COMMANDS = [slip]
