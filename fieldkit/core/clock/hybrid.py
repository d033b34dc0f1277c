"""Hybrid logical time: whole seconds since 2025-01-01 UTC and a 16-bit counter, one int: `seconds << 16 | counter`.

Orders events even when clocks disagree; pure, the wall clock is an argument.
"""

from datetime import UTC, datetime
from typing import NamedTuple

EPOCH_UNIX_S = 1_735_689_600
"""2025-01-01T00:00:00Z in Unix seconds."""
COUNTER_BITS = 16
COUNTER_MAX = (1 << COUNTER_BITS) - 1
MAX_DRAG_S = 600
"""A remote clock can pull ours at most ten minutes ahead (docs/facts/store.md, "Time")."""
MAX_SECONDS = (1 << 30) - 1
"""Latest time in an event: what 30 bits hold, in the year 2059."""
MAX_HLC = MAX_SECONDS << COUNTER_BITS | COUNTER_MAX
"""30 bits of seconds and 16 of counter: what a frame can carry."""
_HIGHEST = MAX_HLC - COUNTER_MAX
"""The latest time of others that leaves room for our own."""
YEAR_S = 366 * 86400
_DRAG = MAX_DRAG_S << COUNTER_BITS


def seconds_of(hlc: int) -> int:
    """Seconds since 2025-01-01 UTC."""
    return hlc >> COUNTER_BITS


def unix_of(hlc: int) -> int:
    """Unix seconds."""
    return seconds_of(hlc) + EPOCH_UNIX_S


def hlc_of_unix(unix_s: float) -> int:
    """The first hybrid time of that second; times before 2025 count as 2025-01-01."""
    return max(0, int(unix_s) - EPOCH_UNIX_S) << COUNTER_BITS


def iso_at(unix_s: int) -> str:
    """`2026-11-21T20:15:07+00:00`."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat()


class Tick(NamedTuple):
    """The time of a new event. `set_back`: its author's clock has been, and the event before claims too late a time."""

    hlc: int
    set_back: bool


class HybridClock:
    """Gives each new event a time later than all it has seen, as far as that can be true. `now` is Unix seconds by the
    wall clock, `sure` whether something has set that.

    Nothing stays ahead for long: neither others' events nor our own take the order further than `MAX_DRAG_S` ahead of
    a clock that is sure, and when such a clock has been set back, the order follows it.
    """

    def __init__(self, last: int = 0) -> None:
        self.last = last
        """The latest time seen, as far as it was believed."""
        self._others: dict[int, float] = {}
        """By kit: how far the latest that it said lay ahead of our clock."""

    def tick(self, now: float, last_own: int = 0, *, sure: bool = True) -> Tick:
        """A time for a new event, later than `last_own`, unless that cannot have been."""
        told = None if sure else self.told_by_others(now)
        believed = now if told is None else max(now, told)
        least = hlc_of_unix(believed)
        most = least + _DRAG
        if not sure and told is None:
            most = MAX_HLC  # nothing knows better than what was said before
        self.last = min(self.last, most)
        set_back = last_own > most
        after = self.last if set_back else max(self.last, last_own)
        if set_back and self.last >= most:
            after = least  # it was dragged there by what was not so
        self.last = min(max(least, after + 1), MAX_HLC)
        return Tick(self.last, set_back)

    def observe(self, remote: int, now: float, *, by: int | None = None, sure: bool = True) -> None:
        """Take note of the time of an event `by` another kit, None: by ourselves. When our own clock is set, it drags
        us by `MAX_DRAG_S` at most, and what is further ahead not at all; when it is not, the others' time is the best
        there is."""
        if not sure:
            if by is not None:
                self._others[by] = max(self._others.get(by, -now), unix_of(min(remote, _HIGHEST)) - now)
            self.last = max(self.last, min(remote, _HIGHEST))
        elif self.last < remote <= hlc_of_unix(now + MAX_DRAG_S):
            self.last = remote

    def told_by_others(self, now: float) -> float | None:
        """The time of day by the others' latest words; None when none has said anything. One that is years ahead of
        every other is not believed."""
        told = sorted(self._others.values(), reverse=True)[:2]
        if not told:
            return None
        return now + (told[1] if len(told) > 1 and told[0] - told[1] > YEAR_S else told[0])

    def forget(self) -> None:
        """Nothing was seen: what was is to be observed anew."""
        self.last = 0
        self._others.clear()
