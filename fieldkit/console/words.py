"""How the screen says things: ages, clock times, marks of topics and levels, and an event in one Danish line. Pure."""

from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import (
    ADDRESSED_DA,
    Condition,
    Level,
    Precedence,
)
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.wording import age_da
from fieldkit.core.views.board import place_name

CONDITION_STYLE: dict[Condition, str] = {
    Condition.OK: "#7fbf7f",
    Condition.SHORTAGE: "bold #ffd75f",
    Condition.CRITICAL: "bold #ffffff on #b3261e",
    Condition.UNKNOWN: "#8a8a8a",
}
LEVEL_CELL: dict[Level, str] = {
    Level.RED: " RØD ",
    Level.YELLOW: " GUL ",
    Level.GREEN: " GRØN",
    Level.UNKNOWN: "  ?  ",
}
LEVEL_STYLE: dict[Level, str] = {
    Level.RED: "bold #ffffff on #b3261e",
    Level.YELLOW: "bold #000000 on #ffd75f",
    Level.GREEN: "bold #000000 on #7fbf7f",
    Level.UNKNOWN: "#d0d0d0 on #444444",
}
PRECEDENCE_STYLE: dict[Precedence, str] = {
    Precedence.FLASH: "bold #ffffff on #b3261e",
    Precedence.URGENT: "bold #ffd75f",
    Precedence.ROUTINE: "",
    Precedence.INFO: "#a8a8a8",
}
DIM = "#a8a8a8"
BOLD = "bold"
LATE = "bold #ff8a80"
"""What should have been done before now."""
SOON = "bold #ffd75f"
"""What waits for a person."""


def clock_da(unix_s: float, *, sure: bool = True, now: float | None = None) -> str:
    """Danish `20.15`, with the date when it is another day than `now`, and `ca.` when the time is unsure."""
    text = danish_clock(unix_s, now)
    return text if sure else f"ca. {text}"


def waits_da(has_radio: bool) -> str:
    """How a message that was recorded gets on from here."""
    return " og ligger i kø" if has_radio else "; kittet har ingen radio, så den går kun med loggen (F6 U)"


def count_da(value: int | None) -> str:
    """A number of people; what was not said is a question mark, never 0."""
    return "?" if value is None else str(value)


def over_da(late_s: float) -> str:
    """`OVER 12 min`, in a narrow column: how long over its time, at least a minute."""
    return f"OVER {age_da(max(60, int(late_s)))}"


ROOMY = 100
"""From so many cells on, names and roles stand whole."""


def cells(width: int, narrow: int, roomy: int) -> int:
    """How wide a column is in a list of `width` cells."""
    return roomy if width >= ROOMY else narrow


def fitted(text: str, width: int) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis or filled with spaces. Letters are one cell each."""
    text = " ".join(text.split())
    return text.ljust(width) if len(text) <= width else text[: max(0, width - 1)] + "…"


def cut(text: str, width: int) -> str:
    """`text` as it stands, with an ellipsis where it is longer than `width` cells."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def to_da(to: int | str, roster: Roster) -> str:
    """Who a message is for, as people say it."""
    return place_name(to, roster) if isinstance(to, int) else ADDRESSED_DA.get(to, to)


def event_clock(event: Event, now: float) -> str:
    return clock_da(event.at, sure=event.time_sure, now=now)


def level_cell(level: Level) -> tuple[str, str]:
    return (LEVEL_CELL[level], LEVEL_STYLE[level])
