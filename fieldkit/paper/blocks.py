"""What a document is made of, independent of paper width and printer. Layout lives in `layout`, content elsewhere."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Align(StrEnum):
    """Where text stands in its line or column."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that stands out. Level 1 is bold and double height, level 2 is bold."""

    text: str
    level: Literal[1, 2] = 2
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; line ends are kept. `marker` (such as "3.") stands before it; wrapped lines hang under the text."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    tall: bool = False
    marker: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper, of one character."""

    character: str = "-"


@dataclass(frozen=True, slots=True)
class KeyValue:
    """`Sted: Østre Skole`; a long value hangs under its first word."""

    key: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` in characters, or "*" for an equal share of what the fixed ones leave."""

    header: str = ""
    width: int | Literal["*"] = "*"
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in columns. On paper too narrow for the columns each row becomes a block of `header: cell` lines.

    A row may have fewer cells than columns; more is a ValueError. `ruled` draws a rule under each row, to write on.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    header: bool = True
    ruled: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) > len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns: {row!r}")


@dataclass(frozen=True, slots=True)
class Checkbox:
    """`[ ] 3. Tænd nødstrøm`, with an optional small note under it (who, when, deadline)."""

    text: str
    checked: bool = False
    marker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code. Digits (str) go in numeric mode, which no keyboard layout of a scanner spoils; bytes as they are."""

    data: str | bytes
    caption: str = ""
    level: Literal["L", "M"] = "M"

    def __post_init__(self) -> None:
        if not self.data:
            raise ValueError("an empty QR code")
        if isinstance(self.data, str) and not (self.data.isascii() and self.data.isdigit()):
            raise ValueError("a QR code of text holds digits only; give other data as bytes")


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Room to sign on, with the label under the line."""

    label: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines; `ruled` gives lines to write on, two rows high each."""

    lines: int = 1
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """Double size, centred, between rules: ØVELSE, KOPI 1, AKUT. Only high where a word is too long to be wide."""

    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Here the paper is cut. What follows is the next part and carries the header again (`del 2/3`)."""


Block: TypeAlias = Heading | Text | Rule | KeyValue | Table | Checkbox | Qr | SignatureLine | Blank | Banner | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to print. `number`, `time` and `kit` are ready-made Danish text and stand on every part.

    `exercise` puts ØVELSE on top and at the foot of every part. `headed=False` leaves out title and header lines
    (chits and badges that make their own) but never ØVELSE, and the foot still counts parts.
    """

    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    time: str = ""
    kit: str = ""
    exercise: bool = False
    headed: bool = True
