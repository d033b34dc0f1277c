"""What a terminal can show: the kit's own screen has sixteen colours for letters and eight behind them, some have none,
and some no Danish letters. What is drawn is turned into that, line by line, when it is drawn.
"""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby
from typing import Any

from rich.color import Color as Shade
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from fieldkit.console.colours import Theme

SELECTED = "#1f4e79"
"""Behind the chosen row of a list that has the focus; where there are few colours it is turned round."""
FIELD = "#1d2630"
"""Behind a field that has not; there it is underlined."""


class Look(Enum):
    """FULL: every colour · FEW: those of a Linux console · NONE: bold and reverse video alone."""

    FULL = auto()
    FEW = auto()
    NONE = auto()


def look_of(environ: Mapping[str, str] = os.environ) -> Look:
    """What this terminal can show, as it says itself."""
    term = environ.get("TERM", "").lower()
    if "NO_COLOR" in environ or term in ("", "dumb", "vt100", "vt102", "vt220") or term.endswith("-m"):
        return Look.NONE
    many = environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return Look.FULL if many or term.endswith(("256color", "-direct", "kitty")) else Look.FEW


def has_danish_letters() -> bool:
    """Whether the terminal takes UTF-8: Python says so of itself in a locale that does not."""
    return not sys.flags.utf8_mode or os.environ.get("PYTHONUTF8") == "1"


class Few(LineFilter):
    """Turns every colour into one that a Linux console shows, in the theme that was chosen."""

    def __init__(self, theme: Theme = Theme.DARK) -> None:
        super().__init__()
        self.theme = theme

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        theme = self.theme
        return [
            Segment(text, None if style is None else few(style, theme), control) for text, style, control in segments
        ]


