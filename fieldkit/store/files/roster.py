"""Opens the folder in which a municipality keeps its roster: CSV files as Danish Excel writes them, or workbooks.

What the cells mean is judged in core.roster.read.
"""

import csv
import io
import re
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.faults import Fault
from fieldkit.core.roster.cells import Row
from fieldkit.core.roster.read import read_roster, table_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.personal_data import find_cpr
from fieldkit.store.files.bounded import read_bounded

LARGEST_FILE = 20_000_000
"""Bytes. A municipality's roster is well below 1 MB; what is larger was put here by mistake."""


FILED = "rettelser.csv"
"""Beside the tables: the ids of the recorded edits that they contain already, one a line; written by the export."""


class RosterFiles(NamedTuple):
    """A folder as it was read: its tables, the roster in them (empty when there are faults), and the ids of FILED."""

    tables: dict[str, list[Row]]
    roster: Roster
    faults: list[Fault]
    filed: frozenset[bytes]


def load_files(folder: Path) -> RosterFiles:
    """Everything in a folder, read once. Raises InputError when it is missing or cannot be read."""
    tables, faults = load_tables(folder)
    roster, wrong = read_roster(tables)
    faults = sorted(faults + wrong)
    if roster is None or faults:
        return RosterFiles({}, Roster(), faults, frozenset())
    return RosterFiles(tables, roster, [], _filed(folder / FILED))


def _filed(path: Path) -> frozenset[bytes]:
    """Ids in hexadecimal; other lines say nothing."""
    try:
        words = read_bounded(path, LARGEST_FILE).decode("utf-8-sig").split() if path.exists() else []
    except (FieldkitError, UnicodeDecodeError):
        return frozenset()
    return frozenset(bytes.fromhex(word) for word in words if re.fullmatch(r"[0-9a-f]{32}", word))


def load_roster(folder: Path) -> tuple[Roster | None, list[Fault]]:
    """The roster in a folder's files (see `load_tables`), or None and every fault by file and line."""
    tables, faults = load_tables(folder)
    roster, wrong = read_roster(tables)
    faults = sorted(faults + wrong)
    return (None if faults else roster), faults


def whole_roster(folder: Path) -> Roster:
    """The roster in a folder's files; InputError with the first fault when there is one."""
    roster, faults = load_roster(folder)
    if roster is None:
        raise InputError(f"Der er fejl i {folder}: {faults[0]} (i alt {len(faults)}); ret dem og prøv igen.")
    return roster


def load_tables(folder: Path) -> tuple[dict[str, list[Row]], list[Fault]]:
    """The tables in a folder's CSV and XLSX files as they are, and what cannot be read in them.

    A table is a file named after it (`steder.csv`, `steder.xlsx`) or a sheet named after it in any workbook; other
    files and sheets are left alone. An empty folder has no tables. Raises InputError when the folder is missing
    or cannot be read.
    """
    try:
        if not folder.is_dir():
            what = f"{folder} er en fil, ikke en mappe" if folder.exists() else f"Mappen {folder} findes ikke"
            raise InputError(f"{what}: angiv den mappe, der har steder.csv.")
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("~$", ".")))
    except OSError as error:
        raise InputError(f"Mappen {folder} kan ikke læses: se efter, om du har adgang til den.") from error
    tables: dict[str, list[Row]] = {}
    faults: list[Fault] = []
    for path in files:
        suffix = path.suffix.lower()
        if suffix == ".csv" and table_of(path.name):
            tables[path.name] = _read_csv(path, faults)
        elif suffix in (".xlsx", ".xlsm"):
            tables.update(_read_workbook(path, faults))
        elif suffix in (".xls", ".ods") and table_of(path.name):
            faults.append(Fault(path.name, 0, "Filen kan ikke læses i denne form: gem den som .xlsx eller CSV UTF-8."))
    if files and not faults and not any(table_of(name) is RosterTable.PLACES for name in tables):
        faults.append(
            Fault("steder.csv", 0, "Filen mangler: mappen skal have steder.csv eller et ark med navnet steder.")
        )
    return tables, faults


