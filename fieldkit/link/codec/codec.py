"""Bodies as bits: one pair of functions for each kind that the air carries.

`own` is everywhere the author's kit number. `decode(encode(body)) == body` exactly, so that an event has the same id
whichever carrier brought it. Kinds without a pair here travel by paper and file. Changing a layout needs a new
number, never a new meaning.
"""

from fieldkit.core.facts.said import Ack, Assign, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.terms import Role, Trust
from fieldkit.core.facts.trust import Revoke
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.chits import PAPER_CODECS
from fieldkit.link.codec.parts import (
    Codec,
    pick,
    put_optional,
    put_optional_text,
    put_place,
    put_ref,
    take_optional,
    take_optional_text,
    take_place,
    take_ref,
)
from fieldkit.link.codec.roster import ROSTER_CODECS
from fieldkit.link.codec.said import put_message, put_note, put_report, take_message, take_note, take_report
from fieldkit.link.codec.staff import STAFF_CODECS
from fieldkit.link.codec.work import WORK_CODECS

KIND_BITS = 5
_TRUSTS, _ROLES = list(Trust), list(Role)


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


def _put_revoke(out: BitWriter, body: Revoke, own: int) -> None:
    out.varint(body.kit)
    put_optional(out, body.epoch, 16)
    out.flag(body.undo)
    put_optional_text(out, body.reason)
    put_optional_text(out, body.by)


def _take_revoke(source: BitReader, own: int) -> Revoke:
    return Revoke(
        kit=source.varint(limit=0xFFFF),
        epoch=take_optional(source, 16, 0xFFFF),
        undo=source.flag(),
        reason=take_optional_text(source),
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


CODECS: tuple[Codec, ...] = (
    Codec(1, Report.kind, put_report, take_report),
    Codec(2, Message.kind, put_message, take_message),
    Codec(3, Ack.kind, _put_ack, _take_ack),
    Codec(4, Incident.kind, _put_incident, _take_incident),
    Codec(5, Hello.kind, _put_hello, _take_hello),
    Codec(6, Assign.kind, _put_assign, _take_assign),
    Codec(7, Note.kind, put_note, take_note),
    Codec(25, Revoke.kind, _put_revoke, _take_revoke),
    *WORK_CODECS,
    *STAFF_CODECS,
    *PAPER_CODECS,
    *ROSTER_CODECS,
)
BY_KIND = {codec.kind: codec for codec in CODECS}
BY_NUMBER = {codec.number: codec for codec in CODECS}
