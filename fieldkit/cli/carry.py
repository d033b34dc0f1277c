"""Commands that carry the log elsewhere: bundle, journal, backup."""

import sys
from pathlib import Path

import click
import msgspec

from fieldkit.cli.opening import Places, open_kit, progress, say_progress
from fieldkit.cli.options import as_json
from fieldkit.cli.output import say, show_json
from fieldkit.core.carrier import Brought
from fieldkit.core.text.wording import events_da


def warn_of(told: Brought) -> None:
    """What was left out of what came, and that the kit began a new epoch because others knew more of its log."""
    for sentence in told.apart:
        click.echo(sentence, err=True)
    if told.renewed:
        click.echo(
            "Andre kender mere af dette kits log, end det selv gjorde: disken er en kopi eller gendannet. "
            "Kittet begynder en ny nummerrække, så intet nummer bruges to gange.",
            err=True,
        )


@click.group()
def bundle() -> None:
    """All events in one file, for a USB stick: export, import."""


@bundle.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def bundle_export(places: Places, file: Path, as_json: bool) -> None:
    """Write every event of this kit to FILE. An existing file is never written over.

    \b
    Example: fieldkit bundle export /media/usb/kit-12.fkb
    """
    from fieldkit.resync.bundle import export_bundle

    with open_kit(places) as kit:
        count = export_bundle(kit, file)
    if as_json:
        show_json({"file": str(file), "events": count})
    else:
        say(f"{file}: {events_da(count)}.")


@bundle.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def bundle_import(places: Places, file: Path, as_json: bool) -> None:
    """Check FILE from end to end and merge its events; what is here already is left as it is.

    \b
    Example: fieldkit bundle import /media/usb/kit-12.fkb --json
    """
    from fieldkit.resync.bundle import import_bundle

    with open_kit(places) as kit:
        told = import_bundle(kit, file, checked=progress("Pakken læses igennem"), kept=say_progress)
    if as_json:
        show_json({"new": told.new, "known": told.known, "forks": len(told.forks), "rejected": len(told.rejected)})
    else:
        say(f"{told.new} {'ny hændelse' if told.new == 1 else 'nye hændelser'}, {told.known} var her allerede.")
    if told.forks:
        click.echo(
            f"{len(told.forks)} numre har to udgaver: {', '.join(told.forks[:10])}. Begge er bevaret; "
            "se dem i journalen (fieldkit journal).",
            err=True,
        )
    warn_of(told)


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "csv", "json"]),
    default="html",
    show_default=True,
    help="Of the output.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file; default: stdout.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Name the places from this roster folder. Without it places are numbers, the same from every kit.",
)
@click.pass_obj
def journal(places: Places, form: str, out: Path | None, data: Path | None) -> None:
    """The merged journal: the same bytes from any kit that has the same events (and is given the same --data).

    \b
    Example: fieldkit journal --format html --out journal.html
    """
    from fieldkit.resync.journal import journal_pieces
    from fieldkit.store.files.durable import write_pieces
    from fieldkit.store.files.roster import whole_roster
    from fieldkit.store.tables.done import Done, note_done

    roster = whole_roster(data) if data is not None else None
    with open_kit(places) as kit:
        pieces = (piece.encode() for piece in journal_pieces(kit.reading.events, form, roster))
        if out is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
        else:
            write_pieces(out, pieces)
            note_done(kit.log, Done.JOURNAL, kit.now())
            click.echo(f"{out} er skrevet.", err=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Also the municipality's key: whoever finds the stick can then forge.")
@as_json
@click.pass_obj
def backup(places: Places, folder: Path, with_keys: bool, as_json: bool) -> None:
    """A consistent copy of the kit on a second medium, also while the engine runs. Those of the last 24 hours are kept;
    of a long log fewer, further apart.

    \b
    Example: fieldkit backup /media/usb
    """
    from fieldkit.store.backup import back_up
    from fieldkit.store.tables.done import Done, note_done

    with open_kit(places) as kit:
        made = back_up(kit.log, kit.home, kit.config.number, folder, kit.now(), with_keys=with_keys)
        if not made.same_disk:
            note_done(kit.log, Done.COPY, kit.now())
    if as_json:
        show_json(msgspec.to_builtins(made, enc_hook=str))
    else:
        copies = "1 kopi" if made.copies == 1 else f"{made.copies} kopier"
        say(f"{made.folder}: {events_da(made.events)}; {copies} ligger der nu.")
    if made.same_disk:
        click.echo(
            f"{folder} ligger på samme disk som kittet og hjælper ikke, hvis den går i stykker; "
            "brug helst en USB-nøgle.",
            err=True,
        )


COMMANDS = [bundle, journal, backup]