def _read_csv(path: Path, faults: list[Fault]) -> list[Row]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            faults.append(Fault(path.name, 0, "Filen er alt for stor: er det den rigtige?"))
            return []
        raw = path.read_bytes()
    except OSError:
        faults.append(Fault(path.name, 0, "Filen kan ikke åbnes: se efter, om du har adgang til den."))
        return []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(path.name, line, "Bogstaverne er ikke i UTF-8: gem filen som “CSV UTF-8” i Excel."))
        return []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            if not (line == 1 and is_separator_line(record)):
                records.append((line, record))
            line = reader.line_num + 1  # A quoted cell may span lines: a record is named by its first.
    except csv.Error:
        faults.append(
            Fault(path.name, line, 'Anførselstegnene passer ikke sammen: hver celle med " skal slutte med ".')
        )
        return []
    return _rows(path.name, records, faults)


def delimiter_of(text: str) -> str:
    """Semicolon, comma or tab: the one that the header has most of. Danish Excel writes semicolons."""
    first = text.partition("\n")[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    return max(";,\t", key=first.count)


def is_separator_line(record: list[str]) -> bool:
    """Excel's own hint in front of the header: `sep=;`, which reads as that word and an empty cell."""
    return bool(record) and record[0].lower().startswith("sep=") and not any(record[1:])


def _rows(file: str, records: list[tuple[int, list[str]]], faults: list[Fault]) -> list[Row]:
    """Records under their headers. A table with a header only gives one empty row, so that the header is judged."""
    if not any(any(cells) for _, cells in records):
        faults.append(Fault(file, 0, "Filen er tom: første linje skal være kolonnernes navne."))
        return []
    line_of_header, header = records[0]
    names: list[str] = []
    for position, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"kolonne {position}"
        if name in names:
            faults.append(Fault(file, line_of_header, f"Kolonnen {name} findes to gange."))
            name = f"{name} ({position})"
        names.append(name)
    rows: list[Row] = []
    for line, cells in records[1:]:
        if any(cell.strip() for cell in cells[len(names) :]):
            faults.append(
                Fault(
                    file,
                    line,
                    f"Linjen har {len(cells)} celler, men der er {len(names)} kolonner: er der en for meget?",
                )
            )
        padded = [*cells, *[""] * (len(names) - len(cells))]
        rows.append((line, dict(zip(names, padded, strict=False))))
    return rows or [(line_of_header, dict.fromkeys(names, ""))]


def _read_workbook(path: Path, faults: list[Fault]) -> dict[str, list[Row]]:
    """The known tables of a workbook, as `workbook#sheet`. In `steder.xlsx` the first sheet may have any name."""
    # openpyxl takes a third of a second to import on a Pi, and most kits have CSV only.
    import zipfile
    from xml.etree import ElementTree

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    unreadable = (InvalidFileException, zipfile.BadZipFile, ElementTree.ParseError, OSError, KeyError, ValueError)
    tables: dict[str, list[Row]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                faults.append(Fault(path.name, 0, "Filen er alt for stor: er det den rigtige?"))
                return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-down lists, which are of no concern here
            workbook = load_workbook(path, read_only=True, data_only=True)
            try:
                for position, sheet in enumerate(workbook.worksheets):
                    name = f"{path.name}#{sheet.title}"
                    if table_of(name) is None:
                        if position or table_of(path.name) is None:
                            continue
                        name = path.name
                    sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
                    cells = enumerate(sheet.iter_rows(values_only=True), start=1)
                    tables[name] = _rows(
                        name, [(line, [cell_text(cell) for cell in row]) for line, row in cells], faults
                    )
            finally:
                workbook.close()
    except unreadable:
        faults.append(Fault(path.name, 0, "Projektmappen kan ikke læses: gem den igen som .xlsx uden adgangskode."))
        return {}
    return tables


def cell_text(cell: object) -> str:
    """A cell as a person would type it in a CSV file: whole numbers without decimals, dates as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return cell_text(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    # A personal number typed into a workbook loses a leading zero, and must be known for what it is all the same.
    return f"0{cell}" if isinstance(cell, int) and find_cpr(f"0{cell}") else str(cell)
