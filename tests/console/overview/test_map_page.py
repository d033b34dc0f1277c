"""B on the board: the places on a map, a cursor that goes the way of the arrow, and Enter back to the board."""

import pytest
from console_pilot import SIZE, arrives, press, screen, settle
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.console.looks import Look
from fieldkit.console.overview.map_page import MapPage
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Level
from fieldkit.kit import Kit


async def test_the_map_shows_every_place_and_marks_the_worst_and_ones_own(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(12, {}, level=Level.RED, children=1, staff=1), kit_number=12)
    crisis.refresh()
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b")
        said = screen(app)
        assert "r12" in said and "Ræveengskolen" in said and "[?2]" in said
        assert "┤ 5 km" in said and "nord er op" in said and "RØD" in said
        assert "1 barn, 1 voksen" in said
        many = sum(place.lat is not None for place in crisis.roster.places)
        assert f"Landkort: {many} steder" in said


async def test_arrows_go_to_the_nearest_place_that_way_and_enter_to_the_board(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b", "home")
        assert "2 Uglemoseskolen (her)" in screen(app)
        before = crisis.roster.place(2)
        await press(pilot, "down", "right")
        window = app.screen
        assert isinstance(window, MapPage)
        line = next(line for line in screen(app).split("\n") if " hørt:" in line)
        number = int(line.split()[1])
        after = crisis.roster.place(number)
        assert before is not None and after is not None and number != 2
        assert after.lat < before.lat and after.lon > before.lon
        await press(pilot, "enter")
        assert not isinstance(app.screen, MapPage)
        assert app.front.selected.place == number


async def test_tab_goes_through_all_the_worst_first_and_back(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(12, {}, level=Level.RED), kit_number=12)
    crisis.refresh()
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b", "home", "tab")
        assert "12 Ræveengskolen" in screen(app)
        await press(pilot, "shift+tab", "shift+tab")
        assert "12 Ræveengskolen  " not in screen(app).split("\n")[-4]
        for _ in range(len(crisis.roster.places) + 2):
            await press(pilot, "tab")
        assert isinstance(app.screen, MapPage)


async def test_a_place_that_is_not_on_the_board_is_said(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b")
        while "Krisesekretariatet" not in screen(app).split("\n")[-4]:
            await press(pilot, "tab")
        assert "melder ikke selv" in screen(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, MapPage) and "står ikke på tavlen" in screen(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, MapPage)


async def test_it_follows_what_comes_and_keeps_its_place(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b", "home", "down")
        stands = next(line for line in screen(app).split("\n") if " hørt:" in line).split()[1]
        arrives(crisis, clock, Report(12, {}, level=Level.RED), kit_number=12)
        app.poll()
        await settle(pilot)
        assert "r12" in screen(app)
        assert next(line for line in screen(app).split("\n") if " hørt:" in line).split()[1] == stands


@pytest.mark.parametrize("size", [(60, 20), (120, 40), (20, 6)])
@pytest.mark.parametrize("look", [Look.FULL, Look.NONE])
async def test_it_fits_and_the_cursor_is_seen(crisis: Kit, size: tuple[int, int], look: Look) -> None:
    app = FeltkitApp(crisis, look=look)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "b")
        assert isinstance(app.screen, MapPage)
        if size[0] >= 60:
            assert "Landkort" in screen(app) and " km" in screen(app)


async def test_lists_without_positions_say_so(crisis: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldkit.console.overview.map_page.by_urgency", lambda *_: [])
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "b", "up", "tab", "enter")
        assert "Ingen steder har en position i listerne" in screen(app)
