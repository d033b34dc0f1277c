"""The console first and last: what it says when nothing is going on, what it prints, how it ends."""

import asyncio
from collections.abc import Callable

import pytest
from console_pilot import SIZE, arrives, press, screen, settle, type_keys, write
from kits import Clock
from textual.screen import ModalScreen
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.regions import REGIONS
from fieldkit.console.row_list import RowList
from fieldkit.core.documents import BoardPicture, CardSheet, LogSheet, Printable
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to


async def test_calm_first_screen_says_what_to_press(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        shown = screen(app)
    assert "Ingen hændelse er i gang" in shown
    assert "H   begynd en hændelse" in shown
    assert "motor standset" in shown
    for kind in REGIONS:
        assert kind.key.upper() + kind.label in shown


async def test_akut_rings_and_shows_without_taking_the_focus(crisis: Kit, clock: Clock) -> None:
    rung: list[bool] = []

    class Listening(FeltkitApp):
        def bell(self) -> None:
            rung.append(True)

    app = Listening(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "vand ")
        arrives(crisis, clock, Message("Kog vandet", precedence=Precedence.FLASH))
        app.poll()
        await type_keys(pilot, "ok")
        assert "AKUT fra Krisesekretariatet: Kog vandet" in screen(app)
        assert app.query_one("#shorthand", Input).value == "vand ok"
        app.poll()
    assert rung == [True]


async def test_printing_what_is_shown(crisis: Kit) -> None:
    asked: list[Printable] = []
    app = FeltkitApp(crisis, queue_print=asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "f8", "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "f8", "enter", "f6", "f8", "f8")
    assert asked == [BoardPicture(), CardSheet("alarm"), LogSheet()]


async def test_printing_says_why_not(crisis: Kit) -> None:
    def refuse(_wanted: Printable) -> None:
        raise InputError("Printeren kan ikke.")

    for queue, sentence in ((None, "Ingen printer er sat op"), (refuse, "Printeren kan ikke.")):
        app = FeltkitApp(crisis, queue_print=queue)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, "f8", "f8")
            assert sentence in screen(app)


async def test_leaving_asks_when_something_is_unsent(crisis: Kit, clock: Clock) -> None:
    raise_to(crisis.log, b"x" * 16, 1, "queued", clock.now)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+q", "ctrl+q")
        assert "Svar først på spørgsmålet" in screen(app)
        assert "1 er ikke sendt endnu" in screen(app)
        assert "radio: ring, send en runner" in screen(app) and "motoren kører" not in screen(app)
        await press(pilot, "enter", "escape")
        assert app.is_running and len(app.screen_stack) == 1
        await press(pilot, "ctrl+c")
        assert app.is_running
        await press(pilot, "ctrl+q", "j")
        assert app.return_code == 0


async def test_engine_is_started_after_the_first_paint_and_says_why_it_ends(crisis: Kit) -> None:
    started: list[Callable[[FieldkitError], None]] = []
    app = FeltkitApp(crisis, start_engine=started.append)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (failed,) = started
        await asyncio.to_thread(failed, FieldkitError("Radio og printer er standset: kablet er væk."))
        await settle(pilot)
        assert "kablet er væk" in screen(app)


@pytest.mark.parametrize(
    "window", [("ctrl+n",), ("f7", "n"), ("a", "n"), ("f2", "question_mark"), ("h", "n")], ids=" ".join
)
async def test_every_f_key_works_from_every_window(crisis: Kit, window: tuple[str, ...]) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        for key, name in (("f3", "inbox"), ("f6", "journal"), ("f4", "cards"), ("f2", "overview")):
            await press(pilot, *window, key)
            assert not isinstance(app.screen, ModalScreen) and app.front.id == name


async def test_what_stood_in_a_form_that_an_f_key_left_is_there_again(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await write(pilot, "tæpper")
        await press(pilot, "f3", "a", "n")
        assert "tæpper" in screen(app)


async def test_f2_gives_the_board_also_from_a_place_that_is_open(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert " steder, " not in screen(app)
        await press(pilot, "f2")
        assert " steder, " in screen(app)
        await press(pilot, "enter", "f6", "f2")
        assert " steder, " in screen(app)
