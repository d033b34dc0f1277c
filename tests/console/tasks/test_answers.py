"""Answers that contradict each other are a task that leads to them."""

from console_pilot import SIZE, arrives, at_screen, bodies, press, rows, screen
from kits import Clock

from fieldkit.core.facts.staff import Answer
from fieldkit.kit import Kit


async def test_rival_answers_are_a_task_that_leads_to_them(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Answer(1, "Strøm", "I morgen."), kit_number=5)
    arrives(staff, clock, Answer(1, "Strøm", "På torsdag."), kit_number=6)
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9")
        assert "Instruks 1 “Strøm” er skrevet flere steder" in screen(app)
        await press(pilot, "home", "enter")
        assert "OGSÅ" in screen(app) and "Svar 1!" in screen(app)
        await press(pilot, "v", "enter", "enter")
        assert "OGSÅ" not in screen(app)
        await press(pilot, "f9")
        assert not any("Instruks 1" in row for row in rows(app)), "the line on every screen follows within a second"
    assert bodies(staff, Answer)[-1].version == 2
