"""Commands for the roster: check and import the files, show what holds, and edit it while the crisis runs."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from fieldkit.acts import roster as acts
from fieldkit.acts import typed
from fieldkit.cli.confirming import is_confirmed
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json, name_option
from fieldkit.cli.output import HANG, NO_BREAK, say, say_misnamed, say_wrapped, show_faults, show_json
from fieldkit.cli.remedies import advised
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.roster import TABLE_DA, RosterEdit, RosterTable
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import DoItAnyway
from fieldkit.core.roster.edits import columns_of, find_row, no_column
from fieldkit.core.roster.roster import PERSON_ROLE_DA, PLACE_KIND_DA, Roster, node_id
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit
from fieldkit.store.files.home import Home
from fieldkit.store.files.roster import NO_PLACES, load_roster, load_tables, misnamed
from fieldkit.store.files.roster_export import write_tables
from fieldkit.store.files.shipped import shipped_data


@click.group()
def roster() -> None:
    """Places, people and resources: check, import, show, edit, export."""


def roster_folder(places: Places, path: Path | None) -> Path:
    """The folder asked for, the kit's own, or the one that came along."""
    if path is not None:
        return path
    home = Home(places.home)
    return home.data if home.exists() else shipped_data()


@roster.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def roster_check(places: Places, folder: Path | None, as_json: bool) -> None:
    """Name every fault in a roster folder by file and line.

    \b
    Example: fieldkit roster check data
    """
    gone: list[Fault] = []
    if folder is None and Home(places.home).exists():
        with open_kit(places) as kit:
            gone = kit.library.lists_since.faults
    there = roster_folder(places, folder)
    found, faults = load_roster(there) if there.is_dir() or not gone else (None, [])
    if folder is not None and not faults and not load_tables(there)[0]:
        faults = [NO_PLACES]  # a kit can live without lists, but an empty folder is none to hand in
    if there.is_dir():
        say_misnamed(misnamed(there))
    faults = gone + [fault for fault in faults if fault.file not in {one.file for one in gone}]
    if found is not None and not faults and not as_json:
        say(f"Ingen fejl: {len(found.places)} steder, {len(found.people)} personer, {len(found.resources)} ressourcer.")
    show_faults(faults, as_json)


anyway_option = click.option("--anyway", is_flag=True, help="Also when a number or name that events use changes hands.")


@roster.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@anyway_option
@click.pass_obj
def roster_import(places: Places, folder: Path, anyway: bool) -> None:
    """Take a roster folder into the kit, all or nothing. What events use may not change hands: it is named, and asked.

    \b
    Example: fieldkit roster import /media/usb/data
    """
    with open_kit(places) as kit:
        found, faults = load_roster(folder)
        say_misnamed(misnamed(folder))
        if found is None:
            show_faults(faults, False)
            return
        if not anyway and (gone := acts.emptied(kit, folder)):
            _ask_to_lose(gone)
        if not anyway and (changes := acts.changes_of(kit, folder)):
            _ask_to_change(changes)
        acts.take_in(kit, folder)
        say(
            f"Indlæst: {len(found.places)} steder, {len(found.people)} personer. Åbne skærme viser det ved næste start."
        )
        if edits := sum(1 for edit in _edits(kit) if edit["holds"]):
            many = "1 rettelse gælder" if edits == 1 else f"{edits} rettelser gælder"
            say(f"{many} stadig oven på filerne; se dem med “fieldkit roster edits”.")


@roster.command("accept")
@anyway_option
@click.pass_obj
def roster_accept(places: Places, anyway: bool) -> None:
    """Say that the kit's own lists are to be as they lie in its folder now, changed by hand or with a file gone.

    \b
    Example: fieldkit roster accept
    """
    with open_kit(places) as kit:
        acts.accept(kit, anyway=anyway)
        say(f"Godkendt: {len(kit.roster.places)} steder, {len(kit.roster.people)} personer.")


def _ask_to_lose(gone: list[Fault]) -> None:
    """Name the tables that would be lost whole, and ask; where nobody can answer nothing is taken in."""
    told = " ".join(f"{one.file} {one.what}" for one in gone)
    if not sys.stdin.isatty():
        raise InputError(f"{told} Intet blev indlæst.", DoItAnyway())
    if not is_confirmed(f"{told} Indlæs alligevel?"):
        raise InputError("Intet blev indlæst.")


