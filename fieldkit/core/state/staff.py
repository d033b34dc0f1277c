"""The part of State about the staff: crew, levels, calls, warnings, questions, answers. Folded by `core.state.fold`.

Only sets that grow: whole events by their ids. What they add up to (who is on duty, which level holds, which answer is
current) is read by `core.views.crew`, `core.views.activation` and `core.views.answers`, in the order of stamps.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.said import Incident
from fieldkit.core.facts.staff import (
    Answer,
    Call,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
    Warned,
)
from fieldkit.core.text.names import fold_name


class CrewKey(NamedTuple):
    """A person at a place; the name as `names.fold_name` has it."""

    place: int
    name: str


class Movement(NamedTuple):
    """A person comes on duty or goes off it: by signing in or out, or as one side of a handover.

    `name` as it was written; `at` seconds since 2025 as a person said it, None when it is the time of recording.
    """

    event: Event
    arrives: bool
    name: str
    role: str
    at: int | None


class LevelWord(NamedTuple):
    """A decision on the level, or the level that an incident began with. `at` as in `Movement`."""

    event: Event
    act: LevelAct
    level: int | None
    by: str = ""
    reason: str = ""
    at: int | None = None


class StaffState(msgspec.Struct):
    """Everything folded about the staff."""

    crew: dict[CrewKey, dict[bytes, Movement]] = {}
    """Sign-ins, sign-outs and handovers of each person at each place."""
    handovers: dict[bytes, Event[Handover]] = {}
    levels: dict[bytes, LevelWord] = {}
    """Decisions on the level, and incidents that began with one."""
    calls: dict[bytes, Event[Call]] = {}
    questions: dict[bytes, Event[Question]] = {}
    closed: dict[Ref, dict[bytes, Event[QuestionClosed]]] = {}
    """What became of each question that needs no answer any more."""
    answers: dict[bytes, Event[Answer]] = {}
    answer_replaced: dict[Ref, set[Ref]] = {}
    """Old answer → the answers that replace it."""
    answered: dict[Ref, set[Ref]] = {}
    """Question → the answers that point at it."""
    warnings: dict[bytes, Event[Warned]] = {}


def _crew(staff: StaffState, event: Event[Crew], body: Crew) -> None:
    _moved(staff, body.place, Movement(event, not body.out, body.name, body.role, body.since))


def _handover(staff: StaffState, event: Event[Handover], body: Handover) -> None:
    staff.handovers[event.id] = event
    _moved(staff, body.place, Movement(event, False, body.outgoing, body.role, body.at))
    _moved(staff, body.place, Movement(event, True, body.incoming, body.role, body.at))


def _moved(staff: StaffState, place: int, moved: Movement) -> None:
    staff.crew.setdefault(CrewKey(place, fold_name(moved.name)), {})[moved.event.id] = moved


def _level(staff: StaffState, event: Event[LevelChange], body: LevelChange) -> None:
    staff.levels[event.id] = LevelWord(event, body.act, body.level, body.by, body.reason, body.at)


def _incident(staff: StaffState, event: Event[Incident], body: Incident) -> None:
    if body.level:
        staff.levels[event.id] = LevelWord(event, LevelAct.SET, step_number(body.level))


def step_number(level: str) -> int | None:
    """`2` and `2 Tværgående krisestab` are level 2; a word of which nobody knows the number is none."""
    number = level.split(maxsplit=1)[0] if level.strip() else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) == 1 else None


def _call(staff: StaffState, event: Event[Call], body: Call) -> None:
    staff.calls[event.id] = event


def _question(staff: StaffState, event: Event[Question], body: Question) -> None:
    staff.questions[event.id] = event


def _closed(staff: StaffState, event: Event[QuestionClosed], body: QuestionClosed) -> None:
    staff.closed.setdefault(ref_of(body.ref), {})[event.id] = event


def _answer(staff: StaffState, event: Event[Answer], body: Answer) -> None:
    staff.answers[event.id] = event
    if body.replaces is not None:
        staff.answer_replaced.setdefault(ref_of(body.replaces), set()).add(event.ref)
    for question in body.answers:
        staff.answered.setdefault(ref_of(question), set()).add(event.ref)


def _warning(staff: StaffState, event: Event[Warned], body: Warned) -> None:
    staff.warnings[event.id] = event


HANDLERS: dict[type, Callable[[StaffState, Any, Any], None]] = {
    Crew: _crew,
    Handover: _handover,
    LevelChange: _level,
    Incident: _incident,
    Call: _call,
    Question: _question,
    QuestionClosed: _closed,
    Answer: _answer,
    Warned: _warning,
}
