"""Which places the board shows, in what order, and how that is said."""

from collections.abc import Iterable
from enum import Enum

from textual.content import Content

from fieldkit.console.words import DIM
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.terms import Level
from fieldkit.core.roster.roster import Roster
from fieldkit.core.views.board import BoardRow

_DANISH = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
"""Signs that stand behind z, in this order."""


class Order(Enum):
    """By what the board is sorted; the value is what its title says."""

    WORST = "værst først"
    SILENCE = "længst tavs først"
    NAME = "efter navn"

    @property
    def next(self) -> "Order":
        every = list(Order)
        return every[(every.index(self) + 1) % len(every)]


def ordered(rows: Iterable[BoardRow], order: Order) -> list[BoardRow]:
    """Rows that come with the worst first, by `order`; what is alike in it stays worst first."""
    match order:
        case Order.WORST:
            return list(rows)
        case Order.SILENCE:
            return sorted(rows, key=_silence)
        case Order.NAME:
            return sorted(rows, key=lambda row: row.name.lower().translate(_DANISH))


def _silence(row: BoardRow) -> tuple[int, int]:
    """Never heard, heard nobody knows when, and then the longest ago first."""
    return (0, 0) if not row.heard else (1, 0) if row.age_s is None else (2, -row.age_s)


def matches(row: BoardRow, typed: str) -> bool:
    """Each word that was typed stands somewhere in the name, or in the slug, which has no Danish letters."""
    found = f"{row.name} {row.slug}".lower()
    return all(word in found for word in typed.lower().split())


def is_problem(row: BoardRow) -> bool:
    """Red, yellow, silent, or from a node that no place owns."""
    return row.silent or row.level in (Level.RED, Level.YELLOW) or row.place >= UNKNOWN_PLACE


def belongs_to(row: BoardRow, meeting_point: str, roster: Roster) -> bool:
    """The meeting point itself, its institutions, and nodes that nobody owns: they may be anybody's."""
    place = roster.place(row.place)
    return place is None or place.slug == meeting_point or place.meeting_point == meeting_point


def counted(rows: Iterable[BoardRow]) -> Content:
    """How many of each level, and how many silent: colour and word."""
    rows = list(rows)
    pieces: list[str | tuple[str, str]] = []
    for level, word in ((Level.RED, "rød"), (Level.YELLOW, "gul"), (Level.GREEN, "grøn"), (Level.UNKNOWN, "ukendt")):
        many = sum(row.level is level for row in rows)
        style = {"rød": "bold #ff8a80", "gul": "bold #ffd75f", "grøn": "#7fbf7f"}.get(word, DIM)
        pieces += [(f"{many} {word}", style if many else DIM), "  "]
    silent = sum(row.silent for row in rows)
    pieces.append((f"{silent} tavs{'' if silent == 1 else 'e'}", "bold #ffd75f" if silent else DIM))
    return Content.assemble(*pieces)
