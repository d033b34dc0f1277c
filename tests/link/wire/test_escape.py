"""Records of a newer version: they skip themselves, not the frame; older layouts are used as long as they suffice."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bodies_of

from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.kinds import FIRST_ESCAPED, REGISTRY
from fieldkit.core.facts.said import MESSAGE, Message, Note
from fieldkit.core.state.vector import Feed
from fieldkit.link.codec import codec as codecs
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.codec import BY_NUMBER, Codec, carried
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.frame import MAX_NUMBER, open_frame, pack_events
from fieldkit.link.wire.frame_types import Newer
from fieldkit.link.wire.seal import Sealer

SEALER = Sealer(12, 7, 1, bytes(range(32)))
KEYS = {1: bytes(range(32))}
NEWER = FIRST_ESCAPED + 500
FEED = Feed(12, 7)


def said(seq: int, text: str = "hej") -> Event:
    return make_event(Message(text), kit=12, epoch=7, seq=seq, hlc=(60_000_000 + seq) << 16, incident=5)


@pytest.fixture
def newer(monkeypatch):
    """A version that sends messages in a layout of a later number; `undo` makes this version again."""
    old = carried(said(1)).codec
    later = Codec(NEWER, old.kind, old.put, old.take)
    monkeypatch.setitem(BY_NUMBER, NEWER, later)
    monkeypatch.setitem(codecs.BY_KIND, "message", (later,))
    carried.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    carried.cache_clear()


def pack(*events: Event) -> bytes:
    frame, taken = pack_events(SEALER, events)
    assert taken == len(events)
    return frame


def forget(newer) -> None:
    """This version again: the number is not known."""
    newer.undo()
    carried.cache_clear()


def test_a_newer_version_reads_its_own_numbers(newer):
    note = make_event(Note("linje"), kit=12, epoch=7, seq=2, hlc=60_000_002 << 16, incident=5)
    frame = pack(said(1), note, said(3))
    opened = open_frame(frame, KEYS)
    assert opened.events == (said(1), note, said(3)) and opened.newer == ()


def test_what_cannot_be_read_skips_itself_and_not_the_frame(newer):
    notes = [
        make_event(Note(f"linje {n}"), kit=12, epoch=7, seq=n, hlc=(60_000_000 + n) << 16, incident=5) for n in (1, 4)
    ]
    frame = pack(notes[0], said(2), said(3, "en lang tekst med æøå og tal 12.30"), notes[1])
    forget(newer)
    opened = open_frame(frame, KEYS)
    assert opened.events == tuple(notes), "times and sequences behind the skipped records are right"
    assert opened.newer == (Newer(FEED, 2, NEWER), Newer(FEED, 3, NEWER))


def test_a_frame_of_newer_records_alone_opens_to_nothing_readable(newer):
    frame = pack(said(7))
    forget(newer)
    opened = open_frame(frame, KEYS)
    assert (opened.events, opened.newer) == ((), (Newer(FEED, 7, NEWER),))


def test_a_known_number_with_contents_that_cannot_be_read_is_skipped_too(newer):
    """A newer word in a layout that we know: the record's own bits are all that it spoils."""
    frame = pack(said(1), said(2))

    def refuses(source: BitReader, own: int) -> Message:
        raise FrameError("unknown word in a frame")

    newer.setitem(BY_NUMBER, NEWER, Codec(NEWER, "message", BY_NUMBER[NEWER].put, refuses))
    assert [one.seq for one in open_frame(frame, KEYS).newer] == [1, 2]

    def leaves_some(source: BitReader, own: int) -> Message:
        return Message("kort")

    newer.setitem(BY_NUMBER, NEWER, Codec(NEWER, "message", BY_NUMBER[NEWER].put, leaves_some))
    assert [one.seq for one in open_frame(frame, KEYS).newer] == [1, 2]


