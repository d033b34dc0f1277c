"""Frames: the bytes on PRIVATE_APP 256, at most 160. This docstring is the wire specification.

    byte 0      version (2 bits, 0) · type (2 bits) · key number (4 bits, 1..15; several keys are accepted while
                keys change, and a kit seals with the highest that it holds and that is in use)
    then bits   sender kit: varint7 · sender epoch: 16
    then        the content of the type, padded with zero bits to whole bytes
    last 8      seal over everything before it: keyed BLAKE2s of 8 bytes, its key the BLAKE2s-256 of kit and epoch (two
                big-endian 16-bit numbers) keyed with the municipality's 32 secret bytes, person "fkseal" 00 01

    type 0 EVENTS   groups of events with one author and incident:
                      author is the sender: 1 bit, else 0 and kit varint7, epoch 16
                      incident: 0, or 1 and its 16-bit tag (top bit: exercise)
                      records, each:
                        kind 5 bits: 1..27 the body's number (`core.facts`) · 31 end of group · 0 absent: travels by
                               other carriers · 30 escape: the number follows, varint4 from 28 on
                        sequence: in the first record varint4, later 0 for the next one or 1 and the skip, varint4
                        absent: how many sequences follow this one, varint4
                        event: seconds: in the first event 30 bits since 2025, later sign bit and varint7 difference
                               counter: 0, or 1 and varint4 · time unsure: 1 bit
                               after an escape the length of the body in bits, varint7 · body (its layout)
                        number 29 is no kind: its body is 7 bits, the flags of the event above `time unsure`, then the
                               body's own number varint5 and the body. It is used where one of those flags is set
                    another group follows: 1 bit
    type 3 RESENT   seconds · kits that have not told that they hold what follows, and alone answer: count varint4, each
                      varint7; then as EVENTS
    type 1 HEADS    seconds 30 bits since 2025, growing over all frames of a kit and epoch that have them: no two frames
                      are alike, and an old one is known for a replay
                    digest 16 bits: of each feed told, the newest on-air event at or up to 15 below the head; the first
                      2 bytes of the ids of all events with that sequence, all XORed: same heads and another digest
                      mean a fork
                    count varint4, then per feed: kit varint7 · epoch 16 · base: 0 for 1, or 1 and varint4
                      · contiguous head varint4 · loose ranges: count varint4, each skip from the head or the last end
                      varint4, length-1 varint4
    type 2 WANT     seconds · count varint4, then per feed: kit varint7 · epoch 16 · ranges: count varint4,
                      each skip from the last end varint4, length-1 varint4

A record behind an escape whose number or contents the reader does not know is skipped by its length: `Newer`. The rest
of the frame is taken as ever. Older versions than the escape refuse the whole frame.

varintN: chunks of N bits, least significant first, each behind a more-bit; all else most significant bit first. An
event's id is that of its decoded form. Anything else, and any byte after the end, is a FrameError; lengths and counts
are bounded before anything is allocated.

Example (key number 1, secret bytes 00 01 … 1f): kit 12, epoch beef (hex), says in HEADS at second 60000000 with digest
1234 that it has 1..147 of its own feed, and of kit 7, epoch 1, 1..30 and 33..34:

    110cbeef0e4e1c0048d04197dde9a400e0002f0422087a918ffb1314e384
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, assert_never

from fieldkit.core.clock.hybrid import COUNTER_BITS, COUNTER_MAX
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import FLAG_TIME_UNSURE, Event, make_event
from fieldkit.core.facts.kinds import FIRST_ESCAPED
from fieldkit.core.state.vector import Feed
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.codec import BY_NUMBER, KIND_BITS, Codec, carried
from fieldkit.link.errors import FrameError, Refusal
from fieldkit.link.node.ports import PRIVATE_APP
from fieldkit.link.wire.frame_types import (
    Absent,
    FeedHeads,
    FrameType,
    Heads,
    Newer,
    Opened,
    Range,
    Record,
    Resend,
    Want,
)
from fieldkit.link.wire.seal import SEAL_BYTES, Sealer, is_sealed, seal

PORTNUM = PRIVATE_APP
"""The port of a node that frames go through."""
MAX_FRAME = 160
"""Bytes: what firmware 2.8 still signs, with some room (docs/facts/radio.md, "Sizes")."""
MAX_DECODE = 1300
"""Bytes that `open_frame` looks at: a slip's QR on 80 mm paper holds a frame of 1250 (link.wire.slip), the air less."""
SEQ_LIMIT = 1 << 31
"""No frame with a number beyond this is read; what has one that no event can have is left out of the rest later
(`core.facts.bounds.MAX_SEQ`, `link.delivery.trust`)."""
MAX_FEEDS = 512
MAX_RANGES = 64
MAX_ASKED = 100
MAX_NUMBER = 0xFFFF
"""Highest number of a layout."""
MAX_BODY_BITS = MAX_DECODE * 8
_ABSENT, _ESCAPE, _GROUP_END = 0, 30, 31
_FLAGGED = 29
"""The number of a record whose event has other flags than `time unsure`; older versions skip it, and keep it."""
_FLAG_BITS = 7
_SECONDS_BITS = 30


