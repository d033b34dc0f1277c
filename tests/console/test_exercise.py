"""The leader's page behind F9: what has come and what comes next; nobody sees it by chance, nothing real has one."""

import re

from console_pilot import SIZE, press, screen
from kits import Clock
from scenarios import EVERY, scenario

from fieldkit.acts import incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit
from fieldkit.practice.exercise.run import ExerciseRun


def playing(kit: Kit, clock: Clock) -> ExerciseRun:
    run = ExerciseRun(kit, scenario(kit.roster, EVERY), "prøve.toml", clock=clock)
    run.begin()
    clock.now += 5 * 60
    run.turn()
    return run


async def test_the_leader_sees_what_came_and_what_comes_next(kit: Kit, clock: Clock) -> None:
    run = playing(kit, clock)
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        shown = screen(app)
        assert shown.splitlines()[0].startswith(" ØVELSE  Prøve")
        assert "D: drejebogen, kun for den, der leder øvelsen" in shown
        assert "Generatoren" not in shown, "those who practise do not see what comes"
        await press(pilot, "d")
        shown = screen(app)
        assert "spillet til +05 af 60 minutter" in shown
        assert re.search(r"2\. melding, Uglemoseskolen: 2-[0-9]{4}", shown)
        assert "+06 NÆSTE   4. besked, Eksempelby Materielgård" in shown
        assert "Generatoren er klar." in shown
        await press(pilot, "escape")
        assert "D: drejebogen" in screen(app)
    run.close()


async def test_what_is_real_has_no_such_page(kit: Kit) -> None:
    incidents.start(kit, "Strømsvigt nord")
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "drejebog" not in screen(app)
        await press(pilot, "d")
        assert "Kun for den, der leder" not in screen(app)
