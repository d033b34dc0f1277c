"""The console looks for news, and changes nothing when there is none."""

import pytest
from console_pilot import SIZE, engines_log, screen, settle
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.console.watch import ENGINE_EVERY
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


async def test_nothing_changes_when_nothing_happened(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.poll()
        world = app.world
        for _ in range(5):
            app.poll()
        assert app.world is world
        clock.now += 60
        app.poll()
        assert app.world.minute == world.minute + 1 and app.world.events == world.events


async def test_an_engine_that_was_killed_is_told_and_one_that_runs_is_not(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        lock = crisis.home.lock_engine()
        assert lock is not None and crisis.home.engine_runs()
        with engines_log(crisis) as log:
            put_status(log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
        app.poll()
        await settle(pilot)
        for _ in range(ENGINE_EVERY):
            app.store.look_for_engine()
        assert "motor standset" not in screen(app)
        lock.close()  # as when it is killed
        app.store.look_for_engine()
        await settle(pilot)
        assert "motor standset" in screen(app) and "Motoren er standset midt i arbejdet" in screen(app)
        assert not crisis.home.engine_runs()
