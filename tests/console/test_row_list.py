"""A list of thousands makes the rows near the cursor, and behaves as if all of them were there."""

import pytest
from console_pilot import settle
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip

from fieldkit.console.row_list import AHEAD, MARK, Row, RowList, RowsOnDemand, marked

MANY = 3_000


class Lists(App[None]):
    """One list, and how many of its rows were made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: set[int] = set()

    def compose(self) -> ComposeResult:
        yield RowList()

    @property
    def shown(self) -> RowList:
        return self.query_one(RowList)

    def show(self, numbers: list[int]) -> None:
        def make(number: int) -> Row:
            self.made.add(number)
            return Row(number, Content(f"række {number}"))

        self.shown.show_rows(RowsOnDemand(numbers, lambda number: number, make))

    def line(self, y: int) -> str:
        return self.shown.render_line(y).text.rstrip().removeprefix(MARK)

    def on_screen(self) -> list[str]:
        return [self.line(y) for y in range(self.shown.size.height)]


async def test_the_chosen_row_has_a_mark_and_no_other() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.press("down", "down", "down")
        lines = [app.shown.render_line(y).text for y in range(20)]
        assert [y for y, line in enumerate(lines) if MARK in line] == [3]
        assert lines[3].startswith(f"{MARK}række 3 ") and len(lines[3]) == len(lines[4])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (" RØD  Sted   ok", "▸RØD  Sted   ok"),
        ("19.31 melding  ok", "▸19.31 melding ok"),
        ("vand", "vand"),
        ("vand  ", "▸vand "),
        ("", ""),
        ("å☃  漢 x", "å☃  漢 x"),
    ],
)
def test_the_mark_leaves_the_columns_where_they_are(line: str, shown: str) -> None:
    assert marked(Strip([Segment(line)])).text == shown


async def test_only_the_rows_near_the_cursor_are_made() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.pause()
        assert len(app.made) == AHEAD and app.shown.key == 0
        assert app.shown.virtual_size.height == MANY, "the scrollbar says how long it is"
        for _ in range(AHEAD + 10):
            await pilot.press("down")
        assert app.shown.key == AHEAD + 10 and app.line(app.shown.size.height - 1) == f"række {AHEAD + 10}"
        await pilot.press("pagedown")
        assert app.shown.key == AHEAD + 30
        assert len(app.made) < 4 * AHEAD and app.shown.virtual_size.height == MANY


async def test_end_and_up_from_the_first_go_to_the_last_of_all() -> None:
    for key in ("end", "up"):
        app = Lists()
        async with app.run_test(size=(40, 20)) as pilot:
            app.show(list(range(MANY)))
            await pilot.pause()
            await pilot.press(key)
            assert app.shown.key == MANY - 1, key
            await pilot.press("home")
            assert app.shown.key == 0
            await pilot.pause()
            assert app.line(0) == "række 0"


async def test_the_cursor_stays_on_its_row_far_down_when_others_come_and_go() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.pause()
        app.shown.go_to(1_234)
        await pilot.pause()
        assert app.shown.key == 1_234 and "række 1234" in app.on_screen()
        app.show([*range(-50, 0), *range(MANY)])
        await pilot.pause()
        assert app.shown.key == 1_234 and "række 1234" in app.on_screen()
        app.show([n for n in range(MANY) if n % 2 == 0])
        await pilot.pause()
        assert app.shown.key == 1_234 and "række 1234" in app.on_screen()
        app.show([n for n in range(MANY) if n != 1_234])
        await pilot.pause()
        assert app.shown.key in (616, 617, 618), "what stands where it stood"
        app.show([])
        await pilot.pause()
        assert app.shown.key is None and app.shown.virtual_size.height == 0


async def test_what_is_scrolled_to_without_the_cursor_is_there() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.pause()
        for y in (90, 1_500, MANY - 20):
            app.shown.scroll_to(y=y, animate=False, immediate=True)
            await pilot.pause()
            assert app.on_screen() == [f"række {y + n}" for n in range(20)]
        assert app.shown.key == 0


async def test_a_row_of_which_only_the_text_changed_is_made_anew_in_its_place() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.pause()
        app.shown.go_to(700)
        await pilot.pause()
        rows = RowsOnDemand(range(MANY), lambda n: n, lambda n: Row(n, Content(f"ny {n}")))
        app.shown.show_rows(rows)
        await pilot.pause()
        assert app.shown.key == 700 and "ny 700" in app.on_screen()
        assert all(line.startswith("ny ") for line in app.on_screen())


@pytest.mark.parametrize("height", [10, 24, 26, 60])
async def test_each_page_down_moves_a_whole_screen(height: int) -> None:
    app = Lists()
    async with app.run_test(size=(40, height)) as pilot:
        app.shown.focus()
        app.show(list(range(MANY)))
        for page in range(1, 9):
            await pilot.press("pagedown")
            assert app.shown.key == page * height


async def test_a_list_that_gets_higher_is_filled() -> None:
    app = Lists()
    async with app.run_test(size=(40, 10)) as pilot:
        app.show(list(range(MANY)))
        await settle(pilot)
        await pilot.resize_terminal(40, 70)
        await settle(pilot)
        assert app.line(69) == "række 69"
        app.shown.focus()
        await pilot.press("pagedown")
        assert app.shown.key == 70


async def test_rows_that_come_and_go_far_below_are_counted_by_the_scrollbar() -> None:
    app = Lists()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        await pilot.pause()
        for many in (MANY + 500, MANY - 500, AHEAD):
            app.show(list(range(many)))
            assert app.shown.virtual_size.height == many == app.shown.vertical_scrollbar.window_virtual_size
            await pilot.pause()
        assert app.line(0) == "række 0" and app.shown.key == 0


class NoRoom(Lists):
    CSS = "RowList { height: 0; }"


async def test_a_page_of_a_list_that_has_no_room_is_no_fault() -> None:
    app = NoRoom()
    async with app.run_test(size=(40, 20)) as pilot:
        app.show(list(range(MANY)))
        app.shown.focus()
        await pilot.press("pageup", "pagedown")
        app.shown.styles.height = 10
        await pilot.pause()
        await pilot.press("pagedown")
        assert app.shown.key != 0
