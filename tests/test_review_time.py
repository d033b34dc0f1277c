"""A clock that was wrong and is put right: the order holds, and times that are not the clock's say so."""

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.terms import Role
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig

YEAR = 365 * 86_400


def test_after_a_clock_that_was_a_year_ahead_events_keep_their_order_and_show_ca(tmp_path):
    now = [1_800_000_000.0 + YEAR]
    kit = Kit.create(tmp_path / "kit", KitConfig(12, Role.MEETING_POINT, "s", 12), now=lambda: now[0])
    kit.time_sure = True
    ahead = kit.record(Note("uret er et år foran"))
    now[0] -= YEAR
    after = kit.record(Note("uret er rettet"))
    assert after.hlc > ahead.hlc, "the later word of a kit stands"
    assert ahead.time_sure and not after.time_sure, "but its time is not the clock's"
    now[0] += YEAR
    assert kit.record(Note("et år efter")).time_sure


def test_an_event_that_a_carrier_brings_twice_at_once_is_one(tmp_path):
    kit = Kit.create(tmp_path / "kit", KitConfig(12, Role.MEETING_POINT, "s", 12))
    event = make_event(Note("x"), kit=7, epoch=1, seq=1, hlc=60_000_000 << 16)
    assert kit.merge([event, event], "slip") == [event]
