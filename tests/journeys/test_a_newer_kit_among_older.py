"""A kit of a newer version among older ones: what they cannot read costs nothing else, is kept, carried on, and read
after the update."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import make_kit

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.kinds import FIRST_ESCAPED
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.terms import Role
from fieldkit.core.state.vector import Feed
from fieldkit.engine.kit_link import start_machine
from fieldkit.kit import Kit
from fieldkit.link.codec import codec as codecs
from fieldkit.link.codec.codec import BY_NUMBER, Codec, carried
from fieldkit.link.delivery.outputs import Forked, FromNewer, Received, Transmit
from fieldkit.link.wire.frame import open_frame, pack_events
from fieldkit.link.wire.seal import Sealer
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.newer import read_again
from fieldkit.resync.slips import Scanner
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.newer import keep_frame, newer_frames, newer_refs

NUMBER = FIRST_ESCAPED + 700
AUTHOR = 9
EPOCH = 44
FEED = Feed(AUTHOR, EPOCH)
NOW = 60_000_000.0


@pytest.fixture
def updated(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """While it holds, this program is the newer version, which says messages in a layout of a later number."""
    how = carried(said(1, "x"))
    assert how is not None
    later = Codec(NUMBER, "message", how.codec.put, how.codec.take)
    monkeypatch.setitem(BY_NUMBER, NUMBER, later)
    monkeypatch.setitem(codecs.BY_KIND, "message", (later,))
    carried.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    carried.cache_clear()


def back(updated: pytest.MonkeyPatch) -> None:
    """The older version again."""
    updated.undo()
    carried.cache_clear()


def forward() -> None:
    """The update."""
    first = codecs.BY_KIND["message"][0]
    BY_NUMBER[NUMBER] = Codec(NUMBER, "message", first.put, first.take)


def said(seq: int, text: str) -> Event:
    return make_event(Message(text), kit=AUTHOR, epoch=EPOCH, seq=seq, hlc=(int(NOW) + seq) << 16)


def noted(seq: int, text: str) -> Event:
    return make_event(Note(text), kit=AUTHOR, epoch=EPOCH, seq=seq, hlc=(int(NOW) + seq) << 16)


FEED_OF_NINE = (noted(1, "før"), said(2, "nyt"), said(3, "mere nyt"), noted(4, "efter"))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    write_key(tmp_path / "key", new_key())
    return tmp_path / "key"


@pytest.fixture
def kit(tmp_path: Path, key: Path) -> Iterator[Kit]:
    made = make_kit(tmp_path / "kit", number=1, role=Role.SECRETARIAT, key=key)
    yield made
    made.close()


def frame_of(kit: Kit, *events: Event) -> bytes:
    assert kit.key is not None
    frame, taken = pack_events(Sealer(AUTHOR, EPOCH, kit.key.number, kit.key.secret), events)
    assert taken == len(events)
    return frame


def hear(kit: Kit, frame: bytes):
    """What the engine does with a frame, without a radio; returns the machine."""
    machine = start_machine(kit, random.Random(1), NOW)
    assert machine is not None
    for output in machine.frame(frame, NOW):
        match output:
            case Received(events, _):
                for event in kit.merge(events, Carrier.RADIO):
                    machine.added(event, NOW)
            case FromNewer(data, records, _):
                keep_frame(kit.log, data, (record.ref for record in records), kit.now())
            case Forked():
                raise AssertionError("a fork")
    return machine


def heads_told(machine, kit: Kit):
    """What the kit says in its next HEADS of the newer kit's feed."""
    assert kit.key is not None
    for _ in range(40):
        due = machine.next_timeout()
        for output in machine.timeout(due) if due is not None else ():
            assert isinstance(output, Transmit)
            opened = open_frame(output.data, kit.keys)
            assert opened.want is None or all(feed != FEED for feed, _ in opened.want.feeds), "it is asked for"
            for entry in opened.heads.feeds if opened.heads else ():
                if entry.feed == FEED:
                    return entry
            machine.sent(output.token, due)
    raise AssertionError("no heads of this feed")


