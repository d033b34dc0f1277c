"""Slips of QR codes that a runner carries: make, scan."""

import sys
from pathlib import Path

import click

from fieldkit.acts.slips import codes_da, missing_da, queue_slip, scan_da, slip_since
from fieldkit.cli import remedies
from fieldkit.cli.carry import warn_of
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.core.errors import InputError
from fieldkit.core.text.wording import lines_da
from fieldkit.resync.slips import Scan, Scanner, holds_code, read_source, write_picture
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
        codes, events, _ = slip_since(kit, since)
        told: dict[str, object] = {"codes": len(codes), "events": len(events)}
        if target is not None:
            write_picture(codes, target, exercise=any(event.exercise for event in events))
            told["file"] = str(target)
            line = f"{target}: {lines_da(len(events))} i {codes_da(len(codes))}."
        else:
            job = queue_slip(kit, codes, events)
            told["job"] = job
            line = f"Job {job} er i kø: {lines_da(len(events))} i {codes_da(len(codes))}."
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
        raise InputError(f"Sedlen er ikke scannet færdig: {missing_da(missing)} mangler stadig.")


def _say(told: Scan) -> None:
    say(scan_da(told))


COMMANDS = [slip]
