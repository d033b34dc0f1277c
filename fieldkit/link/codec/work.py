"""Bodies about the work as bits: requests, runners, notices, rounds and silence. Numbers 8 to 15."""

from fieldkit.core.facts.said import MAX_COUNT
from fieldkit.core.facts.terms import Precedence, Topic, Trust
from fieldkit.core.facts.work import (
    MAX_MINUTES,
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
    Round,
    Silence,
    SilenceStep,
)
from fieldkit.core.roster.roster import Transport
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.parts import (
    SECONDS_BITS,
    Codec,
    pick,
    put_address,
    put_optional,
    put_optional_ref,
    put_optional_text,
    put_place,
    put_ref,
    put_seconds,
    take_address,
    take_optional,
    take_optional_ref,
    take_optional_text,
    take_place,
    take_ref,
    take_seconds,
)
from fieldkit.link.codec.text import put_text, take_text

_TOPICS, _PRECEDENCES, _TRUSTS = list(Topic), list(Precedence), list(Trust)
_STATES, _ACTS, _STEPS, _TRANSPORTS = list(RequestState), list(DispatchAct), list(SilenceStep), list(Transport)
_NO_TOPIC = 15


def _put_request(out: BitWriter, body: Request, own: int) -> None:
    put_place(out, body.place, own)
    put_optional(out, body.count, 6)
    put_optional_text(out, body.unit)
    put_seconds(out, body.due)
    out.put(_NO_TOPIC if body.topic is None else _TOPICS.index(body.topic), 4)
    out.put(_PRECEDENCES.index(body.precedence), 2)
    put_optional_ref(out, body.ref)
    out.flag(body.trust is Trust.VERIFIED)
    put_optional_text(out, body.by)
    put_text(out, body.what)


def _take_request(source: BitReader, own: int) -> Request:
    return Request(
        place=take_place(source, own),
        count=take_optional(source, 6, MAX_COUNT),
        unit=take_optional_text(source),
        due=take_seconds(source),
        topic=None if (topic := source.take(4)) == _NO_TOPIC else pick(_TOPICS, topic),
        precedence=_PRECEDENCES[source.take(2)],
        ref=take_optional_ref(source),
        trust=_TRUSTS[source.take(1)],
        by=take_optional_text(source),
        what=take_text(source),
    )


def _put_request_status(out: BitWriter, body: RequestStatus, own: int) -> None:
    put_ref(out, body.ref)
    out.put(_STATES.index(body.state), 2)
    put_optional_text(out, body.holder)
    put_optional_text(out, body.note)
    put_optional_text(out, body.by)


def _take_request_status(source: BitReader, own: int) -> RequestStatus:
    return RequestStatus(
        ref=take_ref(source),
        state=_STATES[source.take(2)],
        holder=take_optional_text(source),
        note=take_optional_text(source),
        by=take_optional_text(source),
    )


def _put_dispatch(out: BitWriter, body: Dispatch, own: int) -> None:
    put_place(out, body.start, own)
    out.put(len(body.route), 4)
    for place in body.route:
        put_place(out, place, own)
    out.put(len(body.refs), 5)
    for ref in body.refs:
        put_ref(out, ref)
    out.put(_TRANSPORTS.index(body.transport), 2)
    put_seconds(out, body.left)
    put_optional(out, body.minutes, 6)
    put_optional_text(out, body.by)
    put_text(out, body.runner)


def _take_dispatch(source: BitReader, own: int) -> Dispatch:
    return Dispatch(
        start=take_place(source, own),
        route=tuple(take_place(source, own) for _ in range(source.take(4))),
        refs=tuple(take_ref(source) for _ in range(source.take(5))),
        transport=pick(_TRANSPORTS, source.take(2)),
        left=take_seconds(source),
        minutes=take_optional(source, 6, MAX_MINUTES),
        by=take_optional_text(source),
        runner=take_text(source),
    )


def _put_dispatch_status(out: BitWriter, body: DispatchStatus, own: int) -> None:
    put_ref(out, body.ref)
    out.put(_ACTS.index(body.act), 2)
    put_place(out, body.place, 0)
    put_seconds(out, body.at)
    put_optional_text(out, body.note)
    put_optional_text(out, body.by)


def _take_dispatch_status(source: BitReader, own: int) -> DispatchStatus:
    return DispatchStatus(
        ref=take_ref(source),
        act=pick(_ACTS, source.take(2)),
        place=take_place(source, 0),
        at=take_seconds(source),
        note=take_optional_text(source),
        by=take_optional_text(source),
    )


def _put_notice(out: BitWriter, body: Notice, own: int) -> None:
    put_address(out, body.to, own)
    put_seconds(out, body.expires)
    put_optional_ref(out, body.replaces)
    put_optional_text(out, body.by)
    put_optional_text(out, body.text)
    put_text(out, body.title)


def _take_notice(source: BitReader, own: int) -> Notice:
    return Notice(
        to=take_address(source, own),
        expires=take_seconds(source),
        replaces=take_optional_ref(source),
        by=take_optional_text(source),
        text=take_optional_text(source),
        title=take_text(source),
    )


def _put_notice_place(out: BitWriter, body: NoticePlace, own: int) -> None:
    put_ref(out, body.ref)
    put_place(out, body.place, own)
    out.flag(body.up)
    put_optional_text(out, body.by)


def _take_notice_place(source: BitReader, own: int) -> NoticePlace:
    return NoticePlace(
        ref=take_ref(source), place=take_place(source, own), up=source.flag(), by=take_optional_text(source)
    )


def _put_round(out: BitWriter, body: Round, own: int) -> None:
    out.put(body.hours, 6)
    out.put(body.first, SECONDS_BITS)
    put_optional_text(out, body.by)


def _take_round(source: BitReader, own: int) -> Round:
    return Round(hours=source.take(6), first=source.take(SECONDS_BITS), by=take_optional_text(source))


def _put_silence(out: BitWriter, body: Silence, own: int) -> None:
    put_place(out, body.place, own)
    out.put(_STEPS.index(body.step), 2)
    put_place(out, body.asked, 0)
    put_optional_text(out, body.note)
    put_optional_text(out, body.by)


def _take_silence(source: BitReader, own: int) -> Silence:
    return Silence(
        place=take_place(source, own),
        step=pick(_STEPS, source.take(2)),
        asked=take_place(source, 0),
        note=take_optional_text(source),
        by=take_optional_text(source),
    )


WORK_CODECS: tuple[Codec, ...] = (
    Codec(8, Request.kind, _put_request, _take_request),
    Codec(9, RequestStatus.kind, _put_request_status, _take_request_status),
    Codec(10, Dispatch.kind, _put_dispatch, _take_dispatch),
    Codec(11, DispatchStatus.kind, _put_dispatch_status, _take_dispatch_status),
    Codec(12, Notice.kind, _put_notice, _take_notice),
    Codec(13, NoticePlace.kind, _put_notice_place, _take_notice_place),
    Codec(14, Round.kind, _put_round, _take_round),
    Codec(15, Silence.kind, _put_silence, _take_silence),
)
