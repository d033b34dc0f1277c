"""A text of many lines is pasted whole, and one that is too long is told of; nothing is lost without a word."""

import pytest
from console_pilot import SIZE, press, screen
from textual import events
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit

LINES = "Linje 1: vand mangler\r\n\n  Linje 2: mad ok\nLinje 3: æøå 43 børn\t\n"
AS_ONE = "Linje 1: vand mangler Linje 2: mad ok Linje 3: æøå 43 børn"


@pytest.mark.parametrize("keys", [("f3", "n"), ("f6", "n"), ("f6", "slash"), ("f5",)], ids=" ".join)
async def test_all_lines_come_into_the_field(crisis: Kit, keys: tuple[str, ...]) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        field = app.focused
        assert isinstance(field, Input)
        field.value, field.cursor_position = "Før efter", 4
        app.post_message(events.Paste(LINES))
        await pilot.pause()
        assert field.value == f"Før {AS_ONE}efter"


async def test_what_is_too_long_is_told_and_what_stood_there_stays(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        field = app.query_one("#text", Input)
        field.focus()
        field.value, field.cursor_position = "Står her", 8
        app.post_message(events.Paste("lang " * 2_000))
        await pilot.pause()
        assert field.value == "Står her"
        assert "Det indsatte er 9999 tegn, og her er der plads til 2000 i alt: intet er sat ind." in " ".join(
            screen(app).split()
        )
        app.post_message(events.Paste(" og her"))
        await pilot.pause()
        assert field.value == "Står her og her"
