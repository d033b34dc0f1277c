"""What the engine met stands where it is seen."""

import pytest
from console_pilot import SIZE, engines_log, screen, settle
from kits import Clock

from fieldkit.console import message_line
from fieldkit.console.app import FeltkitApp
from fieldkit.console.message_line import ENDED_DA, FLASHES, MessageLine
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Trouble, add_problem, end_trouble


async def test_a_fault_met_by_the_engine_stands_on_the_message_line(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with engines_log(crisis) as log:
            add_problem(log, "printer", "Printeren mangler papir: læg en ny rulle i.", clock.now)
        app.poll()
        await settle(pilot)
        assert "Printeren mangler papir" in screen(app).splitlines()[-2]


async def test_a_long_sentence_is_said_to_its_end_and_gives_the_row_back(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.say("Hændelsen “Strømsvigt i hele kommunen” er begyndt (1-0003). F4 viser de kort, der passer.")
        await settle(pilot)
        assert "passer." in screen(app) and app.query_one(MessageLine).size.height == 2
        app.say("Noteret.")
        await settle(pilot)
        assert app.query_one(MessageLine).size.height == 1


async def test_the_end_of_a_fault_is_said_once_in_place_of_its_red_line(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with engines_log(crisis) as log:
            add_problem(log, "printer", "Printeren mangler papir.", clock.now, trouble=Trouble.PRINTER)
            app.poll()
            await settle(pilot)
            assert "Printeren mangler papir" in line(app) and app.query_one(MessageLine).has_class("fault")
            end_trouble(log, Trouble.PRINTER, clock.now)
            app.poll()
            await settle(pilot)
            assert "Printeren virker igen." in line(app) and not app.query_one(MessageLine).has_class("fault")
            app.say("Noteret.")
            add_problem(log, "printer", "Udskrift 4 er ikke bekræftet.", clock.now - 3600)
        app.poll()
        await settle(pilot)
        assert "Noteret." in line(app), "the end is said once, and old news not at all"


async def test_what_was_over_before_anybody_looked_is_no_news(crisis: Kit, clock: Clock) -> None:
    with engines_log(crisis) as log:
        add_problem(log, "radio", "Radioen er trukket ud.", clock.now, trouble=Trouble.RADIO)
        end_trouble(log, Trouble.RADIO, clock.now)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert not app.query_one(MessageLine).text


def test_every_fault_that_lasts_has_words_for_its_end() -> None:
    assert set(ENDED_DA) == set(Trouble)


def line(app: FeltkitApp) -> str:
    return screen(app).splitlines()[-2]


async def test_it_flashes_a_few_times_and_then_stands(crisis: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_line, "FLASH_S", 0.001)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        line, turns = app.query_one(MessageLine), []
        watched = line.set_class
        monkeypatch.setattr(line, "set_class", lambda on, name: (turns.append(on), watched(on, name)))
        app.say("Nu")
        line.flash()
        while len(turns) < 2 * FLASHES + 1:
            await pilot.pause(0)
        assert turns[1:] == [True, False] * FLASHES and not line.has_class("flashing")
