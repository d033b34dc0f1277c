"""Hybrid logical time: whole seconds since 2025-01-01 UTC and a 16-bit counter, one int: `seconds << 16 | counter`.

Orders events even when clocks disagree; pure, the wall clock is an argument.
"""

from datetime import UTC, datetime

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


def seconds_of(hlc: int) -> int:
    """Seconds since 2025-01-01 UTC."""
    return hlc >> COUNTER_BITS


def unix_of(hlc: int) -> int:
    """Unix seconds."""
    return seconds_of(hlc) + EPOCH_UNIX_S


def hlc_of_unix(unix_s: float) -> int:
    """The first hybrid time of that second; times before 2025 count as 2025-01-01."""
    return max(0, int(unix_s) - EPOCH_UNIX_S) << COUNTER_BITS


def utc_of(hlc: int) -> datetime:
    return datetime.fromtimestamp(unix_of(hlc), UTC)


def iso_of(hlc: int) -> str:
    """`2026-11-21T20:15:07+00:00`."""
    return utc_of(hlc).isoformat()


class HybridClock:
    """Gives each new event a time later than all it has seen. `now` is Unix seconds by the wall clock."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, now: float) -> int:
        """A time for a new event: the wall's second, or just after the last one seen."""
        self.last = min(max(hlc_of_unix(now), self.last + 1), MAX_HLC)
        return self.last

    def observe(self, remote: int, now: float, *, sure: bool = True) -> None:
        """Take note of a remote event's time. When our own clock is set, it drags us by `MAX_DRAG_S` at most;
        when it is not (`sure` false), the others' time is the best there is."""
        if remote > self.last:
            cap = hlc_of_unix(now + MAX_DRAG_S) if sure else MAX_HLC - COUNTER_MAX
            self.last = max(self.last, min(remote, cap))
