"""Messages in and out: what waits, what is late, and what is acknowledged and answered."""

from console_pilot import (
    HERE,
    SECRETARIAT,
    SIZE,
    arrives,
    at_screen,
    engines_log,
    press,
    screen,
    settle,
    type_keys,
    write,
)
from kits import Clock
from textual.widgets import Input

from fieldkit.console.app import FeltkitApp
from fieldkit.console.inbox.inbox_view import Show
from fieldkit.console.row_list import RowList
from fieldkit.console.words import clock_da
from fieldkit.core.documents import Printable
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Ack, Incident, Message, Report
from fieldkit.core.facts.terms import Precedence, Role, Trust
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import raise_to


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
        assert app.query_one("#entries", RowList).key == second.id, "the next that waits"
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
    assert "Venter på jer" in lines[3]
    assert "Svar nu" in lines[4] and "OVER 12 min" in lines[4]


async def test_a_message_of_ones_own_is_not_answered(point: Kit) -> None:
    point.record(Message("Kom med tæpper", to=SECRETARIAT))
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "v", "v", "s")
        assert "Den er herfra" in screen(app) and app.focused is app.query_one("#entries", RowList)


async def test_a_message_to_everybody_is_not_overdue_for_places_never_heard(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Report(3, {}, children=7), kit_number=3)
    app = at_screen(staff)
    staff.record(Message("Kog vandet", precedence=Precedence.FLASH))
    clock.now += 3600
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        line = next(row.text.plain for row in app.query_one("#entries", RowList).rows if "Kog vandet" in row.text.plain)
        assert "OVER" in line
        await press(pilot, "enter", "enter")
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
        await press(pilot, "f3", "v", "v")
        (line,) = [row.text.plain for row in app.query_one("#entries", RowList).rows if "Vejen" in row.text.plain]
        assert line.rstrip().endswith(f"modtaget 2/{every}")
        app.query_one("#entries", RowList).go_to(sent.id)
        await press(pilot, "enter")
        told = " ".join(screen(app).split())
        assert (
            f"{every - with_kit} telefonsteder mangler; {with_kit - 2} kits mangler; 2 af {with_kit} kits har den."
            in told
        )


def lines_of(app: FeltkitApp, name: str = "#entries") -> list[str]:
    return [row.text.plain for row in app.query_one(name, RowList).rows]


async def test_akut_unread_then_what_is_late_then_the_rest_then_the_threads(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Rutine", to=HERE), ago=10)
    arrives(crisis, clock, Message("For sent", to=HERE, precedence=Precedence.URGENT), seq=2, ago=42 * 60)
    arrives(crisis, clock, Message("Brand", precedence=Precedence.FLASH), seq=3, ago=5)
    arrives(crisis, clock, Message("Hej", to=HERE), kit_number=3, seq=4, ago=4)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        shown = lines_of(app)
    at = [next(n for n, line in enumerate(shown) if word in line) for word in ("AKUT: Brand", "For sent", "Rutine")]
    assert at == [1, 2, 3] and shown[0] == "Venter på jer"
    threads = shown[shown.index("Tråde: det, der haster, først") + 1 :]
    assert [line[1:19].strip() for line in threads] == ["Krisesekretariatet", "Brombærskolen"]
    assert "AKUT ulæst" in threads[0] and "ulæst her: 1" in threads[1]


async def test_a_thread_tells_reports_from_messages_and_theirs_from_ours(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Report(3, {}, children=43, note="fyret er ude"), kit_number=3, ago=900)
    ours = staff.record(Message("Montøren er på vej", to=3))
    arrives(staff, clock, Ack(RefBody(*ours.ref), by="Øvelse Bæk", place=3), kit_number=3, seq=2, ago=-60)
    arrives(staff, clock, Message("Tak", to=SECRETARIAT), kit_number=3, seq=3, ago=-120)
    clock.now += 300
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "v", "enter")
        shown = lines_of(app, "#said")
        assert app.query_one("#said", RowList).key == next(
            event.id for event in staff.state.messages.values() if event.body.text == "Tak"
        )
        assert "Brombærskolen" in screen(app).splitlines()[2]
    assert "← melding" in shown[0] and "43 børn" in shown[0] and "fyret er ude" in shown[0]
    assert "→ besked" in shown[1] and "   Montøren er på vej" in shown[1] and "forstået" in shown[1]
    assert "← besked" in shown[2] and shown[2].rstrip().endswith("ulæst")


