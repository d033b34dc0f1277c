"""Requests are made, taken and delivered, and late ones stand on top."""

from console_pilot import HERE, SIZE, at_screen, bodies, fill, press, rows, screen, type_keys
from kits import Clock
from textual.widgets import Input

from fieldkit.console.row_list import RowList
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.terms import Precedence, Topic
from fieldkit.core.facts.work import Request, RequestState, RequestStatus
from fieldkit.core.roster.roster import Resource
from fieldkit.kit import Kit


async def test_tæpper_are_asked_for_taken_by_somebody_and_delivered(point: Kit) -> None:
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "n")
        assert "Punkt" in screen(app) and "Emne" not in screen(app), "as on paper and in the lists"
        await type_keys(pilot, "tæpper")
        await fill(pilot, "", "40", "stk.", "", "om 2 t", "varme", "", "")
        assert bodies(point, Request) == [], "nothing is recorded before the last Enter"
        assert "Uglemoseskolen anmoder om 40 stk. tæpper" in screen(app)
        await press(pilot, "enter")
        assert "afventer" in screen(app) and "40 stk. tæpper" in screen(app)
        await press(pilot, "enter")
        assert "Det kan hjælpe, det nærmeste først" in screen(app) and "800 stk." in screen(app)
        await press(pilot, "t")
        await fill(pilot, "Vej og park")
        assert "under udførelse, Vej og park har den" in screen(app)
        await press(pilot, "g")
        await fill(pilot, "38 er kommet")
        assert "gennemført" in screen(app)
    (asked,) = bodies(point, Request)
    assert (asked.what, asked.count, asked.unit, asked.place) == ("tæpper", 40, "stk.", HERE)
    assert asked.topic is Topic.HEAT and asked.by == "Øvelse Andersen"
    assert asked.due == int(point.now()) + 2 * 3600 - EPOCH_UNIX_S
    taken, done = bodies(point, RequestStatus)
    assert (taken.state, taken.holder) == (RequestState.WORKING, "Vej og park")
    assert (done.state, done.note, done.by) == (RequestState.DONE, "38 er kommet", "Øvelse Andersen")


async def test_the_resource_under_the_cursor_names_who_takes_it_and_a_refusal_says_why(point: Kit) -> None:
    point.record(Request("tæpper", HERE, count=40, topic=Topic.HEAT))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "enter")
        lines = app.query_one("#lines", RowList)
        lines.go_to(next(row.key for row in lines.rows if isinstance(row.key, Resource)))
        await press(pilot, "t")
        assert app.screen.query_one(Input).value == "Krisesekretariatet"
        await press(pilot, "escape", "x", "enter")
        assert "Begrundelsen mangler; skriv den" in screen(app) and bodies(point, RequestStatus) == []
        await fill(pilot, "har selv nok")
        assert "afvist" in screen(app)
        await press(pilot, "v")
    declined, again = bodies(point, RequestStatus)
    assert (declined.state, declined.note) == (RequestState.DECLINED, "har selv nok")
    assert again.state is RequestState.WAITING


async def test_late_requests_stand_on_top_and_mark_the_tab(point: Kit, clock: Clock) -> None:
    point.record(Request("kaffe", HERE))
    point.record(Request("diesel", HERE, precedence=Precedence.URGENT))
    clock.now += 45 * 60
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        assert "Anmodninger 2!" in screen(app)
        first, second = rows(app)
        assert first.startswith("! ") and "diesel" in first and "45 min" in first
        assert "kaffe" in second and not second.startswith("!")