def on_air(event: Event) -> bool:
    """Whether the air carries this event at all: a layout of its kind gives back the very same event, and it fits in
    one frame alone."""
    return carried(event) is not None and _event_bits(event) <= _ROOM_BITS


def room_bits(event: Event) -> int:
    """Bits that a frame with this event alone has to spare (about five a letter); negative when it is too large."""
    return _ROOM_BITS - _event_bits(event)


def pack_events(
    sealer: Sealer, records: Sequence[Record], limit: int = MAX_FRAME, resend: Resend | None = None
) -> tuple[bytes, int]:
    """One frame with as many of `records`, in order, as fit in `limit` bytes; returns it and how many went in.

    ValueError when not even the first fits. Records of one author and incident that stand together share a header.
    With `resend` it is a RESENT frame.
    """
    best: bytes | None = None
    taken = 0
    while taken < len(records):
        content = _events_content(sealer, records[: taken + 1], resend)
        if len(content) + SEAL_BYTES > limit:
            break
        best = content
        taken += 1
    if best is None:
        raise ValueError("the first record alone is too large for a frame")
    return best + seal(sealer.secret, sealer.kit, sealer.epoch, best), taken


def pack_heads(sealer: Sealer, heads: Heads) -> bytes:
    """A HEADS frame; ValueError when the feeds do not fit (give fewer)."""
    out = _header(sealer, FrameType.HEADS)
    out.put(heads.seconds, _SECONDS_BITS)
    out.put(heads.digest, 16)
    out.varint(len(heads.feeds))
    for feed in heads.feeds:
        _put_feed(out, feed.feed)
        out.flag(feed.base != 1)
        if feed.base != 1:
            out.varint(feed.base)
        out.varint(feed.head)
        _put_ranges(out, feed.ranges, feed.head)
    return _closed(sealer, out)


def pack_want(sealer: Sealer, want: Want) -> bytes:
    """A WANT frame; ValueError when it does not fit."""
    out = _header(sealer, FrameType.WANT)
    out.put(want.seconds, _SECONDS_BITS)
    out.varint(len(want.feeds))
    for feed, ranges in want.feeds:
        _put_feed(out, feed)
        _put_ranges(out, ranges, 0)
    return _closed(sealer, out)


def peek(data: bytes) -> tuple[FrameType, int, int, int]:
    """(type, key number, kit, epoch) of a frame before its seal is checked; FrameError when it is none."""
    if not SEAL_BYTES + 4 <= len(data) <= MAX_DECODE:
        raise FrameError(f"{len(data)} bytes are no frame")
    return _take_header(BitReader(data[:-SEAL_BYTES]))


