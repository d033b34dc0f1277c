"""Places and people are put right in a form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_pilot import SIZE, bodies, press, screen, settle, type_keys
from kits import Clock, secretariat
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.core.facts.roster import RosterEdit, RosterTable
from fieldkit.kit import Kit


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    """The secretariat, before an incident."""
    made = secretariat(tmp_path / "kit", now=clock)
    yield made
    made.close()


async def test_a_phone_number_is_put_right_at_the_console(kit):
    app = FeltkitApp(kit)
    app.operator = "Vagt Æble"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "6", "r")
        assert "Øvelse Andersen" in screen(app)
        app.screen.query_one("#field-telefon", Input).focus()
        await type_keys(pilot, "00 00 00 77")
        await press(pilot, *["enter"] * 6)
        await settle(pilot)
        assert "00 00 00 77" in screen(app)
        assert bodies(kit, RosterEdit) == [
            RosterEdit(
                RosterTable.PEOPLE,
                "Øvelse Andersen, kriseleder, sekretariat",
                {"telefon": "00 00 00 77"},
                by="Vagt Æble",
            )
        ]


async def test_a_place_is_added_and_a_wrong_one_refused_in_the_form(kit):
    app = FeltkitApp(kit)
    app.operator = "Vagt Æble"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "7", "down", "t")
        for name, text in (("nummer", "1"), ("kortnavn", "ny-hal"), ("navn", "Ny hal"), ("type", "idrætshal")):
            app.screen.query_one(f"#field-{name}", Input).value = text
        app.screen.query_one("SendBar").focus()
        await press(pilot, "enter")
        await settle(pilot)
        assert "allerede" in screen(app)
        app.screen.query_one("#field-nummer", Input).value = "99"
        await press(pilot, "enter")
        await settle(pilot)
        assert kit.roster.by_slug("ny-hal") is not None
        assert "Tilføjet, noteret som" in screen(app)
