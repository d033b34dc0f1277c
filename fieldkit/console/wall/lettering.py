"""Letters and digits that are drawn from cells, to be read across a room. Pure.

A letter is six points high: five, and one above them for the ring of Å. A point of size 1 is a cell wide and half a
cell high, which is about square; size 2 is twice that, and so on. Size 0 is the terminal's own letters, one row high.
"""

from collections.abc import Mapping
from functools import lru_cache

from fieldkit.console.looks import plain

POINTS = 6
"""Height of a letter."""
_SPACE = 2
"""Width of a space, in points."""

_DRAWN = """
A .#. #.# ### #.# #.#
B ##. #.# ##. #.# ##.
C .## #.. #.. #.. .##
D ##. #.# #.# #.# ##.
E ### #.. ##. #.. ###
F ### #.. ##. #.. #..
G .### #... #.## #..# .###
H #.# #.# ### #.# #.#
I # # # # #
J ..# ..# ..# #.# .#.
K #.# #.# ##. #.# #.#
L #.. #.. #.. #.. ###
M #...# ##.## #.#.# #...# #...#
N #..# ##.# #.## #..# #..#
O .##. #..# #..# #..# .##.
P ##. #.# ##. #.. #..
Q .##. #..# #..# #.## .###
R ##. #.# ##. #.# #.#
S .## #.. .#. ..# ##.
T ### .#. .#. .#. .#.
U #..# #..# #..# #..# .##.
V #.# #.# #.# #.# .#.
W #...# #...# #.#.# ##.## #...#
X #.# #.# .#. #.# #.#
Y #.# #.# .#. .#. .#.
Z ### ..# .#. #.. ###
Æ .#### #.#.. ####. #.#.. #.###
Ø .###. #..## #.#.# ##..# .###.
Å .#. ... .#. #.# ### #.#
0 ### #.# #.# #.# ###
1 .#. ##. .#. .#. ###
2 ### ..# ### #.. ###
3 ### ..# .## ..# ###
4 #.# #.# ### ..# ..#
5 ### #.. ### ..# ###
6 ### #.. ### #.# ###
7 ### ..# ..# .#. .#.
8 ### #.# ### #.# ###
9 ### #.# ### ..# ###
. . . . . #
, .. .. .. .# #.
: . # . # .
; .. .# .. .# #.
- .. .. ## .. ..
+ ... .#. ### .#. ...
/ ..# ..# .#. #.. #..
! # # # . #
? ##. ..# .#. ... .#.
( .# #. #. #. .#
) #. .# .# .# #.
" #.# #.# ... ... ...
' # # . . .
* ... #.# .#. #.# ...
[ ## #. #. #. ##
] ## .# .# .# ##
= ... ### ... ### ...
% #.# ..# .#. #.. #.#
"""
_LIKE = {"·": "-", "–": "-", "—": "-", "…": ".", "“": '"', "”": '"', "’": "'"}


def _read(drawn: str) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for line in drawn.split("\n"):
        if line:
            letter, *rows = line.split(" ")
            found[letter] = ("." * len(rows[0]),) * (POINTS - len(rows)) + tuple(rows)
    return found


GLYPHS = _read(_DRAWN)
_SEVEN: Mapping[str, tuple[str, str, str]] = {
    "0": (" _ ", "| |", "|_|"),
    "1": ("   ", "  |", "  |"),
    "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"),
    "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"),
    "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"),
}
"""Digits of three rows where the terminal has no half blocks."""


def _glyphs(text: str) -> list[tuple[str, ...] | None]:
    """What is drawn for each letter, None for a space."""
    found: list[tuple[str, ...] | None] = []
    for letter in text.upper():
        like = _LIKE.get(letter, letter)
        if like == " ":
            found.append(None)
        elif like in GLYPHS:
            found.append(GLYPHS[like])
        else:
            found += [GLYPHS.get(each, GLYPHS["?"]) for each in plain(like).upper()]
    return found


def cells_wide(text: str, size: int) -> int:
    """How many cells `text` takes."""
    if size == 0:
        return len(text)
    widths = [_SPACE if glyph is None else len(glyph[0]) for glyph in _glyphs(text)]
    return size * (sum(widths) + max(0, len(widths) - 1))


def rows_high(size: int, *, ring: bool = True) -> int:
    """How many rows; without the `ring` of Å for digits."""
    return 1 if size == 0 else -(-(POINTS if ring else POINTS - 1) * size // 2)


@lru_cache(512)
def drawn(text: str, size: int, *, ring: bool = True, halves: bool = True) -> tuple[str, ...]:
    """The rows of `text`, each `cells_wide`. Without `halves`, which a terminal without Danish letters has none of, an
    odd size has no half cells to be drawn with: digits get strokes, letters stand wide apart in the middle row."""
    if size == 0:
        return (text,)
    if not halves and size % 2:
        return _stroked(text, ring=ring) if size == 1 else _middle(text, size, ring=ring)
    points = ["".join(_point_row(text, row)) for row in range(0 if ring else 1, POINTS)]
    points = ["".join(point * size for point in row) for row in points for _ in range(size)]
    if len(points) % 2:
        points.insert(0, "." * len(points[0]))
    return tuple(
        "".join(_HALF[above, below] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(points[::2], points[1::2], strict=True)
    )


_HALF = {(".", "."): " ", ("#", "."): "▀", (".", "#"): "▄", ("#", "#"): "█"}


def _point_row(text: str, row: int) -> str:
    return ".".join("." * _SPACE if glyph is None else glyph[row] for glyph in _glyphs(text))


def _middle(text: str, size: int, *, ring: bool) -> tuple[str, ...]:
    """An odd size as the even one below it, in the same room."""
    width, high = cells_wide(text, size), rows_high(size, ring=ring)
    rows = [row.center(width) for row in drawn(text, size - 1, ring=ring, halves=False)]
    above = (high - len(rows)) // 2
    return (*(" " * width,) * above, *rows, *(" " * width,) * (high - len(rows) - above))


def _stroked(text: str, *, ring: bool) -> tuple[str, ...]:
    rows = ["", "", ""]
    for letter, glyph in zip(text, _glyphs(text), strict=False):
        width = _SPACE if glyph is None else len(glyph[0])
        for at, piece in enumerate(_SEVEN.get(letter, (" ", letter.upper(), " "))):
            rows[at] += piece.center(width) + " "
    width = cells_wide(text, 1)
    return tuple(row[:width].ljust(width) for row in rows)


def shortened(text: str, width: int, size: int) -> str:
    """`text` in at most `width` cells: whole; else the words before its last one as their beginnings, as the last is
    what sets a place apart; else cut."""
    if cells_wide(text, size) <= width:
        return text
    *first, last = text.split()
    for kept in (6, 4, 3, 1):
        short = " ".join([*(word if len(word) <= kept + 1 else f"{word[:kept]}." for word in first), last])
        if cells_wide(short, size) <= width:
            return short
    end = "…" if size == 0 else "."
    while len(short) > 1 and cells_wide(short + end, size) > width:
        short = short[:-1].rstrip(" .")
    return short + end
