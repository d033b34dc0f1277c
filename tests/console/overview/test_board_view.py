"""The board: two dozen places at once, worst first, nothing unsaid is ok; what is known of the chosen one stands below,
and opens from its line."""

import re

import pytest
from console_pilot import HERE, SIZE, arrives, at_screen, bodies, press, screen, settle, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.overview.place_grid import PlaceGrid
from fieldkit.core.documents import BoardPicture, Printable, Receipt
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.said import Ack, Report
from fieldkit.core.facts.terms import Condition, Level, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit

AT_ONE_SCHOOL = "Brombærskolen"
SIZES = [(60, 20), (80, 24), (120, 40), (160, 50), (200, 60)]


def grid(app: FeltkitApp) -> PlaceGrid:
    return app.query_one("#places", PlaceGrid)


async def test_the_keys_that_find_room_are_told_and_never_half_of_one(crisis: Kit) -> None:
    for width in (60, 80, 100):
        app = FeltkitApp(crisis, plain_letters=width == 80)
        async with app.run_test(size=(width, 24)) as pilot:
            await settle(pilot)
            (hint,) = [line.strip() for line in screen(app).splitlines() if "/ find" in line]
            told = re.split(r" [·.] ", hint)
            assert told[0] in ("Enter åbn", "Enter aabn")
            assert all(re.fullmatch(r"(Enter|[A-Z/]) [\wåø]+", key) for key in told), told
            assert ("B landkort" in told) is (width == 100)


async def test_two_dozen_places_stand_on_the_smallest_usual_screen(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert len(re.findall("aldrig", screen(app))) >= 24
        assert "ukendt alle elleve punkter" in screen(app)
        await press(pilot, "right")
        assert grid(app).key == crisis.roster.places[13].number, "the thirteenth place is the head of the other column"


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_place_is_told_on_every_screen(crisis: Kit, clock: Clock, size: tuple[int, int]) -> None:
    topics = {Topic.WATER: TopicState(Condition.CRITICAL, 4), Topic.FOOD: TopicState(Condition.SHORTAGE)}
    arrives(crisis, clock, Report(3, topics, children=43, staff=1, note="uro"), ago=2 * 3600)
    app = FeltkitApp(crisis)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = screen(app)
        flat = " ".join(shown.split())
        assert f"RØD {AT_ONE_SCHOOL} · 43 børn, 1 voksen" in re.sub(r" [│▏▎] ?", " ", flat)
        for word in ("vand (ca. 2 t tilbage)", "mad", "“uro”", "ikke meldt", "varme"):
            assert word in flat, word
        assert re.search("▸RØD +Brombær", shown)
        assert re.search("VAND 2t|kritisk vand", shown)


async def test_what_was_not_said_is_never_shown_as_ok(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}, trust=Trust.UNVERIFIED), ago=12 * 60)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert re.search(rf"\? +{AT_ONE_SCHOOL} +12 min 1/11 ok +u", screen(app))
        grid(app).go_to(3)
        await settle(pilot)
        below = screen(app)[screen(app).index("u ubekræftet") :]
        assert "ok vand · ikke meldt mad, varme" in below
        await press(pilot, "enter")
        opened = screen(app)
    assert re.search(r"vand +ok +for 12 min siden +1-0001", opened)
    assert len(re.findall(r"ukendt +ikke meldt", opened)) == 10
    assert "ubekræftet" in opened


async def test_what_somebody_else_saw_is_marked_as_second_hand(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=9, via=Via.OBSERVED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert re.search(rf"{AT_ONE_SCHOOL} +1 min +VAND +a", screen(app))
        assert "a set af andre" in screen(app)
        assert "1-0001, set af andre" in " ".join(screen(app).split())


async def test_the_hours_run_out_while_nobody_says_anything(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK, 4)}), ago=3600)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        grid(app).go_to(3)
        await settle(pilot)
        assert "vand 3t" in screen(app) and "ok vand (ca. 3 t tilbage)" in screen(app)
        clock.now += 4 * 3600
        app.poll()
        await settle(pilot)
        assert "vand 0t?" in screen(app) and re.search(r"måske slut vand \(slut kl. .*\?\)", screen(app))


