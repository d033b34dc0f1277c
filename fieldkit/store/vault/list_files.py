"""Reads the file that an emergency list is handed in as (CSV, workbook, plain text) into columns and rows, in memory.

Nothing of it is written anywhere. What is in it is personal data and is never repeated in an error.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.faults import Fault
from fieldkit.core.roster.damage import DAMAGE_DA, damage_of
from fieldkit.core.text.clean import one_line
from fieldkit.store.files.bounded import read_bounded
from fieldkit.store.files.roster import bounded_lines, cell_text, delimiter_of, doubts_of, is_separator_line
from fieldkit.store.files.sheet import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Unreadable, WorkbookError, column_name
from fieldkit.store.files.workbook import read_workbook

MOST_DOUBTS = 20
"""So many are told; who gets them reads the list again from its source."""
LINE_COLUMN = "linje"
SHEET_COLUMN = "ark"


class ListTable(msgspec.Struct, frozen=True):
    """A list as it goes in the vault: headings, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_list(path: Path) -> tuple[ListTable, list[Fault]]:
    """The list in a file, and what a spreadsheet or a wrong alphabet seems to have damaged in it, by line and column:
    an old list with a fault is better than none, but nobody may take its blanks for true. InputError in one sentence
    when it is missing, empty, too large or of another form."""
    doubts: list[Fault] = []
    return _read(path, doubts), doubts[:MOST_DOUBTS]


def _read(path: Path, doubts: list[Fault]) -> ListTable:
    if not path.is_file():
        raise InputError(f"Filen {path} findes ikke; angiv den CSV-, XLSX- eller tekstfil, som nødlisten ligger i.")
    try:
        raw = read_bounded(path, LARGEST_FILE)
    except InputError:
        raise _too_large(path.name) from None
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _workbook(path.name, raw, doubts)
    if suffix in (".xls", ".ods", ".pdf", ".docx", ".doc") or raw[:5] == b"%PDF-" or raw[:2] == b"PK":
        raise InputError(f"Filen {path.name} kan ikke læses i denne form; gem listen som CSV, XLSX eller ren tekst.")
    text = _decoded(path.name, raw)
    if suffix == ".csv":
        return _from_csv(path.name, text, doubts)
    lines: list[str] = []
    try:
        for piece in bounded_lines(text):
            lines += filter(None, map(one_line, piece.splitlines()))
            if len(lines) > MOST_ROWS:
                raise OverflowError
    except OverflowError as error:
        raise _too_large(path.name) from error
    return _table(path.name, [[LINE_COLUMN], *([line] for line in lines)])


def _decoded(name: str, raw: bytes) -> str:
    """UTF-8, else the Western alphabet that older systems export."""
    if b"\0" in raw:
        raise InputError(f"Filen {name} er ikke tekst; gem listen som CSV, XLSX eller ren tekst.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _from_csv(name: str, text: str, doubts: list[Fault]) -> ListTable:
    reader = csv.reader(bounded_lines(text), delimiter=delimiter_of(text), strict=True)
    records: list[list[str]] = []
    line = 1
    try:
        for record in reader:
            if any(record):
                records.append(record)
                if len(doubts) < MOST_DOUBTS:
                    doubts.extend(_doubts(name, line, record))
                if len(records) > MOST_ROWS + 1 or len(record) > MOST_COLUMNS:
                    raise _too_large(name)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"Anførselstegnene i {name} passer ikke sammen omkring linje {reader.line_num}; gem filen igen som CSV."
        ) from error
    except OverflowError as error:
        raise _too_large(name) from error
    if records and is_separator_line(records[0]):
        records = records[1:]
    return _table(name, records)


def _too_large(name: str) -> InputError:
    return InputError(f"Filen {name} er alt for stor til en nødliste; er det den rigtige?")


def _doubts(name: str, line: int, cells: list[str]) -> Iterator[Fault]:
    """What looks damaged, without a word of it: it is personal."""
    for column, text in enumerate(cells, start=1):
        if (found := damage_of(text)) is not None:
            yield Fault(name, line, f"kolonne {column_name(column)} {DAMAGE_DA[found]}")


def _workbook(name: str, raw: bytes, doubts: list[Fault]) -> ListTable:
    """All sheets with anything in them, one after the other; with several, the first column says which."""
    try:
        found = read_workbook(raw)
    except WorkbookError as error:
        if error.why is Unreadable.TOO_LARGE:
            raise _too_large(name) from error
        raise InputError(f"Projektmappen {name} kan ikke læses; gem den igen som .xlsx uden adgangskode.") from error
    sheets: list[tuple[str, list[list[str]]]] = []
    for sheet in found:
        rows = [(line, [_cell(cell) for cell in row]) for line, row in sheet.listed()]
        if any(cell.strip() for _, row in rows for cell in row):
            sheets.append((sheet.title, [row for _, row in rows]))
            file = f"{name}#{sheet.title}"
            doubts.extend(Fault(file, line, what) for line, what in doubts_of(sheet))
            for line, row in rows:
                if len(doubts) < MOST_DOUBTS:
                    doubts.extend(_doubts(file, line, row))
    if len(sheets) <= 1:
        return _table(name, sheets[0][1] if sheets else [])
    try:
        return _table(name, _together(sheets))
    except OverflowError as error:
        raise _too_large(name) from error


def _together(sheets: list[tuple[str, list[list[str]]]]) -> list[list[str]]:
    """One table of several sheets: a column for each heading that any of them has, and one for the sheet's name.
    OverflowError when that is more than any list has."""
    squares = [(title, _filled(rows)) for title, rows in sheets]
    named = [(title, _headings(rows[0]), rows[1:]) for title, rows in squares]
    columns = list(dict.fromkeys([SHEET_COLUMN, *(heading for _, headings, _ in named for heading in headings)]))
    if len(columns) * sum(len(body) for _, _, body in named) > MOST_ROWS * MOST_COLUMNS:
        raise OverflowError
    together = [columns]
    for title, headings, body in named:
        for row in body:
            cells = {**dict(zip(headings, row, strict=True)), SHEET_COLUMN: title}
            together.append([cells.get(column, "") for column in columns])
    return together


def _cell(cell: object) -> str:
    """As a person would type it. Unlike in the roster a time of day counts: medicine is given at eight."""
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell_text(cell)


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows of one width, clean, without empty rows and without columns that are empty all the way down."""
    clean = [[one_line(cell) for cell in row] for row in rows]
    clean = [row for row in clean if any(row)]
    width = max((len(row) for row in clean), default=0)
    square = [[*row, *[""] * (width - len(row))] for row in clean]
    kept = [i for i in range(width) if any(row[i] for row in square)]
    return [[row[i] for i in kept] for row in square]


def _headings(first: list[str]) -> list[str]:
    """What has no heading, or the same as another, gets its number."""
    names: list[str] = []
    for position, cell in enumerate(first, start=1):
        name = cell or f"kolonne {position}"
        names.append(name if name not in names else f"{name} ({position})")
    return names


def _table(name: str, records: list[list[str]]) -> ListTable:
    rows = _filled(records)
    if len(rows) < 2:
        raise InputError(f"Filen {name} har ingen linjer under overskriften; er det den rigtige?")
    return ListTable(tuple(_headings(rows[0])), tuple(tuple(row) for row in rows[1:]))
