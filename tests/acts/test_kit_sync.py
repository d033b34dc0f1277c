"""How far the logs of the kits have come together, as one of them knows."""

import msgspec
import pytest
from console_pilot import engines_log

from fieldkit.acts.kit_sync import OtherKit, other_kits
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.link.delivery.outputs import Memory
from fieldkit.store.tables.peers import note_heard


def came(kit, number, seq, *, at, epoch=9):
    event = make_event(Note("x"), kit=number, epoch=epoch, seq=seq, hlc=hlc_of_unix(at), incident=0)
    with engines_log(kit) as log:
        log.insert([event], carrier="radio", arrived=int(at))
    kit.refresh()


def remember(kit, *peers):
    kit.log.write("INSERT INTO link_state VALUES ('memory', ?)", (msgspec.msgpack.encode(Memory(list(peers))),))


def of(kit, number) -> OtherKit:
    (found,) = (one for one in other_kits(kit) if one.kit == number)
    return found


def test_what_is_here_and_what_is_missing_of_another_s_log(kit, clock):
    came(kit, 5, 1, at=clock.now - 300)
    came(kit, 5, 4, at=clock.now - 60)
    found = of(kit, 5)
    assert (found.here, found.missing, found.heard) == (2, 2, int(clock.now - 60))


def test_what_somebody_else_has_of_it_and_this_kit_has_not_is_missing(kit, clock):
    came(kit, 5, 1, at=clock.now)
    remember(kit, (7, 5, 9, 1, 6, []))
    assert of(kit, 5).missing == 5
    assert of(kit, 7).here == 0, "who was heard on the air is known, though nothing of it is here"


def test_what_it_has_not_said_that_it_has_of_ours(kit):
    for _ in range(3):
        kit.record(Note("herfra"))
    ours = kit.state.vector.heads()[kit.identity.kit, kit.identity.epoch]
    who = kit.identity
    remember(kit, (5, who.kit, who.epoch, 1, ours - 2, []), (6, who.kit, who.epoch, 1, ours, []), (7, 5, 9, 1, 1, []))
    assert [(one.kit, one.lacks) for one in other_kits(kit)] == [(5, 2), (6, 0), (7, None)]


def test_a_kit_whose_radio_is_heard_is_heard_though_it_writes_nothing(kit, clock):
    came(kit, 5, 1, at=clock.now - 7200)
    note_heard(kit.log, {5: clock.now})
    assert clock.now - 300 <= of(kit, 5).heard <= clock.now


def test_kits_of_the_lists_stand_there_though_nobody_has_heard_them(point):
    found = {one.kit: one for one in other_kits(point)}
    assert point.identity.kit not in found
    assert found[1].place == "Krisesekretariatet" and (found[3].heard, found[3].keys) == (None, ())


@pytest.mark.parametrize("many", [100])
def test_a_hundred_kits_are_read_by_index(kit, clock, many):
    """What it costs grows with the kits, not with their events."""
    for number in range(100, 100 + many):
        came(kit, number, 1, at=clock.now)
    asked: list[str] = []
    kit.log.conn.set_trace_callback(asked.append)
    assert len(other_kits(kit)) == many
    kit.log.conn.set_trace_callback(None)
    plans = [kit.log.read(f"EXPLAIN QUERY PLAN {sql}") for sql in set(asked) if sql.startswith("SELECT arrived")]
    assert plans and all("USING INDEX events_feed" in str(plan) for plan in plans)