async def test_worst_place_stands_first_and_the_cursor_stays_on_its_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.YELLOW))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert grid(app).key == 3, "untouched, the cursor is on the worst"
        await press(pilot, "down", "up")
        arrives(crisis, clock, Report(4, {Topic.HEAT: TopicState(Condition.CRITICAL)}), seq=2)
        app.poll()
        await settle(pilot)
        assert grid(app).places[:2] == [4, 3]
        assert grid(app).key == 3
        assert "▸GUL  Brombærskolen" in screen(app) and re.search("GUL +Brombærskolen · ", screen(app))


async def test_an_untouched_cursor_follows_the_worst_place(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for seq, place in enumerate(range(40, 3, -1), 1):
            arrives(crisis, clock, Report(place, level=Level.RED), seq=seq)
        app.poll()
        await settle(pilot)
        assert grid(app).key == grid(app).places[0] and "▸" in screen(app).splitlines()[3]


async def test_only_problems_and_only_one_meeting_point(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    every = len(crisis.roster.places) - 1
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert grid(app).places == [3]
        assert f"Viser 1 af {every}: kun problemer, værst først" in screen(app)
        await press(pilot, "p", "m", "down", "enter")
        mine = {2} | {place.number for place in crisis.roster.institutions_of("uglemoseskolen")}
        assert set(grid(app).places) == mine
        assert f"Viser {len(mine)} af {every}: Uglemoseskolen, værst først" in screen(app)
        await press(pilot, "p")
        assert "Intet sted passer" in screen(app)


async def test_the_order_goes_round_and_the_cursor_stays(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED), ago=60)
    arrives(crisis, clock, Report(4, level=Level.GREEN), seq=2, ago=3000)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "up", "s")
        assert "længst tavs først" in screen(app)
        assert grid(app).places[-2:] == [4, 3] and grid(app).key == 3, "who said nothing at all is before both"
        await press(pilot, "s")
        assert "efter navn" in screen(app)
        names = [row.name for row in grid(app).rows]
        assert names[0].startswith("A") and names[-1].startswith("Å")
        await press(pilot, "s")
        assert "værst først" in screen(app) and grid(app).places[0] == 3


