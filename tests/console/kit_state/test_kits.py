"""The other kits: how far their logs are here, and whether they are believed."""

from console_pilot import SIZE, arrives, at_screen, press, screen
from kits import Clock

from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit


async def test_every_other_kit_stands_there_and_what_is_missing_of_it(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Note("et"), kit_number=5, seq=1)
    arrives(crisis, clock, Note("tre"), kit_number=5, seq=3)
    crisis.refresh()
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "2")
        lines = screen(app).splitlines()
        (line,) = [line for line in lines if line.strip(" ▸").startswith("5 ")]
        assert "mangler 1" in line and "aldrig" not in line
        assert any("aldrig" in line and "intet herfra endnu" in line for line in lines)
        await press(pilot, "enter")
        told = screen(app)
        assert "Kit 5" in told and "1 linje" in told and "uvidimeret" in told
        await press(pilot, "escape")
        assert "sidst hørt" in screen(app)


async def test_what_a_technician_does_is_said_without_a_command(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=(80, 60)) as pilot:
        await press(pilot, "f10", "2")
        assert "gøres ikke her" in " ".join(screen(app).split())
