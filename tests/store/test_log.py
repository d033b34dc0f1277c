"""The log is looked through: by kind, by what a field says, by number, and past what the disk has damaged."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from kept_logs import QUIET, a_log
from strategies import clashing_logs

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.kit import Kit
from fieldkit.store.log import Log


def looked_through(events: list[Event]) -> list[list[bytes]]:
    """What a log says in which these events came in this order."""
    with tempfile.TemporaryDirectory() as folder:
        a_log(Path(folder), events)
        log = Log.open(Path(folder) / "log.db")
        found = [
            log.latest(limit=3),
            *(log.latest_of(Report, limit=limit, place=place) for place in (2, 101) for limit in (1, 3)),
            *([row.event for row in log.find(kit, seq)] for kit in (1, 2) for seq in (1, 2)),
            *([row.event for row in log.by_ref(kit, 0, 1, 2)] for kit in (1, 2)),
        ]
        log.close()
    return [[event.id for event in each] for each in found]


@QUIET
@given(clashing_logs((Report,)))
def test_it_answers_alike_in_whatever_order_its_events_came(logs):
    """Also when cloned cards have said several things under one number at one moment."""
    assert looked_through(logs) == looked_through(logs[::-1])


def test_the_latest_of_a_place_are_not_crowded_out_by_those_whose_number_begins_like_it(kit: Kit) -> None:
    wanted = kit.record(Report(1, note="her"))
    for _ in range(3):
        kit.record(Report(12, note='der står "place":1 i noten'))
        kit.record(Message("om sted 1", to=1))
    assert kit.log.latest_of(Report, limit=2, place=1) == [wanted]
    assert [event.body.place for event in kit.log.latest_of(Report, limit=2)] == [12, 12]


def test_a_field_that_says_what_it_says_when_left_out_is_found(kit: Kit) -> None:
    plain, signed = kit.record(Note("ét")), kit.record(Note("to", by="Øvelse Andersen"))
    assert kit.log.latest_of(Note, limit=9, by="") == [plain]
    assert kit.log.latest_of(Note, limit=9, by="Øvelse Andersen", text="to") == [signed]
    with pytest.raises(KeyError):
        kit.log.latest_of(Note, limit=9, place=1)


@pytest.mark.parametrize("damaged", ["CAST(x'7b2270ff' AS TEXT)", "x'00'", "''"])
def test_what_the_disk_has_damaged_is_left_out_and_hides_nothing_else(kit: Kit, damaged: str) -> None:
    kit.record(Report(7, note="væk"))
    left = kit.record(Report(7, note="tilbage"))
    kit.log.conn.execute(f"UPDATE events SET body = {damaged} WHERE body LIKE '%væk%'")
    assert kit.log.latest_of(Report, limit=9, place=7) == [left]


@pytest.mark.parametrize("damaged", ["CAST(x'7b2270ff' AS TEXT)", "x'00'", "''"])
def test_what_the_disk_has_damaged_uses_up_no_room_where_a_field_is_left_out(kit: Kit, damaged: str) -> None:
    left = kit.record(Note("tilbage"))
    for _ in range(3):
        kit.record(Note("væk"))
    kit.log.conn.execute(f"UPDATE events SET body = {damaged} WHERE body LIKE '%væk%'")
    assert kit.log.latest_of(Note, limit=2, by="") == [left]


def test_the_end_of_a_feed_is_its_last_events_that_can_be_read(kit: Kit) -> None:
    """By number, whatever came between them and however late."""
    notes = [kit.record(Note(f"nr. {turn}")) for turn in range(5)]
    feed = kit.identity.kit, kit.identity.epoch
    kit.log.insert([make_event(Note("en andens"), kit=77, epoch=feed[1], seq=99, hlc=9 << 16)], carrier=Carrier.RADIO,
                   arrived=0)  # fmt: skip
    assert [row.event for row in kit.log.latest_of_feed(*feed, 2)] == notes[-2:]
    kit.log.conn.execute("UPDATE events SET body=replace(body, 'nr', 'Nr') WHERE id=?", (notes[-1].id,))
    assert [row.event for row in kit.log.latest_of_feed(*feed, 2)] == notes[-3:-1]
    everything = [row.event for row in kit.log.by_ref(*feed, 1, 1 << 31)]
    assert [row.event for row in kit.log.latest_of_feed(*feed, 99)] == everything


def test_a_look_at_what_others_wrote_may_take_some_and_the_next_goes_on(kit: Kit) -> None:
    other = Log.open(kit.log.path)
    came = [make_event(Note(f"{n}"), kit=77, epoch=1, seq=n, hlc=n << 16) for n in range(1, 8)]
    other.insert(came, carrier=Carrier.BUNDLE, arrived=0)
    other.conn.execute("UPDATE events SET body='{}' WHERE id=?", (came[1].id,))
    looks = [[event.seq for event in kit.refresh(3)] for _ in range(4)]
    assert looks == [[1, 3, 4], [5, 6, 7], [], []]
    assert len(kit.state.notes) == 6
    other.close()
