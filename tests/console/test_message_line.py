"""What the engine met stands where it is seen."""

from console_pilot import SIZE, engines_log, screen, settle
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit
from fieldkit.store.tables.status import add_problem


async def test_a_fault_met_by_the_engine_stands_on_the_message_line(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with engines_log(crisis) as log:
            add_problem(log, "printer", "Printeren mangler papir: læg en ny rulle i.", clock.now)
        app.poll()
        await settle(pilot)
        assert "Printeren mangler papir" in screen(app).splitlines()[-2]
