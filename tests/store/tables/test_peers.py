"""What the radio knows of the other kits, as the engine keeps it."""

import msgspec

from fieldkit.core.state.vector import Feed
from fieldkit.link.delivery.outputs import Memory
from fieldkit.store.tables.peers import EVERY_S, SaidToHave, heard_kits, note_heard, said_to_have


def test_when_a_kit_was_heard_is_kept_by_minutes_and_only_when_it_is_news(kit):
    note_heard(kit.log, {5: 10 * EVERY_S + 17.0, 9: 3.0 * EVERY_S})
    assert heard_kits(kit.log) == {5: 10 * EVERY_S, 9: 3 * EVERY_S}
    before = kit.log.conn.total_changes
    note_heard(kit.log, {5: 10 * EVERY_S + 100.0})
    assert kit.log.conn.total_changes == before
    note_heard(kit.log, {5: 11.0 * EVERY_S})
    assert heard_kits(kit.log) == {5: 11 * EVERY_S, 9: 3 * EVERY_S}, "who was not heard since the start stays"


def test_what_others_said_that_they_have(kit):
    assert said_to_have(kit.log) == []
    memory = Memory([(5, 12, 77, 3, 10, [(12, 13)])])
    kit.log.write("INSERT INTO link_state VALUES ('memory', ?)", (msgspec.msgpack.encode(memory),))
    assert said_to_have(kit.log) == [SaidToHave(5, Feed(12, 77), 10, 10)]


def test_what_the_disk_has_damaged_is_as_if_nobody_had_been_heard(kit):
    for damaged in (b"", b"\xff\x00", b"\x93\x01"):
        for key in ("memory", "heard"):
            kit.log.write("INSERT OR REPLACE INTO link_state VALUES (?, ?)", (key, damaged))
        assert (heard_kits(kit.log), said_to_have(kit.log)) == ({}, []), damaged
