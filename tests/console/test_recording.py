"""What cannot be recorded is told, and the draft kept."""

from console_pilot import SIZE, press, screen
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit


async def test_a_disk_that_refuses_is_told_and_the_draft_kept(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "a", "enter")
        crisis.log.read_only = True
        await press(pilot, "enter")
        assert "intet blev noteret" in screen(app)
        assert app.query_one("#shorthand", Input).value == "a"
