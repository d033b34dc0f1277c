"""Commands that carry the log elsewhere: bundle, journal."""

from pathlib import Path

import click

from fieldkit.cli.opening import Places, open_kit, portion, progress, say_progress
from fieldkit.cli.options import as_json, names_of_places, output_as, without_personal_data
from fieldkit.cli.output import say, show_json, write_out
from fieldkit.cli.remedies import told as reason
from fieldkit.core.carrier import Brought
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.text.wording import lines_da, new_lines_da


def warn_of(told: Brought) -> None:
    """What was left out of what came, and that the kit began a new epoch because others knew more of its log."""
    for sentence in told.apart:
        click.echo(sentence, err=True)
    if told.renewed:
        from fieldkit.acts.sticks import RENEWED_DA

        click.echo(RENEWED_DA, err=True)


@click.group()
def bundle() -> None:
    """All events in one file, for a USB stick: export, import."""


_stick = click.option(
    "--stick", type=click.Path(path_type=Path), help="The folder of the stick, when several are in. FILE is left out."
)


@bundle.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_stick
@as_json
@click.pass_obj
def bundle_export(places: Places, file: Path | None, stick: Path | None, as_json: bool) -> None:
    """Write every event of this kit to FILE, closed under the municipality's key. An existing file is never written
    over. Without FILE it goes to the USB stick that is in, in place of this kit's earlier one.

    \b
    Example: fieldkit bundle export /media/usb/kit-12.fkb
    """
    from fieldkit.acts import sticks
    from fieldkit.resync.bundle import export_bundle

    _refuse_both(file, stick)
    with open_kit(places) as kit:
        if file is not None:
            count = export_bundle(kit, file, told=portion("Pakken skrives")).events
            told = f"{file}: {lines_da(count)}."
        else:
            went = sticks.put(kit, sticks.the_stick(stick), portion)
            file, count, told = went.path, went.exported.events, sticks.went_da(went)
    if as_json:
        show_json({"file": str(file), "events": count})
    else:
        say(told)


@bundle.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_stick
@as_json
@click.pass_obj
def bundle_import(places: Places, file: Path | None, stick: Path | None, as_json: bool) -> None:
    """Check FILE from end to end and merge its events; what is here already is left as it is. Without FILE every bundle
    of other kits on the USB stick that is in.

    \b
    Example: fieldkit bundle import /media/usb/kit-12.fkb --json
    """
    from fieldkit.acts import sticks
    from fieldkit.resync.bundle import import_bundle

    _refuse_both(file, stick)
    refused: list[CarrierError] = []
    with open_kit(places) as kit:
        if file is not None:
            brought = import_bundle(
                kit, file, read=portion("Pakken hentes"), checked=progress("Pakken læses igennem"), kept=say_progress
            )
            every, lines = [brought], [_new_da(brought.new, brought.known)]
        else:
            came = sticks.take(kit, sticks.the_stick(stick), portion)
            every, lines = [one for _, one in came.brought], sticks.came_da(came)
            refused = [error for _, error in came.refused]
    forks = every[-1].forks if every else ()
    if as_json:
        new, known = sum(one.new for one in every), sum(one.known for one in every)
        show_json({"new": new, "known": known, "forks": len(forks), "rejected": len(refused)})
    else:
        for line in lines:
            say(line)
    if forks:
        click.echo(
            f"{len(forks)} numre har to udgaver: {', '.join(forks[:10])}. Begge er bevaret; "
            "se dem i journalen (fieldkit journal).",
            err=True,
        )
    for one in every:
        warn_of(one)
    for error in refused:
        click.echo(reason(error), err=True)
    if refused:
        raise click.exceptions.Exit(1)


def _refuse_both(file: Path | None, stick: Path | None) -> None:
    if file is not None and stick is not None:
        raise InputError("Skriv enten filen eller nøglen (--stick), ikke begge.")


def _new_da(new: int, known: int) -> str:
    return f"{new_lines_da(new)}, {known} var her allerede."


@click.command()
@output_as("html", "csv", "json", default="html")
@click.option("--incident", default="", help="Only this incident: its name, or a number of it.")
@click.option("--place", default="", help="Only what names this place, comes from it or was written there.")
@click.option("--person", default="", help="Only lines in which this name stands.")
@without_personal_data
@names_of_places
@click.pass_obj
def journal(
    places: Places,
    form: str,
    out: Path | None,
    incident: str,
    place: str,
    person: str,
    without_personal_data: bool,
    data: Path | None,
) -> None:
    """The merged journal, for filing: the same bytes from any kit that has the same events.

    \b
    Example: fieldkit journal --format html --out journal.html
    """
    from fieldkit.acts.journal import choice, journal_of, note_filed, pieces_of
    from fieldkit.store.files.roster import whole_roster

    roster = whole_roster(data) if data is not None else None
    with open_kit(places) as kit:
        chosen = choice(kit, incident=incident, place=place, person=person, personal=not without_personal_data)
        told = journal_of(kit, chosen, roster)
        write_out(out, pieces_of(told, form))
        if not told.count:
            click.echo("Ingen linjer passer på det valgte.", err=True)
        if out is not None:
            note_filed(kit, chosen)


COMMANDS = [bundle, journal]
