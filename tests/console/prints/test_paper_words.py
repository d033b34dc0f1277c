"""How long and how soon, as people say it."""

import pytest

from fieldkit.console.prints.paper_words import STATE_DA, TO_DO, length_da, takes_da
from fieldkit.paper.printing import JobState


@pytest.mark.parametrize(
    ("millimetres", "told"), [(2, "1 cm"), (184, "18 cm"), (999, "100 cm"), (1000, "1,0 m"), (3420, "3,4 m")]
)
def test_length(millimetres: int, told: str) -> None:
    assert length_da(millimetres) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (6, "under 10 sekunder"),
        (38, "ca. 40 sekunder"),
        (89, "ca. 90 sekunder"),
        (90, "ca. 2 minutter"),
        (360, "ca. 6 minutter"),
    ],
)
def test_time(seconds: float, told: str) -> None:
    assert takes_da(seconds) == told


def test_no_state_is_without_words() -> None:
    assert set(STATE_DA) == set(TO_DO) == set(JobState)
