"""What an event says about the roster: a row of one of its tables was changed, added or removed, or that was undone;
and what its places were called when an incident began, so that what was written can be read without any roster.

Same rules as `core.facts.said`. Tables and columns are those of the files that the municipality hands in, so that an
edit says what a person would have typed in the cell.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from fieldkit.core.facts.body import (
    NAME_CHARS,
    Body,
    Exactly,
    Label,
    Name,
    Personal,
    PlaceTexts,
    RefBody,
    Text,
    keep_canonical,
    set_field,
)
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    Belongs,
    Kind,
    Wire,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
    to_secretariat,
)
from fieldkit.core.facts.layout import MAYBE_TEXT, REF, TEXT, Known, SortedMap, Varint, Word
from fieldkit.core.text.clean import one_line

ROW_CHARS = 200
CELL_CHARS = 200
"""Longest name of a row, and longest cell."""
MAX_CELLS = 31
"""Most cells in one edit; every table has fewer columns."""


MAX_NAMED = 200
"""Most places that one event names; a municipality with more records several."""
PLACE_NAME = Text(NAME_CHARS, personal=Personal.NOTHING)


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


CELL = Text(CELL_CHARS, personal=Personal.CONTACT)


class Cells(msgspec.Struct, frozen=True):
    """Cells by column, in the order of the columns."""

    each: Text = CELL


CELLS = Cells()
COLUMNS_ON_AIR = (
    "telefon", "navn", "sted", "rolle", "rækkefølge", "stedfortræder for", "transport", "bemærkning",
    "adresse", "mødested", "radio", "radionavn", "nøgle", "kit", "bredde", "længde", "nummer", "kortnavn", "type",
    "antal", "enhed", "emne", "ejer", "ansvarlig", "revideret", "kontakt", "kanal", "område",
    "niveau", "hvornår", "beslutter", "tilkaldes", "klar inden minutter",
)  # fmt: skip
"""Columns that take six bits; the order is the air's and never changes. Any other, and every new one, goes as text."""


class RosterEdit(Body, frozen=True):
    """Row `row` of `table` was changed to say these cells, added with them, or removed.

    `row` is the row's name as `core.roster.edits.row_name` makes it from the files (or from the edit that added it),
    and stays so when the cells that it was made of change.
    """

    kind: ClassVar[str] = "roster"
    table: RosterTable
    row: Annotated[str, Text(ROW_CHARS, personal=Personal.CONTACT)]
    cells: Annotated[dict[str, str], CELLS] = {}
    act: RowAct = RowAct.CHANGED
    by: Name = ""

    def __post_init__(self) -> None:
        keep_canonical(self)
        cells = {one_line(column, NAME_CHARS): text for column, text in self.cells.items()}
        columns = sorted(filter(None, cells))[:MAX_CELLS]
        set_field(self, "cells", {column: CELLS.each.kept(cells[column]) for column in columns})


class RosterUndo(Body, frozen=True):
    """Edit `ref` counts no more, as if it had not been made; later edits of the same row stay."""

    kind: ClassVar[str] = "roster-undo"
    ref: RefBody
    by: Name = ""


class PlaceNames(Body, frozen=True):
    """What these places (by number) are called in this incident from now on; others keep the name that they had.

    `municipality` is the municipality's code (kommunekode), 0 when nobody said, `name` what it is called. Travels by
    paper and file, not by air: nobody needs it before somebody reads the journal.
    """

    kind: ClassVar[str] = "place-names"
    places: Annotated[dict[int, str], PlaceTexts(MAX_NAMED, PLACE_NAME)]
    municipality: Annotated[int, Exactly(0, 0xFFFF)] = 0
    name: Label = ""


ROSTER_EDIT = Kind(
    body=RosterEdit,
    word="stamdata",
    wire=(
        Wire(
            26,
            {
                "table": Word(tuple(RosterTable), 3),
                "act": Word(tuple(RowAct), 2),
                "row": TEXT,
                "cells": SortedMap(Varint(2, MAX_CELLS), Known(COLUMNS_ON_AIR, 6), MAYBE_TEXT),
                "by": MAYBE_TEXT,
            },
        ),
    ),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.NONE,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
ROSTER_UNDO = Kind(
    body=RosterUndo,
    word="stamdata",
    wire=(Wire(27, {"ref": REF, "by": MAYBE_TEXT}),),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.NONE,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
PLACE_NAMES = Kind(
    body=PlaceNames,
    word="stednavne",
    wire=(),
    audience=to_secretariat,
    precedence=INFO,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (ROSTER_EDIT, ROSTER_UNDO, PLACE_NAMES)
