"""What the battery was: a reading each ten minutes, a week of them, and none that is of a clock that was ahead."""

import asyncio

import pytest
from kits import closed, make_kit

from fieldkit.devices.machine.power import Power
from fieldkit.engine.engine import Engine
from fieldkit.store.files.home import Home
from fieldkit.store.log import Log
from fieldkit.store.tables.battery import EVERY_S, MOST, Reading, note_battery, readings


@pytest.fixture
def log(tmp_path):
    made = Log.open(tmp_path / "log.db", create=True)
    yield made
    made.close()


def test_a_reading_is_kept_each_ten_minutes(log):
    for second in range(0, 3 * EVERY_S, 15):
        note_battery(log, 90 - second // EVERY_S, 1_000_000 + second)
    assert readings(log) == [Reading(1_000_000 + nth * EVERY_S, 90 - nth) for nth in range(3)]


def test_only_so_many_are_kept_the_latest(log):
    for nth in range(MOST + 3):
        note_battery(log, 50, nth * EVERY_S)
    assert len(readings(log)) == MOST and readings(log)[0].at == 3 * EVERY_S


def test_readings_of_a_clock_that_was_ahead_go_when_it_is_put_right(log):
    note_battery(log, 80, 2_000_000)
    note_battery(log, 79, 1_000_000)
    assert readings(log) == [Reading(1_000_000, 79)]


def test_what_the_disk_has_damaged_is_as_if_nobody_had_looked(log):
    log.set_meta("battery readings", '[[1,"x"]')
    assert readings(log) == []
    note_battery(log, 80, 1_000)
    assert readings(log) == [Reading(1_000, 80)]


async def test_a_running_engine_keeps_what_its_battery_is(tmp_path):
    folder = closed(make_kit(tmp_path / "kit"))
    engine = Engine(folder, power=lambda: Power(81, False))
    async with asyncio.timeout(20):
        await engine.run(ready=engine.stop)  # each desk begins before the engine can end
    log = Log.open(Home(folder).log_path)
    assert [one.percent for one in readings(log)] == [81]
    log.close()
