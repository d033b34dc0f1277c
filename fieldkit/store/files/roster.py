"""Opens the folder in which a municipality keeps its roster: CSV files as Danish Excel writes them, or workbooks.

What the cells mean is judged in core.roster.read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.faults import Fault
from fieldkit.core.roster.cells import DANGLING, Row
from fieldkit.core.roster.read import SHAPES, Tables, read_roster, table_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.personal_data import find_cpr
from fieldkit.store.files.bounded import read_bounded
from fieldkit.store.files.sheet import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    WHY_DA,
    Sheet,
    Unreadable,
    WorkbookError,
    column_name,
)

MOST_LINES = 100_000
"""Lines of a file, empty ones too: ten times those of the largest table."""
LONGEST_LINE = 100_000
"""Letters: a hundred cells as long as one may be."""
NO_ACCESS = "Filen kan ikke åbnes: se efter, om du har adgang til den."
TOO_MANY = f"Tabellen er for stor: højst {MOST_ROWS} linjer og {MOST_COLUMNS} kolonner; er det den rigtige fil?"

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
    faults = sorted(faults) + sorted(_caused_otherwise(wrong, faults))
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
    """The roster that is handed in with a folder's files (see `load_tables`), or None and every fault by file and line.

    What a spreadsheet has damaged is a fault here; of what a kit lives on already it is none (`load_files`).
    """
    faults: list[Fault] = []
    tables, unread = load_tables(folder, faults)
    roster, wrong = read_roster(tables)
    damaged = _damaged(tables)
    faults = sorted([*faults, *unread, *damaged, *_others(_caused_otherwise(wrong, unread), damaged)])
    return (None if faults else roster), faults


def _damaged(tables: Tables) -> list[Fault]:
    from fieldkit.core.roster.damage import damaged_cells  # who only opens a kit does not ask

    found: list[Fault] = []
    for file, lines in tables.items():
        if (table := table_of(file)) is not None:
            found.extend(damaged_cells(file, SHAPES[table], lines))
    return found


def _caused_otherwise(wrong: Iterable[Fault], unread: Sequence[Fault]) -> list[Fault]:
    """What is wrong beside what could not be read: a reference to a place in such a file is no fault of its own."""
    return [fault for fault in wrong if not unread or DANGLING not in fault.what]


def _others(wrong: list[Fault], damaged: list[Fault]) -> Iterator[Fault]:
    """What is wrong beside the damage: the same cell is not told twice."""
    told = {(fault.file, fault.line, fault.what.partition("”")[0]) for fault in damaged}
    return (fault for fault in wrong if (fault.file, fault.line, fault.what.partition("”")[0]) not in told)


def whole_roster(folder: Path) -> Roster:
    """The roster in a folder's files; InputError with the first fault when there is one."""
    roster, faults = load_roster(folder)
    if roster is None:
        raise InputError(f"Der er fejl i {folder}: {faults[0]} (i alt {len(faults)}); ret dem og prøv igen.")
    return roster


