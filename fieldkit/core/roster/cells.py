"""Reads the cells of a table that people wrote, one row at a time, and notes every fault by file and line."""

import difflib
import math
import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from fieldkit.core.faults import Fault
from fieldkit.core.roster.roster import Place
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.personal_data import find_cpr

Row = tuple[int, Mapping[str, str]]
"""A row's line in its file (from 1) and its cells by column."""

E = TypeVar("E", bound=StrEnum)


class Shape(NamedTuple):
    """A table's columns in Danish: those that must be there with a cell in every row, and the others."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


DANGLING = "findes ikke som kortnavn i tabellen steder"
"""What a fault says of a reference to a place that is not there."""


class Cells:
    """One row: reads cells by Danish column name and notes what is wrong with them."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str], faults: list[Fault]) -> None:
        self.file = file
        self.line = line
        self._cells = cells
        self._faults = faults

    def fault(self, what: str) -> None:
        self._faults.append(Fault(self.file, self.line, what))

    def text(self, column: str) -> str:
        return self._cells.get(column, "")

    def whole(self, column: str, lowest: int, highest: int) -> int | None:
        """A whole number in a range; None when the cell is empty or at fault."""
        text = self.text(column)
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,9}", text) and lowest <= int(text) <= highest:
            return int(text)
        self.fault(f"{column} “{text}” skal være et helt tal fra {lowest} til {highest}.")
        return None

    def degrees(self, column: str, span: tuple[float, float]) -> float | None:
        """A coordinate inside Denmark, written with point or comma; None when the cell is empty or at fault."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if math.isnan(value):
            self.fault(f"{column} “{text}” er ikke et tal: skriv grader med komma, fx 55,6761.")
            return None
        if not span[0] <= value <= span[1]:
            self.fault(f"{column} “{text}” ligger uden for Danmark: den skal være mellem {span[0]:g} og {span[1]:g}.")
            return None
        return value

    def word(self, column: str, danish: Mapping[E, str]) -> E | None:
        """One of a fixed set of words, in Danish or as its key; None when the cell is empty or at fault."""
        text = self.text(column)
        return self.meant(column, text, danish) if text else None

    def meant(self, column: str, text: str, danish: Mapping[E, str]) -> E | None:
        folded = fold_name(text)
        for key, word in danish.items():
            if folded in (fold_name(word), fold_name(key.value)):
                return key
        self.fault(f"{column} “{text}” kendes ikke: vælg {', '.join(danish.values())}.")
        return None

    def place(self, known: Mapping[str, Place]) -> str | None:
        """The slug in the column sted; noted as a fault when no place has it."""
        slug = self.text("sted")
        if slug and slug not in known:
            self.fault(f"sted “{slug}” {DANGLING}.")
        return slug or None

    def slug(self) -> str:
        slug = self.text("kortnavn")
        if slug and not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
            self.fault(f"kortnavn “{slug}” skal begynde med et bogstav og kun bruge a-z, 0-9 og enkelte bindestreger.")
        return slug


class Seen:
    """What earlier rows have taken, so that a double is named together with the line that has it already."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, Hashable], int] = {}

    def claim(self, cells: Cells, what: str, value: Hashable, shown: str) -> None:
        first = self._lines.setdefault((what, value), cells.line)
        if first != cells.line:
            cells.fault(f"{what} {shown} er allerede brugt i linje {first}.")


def _spellings(column: str) -> set[str]:
    """How a column may be written: with æøå, with ae-oe-aa, and with a-o-a as some programs leave it."""
    bare = column.translate(str.maketrans("æøå", "aoa"))
    return {fold_name(column), fold_name(bare)}


def _known(shape: Shape) -> dict[str, str]:
    """The columns of a table by every spelling, folded."""
    return {spelling: column for column in (*shape.required, *shape.optional) for spelling in _spellings(column)}


def column_names(shape: Shape, headers: Iterable[str]) -> dict[str, str | None]:
    """Which column each heading means; None where a table has no such column."""
    columns = _known(shape)
    return {header: columns.get(fold_name(header)) for header in headers}


def named_rows(shape: Shape, lines: Sequence[Row]) -> list[Row]:
    """Cleaned rows with a cell for every column of the table under its right name; empty rows fall away."""
    everything = (*shape.required, *shape.optional)
    columns = _known(shape)
    rows: list[Row] = []
    for line, raw in lines:
        found = {column: clean_cell(text) for header, text in raw.items() if (column := columns.get(fold_name(header)))}
        if any(found.values()):
            rows.append((line, {column: found.get(column, "") for column in everything}))
    return rows


def read_cells(file: str, shape: Shape, lines: Sequence[Row], faults: list[Fault]) -> list[Cells]:
    """Rows with columns under their right names; empty rows fall away, general faults are noted."""
    if not lines:
        return []
    headers = column_names(shape, lines[0][1])
    _check_headers(file, shape, headers, _known(shape), faults)
    rows = []
    for line, raw in lines:
        texts = {header: clean_cell(text) for header, text in raw.items()}
        if not any(texts.values()):
            continue
        # A personal number is blanked, so that no later sentence repeats it: sentences end up on screens and in logs.
        personal = [header for header, text in texts.items() if find_cpr(text)]
        named = {
            column: "" if header in personal else texts.get(header, "") for header, column in headers.items() if column
        }
        cells = Cells(file, line, named, faults)
        for header in personal:
            cells.fault(f"{header} ser ud til at rumme et CPR-nummer: slet det, for det må ikke stå her.")
        for header, column in headers.items():
            if column in shape.required and not texts.get(header):
                cells.fault(f"{column} er tom: cellen skal udfyldes.")
        rows.append(cells)
    return rows


def clean_cell(text: str) -> str:
    """One line without control characters, so that no cell can steer a terminal or a printer."""
    if not text.isprintable() or not unicodedata.is_normalized("NFC", text):
        text = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _check_headers(
    file: str, shape: Shape, headers: Mapping[str, str | None], columns: Mapping[str, str], faults: list[Fault]
) -> None:
    """Columns that lack, stand twice, or look like a misspelling of one we know. Other columns are ignored."""
    there = [column for column in headers.values() if column]
    faults.extend(Fault(file, 1, f"Kolonnen {column} mangler.") for column in shape.required if column not in there)
    faults.extend(
        Fault(file, 1, f"Kolonnen {column} findes to gange.")
        for column in dict.fromkeys(there)
        if there.count(column) > 1
    )
    for header, column in headers.items():
        near = [] if column else difflib.get_close_matches(fold_name(header), columns, n=1, cutoff=0.8)
        if near and columns[near[0]] not in there:
            faults.append(Fault(file, 1, f"Kolonnen “{header}” kendes ikke: mente du {columns[near[0]]}?"))
