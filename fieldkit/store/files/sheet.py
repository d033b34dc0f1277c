"""A sheet of a workbook as it lies in the file: cells, what is hidden, what is merged; and why there may be none.

How it is read is `store.files.workbook`. What the cells mean is not judged here.
"""

from collections.abc import Iterator
from datetime import datetime, time
from enum import StrEnum

import msgspec

LARGEST_FILE = 20_000_000
"""Bytes of a file, and of what is unpacked from one. A municipality's roster is well below 1 MB; what is larger was put
here by mistake."""
MOST_ROWS = 10_000
"""Filled rows of one table: a hundred times what a municipality of 85 places and 83 people needs."""
MOST_COLUMNS = 100

Cell = str | int | float | bool | datetime | time
"""What stands in a cell. Excel's errors and formulas without a value are texts: `#NAVN?`, `=B2&C2`."""


class Unreadable(StrEnum):
    """Why a workbook cannot be read."""

    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    LOCKED = "locked"
    OLD = "old"


class WorkbookError(Exception):
    """A workbook cannot be read. `part` is the sheet's name where it is one that is too large."""

    def __init__(self, why: Unreadable, part: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.part = part


WHY_DA: dict[Unreadable, str] = {
    Unreadable.DAMAGED: "Projektmappen kan ikke læses: gem den igen som .xlsx uden adgangskode.",
    Unreadable.TOO_LARGE: "Filen er alt for stor: er det den rigtige?",
    Unreadable.LOCKED: "Projektmappen er låst med en adgangskode: gem den igen som .xlsx uden adgangskode.",
    Unreadable.OLD: "Projektmappen er i Excels gamle form (.xls): gem den igen som .xlsx.",
}


class Merged(msgspec.Struct, frozen=True):
    """Cells that were made one; rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int
    name: str


class Sheet(msgspec.Struct):
    """A sheet. Rows by number from 1, cells by column from 1; only those that hold something."""

    title: str
    hidden: bool
    position: int
    rows: dict[int, dict[int, Cell]] = {}
    merged: list[Merged] = []
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    """First and last of each span."""

    def column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def listed(self) -> Iterator[tuple[int, list[Cell | None]]]:
        """Each filled row with its number, as a list from the first column to its last filled one."""
        for number, cells in sorted(self.rows.items()):
            yield number, [cells.get(column) for column in range(1, max(cells) + 1)]


def column_name(column: int) -> str:
    """`A` for 1, `AB` for 28: as Excel shows it."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
