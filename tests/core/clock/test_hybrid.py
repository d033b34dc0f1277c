"""Whose time the clock follows, and how far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import MAX_DRAG_S, HybridClock, hlc_of_unix, seconds_of

NOW = 1_800_000_000
NEAR = st.integers(-3 * MAX_DRAG_S, 3 * MAX_DRAG_S)
"""Seconds from now, also beyond what may drag us."""


@pytest.mark.parametrize(
    ("ahead_s", "dragged_s"), [(-3600, 0), (0, 0), (60, 60), (MAX_DRAG_S, MAX_DRAG_S), (86_400, MAX_DRAG_S)]
)
def test_an_event_ahead_of_a_clock_that_is_set_drags_it_ten_minutes_at_most(ahead_s: int, dragged_s: int) -> None:
    clock = HybridClock()
    clock.tick(NOW)
    clock.observe(hlc_of_unix(NOW + ahead_s), NOW)
    assert seconds_of(clock.last) == seconds_of(hlc_of_unix(NOW + dragged_s))


def test_a_clock_that_nothing_has_set_follows_the_others_wherever_they_are() -> None:
    clock = HybridClock()
    clock.observe(hlc_of_unix(NOW), 0, sure=False)
    assert clock.last == hlc_of_unix(NOW)


@given(NEAR, NEAR, st.booleans())
def test_whatever_is_seen_the_next_event_is_later_than_our_last(last: int, remote: int, sure: bool) -> None:
    clock = HybridClock(hlc_of_unix(NOW + last))
    before = clock.last
    clock.observe(hlc_of_unix(NOW + remote), NOW, sure=sure)
    assert clock.last >= before
    assert clock.tick(NOW) > before
