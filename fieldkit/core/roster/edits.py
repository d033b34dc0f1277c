"""The roster as it stands now: the municipality's files with the recorded edits on top, judged by the same reader.

The edits are done one by one in the order of their stamps, as if one person had typed them all. Edits made apart can
contradict each other once they meet (two places with one radio): the later one is then left out and named. All from
files and State alone, so that kits with the same files and events have the same roster.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from fieldkit.core.clock.hybrid import MAX_HLC
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.roster import ROW_CHARS, TABLE_DA, RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import SeeRows, UndoEdit, WriteCells
from fieldkit.core.roster.cells import Row, named_rows
from fieldkit.core.roster.damage import damage_da
from fieldkit.core.roster.read import SHAPES, Tables, read_roster, table_of
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.roster import RosterState, fold_undo, standing_edits
from fieldkit.core.text.clean import one_line
from fieldkit.core.text.names import fold_name

IDENTITY: dict[RosterTable, tuple[str, ...]] = {
    RosterTable.PLACES: ("nummer",),
    RosterTable.PEOPLE: ("navn", "rolle", "sted"),
    RosterTable.RESOURCES: ("navn", "sted"),
    RosterTable.PLANS: ("kortnavn",),
    RosterTable.PARTNERS: ("navn",),
    RosterTable.LEVELS: ("niveau",),
}
"""The columns that a row is known by; together they are its name."""
FIXED = {RosterTable.PLACES: "nummer", RosterTable.LEVELS: "niveau"}
"""Numbers that reports and decisions of the log refer to: they cannot be edited, only added and removed."""
EDITS_FILE = "rettelser"
"""Stands for a file in faults of edits."""


class TableRow(NamedTuple):
    """A row as it stands now. `name` is what edits call it, `line` its line in the file (added rows come after)."""

    name: str
    line: int
    cells: dict[str, str]


class LeftOut(NamedTuple):
    """An edit that contradicts earlier ones or the files, and why in a sentence."""

    event: Event[RosterEdit]
    edit: RosterEdit
    why: str

    @property
    def fault(self) -> Fault:
        number, table = self.event.number, TABLE_DA[self.edit.table]
        what = f"Rettelse {number} af “{self.edit.row}” i {table} bruges ikke: {self.why}"
        return Fault(EDITS_FILE, 0, what, UndoEdit(number))


class RosterNow(NamedTuple):
    """The roster with the edits that agree, those edits in order, and those that were left out."""

    roster: Roster
    edits: list[Event[RosterEdit]]
    left_out: list[LeftOut]


def row_name(table: RosterTable, cells: Mapping[str, str]) -> str:
    """A row's name from its cells: `Øvelse Andersen, runner, uglemoseskolen`. Numbers are without leading zeros."""
    words = [cells[column] for column in IDENTITY[table] if cells.get(column)]
    if table in FIXED:
        words = [str(int(word)) if word.isascii() and word.isdigit() else word for word in words]
    return one_line(", ".join(words), ROW_CHARS)


def columns_of(table: RosterTable) -> tuple[str, ...]:
    """The columns of a table, the needed ones first."""
    shape = SHAPES[table]
    return (*shape.required, *shape.optional)


def table_rows(tables: Tables, edits: Iterable[Event[RosterEdit]], table: RosterTable) -> list[TableRow]:
    """The rows of one table after the edits, one by one in their order: the files' rows first, then the added ones.

    What changes or removes a row that is not there does nothing; adding one that is there changes it.
    """
    shape = SHAPES[table]
    lines = next((lines for file, lines in tables.items() if table_of(file) is table), ())
    rows: dict[str, TableRow] = {}
    last = 1
    for line, cells in named_rows(shape, lines):
        name = row_name(table, cells)
        key = fold_name(name)
        # of two rows with one name, edits mean the first
        rows[key if key not in rows else f"{key}#{line}"] = TableRow(name, line, dict(cells))
        last = line
    for event in edits:
        body = event.body
        if body.table is not table:
            continue
        key = fold_name(body.row)
        if body.act is RowAct.REMOVED:
            rows.pop(key, None)
            continue
        if key not in rows and body.act is RowAct.ADDED:
            last += 1
            rows[key] = TableRow(body.row, last, dict.fromkeys((*shape.required, *shape.optional), ""))
        if key in rows:
            known = rows[key].cells
            known.update({column: text for column, text in body.cells.items() if column in known})
    # a row of which every cell was emptied, or that was added without any, is none: files with one are read so too
    return [row for row in rows.values() if any(row.cells.values())]


