"""The roster as it stands now: the municipality's files with the recorded edits on top, judged by the same reader.

Edits made apart can contradict each other once they meet (two places with one radio). The files and as many edits as
agree with them are then used, earliest first; the others are left out and named. All from files and State alone, so
that kits with the same files and events have the same roster.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fieldkit.core.bodies_roster import CELL_CHARS, ROW_CHARS, TABLE_DA, RosterEdit, RosterTable, Standing
from fieldkit.core.clean import one_line
from fieldkit.core.errors import InputError
from fieldkit.core.event import Stamp
from fieldkit.core.faults import Fault
from fieldkit.core.names import fold_name
from fieldkit.core.roster import Roster
from fieldkit.core.roster_read import SHAPES, Tables, read_roster, table_word
from fieldkit.core.state_roster import RosterState, RowEdits, RowKey, fold_roster, row_key
from fieldkit.core.table_cells import Row, named_rows

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
_NEVER = Stamp(0, 0, 0, 0, b"")


class TableRow(NamedTuple):
    """A row as it stands now. `name` is what edits call it, `line` its line in the file (added rows come after)."""

    name: str
    line: int
    cells: dict[str, str]


class LeftOut(NamedTuple):
    """A row whose edits contradict earlier ones or the files, and why in a sentence."""

    table: RosterTable
    row: str
    why: str

    @property
    def fault(self) -> Fault:
        what = f"Rettelserne af “{self.row}” i {TABLE_DA[self.table]} bruges ikke: {self.why} Ret rækken igen."
        return Fault(EDITS_FILE, 0, what)


class RosterNow(NamedTuple):
    """The roster with as many edits as agree, those edits, and the rows whose edits were left out."""

    roster: Roster
    edits: RosterState
    left_out: list[LeftOut]


def row_name(table: RosterTable, cells: Mapping[str, str]) -> str:
    """A row's name from its cells: `Øvelse Andersen, runner, uglemoseskolen`."""
    return one_line(", ".join(cells[column] for column in IDENTITY[table] if cells.get(column)), ROW_CHARS)


def columns_of(table: RosterTable) -> tuple[str, ...]:
    """The columns of a table, the needed ones first."""
    shape = SHAPES[TABLE_DA[table]]
    return (*shape.required, *shape.optional)


def table_rows(tables: Tables, edits: RosterState, table: RosterTable) -> list[TableRow]:
    """The rows of one table with the edits on top, in the file's order; added ones last, the first added first."""
    lines = next((lines for file, lines in tables.items() if table_word(file) == TABLE_DA[table]), ())
    rows: list[TableRow] = []
    met: set[RowKey] = set()
    last = 1
    for line, cells in named_rows(SHAPES[TABLE_DA[table]], lines):
        name = row_name(table, cells)
        key = row_key(table, name)
        last = line
        said = edits.get(key) if key not in met else None  # of two rows with one name, the first is meant
        met.add(key)
        if said is not None and said.standing.value is Standing.REMOVED:
            continue
        rows.append(TableRow(name, line, _with(cells, said) if said else dict(cells)))
    added = [
        (said.standing.stamp, key, said)
        for key, said in edits.items()
        if key.table is table and key not in met and said.standing.value is Standing.ADDED and said.standing.stamp
    ]
    for line, (_, _, said) in enumerate(sorted(added, key=lambda one: one[:2]), start=last + 1):
        cells = _with(dict.fromkeys(columns_of(table), ""), said)
        rows.append(TableRow(said.name.value or "", line, cells))
    return rows


def edited_tables(tables: Tables, edits: RosterState) -> dict[str, list[Row]]:
    """The tables of the files with the edits on top, in the form that `read_roster` takes."""
    files = {word: file for file in tables if (word := table_word(file)) is not None}
    found = {file: list(lines) for file, lines in tables.items()}
    for table in {key.table for key in edits}:
        word = TABLE_DA[table]
        rows: list[Row] = [(row.line, row.cells) for row in table_rows(tables, edits, table)]
        found[files.get(word, f"{word}.csv")] = rows
    return found


