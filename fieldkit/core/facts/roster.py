"""What an event says about the roster: a row of one of its tables was changed, added or removed, or that was undone.

Same rules as `core.facts.said`. Tables and columns are those of the files that the municipality hands in, so that an
edit says what a person would have typed in the cell.
"""

from enum import StrEnum
from typing import ClassVar

import msgspec

from fieldkit.core.facts.said import NAME_CHARS, RefBody, set_clean
from fieldkit.core.text.clean import one_line

ROW_CHARS = 200
CELL_CHARS = 200
"""Longest name of a row, and longest cell."""
MAX_CELLS = 31
"""Most cells in one edit; every table has fewer columns."""


class RosterTable(StrEnum):
    """Which table. The order is the air's and never changes."""

    PLACES = "places"
    PEOPLE = "people"
    RESOURCES = "resources"
    PLANS = "plans"
    PARTNERS = "partners"
    LEVELS = "levels"


TABLE_DA: dict[RosterTable, str] = {
    RosterTable.PLACES: "steder",
    RosterTable.PEOPLE: "personer",
    RosterTable.RESOURCES: "ressourcer",
    RosterTable.PLANS: "planer",
    RosterTable.PARTNERS: "partnere",
    RosterTable.LEVELS: "niveauer",
}
"""The tables as the files are named."""


class RowAct(StrEnum):
    """What was done to the row. The order is the air's and never changes."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class RosterEdit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Row `row` of `table` was changed to say these cells, added with them, or removed.

    `row` is the row's name as `core.roster.edits.row_name` makes it from the files (or from the edit that added it),
    and stays so when the cells that it was made of change.
    """

    kind: ClassVar[str] = "roster"
    table: RosterTable
    row: str
    cells: dict[str, str] = {}
    act: RowAct = RowAct.CHANGED
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "row", one_line(self.row, ROW_CHARS))
        cells = {one_line(column, NAME_CHARS): text for column, text in self.cells.items()}
        columns = sorted(filter(None, cells))[:MAX_CELLS]
        set_clean(self, "cells", {column: one_line(cells[column], CELL_CHARS) for column in columns})
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class RosterUndo(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Edit `ref` counts no more, as if it had not been made; later edits of the same row stay."""

    kind: ClassVar[str] = "roster-undo"
    ref: RefBody
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


RosterBody = RosterEdit | RosterUndo
ROSTER_BODIES = (RosterEdit, RosterUndo)
