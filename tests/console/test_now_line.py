"""The row under the status line: the most urgent first, on every screen, and never in the way."""

import pytest
from console_pilot import HERE, SIZE, arrives, at_screen, press, screen, settle, type_keys
from kits import Clock
from textual.pilot import Pilot
from textual.widgets import Input

from fieldkit.acts.needs import Need, NeedSort
from fieldkit.console.app import FeltkitApp
from fieldkit.console.now_line import NowLine, now_row
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldkit.console.now_line.LOOK_AFTER_S", 0.001)


async def first_row(pilot: Pilot[None], app: FeltkitApp, wanted: str) -> str:
    """The row, when it says what is wanted; pytest's own time limit ends the wait for what never comes."""
    while wanted not in (row := [*screen(app).splitlines(), "", ""][1]):
        await pilot.pause(0.01)
    return row


async def test_it_says_what_waits_on_every_screen_and_leaves_the_cursor_alone(crisis: Kit, clock: Clock) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await first_row(pilot, app, "Intet venter på jer lige nu.")
        await type_keys(pilot, "vand ")
        arrives(crisis, clock, Message("Vi går", to=HERE))
        arrives(crisis, clock, Message("Kom straks", to=HERE, precedence=Precedence.FLASH), seq=2)
        app.poll()
        row = await first_row(pilot, app, "2 venter")
        assert row.startswith(" 2 venter  AKUT besked fra Krisesekretariatet: “Kom straks”") and row.endswith("F9")
        await type_keys(pilot, "ok")
        assert app.query_one("#shorthand", Input).value == "vand ok"
        for key in ("f2", "f3", "f4", "f6", "f7", "f9", "h"):
            await press(pilot, key)
            assert "Kom straks" in screen(app).splitlines()[1]
        await press(pilot, "f9", "k")
        assert "Vi går" in await first_row(pilot, app, "1 venter")


async def test_a_device_that_wants_a_hand_is_among_it_while_the_engine_runs(crisis: Kit, clock: Clock) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        put_status(crisis.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
        faulty = DeviceStatus(Device.PRINTER, DeviceState.FAULT, "intet papir", int(clock.now), {"do": "Læg papir i"})
        put_status(crisis.log, faulty)
        app.query_one(NowLine).watch_world()
        await first_row(pilot, app, "1 venter  Printer: intet papir. Læg papir i")
        await press(pilot, "f9", "enter")
        assert app.query_one("#prints").display


async def test_a_click_leads_to_what_waits(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(NowLine)
        await settle(pilot)
        assert app.front.id == "tasks"


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_way_to_it_is_never_cut(width: int) -> None:
    row = now_row([Need(NeedSort.MESSAGE, "k", 0, 0, "Ord " * 80)], 1, width, "Ord " * 80)
    assert row.cell_length <= width and row.plain.endswith("F9")


async def test_many_silent_places_are_told_as_the_list_tells_them_not_by_the_first(staff: Kit, clock: Clock) -> None:
    clock.now += 5 * 3600
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        row = await first_row(pilot, app, "1 venter")
        assert " steder har ikke meldt." in row and "tavs" not in row
