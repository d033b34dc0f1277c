"""Reads workbooks (.xlsx, .xlsm): finds their parts, unpacks them and feeds them to their readers, within bounds.

A workbook comes from outside: whatever is in it, reading ends soon, takes little memory, and gives sheets or one
sentence. Rows and cells that hold nothing are left out. What a part says is `store.files.workbook_parts`.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from fieldkit.store.files.sheet import LARGEST_FILE, Sheet, Unreadable, WorkbookError
from fieldkit.store.files.workbook_parts import Links, Reader, SheetList, SheetReader, Styles, Texts

LARGEST_DIRECTORY = 1_000_000
"""Bytes of the list of a workbook's parts: Excel writes some twenty parts of some sixty bytes each."""
MOST_LETTERS = 5_000_000
"""Of all cells together: one shared text can stand in each of them."""
MOST_ELEMENTS = 1_000_000
"""XML elements of one workbook: a row of twelve cells has some twenty-five."""
DEEPEST = 40
"""Elements within each other; a workbook has ten."""
LONGEST_TOKEN = 1_000_000
"""Bytes between two ends of elements or texts: Excel's longest cell has 32,767 letters."""
_PIECE = 1 << 16


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
        listed = SheetList()
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
            self._parse(part, SheetReader(sheet, texts, formats, listed.from_1904, self._spend))
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
        links = Links()
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), links)
        return {
            key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            for key, kind, target in links.found
        }

    def _other(self, targets: dict[str, tuple[str, str]], ending: str) -> str | None:
        return next((part for kind, part in targets.values() if kind.endswith(ending)), None)

    def _texts(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        texts = Texts()
        part = self._other(targets, "/sharedStrings") or "xl/sharedStrings.xml"
        if part.lower() in self._names:
            self._parse(part, texts)
        return texts.found

    def _formats(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        styles = Styles()
        part = self._other(targets, "/styles") or ""
        if part.lower() in self._names:
            self._parse(part, styles)
        return styles.formats()

    def _parse(self, part: str, reader: Reader) -> None:
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
