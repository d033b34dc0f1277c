"""The sticks that are in, as rows: those that come and go are followed, except while one is being written."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from fieldkit.console import stick_list
from fieldkit.console.stick_list import StickList


class Window(App[None]):
    def compose(self) -> ComposeResult:
        yield StickList()


async def test_sticks_come_and_go_and_one_that_is_written_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Path] = []
    monkeypatch.setattr(stick_list, "sticks_in", lambda: list(found))
    app = Window()
    async with app.run_test() as pilot:
        sticks = app.query_one(StickList)
        assert sticks.stick is None and "Der sidder ingen USB-nøgle" in sticks.rows[0].text.plain
        found.append(Path("/media/en"))
        sticks.look()
        await pilot.pause()
        sticks.focus()
        assert sticks.stick == Path("/media/en")
        sticks.rests = True
        found.clear()
        sticks.look()
        assert len(sticks.rows) == 1 and not sticks.rows[0].heading
        sticks.rests = False
        sticks.look()
        assert sticks.rows[0].heading
