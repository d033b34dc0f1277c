"""Cards that bear a key, printed at the screen without lying in the queue."""

import pytest
from console_pilot import SIZE, at_screen, bodies, press, screen, settle
from kits import Clock, meeting_point

from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import job_rows


@pytest.fixture
def printing(tmp_path, clock: Clock):
    made = meeting_point(tmp_path / "printing", now=clock, printer="virtual:")
    yield made
    made.close()


async def test_the_channel_s_card_is_printed_at_once_and_noted(printing: Kit) -> None:
    app = at_screen(printing)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "r")
        assert "Radiokortet bærer kanalens nøgle" in screen(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert "udskrevet" in screen(app) or "sendt til printeren" in screen(app)
        await press(pilot, "enter")
        assert "Det kan I gøre her" in screen(app) or "motor" in screen(app)
    assert not job_rows(printing.log), "it never lies on the disk"
    printing.refresh()
    assert any("udskrevet" in body.text or "printeren" in body.text for body in bodies(printing, Note))


async def test_the_municipality_s_key_is_not_printed_by_a_slip_of_the_finger(printing: Kit) -> None:
    app = at_screen(printing)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "n", "enter")
        assert "Nøglekortet bærer kommunens nøgle" in screen(app), "Enter does not do"
        await press(pilot, "n")
        assert "Nøglekortet bærer" not in screen(app)
        await press(pilot, "n", "j")
        await settle(pilot)
        assert "udskrevet" in screen(app) or "sendt til printeren" in screen(app)


async def test_without_a_printer_it_says_so(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "r", "enter")
        await settle(pilot)
        assert "Kittet har ingen printer" in screen(app)
        await press(pilot, "escape")
        assert "Kittet har ingen printer;" not in screen(app)
