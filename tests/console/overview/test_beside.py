"""On a wide screen the chosen place's thread stands beside the board, on a very wide one what waits as well."""

import asyncio
from collections.abc import Callable

import pytest
from console_pilot import HERE, arrives, press, screen, settle
from kits import Clock
from textual.pilot import Pilot

from fieldkit.console import now_line
from fieldkit.console.app import FeltkitApp
from fieldkit.console.overview.beside import thread_lines
from fieldkit.console.overview.place_grid import PlaceGrid
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await settle(pilot)


async def test_the_thread_of_the_chosen_place_stands_beside_it_and_follows_the_cursor(
    crisis: Kit, clock: Clock
) -> None:
    first = Report(101, {Topic.WATER: TopicState(Condition.SHORTAGE)})
    arrives(crisis, clock, first, kit_number=101, ago=7200)
    arrives(crisis, clock, Message("Hvornår kommer vandet", to=HERE, sender=101), kit_number=101, seq=2, ago=3600)
    arrives(crisis, clock, Report(101, level=Level.RED), kit_number=101, seq=3)
    crisis.refresh()
    crisis.record(Message("Vandet kommer kl. 15", to=101))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Meldinger og beskeder" in screen(app))
        shown = " ".join(line.partition("│")[2].strip() for line in screen(app).splitlines())
        told = ("← melding vand mangel", "← besked Hvornår kommer vandet", "← melding rød", "→ besked Vandet kommer")
        at = [shown.index(words) for words in told]
        assert at == sorted(at), "in the order of time"
        assert app.query_one("#places", PlaceGrid).key == 101
        await press(pilot, "down", "down")
        await until(pilot, lambda: "Ingen meldinger eller beskeder" in screen(app))


async def test_what_comes_meanwhile_stands_there(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(101, level=Level.RED), kit_number=101, ago=600)
    app = FeltkitApp(crisis)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "← melding rød" in screen(app))
        arrives(crisis, clock, Message("Der er røg", to=HERE, sender=101), kit_number=101, seq=2)
        app.poll()
        await until(pilot, lambda: "← besked Der er røg" in screen(app))


async def test_a_very_wide_screen_has_the_tasks_as_well_and_a_click_leads_there(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(now_line, "LOOK_AFTER_S", 0.01)
    arrives(crisis, clock, Message("Kom straks", to=HERE, precedence=Precedence.FLASH))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: "Venter på jer: " in screen(app))
        assert "Kom straks" in screen(app).split("Venter på jer")[1]
        await pilot.click("#waits")
        await until(pilot, lambda: "Opgaver" in screen(app) and not app.query("#waits").first().region)


async def test_what_was_found_before_there_was_room_for_it_stands_there_when_there_is(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(now_line, "LOOK_AFTER_S", 0.01)
    arrives(crisis, clock, Message("Kom straks", to=HERE, precedence=Precedence.FLASH))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.query_one(now_line.NowLine).needs))
        await pilot.resize_terminal(160, 50)
        await settle(pilot)
        assert "Kom straks" in screen(app).partition("Venter på jer: ")[2]


async def test_a_screen_that_gets_narrow_has_the_place_below_again(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: "← melding rød" in screen(app) or "melding rød" in screen(app))
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "melding rød" not in screen(app) and "ikke meldt alle elleve punkter" in screen(app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "melding rød" in screen(app))
        assert not app.query_one("#waits").display


def test_a_thread_without_a_word_says_so() -> None:
    assert thread_lines([], 40, 10, 0.0).plain == "Ingen meldinger eller beskeder"
