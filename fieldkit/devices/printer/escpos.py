"""Laid-out lines to ESC/POS bytes. The only module that knows python-escpos, and where its faults are put right
(docs/facts/printing.md, "What is wrong in python-escpos").

It is imported late: it reads a large table, makes folders and touches logging. Text is encoded here, never by it.
"""

import contextlib
import logging
import os
import pickle
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fieldkit.core.errors import InputError
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.paper.blocks import Align
from fieldkit.paper.charset import encode as encode_text
from fieldkit.paper.layout import CutMark, Item, Line, QrCode, wrap
from fieldkit.paper.plain_letters import plain
from fieldkit.paper.qr import QUIET, module_dots, modules, modules_of, version_for
from fieldkit.paper.widths import DOTS, USUAL_WIDTH, WIDTHS

if TYPE_CHECKING:
    from PIL import Image

REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""DLE EOT, DLE ENQ, DLE DC4: obeyed at once wherever they stand, even inside another command's data."""
STRIP_ROWS = 128
"""Rows of one raster strip; cheap printers lose taller ones."""
BAND_ROWS = 24
"""Dot rows of one line of ESC * 33."""
TEAR_LINES = 5
"""Empty lines that bring the last one past the edge to tear at: 19 mm at 30 rows of 1/8 mm. Plain line ends, for cheap
printers know no other way to move the paper (docs/facts/printing.md, "Seen under faults")."""
RULER = "".join(f"{at:.>5}" for at in range(5, 65, 5))
"""Longer than any line: where the printer breaks it tells how many characters a line has."""
_ABOUT_RULER = (
    "6. Lineal",
    "Den er længere end papiret. Tæl tegnene på dens første linje: efter 30 og to prikker er det 32.",
)
_ABOUT_SLOTS = (
    "7. Tegntabeller",
    "Find en linje med rigtigt æ ø å Æ Ø Å, og husk dens tal. Er ingen af dem rigtig, så husk det.",
)
MOST_DOTS = 1000
SLOTS_SHOWN = range(48)
"""Code page slots on the test page; every table seen ends below."""


_IMPORTING = threading.Lock()


USUAL_SLOT = 2
"""CP850, where nearly every printer has it."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """What must be known about the printer on the table.

    `slot` is the n of ESC t where the printer keeps one of charset.CODE_PAGES: 2 (CP850) on nearly every printer,
    5 (CP865) or 19 (CP858) on others; the test page shows which. `font` "b" is for 42 columns on 58 mm paper.
    """

    columns: int = USUAL_WIDTH
    slot: int = USUAL_SLOT
    qr: QrWay = QrWay.PRINTER
    has_cutter: bool = True
    dots: int = DOTS[USUAL_WIDTH]
    font: Literal["a", "b"] = "a"
    letters: Letters = Letters.DANISH


def profile_for(
    columns: int,
    *,
    slot: int | None = None,
    qr: QrWay = QrWay.PRINTER,
    has_cutter: bool = True,
    dots: int | None = None,
    letters: Letters = Letters.DANISH,
) -> PrinterProfile:
    """The profile of a printer with so many columns, one of WIDTHS; 42 columns on 384 dots means the small font.

    `slot` as read off the test page; None takes the usual one.
    """
    slot = USUAL_SLOT if slot is None else slot
    if columns not in DOTS:
        choice = f"{', '.join(map(str, WIDTHS[:-1]))} eller {WIDTHS[-1]}"
        raise InputError(f"En printer med {columns} tegn pr. linje kendes ikke; vælg {choice}.")
    if not 0 <= slot <= 255:
        raise InputError(f"Tegntabel {slot} findes ikke; vælg et tal fra 0 til 255 efter printerens prøveside.")
    wide = DOTS[columns] if dots is None else dots
    if not columns * 9 <= wide <= MOST_DOTS:
        raise InputError(
            f"{columns} tegn pr. linje passer ikke på {wide} punkter; vælg fra {columns * 9} til {MOST_DOTS} punkter."
        )
    return PrinterProfile(columns, slot, qr, has_cutter, wide, "b" if wide < columns * 12 else "a", letters)


def encode(items: Iterable[Item], profile: PrinterProfile) -> bytes:
    """All bytes of a job, from initialisation to the last cut.

    ValueError for a line wider than the profile; InputError for a QR code that does not fit the paper. Takes a moment
    (0.6 s) the first time in a process: call it off the event loop.
    """
    printer = _start(profile)
    bold, size, align = False, 0, Align.LEFT
    for item in items:
        match item:
            case Line():
                if item.cells > profile.columns:
                    raise ValueError(f"{item.cells} cells on a printer of {profile.columns} columns: {item.text!r}")
                if item.text and item.align is not align:
                    printer.set(align=item.align.value)
                    align = item.align
                if item.text and item.bold is not bold:
                    printer.set(bold=item.bold)
                    bold = item.bold
                wanted = (0x10 if item.wide else 0) | (0x01 if item.tall else 0)
                if wanted != size:
                    # GS !, because the library's size options send ESC ! and so cancel bold and the font.
                    printer._raw(bytes([0x1D, 0x21, wanted]))
                    size = wanted
                printer._raw(_letters(item.text, profile) + b"\n")
            case QrCode():
                if align is not Align.CENTER:
                    printer.set(align="center")
                    align = Align.CENTER
                _qr(printer, item, profile)
            case CutMark(last):
                if align is not Align.LEFT:
                    printer.set(align="left")
                    align = Align.LEFT
                _cut(printer, profile, last)
    return bytes(printer.output)


def slot_test(profile: PrinterProfile) -> bytes:
    """A page with one line a code page slot, and a ruler; the operator notes the number beside the first right
    `æøåÆØÅ`, and how many characters the ruler's first line has."""
    printer = _start(profile)
    _write(printer, _ABOUT_RULER, profile)
    if profile.font == "b":
        printer.set(font="a")
    printer._raw(RULER.encode() + b"\n")
    if profile.font == "b":
        printer.set(font="b")
        printer._raw(bytes([0x1B, 0x74, profile.slot]))
    _write(printer, _ABOUT_SLOTS, profile)
    for slot in SLOTS_SHOWN:
        printer._raw(bytes([0x1B, 0x74, slot]) + encode_text(f"{slot:>3}  æøåÆØÅ  é ½ ü") + b"\n")
    printer._raw(bytes([0x1B, 0x74, profile.slot]))
    if profile.has_cutter:
        printer._raw(b"\n" * TEAR_LINES)  # nobody knows yet whether there is a knife
    _cut(printer, profile, last=True)
    return bytes(printer.output)