def edited_tables(tables: Tables, edits: Sequence[Event[RosterEdit]]) -> dict[str, list[Row]]:
    """The tables of the files after the edits, in the form that `read_roster` takes."""
    files = {table: file for file in tables if (table := table_of(file)) is not None}
    found = {file: list(lines) for file, lines in tables.items()}
    for table in {event.body.table for event in edits}:
        rows: list[Row] = [(row.line, row.cells) for row in table_rows(tables, edits, table)]
        found[files.get(table, f"{TABLE_DA[table]}.csv")] = rows
    return found


def edited_roster(tables: Tables, edits: Sequence[Event[RosterEdit]]) -> RosterNow:
    """The roster of faultless files after `edits` (in the order of stamps).

    When all together make it faulty, the first edit that does is left out, and so on: the later one of two that
    contradict each other. In the end each of those is tried once more, for another may have made room. A reading of
    the tables for each halving of the edits, and none more when they agree.
    """
    roster, faults = _read(tables, edits)
    if roster is not None:
        return RosterNow(roster, list(edits), [])
    kept: list[Event[RosterEdit]] = []
    rest, left_out = list(edits), []
    while roster is None and rest:
        clean, faulty = 0, len(rest)  # so many of the rest can be used, and so many cannot
        while faulty - clean > 1:
            middle = (clean + faulty) // 2
            found, wrong = _read(tables, [*kept, *rest[:middle]])
            clean, faulty, faults = (middle, faulty, faults) if found is not None else (clean, middle, wrong)
        kept += rest[:clean]
        left_out.append((rest[clean], faults[0].what))
        rest = rest[faulty:]
        roster, faults = _read(tables, [*kept, *rest])
    kept += rest
    for one in list(left_out):
        trial = sorted([*kept, one[0]], key=lambda event: event.stamp)
        again, _ = _read(tables, trial)
        if again is not None:
            kept, roster = trial, again
            left_out.remove(one)
    named = [LeftOut(event, event.body, why) for event, why in left_out]
    return RosterNow(roster or Roster(), kept, named)


def _read(tables: Tables, edits: Sequence[Event[RosterEdit]]) -> tuple[Roster | None, list[Fault]]:
    return read_roster(edited_tables(tables, edits))


def no_column(table: RosterTable, column: str) -> InputError:
    """Says which columns there are instead."""
    return InputError(
        f"{TABLE_DA[table].capitalize()} har ingen kolonne “{column.strip()}”; vælg {', '.join(columns_of(table))}."
    )


def check_edit(tables: Tables, now: RosterNow, state: RosterState, body: RosterEdit, filed: frozenset[bytes]) -> Roster:
    """The roster with this edit. Refuse in one sentence one that points at nothing or would make the roster faulty.

    `now` is the roster as `edited_roster` has it from `state` and the ids of the edits that the files contain.
    """
    _check_row(tables, now, body)
    for column, text in body.cells.items():
        if why := damage_da(column, text):
            raise InputError(f"Det kan ikke rettes sådan: {why}")
    event = make_event(body, kit=0, epoch=0, seq=0, hlc=MAX_HLC)
    roster, why = _trial(tables, now, RosterState({**state.edits, event.id: event}, state.undone), filed)
    if why and body.act is RowAct.REMOVED:
        raise InputError(f"“{body.row}” kan ikke fjernes, for andre rækker henviser til rækken: {why}")
    if why:
        raise InputError(f"Det kan ikke rettes sådan: {why}")
    return roster


