"""Duty, levels, calls, citizens' questions and the answers to them as Danish sentences."""

from collections.abc import Callable
from typing import Any

from fieldkit.core.bodies_staff import (
    CALL_RESULT_DA,
    LEVEL_ACT_DA,
    QUESTION_SORT_DA,
    Answer,
    Call,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
)
from fieldkit.core.crew import role_words
from fieldkit.core.event import Event
from fieldkit.core.sentence_parts import aside, join, moment, number

Place = Callable[[int], str]

STAFF_KIND_DA: dict[str, str] = {
    "crew": "vagt",
    "handover": "vagtskifte",
    "level": "niveau",
    "call": "opkald",
    "question": "borger",
    "question-closed": "borger",
    "answer": "instruks",
}


def _role(role: str) -> str:
    return f" som {role_words(role)}" if role else ""


def _crew(body: Crew, event: Event, place: Place) -> str:
    act = "går af vagt" if body.out else "møder på vagt"
    return f"{body.name} {act}{_role(body.role)}, {place(body.place)}{aside(moment(body.since), body.by)}"


def _handover(body: Handover, event: Event, place: Place) -> str:
    facts = join(". Gentaget: ", "; ".join(body.facts))
    return (
        f"{body.incoming} afløser {body.outgoing}{_role(body.role)}, {place(body.place)}{aside(moment(body.at))}{facts}"
    )


def _level(body: LevelChange, event: Event, place: Place) -> str:
    act = LEVEL_ACT_DA[body.act]
    if body.act is LevelAct.SET:
        act = "niveau ophævet" if body.level is None else f"niveau {body.level} besluttet"
    return f"{act.capitalize()}{join(': ', body.reason)}{aside(moment(body.at), body.by)}"


def _call(body: Call, event: Event, place: Place) -> str:
    role = f" ({role_words(body.role)})" if body.role else ""
    return (
        f"Opkald til {body.name}{role}: {CALL_RESULT_DA[body.result]}{join(': ', body.note)}"
        f"{aside(moment(body.at), body.by)}"
    )


def _question(body: Question, event: Event, place: Place) -> str:
    times = f"{body.count} gange" if body.count > 1 else ""
    sort = QUESTION_SORT_DA[body.sort].capitalize()
    return f"{sort} fra borgere på {place(body.place)}: {body.text}{aside(times, body.by)}"


def _question_closed(body: QuestionClosed, event: Event, place: Place) -> str:
    into = f", blev til nr. {number(body.into)}" if body.into is not None else ""
    return f"Spørgsmål nr. {number(body.ref)} er afsluttet{into}{join(': ', body.reason)}{aside(body.by)}"


def _answer(body: Answer, event: Event, place: Place) -> str:
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    answered = f"svar på nr. {', '.join(number(ref) for ref in body.answers)}" if body.answers else ""
    name = f"Instruks {body.number}, version {body.version}, “{body.title}”"
    if body.withdrawn:
        return f"{name} er TRUKKET TILBAGE og må ikke gives mere{aside(instead, body.by)}"
    return f"{name}{join(': ', body.text)}{aside(answered, instead, body.by)}"


STAFF_SENTENCES: dict[type, Callable[[Any, Event, Place], str]] = {
    Crew: _crew,
    Handover: _handover,
    LevelChange: _level,
    Call: _call,
    Question: _question,
    QuestionClosed: _question_closed,
    Answer: _answer,
}
