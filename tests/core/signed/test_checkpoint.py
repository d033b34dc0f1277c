"""Checkpoints: what is signed, what holds, and what stands behind an event by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts import families as families
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import EntrySort, Note
from fieldkit.core.signed.checkpoint import MOST_EVENTS, START, Checkpoint, chain, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing, Standings

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
KEY, OTHER_KEY = public_of(SECRET), public_of(OTHER)


def feed(count: int, word: str = "vand", epoch: int = 9) -> list[Event]:
    return [
        make_event(Note(f"{word} {seq}", EntrySort.NOTE), kit=7, epoch=epoch, seq=seq, hlc=seq << 16)
        for seq in range(1, count + 1)
    ]


def signed(events: list[Event], secret: bytes = SECRET, before: bytes = START) -> Checkpoint:
    first = events[0]
    ids = [event.id for event in events]
    return make_checkpoint(secret, public_of(secret), first.kit, first.epoch, first.seq, before, ids)


def by_root(kit: int, key: bytes) -> bool:
    return kit == 7 and key == KEY


def test_a_block_says_which_events_and_chains_to_the_one_before() -> None:
    events = feed(10)
    one, two = signed(events[:4]), signed(events[4:], before=chain(START, [event.id for event in events[:4]]))
    assert (one.first, one.last, two.first, two.last) == (1, 4, 5, 10)
    assert two.before == one.after and two.after == chain(START, [event.id for event in events])
    assert one.holds() and two.holds() and one.mark != two.mark
    assert two.id_at(6) == events[5].id and two.id_at(4) == two.id_at(11) == b""


@given(st.data())
def test_nothing_of_a_block_can_be_changed(data: st.DataObject) -> None:
    block = signed(feed(5))
    raw = bytearray(block.key + block.before + block.ids + block.signature)
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    key, before, ids, signature = raw[:32], raw[32:48], raw[48:-64], raw[-64:]
    assert not Checkpoint(bytes(key), 7, 9, 1, bytes(before), bytes(ids), bytes(signature)).holds()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kit": 8},
        {"epoch": 8},
        {"first": 2},
        {"first": 1 << 31},
        {"ids": b""},
        {"ids": bytes(17)},
        {"ids": bytes(16) * (MOST_EVENTS + 1)},
        {"key": b"short"},
        {"signature": b""},
    ],
)
def test_what_cannot_be_one_does_not_hold(spoilt: dict[str, object]) -> None:
    block = signed(feed(3))
    told = {name: getattr(block, name) for name in block.__struct_fields__} | spoilt
    assert not Checkpoint(**told).holds()


def test_standing_of_each_event() -> None:
    events, copied, forged = feed(8), feed(8, "mad"), feed(3, "løgn")
    standings = Standings([signed(events[:5]), signed(copied[3:5])], by_root)
    assert [standings.of(event) for event in events] == [
        *[Standing.SIGNED] * 3,
        *[Standing.FORKED] * 2,
        *[Standing.SEAL] * 3,
    ]
    assert [standings.of(event) for event in forged] == [Standing.CONTRADICTED] * 3
    assert standings.of(copied[4]) is Standing.FORKED
    assert standings.of(feed(2, epoch=8)[0]) is Standing.SEAL


def test_a_key_without_a_certificate_signs_and_contradicts_nothing() -> None:
    events, forged = feed(4), feed(4, "løgn")
    standings = Standings([signed(events[:2]), signed(forged, OTHER)], by_root)
    assert [standings.of(event) for event in events] == [*[Standing.SIGNED] * 2, *[Standing.SEAL] * 2]
    assert [standings.of(event) for event in forged] == [
        *[Standing.CONTRADICTED] * 2,
        *[Standing.UNVOUCHED] * 2,
    ]


def test_blocks_of_any_size_are_found() -> None:
    events = feed(3 * MOST_EVENTS)
    blocks = [signed(events[at : at + MOST_EVENTS]) for at in range(0, len(events), MOST_EVENTS)]
    blocks += [signed(events[100:101]), signed(events[250:400])]
    standings = Standings(blocks, by_root)
    assert all(standings.of(event) is Standing.SIGNED for event in events)
