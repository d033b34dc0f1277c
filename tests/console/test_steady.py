"""A fault of ours in one screen, whatever it is, is told; the screen is made anew, and the console lives."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from console_pilot import SIZE, screen, settle
from textual import events
from textual._context import active_app
from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.inbox import Inbox
from fieldkit.console.journal import Journal
from fieldkit.console.message_line import MessageLine
from fieldkit.console.overview import Overview
from fieldkit.console.questions import Confirm
from fieldkit.console.row_list import RowList
from fieldkit.console.steady import REPORT, LeftOut, write_report
from fieldkit.console.who import Who
from fieldkit.core.errors import StoreError
from fieldkit.kit import Kit


class Broken(Exception):
    """No fault of the kit's."""


def breaks(*_args, **_more):
    raise Broken("række 7")


@asynccontextmanager
async def standing(kit: Kit) -> AsyncIterator[FeltkitApp]:
    """The console as it runs: Textual's pilot waits for who hears nothing any more, and draws by itself."""
    app = FeltkitApp(kit, keep_going=True)
    app.operator = "Øvelse"
    active_app.set(app)
    running = asyncio.create_task(app.run_async(headless=True, size=SIZE))
    await until(lambda: app.is_running and " steder, " in screen(app))
    yield app
    assert app.is_running
    app.exit()
    await asyncio.wait_for(running, 10)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        with suppress(Broken, NoMatches, ScreenStackError, AssertionError):
            if holds():
                return
        await asyncio.sleep(0.02)
    assert holds()


async def press(app: FeltkitApp, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        await asyncio.sleep(0.05)
        for _ in range(100):
            if not app.message_queue_size and not len(app.typed_ahead):
                break
            await asyncio.sleep(0.02)


async def test_a_key_that_fails_is_told_with_where_and_the_next_one_counts(crisis: Kit, monkeypatch) -> None:
    async with standing(crisis) as app:
        await press(app, "f6")
        monkeypatch.setattr(Journal, "action_note", breaks)
        await press(app, "n")
        await until(lambda: "Log fejlede (Broken i app.py:" in screen(app))
        assert "række 7" in (crisis.home.folder / REPORT).read_text()
        monkeypatch.undo()
        await press(app, "f2")
        await until(lambda: isinstance(app.front, Overview) and " steder, " in screen(app))
        await press(app, "f6", "n")
        await until(lambda: isinstance(app.focused, Input))


@pytest.mark.parametrize("how", ["compose", "enter", "watch_world"])
async def test_a_screen_that_cannot_be_made_says_so_and_the_others_work(crisis: Kit, monkeypatch, how: str) -> None:
    async with standing(crisis) as app:
        monkeypatch.setattr(Inbox, how, breaks)
        await press(app, "f3")
        await until(lambda: "Meldinger fejlede" in screen(app))
        await press(app, "f2")
        await until(lambda: isinstance(app.front, Overview) and " steder, " in screen(app))
        for _ in range(3):
            await press(app, "f3")
        monkeypatch.undo()
        await press(app, "f6")
        await until(lambda: isinstance(app.front, Journal) and "Log" in screen(app))


async def test_a_screen_that_cannot_be_drawn_is_made_anew_and_then_left_out(crisis: Kit, monkeypatch) -> None:
    async with standing(crisis) as app:
        await press(app, "f6")
        monkeypatch.setattr(RowList, "render_line", breaks)
        for _ in range(4):
            await press(app, "down", "f6")
        await until(lambda: isinstance(app.front, LeftOut) and "Log kan ikke vises på dette kit lige nu" in screen(app))
        monkeypatch.undo()
        await press(app, "h")
        await until(lambda: app.is_running and "Hændelse" in screen(app))


async def test_a_window_that_fails_twice_is_left(crisis: Kit, monkeypatch) -> None:
    async with standing(crisis) as app:
        monkeypatch.setattr("fieldkit.acts.typed.name", breaks)
        await press(app, "ctrl+n")
        await until(lambda: isinstance(app.screen, Who))
        await press(app, "x", "y", "enter")
        await until(lambda: isinstance(app.screen, Who))
        await press(app, "enter")
        await until(lambda: not isinstance(app.screen, Who) and "Vinduet fejlede" in screen(app))
        await press(app, "f6")
        await until(lambda: isinstance(app.front, Journal))


async def test_what_cannot_even_be_told_ends_nothing(crisis: Kit, monkeypatch) -> None:
    async with standing(crisis) as app:
        await press(app, "f6")
        monkeypatch.setattr(Journal, "action_note", breaks)
        monkeypatch.setattr(MessageLine, "say", breaks)
        await press(app, "n", "n", "n", "f2")
        assert app.is_running and isinstance(app.front, Overview)


async def test_without_a_guard_a_fault_ends_the_app_as_tests_want(crisis: Kit, monkeypatch) -> None:
    app = FeltkitApp(crisis)
    monkeypatch.setattr(Overview, "enter", breaks)
    with pytest.raises(Broken):
        async with app.run_test(size=SIZE):
            pass


def test_the_report_stays_small(tmp_path) -> None:
    for number in range(300):
        write_report(tmp_path, Broken("x" * 1000 + str(number)), "Log")
    text = (tmp_path / REPORT).read_text()
    assert len(text) < 110_000 and "x299" in text
    (tmp_path / REPORT).unlink()
    (tmp_path / REPORT).mkdir()
    write_report(tmp_path, Broken("x"), "Log")


async def test_a_window_that_is_answered_takes_no_other_with_it(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        below, above = Confirm("Under?"), Confirm("Over?")
        app.push_screen(below)
        app.push_screen(above)
        await settle(pilot)
        below.dismiss(True)
        await settle(pilot)
        assert app.screen is above and below in app.screen_stack


async def test_what_the_disk_refuses_is_no_fault_of_the_screen(crisis: Kit, monkeypatch) -> None:
    def refuses(_event_id):
        raise StoreError("Disken kan ikke læses.")

    async with standing(crisis) as app:
        await press(app, "f6")
        monkeypatch.setattr(crisis.log, "by_id", refuses)
        await press(app, "down")
        await until(lambda: "Disken kan ikke læses." in screen(app) and "fejlede" not in screen(app))
        assert not (crisis.home.folder / REPORT).exists()
