"""Hours that were said run out; they are never told better than they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts.terms import Condition
from fieldkit.core.views.board import TopicCell
from fieldkit.core.views.hours_left import Left, left_da, left_of, left_short, worst_first

NOW = 1_795_287_600
"""2026-11-21 20.00 in Denmark."""
H = 3600


def cell(condition: Condition, hours: int | None, age_s: int | None = 0) -> TopicCell:
    return TopicCell(condition, hours, age_s, "3-0001")


@pytest.mark.parametrize(
    ("hours", "age_s", "short", "words"),
    [
        (4, 0, "4t", "ca. 4 t tilbage"),
        (4, 60, "3,5t", "ca. 3,5 t tilbage"),
        (4, 2 * H, "2t", "ca. 2 t tilbage"),
        (4, 3 * H + 60, "<1t", "under 1 t tilbage"),
        (4, 3 * H + 2400, "<1t", "under 30 min tilbage"),
        (4, 4 * H, "0t?", "slut kl. 20.00?"),
        (4, 5 * H + 600, "0t?", "slut kl. 18.50?"),
        (4, 30 * H, "0t?", "slut kl. 20.11. 18.00?"),
        (4, None, "4t?", "4 t, uvist fra hvornår"),
        (24, 60, "23t", "ca. 23 t tilbage"),
        (0, 0, "0t?", "slut kl. 20.00?"),
    ],
)
def test_what_is_left_is_counted_from_when_it_was_said(hours: int, age_s: int | None, short: str, words: str) -> None:
    left = left_of(cell(Condition.SHORTAGE, hours, age_s))
    assert left is not None
    assert (left_short(left), left_da(left, NOW)) == (short, words)


def test_a_point_without_hours_has_none_left() -> None:
    assert left_of(cell(Condition.CRITICAL, None)) is None


@given(st.integers(0, 999), st.integers(0, 2_000 * H))
def test_it_is_never_told_longer_than_it_is(hours: int, age_s: int) -> None:
    left = left_of(cell(Condition.OK, hours, age_s))
    assert left is not None
    short = left_short(left)
    if short.endswith("t") and not short.startswith("<"):
        assert float(short.removesuffix("t").replace(",", ".")) * H <= hours * H - age_s
    else:
        assert short == ("0t?" if hours * H <= age_s else "<1t")


def test_what_is_critical_then_over_then_lacking_comes_first_and_what_ends_first_before_the_rest() -> None:
    in_order = [
        cell(Condition.CRITICAL, 1),
        cell(Condition.CRITICAL, 3),
        cell(Condition.CRITICAL, None),
        cell(Condition.OK, 2, 5 * H),
        cell(Condition.SHORTAGE, 2, H),
        cell(Condition.SHORTAGE, 2),
        cell(Condition.SHORTAGE, None),
        cell(Condition.OK, 6),
        cell(Condition.OK, None),
        cell(Condition.UNKNOWN, None),
    ]
    mixed = in_order[::-1]
    assert sorted(mixed, key=worst_first) == in_order


def test_left_knows_when_it_is_over() -> None:
    assert Left(4, 0).over and not Left(4, 1).over and not Left(4, None).over
