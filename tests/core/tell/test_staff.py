"""What is said of people on duty."""

import pytest

from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.tell.staff import seat_words
from fieldkit.core.views.crew import Seat


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Øvelse Andersen", "Øvelse Berg", ("Øvelse Andersen", "Øvelse Berg")),
        ("Øvelse Andersen", "", ("Øvelse Andersen", "ingen ledig, hent udefra")),
        ("", "", ("ingen", "ingen ledig, hent udefra")),
    ],
)
def test_a_seat_that_nobody_can_take_says_so(first, second, told):
    assert seat_words(Seat(PersonRole.LEADER, first, second)) == told
