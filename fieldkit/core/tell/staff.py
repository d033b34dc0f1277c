"""Duty, levels, calls, warnings, citizens' questions and the answers to them in Danish."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import (
    CALL_RESULT_DA,
    LEVEL_ACT_DA,
    QUESTION_SORT_DA,
    WARNING_SOURCE_DA,
    Answer,
    Call,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
    Warned,
    WarningSource,
)
from fieldkit.core.tell.parts import Names, Telling, aside, join, number
from fieldkit.core.views.crew import Seat, role_words


def _role(role: str) -> str:
    return f" som {role_words(role)}" if role else ""


def _crew(body: Crew, event: Event, names: Names) -> str:
    act = "går af vagt" if body.out else "møder på vagt"
    return f"{body.name} {act}{_role(body.role)}, {names.place(body.place)}{aside(names.when(body.since), body.by)}"


def _handover(body: Handover, event: Event, names: Names) -> str:
    beside = aside(names.when(body.at)) + join(". Gentaget: ", "; ".join(body.facts))
    return f"{body.incoming} afløser {body.outgoing}{_role(body.role)}, {names.place(body.place)}{beside}"


def _level(body: LevelChange, event: Event, names: Names) -> str:
    act = LEVEL_ACT_DA[body.act]
    if body.act is LevelAct.SET:
        act = "niveau ophævet" if body.level is None else f"niveau {body.level} besluttet"
    return f"{act.capitalize()}{join(': ', body.reason)}{aside(names.when(body.at), body.by)}"


def _call(body: Call, event: Event, names: Names) -> str:
    role = f" ({role_words(body.role)})" if body.role else ""
    return (
        f"Opkald til {body.name}{role}: {CALL_RESULT_DA[body.result]}{join(': ', body.note)}"
        f"{aside(names.when(body.at), body.by)}"
    )


def _question(body: Question, event: Event, names: Names) -> str:
    times = f"{body.count} gange" if body.count > 1 else ""
    sort = QUESTION_SORT_DA[body.sort].capitalize()
    return f"{sort} fra borgere på {names.place(body.place)}: {body.text}{aside(times, body.by)}"


def _question_closed(body: QuestionClosed, event: Event, names: Names) -> str:
    into = f", blev til nr. {number(body.into)}" if body.into is not None else ""
    return f"Spørgsmål nr. {number(body.ref)} er afsluttet{into}{join(': ', body.reason)}{aside(body.by)}"


def _answer(body: Answer, event: Event, names: Names) -> str:
    instead = f"erstatter nr. {number(body.replaces)}" if body.replaces is not None else ""
    answered = f"svar på nr. {', '.join(number(ref) for ref in body.answers)}" if body.answers else ""
    name = f"Instruks {body.number}, version {body.version}, “{body.title}”"
    if body.withdrawn:
        return f"{name} er TRUKKET TILBAGE og må ikke gives mere{aside(instead, body.by)}"
    return f"{name}{join(': ', body.text)}{aside(answered, instead, body.by)}"


def seat_words(seat: Seat) -> tuple[str, str]:
    """Who has the seat in the first team and who in the second; an empty one says so, and what to do about it."""
    return seat.first or "ingen", seat.second or "ingen ledig, hent udefra"


def warning_words(text: str, source: WarningSource, sender: str) -> str:
    """`fra Nabokommunen (forsyning): vandet er brunt`."""
    return f"{f'fra {sender} ' if sender else ''}({WARNING_SOURCE_DA[source]}): {text}"


def _warning(body: Warned, event: Event, names: Names) -> str:
    told = warning_words(body.text, body.source, body.sender)
    return f"Varsel {told}{aside(names.when(body.received, 'modtaget '), body.by)}"


TELLINGS: dict[type, Telling] = {
    Crew: Telling(line=_crew),
    Handover: Telling(line=_handover),
    LevelChange: Telling(line=_level),
    Call: Telling(line=_call),
    Question: Telling(line=_question),
    QuestionClosed: Telling(line=_question_closed),
    Answer: Telling(line=_answer),
    Warned: Telling(line=_warning),
}
