"""The board: worst first, nothing unsaid is ok, and what is known of a place opens from its line."""

import re

from console_pilot import HERE, SIZE, arrives, press, screen, settle, write
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.console.row_list import RowList
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Condition, Level, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit

AT_ONE_SCHOOL = "Brombærskolen"


async def test_what_was_not_said_is_never_shown_as_ok(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}, trust=Trust.UNVERIFIED), ago=12 * 60)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (line,) = [line for line in screen(app).splitlines() if AT_ONE_SCHOOL in line]
        assert re.search(r"\? +Brombærskolen +12 min +ok( +·){11}", line)
        app.query_one("#places", RowList).go_to(3)
        await press(pilot, "enter")
        opened = screen(app)
    assert re.search(r"vand +ok +for 12 min siden +1-0001", opened)
    assert len(re.findall(r"ukendt +ikke meldt", opened)) == 10
    assert "ubekræftet" in opened


async def test_what_somebody_else_saw_is_marked_as_second_hand(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.OK)}, children=9, via=Via.OBSERVED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        (line,) = [line for line in screen(app).splitlines() if AT_ONE_SCHOOL in line]
        assert line.endswith("9/?a")


async def test_worst_place_stands_first_and_the_cursor_stays_on_its_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.YELLOW))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        places = app.query_one("#places", RowList)
        assert places.key == 3, "untouched, the cursor is on the worst"
        await press(pilot, "down", "up")
        arrives(crisis, clock, Report(4, {Topic.HEAT: TopicState(Condition.CRITICAL)}), seq=2)
        app.poll()
        await settle(pilot)
        assert [row.key for row in places.rows[:2]] == [4, 3]
        assert places.key == 3


async def test_an_untouched_cursor_follows_the_worst_place(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for seq, place in enumerate(range(40, 3, -1), 1):
            arrives(crisis, clock, Report(place, level=Level.RED), seq=seq)
        app.poll()
        await settle(pilot)
        places = app.query_one("#places", RowList)
        assert places.highlighted == 0 and places.scroll_offset.y == 0


async def test_only_problems_and_only_one_meeting_point(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(3, level=Level.RED))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert [row.key for row in app.query_one("#places", RowList).rows] == [3]
        await press(pilot, "p", "m", "down", "enter")
        mine = {2} | {place.number for place in crisis.roster.institutions_of("uglemoseskolen")}
        assert {row.key for row in app.query_one("#places", RowList).rows} == mine


async def test_a_report_is_read_and_acknowledged(crisis: Kit, clock: Clock) -> None:
    report = arrives(crisis, clock, Report(3, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.query_one("#places", RowList).go_to(3)
        await press(pilot, "k")
        assert "Hvem har læst den?" in screen(app)
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        assert f"{report.number} forstået af Øvelse" in screen(app)
        await press(pilot, "enter")
        assert "Forstået af: Øvelse (Uglemoseskolen)" in screen(app)
    (ack,) = crisis.state.acks[report.ref].values()
    assert (ack.body.by, ack.body.place) == ("Øvelse", HERE)


async def test_an_unknown_node_is_given_to_a_place(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Report(unknown_place(0xA1B2C3D4), {Topic.WATER: TopicState(Condition.CRITICAL)}))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Ukendt node a1b2c3d4" in screen(app)
        app.query_one("#places", RowList).go_to(unknown_place(0xA1B2C3D4))
        await press(pilot, "t")
        await write(pilot, "brombærskolen")
        await press(pilot, "enter")
        shown = screen(app).splitlines()
    assert crisis.state.owner(0xA1B2C3D4) == 3
    assert not any("Ukendt node" in line for line in shown[2:20])
    assert any("RØD" in line and AT_ONE_SCHOOL in line for line in shown)
