"""The kit looked through at the screen, beside it."""

from console_pilot import SIZE, at_screen, press, rows, screen, settle

from fieldkit.acts import checkup
from fieldkit.acts.checkup import Check, Finding, Verdict, examine
from fieldkit.kit import Kit


async def test_what_a_command_finds_stands_there_the_worst_first(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "3")
        assert "Se kittet efter nu" in screen(app)
        await press(pilot, "enter")
        await settle(pilot)
        told = rows(app)
        found = list(examine(crisis.home.folder, now=crisis.own_clock))
        assert len(told) == len(found) + 1, "and the line that begins again"
        assert "motor" in told[0] and "kører ikke" in told[0]
        assert "Kittet er set efter" in screen(app)
        await press(pilot, "home", "enter")
        assert "Gør: Slut skærmen med Ctrl-Q" in screen(app)


async def test_what_was_found_before_is_gone_when_it_is_looked_through_again(crisis: Kit, monkeypatch) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "3", "e")
        await settle(pilot)
        monkeypatch.setattr(checkup, "_store", lambda _kit: iter([Finding(Check.LOG, Verdict.FAULT, "kun i dag")]))
        await press(pilot, "e")
        await settle(pilot)
        assert "kun i dag" in rows(app)[0]
