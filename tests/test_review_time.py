"""A clock that was wrong and is put right: the order holds, and times that are not the clock's say so."""

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note

YEAR = 365 * 86_400


def test_after_a_clock_that_was_a_year_ahead_events_keep_their_order_and_show_ca(kit, clock):
    clock.now += YEAR
    kit.time_sure = True
    ahead = kit.record(Note("uret er et år foran"))
    clock.now -= YEAR
    after = kit.record(Note("uret er rettet"))
    assert after.hlc > ahead.hlc, "the later word of a kit stands"
    assert ahead.time_sure and not after.time_sure, "but its time is not the clock's"
    clock.now += YEAR
    assert kit.record(Note("et år efter")).time_sure


def test_an_event_that_a_carrier_brings_twice_at_once_is_one(kit):
    event = make_event(Note("x"), kit=7, epoch=1, seq=1, hlc=60_000_000 << 16)
    assert kit.merge([event, event], "slip") == [event]