def check_undo(tables: Tables, now: RosterNow, state: RosterState, body: RosterUndo, filed: frozenset[bytes]) -> Roster:
    """The roster without the edit that is undone. Refuse likewise; the arguments as in `check_edit`."""
    trial = RosterState(dict(state.edits), set(state.undone))
    fold_undo(trial, body)
    ref = ref_of(body.ref)
    if any(event.ref == ref for event in state.edits.values() if event.id in filed):
        raise InputError("Rettelsen står i filerne, som de er læst ind; ret rækken igen i stedet for at fortryde.")
    roster, why = _trial(tables, now, trial, filed)
    if why:
        raise InputError(f"Det kan ikke rettes sådan: {why}")
    return roster


def _trial(tables: Tables, now: RosterNow, trial: RosterState, filed: frozenset[bytes]) -> tuple[Roster, str]:
    """The roster of `trial`, and why an edit would be left out of it that is not left out `now`; "" when none would."""
    before = {one.event.id for one in now.left_out}
    found = edited_roster(tables, standing_edits(trial, filed))
    return found.roster, next((one.why for one in found.left_out if one.event.id not in before), "")


def places_added(edits: Iterable[Event[RosterEdit]]) -> Iterator[Place]:
    """The places that edits have ever added, also those that are gone again: number, short name and name alone."""
    for event in edits:
        body = event.body
        number = body.cells.get("nummer", "")
        if body.table is RosterTable.PLACES and body.act is RowAct.ADDED and number.isascii() and number.isdigit():
            slug, name = body.cells.get("kortnavn", ""), body.cells.get("navn", "")
            yield Place(number=int(number), slug=slug, name=name, kind=PlaceKind.OTHER)


def _check_row(tables: Tables, now: RosterNow, body: RosterEdit) -> None:
    word = TABLE_DA[body.table]
    known = columns_of(body.table)
    for column in body.cells:
        if column not in known:
            raise no_column(body.table, column)
    there = {fold_name(row.name) for row in table_rows(tables, now.edits, body.table)}
    is_there = fold_name(body.row) in there
    if body.act is RowAct.ADDED and is_there:
        raise InputError(f"“{body.row}” står allerede i {word}; ret rækken i stedet.")
    if body.act is not RowAct.ADDED and not is_there:
        raise InputError(f"“{body.row}” står ikke i {word}.", SeeRows(body.table))
    fixed = FIXED.get(body.table)
    if fixed in body.cells and body.act is RowAct.CHANGED:
        raise InputError(f"{fixed} kan ikke rettes, for loggen henviser til det; fjern rækken, og tilføj en ny.")
    if not body.cells and body.act is not RowAct.REMOVED:
        raise InputError("Rettelsen er tom.", WriteCells())


def find_row(rows: Iterable[TableRow], table: RosterTable, text: str) -> TableRow:
    """The row that a person means by its name or by the first cell of it; InputError when none or several are meant."""
    wanted = fold_name(text)
    rows = list(rows)
    exact = [row for row in rows if wanted in (fold_name(row.name), fold_name(row_name(table, row.cells)))]
    first = IDENTITY[table][0]
    found = exact or [row for row in rows if wanted == fold_name(row.cells.get(first, ""))]
    if len(found) == 1:
        return found[0]
    if found:
        names = " eller ".join(f"“{row_name(table, row.cells)}”" for row in found[:4])
        raise InputError(f"Flere rækker i {TABLE_DA[table]} hedder “{text.strip()}”; skriv {names}.")
    raise InputError(f"“{text.strip()}” står ikke i {TABLE_DA[table]}.", SeeRows())
