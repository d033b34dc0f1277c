"""Bodies about the staff as bits: crew, handover, levels, calls, questions and answers. Numbers 16 to 22."""

from fieldkit.core.facts.said import MAX_COUNT
from fieldkit.core.facts.staff import (
    FACTS,
    MAX_ANSWER,
    MAX_ANSWERED,
    MAX_VERSION,
    Answer,
    Call,
    CallResult,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
    QuestionSort,
)
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.parts import (
    Codec,
    pick,
    put_optional_ref,
    put_optional_text,
    put_place,
    put_ref,
    put_seconds,
    take_optional_ref,
    take_optional_text,
    take_place,
    take_ref,
    take_seconds,
)
from fieldkit.link.codec.text import put_text, take_text
from fieldkit.link.wire.errors import FrameError

_ACTS, _RESULTS, _SORTS = list(LevelAct), list(CallResult), list(QuestionSort)
_ROLES = (
    "leader", "operations", "communication", "log-keeper", "liaison", "liaison-officer", "runner", "on-call",
    "place-leader", "technician",
)  # fmt: skip
"""Roles that take four bits; the order is the air's, new ones go last. Any other role goes as text."""
_TYPED_ROLE = 15


def _put_role(out: BitWriter, role: str) -> None:
    """No role in one bit, a known one in five."""
    out.flag(bool(role))
    if role in _ROLES:
        out.put(_ROLES.index(role), 4)
    elif role:
        out.put(_TYPED_ROLE, 4)
        put_text(out, role)


def _take_role(source: BitReader) -> str:
    if not source.flag():
        return ""
    number = source.take(4)
    if number != _TYPED_ROLE:
        return pick(list(_ROLES), number)
    role = take_text(source)
    if not role or role in _ROLES:
        raise FrameError("a role in letters where none was needed")
    return role


def _put_crew(out: BitWriter, body: Crew, own: int) -> None:
    put_place(out, body.place, own)
    out.flag(body.out)
    _put_role(out, body.role)
    put_seconds(out, body.since)
    put_optional_text(out, body.by)
    put_text(out, body.name)


def _take_crew(source: BitReader, own: int) -> Crew:
    return Crew(
        place=take_place(source, own),
        out=source.flag(),
        role=_take_role(source),
        since=take_seconds(source),
        by=take_optional_text(source),
        name=take_text(source),
    )


def _put_handover(out: BitWriter, body: Handover, own: int) -> None:
    put_place(out, body.place, own)
    _put_role(out, body.role)
    put_seconds(out, body.at)
    put_text(out, body.outgoing)
    put_text(out, body.incoming)
    out.put(len(body.facts), 2)
    for fact in body.facts:
        put_text(out, fact)


def _take_handover(source: BitReader, own: int) -> Handover:
    place, role, at = take_place(source, own), _take_role(source), take_seconds(source)
    outgoing, incoming = take_text(source), take_text(source)
    facts = tuple(take_text(source) for _ in range(source.take(2)))
    if len(facts) > FACTS or not all(facts):
        raise FrameError("an empty fact in a handover")
    return Handover(outgoing, incoming, place, role, facts, at)


def _put_level(out: BitWriter, body: LevelChange, own: int) -> None:
    out.put(15 if body.level is None else body.level, 4)
    out.put(_ACTS.index(body.act), 2)
    put_seconds(out, body.at)
    put_optional_text(out, body.by)
    put_optional_text(out, body.reason)


def _take_level(source: BitReader, own: int) -> LevelChange:
    level = source.take(4)
    return LevelChange(
        level=None if level == 15 else pick(list(range(10)), level),
        act=pick(_ACTS, source.take(2)),
        at=take_seconds(source),
        by=take_optional_text(source),
        reason=take_optional_text(source),
    )


def _put_call(out: BitWriter, body: Call, own: int) -> None:
    out.put(_RESULTS.index(body.result), 2)
    _put_role(out, body.role)
    put_seconds(out, body.at)
    put_optional_text(out, body.by)
    put_optional_text(out, body.note)
    put_text(out, body.name)


def _take_call(source: BitReader, own: int) -> Call:
    return Call(
        result=_RESULTS[source.take(2)],
        role=_take_role(source),
        at=take_seconds(source),
        by=take_optional_text(source),
        note=take_optional_text(source),
        name=take_text(source),
    )


def _put_question(out: BitWriter, body: Question, own: int) -> None:
    put_place(out, body.place, own)
    out.varint(body.count - 1, 3)
    out.put(_SORTS.index(body.sort), 1)
    put_optional_text(out, body.by)
    put_text(out, body.text)


def _take_question(source: BitReader, own: int) -> Question:
    return Question(
        place=take_place(source, own),
        count=source.varint(3, limit=MAX_COUNT - 1) + 1,
        sort=_SORTS[source.take(1)],
        by=take_optional_text(source),
        text=take_text(source),
    )


def _put_closed(out: BitWriter, body: QuestionClosed, own: int) -> None:
    put_ref(out, body.ref)
    put_optional_ref(out, body.into)
    put_optional_text(out, body.reason)
    put_optional_text(out, body.by)


def _take_closed(source: BitReader, own: int) -> QuestionClosed:
    return QuestionClosed(
        take_ref(source), take_optional_ref(source), take_optional_text(source), take_optional_text(source)
    )


def _put_answer(out: BitWriter, body: Answer, own: int) -> None:
    out.varint(body.number - 1)
    out.varint(body.version - 1, 2)
    put_optional_ref(out, body.replaces)
    out.varint(len(body.answers), 2)
    for question in body.answers:
        put_ref(out, question)
    out.flag(body.withdrawn)
    put_optional_text(out, body.by)
    put_text(out, body.title)
    put_optional_text(out, body.text)


def _take_answer(source: BitReader, own: int) -> Answer:
    number = source.varint(limit=MAX_ANSWER - 1) + 1
    version = source.varint(2, limit=MAX_VERSION - 1) + 1
    replaces = take_optional_ref(source)
    answers = tuple(take_ref(source) for _ in range(source.varint(2, limit=MAX_ANSWERED)))
    if len(set(answers)) != len(answers):
        raise FrameError("a question twice in one answer")
    return Answer(
        number=number,
        version=version,
        replaces=replaces,
        answers=answers,
        withdrawn=source.flag(),
        by=take_optional_text(source),
        title=take_text(source),
        text=take_optional_text(source),
    )


STAFF_CODECS: tuple[Codec, ...] = (
    Codec(16, Crew.kind, _put_crew, _take_crew),
    Codec(17, Handover.kind, _put_handover, _take_handover),
    Codec(18, LevelChange.kind, _put_level, _take_level),
    Codec(19, Call.kind, _put_call, _take_call),
    Codec(20, Question.kind, _put_question, _take_question),
    Codec(21, Answer.kind, _put_answer, _take_answer),
    Codec(22, QuestionClosed.kind, _put_closed, _take_closed),
)
