"""The part of State that holds what places have reported: each point keeps its own latest word. Folded by
`core.state.fold`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.event import Event, Stamp
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Level, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.state.register import Register


class Seen(NamedTuple):
    """How and by whom a place's latest report came."""

    via: Via
    trust: Trust
    number: str
    kit: int


class PlaceReports(msgspec.Struct):
    """What one place has said in one incident; each point keeps its own latest word."""

    topics: dict[Topic, Register[TopicState]] = {}
    children: Register[int] = msgspec.field(default_factory=Register)
    staff: Register[int] = msgspec.field(default_factory=Register)
    level: Register[Level] = msgspec.field(default_factory=Register)
    note: Register[str] = msgspec.field(default_factory=Register)
    last: Register[Seen] = msgspec.field(default_factory=Register)

    def fold(self, stamp: Stamp, report: Report, seen: Seen) -> None:
        self.last.put(stamp, seen)
        topics = self.topics
        for topic, state in report.topics.items():
            register = topics.get(topic)
            if register is None:
                topics[topic] = Register(stamp, state)
            elif register.stamp is None or stamp > register.stamp:  # `put`, without a call for each of eleven
                register.stamp, register.value = stamp, state
        if report.children is not None:
            self.children.put(stamp, report.children)
        if report.staff is not None:
            self.staff.put(stamp, report.staff)
        if report.level is not None:
            self.level.put(stamp, report.level)
        if report.note:
            self.note.put(stamp, report.note)

    def merge(self, other: "PlaceReports") -> None:
        """Take in what the same place said under another name or incident."""
        for topic, register in other.topics.items():
            self.topics.setdefault(topic, Register()).merge(register)
        self.children.merge(other.children)
        self.staff.merge(other.staff)
        self.level.merge(other.level)
        self.note.merge(other.note)
        self.last.merge(other.last)


Reports = dict[tuple[int, int], PlaceReports]
"""By (incident tag, place number)."""


def _report(reports: Reports, event: Event[Report], body: Report) -> None:
    found = reports.get((event.incident, body.place))
    if found is None:
        found = reports[event.incident, body.place] = PlaceReports()
    found.fold(event.stamp, body, Seen(body.via, body.trust, event.number, event.kit))


HANDLERS: dict[type, Callable[[Reports, Any, Any], None]] = {Report: _report}