def test_it_costs_only_itself_and_nobody_says_that_it_is_held(updated, kit: Kit) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    machine = hear(kit, frame)
    assert [row.event for row in kit.log.by_ref(AUTHOR, EPOCH, 1, 9)] == [FEED_OF_NINE[0], FEED_OF_NINE[3]]
    assert newer_refs(kit.log) == [FEED_OF_NINE[1].ref, FEED_OF_NINE[2].ref]
    entry = heads_told(machine, kit)
    assert (entry.base, entry.head, entry.ranges) == (1, 1, ((4, 4),)), "2 and 3 are not told as held"
    again = start_machine(kit, random.Random(2), NOW + 60)
    assert again is not None
    told = heads_told(again, kit)
    assert (told.head, told.ranges) == (1, ((4, 4),)), "nor after a restart, and they are not asked for"


def test_the_same_frame_again_is_kept_once(updated, kit: Kit) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    hear(kit, frame)
    hear(kit, frame)
    assert newer_frames(kit.log) == [frame]


def test_after_the_update_it_is_read_and_the_frame_is_let_go(updated, kit: Kit) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    hear(kit, frame)
    assert read_again(kit) == [] and newer_frames(kit.log) == [frame], "no update yet"
    forward()
    try:
        assert read_again(kit) == [FEED_OF_NINE[1], FEED_OF_NINE[2]]
        assert newer_frames(kit.log) == [] and newer_refs(kit.log) == []
        machine = start_machine(kit, random.Random(3), NOW)
        entry = heads_told(machine, kit)
        assert (entry.head, entry.ranges) == (4, ())
    finally:
        del BY_NUMBER[NUMBER]


def test_a_bundle_carries_it_to_a_kit_that_can_read_it(updated, kit: Kit, tmp_path: Path, key: Path) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    hear(kit, frame)
    export_bundle(kit, tmp_path / "out.fkb")
    other = make_kit(tmp_path / "other", number=2, key=key)
    third = make_kit(tmp_path / "third", number=3, key=key)
    try:
        import_bundle(other, tmp_path / "out.fkb")
        assert newer_frames(other.log) == [frame], "an old kit carries it on"
        export_bundle(other, tmp_path / "on.fkb")
        forward()
        told = import_bundle(third, tmp_path / "on.fkb")
        assert told.new == kit.log.count() + 1 + 2, "the first kit's events, the second's hello, and both messages"
        assert [row.event for row in third.log.by_ref(AUTHOR, EPOCH, 1, 9)] == list(FEED_OF_NINE)
        assert newer_frames(third.log) == []
    finally:
        BY_NUMBER.pop(NUMBER, None)
        other.close()
        third.close()


def test_a_kit_without_the_key_keeps_nothing_of_it(updated, kit: Kit, tmp_path: Path) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    write_key(tmp_path / "foreign", new_key())
    stranger = make_kit(tmp_path / "stranger", number=4, key=tmp_path / "foreign")
    try:
        hear(stranger, frame)
        assert newer_frames(stranger.log) == [] and stranger.log.by_ref(AUTHOR, EPOCH, 1, 9) == []
    finally:
        stranger.close()


def test_a_slip_of_a_newer_kit_is_kept_too(updated, kit: Kit) -> None:
    from fieldkit.link.wire.slip import pack_slip

    assert kit.key is not None
    codes = pack_slip(Sealer(AUTHOR, EPOCH, kit.key.number, kit.key.secret), FEED_OF_NINE, 1200)
    back(updated)
    told = Scanner(kit).scan(codes)
    assert told.brought.rejected == () and set(told.numbers) == {"9-0001", "9-0004"}
    assert newer_refs(kit.log) == [FEED_OF_NINE[1].ref, FEED_OF_NINE[2].ref]


def test_what_came_another_way_is_held_again(updated, kit: Kit) -> None:
    frame = frame_of(kit, *FEED_OF_NINE)
    back(updated)
    machine = hear(kit, frame)
    for event in kit.merge(FEED_OF_NINE[1:3], Carrier.BUNDLE):
        machine.added(event, NOW)
    assert newer_refs(kit.log) == []
    assert heads_told(machine, kit).head == 4
