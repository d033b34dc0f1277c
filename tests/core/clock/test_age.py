"""The age of what was said, as far as two clocks can tell."""

import pytest

from fieldkit.core.clock.age import age_s

NEW_YEAR_2025 = 1_735_689_600
SUMMER_2026 = 1_782_000_000


@pytest.mark.parametrize("now", [0, 60, NEW_YEAR_2025])
def test_by_a_clock_that_was_never_set_nothing_has_an_age_known(now):
    assert age_s(now, now) is None
    assert age_s(now - 30, now) is None
    assert age_s(SUMMER_2026, now) is None


def test_by_a_clock_that_is_set_it_has():
    assert (age_s(SUMMER_2026 - 60, SUMMER_2026), age_s(SUMMER_2026 + 60, SUMMER_2026)) == (60, 0)
    assert age_s(SUMMER_2026 + 600, SUMMER_2026) is None
