"""How this kit's battery was over the last days: what an evaluation afterwards asks. Local, never replicated."""

import msgspec

from fieldkit.store.log import Log

EVERY_S = 600
"""Between two readings that are kept: a gauge tells whole percents, and a card lives longer with fewer writes."""
MOST = 1_000
"""Readings that are kept: a week of them."""
_KEY = "battery readings"


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """`percent` at `at` (Unix seconds)."""

    at: int
    percent: int


def readings(log: Log) -> list[Reading]:
    """What is kept, in the order in which it was read; nothing when the disk has damaged it."""
    try:
        return msgspec.json.decode(log.get_meta(_KEY) or "[]", type=list[Reading])
    except ValueError:
        return []


def note_battery(log: Log, percent: int, now: float) -> None:
    """Keep a reading, unless there is one from the last ten minutes. A clock that was set back begins anew from now."""
    kept = [one for one in readings(log) if one.at <= now]
    if kept and now - kept[-1].at < EVERY_S:
        return
    kept.append(Reading(int(now), percent))
    log.set_meta(_KEY, msgspec.json.encode(kept[-MOST:]).decode())
