"""What became of the work of an incident: runners, requests, and decisions that nobody has followed up."""

import re
from collections.abc import Container, Sequence

import msgspec

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.facts.work import RequestState
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.errands import ErrandState, make_errands
from fieldkit.core.views.requests import RequestView, make_requests
from fieldkit.core.views.with_chits import every_note

_NUMBER = re.compile(rb"(?<![\d-])\d{1,5}-\d{4,9}(?![\d-])")


class RunnerLine(msgspec.Struct, frozen=True):
    """One errand. Times are Unix seconds. `late_s`: so long after the alarm time the runner came back, or was not back
    yet at the end; 0 when in time. `out`: not signed in again."""

    number: str
    runner: str
    start: int
    places: tuple[int, ...]
    left_at: int
    expected_at: int | None
    returned_at: int | None
    state: ErrandState
    out: bool
    late_s: int


class RequestLine(msgspec.Struct, frozen=True):
    """One request. Times are Unix seconds; `taken_s` and `settled_s` are seconds from asked until somebody had it and
    until it was there or declined, None when not yet. `late`: neither taken nor there in time."""

    number: str
    what: str
    place: int
    precedence: Precedence
    asked_at: int
    due_at: int | None
    taken_s: int | None
    settled_s: int | None
    state: RequestState
    late: bool


class DecisionLine(msgspec.Struct, frozen=True):
    """A decision in the log. `followed_by` are the numbers of later lines that point at it or name its number."""

    number: str
    at: int
    sure: bool
    text: str
    by: str
    followed_by: tuple[str, ...]


def runner_lines(state: State, roster: Roster, until: int, tag: int, among: Container[bytes]) -> tuple[RunnerLine, ...]:
    """The errands of incident `tag` as they stand at `until`, in the order in which they left: of those whose ids are
    `among`."""
    found = [
        RunnerLine(
            number=errand.number,
            runner=errand.runner,
            start=errand.start,
            places=tuple(stop.place for stop in errand.route),
            left_at=errand.left_at,
            expected_at=errand.expected_at,
            returned_at=errand.returned_at,
            state=errand.state,
            out=errand.out,
            late_s=max(0, (until if errand.returned_at is None else errand.returned_at) - errand.alarm_at),
        )
        for errand in make_errands(state, roster, until, tag)
        if errand.event_id in among
    ]
    return tuple(sorted(found, key=lambda one: (one.left_at, one.number)))


def request_lines(
    state: State, roster: Roster, until: int, tag: int, among: Container[bytes]
) -> tuple[RequestLine, ...]:
    """The requests of incident `tag` as they stand at `until`, in the order in which they were made: of those whose ids
    are `among`."""
    mine = [view for view in make_requests(state, roster, until, tag) if view.event_id in among]
    return tuple(_request(view, state) for view in sorted(mine, key=lambda one: (one.asked_at, one.number)))


def _request(view: RequestView, state: State) -> RequestLine:
    progress = state.work.request_progress.get(view.ref)
    changes = sorted(progress.changes.values(), key=lambda event: event.stamp) if progress is not None else []
    taken = next((event.at for event in changes if event.body.state is not RequestState.WAITING), None)
    settled = view.changed_at if not view.open else None
    too_late = view.late_at is not None and settled is not None and settled > view.late_at
    return RequestLine(
        number=view.number,
        what=view.amount,
        place=view.place,
        precedence=view.precedence,
        asked_at=view.asked_at,
        due_at=view.due_at,
        taken_s=max(0, taken - view.asked_at) if taken is not None else None,
        settled_s=max(0, settled - view.asked_at) if settled is not None else None,
        state=view.state,
        late=view.late or too_late,
    )


def decision_lines(state: State, events: Sequence[Event], among: Container[bytes]) -> tuple[DecisionLine, ...]:
    """The decisions in the log, of those whose ids are `among`, and what of `events` followed them. An order follows a
    decision by pointing at it, as everything does that points at one."""
    made = [note for note in every_note(state) if note.id in among and note.body.entry is EntrySort.DECISION]
    made.sort(key=lambda event: event.stamp)
    numbers = {event.number: event for event in made}
    refs = {event.ref: event for event in made}
    followed: dict[bytes, list[str]] = {}
    for event in events if made else ():
        named = {number.decode() for number in _NUMBER.findall(event.raw)}
        about = [numbers[number] for number in sorted(named & numbers.keys())]
        about += [refs[ref] for ref in refs_of(event) if ref in refs]
        for decision in about:
            told = followed.setdefault(decision.id, [])
            if event.stamp > decision.stamp and event.number not in told:
                told.append(event.number)
    return tuple(
        DecisionLine(
            number=event.number,
            at=event.at,
            sure=event.time_sure,
            text=event.body.text,
            by=event.body.by,
            followed_by=tuple(followed.get(event.id, ())),
        )
        for event in made
    )