def open_frame(data: bytes, keys: dict[int, bytes]) -> Opened:
    """Check the seal and decode; `keys` maps key number to secret. FrameError on everything that is not ours."""
    kind, key_number, kit, epoch = peek(data)
    secret = keys.get(key_number)
    content = data[:-SEAL_BYTES]
    if secret is None:
        raise FrameError(f"sealed with key number {key_number}, which this kit does not hold", Refusal.KEY)
    if not is_sealed(secret, kit, epoch, content, data[-SEAL_BYTES:]):
        raise FrameError("the seal is wrong: damaged on the way, or forged", Refusal.SEAL)
    try:
        return _take_content(content, kind, key_number, kit, epoch)
    except FrameError as error:  # the seal is right, so a colleague's kit wrote it: in words that are not known here
        raise FrameError(str(error), Refusal.NEWER) from error


def _take_content(content: bytes, kind: FrameType, key_number: int, kit: int, epoch: int) -> Opened:
    source = BitReader(content)
    _take_header(source)
    if kind in (FrameType.EVENTS, FrameType.RESENT):
        resend = _take_resend(source) if kind is FrameType.RESENT else None
        events, absents, newer = _take_events(source, kit, epoch)
        opened = Opened(kind, kit, epoch, key_number, events=events, absents=absents, newer=newer, resend=resend)
    elif kind is FrameType.HEADS:
        opened = Opened(kind, kit, epoch, key_number, heads=_take_heads(source))
    elif kind is FrameType.WANT:
        opened = Opened(kind, kit, epoch, key_number, want=_take_want(source))
    else:
        assert_never(kind)
    source.end()
    return opened


def _header(sealer: Sealer, kind: FrameType) -> BitWriter:
    out = BitWriter()
    out.put(0, 2)
    out.put(int(kind), 2)
    out.put(sealer.key_number, 4)
    out.varint(sealer.kit, 7)
    out.put(sealer.epoch, 16)
    return out


def _take_header(source: BitReader) -> tuple[FrameType, int, int, int]:
    if source.take(2) != 0:
        raise FrameError("a frame of a newer version", Refusal.NEWER)
    number = source.take(2)
    key_number = source.take(4)
    return FrameType(number), key_number, source.varint(7, limit=0xFFFF), source.take(16)


def _closed(sealer: Sealer, out: BitWriter) -> bytes:
    content = out.to_bytes()
    if len(content) + SEAL_BYTES > MAX_FRAME:
        raise ValueError(f"{len(content) + SEAL_BYTES} bytes do not fit in a frame of {MAX_FRAME}")
    return content + seal(sealer.secret, sealer.kit, sealer.epoch, content)


def _feed_of(record: Record) -> Feed:
    return record.feed if isinstance(record, Absent) else Feed(record.kit, record.epoch)


def _events_content(sealer: Sealer, records: Sequence[Record], resend: Resend | None) -> bytes:
    out = _header(sealer, FrameType.RESENT if resend else FrameType.EVENTS)
    if resend:
        out.put(resend.seconds, _SECONDS_BITS)
        out.varint(len(resend.asked))
        for kit in resend.asked:
            out.varint(kit, 7)
    own = Feed(sealer.kit, sealer.epoch)
    at = 0
    while at < len(records):
        feed = _feed_of(records[at])
        incident = next((r.incident for r in records[at:] if isinstance(r, Event)), 0)
        out.flag(feed == own)
        if feed != own:
            _put_feed(out, feed)
        out.flag(incident != 0)
        if incident:
            out.put(incident, 16)
        last_seq = last_seconds = None
        while at < len(records):
            record = records[at]
            if _feed_of(record) != feed or (isinstance(record, Event) and record.incident != incident):
                break
            first = record.first if isinstance(record, Absent) else record.seq
            if last_seq is not None and first <= last_seq:
                break
            _put_kind(out, record)
            if last_seq is None:
                out.varint(first)
            else:
                out.flag(first != last_seq + 1)
                if first != last_seq + 1:
                    out.varint(first - last_seq - 1)
            if isinstance(record, Absent):
                out.varint(record.last - record.first)
                last_seq = record.last
            else:
                last_seconds = _put_event(out, record, last_seconds)
                last_seq = record.seq
            at += 1
        out.put(_GROUP_END, KIND_BITS)
        out.flag(at < len(records))
    return out.to_bytes()


