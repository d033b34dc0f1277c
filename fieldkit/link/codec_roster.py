"""Edits of the roster as bits: number 26."""

from fieldkit.core.bodies_roster import MAX_CELLS, RosterEdit, RosterTable, Standing
from fieldkit.link.bits import BitReader, BitWriter
from fieldkit.link.codec_parts import Codec, pick, put_optional_text, take_optional_text
from fieldkit.link.errors import FrameError
from fieldkit.link.text import put_text, take_text

_TABLES, _STANDINGS = list(RosterTable), [None, *Standing]
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
    out.put(_STANDINGS.index(body.standing), 2)
    put_text(out, body.row)
    out.varint(len(body.cells), 2)
    for column, text in body.cells.items():
        known = column in _COLUMNS
        out.put(_COLUMNS.index(column) if known else _TYPED_COLUMN, 6)
        if not known:
            put_text(out, column)
        out.flag(text is not None)
        if text is not None:
            put_optional_text(out, text)
    put_optional_text(out, body.by)


def _take_edit(source: BitReader, own: int) -> RosterEdit:
    table, standing = pick(_TABLES, source.take(3)), pick(_STANDINGS, source.take(2))
    row = take_text(source)
    cells: dict[str, str | None] = {}
    for _ in range(source.varint(2, limit=MAX_CELLS)):
        column = _take_column(source)
        if cells and column <= max(cells):
            raise FrameError("columns of a roster edit out of order")
        cells[column] = take_optional_text(source) if source.flag() else None
    return RosterEdit(table, row, cells, standing, take_optional_text(source))


def _take_column(source: BitReader) -> str:
    number = source.take(6)
    if number != _TYPED_COLUMN:
        return pick(list(_COLUMNS), number)
    column = take_text(source)
    if not column or column in _COLUMNS:
        raise FrameError("a column in letters where none was needed")
    return column


ROSTER_CODECS: tuple[Codec, ...] = (Codec(26, RosterEdit.kind, _put_edit, _take_edit),)
