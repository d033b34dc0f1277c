"""Times for people and for JSON: short local time, and ISO in UTC. Those that people type are `core.said_time`."""

from datetime import UTC, datetime

from fieldkit.cli.common import local_zone
from fieldkit.core.said_time import happened_at, seconds_from

__all__ = ["clock", "happened_at", "iso", "seconds_from"]


def iso(unix_s: float | None) -> str | None:
    """ISO 8601 in UTC for JSON."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat() if unix_s is not None else None


def clock(unix_s: float | None, now: float, *, sure: bool = True) -> str:
    """`14.30`, with the date when it is another day than `now`, and `ca.` when it is unsure; `ukendt` for None."""
    if unix_s is None:
        return "ukendt"
    zone = local_zone()
    when = datetime.fromtimestamp(unix_s, zone)
    same_day = when.date() == datetime.fromtimestamp(now, zone).date()
    text = when.strftime("%H.%M" if same_day else "%d.%m. %H.%M")
    return text if sure else f"ca. {text}"
