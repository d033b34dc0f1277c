"""What people say as bits: reports, messages and notes. Chits carry the same inside them."""

from fieldkit.core.facts.said import MAX_COUNT, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.parts import (
    put_address,
    put_optional,
    put_optional_ref,
    put_optional_text,
    put_place,
    take_address,
    take_optional,
    take_optional_ref,
    take_optional_text,
    take_place,
)
from fieldkit.link.codec.text import put_text, take_text

_HOURS_BITS = 5
_HOURS_ESCAPE = 31
_CONDITIONS, _LEVELS, _PRECEDENCES = list(Condition), list(Level), list(Precedence)
_VIAS, _TRUSTS = list(Via), list(Trust)
_ENTRIES = ["note", "action", "decision", "omission"]


def put_report(out: BitWriter, body: Report, own: int) -> None:
    put_place(out, body.place, own)
    for topic in Topic:
        state = body.topics.get(topic)
        if state is None:
            out.put(0, 2)
            continue
        out.put(_CONDITIONS.index(state.condition), 2)
        out.flag(state.hours is not None)
        if state.hours is not None:
            if state.hours < _HOURS_ESCAPE:
                out.put(state.hours, _HOURS_BITS)
            else:
                out.put(_HOURS_ESCAPE, _HOURS_BITS)
                out.put(state.hours, 10)
    out.put(_LEVELS.index(body.level or Level.UNKNOWN), 2)
    put_optional(out, body.children, 7)
    put_optional(out, body.staff, 5)
    out.put(_VIAS.index(body.via), 2)
    out.flag(body.trust is Trust.VERIFIED)
    put_optional_text(out, body.note)
    put_optional_text(out, body.by)


def take_report(source: BitReader, own: int) -> Report:
    place = take_place(source, own)
    topics: dict[Topic, TopicState] = {}
    for topic in Topic:
        condition = _CONDITIONS[source.take(2)]
        if condition is Condition.UNKNOWN:
            continue
        hours = None
        if source.flag():
            hours = source.take(_HOURS_BITS)
            if hours == _HOURS_ESCAPE:
                hours = source.take(10)
        topics[topic] = TopicState(condition, hours)
    level = _LEVELS[source.take(2)]
    return Report(
        place=place,
        topics=topics,
        level=None if level is Level.UNKNOWN else level,
        children=take_optional(source, 7, MAX_COUNT),
        staff=take_optional(source, 5, MAX_COUNT),
        via=_VIAS[source.take(2)],
        trust=_TRUSTS[source.take(1)],
        note=take_optional_text(source),
        by=take_optional_text(source),
    )


def put_message(out: BitWriter, body: Message, own: int) -> None:
    put_address(out, body.to, own)
    out.put(_PRECEDENCES.index(body.precedence), 2)
    put_optional_ref(out, body.replaces)
    put_place(out, body.sender, 0)
    out.flag(body.trust is Trust.VERIFIED)
    put_optional_text(out, body.by)
    put_text(out, body.text)


def take_message(source: BitReader, own: int) -> Message:
    to = take_address(source, own)
    return Message(
        to=to,
        precedence=_PRECEDENCES[source.take(2)],
        replaces=take_optional_ref(source),
        sender=take_place(source, 0),
        trust=_TRUSTS[source.take(1)],
        by=take_optional_text(source),
        text=take_text(source),
    )


def put_note(out: BitWriter, body: Note, own: int) -> None:
    out.put(_ENTRIES.index(body.entry), 2)
    put_optional_text(out, body.by)
    put_text(out, body.text)


def take_note(source: BitReader, own: int) -> Note:
    return Note(entry=_ENTRIES[source.take(2)], by=take_optional_text(source), text=take_text(source))
