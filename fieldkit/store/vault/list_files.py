"""Reads the file that an emergency list is handed in as (CSV, workbook, plain text) into columns and rows, in memory.

Nothing of it is written anywhere. What is in it is personal data and is never repeated in an error.
"""

import csv
import io
import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.text.clean import one_line
from fieldkit.store.files.bounded import read_bounded
from fieldkit.store.files.roster import LARGEST_FILE, cell_text, delimiter_of, is_separator_line

LINE_COLUMN = "linje"
SHEET_COLUMN = "ark"


class ListTable(msgspec.Struct, frozen=True):
    """A list as it goes in the vault: headings, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_list(path: Path) -> ListTable:
    """The list in a file. InputError in one sentence when it is missing, empty, too large or of another form."""
    if not path.is_file():
        raise InputError(f"Filen {path} findes ikke; angiv den CSV-, XLSX- eller tekstfil, som nødlisten ligger i.")
    try:
        raw = read_bounded(path, LARGEST_FILE)
    except InputError:
        raise InputError(f"Filen {path.name} er alt for stor til en nødliste; er det den rigtige?") from None
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _workbook(path.name, raw)
    if suffix in (".xls", ".ods", ".pdf", ".docx", ".doc") or raw[:5] == b"%PDF-" or raw[:2] == b"PK":
        raise InputError(f"Filen {path.name} kan ikke læses i denne form; gem listen som CSV, XLSX eller ren tekst.")
    text = _decoded(path.name, raw)
    if suffix == ".csv":
        return _from_csv(path.name, text)
    lines = [line for line in (one_line(line) for line in text.splitlines()) if line]
    return _table(path.name, [[LINE_COLUMN], *([line] for line in lines)])


def _decoded(name: str, raw: bytes) -> str:
    """UTF-8, else the Western alphabet that older systems export."""
    if b"\0" in raw:
        raise InputError(f"Filen {name} er ikke tekst; gem listen som CSV, XLSX eller ren tekst.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _from_csv(name: str, text: str) -> ListTable:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise InputError(
            f"Anførselstegnene i {name} passer ikke sammen omkring linje {reader.line_num}; gem filen igen som CSV."
        ) from error
    if records and is_separator_line(records[0]):
        records = records[1:]
    return _table(name, records)


def _workbook(name: str, raw: bytes) -> ListTable:
    """All sheets with anything in them, one after the other; with several, the first column says which."""
    # openpyxl takes a third of a second to import on a Pi
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    unreadable = (InvalidFileException, zipfile.BadZipFile, ElementTree.ParseError, OSError, KeyError, ValueError)
    sheets: list[tuple[str, list[list[str]]]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                raise InputError(f"Filen {name} er alt for stor til en nødliste; er det den rigtige?")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-down lists, which are of no concern here
            workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            try:
                for sheet in workbook.worksheets:
                    sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
                    rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                    if any(cell.strip() for row in rows for cell in row):
                        sheets.append((sheet.title, rows))
            finally:
                workbook.close()
    except unreadable as error:
        raise InputError(f"Projektmappen {name} kan ikke læses; gem den igen som .xlsx uden adgangskode.") from error
    if len(sheets) <= 1:
        return _table(name, sheets[0][1] if sheets else [])
    return _table(name, _together(sheets))


def _together(sheets: list[tuple[str, list[list[str]]]]) -> list[list[str]]:
    """One table of several sheets: a column for each heading that any of them has, and one for the sheet's name."""
    squares = [(title, _filled(rows)) for title, rows in sheets]
    named = [(title, _headings(rows[0]), rows[1:]) for title, rows in squares]
    columns = list(dict.fromkeys([SHEET_COLUMN, *(heading for _, headings, _ in named for heading in headings)]))
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
