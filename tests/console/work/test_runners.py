"""Runners are sent over several places, missed, called back and received."""

from console_pilot import HERE, SIZE, at_screen, bodies, fill, press, rows, screen, type_keys
from kits import Clock

from fieldkit.core.documents import Docket, Printable
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence, Transport
from fieldkit.core.facts.work import Dispatch, DispatchAct, DispatchStatus
from fieldkit.kit import Kit


async def test_a_runner_is_sent_with_numbers_over_two_places_and_comes_back(point: Kit, clock: Clock) -> None:
    carried = point.record(Message("Kom med tæpper", to=3, precedence=Precedence.URGENT))
    queue: list[Printable] = []
    app = at_screen(point, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "2", "n")
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
        assert "kvitteret af Øvelse Andersen" in screen(app)
    (sent,) = bodies(point, Dispatch)
    assert (sent.runner, sent.start, sent.route) == ("Eksempel Frandsen", HERE, (3, 4))
    assert sent.refs == (RefBody(*carried.ref),) and sent.transport is Transport.BICYCLE
    delivered, back = bodies(point, DispatchStatus)
    assert (delivered.act, delivered.place, delivered.by) == (DispatchAct.DELIVERED, 4, "skolelederen")
    assert (back.act, back.by, back.note) == (DispatchAct.RETURNED, "Øvelse Andersen", "vejen er spærret")
    (docket,) = queue
    assert isinstance(docket, Docket) and isinstance(point.find(docket.number).body, Dispatch)


async def test_an_overdue_runner_is_marked_and_called_back_with_a_message_to_the_places_ahead(
    point: Kit, clock: Clock
) -> None:
    point.record(Dispatch("Øvelse Frandsen", HERE, route=(3,), minutes=30))
    clock.now += 50 * 60
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "2")
        assert rows(app)[0].startswith("! ") and "OVER 20 min" in rows(app)[0]
        await press(pilot, "k")
        assert "Brombærskolen får en besked om det" in screen(app)
        await press(pilot, "enter")
    (recalled,) = bodies(point, DispatchStatus)
    assert (recalled.act, recalled.by) == (DispatchAct.RECALLED, "Øvelse Andersen")
    (told,) = bodies(point, Message)
    assert told.to == 3 and "Øvelse Frandsen" in told.text and told.precedence is Precedence.URGENT