def _put_event(out: BitWriter, event: Event, last_seconds: int | None) -> int:
    seconds, counter = event.hlc >> COUNTER_BITS, event.hlc & COUNTER_MAX
    if last_seconds is None:
        out.put(seconds, _SECONDS_BITS)
    else:
        out.flag(seconds < last_seconds)
        out.varint(abs(seconds - last_seconds), 7)
    out.flag(counter != 0)
    if counter:
        out.varint(counter)
    out.flag(bool(event.flags & FLAG_TIME_UNSURE))
    how = carried(event)
    if how is None:
        raise ValueError(f"the air does not carry {event.number}")
    if flags := event.flags >> 1:
        inside = BitWriter()
        inside.put(flags, _FLAG_BITS)
        inside.varint(how.codec.number, KIND_BITS)
        out.varint(len(inside) + how.bits, 7)
        out.put(flags, _FLAG_BITS)
        out.varint(how.codec.number, KIND_BITS)
    elif how.codec.escaped:
        out.varint(how.bits, 7)
    how.codec.put(out, event.as_written, event.kit)
    return seconds


def _put_kind(out: BitWriter, record: Record) -> None:
    if isinstance(record, Absent):
        out.put(_ABSENT, KIND_BITS)
        return
    how = carried(record)
    if how is None:
        raise ValueError(f"the air does not carry {record.number}")
    number = _number_of(record, how.codec)
    out.put(_ESCAPE if number >= FIRST_ESCAPED else number, KIND_BITS)
    if number >= FIRST_ESCAPED:
        out.varint(number - FIRST_ESCAPED)


def _number_of(event: Event, codec: Codec) -> int:
    return _FLAGGED if event.flags >> 1 else codec.number


@lru_cache(maxsize=8192)
def _event_bits(event: Event) -> int:
    """Bits of an event that the air carries, from its time on, and its number behind an escape."""
    out = BitWriter()
    _put_event(out, event, None)
    how = carried(event)
    if how is not None and (number := _number_of(event, how.codec)) >= FIRST_ESCAPED:
        out.varint(number - FIRST_ESCAPED)
    return len(out)


_ROOM_BITS = (MAX_FRAME - SEAL_BYTES) * 8 - 148
"""What one event may take: a frame less header, another author's group header, sequence and group end."""


def _take_events(
    source: BitReader, kit: int, epoch: int
) -> tuple[tuple[Event, ...], tuple[Absent, ...], tuple[Newer, ...]]:
    events: list[Event] = []
    absents: list[Absent] = []
    newer: list[Newer] = []
    more = True
    while more:
        feed = Feed(kit, epoch) if source.flag() else _take_feed(source)
        incident = source.take(16) if source.flag() else 0
        last_seq = last_seconds = None
        while (number := source.take(KIND_BITS)) != _GROUP_END:
            if number == _ESCAPE:
                number = FIRST_ESCAPED + source.varint(limit=MAX_NUMBER - FIRST_ESCAPED)
            elif number >= FIRST_ESCAPED:
                raise FrameError(f"a record with the number {number}, which none has")
            if last_seq is None:
                seq = source.varint(limit=SEQ_LIMIT)
            else:
                seq = last_seq + 1 + (source.varint(limit=SEQ_LIMIT) if source.flag() else 0)
            if number == _ABSENT:
                last_seq = seq + source.varint(limit=SEQ_LIMIT)
                absents.append(Absent(feed, seq, last_seq))
                continue
            time = _take_time(source, last_seconds)
            flags, body = (
                _take_flagged(source, feed.kit) if number == _FLAGGED else (0, _take_body(source, number, feed.kit))
            )
            if body is None:
                newer.append(Newer(feed, seq, number))
            else:
                events.append(
                    make_event(
                        body,
                        kit=feed.kit,
                        epoch=feed.epoch,
                        seq=seq,
                        hlc=time.hlc,
                        incident=incident,
                        flags=flags << 1 | (0 if time.sure else FLAG_TIME_UNSURE),
                    )
                )
            last_seq, last_seconds = seq, time.hlc >> COUNTER_BITS
        more = source.flag()
    return tuple(events), tuple(absents), tuple(newer)