def _ask_to_change(changes: list[Fault]) -> None:
    """Name what would change hands, and ask; where nobody can answer nothing is taken in."""
    for change in changes:
        say(str(change))
    many = "1 nummer eller navn" if len(changes) == 1 else f"{len(changes)} numre og navne"
    told = f"{many}, som linjer i loggen bruger, ville betyde noget andet"
    if not sys.stdin.isatty():
        raise InputError(f"{told}; intet blev indlæst.", DoItAnyway())
    if not is_confirmed(f"{told}. Indlæs alligevel?"):
        raise InputError("Intet blev indlæst.")


@roster.command("show")
@click.argument("table", default="")
@as_json
@click.pass_obj
def roster_show(places: Places, table: str, as_json: bool) -> None:
    """Show places and people as they stand now, or the rows of one table (steder, personer, ressourcer …).

    \b
    Example: fieldkit roster show ressourcer
    """
    with open_kit(places) as kit:
        if table:
            _show_table(kit, find_table(table), as_json)
            return
        found: Roster = kit.roster
        if as_json:
            show_json(
                {
                    "places": [_place_json(place) for place in found.places],
                    "people": [msgspec.to_builtins(person) for person in found.people],
                }
            )
            return
        names = {place.slug: place.name for place in found.places}
        for place in found.places:
            head = f"{place.number:>4}  {place.name:<30} {PLACE_KIND_DA[place.kind]:<14} {place.slug}"
            say_wrapped(head, hang=6)
            if place.meeting_point:
                say(f"      hører til {names.get(place.meeting_point, place.meeting_point)}")
        for person in found.people:
            where = names.get(person.place or "", person.place or "")
            say_wrapped(f"      {person.name:<30} {PERSON_ROLE_DA[person.role]:<20} {where}".rstrip(), hang=6)


def _show_table(kit: Kit, table: RosterTable, as_json: bool) -> None:
    for row in kit.library.rows(table):
        if as_json:
            show_json({"row": row.name, **row.cells})
        else:
            _say_cells(row.cells)


def _say_cells(cells: Mapping[str, str]) -> None:
    """A row: what it is called on a line of its own, and its other cells below, each with its column's name."""
    called = next((column for column in ("navn", *cells) if cells.get(column)), "")
    say_wrapped(cells.get(called, ""), hang=HANG)
    rest = [f"{column}:{NO_BREAK}{text}" for column, text in cells.items() if text and column != called]
    if rest:
        say_wrapped("; ".join(rest), first=HANG, hang=HANG)


def find_table(text: str) -> RosterTable:
    """A table by its Danish or English word; InputError with the Danish words when it is none."""
    wanted = fold_name(text.removesuffix(".csv"))
    for table, word in TABLE_DA.items():
        if wanted in (word, table.value):
            return table
    raise InputError(f"“{text}” er ingen tabel; vælg {', '.join(TABLE_DA.values())}.")


def cells_of(table: RosterTable, written: tuple[str, ...]) -> dict[str, str]:
    """Cells from `kolonne=det nye`; InputError when one has no equals sign or the column is not there."""
    columns = {fold_name(column): column for column in columns_of(table)}
    cells: dict[str, str] = {}
    for one in written:
        name, equals, text = one.partition("=")
        column = columns.get(fold_name(name))
        if not equals:
            raise InputError(
                f"“{one}” mangler et lighedstegn; skriv kolonne=det nye, for eksempel “telefon=00 00 00 00”."
            )
        if column is None:
            raise no_column(table, name)
        cells[column] = text
    return cells


by_option = name_option("--by", help="Who says so.")


def _say_edit(kit: Kit, event: Event) -> None:
    say(f"{event.number}  {sentence(event, kit.roster)}.")


@roster.command("change")
@click.argument("table")
@click.argument("row")
@click.argument("cells", nargs=-1, required=True)
@by_option
@anyway_option
@click.pass_obj
def roster_change(places: Places, table: str, row: str, cells: tuple[str, ...], by: str, anyway: bool) -> None:
    """Change cells of a row; the other kits get it by radio. An empty text empties the cell.

    \b
    Example: fieldkit roster change personer "Øvelse Andersen" telefon="00 00 00 09" --by "vagthavende"
    """
    which = find_table(table)
    with open_kit(places) as kit:
        found = find_here(kit, which, row)
        _say_edit(kit, acts.change(kit, which, found, cells_of(which, cells), by, anyway=anyway))