async def test_k_in_a_thread_goes_to_the_next_that_waits_there(crisis: Kit, clock: Clock) -> None:
    events = [arrives(crisis, clock, Message(f"nr {n}", to=HERE), seq=n, ago=100 - n) for n in range(1, 4)]
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "end", "enter")
        said = app.query_one("#said", RowList)
        assert said.key == events[2].id
        await press(pilot, "k")
        assert said.key == events[1].id
        await press(pilot, "k", "k", "escape")
        assert "0 venter på forstået her" in screen(app) and "Venter på jer" not in screen(app)
    assert set(crisis.state.acks) == {event.ref for event in events}


async def test_what_comes_while_somebody_reads_does_not_move_the_cursor(crisis: Kit, clock: Clock) -> None:
    """K says forstået to what stood under the cursor, not to what came at that moment."""
    first = arrives(crisis, clock, Message("Rutine", to=HERE))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        arrives(crisis, clock, Message("Brand", precedence=Precedence.FLASH), seq=2, ago=1)
        app.poll()
        await press(pilot, "k")
    assert set(crisis.state.acks) == {first.ref}


async def test_s_in_a_thread_writes_to_that_place_and_esc_comes_back(staff: Kit, clock: Clock) -> None:
    arrives(staff, clock, Message("Hvornår kommer I?", to=SECRETARIAT), kit_number=3)
    staff.record(Message("Om en time", to=3))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "enter", "s")
        assert "Svar på 3-0001" in screen(app) and app.query_one("#to", Input).value == "Brombærskolen"
        await press(pilot, "escape")
        assert app.focused is app.query_one("#said", RowList)
        await press(pilot, "end", "s")
        assert app.query_one("#to", Input).value == "Brombærskolen" and "Ny besked" in screen(app)
        await press(pilot, "escape", "enter")
        assert "besked, rutine, ud" in screen(app)
        await press(pilot, "escape", "escape")
        assert app.focused is app.query_one("#entries", RowList)


async def test_who_has_not_said_forstaaet_is_two_keys_away_the_worst_first(staff: Kit, clock: Clock) -> None:
    for number in (2, 3, 4):
        arrives(staff, clock, Report(number, {}, children=7), kit_number=number)
    sent = staff.record(Message("Luk op", to=Role.MEETING_POINT.value, precedence=Precedence.URGENT))
    staff.record(Ack(RefBody(*sent.ref), by="Øvelse Bæk", place=2))
    with engines_log(staff) as log:
        raise_to(log, sent.id, 3, "received", clock.now)
    clock.now += 3600
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "m")
        shown = lines_of(app, "#lacking")
        names = [place.name for place in staff.roster.with_role(Role.MEETING_POINT)]
        assert "OVER" in shown[0] and f"1/{len(names)} forstået" in shown[0]
        lacking = [line.split("  ")[2].strip() for line in shown[1:]]
        assert staff.roster.place(2).name not in lacking
        if "Brombærskolen" in names:
            assert "Brombærskolen" in shown[-1] and "modtaget" in shown[-1]
        assert "ikke sendt" in shown[1]
        await press(pilot, "down", "enter")
        assert app.focused is app.query_one("#said", RowList) and "Luk op" in screen(app)
        await press(pilot, "escape")
        assert app.focused is app.query_one("#lacking", RowList)


async def test_places_that_nobody_has_heard_of_have_not_said_forstaaet_either(staff: Kit, clock: Clock) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "m")
        assert "I har ikke sendt noget" in screen(app)
        arrives(staff, clock, Report(3, {}, children=7), kit_number=3)
        sent = staff.record(Message("Kog vandet", precedence=Precedence.ROUTINE))
        arrives(staff, clock, Ack(RefBody(*sent.ref), by="Øvelse Bæk", place=3), kit_number=3, seq=2, ago=0)
        app.poll()
        await press(pilot, "escape", "m")
        many = len(staff.roster.places) - 1
        assert f"1/{many} forstået" in screen(app) and f"{many - 1} steder, som aldrig er hørt" in screen(app)
        assert "Alle har sagt" not in screen(app)


