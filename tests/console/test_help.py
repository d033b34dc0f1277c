"""F1 everywhere and `?` outside fields: help for the screen or window one stands on, made of what its keys do."""

import re

import pytest
from console_pilot import HERE, SIZE, arrives, at_screen, press, screen, settle, type_keys
from kits import Clock
from textual.widgets import Input, Static

from fieldkit.acts import notices, requests
from fieldkit.console.app import FeltkitApp
from fieldkit.console.help import HelpPage, drawn
from fieldkit.console.help_words import HELP, WINDOWS
from fieldkit.console.messages import ShowSheet
from fieldkit.console.questions import Confirm
from fieldkit.console.regions import BY_NAME, Tab
from fieldkit.core.facts.said import Message
from fieldkit.kit import Kit

NAMED = ("Enter", "Esc", "Mellemrum", "Ctrl-T", "/")


def told(app: FeltkitApp) -> str:
    """The whole help page, also what is below the edge."""
    assert isinstance(app.screen, HelpPage)
    return str(app.screen.query_one("#help-text", Static).content)


def hinted(app: FeltkitApp) -> set[str]:
    """The keys on the lines of keys of the screen in front."""
    keys: set[str] = set()
    for hint in app.screen.query(".hint"):
        if hint.is_on_screen and isinstance(hint, Static):
            for piece in str(hint.content).split("·"):
                found = re.match(r"\s*(?:\[ )?([A-ZÆØÅ]|F\d+|" + "|".join(NAMED) + r")(?=[\s:]|$)", piece)
                keys |= {found[1]} if found else set()
    return keys


async def shows_its_keys(app: FeltkitApp, pilot, what: str) -> None:
    keys = hinted(app)
    await press(pilot, "f1")
    text = told(app)
    missing = {key for key in keys if not re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text)}
    assert not missing, f"{what}: the help does not tell what {missing} does"
    await press(pilot, "escape")


@pytest.mark.parametrize("name", [*BY_NAME, *(tab.name for tab in Tab)])
def test_every_region_and_every_list_has_its_help(name: str) -> None:
    assert name in HELP, "write what it is for and what its marks mean in HELP of fieldkit/console/help_words.py"


async def test_every_key_on_a_line_of_keys_is_in_the_help_of_its_screen(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message(to=HERE, text="Send tæpper"))
    requests.ask(crisis, "tæpper", place=HERE, by="Øvelse Andersen")
    app = at_screen(crisis)
    async with app.run_test(size=(120, 24)) as pilot:
        app.poll()
        for name, kind in BY_NAME.items():
            if kind.module:
                await app.show_region(name)
                await settle(pilot)
                await shows_its_keys(app, pilot, name)
        for tab in Tab:
            app.post_message(ShowSheet(tab))
            await settle(pilot)
            await shows_its_keys(app, pilot, tab.name)
            await press(pilot, "enter")  # its page, or what Enter does there
            await shows_its_keys(app, pilot, f"{tab.name}, open")
            await press(pilot, "escape", "escape")


async def test_help_opens_on_the_screen_one_stands_on_and_closes(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for key, first in [
            ("f2", "Her: Overblik"),
            ("f3", "Her: Meldinger"),
            ("f5", "Her: Ny melding"),
            ("f7", "På vagt"),
        ]:
            for shut in ("f1", "escape", "enter"):
                await press(pilot, key, "f1")
                assert first in screen(app).splitlines()[0] and "F1 hjælp" in told(app)
                await press(pilot, shut)
                assert len(app.screen_stack) == 1
        await press(pilot, "f2", "question_mark")
        text = " ".join(told(app).split())
        assert all(f"{mark} {what}" in text for mark, what in HELP["overview"].marks if mark)


async def test_in_a_field_the_question_mark_is_a_mark_and_f1_helps(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "vand? nkN")
        assert app.query_one("#shorthand", Input).value == "vand? nkN" and len(app.screen_stack) == 1
        await press(pilot, "f1")
        assert "mangel, klares endnu" in told(app)
        await press(pilot, "escape")
        await type_keys(pilot, "x")
        assert app.query_one("#shorthand", Input).value == "vand? nkNx"


async def test_it_explains_the_window_and_the_fields_of_the_form(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        await type_keys(pilot, "tepper")
        await press(pilot, "f1")
        assert "Et skema" in screen(app) and "Hvor mange" in told(app) and "14.30, om 2 t" in told(app)
        await press(pilot, "f1")
        assert app.screen.query_one("#field-what", Input).value == "tepper"
        await press(pilot, "escape", "f6", "n", "f1")
        assert "Ét svar" in screen(app)
        await press(pilot, "escape", "escape", "ctrl+p", "f1")
        assert WINDOWS["Palette"].text[0][:30] in screen(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_no_line_of_it_is_wider_than_the_screen(crisis: Kit, size: tuple[int, int]) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f1")
        assert max(map(len, told(app).splitlines())) <= size[0] - 5


def test_what_goes_on_stands_under_its_first_word() -> None:
    assert str(drawn([("K", "forstået " * 12)], 40)).splitlines()[1].startswith("     forstået")


async def test_a_notice_on_the_list_tells_what_can_be_done_with_it_now(crisis: Kit) -> None:
    app = at_screen(crisis)
    notices.write(crisis, "Kom på skolen", "Der er varme og mad.")
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(ShowSheet(Tab.NOTICES))
        await settle(pilot)
        await press(pilot, "f1")
        assert "Taster nu" in screen(app) and "T taget ned" in told(app)


async def test_a_question_mark_at_a_question_is_help_and_leaves_it_open(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0)
        app.push_screen(Confirm("Skal det ske?"))
        await press(pilot, "question_mark")
        assert "Her: vinduet" in screen(app)
        await press(pilot, "question_mark")
        assert "Skal det ske?" in screen(app) and isinstance(app.screen, Confirm)
