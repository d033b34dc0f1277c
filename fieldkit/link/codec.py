"""Bodies as bits: one pair of functions for each kind that the air carries.

`own` is everywhere the author's kit number. `decode(encode(body)) == body` exactly, so that an event has the same id
whichever carrier brought it. Kinds without a pair here travel by paper and file. Changing a layout needs a new
number, never a new meaning.
"""

from fieldkit.core.bodies import (
    MAX_COUNT,
    Ack,
    Assign,
    Hello,
    Incident,
    Message,
    Note,
    Report,
)
from fieldkit.core.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.topic_state import TopicState
from fieldkit.link.bits import BitReader, BitWriter
from fieldkit.link.codec_parts import (
    Codec,
    pick,
    put_address,
    put_optional,
    put_optional_text,
    put_place,
    put_ref,
    take_address,
    take_optional,
    take_optional_text,
    take_place,
    take_ref,
)
from fieldkit.link.codec_staff import STAFF_CODECS
from fieldkit.link.codec_work import WORK_CODECS
from fieldkit.link.text import put_text, take_text

KIND_BITS = 5
_HOURS_BITS = 5
_HOURS_ESCAPE = 31
_CONDITIONS, _LEVELS, _PRECEDENCES = list(Condition), list(Level), list(Precedence)
_VIAS, _TRUSTS, _ROLES = list(Via), list(Trust), list(Role)
_ENTRIES = ["note", "action", "decision", "omission"]


def _put_report(out: BitWriter, body: Report, own: int) -> None:
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


def _take_report(source: BitReader, own: int) -> Report:
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


def _put_message(out: BitWriter, body: Message, own: int) -> None:
    put_address(out, body.to, own)
    out.put(_PRECEDENCES.index(body.precedence), 2)
    out.flag(body.replaces is not None)
    if body.replaces is not None:
        put_ref(out, body.replaces)
    put_place(out, body.sender, 0)
    out.flag(body.trust is Trust.VERIFIED)
    put_optional_text(out, body.by)
    put_text(out, body.text)


def _take_message(source: BitReader, own: int) -> Message:
    to = take_address(source, own)
    return Message(
        to=to,
        precedence=_PRECEDENCES[source.take(2)],
        replaces=take_ref(source) if source.flag() else None,
        sender=take_place(source, 0),
        trust=_TRUSTS[source.take(1)],
        by=take_optional_text(source),
        text=take_text(source),
    )


def _put_ack(out: BitWriter, body: Ack, own: int) -> None:
    put_ref(out, body.ref)
    put_place(out, body.place, own)
    out.flag(body.trust is Trust.VERIFIED)
    put_optional_text(out, body.by)


def _take_ack(source: BitReader, own: int) -> Ack:
    return Ack(
        ref=take_ref(source),
        place=take_place(source, own),
        trust=_TRUSTS[source.take(1)],
        by=take_optional_text(source),
    )


def _put_incident(out: BitWriter, body: Incident, own: int) -> None:
    out.put(body.tag, 16)
    out.flag(body.stop)
    put_optional_text(out, body.name)
    put_optional_text(out, body.level)


def _take_incident(source: BitReader, own: int) -> Incident:
    return Incident(
        tag=source.take(16), stop=source.flag(), name=take_optional_text(source), level=take_optional_text(source)
    )


def _put_hello(out: BitWriter, body: Hello, own: int) -> None:
    out.put(_ROLES.index(body.role), 2)
    put_place(out, body.place, 0)
    out.flag(body.node is not None)
    if body.node is not None:
        out.put(body.node, 32)
    out.varint(body.first)


def _take_hello(source: BitReader, own: int) -> Hello:
    return Hello(
        role=pick(_ROLES, source.take(2)),
        place=take_place(source, 0),
        node=source.take(32) if source.flag() else None,
        first=source.varint(limit=1 << 31),
    )


def _put_assign(out: BitWriter, body: Assign, own: int) -> None:
    out.put(body.node, 32)
    put_place(out, body.place, own)


def _take_assign(source: BitReader, own: int) -> Assign:
    return Assign(node=source.take(32), place=take_place(source, own))


def _put_note(out: BitWriter, body: Note, own: int) -> None:
    out.put(_ENTRIES.index(body.entry), 2)
    put_optional_text(out, body.by)
    put_text(out, body.text)


def _take_note(source: BitReader, own: int) -> Note:
    return Note(entry=_ENTRIES[source.take(2)], by=take_optional_text(source), text=take_text(source))


CODECS: tuple[Codec, ...] = (
    Codec(1, Report.kind, _put_report, _take_report),
    Codec(2, Message.kind, _put_message, _take_message),
    Codec(3, Ack.kind, _put_ack, _take_ack),
    Codec(4, Incident.kind, _put_incident, _take_incident),
    Codec(5, Hello.kind, _put_hello, _take_hello),
    Codec(6, Assign.kind, _put_assign, _take_assign),
    Codec(7, Note.kind, _put_note, _take_note),
    *WORK_CODECS,
    *STAFF_CODECS,
)
BY_KIND = {codec.kind: codec for codec in CODECS}
BY_NUMBER = {codec.number: codec for codec in CODECS}
