"""Three plain pictures as SVG that stands in a page: bars, columns over time, and spans on a common clock.

Drawn 360 units wide, so that they read on a phone, and in classes that the page's style colours; what is late is also
said in words, for who prints in black. No script, no font of their own, nothing from outside.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

WIDTH = 360
LABEL, ROW, TOP = 136, 20, 16
"""Units for the labels at the left, for each row, and above the first."""
RIGHT = 52
"""Units behind the longest bar, for what is written there."""
TICK = 18
"""Units at the right for the half of the last moment's clock."""
LETTER = 5.4
"""About how wide a letter of the labels is."""
MOST_TICKS = 6
_STEPS_S = (300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)


class Bar(NamedTuple):
    """A row: its label, how long (None: nobody knows), what is written behind it, the mark that it should not pass."""

    label: str
    value: float | None
    text: str
    limit: float | None = None
    late: bool = False


class Span(NamedTuple):
    """A row on the clock: from one moment to another (None: it went on), with moments marked on it."""

    label: str
    start: float
    end: float | None
    text: str
    marks: tuple[float, ...] = ()
    late: bool = False


class Tick(NamedTuple):
    """A moment of the axis and how it is called."""

    at: float
    text: str


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars from nothing on, each with its limit."""
    most = max([value for row in rows for value in (row.value, row.limit) if value], default=1)
    room = WIDTH - LABEL - RIGHT
    drawn = []
    for index, row in enumerate(rows):
        y = TOP + index * ROW
        drawn.append(_label(row.label, y))
        length = room * (row.value or 0) / most
        if row.value is not None:
            drawn.append(_rect(LABEL, y + 3, max(1.0, length), ROW - 8, "late" if row.late else "fine"))
        if row.limit is not None:
            x = LABEL + room * row.limit / most
            drawn.append(_line(x, y, x, y + ROW, "limit"))
        drawn.append(_text(LABEL + length + 4, y + ROW - 8, row.text, "late-word" if row.late else ""))
    return _svg(title, TOP + len(rows) * ROW, drawn)


def columns(title: str, values: Sequence[tuple[str, int]]) -> str:
    """Upright columns side by side, each with its number while there is room, and some with their label."""
    height, foot = 110, 18
    most = max((value for _, value in values), default=1) or 1
    wide = (WIDTH - 8) / max(1, len(values))
    every = -(-len(values) // MOST_TICKS)
    drawn = []
    for index, (label, value) in enumerate(values):
        x, tall = 4 + index * wide, (height - 30) * value / most
        drawn.append(_rect(x, height - foot - tall, max(1.0, wide - 2), tall, "fine"))
        if wide >= 14:
            drawn.append(_text(x + wide / 2 - 1, height - foot - tall - 3, str(value), "middle"))
        if index % every == 0:
            drawn.append(_text(x, height - 5, label, ""))
    return _svg(title, height, drawn)


def spans(title: str, rows: Sequence[Span], start: float, end: float, ticks: Sequence[Tick]) -> str:
    """Spans under each other on one clock from `start` to `end`; what went on ends at the right edge, open."""
    length = max(1.0, end - start)
    room = WIDTH - LABEL - TICK

    def across(at: float) -> float:
        return LABEL + room * min(1.0, max(0.0, (at - start) / length))

    bottom = TOP + len(rows) * ROW
    drawn = []
    for tick in ticks:
        x = across(tick.at)
        drawn += [_line(x, TOP - 4, x, bottom, "grid"), _text(x, TOP - 7, tick.text, "middle")]
    for index, row in enumerate(rows):
        y = TOP + index * ROW
        left, right = across(row.start), across(end if row.end is None else row.end)
        drawn.append(_label(row.label, y))
        kind = ("late" if row.late else "fine") + (" open" if row.end is None else "")
        drawn.append(_rect(left, y + 3, max(2.0, right - left), ROW - 8, kind))
        drawn += [_line(across(mark), y + 1, across(mark), y + ROW - 3, "limit") for mark in row.marks]
        if row.text:
            drawn.append(_text(_beside(left, right, len(row.text) * LETTER), y + ROW - 8, row.text, "beside"))
    return _svg(title, bottom, drawn)


def _beside(left: float, right: float, wanted: float) -> float:
    """Where the text of a span begins: behind it, else before it, else on it."""
    if right + 4 + wanted <= WIDTH:
        return right + 4
    return left - 4 - wanted if left - 4 - wanted >= LABEL else left + 4


def steps(start: float, end: float, ahead_s: float = 0) -> Iterator[float]:
    """Even moments from `start` to `end`, `MOST_TICKS` at most: whole hours, or parts of one, of a clock that is
    `ahead_s` ahead of UTC."""
    length = max(1.0, end - start)
    step = next((step for step in _STEPS_S if length / step <= MOST_TICKS - 1), length / (MOST_TICKS - 1))
    at = -(-(start + ahead_s) // step) * step - ahead_s
    while at <= end:
        yield at
        at += step


def _svg(title: str, height: float, drawn: Sequence[str]) -> str:
    inside = "\n".join(drawn)
    head = f'<svg role="img" viewBox="0 0 {WIDTH} {_n(height + 2)}" xmlns="http://www.w3.org/2000/svg">'
    return f"{head}\n<title>{escape(title)}</title>\n{inside}\n</svg>"


def _label(text: str, y: float) -> str:
    fits = int((LABEL - 6) / LETTER)
    short = text if len(text) <= fits else text[: fits - 1].rstrip() + "…"
    return _text(0, y + ROW - 8, short, "")


def _text(x: float, y: float, text: str, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{named}>{escape(text)}</text>'


def _rect(x: float, y: float, wide: float, tall: float, kind: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(tall)}" class="{kind}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{kind}"/>'


def _n(number: float) -> str:
    """A number as it stands in the picture: a tenth is finer than any screen."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
