"""Taking the lists in, and editing them while the crisis runs: change, add and remove a row, and take an edit back.

Each edit is a fact that every kit gets; what may be edited into what is checked as the files are (`core.roster.edits`).
Numbers and names that events use change hands only when a person has been told and does it `anyway`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from fieldkit.acts import place_names
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.roster import TABLE_DA, RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.facts.uses import Used, used_by
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import DoItAnyway, Part, SeeEdits
from fieldkit.core.roster.cells import named_rows
from fieldkit.core.roster.edits import edited_roster, places_added, row_name
from fieldkit.core.roster.hands import (
    Change,
    Handed,
    changed_hands,
    changed_people,
    is_same_place,
    renumbered,
    with_former,
)
from fieldkit.core.roster.read import SHAPES, table_of
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.roster import standing_edits
from fieldkit.kit import Kit
from fieldkit.store.files.roster import load_files, load_tables
from fieldkit.store.files.roster_import import import_roster
from fieldkit.store.tables.taken_in import changing, note

_FORMER = "places"
"""Under this key the log keeps, of every place that was ever taken in: number, short name and name."""


def change(
    kit: Kit, table: RosterTable, row: str, cells: Mapping[str, str], by: str = "", *, anyway: bool = False
) -> Event[RosterEdit]:
    """New text in cells of a row, by the name that edits call it (`TableRow.name`); "" empties a cell. InputError as
    in `check`."""
    return _edited(kit, whole(RosterEdit)(table, row, dict(cells), by=by), anyway)


def add(
    kit: Kit, table: RosterTable, cells: Mapping[str, str], by: str = "", *, anyway: bool = False
) -> Event[RosterEdit]:
    """A new row, called by its own cells. InputError as in `check`."""
    return _edited(kit, whole(RosterEdit)(table, row_name(table, cells), dict(cells), RowAct.ADDED, by), anyway)


def remove(kit: Kit, table: RosterTable, row: str, by: str = "", *, anyway: bool = False) -> Event[RosterEdit]:
    """A row is gone from the lists; what the log says of it stays. InputError as in `check`."""
    return _edited(kit, whole(RosterEdit)(table, row, act=RowAct.REMOVED, by=by), anyway)


def undo(kit: Kit, edit: Event, by: str = "", *, anyway: bool = False) -> Event[RosterUndo]:
    """An edit is taken back as if it had not been made; later edits of the same row stay. InputError when it was
    already, as in `Library.check_undo`, and when what events use would change hands."""
    if edit.ref in kit.state.roster.undone:
        raise InputError(f"{edit.number} er allerede fortrudt.", SeeEdits())
    undone = whole(RosterUndo)(RefBody(*edit.ref), by)

    def look() -> None:
        _refuse_changed_hands(kit, kit.library.check_undo(undone), anyway)

    event = kit.record(undone, check=look)
    place_names.record_changed(kit)
    return event


def check(kit: Kit, edit: RosterEdit, *, anyway: bool = False) -> None:
    """InputError as in `Library.check_edit`, and when a number or name that events use would change hands."""
    roster = kit.library.check_edit(edit)
    if edit.table in (RosterTable.PLACES, RosterTable.LEVELS):
        _refuse_changed_hands(kit, roster, anyway)


def take_in(kit: Kit, folder: Path) -> None:
    """Take a folder of faultless lists into the kit (see `changes_of`)."""
    known = _known(kit, load_files(folder).roster)
    import_roster(folder, kit.home, partial(changing, kit.log, Part.LISTS, kit.home.data))
    _remember(kit, known)
    kit.library.read_again()
    place_names.record_changed(kit)


def accept(kit: Kit, *, anyway: bool = False) -> None:
    """The kit's lists as they lie in its folder, also where somebody changed them by hand, are what was taken in.
    InputError when they are faulty, or when what events use has changed hands."""
    files = load_files(kit.home.data)
    if files.faults:
        raise InputError(f"Der er fejl i listerne: {files.faults[0].what} Ret filen først.", files.faults[0].remedy)
    if not anyway and (changes := replaced_by_hand(kit)):
        raise InputError(_first_of(changes), DoItAnyway())
    note(kit.log, Part.LISTS, kit.home.data)
    kit.library.read_again()
    remember(kit)
    place_names.record_changed(kit)


def remember(kit: Kit) -> None:
    """Keep beside the log what the numbers of the lists stand for: a file that is damaged or changed by hand later can
    then be told from what was taken in."""
    _remember(kit, _known(kit, kit.roster))


def replaced_by_hand(kit: Kit) -> list[Change]:
    """Numbers that events use and that stand for something else than in the lists that were taken in, as when a file
    was copied over the kit's own."""
    taken_in = Roster(places=tuple(_taken_in(kit)))
    here = {place.number: place for place in kit.library.filed.places}
    if all(was.number not in here or is_same_place(was, here[was.number]) for was in taken_in.places):
        return []  # no need to look at the log
    return [one for one in changed_hands(taken_in, kit.library.filed, _used(kit)) if one.now]