class _Time(NamedTuple):
    hlc: int
    sure: bool


def _take_time(source: BitReader, last_seconds: int | None) -> _Time:
    if last_seconds is None:
        seconds = source.take(_SECONDS_BITS)
    else:
        behind = source.flag()
        difference = source.varint(7, limit=1 << _SECONDS_BITS)
        seconds = last_seconds + (-difference if behind else difference)
    if not 0 <= seconds < 1 << _SECONDS_BITS:
        raise FrameError("an event outside time")
    counter = source.varint(limit=COUNTER_MAX) if source.flag() else 0
    return _Time(seconds << COUNTER_BITS | counter, not source.flag())


def _take_body(source: BitReader, number: int, own: int) -> Body | None:
    """The body of a record; None for one behind an escape that this version cannot read."""
    codec: Codec | None = BY_NUMBER.get(number)
    if number < FIRST_ESCAPED:
        if codec is None:
            raise FrameError(f"an event of a kind that was never given out ({number})")
        found: Body = codec.take(source, own)
        return found
    inside = source.part(source.varint(7, limit=MAX_BODY_BITS))
    if codec is None:
        return None
    try:
        body: Body = codec.take(inside, own)
    except FrameError:
        return None
    return body if inside.left == 0 else None


def _take_flagged(source: BitReader, own: int) -> tuple[int, Body | None]:
    """Flags above `time unsure` and a body; no body when this version cannot read it."""
    inside = source.part(source.varint(7, limit=MAX_BODY_BITS))
    try:
        flags, codec = inside.take(_FLAG_BITS), BY_NUMBER.get(inside.varint(KIND_BITS, limit=MAX_NUMBER))
        body: Body | None = codec.take(inside, own) if flags and codec is not None else None
    except FrameError:
        return 0, None
    return flags, body if inside.left == 0 else None


def _take_heads(source: BitReader) -> Heads:
    seconds, digest = source.take(_SECONDS_BITS), source.take(16)
    feeds = []
    for _ in range(_count(source, MAX_FEEDS)):
        feed = _take_feed(source)
        base = source.varint(limit=SEQ_LIMIT) if source.flag() else 1
        head = source.varint(limit=SEQ_LIMIT)
        feeds.append(FeedHeads(feed, base, head, _take_ranges(source, head)))
    return Heads(seconds, digest, tuple(feeds))


def _take_want(source: BitReader) -> Want:
    seconds = source.take(_SECONDS_BITS)
    feeds = tuple((_take_feed(source), _take_ranges(source, 0)) for _ in range(_count(source, MAX_FEEDS)))
    return Want(feeds, seconds)


def _take_resend(source: BitReader) -> Resend:
    seconds = source.take(_SECONDS_BITS)
    return Resend(tuple(source.varint(7, limit=0xFFFF) for _ in range(_count(source, MAX_ASKED))), seconds)


def _put_feed(out: BitWriter, feed: Feed) -> None:
    out.varint(feed.kit, 7)
    out.put(feed.epoch, 16)


def _take_feed(source: BitReader) -> Feed:
    return Feed(source.varint(7, limit=0xFFFF), source.take(16))


def _put_ranges(out: BitWriter, ranges: Sequence[Range], after: int) -> None:
    out.varint(len(ranges))
    for first, last in ranges:
        out.varint(first - after - 1)
        out.varint(last - first)
        after = last


def _take_ranges(source: BitReader, after: int) -> tuple[Range, ...]:
    ranges = []
    for _ in range(_count(source, MAX_RANGES)):
        first = after + 1 + source.varint(limit=SEQ_LIMIT)
        after = first + source.varint(limit=SEQ_LIMIT)
        ranges.append((first, after))
    return tuple(ranges)


def _count(source: BitReader, limit: int) -> int:
    """A count that the bits left could hold at all."""
    count = source.varint(limit=limit)
    if count > source.left:
        raise FrameError("more entries announced than the frame can hold")
    return count
