"""The part of State about the roster: the latest word on each cell and on whether each row is there.

What the roster looks like with these on top of the files is worked out by `core.roster_edits`.
"""

from typing import NamedTuple

import msgspec

from fieldkit.core.bodies_roster import RosterEdit, RosterTable, Standing
from fieldkit.core.event import Stamp
from fieldkit.core.names import fold_name
from fieldkit.core.register import Register


class RowKey(NamedTuple):
    """A row of a table; its name as `names.fold_name` has it."""

    table: RosterTable
    row: str


class RowEdits(msgspec.Struct):
    """What was said of one row; `name` as it was last written."""

    name: Register[str] = msgspec.field(default_factory=Register)
    standing: Register[Standing] = msgspec.field(default_factory=Register)
    cells: dict[str, Register[str | None]] = {}


RosterState = dict[RowKey, RowEdits]


def row_key(table: RosterTable, row: str) -> RowKey:
    """Where the edits of a row are kept."""
    return RowKey(table, fold_name(row))


def fold_roster(edits: RosterState, stamp: Stamp, body: RosterEdit) -> None:
    """Take in one edit; each cell keeps its own latest word."""
    row = edits.setdefault(row_key(body.table, body.row), RowEdits())
    row.name.put(stamp, body.row)
    if body.standing is not None:
        row.standing.put(stamp, body.standing)
    for column, text in body.cells.items():
        row.cells.setdefault(column, Register()).put(stamp, text)
