"""A list that lays out only the rows near the cursor is used as one that lays out all."""

import pytest
from console_pilot import settle
from textual.app import App, ComposeResult
from textual.content import Content

from fieldkit.console.row_list import Row, RowList

MANY = [Row(n, Content(f"række {n}")) for n in range(1000)]


class Lists(App[None]):
    def compose(self) -> ComposeResult:
        yield RowList(id="rows")


@pytest.mark.parametrize("height", [10, 24, 26, 60])
async def test_each_page_down_moves_a_whole_screen(height: int):
    app = Lists()
    async with app.run_test(size=(40, height)) as pilot:
        rows = app.query_one(RowList)
        rows.focus()
        rows.show_rows(MANY)
        for page in range(1, 9):
            await pilot.press("pagedown")
            assert rows.key == page * height
        await pilot.press("end")
        assert rows.key == 999


async def test_a_list_that_gets_higher_is_filled():
    app = Lists()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RowList)
        rows.show_rows(MANY)
        await settle(pilot)
        await pilot.resize_terminal(40, 70)
        await settle(pilot)
        assert rows.render_line(69).text.strip() == "række 69"
        rows.focus()
        await pilot.press("pagedown")
        assert rows.key == 70
