"""Messages in and out: what waits, what is late, and what is acknowledged and answered."""

from console_pilot import HERE, SECRETARIAT, SIZE, arrives, at_screen, press, screen, write
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.console.row_list import RowList
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Ack, Incident, Message, Report
from fieldkit.core.facts.terms import Precedence, Role
from fieldkit.kit import Kit


async def test_a_message_in_is_acknowledged_and_the_name_asked_once(crisis: Kit, clock: Clock) -> None:
    first = arrives(crisis, clock, Message("Luk op kl. 18", to=HERE, precedence=Precedence.URGENT))
    second = arrives(crisis, clock, Message("Hent tæpper", to=Role.MEETING_POINT.value), seq=2)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "2 venter på forstået her" in screen(app)
        await press(pilot, "enter")
        assert "Luk op kl. 18" in screen(app)
        await press(pilot, "k")
        await write(pilot, "Prøve")
        await press(pilot, "enter", "escape")
        assert "1 venter på forstået her" in screen(app)
        app.query_one("#entries", RowList).go_to(second.id)
        await press(pilot, "k")
        assert "0 venter på forstået her" in screen(app)
    assert set(crisis.state.acks) == {first.ref, second.ref}


async def test_overdue_stands_on_top_and_says_so(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Rutine", to=HERE), ago=10)
    arrives(crisis, clock, Message("Svar nu", to=HERE, precedence=Precedence.URGENT), seq=2, ago=42 * 60)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        lines = screen(app).splitlines()
    assert "1 over frist" in lines[2]
    assert "Svar nu" in lines[3] and "OVER 12 min" in lines[3]


async def test_a_message_of_ones_own_is_not_answered(point: Kit) -> None:
    point.record(Message("Kom med tæpper", to=SECRETARIAT))
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "s")
        assert "Den er herfra" in screen(app) and app.focused is app.query_one("#entries", RowList)


async def test_a_message_to_everybody_is_not_overdue_for_places_never_heard(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Report(3, {}, children=7), kit_number=3)
    app = at_screen(staff)
    staff.record(Message("Kog vandet", precedence=Precedence.FLASH))
    clock.now += 3600
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        (line,) = [row.text.plain for row in app.query_one("#entries", RowList).rows if "Kog vandet" in row.text.plain]
        assert "OVER" in line
        await press(pilot, "home", "enter")
        shown = " ".join(screen(app).split())
        assert "Brombærskolen ikke sendt" in shown  # no engine has run
        assert "83 steder er aldrig hørt her, og der ventes ikke på svar" in shown
        assert "Tranebærskolen" not in shown


async def test_what_an_incident_that_is_over_has_left_is_said_to_be_that(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Luk op kl. 18", to=HERE))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "er slut" not in screen(app)
        crisis.record(Incident(crisis.state.current(), stop=True))
        app.poll()
        await pilot.pause()
        assert "1 hændelse er slut" in screen(app).splitlines()[2] and "Luk op kl. 18" in screen(app)


async def test_who_has_a_message_to_everybody_is_counted_and_nobody_is_left_out(staff: Kit, clock: Clock) -> None:
    """Two have said forstået to what nobody is asked to: that is no “2 of 2” while most places have heard nothing."""
    kits = [place for place in staff.roster.places if place.kit and place.number != staff.place][:2]
    for nth, place in enumerate(kits, 1):
        arrives(staff, clock, Report(place.number, {}, children=7), kit_number=place.kit, seq=nth)
    sent = staff.record(Message("Vejen er lukket", precedence=Precedence.INFO))
    for place in kits:
        staff.record(Ack(RefBody(*sent.ref), by="Øvelse Bæk", place=place.number))
    every = len(staff.roster.places) - 1
    with_kit = sum(place.kit is not None for place in staff.roster.places) - 1
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        (line,) = [row.text.plain for row in app.query_one("#entries", RowList).rows if "Vejen" in row.text.plain]
        assert line.rstrip().endswith(f"modt. 2/{every}")
        app.query_one("#entries", RowList).go_to(sent.id)
        await press(pilot, "enter")
        told = " ".join(screen(app).split())
        assert (
            f"{every - with_kit} telefonsteder mangler; {with_kit - 2} kit mangler; 2 af {with_kit} kit har den."
            in told
        )
