"""People sign in and out."""

from console_pilot import SECRETARIAT, SIZE, at_screen, bodies, fill, press, rows, screen, settle, type_keys
from kits import Clock

from fieldkit.core.facts.staff import Crew
from fieldkit.kit import Kit


async def test_people_sign_in_and_out_with_the_roster_role(staff: Kit, clock: Clock) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "i")
        await type_keys(pilot, "Prøve Ander")
        await press(pilot, "right")
        await fill(pilot, "", "", "", "", "")
        assert "Prøve Andersen" in screen(app) and "kriseleder" in screen(app)
        clock.now += 13 * 3600
        app.poll()
        await settle(pilot)
        assert rows(app)[0].startswith("! "), "whoever has been on duty for twelve hours should be relieved"
        await press(pilot, "u", "enter")
        assert "Ingen er meldt på vagt" in screen(app)
    came, went = bodies(staff, Crew)
    assert (came.name, came.role, came.place, came.out) == ("Prøve Andersen", "leader", SECRETARIAT, False)
    assert went.out and went.by == "Øvelse Andersen"
