"""Help opens and closes, and letters in a field are letters."""

from console_pilot import SIZE, press, screen, type_keys
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.kit import Kit


async def test_help_opens_and_closes_and_letters_in_a_field_are_letters(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        assert "vand mangel, klares endnu" in screen(app)
        await press(pilot, "escape", "f5")
        await type_keys(pilot, "vand? nkN")
        assert app.query_one("#shorthand", Input).value == "vand? nkN"
        assert len(app.screen_stack) == 1