def edited_roster(tables: Tables, edits: RosterState) -> RosterNow:
    """The roster of faultless files with the edits on top."""
    roster, _ = read_roster(edited_tables(tables, edits))
    if roster is not None:
        return RosterNow(roster, edits, [])
    kept: RosterState = {}
    best, _ = read_roster(tables)
    waiting = sorted(edits, key=lambda key: (_earliest(edits[key]), key))
    why: dict[RowKey, str] = {}
    progress = True
    while progress:  # an edit may lean on one that was recorded earlier and touched again later
        progress = False
        for key in list(waiting):
            trial = {**kept, key: edits[key]}
            roster, faults = read_roster(edited_tables(tables, trial))
            if roster is None:
                why[key] = faults[0].what
                continue
            kept, best, progress = trial, roster, True
            waiting.remove(key)
    left_out = [LeftOut(key.table, edits[key].name.value or key.row, why[key]) for key in waiting]
    return RosterNow(best or Roster(), kept, left_out)


def no_column(table: RosterTable, column: str) -> InputError:
    """Says which columns there are instead."""
    return InputError(
        f"{TABLE_DA[table].capitalize()} har ingen kolonne “{column.strip()}”; vælg {', '.join(columns_of(table))}."
    )


def check_edit(tables: Tables, edits: RosterState, body: RosterEdit) -> None:
    """Refuse in one sentence an edit that points at nothing or would make the roster faulty."""
    known = columns_of(body.table)
    for column, text in body.cells.items():
        if column not in known:
            raise no_column(body.table, column)
        if text is not None and len(text) >= CELL_CHARS:
            raise InputError(f"{column} er for lang: der er plads til {CELL_CHARS - 1} tegn.")
    there = {fold_name(row.name) for row in table_rows(tables, edits, body.table)}
    if body.standing is Standing.ADDED and fold_name(body.row) in there:
        raise InputError(f"“{body.row}” står allerede i {TABLE_DA[body.table]}; ret rækken i stedet.")
    if body.standing in (None, Standing.REMOVED) and fold_name(body.row) not in there:
        raise InputError(f"“{body.row}” står ikke i {TABLE_DA[body.table]}; se rækkerne med “fieldkit roster show”.")
    fixed = FIXED.get(body.table)
    if fixed in body.cells and body.standing is None:
        raise InputError(f"{fixed} kan ikke rettes, for loggen henviser til det; fjern rækken, og tilføj en ny.")
    if not body.cells and body.standing is None:
        raise InputError("Rettelsen er tom; skriv kolonnen og det nye, for eksempel “telefon=00 00 00 00”.")
    trial = copy.deepcopy(edits)
    fold_roster(trial, _after(edits), body)
    before = edited_roster(tables, edits).left_out
    for left_out in edited_roster(tables, trial).left_out:
        if left_out not in before:
            raise InputError(f"Det kan ikke rettes sådan: {left_out.why}")


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
    raise InputError(f"“{text.strip()}” står ikke i {TABLE_DA[table]}; se rækkerne med “fieldkit roster show”.")


def undone(body: RosterEdit, by: str = "") -> RosterEdit:
    """The edit that lets the files speak again where `body` spoke."""
    standing = Standing.FILED if body.standing in (Standing.ADDED, Standing.REMOVED) else None
    return RosterEdit(body.table, body.row, dict.fromkeys(body.cells), standing, by)


def _with(cells: Mapping[str, str], said: RowEdits) -> dict[str, str]:
    words = {column: register.value for column, register in said.cells.items()}
    return {**cells, **{column: text for column, text in words.items() if text is not None and column in cells}}


def _stamps(said: RowEdits) -> list[Stamp]:
    found = (said.standing.stamp, *(register.stamp for register in said.cells.values()))
    return [stamp for stamp in found if stamp is not None]


def _earliest(said: RowEdits) -> Stamp:
    return min(_stamps(said), default=_NEVER)


def _after(edits: RosterState) -> Stamp:
    """Later than every edit."""
    latest = max((stamp for said in edits.values() for stamp in _stamps(said)), default=_NEVER)
    return latest._replace(hlc=latest.hlc + 1)
