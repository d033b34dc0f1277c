"""What an event says about the roster: a row of one of its tables was changed, added, removed or put back.

Same rules as `core.bodies`. Tables and columns are those of the files that the municipality hands in, so that an edit
says what a person would have typed in the cell.
"""

from enum import StrEnum
from typing import ClassVar

import msgspec

from fieldkit.core.bodies import NAME_CHARS, set_clean
from fieldkit.core.clean import one_line

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


class Standing(StrEnum):
    """Whether the row is there. FILED: as the files say. The order is the air's and never changes."""

    ADDED = "added"
    REMOVED = "removed"
    FILED = "filed"


class RosterEdit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Row `row` of `table` got these cells; a cell of None is again as the files say. Places are named by number.

    `row` is the row's name as `roster_edits.row_name` makes it from the files (or from the edit that added it), and
    stays so when the cells that it was made of change. `standing` None: whether the row is there was not touched.
    """

    kind: ClassVar[str] = "roster"
    table: RosterTable
    row: str
    cells: dict[str, str | None] = {}
    standing: Standing | None = None
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "row", one_line(self.row, ROW_CHARS))
        cells = {one_line(column, NAME_CHARS): value for column, value in self.cells.items()}
        cells = {
            column: None if cells[column] is None else one_line(cells[column] or "", CELL_CHARS)
            for column in sorted(filter(None, cells))[:MAX_CELLS]
        }
        set_clean(self, "cells", cells)
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
