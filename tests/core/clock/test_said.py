"""Times as people type them, on a Danish clock whatever zone the machine is in."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.danish import danish, danish_clock, danish_date_time
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.clock.said import happened_at, next_turn, seconds_from
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


def at_utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


AUTUMN = "2027-10-31"
"""The clock goes back from 3 to 2 at 01:00 UTC: 02.30 is at 00:30 and at 01:30 UTC."""


@pytest.mark.parametrize(
    ("now", "text", "past", "moment"),
    [
        ("00:10", "02.30", False, "00:30"),
        ("00:40", "02.30", False, "01:30"),
        ("00:40", "02.30", True, "00:30"),
        ("01:10", "02.30", True, "00:30"),
        ("01:40", "02.30", True, "01:30"),
        ("11:00", "02.30", True, "01:30"),
        ("00:10", f"{AUTUMN}T02:30", False, "00:30"),
        ("01:40", f"{AUTUMN}T02:30", True, "01:30"),
    ],
)
def test_in_the_hour_that_comes_twice_the_nearest_is_meant(now: str, text: str, past: bool, moment: str) -> None:
    at = seconds_from(text, at_utc(f"{AUTUMN}T{now}"), past=past) + EPOCH_UNIX_S
    assert at == at_utc(f"{AUTUMN}T{moment}")


@pytest.mark.parametrize("past", [True, False])
@pytest.mark.parametrize("moment", ["00:30", "01:30"])
def test_the_hour_that_is_told_apart_can_be_typed_as_it_is_shown(moment: str, past: bool) -> None:
    at = at_utc(f"{AUTUMN}T{moment}")
    now = at + (3600 if past else -3600)
    shown = danish_clock(at, at)
    assert seconds_from(shown, now, past=past) + EPOCH_UNIX_S == at
    assert next_turn(shown, now, 0) + EPOCH_UNIX_S == at
    with pytest.raises(InputError, match="findes ikke"):
        seconds_from("12.00 sommertid", at_utc("2027-12-24T10:00"))


@pytest.mark.parametrize(("now", "past"), [("2027-03-28T00:30", False), ("2027-03-28T01:30", True)])
def test_the_hour_that_is_left_out_in_spring_is_told(now: str, past: bool) -> None:
    with pytest.raises(InputError, match="findes ikke"):
        seconds_from("02.30", at_utc(now), past=past)


@pytest.mark.parametrize(
    ("now", "text", "past", "moment"),
    [
        ("2027-01-05T22:58", "00.10", False, "2027-01-05T23:10"),
        ("2027-01-05T23:10", "23.50", True, "2027-01-05T22:50"),
        ("2027-01-05T22:58", "24.00", False, "2027-01-05T23:00"),
        ("2027-01-05T23:02", "24.00", True, "2027-01-05T23:00"),
        ("2027-01-05T11:00", "12.00", False, "2027-01-06T11:00"),
        ("2027-01-05T11:00", "12.00", True, "2027-01-05T11:00"),
        ("2027-01-05T11:00", "12.04", True, "2027-01-05T11:04"),
        ("2027-01-05T11:00", "12.06", True, "2027-01-04T11:06"),
    ],
)
def test_across_midnight_and_at_the_very_minute_the_nearest_fitting_moment_is_meant(now, text, past, moment) -> None:
    assert seconds_from(text, at_utc(now), past=past) + EPOCH_UNIX_S == at_utc(moment)


@pytest.mark.parametrize(
    ("now", "text", "hours", "moment"),
    [
        ("2027-01-05T07:05", "08.00", 3, "2027-01-05T10:00"),
        ("2027-01-05T06:55", "08.00", 3, "2027-01-05T07:00"),
        ("2027-01-05T13:00", "8.00", 2, "2027-01-05T13:00"),
        ("2027-01-05T13:01", "08.00", 2, "2027-01-05T15:00"),
        ("2027-01-05T13:01", "i morgen 08.00", 2, "2027-01-06T07:00"),
        ("2027-01-05T13:01", "om 2 t", 2, "2027-01-05T15:01"),
    ],
)
def test_a_round_that_has_begun_today_goes_on_today(now: str, text: str, hours: int, moment: str) -> None:
    assert next_turn(text, at_utc(now), hours * 3600) + EPOCH_UNIX_S == at_utc(moment)


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    summer, winter = at_utc(f"{AUTUMN}T00:30"), at_utc(f"{AUTUMN}T01:30")
    assert (danish_clock(summer, summer), danish_clock(winter, winter)) == ("02.30 sommertid", "02.30 vintertid")
    assert danish_date_time(winter) == "31.10.2027 02.30 vintertid"
    assert danish_clock(winter + 3600, winter) == "03.30"
