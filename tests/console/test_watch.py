"""The console looks for news, and changes nothing when there is none."""

import pytest
from console_pilot import SIZE, settle
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit


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
