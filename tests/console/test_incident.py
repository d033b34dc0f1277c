"""An exercise is begun, shown loudly and ended."""

from console_pilot import SIZE, press, screen, write

from fieldkit.acts import incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.kit import Kit


async def test_an_exercise_is_begun_shown_loudly_and_ended(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "right", "enter")
        await write(pilot, "Efterår")
        await press(pilot, "enter", "right", "right", "enter", "enter", "j")
        assert screen(app).splitlines()[0].startswith(" ØVELSE  Efterår")
        tag = kit.state.current()
        assert tag & EXERCISE_BIT and kit.state.incidents[tag].level.value.startswith("1 ")
        await press(pilot, "f9", "s", "enter")
        assert kit.state.current() == tag, "Enter alone ends nothing"
        await press(pilot, "j")
        assert "Ingen hændelse" in screen(app).splitlines()[0]
    assert kit.state.current() == 0


async def test_of_two_that_run_each_screen_says_which_it_is_and_that_the_other_runs(crisis: Kit) -> None:
    incidents.start(crisis, "Efterår", exercise=True)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")
        assert "2 i gang: F9   Strømsvigt nord" in screen(app)
        await press(pilot, "f9")
        assert "S: slut “Strømsvigt nord” for alle" in screen(app)
        assert "Også i gang: ØVELSE “Efterår”." in screen(app)
        await press(pilot, "s")
        assert "Slut “Strømsvigt nord” for alle kits? ØVELSE “Efterår” er stadig i gang" in screen(app)
        await press(pilot, "j", "f9")
        assert "S: slut ØVELSE “Efterår” for alle" in screen(app)
        assert "Også i gang" not in screen(app)
