"""Danish time by the rule of EU directive 2000/84: the same in every kit, with or without a time zone table.

Summer time from the last Sunday of March to the last of October, 01:00 UTC. Pure; only for years from 2025 on.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache

WINTER, SUMMER = timezone(timedelta(hours=1), "CET"), timezone(timedelta(hours=2), "CEST")


def danish(unix_s: float) -> datetime:
    """The moment on a Danish clock, with its offset from UTC."""
    moment = datetime.fromtimestamp(unix_s, UTC)
    summer = _change(moment.year, 3) <= moment < _change(moment.year, 10)
    return moment.astimezone(SUMMER if summer else WINTER)


def moments(wall: datetime) -> tuple[float, ...]:
    """Unix seconds at which a Danish clock shows `wall` (no zone): two in the hour that comes twice in autumn, none in
    the hour that is left out in spring."""
    as_utc = wall.replace(tzinfo=UTC).timestamp()
    shown = (as_utc - offset for offset in (7200, 3600))
    return tuple(unix_s for unix_s in shown if danish(unix_s).replace(tzinfo=None) == wall)


def which_hour(unix_s: float) -> str:
    """` sommertid` or ` vintertid` in the hour that comes twice, to be put behind its clock; else nothing."""
    at = danish(unix_s)
    if len(moments(at.replace(tzinfo=None))) < 2:
        return ""
    return " sommertid" if at.tzinfo is SUMMER else " vintertid"


def danish_date_time(unix_s: float) -> str:
    """`21.11.2026 20.15`."""
    return danish(unix_s).strftime("%d.%m.%Y %H.%M") + which_hour(unix_s)


def danish_clock(unix_s: float, now: float | None = None) -> str:
    """`20.15`, `21.11. 20.15` when that is another day than `now`, `21.11.2029 20.15` when it is years from it."""
    at = danish(unix_s)
    if now is None or (today := danish(now).date()) == at.date():
        shown = "%H.%M"
    else:
        shown = "%d.%m. %H.%M" if abs((today - at.date()).days) < 180 else "%d.%m.%Y %H.%M"
    return at.strftime(shown) + which_hour(unix_s)


@cache
def _change(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
