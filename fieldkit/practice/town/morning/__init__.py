"""A morning without power in the sample municipality, from the alarm to the evaluation, as data: time, place, act.

Five kits take part: the secretariat, three meeting points and one school; the other places have a phone or nothing.
Bakkekammens Skole is silent, because its radio has no power and its phone no net. Everybody in it is made up.
"""

from datetime import datetime, timedelta

from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.practice.town.morning import beginning, ending, work
from fieldkit.practice.town.morning.places import CENTRE, KITS, PLACES, SILENT, SOUTH, Line, Said
from fieldkit.practice.town.script import Moment

__all__ = ["CENTRE", "KITS", "PLACES", "SILENT", "SOUTH", "morning"]


def morning(day: datetime) -> list[Moment]:
    """The moments of the morning on the Danish day that `day` falls in, in the order of time."""
    midnight = danish(day.timestamp()).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = sorted(_script(lambda at: _said(midnight, at)), key=lambda line: _unix(midnight, line[0]))
    moments: list[Moment] = []
    for at, where, act, label in lines:
        # no two in one second: then the order of what is said depends on no kit's counter
        earliest = moments[-1].at + 1 if moments else 0
        moments.append(Moment(max(_unix(midnight, at), earliest), where, act, label))
    return moments


def _unix(midnight: datetime, at: str) -> float:
    hour, minute = (int(part) for part in at.split("."))
    return (midnight + timedelta(hours=hour, minutes=minute)).timestamp()


def _said(midnight: datetime, at: str) -> int:
    """A time that people name, in the seconds of an event."""
    return int(_unix(midnight, at)) - EPOCH_UNIX_S


def _script(t: Said) -> list[Line]:
    return [
        *beginning.alarm(),
        *beginning.opening(),
        *beginning.reports(t),
        *work.silence(),
        *work.requests(t),
        *work.citizens(t),
        *ending.ending(t),
    ]