@roster.command("add")
@click.argument("table")
@click.argument("cells", nargs=-1, required=True)
@by_option
@anyway_option
@click.pass_obj
def roster_add(places: Places, table: str, cells: tuple[str, ...], by: str, anyway: bool) -> None:
    """Add a row to a table; it is checked as the files are.

    \b
    Example: fieldkit roster add personer navn="Prøve Lund" rolle=runner sted=uglemoseskolen transport=cykel
    """
    which = find_table(table)
    written = cells_of(which, cells)
    with open_kit(places) as kit:
        _say_edit(kit, acts.add(kit, which, written, by, anyway=anyway))


@roster.command("remove")
@click.argument("table")
@click.argument("row")
@by_option
@anyway_option
@click.pass_obj
def roster_remove(places: Places, table: str, row: str, by: str, anyway: bool) -> None:
    """Remove a row. What the log says of it stays.

    \b
    Example: fieldkit roster remove personer "Øvelse Andersen, runner, uglemoseskolen"
    """
    which = find_table(table)
    with open_kit(places) as kit:
        _say_edit(kit, acts.remove(kit, which, find_here(kit, which, row), by, anyway=anyway))


@roster.command("undo")
@click.argument("number")
@by_option
@anyway_option
@click.pass_obj
def roster_undo(places: Places, number: str, by: str, anyway: bool) -> None:
    """Take an edit back, as if it had not been made; later edits of the same row stay.

    \b
    Example: fieldkit roster undo 1-0042
    """
    with open_kit(places) as kit:
        event, _ = typed.event_of(number, kit, RosterEdit, "en rettelse af listerne")
        _say_edit(kit, acts.undo(kit, event, by, anyway=anyway))


@roster.command("edits")
@as_json
@click.pass_obj
def roster_edits(places: Places, as_json: bool) -> None:
    """List what was edited since the files were handed in, oldest first.

    \b
    Example: fieldkit roster edits
    """
    with open_kit(places) as kit:
        found = _edits(kit)
        if not found and not as_json:
            say("Ingen rettelser siden filerne blev læst ind.")
        for edit in found:
            if as_json:
                show_json(edit)
            else:
                still = "" if edit["holds"] else "  (fortrudt)" if edit["undone"] else "  (bruges ikke)"
                say(f"{edit['number']}  {edit['sentence']}{still}")
        for fault in kit.library.roster_faults:
            click.echo(advised(fault.what, fault.remedy), err=True)


@roster.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def roster_export(places: Places, folder: Path) -> None:
    """Write the roster as it stands now as CSV files that `roster import` and a spreadsheet take.

    \b
    Example: fieldkit roster export /media/usb/data
    """
    with open_kit(places) as kit:
        if kit.library.roster_faults:
            fault = kit.library.roster_faults[0]
            raise InputError(f"Der er fejl i listerne: {fault.what}", fault.remedy)
        tables = {table: kit.library.rows(table) for table in RosterTable}
        written = write_tables(folder, tables, [event.id for event in kit.library.edits])
        say(f"Skrevet i {folder}: {', '.join(written)}.")


def find_here(kit: Kit, table: RosterTable, text: str) -> str:
    """What edits call the row that a person means; places also by slug and name. InputError when there is none."""
    if table is RosterTable.PLACES:
        return str(kit.roster.resolve(text).number)
    return find_row(kit.library.rows(table), table, text).name


def _edits(kit: Kit) -> list[dict[str, Any]]:
    """All edits, oldest first; `holds`: it was not undone, and contradicts nothing."""
    holding = {event.id for event in kit.library.edits}
    return [
        {
            "number": event.number,
            "table": event.body.table,
            "row": event.body.row,
            "cells": event.body.cells,
            "act": event.body.act,
            "by": event.body.by,
            "holds": event.id in holding,
            "undone": event.ref in kit.state.roster.undone,
            "sentence": sentence(event, kit.roster),
        }
        for event in sorted(kit.state.roster.edits.values(), key=lambda event: event.stamp)
    ]


def _place_json(place: Any) -> dict[str, Any]:
    return {
        "number": place.number,
        "slug": place.slug,
        "name": place.name,
        "kind": place.kind,
        "address": place.address,
        "lat": place.lat,
        "lon": place.lon,
        "meeting_point": place.meeting_point,
        "node": node_id(place.node) if place.node is not None else None,
        "pinned": place.public_key is not None,
        "kit": place.kit,
    }


COMMANDS = [roster]
