"""Events about the staff in plain Danish: duty, levels, calls, citizens' questions and the answers to them."""

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
    StaffBody,
)
from fieldkit.core.crew import role_words
from fieldkit.paper.documents.source import DocumentSource
from fieldkit.paper.documents.work_words import aside, number_words, work_clock

STAFF_KIND_DA: dict[str, str] = {
    "crew": "vagt",
    "handover": "vagtskifte",
    "level": "niveau",
    "call": "opkald",
    "question": "borger",
    "question-closed": "borger",
    "answer": "instruks",
}


def staff_line(body: StaffBody, source: DocumentSource) -> str:
    """One of these events in one line."""
    match body:
        case Crew():
            act = "går af vagt" if body.out else "møder på vagt"
            role = f" som {role_words(body.role)}" if body.role else ""
            since = work_clock(body.since, source)
            return f"{body.name} {act}{role}, {source.place_name(body.place)}{aside(since, body.by)}"
        case Handover():
            role = f" som {role_words(body.role)}" if body.role else ""
            facts = f". Gentaget: {'; '.join(body.facts)}" if body.facts else ""
            where = source.place_name(body.place)
            return f"{body.incoming} afløser {body.outgoing}{role}, {where}{aside(work_clock(body.at, source))}{facts}"
        case LevelChange():
            act = LEVEL_ACT_DA[body.act]
            if body.act is LevelAct.SET:
                act = "niveau ophævet" if body.level is None else f"niveau {body.level} besluttet"
            reason = f": {body.reason}" if body.reason else ""
            return f"{act}{reason}{aside(work_clock(body.at, source), body.by)}"
        case Call():
            role = f" ({role_words(body.role)})" if body.role else ""
            note = f": {body.note}" if body.note else ""
            return (
                f"{body.name}{role}, {CALL_RESULT_DA[body.result]}{note}{aside(work_clock(body.at, source), body.by)}"
            )
        case Question():
            times = f"{body.count} gange" if body.count > 1 else ""
            where = source.place_name(body.place)
            return f"{QUESTION_SORT_DA[body.sort]} på {where}: {body.text}{aside(times, body.by)}"
        case QuestionClosed():
            into = f", blev til nr. {number_words(body.into)}" if body.into is not None else ""
            reason = f": {body.reason}" if body.reason else ""
            return f"nr. {number_words(body.ref)} afsluttet{into}{reason}{aside(body.by)}"
        case Answer():
            instead = f"erstatter nr. {number_words(body.replaces)}" if body.replaces is not None else ""
            text = f": {body.text}" if body.text else ""
            name = f"instruks {body.number}, version {body.version}, {body.title}"
            if body.withdrawn:
                return f"{name}: TRUKKET TILBAGE, må ikke gives mere{aside(instead, body.by)}"
            return f"{name}{text}{aside(instead, body.by)}"
