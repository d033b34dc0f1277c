"""Runners are sent over several places, missed, called back and received."""

import pytest
from console_pilot import HERE, SIZE, at_screen, bodies, fill, press, rows, screen, type_keys
from kits import Clock
from msgspec.structs import replace

from fieldkit.console.row_list import RowList
from fieldkit.console.sheets import PlaceLine
from fieldkit.core.documents import Docket, Printable
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.terms import Precedence, Transport, Trust
from fieldkit.core.facts.work import Dispatch, DispatchAct, DispatchStatus
from fieldkit.kit import Kit


async def test_a_runner_is_sent_with_numbers_over_two_places_and_comes_back(point: Kit, clock: Clock) -> None:
    carried = point.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    queue: list[Printable] = []
    app = at_screen(point, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "n")
        await type_keys(pilot, "Eksempel Frand")
        await press(pilot, "right", "enter")
        await type_keys(pilot, "Brombærskolen, Traneb")
        await press(pilot, "right", "enter")
        await fill(pilot, carried.number, "", "", "")
        assert "Ventes tilbage kl." in screen(app) and "cykel" in screen(app).replace("\n", "")
        await press(pilot, "enter")
        assert "Udskriv følgesedlen" in screen(app)
        await press(pilot, "enter")
        assert "ventes " in rows(app)[0] and "Eksempel Frandsen" in rows(app)[0]
        await press(pilot, "enter")
        assert carried.number in screen(app) and "ikke afleveret endnu" in screen(app)
        await press(pilot, "l")
        assert "Hvor er det afleveret?" in screen(app)
        await press(pilot, "down", "enter")
        await fill(pilot, "skolelederen")
        assert "til skolelederen" in screen(app)
        await press(pilot, "b")
        await fill(pilot, "vejen er spærret", "", "")
        assert "modtaget af Øvelse Andersen" in screen(app)
    (sent,) = bodies(point, Dispatch)
    assert (sent.runner, sent.start, sent.route) == ("Eksempel Frandsen", HERE, (3, 4))
    assert sent.refs == (RefBody(*carried.ref),) and sent.transport is Transport.BICYCLE
    delivered, back = bodies(point, DispatchStatus)
    assert (delivered.act, delivered.place, delivered.by) == (DispatchAct.DELIVERED, 4, "skolelederen")
    assert (back.act, back.by, back.note) == (DispatchAct.RETURNED, "Øvelse Andersen", "vejen er spærret")
    (docket,) = queue
    assert isinstance(docket, Docket) and isinstance(point.find(docket.number).body, Dispatch)


async def test_what_is_for_a_place_off_the_way_is_told_before_the_runner_goes(point: Kit) -> None:
    carried = point.record(Message("Kom med tæpper", to=5))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "n")
        await fill(pilot, "Eksempel Frandsen", "Brombærskolen", carried.number)
        said = " ".join(screen(app).replace("█", " ").replace("│", " ").split())
        assert f"OBS: {carried.number} er til {point.roster.place(5).name}, der ikke er på turen." in said
        await press(pilot, "up", "up")
        await type_keys(pilot, f", {point.roster.place(5).name}")
        assert "OBS" not in screen(app)


async def test_a_surname_finds_the_runner_and_how_they_go(point: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    people = tuple(one for one in point.roster.people if "Holm" not in one.name or one.name == "Kladde Holm")
    few = replace(point.roster, people=people)
    monkeypatch.setattr(Kit, "roster", property(lambda _kit: few))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "n")
        await fill(pilot, "holm", "Brombærskolen")
        assert "Kladde Holm sendt på cykel" in " ".join(screen(app).split())
        await press(pilot, "ctrl+s")
    (sent,) = bodies(point, Dispatch)
    assert (sent.runner, sent.transport) == ("Kladde Holm", Transport.BICYCLE)


async def test_a_runner_who_is_back_tells_where_it_was_handed_over(point: Kit) -> None:
    point.record(Dispatch("Øvelse Frandsen", HERE, route=(3,), minutes=30))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "b")
        await fill(pilot, "alt vel", "", "")
        await press(pilot, "enter")
        assert "ikke afleveret endnu" in screen(app) and "L afleveret" in screen(app)
        await press(pilot, "l")
        assert "Hvem tog imod hos Brombærskolen?" in screen(app)
        await fill(pilot, "skolelederen")
        assert "til skolelederen" in screen(app) and "L afleveret" not in screen(app)
    assert [status.act for status in bodies(point, DispatchStatus)] == [DispatchAct.RETURNED, DispatchAct.DELIVERED]


async def test_an_overdue_runner_is_marked_and_called_back_with_a_message_to_the_places_ahead(
    point: Kit, clock: Clock
) -> None:
    point.record(Dispatch("Øvelse Frandsen", HERE, route=(3,), minutes=30))
    clock.now += 50 * 60
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2")
        assert rows(app)[0].startswith("! ") and "OVER 20 min" in rows(app)[0]
        await press(pilot, "k")
        assert "Brombærskolen får en besked om det" in screen(app)
        await press(pilot, "enter")
    (recalled,) = bodies(point, DispatchStatus)
    assert (recalled.act, recalled.by) == (DispatchAct.RECALLED, "Øvelse Andersen")
    (told,) = bodies(point, Message)
    assert told.to == 3 and "Øvelse Frandsen" in told.text and told.precedence is Precedence.URGENT


async def test_a_way_that_leads_by_one_place_twice_is_shown_and_walked_through(point: Kit) -> None:
    point.record(Dispatch("Øvelse Andersen", HERE, route=(3, 4, 3), minutes=40))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "enter")
        lines = app.query_one("#lines", RowList)
        keys = [row.key for row in lines.rows]
        assert len(set(keys)) == len(keys), "a key stands for one line"
        assert [row.key.place for row in lines.rows if isinstance(row.key, PlaceLine)] == [3, 4, 3]
        for _ in keys:
            if lines.key != PlaceLine(3, 2):
                await press(pilot, "down")
                app.poll()
                await pilot.pause()
        assert lines.key == PlaceLine(3, 2), "what is looked at anew leaves the cursor where it is"


async def test_an_unproven_ok_is_told_as_that_and_the_runner_goes_on(point: Kit) -> None:
    message = point.record(Message("Evakuér nu", to=101, precedence=Precedence.FLASH))
    point.record(Dispatch("Øvelse Andersen", HERE, route=(101,), refs=(RefBody(*message.ref),), minutes=40))
    point.record(Ack(RefBody(*message.ref), by="telefonen på stedet", place=101, trust=Trust.UNVERIFIED))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "2", "enter")
        shown = " ".join(screen(app).split())
        assert "ubekræftet “ok” fra Børnehuset Regnfrakken: ring og spørg" in shown and "besvaret" not in shown
        await press(pilot, "escape", "f3")
        (line,) = [row.text.plain for row in app.query_one("#entries", RowList).rows if "Evakuér" in row.text.plain]
        assert "ubekræftet" in line and "forstået" not in line
        await press(pilot, "home", "enter", "enter")
        shown = " ".join(screen(app).split())
        assert "“ok” af telefonen på stedet" in shown and "(ubekræftet): ring og spørg" in shown
