"""How an incident went: every figure from its events and the lists, so that every kit that has them gets the same.

Reads, never judges a person. What one kit alone has kept is `core.views.evaluation_local`; two incidents side by side
are `core.views.evaluation_compare`.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from fieldkit.core.facts.event import EXERCISE_BIT, Event, says
from fieldkit.core.facts.exercises import ExercisePace
from fieldkit.core.facts.lessons import LessonPoint
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import place_of_kit
from fieldkit.core.views.evaluation_messages import MessageLine, PrecedenceSum, by_precedence, message_lines
from fieldkit.core.views.evaluation_places import Reporting, reporting
from fieldkit.core.views.evaluation_staff import StaffChain, staff_chain
from fieldkit.core.views.evaluation_work import (
    DecisionLine,
    RequestLine,
    RunnerLine,
    decision_lines,
    request_lines,
    runner_lines,
)

HOUR_S = 3600


class HourCount(msgspec.Struct, frozen=True):
    """So many lines were written in the hour that begins at `at` (Unix seconds)."""

    at: int
    count: int


class KitCount(msgspec.Struct, frozen=True):
    """So many lines came from a kit, which stands at `place` (roster number, 0 when nobody knows)."""

    kit: int
    place: int
    count: int


class LessonLine(msgspec.Struct, frozen=True):
    """What somebody answered when it was over."""

    number: str
    at: int
    sure: bool
    by: str
    answers: dict[LessonPoint, str]


class Evaluation(msgspec.Struct, frozen=True):
    """Incident `tag`. Times are Unix seconds, durations seconds.

    `ended_at` None while it runs; `until` is then the moment up to which it is told, else its end. `unsure` counts
    lines whose time is not sure, `forked` are the numbers that stand for two different lines. `paused_s` of an exercise
    stand in every duration. `hours` without a line are left out, and what was learnt after the end is no line of them.
    """

    tag: int
    name: str
    started_at: int
    started_sure: bool
    ended_at: int | None
    ended_sure: bool
    until: int
    paused_s: int
    events: int
    unsure: int
    forked: tuple[str, ...]
    kits: tuple[KitCount, ...]
    hours: tuple[HourCount, ...]
    staff: StaffChain
    messages: tuple[MessageLine, ...]
    precedences: tuple[PrecedenceSum, ...]
    reporting: Reporting
    runners: tuple[RunnerLine, ...]
    requests: tuple[RequestLine, ...]
    decisions: tuple[DecisionLine, ...]
    lessons: tuple[LessonLine, ...]

    @property
    def exercise(self) -> bool:
        return bool(self.tag & EXERCISE_BIT)

    @property
    def running(self) -> bool:
        return self.ended_at is None


def make_evaluation(state: State, roster: Roster, events: Sequence[Event], now: float, tag: int) -> Evaluation:
    """How incident `tag` went, or has gone until `now` while it runs. `events`: all that belong to it, one at least, in
    the order of stamps (`Scope.while_it_lasted`); `state` must hold that incident (`State.look_at`)."""
    incident = state.incidents.get(tag)
    by_id = {event.id: event for event in events}
    started = by_id.get(incident.started.id) if incident is not None and incident.started is not None else None
    began = started or events[0]
    ended = by_id.get(incident.ended.id) if incident is not None and incident.ended is not None else None
    ended_at = max(began.at, ended.at) if ended is not None else None
    until = max(began.at, int(now)) if ended_at is None else ended_at
    messages = message_lines(state, roster, until, tag, by_id)
    counted = Counter(event.kit for event in events)
    hours = Counter(event.at // HOUR_S * HOUR_S for event in events if event.at <= until)
    times_used = Counter(event.ref for event in events)
    return Evaluation(
        tag=tag,
        name=(incident.name.value if incident is not None else None) or "",
        started_at=began.at,
        started_sure=began.time_sure,
        ended_at=ended_at,
        ended_sure=ended is None or ended.time_sure,
        until=until,
        paused_s=_paused_s(events, until),
        events=len(events),
        unsure=sum(not event.time_sure for event in events),
        forked=tuple(sorted({event.number for event in events if times_used[event.ref] > 1})),
        kits=tuple(KitCount(kit, place_of_kit(kit, state, roster), counted[kit]) for kit in sorted(counted)),
        hours=tuple(HourCount(at, hours[at]) for at in sorted(hours)),
        staff=staff_chain(state, roster, events, started, until, tag),
        messages=messages,
        precedences=by_precedence(messages),
        reporting=reporting(state, roster, events, began.at, until),
        runners=runner_lines(state, roster, until, tag, by_id),
        requests=request_lines(state, roster, until, tag, by_id),
        decisions=decision_lines(state, events, by_id),
        lessons=lesson_lines(state, tag),
    )


def _paused_s(events: Sequence[Event], until: int) -> int:
    """How long an exercise paused, as the one that leads it has said."""
    said = [(event.at, event.body.speed) for event in events if says(event, ExercisePace) and event.at <= until]
    return sum(end - at for (at, speed), (end, _) in pairwise([*said, (until, 0)]) if not speed)


def lesson_lines(state: State, tag: int) -> tuple[LessonLine, ...]:
    """What was learnt of incident `tag`, the earliest first; what was said anew stands once."""
    mine = sorted((event for event in state.lessons.values() if event.incident == tag), key=lambda event: event.stamp)
    replaced = {ref_of(event.body.replaces) for event in mine if event.body.replaces is not None}
    return tuple(
        LessonLine(event.number, event.at, event.time_sure, event.body.by, event.body.answers)
        for event in mine
        if event.ref not in replaced
    )
