"""Edits of the roster as bits: numbers 26 and 27."""

from fieldkit.core.facts.roster import MAX_CELLS, RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.parts import Codec, pick, put_optional_text, put_ref, take_optional_text, take_ref
from fieldkit.link.codec.text import put_text, take_text
from fieldkit.link.wire.errors import FrameError

_TABLES, _ACTS = list(RosterTable), list(RowAct)
_COLUMNS = (
    "telefon", "navn", "sted", "rolle", "rækkefølge", "stedfortræder for", "transport", "bemærkning",
    "adresse", "mødested", "radio", "radionavn", "nøgle", "kit", "bredde", "længde", "nummer", "kortnavn", "type",
    "antal", "enhed", "emne", "ejer", "ansvarlig", "revideret", "kontakt", "kanal", "område",
    "niveau", "hvornår", "beslutter", "tilkaldes", "klar inden minutter",
)  # fmt: skip
"""Columns that take six bits; the order is the air's, new ones go last. Any other goes as text."""
_TYPED_COLUMN = 63


def _put_edit(out: BitWriter, body: RosterEdit, own: int) -> None:
    out.put(_TABLES.index(body.table), 3)
    out.put(_ACTS.index(body.act), 2)
    put_text(out, body.row)
    out.varint(len(body.cells), 2)
    for column, text in body.cells.items():
        known = column in _COLUMNS
        out.put(_COLUMNS.index(column) if known else _TYPED_COLUMN, 6)
        if not known:
            put_text(out, column)
        put_optional_text(out, text)
    put_optional_text(out, body.by)


def _take_edit(source: BitReader, own: int) -> RosterEdit:
    table, act = pick(_TABLES, source.take(3)), pick(_ACTS, source.take(2))
    row = take_text(source)
    cells: dict[str, str] = {}
    for _ in range(source.varint(2, limit=MAX_CELLS)):
        column = _take_column(source)
        if cells and column <= max(cells):
            raise FrameError("columns of a roster edit out of order")
        cells[column] = take_optional_text(source)
    return RosterEdit(table, row, cells, act, take_optional_text(source))


def _take_column(source: BitReader) -> str:
    number = source.take(6)
    if number != _TYPED_COLUMN:
        return pick(list(_COLUMNS), number)
    column = take_text(source)
    if not column or column in _COLUMNS:
        raise FrameError("a column in letters where none was needed")
    return column


def _put_undo(out: BitWriter, body: RosterUndo, own: int) -> None:
    put_ref(out, body.ref)
    put_optional_text(out, body.by)


def _take_undo(source: BitReader, own: int) -> RosterUndo:
    return RosterUndo(take_ref(source), take_optional_text(source))


ROSTER_CODECS: tuple[Codec, ...] = (
    Codec(26, RosterEdit.kind, _put_edit, _take_edit),
    Codec(27, RosterUndo.kind, _put_undo, _take_undo),
)
