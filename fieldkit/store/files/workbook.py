"""Reads workbooks (.xlsx, .xlsm) as they lie in the file: cells, what is hidden and what is merged, within bounds.

A workbook comes from outside: whatever is in it, reading ends soon, takes little memory, and gives sheets or one
sentence. Rows and cells that hold nothing are left out. What the cells mean is not judged here.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from xml.parsers import expat

import msgspec

LARGEST_FILE = 20_000_000
"""Bytes of a file, and of what is unpacked from one. A municipality's roster is well below 1 MB; what is larger was put
here by mistake."""
LARGEST_DIRECTORY = 1_000_000
"""Bytes of the list of a workbook's parts: Excel writes some twenty parts of some sixty bytes each."""
MOST_ROWS = 10_000
"""Filled rows of one table: a hundred times what a municipality of 85 places and 83 people needs."""
MOST_COLUMNS = 100
MOST_LETTERS = 5_000_000
"""Of all cells together: one shared text can stand in each of them."""
MOST_ELEMENTS = 1_000_000
"""XML elements of one workbook: a row of twelve cells has some twenty-five."""
DEEPEST = 40
"""Elements within each other; a workbook has ten."""
LONGEST_TOKEN = 1_000_000
"""Bytes between two ends of elements or texts: Excel's longest cell has 32,767 letters."""
MOST_MERGED = 1_000
_PIECE = 1 << 16

Cell = str | int | float | bool | datetime | time
"""What stands in a cell. Excel's errors and formulas without a value are texts: `#NAVN?`, `=B2&C2`."""


class Unreadable(StrEnum):
    """Why a workbook cannot be read."""

    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    LOCKED = "locked"
    OLD = "old"


class WorkbookError(Exception):
    """A workbook cannot be read. `part` is the sheet's name where it is one that is too large."""

    def __init__(self, why: Unreadable, part: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.part = part


WHY_DA: dict[Unreadable, str] = {
    Unreadable.DAMAGED: "Projektmappen kan ikke læses: gem den igen som .xlsx uden adgangskode.",
    Unreadable.TOO_LARGE: "Filen er alt for stor: er det den rigtige?",
    Unreadable.LOCKED: "Projektmappen er låst med en adgangskode: gem den igen som .xlsx uden adgangskode.",
    Unreadable.OLD: "Projektmappen er i Excels gamle form (.xls): gem den igen som .xlsx.",
}


class Merged(msgspec.Struct, frozen=True):
    """Cells that were made one; rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int
    name: str


class Sheet(msgspec.Struct):
    """A sheet. Rows by number from 1, cells by column from 1; only those that hold something."""

    title: str
    hidden: bool
    position: int
    rows: dict[int, dict[int, Cell]] = {}
    merged: list[Merged] = []
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    """First and last of each span."""

    def column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)

    def listed(self) -> Iterator[tuple[int, list[Cell | None]]]:
        """Each filled row with its number, as a list from the first column to its last filled one."""
        for number, cells in sorted(self.rows.items()):
            yield number, [cells.get(column) for column in range(1, max(cells) + 1)]


def column_name(column: int) -> str:
    """`A` for 1, `AB` for 28: as Excel shows it."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, KeyError, ValueError, IndexError, OverflowError,
)  # fmt: skip
"""What reading a damaged file raises; all else would be a fault of this program."""