def _remember(kit: Kit, known: Mapping[int, Place]) -> None:
    kept = [[place.number, place.slug, place.name] for place in known.values()]
    kit.log.set_meta(_FORMER, msgspec.json.encode(kept).decode())


def changes_of(kit: Kit, folder: Path) -> list[Fault]:
    """What events use and the lists in a folder would give to others or to nobody, by file and line."""
    files = load_files(folder)
    after = edited_roster(files.tables, standing_edits(kit.state.roster, files.filed)).roster
    used = _used(kit)
    changes = [*changed_hands(_before(kit, after), after, used), *changed_people(kit.roster, after, used)]
    if kit.state.current():
        changes += renumbered(kit.roster, after, used)
    lines = {
        (table, row.get("nummer", "").lstrip("0")): (file, line)
        for file, rows in files.tables.items()
        if (table := table_of(file)) is not None
        for line, row in named_rows(SHAPES[table], rows)
    }
    home = {table: file for (table, _), (file, _) in lines.items()}

    def fault(change: Change) -> Fault:
        table = _TABLES[change.sort]
        file, line = lines.get((table, str(change.place)), (home.get(table, f"{TABLE_DA[table]}.csv"), 0))
        return Fault(file, line, str(change))

    return sorted(map(fault, changes))


def emptied(kit: Kit, folder: Path) -> list[Fault]:
    """The tables that the kit's files have rows in and a folder has none of: taking it in would lose all of them."""
    here, there = _rows_in(kit.home.data), _rows_in(folder)
    given = {table_of(file) for file in load_tables(folder)[0]}
    return [
        Fault(f"{TABLE_DA[table]}.csv", 0, f"{'er tom' if table in given else 'mangler'}: {_would_go(table, rows)}.")
        for table, rows in here.items()
        if rows and not there.get(table)
    ]


def _rows_in(folder: Path) -> Counter[RosterTable]:
    found: Counter[RosterTable] = Counter()
    for file, lines in load_tables(folder)[0].items():
        if (table := table_of(file)) is not None:
            found[table] += len(named_rows(SHAPES[table], lines))
    return found


def _would_go(table: RosterTable, rows: int) -> str:
    return f"{rows} {_ONE_DA[table] if rows == 1 else TABLE_DA[table]} ville forsvinde"


_ONE_DA = {
    RosterTable.PLACES: "sted",
    RosterTable.PEOPLE: "person",
    RosterTable.RESOURCES: "ressource",
    RosterTable.PLANS: "plan",
    RosterTable.PARTNERS: "partner",
    RosterTable.LEVELS: "niveau",
}
_TABLES = {
    Handed.PLACE: RosterTable.PLACES,
    Handed.NUMBER: RosterTable.PLACES,
    Handed.KIT: RosterTable.PLACES,
    Handed.NODE: RosterTable.PLACES,
    Handed.LEVEL: RosterTable.LEVELS,
    Handed.PERSON: RosterTable.PEOPLE,
    Handed.PHONE: RosterTable.PEOPLE,
}


def _edited(kit: Kit, edit: RosterEdit, anyway: bool) -> Event[RosterEdit]:
    event = kit.record(edit, check=partial(check, kit, edit, anyway=anyway))
    place_names.record_changed(kit)
    return event


def _refuse_changed_hands(kit: Kit, after: Roster, anyway: bool) -> None:
    if anyway:
        return
    changes = changed_hands(_before(kit, after), after, _used(kit))
    if changes:
        raise InputError(_first_of(changes), DoItAnyway())


def _first_of(changes: list[Change]) -> str:
    why, more = str(changes[0]).removesuffix("."), f" (og {len(changes) - 1} til)" if len(changes) > 1 else ""
    return f"{why[0].upper()}{why[1:]}{more}."


def _used(kit: Kit) -> Used:
    used = used_by(kit.reading.events(), kit.state.current())
    used.places[kit.place] = max(1, used.places[kit.place])  # where the kit stands counts, whatever was said
    return used


def _before(kit: Kit, after: Roster) -> Roster:
    return with_former(kit.roster, _former(kit), after)


def _former(kit: Kit) -> Iterator[Place]:
    """Places that numbers stood for earlier: in lists that were taken in before, in the files, and by edits."""
    yield from places_added(kit.state.roster.edits.values())
    yield from kit.library.filed.places
    yield from _taken_in(kit)


def _taken_in(kit: Kit) -> Iterator[Place]:
    """Places of the lists that were taken in, the latest word on each number."""
    try:
        kept = msgspec.json.decode(kit.log.get_meta(_FORMER) or "[]", type=list[tuple[int, str, str]])
    except msgspec.DecodeError:
        return
    for number, slug, name in kept:
        yield Place(number=number, slug=slug, name=name, kind=PlaceKind.OTHER)


def _known(kit: Kit, new: Roster) -> dict[int, Place]:
    """Every place that is or was, by number, the latest word last."""
    places: Iterable[Place] = (*_former(kit), *kit.roster.places, *new.places)
    return {place.number: place for place in places}
