"""A report is filled in with few keys, from this place and from others, by the beginnings of names."""

import re
from pathlib import Path

import pytest
from console_pilot import HERE, SIZE, at_screen, bodies, press, put, screen, settle, type_keys, write
from kits import Clock, meeting_point
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Condition, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit

AT_ONE_SCHOOL = "Brombærskolen"


async def test_the_usual_report_takes_ten_keys(crisis: Kit) -> None:
    keys = ["f5", "a", *"43b", "space", *"6v", "enter", "enter"]
    assert len(keys) <= 12
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in keys[:-1]:
            await press(pilot, key)
        assert bodies(crisis, Report) == []
        assert "Uglemoseskolen, set selv: alt ok, 43 børn, 6 voksne" in screen(app)
        await press(pilot, keys[-1])
        shown = screen(app)
    (report,) = bodies(crisis, Report)
    assert report.place == HERE and report.via is Via.OBSERVED and report.trust is Trust.VERIFIED
    assert (report.children, report.staff) == (43, 6)
    assert len(report.topics) == len(Topic)
    assert {state.condition for state in report.topics.values()} == {Condition.OK}
    assert re.search(r"▸GRØN Uglemoseskol… +nu +alt ok", shown)


async def test_the_report_can_be_for_another_place_and_by_single_keys(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "shift+tab", "shift+tab", "ctrl+a", "delete")
        app.screen.focused.value = ""
        await write(pilot, "brombærskolen")
        await press(pilot, "enter")
        await press(pilot, "down", "k", "6", "down", "m", "enter")
        assert "vand kritisk 6 t" in screen(app)
        await press(pilot, "enter")
    (report,) = bodies(crisis, Report)
    assert crisis.roster.place(report.place).name == AT_ONE_SCHOOL
    assert report.topics == {
        Topic.WATER: TopicState(Condition.CRITICAL, 6),
        Topic.HEAT: TopicState(Condition.SHORTAGE),
    }
    assert report.via is Via.PHONE and report.trust is Trust.UNVERIFIED


async def test_words_without_a_fact_are_no_report(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await write(pilot, "hej med jer")
        await press(pilot, "enter", "enter")
        assert "Meldingen siger intet om de elleve punkter" in screen(app)
    assert bodies(crisis, Report) == []


KOGLESKOVEN = "Børnehaven Kogleskoven"


async def test_the_beginning_of_a_place_is_taken_and_told(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        assert f"Stedet er forstået som {KOGLESKOVEN}." in screen(app)
        await type_keys(pilot, "43b")
        assert f"{KOGLESKOVEN}, telefon: 43 børn" in screen(app)
        await press(pilot, "enter", "enter")
    (report,) = bodies(staff, Report)
    assert staff.roster.place(report.place).name == KOGLESKOVEN
    assert report.via is Via.PHONE


async def test_a_beginning_that_may_be_several_stays_and_says_so(staff: Kit) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "klub")
        await press(pilot, "enter")
        assert "“klub” kan være Klub Værkbænken eller Klub Kælkebakken: skriv lidt mere" in screen(app)
        assert app.focused is app.query_one("#where", Input) and app.focused.value == "klub"
        await put(pilot, "#where", "xyzzy")
        await press(pilot, "enter")
        assert "F7 Folk, liste 7 Steder" in screen(app).replace("\n", " ")


async def test_how_the_report_came_stands_when_the_place_is_written_out(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#where", "brom")
        await press(pilot, "tab", "left", "tab")
        assert app.query_one("#where", Input).value == "Brombærskolen"
        await type_keys(pilot, "vand ok")
        await press(pilot, "enter", "enter")
    (report,) = bodies(point, Report)
    assert (report.place, report.via) == (3, Via.RUNNER)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_what_sends_it_is_in_sight_below_a_long_report(crisis: Kit, size: tuple[int, int]) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "vand! mad 6t ellers alt ok 43b 6v kom med tæpper og lys")
        assert "[ notér meldingen ]" in screen(app)


async def test_what_the_others_read_and_what_it_costs_stand_there_before_it_is_sent(
    tmp_path: Path, clock: Clock
) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock, radio="tcp://127.0.0.1:4403")
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert "i luften" not in screen(app)
        await type_keys(pilot, "vand! 43b")
        (line,) = [line for line in screen(app).splitlines() if "i luften" in line]
        assert "bytes, ca. 0," in line and "plads til ca." in line
    kit.close()


async def test_who_types_where_the_report_came_from_changes_no_screen(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "up")
        for letter in ("h", "a", "o"):
            await press(pilot, letter)
            assert app.front.id == "report" and "Bogstaver skrives i felterne" in screen(app)


async def test_a_letter_that_says_nothing_of_a_point_changes_no_screen(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "43b")
        await press(pilot, "down", "h")
        assert app.front.id == "report" and "Her virker O, M, K, U, A og tal" in screen(app)
        await press(pilot, "k")
        assert "kritisk" in screen(app).partition("vand ")[2].splitlines()[0]
