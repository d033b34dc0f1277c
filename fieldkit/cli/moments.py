"""Times for people and for JSON: short local time, and ISO in UTC. Those that people type are `core.clock.said`."""

from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.clock.iso import iso
from fieldkit.core.clock.said import happened_at, seconds_from
from fieldkit.core.facts.event import Event

__all__ = ["clock", "event_clock", "happened_at", "iso", "seconds_from"]


def clock(unix_s: float | None, now: float, *, sure: bool = True) -> str:
    """`14.30`, with the date when it is another day than `now`, and `ca.` when it is unsure; `ukendt` for None."""
    if unix_s is None:
        return "ukendt"
    text = danish_clock(unix_s, now)
    return text if sure else f"ca. {text}"


def event_clock(event: Event, now: float) -> str:
    """When an event happened, as `clock` says it."""
    return clock(event.at, now, sure=event.time_sure)
