"""Times as people type them, on a Danish clock whatever zone the machine is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.clock.said import happened_at, seconds_from
from fieldkit.core.errors import InputError

MOMENTS = st.integers(1_767_225_600, 1_924_992_000)
"""2026 to 2030, Unix seconds."""
HOURS = st.integers(0, 23).filter(lambda hour: hour != 2)
"""One night in spring has no hour 2."""


@given(MOMENTS, HOURS, st.integers(0, 59))
def test_a_time_of_day_is_the_next_or_the_last_when_a_danish_clock_shows_it(now: int, hour: int, minute: int) -> None:
    for past in (False, True):
        at = seconds_from(f"{hour}.{minute:02d}", now, past=past) + EPOCH_UNIX_S
        shown = danish(at)
        assert (shown.hour, shown.minute) == (hour, minute)
        ahead = at - now
        assert -25 * 3600 <= ahead <= 300 if past else 0 < ahead <= 25 * 3600


@given(MOMENTS)
def test_what_happened_does_not_lie_ahead(now: int) -> None:
    assert happened_at("", now) is None
    assert happened_at("om 2 t", now) == now - 7200 - EPOCH_UNIX_S
    with pytest.raises(InputError, match="fremtiden"):
        happened_at(danish(now + 7200).strftime("%Y-%m-%dT%H:%M:%S"), now)


@pytest.mark.parametrize("text", ["i går", "25.00", "0001-01-01", "9999-12-31", "24.30"])
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=text):
        seconds_from(text, 1_795_287_600)
