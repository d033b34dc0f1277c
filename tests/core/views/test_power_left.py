"""How long the battery lasts: by what the gauge has shown, and unknown where that is too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.views.power_left import GAP_S, LEAST_S, PowerLeft, Shown, power_left

FLOOR = 7


def falling(percent: int, per_hour: float, hours: float, every_s: int = 600) -> list[Shown]:
    """A battery that fell evenly to `percent`."""
    times = range(-int(hours * 3600 // every_s) * every_s, 1, every_s)
    return [Shown(1_000_000 + at, round(percent - per_hour * at / 3600)) for at in times]


def test_an_even_fall_tells_how_long_it_lasts():
    found = power_left(falling(47, 10, 3), FLOOR)
    assert (found.seconds, found.at_least) == (4 * 3600, False)


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ([], "nothing was shown"),
        ([Shown(0, 80)], "only now"),
        ([Shown(0, 80), Shown(LEAST_S - 1, 70)], "it has just begun"),
        ([Shown(0, 80), Shown(LEAST_S, 79)], "a gauge that tells whole percents"),
        ([Shown(0, 80), Shown(GAP_S + 1, 40)], "the kit was off"),
    ],
)
def test_too_little_is_unknown(shown, why):
    assert power_left(shown, FLOOR) == PowerLeft(), why


def test_what_rises_is_being_charged_and_what_was_before_does_not_count():
    shown = [*falling(50, 20, 2), Shown(1_000_600, 52)]
    assert power_left(shown, FLOOR) == PowerLeft(rises=True)
    fell = [Shown(1_000_600, 90), *(Shown(1_000_600 + 600 * n, 90 - n) for n in range(1, 7))]
    assert power_left([*falling(50, 20, 2), *fell], FLOOR).seconds == round((84 - FLOOR) * 3600 / 6)


def test_a_battery_that_hardly_falls_lasts_at_least_so_long():
    found = power_left([Shown(0, 100), Shown(3600, 100), Shown(7200, 99)], FLOOR)
    assert found == PowerLeft(round((99 - FLOOR) * 7200 / 2), at_least=True)


def test_a_clock_that_was_set_back_begins_anew():
    assert power_left([Shown(9_000, 90), Shown(5_000, 60), Shown(6_000, 59)], FLOOR) == PowerLeft()


@given(st.integers(8, 100), st.floats(2, 60), st.floats(1, 6))
def test_it_comes_near_the_truth_for_any_even_fall(percent, per_hour, hours):
    shown = [one for one in falling(percent, per_hour, hours) if one.percent <= 100]
    found = power_left(shown, FLOOR)
    fallen = shown[0].percent - shown[-1].percent
    if found.seconds is not None and not found.at_least:
        truth = (shown[-1].percent - FLOOR) / per_hour
        assert abs(found.seconds / 3600 - truth) <= truth * 1.01 / fallen + 0.01, "a gauge that tells whole percents"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 100)).map(lambda pair: Shown(*pair))))
def test_whatever_the_gauge_has_shown_it_is_told_and_never_less_than_nothing(shown):
    found = power_left(shown, FLOOR)
    assert found.seconds is None or found.seconds >= 0
    assert not (found.rises and found.seconds is not None)
