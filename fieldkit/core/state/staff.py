"""The part of State about the staff: crew, levels, calls, questions and answers. Folded by `core.state.fold.apply`.

Only sets that grow: whole events by their ids. What they add up to (who is on duty, which level holds, which answer is
current) is read by `core.views.crew`, `core.views.activation` and `core.views.answers`, in the order of stamps.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.said import Incident, RefBody
from fieldkit.core.facts.staff import Answer, Call, Crew, Handover, LevelChange, Question, QuestionClosed
from fieldkit.core.text.names import fold_name


class CrewKey(NamedTuple):
    """A person at a place; the name as `names.fold_name` has it."""

    place: int
    name: str


class StaffState(msgspec.Struct):
    """Everything folded about the staff."""

    crew: dict[CrewKey, dict[bytes, Event]] = {}
    """Sign-ins, sign-outs and handovers of each person at each place."""
    handovers: dict[bytes, Event] = {}
    levels: dict[bytes, Event] = {}
    """Decisions on the level, and incidents that began with one."""
    calls: dict[bytes, Event] = {}
    questions: dict[bytes, Event] = {}
    closed: dict[Ref, dict[bytes, Event]] = {}
    """What became of each question that needs no answer any more."""
    answers: dict[bytes, Event] = {}
    answer_replaced: dict[Ref, set[Ref]] = {}
    """Old answer → the answers that replace it."""
    answered: dict[Ref, set[Ref]] = {}
    """Question → the answers that point at it."""


def _crew(staff: StaffState, event: Event, body: Crew) -> None:
    _person(staff, event, body.place, body.name)


def _handover(staff: StaffState, event: Event, body: Handover) -> None:
    staff.handovers[event.id] = event
    _person(staff, event, body.place, body.outgoing)
    _person(staff, event, body.place, body.incoming)


def _person(staff: StaffState, event: Event, place: int, name: str) -> None:
    staff.crew.setdefault(CrewKey(place, fold_name(name)), {})[event.id] = event


def _level(staff: StaffState, event: Event, body: LevelChange) -> None:
    staff.levels[event.id] = event


def _incident(staff: StaffState, event: Event, body: Incident) -> None:
    if body.level:
        staff.levels[event.id] = event


def _call(staff: StaffState, event: Event, body: Call) -> None:
    staff.calls[event.id] = event


def _question(staff: StaffState, event: Event, body: Question) -> None:
    staff.questions[event.id] = event


def _closed(staff: StaffState, event: Event, body: QuestionClosed) -> None:
    staff.closed.setdefault(_ref(body.ref), {})[event.id] = event


def _answer(staff: StaffState, event: Event, body: Answer) -> None:
    staff.answers[event.id] = event
    if body.replaces is not None:
        staff.answer_replaced.setdefault(_ref(body.replaces), set()).add(event.ref)
    for question in body.answers:
        staff.answered.setdefault(_ref(question), set()).add(event.ref)


def _ref(ref: RefBody) -> Ref:
    return Ref(ref.kit, ref.epoch, ref.seq)


HANDLERS: dict[type, Callable[[StaffState, Event, Any], None]] = {
    Crew: _crew,
    Handover: _handover,
    LevelChange: _level,
    Incident: _incident,
    Call: _call,
    Question: _question,
    QuestionClosed: _closed,
    Answer: _answer,
}