class Bare(LineFilter):
    """Turns colours into bold and reverse video."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, None if style is None else bare(style), control) for text, style, control in segments]


_KEPT = ("bold", "italic", "underline", "reverse")


def _without_colour(style: Style) -> dict[str, Any]:
    return {name: True for name in _KEPT if getattr(style, name)}


@lru_cache(2048)
def few(style: Style, theme: Theme = Theme.DARK) -> Style:
    """The style with colours 0–15 for letters and 0–7 behind them: what is dark is black, the chosen row is turned."""
    attributes = _without_colour(style)
    front, back = _rgb(style.color), _rgb(style.bgcolor)
    if back is not None and _hex(back) == SELECTED:
        ink, paper = _PAPER[theme]
        colours = {} if theme is Theme.DARK else {"color": Shade.from_ansi(ink), "bgcolor": Shade.from_ansi(paper)}
        return Style(**(attributes | {"reverse": True, "bold": False} | colours))
    if back is not None and _hex(back) == FIELD:
        attributes["underline"] = True
    behind = _behind(back) if back is not None else None
    letters = _letters(front) if front is not None else None
    if behind is not None and (letters if letters is not None else 7) % 8 == behind:
        letters = 0 if behind in (3, 2, 6, 7) else 15
    if theme is not Theme.DARK:
        letters, behind = _in_theme(theme, behind)
    if letters == 0:
        attributes.pop("bold", None)  # it would be grey
    return Style(
        color=None if letters is None else Shade.from_ansi(letters),
        bgcolor=None if not behind else Shade.from_ansi(behind),
        **attributes,
    )


_PAPER = {Theme.DARK: (7, 0), Theme.LIGHT: (0, 7), Theme.NIGHT: (9, 0)}
"""Letters and what lies behind them where nothing means anything."""


def _in_theme(theme: Theme, behind: int | None) -> tuple[int, int]:
    """Light: black on white, and what means something keeps the colour behind it. Night: red on black, or turned."""
    letters, paper = _PAPER[theme]
    if not behind:
        return letters, paper
    if theme is Theme.NIGHT:
        return 0, 1
    return (15 if behind in (1, 4, 5) else 0), behind


@lru_cache(2048)
def bare(style: Style) -> Style:
    """The style without a colour: turned round where something strong lies behind the letters, bold where they are."""
    attributes = _without_colour(style)
    back = _rgb(style.bgcolor)
    if back is not None and (_hex(back) == SELECTED or _behind(back)):
        attributes["reverse"] = not attributes.get("reverse", False)
    elif back is not None and _hex(back) == FIELD:
        attributes["underline"] = True
    return Style(**attributes)


def _rgb(shade: Shade | None) -> tuple[int, int, int] | None:
    if shade is None or shade.is_default:
        return None
    red, green, blue = shade.get_truecolor()
    return red, green, blue


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _hue(rgb: tuple[int, int, int]) -> int:
    """Which of red (1), green (2) and blue (4) are in it, as ANSI counts them."""
    half = (max(rgb) + min(rgb)) / 2
    return sum(bit for bit, part in zip((1, 2, 4), rgb, strict=True) if part >= half)


def _letters(rgb: tuple[int, int, int]) -> int:
    if max(rgb) - min(rgb) < 64:  # grey
        return 15 if max(rgb) > 240 else 0 if max(rgb) < 48 else 7
    return _hue(rgb) + (8 if max(rgb) > 150 else 0)


def _behind(rgb: tuple[int, int, int]) -> int:
    """0 for what is dark or grey: only what means something is a colour."""
    return _hue(rgb) if max(rgb) - min(rgb) >= 50 else 7 if max(rgb) > 160 else 0


_PLAIN = {
    "æ": "ae",
    "ø": "oe",
    "å": "aa",
    "Æ": "AE",
    "Ø": "OE",
    "Å": "AA",
    "ö": "oe",
    "ä": "ae",
    "ü": "ue",
    "ß": "ss",
    "·": ".",
    "…": "~",
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "’": "'",
    "‘": "'",
    "▸": ">",
    "▲": "^",
    "▼": "v",
    "×": "x",
    "→": ">",
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("─━═▔▁", "-"),
    **dict.fromkeys("│┃║▎▌▊▏▕", "|"),
    **dict.fromkeys("█▇▆▅▄▃▂▀", "#"),
}
"""How letters are written where there are only those of ASCII."""


class PlainLetters(LineFilter):
    """Writes æ as ae. Where a word gets longer, the empty cells behind it are fewer: the columns stay. On a row without
    enough of them the last ones are written with one letter: nothing is cut off at the edge."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(text.isascii() for text, _, _ in segments):
            return segments
        width = sum(map(len, (text for text, _, _ in segments)))
        cells = [(letter, style) for text, style, _ in segments for letter in text]
        written = [letter if letter.isascii() else plain(letter) for letter, _ in cells]
        over = len(_closed_up(cells, written)) - width
        for at in range(len(cells) - 1, -1, -1):
            if over > 0 and len(written[at]) > 1:
                written[at] = _ONE.get(cells[at][0], written[at][0])
                over = len(_closed_up(cells, written)) - width
        pieces = groupby(_closed_up(cells, written)[:width], key=lambda cell: cell[1])
        return [Segment("".join(letter for letter, _ in piece), style) for style, piece in pieces]


_ONE = {"æ": "e", "Æ": "E"}
"""Where there is no room for two letters, and the first of them would not be read."""


def _closed_up(cells: list[tuple[str, Style | None]], written: list[str]) -> list[tuple[str, Style | None]]:
    """The cells as they are written, with as many empty ones fewer as the words before them got longer."""
    told: list[tuple[str, Style | None]] = []
    longer = 0
    for at, ((letter, style), each) in enumerate(zip(cells, written, strict=True)):
        if longer and letter == " " and (at + 1 == len(cells) or cells[at + 1][0] == " "):
            longer -= 1
            continue
        longer += len(each) - 1
        told += [(one, style) for one in each]
    return told


def letters_for(filters: Iterable[LineFilter]) -> Callable[[str], str]:
    """How a text is written on a screen with these filters, for who must know how wide it will be."""
    return plainly if any(isinstance(one, PlainLetters) for one in filters) else str


def plainly(text: str) -> str:
    """A text in ASCII; it may be longer."""
    return text if text.isascii() else "".join(letter if letter.isascii() else plain(letter) for letter in text)


def plain(letter: str) -> str:
    """One letter in ASCII, or two."""
    known = _PLAIN.get(letter)
    if known is None:
        known = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()[:1] or "?"
    return known
