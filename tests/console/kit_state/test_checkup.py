"""The kit looked through at the screen, beside it."""

from collections.abc import Iterator

import pytest
from console_pilot import SIZE, at_screen, press, rows, screen, settle
from textual.worker import WorkerFailed

from fieldkit.acts import checkup
from fieldkit.acts.checkup import Check, Finding, Verdict, examine
from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit


async def test_what_a_command_finds_stands_there_the_worst_first(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "3")
        assert "Se kittet efter nu" in screen(app)
        await press(pilot, "enter")
        await settle(pilot)
        told = rows(app)
        found = list(examine(crisis.home.folder, now=crisis.own_clock))
        assert len(told) == len(found) + 1, "and the line that begins again"
        assert "motor" in told[0] and "kører ikke" in told[0]
        assert "Kittet er set efter" in screen(app)
        await press(pilot, "home", "enter")
        assert "Gør: Slut skærmen med Ctrl-Q" in screen(app)


async def test_what_was_found_before_is_gone_when_it_is_looked_through_again(crisis: Kit, monkeypatch) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "3", "e")
        await settle(pilot)
        monkeypatch.setattr(checkup, "_store", lambda _kit: iter([Finding(Check.LOG, Verdict.FAULT, "kun i dag")]))
        await press(pilot, "e")
        await settle(pilot)
        assert "kun i dag" in rows(app)[0]


async def test_what_broke_off_is_not_called_well(crisis: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(_kit: Kit) -> Iterator[Finding]:
        yield Finding(Check.LOG, Verdict.OK, "en ting")
        raise OSError("disken svarer ikke")

    monkeypatch.setattr(checkup, "_store", breaks_off)
    app = FeltkitApp(crisis, keep_going=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "3")
        with pytest.raises(WorkerFailed):  # nobody but a test waits for it
            await press(pilot, "e")
        await settle(pilot)
        assert "OSError" in screen(app)
        assert "er set efter" not in screen(app) and "Set efter" not in screen(app)