async def test_a_part_of_a_name_finds_places_as_it_is_typed(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        await type_keys(pilot, "brom")
        assert grid(app).places == [3] and "Viser 1 af" in screen(app) and "“brom”" in screen(app)
        assert "Enter: behold · Esc: vis alle" in screen(app)
        await press(pilot, "enter", "k")
        assert "Hvem har læst den?" in screen(app), "letters are keys again"
        await press(pilot, "escape")
        await press(pilot, "slash")
        await press(pilot, "escape")
        assert len(grid(app).places) == len(crisis.roster.places) - 1


async def test_a_kept_filter_combines_with_problems_and_esc_takes_it_away(crisis: Kit, clock: Clock) -> None:
    for seq, place in enumerate((3, 4, 101), 1):
        arrives(crisis, clock, Report(place, level=Level.RED), seq=seq)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        await type_keys(pilot, "skole")
        await press(pilot, "down", "p")
        assert grid(app).places == [3, 4]
        assert "“skole”, kun problemer" in screen(app)
        await press(pilot, "escape")
        assert grid(app).places == [3, 4, 101] and "kun problemer" in screen(app)


async def test_who_left_the_line_by_an_f_key_can_find_again(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for away in (("f3", "f2"), ("f3", "escape")):
            await press(pilot, "slash")
            await type_keys(pilot, "skole")
            await press(pilot, *away, "slash")
            app.screen.query_one("#filter Input", Input).value = ""
            await type_keys(pilot, "hav")
            assert app.front.id == "overview" and "“hav”" in screen(app)
            await press(pilot, "f2")
            assert "Find sted" not in screen(app)


async def test_f2_clears_the_typed_filter_and_what_is_pointed_at_is_never_hidden(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        await type_keys(pilot, "brom")
        await press(pilot, "f2")
        assert len(grid(app).places) == len(crisis.roster.places) - 1
        await press(pilot, "p")
        await app.front.point_at(5)
        assert grid(app).key == 5


async def test_k_is_not_about_a_place_that_came_under_the_cursor_a_moment_ago(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.YELLOW))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert grid(app).key == 3
        arrives(crisis, clock, Report(4, level=Level.RED), seq=2)
        app.poll()
        await press(pilot, "k")
        assert "kom øverst lige nu" in screen(app) and bodies(crisis, Ack) == []
        await press(pilot, "k")
        assert len(bodies(crisis, Ack)) == 1


async def test_a_report_is_read_and_acknowledged(crisis: Kit, clock: Clock) -> None:
    report = arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        grid(app).go_to(3)
        await press(pilot, "k")
        assert "Hvem har læst den?" in screen(app)
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        assert f"{report.number} forstået af Øvelse" in screen(app)
        await press(pilot, "enter")
        assert "Forstået af: Øvelse (Uglemoseskolen)" in screen(app)
    (ack,) = crisis.state.acks[report.ref].values()
    assert (ack.body.by, ack.body.place) == ("Øvelse", HERE)


async def test_from_an_open_place_one_writes_to_it(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.SHORTAGE, 4)}), ago=3 * 3600 + 60)
    arrives(crisis, clock, Report(unknown_place(0xA1B2C3D4)), seq=2)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        grid(app).go_to(3)
        await press(pilot, "enter")
        assert re.search(r"vand +mangel +under 1 t tilbage +for 3 t 1 min siden", screen(app))
        assert "Ingen har sagt forstået til 1-0001 endnu: tryk K" in screen(app)
        await press(pilot, "n")
        assert AT_ONE_SCHOOL in screen(app) and isinstance(app.focused, Input)
        await press(pilot, "f2")
        grid(app).go_to(unknown_place(0xA1B2C3D4))
        await press(pilot, "enter", "n")
        assert "Stedet er ukendt: tryk T" in screen(app)


async def test_a_silent_place_has_nothing_to_say_forstaaet_to(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "k")
        assert "Der er intet at sige forstået til" in screen(app)


async def test_u_prints_at_once_what_is_shown(crisis: Kit, clock: Clock) -> None:
    report = arrives(crisis, clock, Report(3, level=Level.RED))
    papers: list[Printable] = []
    app = at_screen(crisis, papers)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "u")
        assert papers == [BoardPicture()]
        await press(pilot, "enter", "u")
        assert papers[1] == Receipt(crisis.exact(report.id))
        await press(pilot, "escape", "down", "enter", "u")
        assert len(papers) == 2 and "intet at udskrive" in screen(app)


async def test_an_unknown_node_is_given_to_a_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(unknown_place(0xA1B2C3D4), {Topic.WATER: TopicState(Condition.CRITICAL)}))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Ukendt radio a1b2c3d4" in screen(app) and "T tildel sted" in screen(app)
        grid(app).go_to(unknown_place(0xA1B2C3D4))
        await press(pilot, "t")
        await write(pilot, "brombærskolen")
        await press(pilot, "enter")
        shown = screen(app).splitlines()
    assert crisis.state.owner(0xA1B2C3D4) == 3
    assert not any("Ukendt radio" in line for line in shown[2:20])
    assert any("RØD" in line and AT_ONE_SCHOOL in line for line in shown)


async def test_an_arrow_looks_at_no_place_again(crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)

        def scans(*_: object, **__: object) -> None:
            raise AssertionError("the board is made anew for a key")

        monkeypatch.setattr("fieldkit.console.overview.board_view.make_board", scans)
        await press(pilot, "down", "right", "s", "p", "p", "slash")
        await type_keys(pilot, "skole")
        await press(pilot, "enter", "down")
        assert grid(app).key is not None