def read_workbook(raw: bytes, wanted: Callable[[str, int], bool] = lambda title, position: True) -> list[Sheet]:
    """The sheets of a workbook in their order, those alone whose title and position (from 0) are `wanted`.
    WorkbookError when it is damaged, locked or larger than any list is."""
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # Microsoft's compound file: what Excel locks, and its old form
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        raise WorkbookError(Unreadable.LOCKED if locked else Unreadable.OLD)
    try:
        _check_directory(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _Book(archive).sheets(wanted)
    except _BROKEN as error:
        raise WorkbookError(Unreadable.DAMAGED) from error


def _check_directory(raw: bytes) -> None:
    """Before zipfile makes an object of each entry: whether there are more than a workbook can have."""
    at = raw.rfind(b"PK\x05\x06")
    if at < 0 or len(raw) < at + 22:
        raise zipfile.BadZipFile
    (size,) = struct.unpack_from("<I", raw, at + 12)
    if size > LARGEST_DIRECTORY:
        raise WorkbookError(Unreadable.TOO_LARGE)


class _Book:
    """One workbook while it is read; all its parts share one budget."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._bytes_left = LARGEST_FILE
        self._elements_left = MOST_ELEMENTS
        self._letters_left = MOST_LETTERS
        self._names = {info.filename.lower().lstrip("/"): info for info in archive.infolist()}
        if sum(info.file_size for info in archive.infolist()) > LARGEST_FILE:
            raise WorkbookError(Unreadable.TOO_LARGE)

    def sheets(self, wanted: Callable[[str, int], bool]) -> list[Sheet]:
        book = self._main_part()
        listed = _SheetList()
        self._parse(book, listed)
        targets = self._targets(book)
        found = []
        texts: list[str] | None = None
        formats: list[str] = []
        kept = [one for one in listed.sheets if targets[one[2]][0].endswith("/worksheet")]  # and no charts
        for position, (title, state, link) in enumerate(kept):
            part = targets[link][1]
            if not wanted(title, position):
                continue
            if texts is None:
                texts, formats = self._texts(targets), self._formats(targets)
            sheet = Sheet(title, state not in ("", "visible"), position, {}, [], set(), [])
            self._parse(part, _SheetReader(sheet, texts, formats, listed.from_1904, self._spend))
            found.append(sheet)
        return found

    def _spend(self, letters: int, sheet: str) -> None:
        self._letters_left -= letters
        if self._letters_left < 0:
            raise WorkbookError(Unreadable.TOO_LARGE, sheet)

    def _main_part(self) -> str:
        for kind, part in self._targets("").values():
            if kind.endswith("/officeDocument"):
                return part
        raise KeyError

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points at, by the link's name: its kind and the part."""
        folder, name = posixpath.split(part)
        links = _Links()
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), links)
        return {
            key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            for key, kind, target in links.found
        }

    def _other(self, targets: dict[str, tuple[str, str]], ending: str) -> str | None:
        return next((part for kind, part in targets.values() if kind.endswith(ending)), None)

    def _texts(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        texts = _Texts()
        part = self._other(targets, "/sharedStrings") or "xl/sharedStrings.xml"
        if part.lower() in self._names:
            self._parse(part, texts)
        return texts.found

    def _formats(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        styles = _Styles()
        part = self._other(targets, "/styles") or ""
        if part.lower() in self._names:
            self._parse(part, styles)
        return styles.formats()

    def _parse(self, part: str, reader: "_Reader") -> None:
        """Feed one part to its reader, piece by piece."""
        info = self._names[part.lower()]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile  # Excel writes no others, and they unpack without bound
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements_left -= 1
            if self._elements_left < 0 or depth > DEEPEST:
                raise WorkbookError(Unreadable.TOO_LARGE, reader.called)
            reader.start(name.rpartition(" ")[2], attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            reader.end(name.rpartition(" ")[2])

        def doctype(*_: object) -> None:
            raise zipfile.BadZipFile  # no workbook has one; entities could unpack without bound

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = doctype
        fed = 0
        with self._archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                self._bytes_left -= len(piece)
                fed += len(piece)
                if self._bytes_left < 0:
                    raise WorkbookError(Unreadable.TOO_LARGE, reader.called)
                parser.Parse(piece, False)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise WorkbookError(Unreadable.TOO_LARGE, reader.called)
        parser.Parse(b"", True)


class _Reader:
    """What is made of one part: told of each element's start and end, and of the text between."""

    called = ""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def text(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


class _Links(_Reader):
    """A part's relations: name, kind, target."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append((attributes["Id"], attributes["Type"], attributes["Target"]))


class _SheetList(_Reader):
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


class _Texts(_Reader):
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


class _Styles(_Reader):
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


class _SheetReader(_Reader):
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
