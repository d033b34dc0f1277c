"""A sheet of cells that a page is drawn on: fields of colour, and letters of any size upon them. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from fieldkit.console.wall.lettering import cells_wide, drawn, rows_high, shortened

PAPER = "#101418"
INK = "#e6e6e6"


class Cell(NamedTuple):
    """One cell: a letter, its colour, what lies behind it, and whether it is bold."""

    letter: str = " "
    ink: str = INK
    behind: str = PAPER
    bold: bool = False


class Room(NamedTuple):
    """How much there is to draw on, and with what. `halves`: the terminal has half blocks.

    80x24 is how a projector is usually set: there the terminal's own letters are read across the room, and what counts
    is drawn three rows high and more. With smaller cells everything grows by as much: that is `unit`."""

    width: int
    height: int
    halves: bool = True

    @property
    def unit(self) -> float:
        return min(self.width / 80, self.height / 24)

    @property
    def text(self) -> int:
        """Size of what is read in lines."""
        return 0 if self.unit < 2 else max(1, round(self.unit / 2.5))

    @property
    def big(self) -> int:
        """Size of names."""
        return max(1, int(self.unit))

    @property
    def age(self) -> int:
        """Size of the ages of the worst places."""
        return max(1, int(self.unit + 0.5))

    @property
    def huge(self) -> int:
        """Size of the few numbers that say how it is."""
        return max(1, int(2 * self.unit))

    @property
    def line(self) -> int:
        """Rows of a line of text."""
        return rows_high(self.text)


class Sheet:
    """Cells in rows. What would stand outside is left out: a page never fails for want of room."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._cells = [[Cell()] * room.width for _ in range(room.height)]

    def fill(self, x: int, y: int, width: int, height: int, behind: str) -> None:
        for row in self._cells[max(0, y) : max(0, y + height)]:
            for at in range(max(0, x), min(x + width, len(row))):
                row[at] = Cell(behind=behind)

    def write(
        self, x: int, y: int, text: str, size: int, ink: str = INK, *, bold: bool = False, ring: bool = True
    ) -> int:
        """Write `text` with its upper left corner there, on whatever colour lies there; where it ends, as x."""
        for down, line in enumerate(drawn(text, size, ring=ring, halves=self.room.halves)):
            if 0 <= y + down < len(self._cells):
                row = self._cells[y + down]
                for at, letter in enumerate(line, x):
                    if letter != " " and 0 <= at < len(row):
                        solid = letter == "█" and not self.room.halves  # there it is drawn as #
                        row[at] = Cell(letter, ink, ink if solid else row[at].behind, bold)
        return x + cells_wide(text, size)

    def line(self, x: int, y: int, text: str, width: int, ink: str = INK, *, bold: bool = False) -> None:
        """One line of text in `width` cells, cut where it is longer."""
        self.write(x, y, cut(text, width, self.room.text), self.room.text, ink, bold=bold)

    def turn(self, top: int, end: int) -> None:
        """Turn letters and what lies behind them round, from row `top` to `end`."""
        for row in self._cells[top:end]:
            row[:] = [Cell(letter, behind, ink, bold) for letter, ink, behind, bold in row]

    def lines(self) -> list[list[Segment]]:
        """The rows as pieces of one style each."""
        return [list(_pieces(row)) for row in self._cells]

    def plain(self) -> str:
        """What stands there, without colours."""
        return "\n".join("".join(cell.letter for cell in row).rstrip() for row in self._cells)


def cut(text: str, width: int, size: int) -> str:
    """`text` in `width` cells, cut at its end."""
    if cells_wide(text, size) <= width:
        return text
    end = "…" if size == 0 else "."
    while text and cells_wide(text + end, size) > width:
        text = text[:-1].rstrip(" ,.")
    return text + end


def broken(text: str, width: int, size: int) -> list[str]:
    """`text` in lines of `width` cells, broken between words; a word that is longer stands on a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells_wide(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def wrapped(text: str, width: int, size: int, most: int) -> list[str]:
    """The same in at most `most` lines; what does not fit is cut."""
    lines = broken(text, width, size)
    lines[most - 1 :] = [" ".join(lines[most - 1 :])] if len(lines) >= most else []
    return [cut(line, width, size) for line in lines]


def placed(name: str, width: int, most: int) -> tuple[str, int]:
    """A name and its size, as large as `most` where it fits whole; shortened only in the smallest that is drawn."""
    size = next((size for size in range(most, 1, -1) if cells_wide(name, size) <= width), 1)
    return shortened(name, width, size), size


def _pieces(row: list[Cell]) -> Iterator[Segment]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at][1:] != row[start][1:]:
            _, ink, behind, bold = row[start]
            yield Segment("".join(cell.letter for cell in row[start:at]), _style(ink, behind, bold))
            start = at


@lru_cache(256)
def _style(ink: str, behind: str, bold: bool) -> Style:
    return Style(color=ink, bgcolor=behind, bold=bold)
