"""Two columns of places: the cursor goes through them as one reads, crosses, and stays on its place."""

from collections.abc import Iterable

from board_samples import row
from console_pilot import settle
from textual.app import App, ComposeResult

from fieldkit.console.overview.place_grid import PlaceGrid, shape


class Board(App[None]):
    """A grid alone, and what it tells."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield PlaceGrid()

    def on_place_grid_chosen(self, event: PlaceGrid.Chosen) -> None:
        self.chosen.append(event.place)

    @property
    def grid(self) -> PlaceGrid:
        return self.query_one(PlaceGrid)

    def show(self, places: Iterable[int]) -> None:
        self.grid.show_rows([row(place=place, name=f"Sted {place}") for place in places])

    def lines(self) -> list[str]:
        return [self.grid.render_line(y).text for y in range(self.grid.size.height)]


SIZE = (80, 11)
"""Ten lines of places in each of two columns, and the line of marks."""


async def test_two_columns_are_filled_downwards_and_say_what_is_below() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        await settle(pilot)
        first, *_, last = app.lines()
        assert "▸" in first and first.index("Sted 1 ") < first.index("Sted 11 ")
        assert "▼15" in last and "▲" not in last


async def test_down_goes_on_at_the_head_of_the_next_column_and_left_and_right_cross() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        await settle(pilot)
        for keys, place in (
            (["down"] * 10, 11),
            (["up"], 10),
            (["right"], 20),
            (["right"], 30),
            (["down"] * 5, 35),
            (["left"], 25),
            (["left", "left"], 5),
            (["left"], 5),
            (["up"] * 4, 1),
            (["up"], 35),
            (["right"], 35),
            (["down"], 1),
            (["pagedown"], 21),
            (["end"], 35),
            (["home"], 1),
        ):
            for key in keys:
                await pilot.press(key)
            assert app.grid.key == place, keys
            assert sum("▸" in line for line in app.lines()) == 1
            assert any(f"▸RØD  Sted {place} " in line for line in app.lines()), "the cursor is in sight"


async def test_right_from_beside_a_short_last_column_goes_to_its_end() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 14))
        await settle(pilot)
        for key in ["down"] * 8 + ["right"]:
            await pilot.press(key)
        assert app.grid.key == 13


async def test_the_cursor_stays_on_its_place_when_others_move_and_untouched_on_the_first() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        await settle(pilot)
        app.show(range(35, 0, -1))
        assert app.grid.key == 35, "nobody has moved it"
        await pilot.press("down", "down")
        assert app.grid.key == 33
        app.show(range(1, 36))
        await settle(pilot)
        assert app.grid.key == 33 and any("▸RØD  Sted 33 " in line for line in app.lines())
        app.show(range(1, 4))
        assert app.grid.key == 3, "it went: what stands where it stood, or the last"


async def test_what_was_asked_for_anew_begins_with_the_first_unless_the_chosen_one_is_there() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        app.grid.go_to(20)
        app.grid.show_rows([row(place=place) for place in (19, 20, 21)], anew=True)
        assert app.grid.key == 20
        app.grid.show_rows([row(place=place) for place in (7, 8, 9)], anew=True)
        assert app.grid.key == 7
        await pilot.pause()


async def test_a_click_chooses_and_another_on_the_same_opens() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        await settle(pilot)
        await pilot.click(PlaceGrid, offset=(45, 3))
        assert app.grid.key == 14 and app.chosen == []
        await pilot.click(PlaceGrid, offset=(45, 3))
        assert app.chosen == [14]
        await pilot.click(PlaceGrid, offset=(45, 10))
        assert app.grid.key == 14, "on the line of marks stands no place"
        await pilot.press("enter")
        assert app.chosen == [14, 14]


async def test_a_list_without_places_says_why_and_no_key_fails() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.grid.empty = "Intet sted passer."
        app.show([])
        await pilot.press("down", "up", "left", "right", "pagedown", "end", "home", "enter")
        assert app.grid.key is None and app.chosen == []
        assert app.lines()[0].startswith("Intet sted passer.")


async def test_a_screen_that_grows_shows_more_and_keeps_the_cursor() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        await pilot.press("end")
        await pilot.resize_terminal(80, 40)
        await settle(pilot)
        assert app.grid.key == 35 and "Sted 1 " in app.lines()[0]
        await pilot.resize_terminal(58, 9)
        await settle(pilot)
        assert app.grid.key == 35 and any("▸" in line for line in app.lines())


def test_words_before_columns_where_all_or_two_dozen_find_room() -> None:
    assert shape(78, 12, 85).columns == 2
    assert shape(78, 12, 10).columns == 1
    assert shape(58, 8, 85).columns == 1
    assert shape(78, 30, 85).columns == 1
    assert shape(160, 50, 85).columns == 2
    assert shape(78, 12, 85).room == 24


async def test_the_cursor_that_was_put_far_down_while_nobody_saw_it_is_in_sight_when_it_is_seen() -> None:
    app = Board()
    async with app.run_test(size=SIZE) as pilot:
        app.show(range(1, 36))
        app.grid.display = False
        await settle(pilot)
        app.grid.go_to(1)
        app.show(range(35, 0, -1))
        app.grid.display = True
        await settle(pilot)
        assert app.grid.key == 1 and any("▸RØD  Sted 1 " in line for line in app.lines())
