"""How long a point still lasts: the hours that were said, counted down from when they were said, and rounded down, so
that nothing is told better than it is."""

from typing import NamedTuple

from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.facts.terms import Condition
from fieldkit.core.views.board import TopicCell

HALF_S = 1800
WHOLE_FROM_S = 10 * 3600
"""From here on nobody counts half hours."""


class Left(NamedTuple):
    """`s` seconds are left of the `said` hours, fewer than none when they are over; None when nobody knows when it was
    said."""

    said: int
    s: int | None

    @property
    def over(self) -> bool:
        return self.s is not None and self.s <= 0


def left_of(cell: TopicCell) -> Left | None:
    """None when no hours were said."""
    if cell.hours is None:
        return None
    return Left(cell.hours, None if cell.age_s is None else cell.hours * 3600 - cell.age_s)


def left_short(left: Left) -> str:
    """`2t`, `3,5t`, `<1t`, `0t?` when they are over; `4t?` when nobody knows since when."""
    if left.s is None:
        return f"{left.said}t?"
    return "0t?" if left.over else "<1t" if left.s < 2 * HALF_S else f"{_hours(left.s)}t"


def left_da(left: Left, now: float) -> str:
    """`ca. 3,5 t tilbage`, `under 1 t tilbage`, `slut kl. 22.10?`; what was said when nobody knows since when."""
    if left.s is None:
        return f"{left.said} t, uvist fra hvornår"
    if left.over:
        return f"slut kl. {danish_clock(now + left.s, now)}?"
    if left.s < 2 * HALF_S:
        return f"under {'30 min' if left.s < HALF_S else '1 t'} tilbage"
    return f"ca. {_hours(left.s)} t tilbage"


def worst_first(cell: TopicCell) -> tuple[int, int]:
    """Order of points: critical, over, lacking, well for so many hours, well, not known; in each what ends first."""
    left = left_of(cell)
    ends = (1 << 40) if left is None else left.said * 3600 if left.s is None else left.s
    match cell.condition:
        case Condition.CRITICAL:
            return 0, ends
        case Condition.SHORTAGE:
            return (1 if left is not None and left.over else 2), ends
        case Condition.OK:
            return (4 if left is None else 1 if left.over else 3), ends
    return 5, ends


def _hours(seconds: int) -> str:
    halves = seconds // HALF_S
    return f"{halves // 2},5" if halves % 2 and seconds < WHOLE_FROM_S else str(halves // 2)