def load_tables(folder: Path, doubts: list[Fault] | None = None) -> tuple[dict[str, list[Row]], list[Fault]]:
    """The tables in a folder's CSV and XLSX files as they are, and what cannot be read in them. `doubts` gets what a
    workbook's cells do not say by themselves: what is hidden, and what was merged.

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
            tables.update(_read_workbook(path, faults, doubts))
        elif suffix in (".xls", ".xlsb", ".ods", ".numbers") and table_of(path.name):
            faults.append(Fault(path.name, 0, "Filen kan ikke læses i denne form: gem den som .xlsx eller CSV UTF-8."))
    if files and not faults and not any(table_of(name) is RosterTable.PLACES for name in tables):
        faults.append(NO_PLACES)
    return tables, faults


def misnamed(folder: Path) -> list[tuple[str, str]]:
    """Files that are named nearly as a table, as a second download is (`personer (1).csv`), and that nobody reads:
    each with the name that it would be read by."""
    read = {name.partition("#")[0] for name in load_tables(folder)[0]}
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in (".csv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers"):
            continue
        words = re.findall(r"[^\W\d_]+", path.stem)
        table = next((word for word in words if table_of(f"{word}.csv") is not None), "")
        if table and path.name not in read and table_of(path.name) is None and not path.name.startswith(("~$", ".")):
            found.append((path.name, f"{table.lower()}.csv"))
    return found


NO_PLACES = Fault("steder.csv", 0, "Filen mangler: mappen skal have steder.csv eller et ark med navnet steder.")


def _read_csv(path: Path, faults: list[Fault]) -> list[Row]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            faults.append(Fault(path.name, 0, WHY_DA[Unreadable.TOO_LARGE]))
            return []
        raw = path.read_bytes()
    except OSError:
        faults.append(Fault(path.name, 0, NO_ACCESS))
        return []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(path.name, line, "Bogstaverne er ikke i UTF-8: gem filen som “CSV UTF-8” i Excel."))
        return []
    reader = csv.reader(bounded_lines(text), delimiter=delimiter_of(text), strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            if any(record) and not (line == 1 and is_separator_line(record)):
                records.append((line, _without_tail(record)))
                if len(records) > MOST_ROWS or len(records[-1][1]) > MOST_COLUMNS:
                    raise OverflowError
            line = reader.line_num + 1  # A quoted cell may span lines: a record is named by its first.
    except csv.Error:
        faults.append(
            Fault(path.name, line, 'Anførselstegnene passer ikke sammen: hver celle med " skal slutte med ".')
        )
        return []
    except OverflowError:
        faults.append(Fault(path.name, line, TOO_MANY))
        return []
    return _rows(path.name, records, faults)


def bounded_lines(text: str) -> Iterator[str]:
    """The lines of a CSV file for the reader. OverflowError when one, or their number, is beyond any list."""
    for count, line in enumerate(io.StringIO(text, newline="")):
        if count >= MOST_LINES or len(line) > LONGEST_LINE:
            raise OverflowError
        yield line


def _without_tail(record: list[str]) -> list[str]:
    """A record without the empty cells at its end that are more than a table has columns."""
    filled = max((at for at, cell in enumerate(record, start=1) if cell.strip()), default=0)
    return record[: max(filled, min(len(record), MOST_COLUMNS))]


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


def _read_workbook(path: Path, faults: list[Fault], doubts: list[Fault] | None) -> dict[str, list[Row]]:
    """The known tables of a workbook, as `workbook#sheet`. In `steder.xlsx` the first sheet may have any name."""
    from fieldkit.store.files.workbook import read_workbook  # most municipalities' lists are CSV files

    def named(title: str, position: int) -> str:
        name = f"{path.name}#{title}"
        if table_of(name) is None:
            return path.name if not position and table_of(path.name) is not None else ""
        return name

    try:
        with path.open("rb") as handle:
            raw = handle.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            raise WorkbookError(Unreadable.TOO_LARGE)
        sheets = read_workbook(raw, lambda title, position: bool(named(title, position)))
    except OSError:
        faults.append(Fault(path.name, 0, NO_ACCESS))
        return {}
    except WorkbookError as error:
        name = f"{path.name}#{error.part}" if error.part else path.name
        faults.append(Fault(name, 0, TOO_MANY if error.part else WHY_DA[error.why]))
        return {}
    tables: dict[str, list[Row]] = {}
    for sheet in sheets:
        name = named(sheet.title, sheet.position)
        records = [(line, [_cell_said(cell, doubts) for cell in row]) for line, row in sheet.listed()]
        tables[name] = _rows(name, records, faults)
        if doubts is not None:
            doubts.extend(Fault(name, line, what) for line, what in doubts_of(sheet))
    return tables


def _cell_said(cell: object, doubts: list[Fault] | None) -> str:
    """A cell's text; a formula without a value is itself where it is judged, and nothing where a kit lives on it."""
    text = cell_text(cell)
    return "" if doubts is None and text.startswith("=") else text


def doubts_of(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """What a person who looks at a sheet sees otherwise than whoever reads its cells: line and sentence."""
    if sheet.hidden and sheet.rows:
        yield 0, "Arket er skjult: vis det, hvis det gælder, eller slet det."
    first, last = min(sheet.rows, default=0), max(sheet.rows, default=0)
    header = max(sheet.rows.get(first, {}), default=0)
    for one in sheet.merged:
        if one.left <= header and first <= one.top <= last:
            yield one.top, f"Cellerne {one.name} er slået sammen: del dem igen, og udfyld hver celle."
    yield from _hidden_rows(sheet)
    for column in sorted({column for cells in sheet.rows.values() for column in cells}):
        if sheet.column_hidden(column):
            yield first, f"Kolonne {column_name(column)} er skjult: vis den, hvis den gælder, eller slet den."


def _hidden_rows(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """One sentence for each run of hidden lines that hold something."""
    runs: list[list[int]] = []
    for row in sorted(sheet.hidden_rows & sheet.rows.keys()):
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    for start, end in runs:
        if start == end:
            yield start, "Linjen er skjult (filter?): vis den, hvis den gælder, eller slet den."
        else:
            yield start, f"Linje {start} til {end} er skjult (filter?): vis dem, hvis de gælder, eller slet dem."


def cell_text(cell: object) -> str:
    """A cell as a person would type it in a CSV file: whole numbers without decimals, dates as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return cell_text(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}" if cell.second else f"{cell:%H:%M}"
    # A personal number typed into a workbook loses a leading zero, and must be known for what it is all the same.
    return f"0{cell}" if isinstance(cell, int) and find_cpr(f"0{cell}") else str(cell)
