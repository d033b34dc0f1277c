"""The part of State about hand-written chits: every entry of every number, and what the standing one says.

The latest entry of a number stands. What it says is kept as an event retold at the time that was written on the paper.
"""

from typing import NamedTuple

import msgspec

from fieldkit.core.clock.hybrid import COUNTER_BITS, COUNTER_MAX, seconds_of
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import Event, retold, says
from fieldkit.core.facts.said import Report


class ChitKey(NamedTuple):
    """A chit's number: the kit that printed it, and its count there."""

    series: int
    nth: int


class PaperState(msgspec.Struct):
    """Everything folded about chits."""

    chits: dict[ChitKey, dict[bytes, Event[Chit]]] = {}
    """All entries of a number by id; more than one when it was corrected, or entered at two kits."""
    told: dict[ChitKey, Event] = {}
    """What the standing entry says: a report, message or note at its own time. Lost and blank ones say nothing."""
    reports: dict[ChitKey, Event[Report]] = {}
    """Those of `told` that are reports."""


def fold_chit(paper: PaperState, event: Event[Chit], body: Chit) -> None:
    """Take in one entry: the standing one of its number may be another."""
    key = ChitKey(body.series, body.count)
    entries = paper.chits.setdefault(key, {})
    entries[event.id] = event
    now = told_by(max(entries.values(), key=lambda entry: entry.stamp))
    paper.told.pop(key, None)
    paper.reports.pop(key, None)
    if now is not None:
        paper.told[key] = now
        if says(now, Report):
            paper.reports[key] = now


def told_by(entry: Event[Chit]) -> Event | None:
    """The entry of a chit as the event that was written on it; None for a lost or blank one.

    Written times have no seconds: within one the count decides, for that is the order in which people wrote. Nothing
    was written after it was entered, whatever the paper says. Without a time the entry's own counts, unsurely.
    """
    body = entry.body
    if body.said is None:
        return None
    if body.at is None or body.at > seconds_of(entry.order):
        return retold(entry, body.said, entry.order, time_sure=False)
    hlc = body.at << COUNTER_BITS | min(body.count, COUNTER_MAX)
    return retold(entry, body.said, min(hlc, entry.order), time_sure=entry.time_sure and not body.circa)
