"""ESC/POS bytes back to what would lie on the table. Written from the printers' manuals, not from our own encoder.

`Reader` takes bytes as they come and lays marks on a `Paper`; replies and faults are the virtual printer's business.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import TypeAlias

SLOTS = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
}
"""n of ESC t → code page, as in the tables of Epson's TM printers and most copies."""
CELL = {0: (12, 24), 1: (9, 17)}
"""Dots of one character, width and height, in fonts A and B."""
LINE_DOTS = 30
"""Default line spacing (ESC 2): 1/6 inch at 180 dpi, 30 dots on most."""
LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}


class Side(StrEnum):
    """Justification by ESC a."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look from here on."""

    bold: bool = False
    underline: bool = False
    inverse: bool = False
    wide: int = 1
    tall: int = 1
    font: int = 0


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of characters, each run with its style."""

    runs: tuple[tuple[str, Style], ...]
    side: Side

    @property
    def text(self) -> str:
        """The characters alone."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A code the printer drew itself."""

    data: bytes
    level: str
    dots: int
    side: Side


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """Raster rows, 1 bit a dot, most significant first, `width` bytes a row."""

    width: int
    rows: tuple[bytes, ...]
    side: Side


@dataclass(frozen=True, slots=True)
class Feed:
    """White paper, in dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class PaperCut:
    """The knife."""

    partial: bool


Mark: TypeAlias = PrintedLine | PrintedQr | PrintedImage | Feed | PaperCut


@dataclass(slots=True)
class Paper:
    """What lies on the table, from the top. `unknown` are byte sequences no printer promises to understand.

    `overflows` counts lines that were wider than the paper and so were broken by the printer, not by layout.
    """

    dots: int = 384
    marks: list[Mark] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)
    overflows: int = 0


class Asked(Enum):
    """What a command wants to know: GS r, GS ( H or GS I."""

    PARSED = auto()
    PRINTED = auto()
    IDENTITY = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """A command that wants an answer, met in its turn."""

    kind: Asked
    value: bytes


_FIXED = {
    b"\x1b@": 0, b"\x1bt": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1b-": 1, b"\x1bM": 1, b"\x1b!": 1, b"\x1ba": 1,
    b"\x1bd": 1, b"\x1bJ": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1bR": 1, b"\x1b{": 1, b"\x1b ": 1, b"\x1b7": 3,
    b"\x1d!": 1, b"\x1dB": 1, b"\x1dr": 1, b"\x1da": 1, b"\x1dI": 1, b"\x1dL": 2, b"\x1dW": 2, b"\x1db": 1,
    b"\x1c.": 0, b"\x1c&": 0,
}  # fmt: skip
"""Commands of a fixed length: prefix → bytes after it."""


class Reader:
    """An ESC/POS printer's understanding of one byte stream. `chinese`: wakes in the two-byte mode of cheap models."""

    def __init__(self, paper: Paper, *, chinese: bool = False) -> None:
        self.paper = paper
        self._chinese_at_start = chinese
        self._held = bytearray()
        self._line: list[tuple[str, Style]] = []
        self._cells_dots = 0
        self._qr_data = b""
        self._qr_dots, self._qr_level = 3, "L"
        self._banded: tuple[tuple[bytes, ...], int] | None = None
        """A band of dots that waits for the end of its line."""
        self._reset()

    def _reset(self) -> None:
        self._style = Style()
        self._side = Side.LEFT
        self._page = "cp437"
        self._chinese = self._chinese_at_start
        self._line_dots = LINE_DOTS

    def feed(self, data: bytes) -> list[Question]:
        """Print what `data` completes; questions met on the way, in order."""
        self._held += data
        questions: list[Question] = []
        while self._held:
            used = self._step(questions)
            if used == 0:
                break
            del self._held[:used]
        return questions

    def step(self, questions: list[Question]) -> bool:
        """Do one command or one run of text of what is held; whether there was a whole one."""
        used = self._step(questions) if self._held else 0
        del self._held[:used]
        return used > 0

    def hold(self, data: bytes) -> None:
        """Take bytes in without acting on them yet."""
        self._held += data

    @property
    def waiting(self) -> int:
        """Bytes taken in and not yet acted on."""
        return len(self._held)

    def _step(self, questions: list[Question]) -> int:
        """Act on what stands first; how many bytes it took, 0 when it is not whole yet."""
        first = self._held[0]
        if first >= 0x20:
            end = 1
            while end < len(self._held) and self._held[end] >= 0x20:
                end += 1
            self._text(bytes(self._held[:end]))
            return end
        if first == 0x0A:
            self._end_line()
            return 1
        if first in (0x0D, 0x00):
            return 1
        if first == 0x09:
            self._text(b" ")
            return 1
        if first == 0x10:
            return self._real_time()
        if first in (0x1B, 0x1C, 0x1D):
            return self._command(questions)
        self.paper.unknown.append(bytes([first]))
        return 1

    def _real_time(self) -> int:
        """A real-time command that was not taken out ahead; its effect was had on arrival."""
        if len(self._held) < 2:
            return 0
        length = {0x04: 3, 0x05: 3, 0x14: 5}.get(self._held[1])
        if length is None:
            self.paper.unknown.append(bytes(self._held[:2]))
            return 2
        return length if len(self._held) >= length else 0

    def _command(self, questions: list[Question]) -> int:
        if len(self._held) < 2:
            return 0
        prefix = bytes(self._held[:2])
        if prefix in _FIXED:
            length = 2 + _FIXED[prefix]
            if len(self._held) < length:
                return 0
            self._fixed(prefix, bytes(self._held[2:length]), questions)
            return length
        if prefix in (b"\x1d(", b"\x1b(", b"\x1c("):
            return self._sized(prefix, questions)
        if prefix == b"\x1dv":
            return self._raster()
        if prefix == b"\x1dV":
            return self._knife()
        if prefix == b"\x1b*":
            return self._band()
        self.paper.unknown.append(prefix)
        return 2

    def _fixed(self, prefix: bytes, values: bytes, questions: list[Question]) -> None:
        value = values[0] if values else 0
        style = self._style
        match prefix:
            case b"\x1b@":
                self._end_line(only_if_any=True)
                self._reset()
            case b"\x1bt":
                self._page = SLOTS.get(value, "")
                if not self._page:
                    self.paper.unknown.append(prefix + values)
            case b"\x1bE" | b"\x1bG":
                self._style = replace(style, bold=bool(value & 1))
            case b"\x1b-":
                self._style = replace(style, underline=value not in (0, 48))
            case b"\x1dB":
                self._style = replace(style, inverse=bool(value & 1))
            case b"\x1bM":
                self._style = replace(style, font=value & 1)
            case b"\x1d!":
                self._style = replace(style, wide=(value >> 4 & 7) + 1, tall=(value & 7) + 1)
            case b"\x1b!":
                self._style = Style(
                    bold=bool(value & 8),
                    underline=bool(value & 128),
                    inverse=style.inverse,
                    wide=2 if value & 32 else 1,
                    tall=2 if value & 16 else 1,
                    font=value & 1,
                )
            case b"\x1ba":
                if not self._line:
                    self._side = {0: Side.LEFT, 1: Side.CENTER, 2: Side.RIGHT}.get(value % 48, self._side)
            case b"\x1bd":
                self._end_line(only_if_any=True)
                self.paper.marks.append(Feed(value * LINE_DOTS))
            case b"\x1bJ":
                self._end_line(only_if_any=True)
                self.paper.marks.append(Feed(value))
            case b"\x1b2":
                self._line_dots = LINE_DOTS
            case b"\x1b3":
                self._line_dots = value
            case b"\x1c.":
                self._chinese = False
            case b"\x1c&":
                self._chinese = True
            case b"\x1dr":
                questions.append(Question(Asked.PARSED, values))
            case b"\x1dI":
                questions.append(Question(Asked.IDENTITY, values))
            case _:
                return  # spacing, margins and heat: known, and without effect on what is read

    def _sized(self, prefix: bytes, questions: list[Question]) -> int:
        """GS ( x, with its length in two bytes."""
        if len(self._held) < 5:
            return 0
        length = 5 + int.from_bytes(self._held[3:5], "little")
        if len(self._held) < length:
            return 0
        body = bytes(self._held[5:length])
        if prefix == b"\x1d(" and self._held[2] == ord("k") and body[:1] == b"1":
            self._qr(body[1:])
        elif prefix == b"\x1d(" and self._held[2] == ord("H") and body[:2] == b"00" and len(body) == 6:
            questions.append(Question(Asked.PRINTED, body[2:]))
        elif prefix == b"\x1d(" and self._held[2] in b"KD":
            return length  # speed, density, real-time commands on or off
        else:
            self.paper.unknown.append(bytes(self._held[:length]))
        return length

    def _qr(self, body: bytes) -> None:
        function, values = body[:1], body[1:]
        if function == b"A":
            return
        if function == b"C":
            self._qr_dots = values[0]
        elif function == b"E":
            self._qr_level = LEVELS.get(values[0], "L")
        elif function == b"P":
            self._qr_data = values[1:]
        elif function == b"Q" and self._qr_data:
            self._end_line(only_if_any=True)
            self.paper.marks.append(PrintedQr(self._qr_data, self._qr_level, self._qr_dots, self._side))
        else:
            self.paper.unknown.append(b"\x1d(k1" + body)

    def _raster(self) -> int:
        if len(self._held) < 8:
            return 0
        width, height = int.from_bytes(self._held[4:6], "little"), int.from_bytes(self._held[6:8], "little")
        length = 8 + width * height
        if len(self._held) < length:
            return 0
        rows = tuple(bytes(self._held[8 + row * width : 8 + (row + 1) * width]) for row in range(height))
        self._end_line(only_if_any=True)
        if width * 8 > self.paper.dots:
            self.paper.overflows += 1
        self.paper.marks.append(PrintedImage(width, rows, self._side))
        return length

    def _band(self) -> int:
        """ESC *: dot columns of a band that the next line end moves past."""
        if len(self._held) < 5:
            return 0
        high = 3 if self._held[2] >= 32 else 1
        wide = int.from_bytes(self._held[3:5], "little")
        length = 5 + wide * high
        if len(self._held) < length:
            return 0
        columns = [self._held[5 + x * high : 5 + (x + 1) * high] for x in range(wide)]
        rows = []
        for y in range(8 * high):
            dots = [column[y // 8] >> (7 - y % 8) & 1 for column in columns]
            dots += [0] * (-wide % 8)
            rows.append(bytes(int("".join(map(str, dots[x : x + 8])), 2) for x in range(0, len(dots), 8)))
        if wide > self.paper.dots:
            self.paper.overflows += 1
        self._banded = (tuple(rows), -(-wide // 8))
        return length

    def _knife(self) -> int:
        if len(self._held) < 3:
            return 0
        mode = self._held[2]
        length = 4 if mode in (65, 66, 97, 98, 103, 104) else 3
        if len(self._held) < length:
            return 0
        self._end_line(only_if_any=True)
        self.paper.marks.append(PaperCut(partial=mode in (1, 49, 66, 98, 104)))
        return length

    def _text(self, data: bytes) -> None:
        if self._chinese and any(byte >= 0x80 for byte in data):
            text = data.decode("gb18030", "replace")
        elif self._page:
            text = data.decode(self._page, "replace")
        else:
            text = data.decode("ascii", "replace")
        width = CELL[self._style.font][0] * self._style.wide
        for character in text:
            if self._cells_dots + width > self.paper.dots:
                self.paper.overflows += 1
                self._end_line()
            if self._line and self._line[-1][1] == self._style:
                self._line[-1] = (self._line[-1][0] + character, self._style)
            else:
                self._line.append((character, self._style))
            self._cells_dots += width

    def _end_line(self, *, only_if_any: bool = False) -> None:
        if self._banded is not None:
            rows, width = self._banded
            self._banded = None
            self.paper.marks.append(PrintedImage(width, rows, self._side))
            if self._line_dots > len(rows):
                self.paper.marks.append(Feed(self._line_dots - len(rows)))
            return
        if only_if_any and not self._line:
            return
        self.paper.marks.append(PrintedLine(tuple(self._line), self._side))
        self._line.clear()
        self._cells_dots = 0


def paper_text(paper: Paper) -> str:
    """The paper as UTF-8 text in font A's columns: a double-wide character takes one place, a code is `[QR …]`."""
    columns = paper.dots // CELL[0][0]
    out: list[str] = []
    for mark in paper.marks:
        match mark:
            case PrintedLine():
                cells = sum(len(text) * style.wide for text, style in mark.runs)
                out.append(_aligned(mark.text, cells, mark.side, columns))
            case PrintedQr(data, _, _, side):
                shown = data.decode("ascii", "replace") if data.isdigit() else data.hex(" ")
                out.append(_aligned(f"[QR {shown}]", len(shown) + 5, side, columns))
            case PrintedImage(width, rows, side):
                label = f"[billede {width * 8} x {len(rows)}]"
                out.append(_aligned(label, len(label), side, columns))
            case Feed(dots):
                out += [""] * max(1, dots // LINE_DOTS)
            case PaperCut():
                out.append("- " * (columns // 2))
    return "\n".join(line.rstrip() for line in out) + "\n"


def _aligned(text: str, cells: int, side: Side, columns: int) -> str:
    room = max(0, columns - cells)
    return " " * {Side.LEFT: 0, Side.CENTER: room // 2, Side.RIGHT: room}[side] + text