def _write(printer: Any, texts: Iterable[str], profile: PrinterProfile) -> None:
    for text in texts:
        for line in wrap(plain(text) if profile.letters is Letters.PLAIN else text, profile.columns):
            printer._raw(encode_text(line) + b"\n")


def _letters(text: str, profile: PrinterProfile) -> bytes:
    return plain(text).encode() if profile.letters is Letters.PLAIN else encode_text(text)


def _start(profile: PrinterProfile) -> Any:
    """A recorder of bytes, with the printer brought into a known state."""
    printer = _recorder()
    printer.hw("INIT")
    printer._raw(b"\x1c.")  # leave the two-byte Chinese mode in which cheap printers wake up
    if profile.font == "b":
        printer.set(font="b")
    printer._raw(bytes([0x1B, 0x74, profile.slot]))  # after every initialisation and font change, or it is forgotten
    return printer


def _cut(printer: Any, profile: PrinterProfile, last: bool) -> None:
    if profile.has_cutter:
        printer.cut(feed=False)  # GS V 66 0: feeds just as far as the knife needs
    else:
        if not last:
            printer._raw(b"- - riv her " + b"- " * ((profile.columns - 12) // 2) + b"\n")
        printer._raw(b"\n" * TEAR_LINES)


def _qr(printer: Any, code: QrCode, profile: PrinterProfile) -> None:
    version = version_for(code.data, code.level)
    dots = None if version is None else module_dots(version, profile.dots)
    if version is None or dots is None:
        raise InputError(
            f"QR-koden med {len(code.data)} tegn er for stor til papiret; del den, eller brug bredere papir."
        )
    if profile.qr is QrWay.PRINTER:
        native = _native_qr(code, dots)
        if not any(command in native for command in REAL_TIME):
            # The printer leaves white beside its code, not above and below, where text would make it unreadable.
            white = bytes([0x1B, 0x4A, QUIET * dots])
            printer._raw(white + native + white)
            return
    # An image holds no 0x10 byte of its own: that would be a single black dot, and a module is three or more.
    # Written here, because the library's image() prints remarks on stdout and takes strips of 960 rows.
    picture = qr_image(code, version, dots)
    if profile.qr is QrWay.COLUMNS:
        printer._raw(_in_columns(picture))
        return
    for top in range(0, picture.height, STRIP_ROWS):
        strip = picture.crop((0, top, picture.width, min(top + STRIP_ROWS, picture.height)))
        width, rows = (picture.width + 7) // 8, strip.height
        burnt = strip.point(lambda white: 0 if white else 255)
        printer._raw(b"\x1dv0\0" + width.to_bytes(2, "little") + rows.to_bytes(2, "little") + burnt.tobytes())


def _in_columns(picture: "Image.Image") -> bytes:
    """A picture as ESC * 33: bands of 24 dot rows, three bytes a column, each band a line without white after it."""
    bands = b""
    for top in range(0, picture.height, BAND_ROWS):
        band = picture.crop((0, top, picture.width, top + BAND_ROWS))
        high = min(BAND_ROWS, picture.height - top)
        dots = bytearray(picture.width * BAND_ROWS // 8)
        for x in range(picture.width):
            for y in range(high):
                if not band.getpixel((x, y)):
                    dots[x * BAND_ROWS // 8 + y // 8] |= 0x80 >> y % 8
        bands += b"\x1b*\x21" + picture.width.to_bytes(2, "little") + bytes(dots) + b"\n"
    return b"\x1b3" + bytes([BAND_ROWS]) + bands + b"\x1b2"


def _native_qr(code: QrCode, dots: int) -> bytes:
    printer = _recorder()
    level = {"L": 0, "M": 1}[code.level]
    if isinstance(code.data, str):
        printer.qr(code.data, ec=level, size=dots, native=True)
    else:
        for function, data, variant in (
            (b"A", b"2\0", b""),
            (b"C", bytes([dots]), b""),
            (b"E", bytes([48 + level]), b""),
            (b"P", code.data, b"0"),
            (b"Q", b"", b"0"),
        ):
            printer._send_2d_code_data(function, b"1", data, variant)
    return bytes(printer.output)


def warm_up() -> None:
    """Import the library now: a second or more on a small machine. Meant for a thread, before the first job."""
    _recorder()


def _recorder() -> Any:
    with _tamed_import():
        from escpos.printer import Dummy
    return Dummy()


def qr_image(code: QrCode, version: int, dots: int) -> "Image.Image":
    """The code in black on white with its quiet zone, `dots` printer dots a module."""
    from PIL import Image

    side = modules(version) + 2 * QUIET
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(modules_of(code.data, code.level)):
        for x, black in enumerate(row):
            if black:
                image.putpixel((x, y), 0)
    return image.resize((side * dots, side * dots), Image.Resampling.NEAREST)


@contextlib.contextmanager
def _tamed_import() -> Iterator[None]:
    """Around the first import: its table goes to our own cache, no temporary folder stays, logging is as it was."""
    with _IMPORTING:
        if "escpos.capabilities" in sys.modules:
            yield
            return
        with _lent_cache():
            yield


@contextlib.contextmanager
def _lent_cache() -> Iterator[None]:
    """The library reads and writes its table in a folder of this process; only a whole table goes to the shared cache.

    It writes in place: another process, or the next start after a power cut, would read half a table and never print.
    """
    handlers = list(logging.root.handlers)
    make_folder = tempfile.mkdtemp
    name = "ESCPOS_CAPABILITIES_PICKLE_DIR"
    given = os.environ.get(name)
    cache = _cache_folder()
    with tempfile.TemporaryDirectory(prefix="feltkit-") as own:
        if cache is not None:
            _borrow(cache, Path(own))
        # The library makes a temporary folder even when the variable names one; it gets ours instead.
        os.environ.setdefault(name, own)
        tempfile.mkdtemp = lambda *_, **__: own  # type: ignore[assignment]
        try:
            yield
            if cache is not None and given is None:
                _give_back(Path(own), cache)
        finally:
            tempfile.mkdtemp = make_folder
            if given is None:
                os.environ.pop(name, None)
            for handler in list(logging.root.handlers):
                if handler not in handlers:
                    logging.root.removeHandler(handler)


_TABLES = "*.capabilities.pickle"


def _borrow(cache: Path, own: Path) -> None:
    """Copy the cached tables that are whole, with their times."""
    for table in cache.glob(_TABLES):
        try:
            pickle.loads(table.read_bytes())
            shutil.copy2(table, own / table.name)
        except Exception:  # noqa: BLE001 -- what a damaged table makes of the reader is anybody's guess
            with contextlib.suppress(OSError):
                table.unlink()


def _give_back(own: Path, cache: Path) -> None:
    """Put a new table into the cache, whole or not at all; a full disk only costs the next start half a second."""
    for table in own.glob(_TABLES):
        target = cache / table.name
        if target.exists() and target.stat().st_mtime >= table.stat().st_mtime:
            continue
        new = cache / f"{table.name}.{os.getpid()}"
        try:
            shutil.copy2(table, new)
            with new.open("rb") as there:
                os.fsync(there.fileno())
            new.replace(target)
        except OSError:
            new.unlink(missing_ok=True)


def _cache_folder() -> Path | None:
    """A folder of our own for the library's table; None when none can be made (read-only home)."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    folder = base / "fieldkit" / "escpos"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.getuid() or not os.access(folder, os.W_OK):
            return None
    except OSError:
        return None
    return folder
