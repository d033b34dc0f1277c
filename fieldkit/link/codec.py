"""Bodies as bits: one pair of functions for each kind that the air carries.

`own` is everywhere the author's kit number. `decode(encode(body)) == body` exactly, so that an event has the same id
whichever carrier brought it. Kinds without a pair here travel by paper and file. Changing a layout needs a new
number, never a new meaning.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from fieldkit.core.bodies import (
    MAX_COUNT,
    TO_ALL,
    UNKNOWN_PLACE,
    Ack,
    Assign,
    Hello,
    Incident,
    Message,
    Note,
    RefBody,
    Report,
)
from fieldkit.core.kinds import Body
from fieldkit.core.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.topic_state import TopicState
from fieldkit.link.bits import BitReader, BitWriter
from fieldkit.link.errors import FrameError
from fieldkit.link.text import put_text, take_text

T = TypeVar("T")
KIND_BITS = 5
_HOURS_BITS = 5
_HOURS_ESCAPE = 31
_CONDITIONS, _LEVELS, _PRECEDENCES = list(Condition), list(Level), list(Precedence)
_VIAS, _TRUSTS, _ROLES = list(Via), list(Trust), list(Role)
_ENTRIES = ["note", "action", "decision", "omission"]


class Codec(NamedTuple):
    """How one kind is packed. `number` 1..30 goes on the air and is never reused."""

    number: int
    kind: str
    put: Callable[[BitWriter, Any, int], None]
    take: Callable[[BitReader, int], Body]


def put_place(out: BitWriter, place: int, own: int) -> None:
    """A place in 1 bit when its number is `own`, the author's kit number (municipalities give a kit the number of its
    place), else 7 to 22 bits; a node that no place owns in 34."""
    out.flag(place != own)
    if place == own:
        return
    out.flag(place >= UNKNOWN_PLACE)
    if place >= UNKNOWN_PLACE:
        out.put(place - UNKNOWN_PLACE, 32)
    else:
        out.varint(place)


def take_place(source: BitReader, own: int) -> int:
    if not source.flag():
        return own
    if source.flag():
        return UNKNOWN_PLACE + source.take(32)
    return source.varint(limit=0xFFFF)


def put_ref(out: BitWriter, ref: RefBody) -> None:
    out.varint(ref.kit)
    out.put(ref.epoch, 16)
    out.varint(ref.seq)


def take_ref(source: BitReader) -> RefBody:
    return RefBody(source.varint(limit=0xFFFF), source.take(16), source.varint(limit=1 << 31))


def put_optional(out: BitWriter, value: int | None, chunk: int) -> None:
    out.flag(value is not None)
    if value is not None:
        out.varint(value, chunk)


def take_optional(source: BitReader, chunk: int, limit: int) -> int | None:
    return source.varint(chunk, limit) if source.flag() else None


def put_optional_text(out: BitWriter, text: str) -> None:
    out.flag(bool(text))
    if text:
        put_text(out, text)


def take_optional_text(source: BitReader) -> str:
    if not source.flag():
        return ""
    text = take_text(source)
    if not text:
        raise FrameError("an empty text where none was needed")
    return text


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


def put_address(out: BitWriter, to: int | str, own: int) -> None:
    """Whom a message is for: all, a role, or a place."""
    if to == TO_ALL:
        out.put(0, 2)
    elif isinstance(to, str):
        out.put(1, 2)
        out.put(_ROLES.index(Role(to)), 2)
    else:
        out.put(2, 2)
        put_place(out, to, own)


def take_address(source: BitReader, own: int) -> int | str:
    form = source.take(2)
    if form == 0:
        return TO_ALL
    if form == 1:
        return str(_pick(_ROLES, source.take(2)))
    if form == 2:
        return take_place(source, own)
    raise FrameError("unknown form of address")


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
        role=_pick(_ROLES, source.take(2)),
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


def _pick(values: list[T], index: int) -> T:
    if index >= len(values):
        raise FrameError("unknown word in a frame")
    return values[index]


CODECS: tuple[Codec, ...] = (
    Codec(1, Report.kind, _put_report, _take_report),
    Codec(2, Message.kind, _put_message, _take_message),
    Codec(3, Ack.kind, _put_ack, _take_ack),
    Codec(4, Incident.kind, _put_incident, _take_incident),
    Codec(5, Hello.kind, _put_hello, _take_hello),
    Codec(6, Assign.kind, _put_assign, _take_assign),
    Codec(7, Note.kind, _put_note, _take_note),
)
BY_KIND = {codec.kind: codec for codec in CODECS}
BY_NUMBER = {codec.number: codec for codec in CODECS}
