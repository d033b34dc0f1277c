"""What each part of a workbook says, as its XML is told element by element: links, sheets, texts, formats, cells.

How the parts are found, unpacked and bounded is `store.files.workbook`.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from fieldkit.store.files.sheet import MOST_COLUMNS, MOST_ROWS, Cell, Merged, Sheet, Unreadable, WorkbookError

MOST_MERGED = 1_000


class Reader:
    """What is made of one part: told of each element's start and end, and of the text between."""

    called = ""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def text(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


class Links(Reader):
    """A part's relations: name, kind, target."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append((attributes["Id"], attributes["Type"], attributes["Target"]))


class SheetList(Reader):
    """The workbook's own part: its sheets, and from which year its days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in ("1", "true")
        elif name == "sheet":
            links = [value for key, value in attributes.items() if key.rpartition(" ")[2] == "id"]
            self.sheets.append((attributes["name"], attributes.get("state", ""), links[0]))


class _Rich:
    """A text in pieces, as cells and shared texts hold it: without how it is spoken."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._in_text = False
        self._in_spoken = False

    def begin(self) -> None:
        self._pieces = []

    def start(self, name: str) -> None:
        self._in_spoken = self._in_spoken or name == "rPh"
        self._in_text = name == "t" and not self._in_spoken

    def text(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._in_spoken = False

    @property
    def whole(self) -> str:
        return _unescaped("".join(self._pieces))


def _unescaped(text: str) -> str:
    """Excel writes characters that XML has none of as `_x000D_`."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


class Texts(Reader):
    """The texts that cells point at by their number."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._rich = _Rich()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._rich.begin()
        self._rich.start(name)

    def text(self, text: str) -> None:
        self._rich.text(text)

    def end(self, name: str) -> None:
        self._rich.end(name)
        if name == "si":
            self.found.append(self._rich.whole)


class Styles(Reader):
    """How numbers are shown: the code of each style, "" for none that matters here."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._in_styles = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "-1"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_styles = True
        elif name == "xf" and self._in_styles:
            self._styles.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_styles = False

    def formats(self) -> list[str]:
        return [self._codes.get(style, _BUILT_IN.get(style, "")) for style in self._styles]


_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "hh:mm"),
}
"""Dates and times among the formats that need no code (ECMA-376 part 1, 18.8.30)."""


def _is_date(code: str) -> bool:
    """Whether a format shows a number as a date or time: its letters outside quotes and brackets say so."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code.lower()).replace("general", "")
    return bool(re.search(r"[dmyhs]", bare.split(";")[0]))


def _shown_digits(code: str) -> int:
    """How many digits a format like `00000000` or `00 00 00 00` shows at least; 0 for any other format."""
    bare = re.sub(r'[\\ "-]', "", code)
    return len(bare) if bare and set(bare) == {"0"} else 0


_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def _at(reference: str) -> tuple[int, int]:
    """Row and column of `C4`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


class SheetReader(Reader):
    """A sheet's own part."""

    def __init__(
        self,
        sheet: Sheet,
        texts: list[str],
        formats: list[str],
        from_1904: bool,
        spend: Callable[[int, str], None],
    ) -> None:
        self.called = sheet.title
        self._sheet = sheet
        self._texts = texts
        self._formats = formats
        self._from_1904 = from_1904
        self._spend = spend
        self._row = 0
        self._column = 0
        self._kind = ""
        self._style = 0
        self._rich = _Rich()
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._into: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
                if _is_hidden(attributes, "ht"):
                    self._sheet.hidden_rows.add(self._row)
            case "c":
                if "r" in attributes:
                    self._row, self._column = _at(attributes["r"])
                else:
                    self._column += 1
                self._kind = attributes.get("t", "n")
                self._style = int(attributes.get("s", "0"))
                self._value = self._formula = None
                self._rich.begin()
            case "v":
                self._into = self._value = []
            case "f":
                self._into = self._formula = []
            case "col":
                if _is_hidden(attributes, "width"):
                    self._sheet.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
            case "mergeCell":
                self._merge(attributes["ref"])
            case _:
                self._rich.start(name)

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)
        else:
            self._rich.text(text)

    def end(self, name: str) -> None:
        self._into = None
        self._rich.end(name)
        if name == "c":
            self._keep(self._cell())

    def _merge(self, reference: str) -> None:
        if len(self._sheet.merged) >= MOST_MERGED:
            raise WorkbookError(Unreadable.TOO_LARGE, self.called)
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _at(first), _at(last or first)
        if (top, left) != (bottom, right):
            self._sheet.merged.append(Merged(top, left, bottom, right, reference))

    def _keep(self, cell: Cell) -> None:
        if cell == "":
            return
        if isinstance(cell, str):
            self._spend(len(cell), self.called)
        rows = self._sheet.rows
        if self._column > MOST_COLUMNS or (self._row not in rows and len(rows) >= MOST_ROWS):
            raise WorkbookError(Unreadable.TOO_LARGE, self.called)
        rows.setdefault(self._row, {})[self._column] = cell

    def _cell(self) -> Cell:
        value = None if self._value is None else "".join(self._value)
        if self._kind == "inlineStr":
            return self._rich.whole
        if self._formula is not None and not value and not (self._kind == "str" and value is not None):
            return "=" + "".join(self._formula)[:100]
        if not value:
            return ""
        match self._kind:
            case "s":
                return self._texts[int(value)]
            case "str" | "e":
                return _unescaped(value)
            case "b":
                return value in ("1", "true")
            case "d":
                return datetime.fromisoformat(value).replace(tzinfo=None)
        return self._number(value)

    def _number(self, text: str) -> Cell:
        number = float(text)
        code = self._formats[self._style] if 0 <= self._style < len(self._formats) else ""
        if code and _is_date(code):
            return _moment(number, self._from_1904)
        if not number.is_integer():
            return number
        if abs(number) >= 1e15:
            return f"{number:.14E}"  # Excel keeps fifteen digits: the rest are lost, and nobody may take them for true
        digits = _shown_digits(code)
        return str(int(number)).zfill(digits) if digits > 1 and number >= 0 else int(number)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden", "") in ("1", "true") or float(attributes.get(size, "1")) == 0


def _moment(days: float, from_1904: bool) -> Cell:
    """A day or a time of day from Excel's count of days; what lies before the count is the number itself."""
    if 0 <= days < 1:
        at = datetime(2000, 1, 1) + timedelta(seconds=round(days * 86400))
        return at.time()
    if not 1 <= days < 2_958_466:  # the year 10000
        return days
    day_0 = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if days >= 60 else 31)
    return day_0 + timedelta(days=int(days), seconds=round((days % 1) * 86400))
