"""How long the battery lasts, from what the gauge has shown: never a guess where it has shown too little."""

from collections.abc import Sequence
from typing import NamedTuple

REACH_S = 6 * 3600
"""What is longer ago says nothing of how the kit draws now."""
GAP_S = 2 * 3600
"""The kit was off for so long: what was before says nothing."""
LEAST_S = 30 * 60
LEAST_PERCENT = 2
"""A gauge tells whole percents, so a fall of one may be no fall at all."""
LONG_S = 3600
"""After so long without a fall that can be seen, it lasts at least as long as if it fell by the least that can be."""


class Shown(NamedTuple):
    """What the gauge showed at `at` (Unix seconds)."""

    at: int
    percent: int


class PowerLeft(NamedTuple):
    """`seconds` until the kit turns itself off, None when nobody can tell; `at_least` when it fell by less than can be
    seen. `rises`: it is being charged."""

    seconds: int | None = None
    at_least: bool = False
    rises: bool = False


def power_left(shown: Sequence[Shown], floor: int) -> PowerLeft:
    """By the readings, in the order in which they were read and the last of them now. `floor`: the percent at which the
    kit turns itself off. Only the latest stretch counts in which the battery did not rise."""
    if not shown:
        return PowerLeft()
    last = first = shown[-1]
    for one in reversed(shown[:-1]):
        if one.percent < first.percent or first.at - one.at > GAP_S or last.at - one.at > REACH_S or one.at > first.at:
            break
        first = one
    lasted, fallen = last.at - first.at, first.percent - last.percent
    room = max(0, last.percent - floor)
    if lasted >= LEAST_S and fallen >= LEAST_PERCENT:
        return PowerLeft(round(room * lasted / fallen))
    if lasted >= LONG_S:
        return PowerLeft(round(room * lasted / LEAST_PERCENT), at_least=True)
    risen = [one for one in shown if last.at - LONG_S <= one.at <= last.at and one.percent < last.percent]
    return PowerLeft(rises=bool(risen))
