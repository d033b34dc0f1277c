"""Whose time the clock follows, and how far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import MAX_DRAG_S, HybridClock, hlc_of_unix, seconds_of

NOW = 1_800_000_000
NEAR = st.integers(-3 * MAX_DRAG_S, 3 * MAX_DRAG_S)
"""Seconds from now, also beyond what may drag us."""


@pytest.mark.parametrize(
    ("ahead_s", "dragged_s"), [(-3600, 0), (0, 0), (60, 60), (MAX_DRAG_S, MAX_DRAG_S), (86_400, 0)]
)
def test_an_event_ahead_of_a_clock_that_is_set_drags_it_ten_minutes_at_most(ahead_s: int, dragged_s: int) -> None:
    clock = HybridClock()
    clock.tick(NOW)
    clock.observe(hlc_of_unix(NOW + ahead_s), NOW)
    assert seconds_of(clock.last) == seconds_of(hlc_of_unix(NOW + dragged_s))


def test_a_clock_that_nothing_has_set_follows_the_others_wherever_they_are() -> None:
    clock = HybridClock()
    clock.observe(hlc_of_unix(NOW), 0, by=2, sure=False)
    assert seconds_of(clock.tick(100, sure=False).hlc) == seconds_of(hlc_of_unix(NOW + 100)), "its own is a stopwatch"


def test_a_clock_that_nothing_has_set_does_not_follow_one_that_is_years_ahead_of_all_others() -> None:
    clock = HybridClock()
    for kit, told in ((2, NOW), (3, NOW - 60), (4, NOW + 31 * 365 * 86400)):
        clock.observe(hlc_of_unix(told), 0, by=kit, sure=False)
    tick = clock.tick(0, hlc_of_unix(NOW + 31 * 365 * 86400 - 5), sure=False)
    assert tick.set_back, "it had followed the one while it heard no other"
    assert 0 <= seconds_of(tick.hlc) - seconds_of(hlc_of_unix(NOW)) <= MAX_DRAG_S + 1


@given(NEAR, NEAR, st.booleans())
def test_whatever_is_seen_the_next_event_is_later_than_our_last_or_says_that_the_clock_was_set_back(
    last: int, remote: int, sure: bool
) -> None:
    own = hlc_of_unix(NOW + last)
    clock = HybridClock(own)
    clock.observe(hlc_of_unix(NOW + remote), NOW, by=2, sure=sure)
    tick = clock.tick(NOW, own, sure=sure)
    assert tick.hlc > own or tick.set_back
    assert not tick.set_back or own > hlc_of_unix(NOW + MAX_DRAG_S)
    if sure:
        assert abs(seconds_of(tick.hlc) - seconds_of(hlc_of_unix(NOW))) <= MAX_DRAG_S + 1


@pytest.mark.parametrize("ahead_s", [2 * 3600, 11 * 365 * 86400])
def test_when_a_clock_is_set_back_the_order_follows_it(ahead_s: int) -> None:
    clock = HybridClock()
    wrong = clock.tick(NOW + ahead_s)
    right = clock.tick(NOW, wrong.hlc)
    assert right.set_back and seconds_of(right.hlc) - seconds_of(hlc_of_unix(NOW)) <= 1
    after = clock.tick(NOW + 1, right.hlc)
    assert not after.set_back and after.hlc > right.hlc