async def test_when_it_was_understood_here_is_said_not_when_others_did(point: Kit, clock: Clock) -> None:
    sent = arrives(point, clock, Message("Luk op", precedence=Precedence.ROUTINE, sender=SECRETARIAT))
    point.refresh()
    point.record(Ack(RefBody(*sent.ref), by="Øvelse Andersen", place=2))
    here = clock_da(clock.now)
    clock.now += 3600
    arrives(point, clock, Ack(RefBody(*sent.ref), by="Øvelse Bæk", place=3), kit_number=3, ago=0)
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "v", "enter")
        assert lines_of(app, "#said")[0].rstrip().endswith(f"forstået {here}")


async def test_a_long_thread_says_that_there_is_more_and_gets_it(staff: Kit) -> None:
    for n in range(70):
        staff.record(Message(f"nr {n}", to=3))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "v", "enter")
        said = app.query_one("#said", RowList)
        assert "nr 69" in screen(app) and len(said.rows) == 61
        await press(pilot, "home")
        assert "Der er mere før dette" in screen(app)
        await press(pilot, "enter")
        assert len(said.rows) == 70 and "nr 0 " in lines_of(app, "#said")[0]


async def test_the_thread_stands_beside_the_list_where_there_is_room(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Luk op kl. 18", to=HERE))
    app = at_screen(crisis)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f3")
        assert "│ Krisesekretariatet" in screen(app) and app.focused is app.query_one("#entries", RowList)
        assert screen(app).count("Luk op kl. 18") >= 2
        await press(pilot, "enter")
        assert app.focused is app.query_one("#said", RowList) and "Venter på jer" in screen(app)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert "Luk op kl. 18" in screen(app) and "Venter på jer" not in screen(app)
        await press(pilot, "escape")
        assert "Venter på jer" in screen(app)


async def test_beside_each_other_keys_are_about_the_one_that_has_the_focus(crisis: Kit, clock: Clock) -> None:
    first = arrives(crisis, clock, Message("nr 1", to=HERE), ago=100)
    second = arrives(crisis, clock, Message("nr 2", to=HERE), seq=2, ago=50)
    app = at_screen(crisis)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "f3")
        assert app.query_one("#entries", RowList).key == first.id
        await press(pilot, "tab")
        assert app.focused is app.query_one("#said", RowList) and app.query_one("#said", RowList).key == second.id
        await press(pilot, "k")
        assert set(crisis.state.acks) == {second.ref}
        await press(pilot, "shift+tab", "k")
    assert set(crisis.state.acks) == {first.ref, second.ref}


async def test_u_prints_at_once_what_is_under_the_cursor(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Luk op kl. 18", to=HERE))
    queue: list[Printable] = []
    app = at_screen(crisis, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "u", "enter", "u", "end")
        assert len(queue) == 2
        await press(pilot, "escape", "end", "u")
        assert len(queue) == 2 and "en tråd udskrives ikke" in screen(app)


async def test_what_the_list_shows_is_said_in_full_at_80_cells(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Luk op kl. 18", to=HERE, precedence=Precedence.URGENT), ago=3600)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await type_keys(pilot, "hej")
        await press(pilot, "escape")
        for show in Show:
            title = screen(app).splitlines()[2]
            assert "1 venter på forstået her" in title and "…" not in title
            assert ("Meldinger" if show is Show.WAITING else show) in title
            await press(pilot, "v")


async def test_who_is_not_proven_is_marked_apart_from_the_name_and_the_mark_explained(
    crisis: Kit, clock: Clock
) -> None:
    arrives(crisis, clock, Message("Send vand", to=HERE, sender=3, trust=Trust.UNVERIFIED))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "Brombærskolen  ? Send vand" in screen(app) and "?=ubekræftet" in screen(app)