@given(st.integers(FIRST_ESCAPED, MAX_NUMBER), st.integers(0, 400), st.integers(0, 200))
def test_any_number_and_any_length_is_skipped_whole(number, seq, bits):
    """The escape as the wire has it, written by hand: what another program may send."""
    from fieldkit.link.wire.seal import seal

    if number in BY_NUMBER:
        return
    out = BitWriter()
    out.put(0, 2), out.put(0, 2), out.put(1, 4), out.varint(12, 7), out.put(7, 16)
    out.flag(True), out.flag(False)
    out.put(30, 5), out.varint(number - FIRST_ESCAPED), out.varint(seq)
    out.put(60_000_000, 30), out.flag(False), out.flag(False)
    out.varint(bits, 7)
    for at in range(bits):
        out.put(at % 2, 1)
    out.put(7, 5), out.flag(False)  # the next one is a note
    out.flag(False), out.varint(3, 7), out.flag(False), out.flag(False)
    carried(make_event(Note("x"), kit=12, epoch=7, seq=1, hlc=0)).codec.put(out, Note("efter"), 12)
    out.put(31, 5), out.flag(False)
    content = out.to_bytes()
    opened = open_frame(content + seal(SEALER.secret, 12, 7, content), KEYS)
    assert opened.newer == (Newer(FEED, seq, number),)
    (after,) = opened.events
    assert (after.seq, after.hlc >> 16, after.body.text) == (seq + 1, 60_000_003, "efter")


def test_a_length_beyond_the_frame_is_an_error():
    from fieldkit.link.wire.seal import seal

    out = BitWriter()
    out.put(0, 2), out.put(0, 2), out.put(1, 4), out.varint(12, 7), out.put(7, 16)
    out.flag(True), out.flag(False)
    out.put(30, 5), out.varint(9), out.varint(1)
    out.put(60_000_000, 30), out.flag(False), out.flag(False)
    out.varint(9_000, 7)
    content = out.to_bytes()
    with pytest.raises(FrameError, match="middle of a field"):
        open_frame(content + seal(SEALER.secret, 12, 7, content), KEYS)


def test_numbers_that_were_never_given_out_are_an_error():
    from fieldkit.link.wire.seal import seal

    for number in (23, 28, 29):
        out = BitWriter()
        out.put(0, 2), out.put(0, 2), out.put(1, 4), out.varint(12, 7), out.put(7, 16)
        out.flag(True), out.flag(False)
        out.put(number, 5), out.varint(1), out.put(60_000_000, 30), out.flag(False), out.flag(False)
        content = out.to_bytes()
        with pytest.raises(FrameError):
            open_frame(content + seal(SEALER.secret, 12, 7, content), KEYS)


class Wider(Message, frozen=True):
    """Messages of a version with one more field."""

    colour: str = ""


def test_the_oldest_layout_that_suffices_is_used(monkeypatch):
    """A later version of a kind: what says nothing new goes as it always did, and old kits read it."""
    from fieldkit.core.facts.layout import MAYBE_TEXT
    from fieldkit.link.codec.layouts import compile_struct

    old = MESSAGE.wire[0].layout
    first = Codec(2, "message", *compile_struct(Wider, old, whole=False))
    later = Codec(NEWER, "message", *compile_struct(Wider, {**old, "colour": MAYBE_TEXT}))
    for body, number in ((Wider("hej"), 2), (Wider("hej", colour="rød"), NEWER)):
        event = make_event(body, kit=12, epoch=7, seq=1, hlc=60_000_000 << 16)
        monkeypatch.setattr(REGISTRY, "knows", lambda body: True)
        monkeypatch.setitem(codecs.BY_KIND, "message", (first, later))
        carried.cache_clear()
        how = carried(event)
        assert how is not None and how.codec.number == number
    carried.cache_clear()


@given(bodies_of(Message))
def test_messages_of_today_go_as_they_always_did(body):
    event = make_event(body, kit=12, epoch=7, seq=1, hlc=0)
    how = carried(event)
    assert how is None or how.codec.number == 2
    assert msgspec.json.encode(body) == event.raw
