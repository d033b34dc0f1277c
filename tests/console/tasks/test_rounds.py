"""The rounds of reports: who has answered and who has not, in two keys; begun, changed and ended from there."""

from console_pilot import SIZE, arrives, at_screen, bodies, fill, press, rows, screen
from kits import Clock

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Level
from fieldkit.core.facts.work import Round, Silence
from fieldkit.kit import Kit


async def test_who_has_not_reported_stands_first_and_who_has_below(staff: Kit, clock: Clock) -> None:
    clock.now += 3.7 * 3600
    arrives(staff, clock, Report(2, level=Level.GREEN), kit_number=2)
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "7")
        assert "Alle melder hver 3. time fra kl." in screen(app) and "det sædvanlige" in screen(app)
        shown = rows(app)
        assert "Har ikke meldt i denne runde: " in screen(app)
        assert "aldrig hørt" in shown[0] and "TAVS" in shown[0]
        assert "Uglemoseskolen" in shown[-1] and "meldt" in shown[-1] and "(2-0001)" in shown[-1]
        await press(pilot, "end", "enter")
        assert "Uglemoseskolen" in screen(app) and "Meldt" in screen(app)
        await press(pilot, "escape", "home")
        assert "Børnehaven Rævehalen" in screen(app)


async def test_a_round_is_set_changed_and_ended_with_who_decided_it(staff: Kit, clock: Clock) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "7", "n", "ctrl+u")
        await fill(pilot, "70")
        await fill(pilot, "")
        await press(pilot, "enter")
        assert "skriv et helt tal fra 1 til 63" in " ".join(screen(app).split())
        await press(pilot, "up", "up", "ctrl+u")
        await fill(pilot, "2", "")
        await press(pilot, "enter")
        assert "Alle melder hver 2. time" in screen(app) and "Øvelse Andersen" in screen(app)
        await press(pilot, "x", "j")
        assert "Faste meldinger er aflyst" in screen(app)
    first, second = bodies(staff, Round)
    assert (first.hours, first.by) == (2, "Øvelse Andersen") and (first.first + EPOCH_UNIX_S) % 3600 == 0
    assert (second.hours, second.by) == (0, "Øvelse Andersen")


async def test_all_that_lack_are_asked_from_the_round_and_then_nobody_is_left_to_ask(staff: Kit, clock: Clock) -> None:
    clock.now += 3.7 * 3600
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "7", "s", "enter")
        assert "rykket" in screen(app) and "spørg alle" not in screen(app)
    assert len(bodies(staff, Message)) == 1 and len(bodies(staff, Silence)) > 60


async def test_without_an_incident_there_is_no_round(kit: Kit) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f9", "7")
        assert "Ingen hændelse er i gang" in screen(app)
        await press(pilot, "n", "x", "s")
    assert bodies(kit, Round) == []


async def test_on_a_narrow_screen_every_list_still_has_its_number(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "f9", "7")
        assert "7Runde" in screen(app) and "2Anm" in screen(app)
        await press(pilot, "f7")
        assert "7Ste" in screen(app)
