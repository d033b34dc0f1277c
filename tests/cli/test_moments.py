"""Moments as people type them, and as people and programs read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from fieldkit.cli.moments import clock, iso, seconds_from
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError


def local(*parts):
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Copenhagen")).timestamp()


@pytest.mark.parametrize(
    ("typed", "past", "meant"),
    [
        ("14.30", False, (2026, 11, 21, 14, 30)),
        ("kl. 14:30", False, (2026, 11, 21, 14, 30)),
        ("kl 9", False, (2026, 11, 22, 9, 0)),
        ("9.05", False, (2026, 11, 22, 9, 5)),
        ("9.05", True, (2026, 11, 21, 9, 5)),
        ("14.30", True, (2026, 11, 20, 14, 30)),
        ("i morgen 8.00", False, (2026, 11, 22, 8, 0)),
        ("24.00", False, (2026, 11, 22, 0, 0)),
        ("om 2 t", False, (2026, 11, 21, 14, 0)),
        ("30 min", True, (2026, 11, 21, 11, 30)),
        ("2026-11-23T08:00", False, (2026, 11, 23, 8, 0)),
    ],
)
def test_times_as_people_type_them(typed, past, meant):
    now = local(2026, 11, 21, 12, 0)
    assert seconds_from(typed, now, past=past) + EPOCH_UNIX_S == local(*meant)


@pytest.mark.parametrize("typed", ["", "nok", "25.00", "24.30", "12.60", "2024-01-01T00:00", "om lidt", "1430"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(InputError):
        seconds_from(typed, local(2026, 11, 21, 12, 0))


def test_times_as_people_and_programs_read_them():
    now = local(2026, 11, 21, 12, 0)
    assert (
        clock(now + 3600, now) == "13.00" and clock(now + 86400, now) == "22.11. 12.00" and clock(None, now) == "ukendt"
    )
    assert iso(0) == "1970-01-01T00:00:00+00:00" and iso(None) is None
