"""A shift is proposed, handed over and settled."""

from console_pilot import HERE, SECRETARIAT, SIZE, at_screen, bodies, fill, press, rows, screen
from kits import Clock
from textual.widgets import Input

from fieldkit.console.row_list import RowList
from fieldkit.console.staff.duty import DutyLine
from fieldkit.core.documents import HandoverSheet, Printable
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.staff import Crew, Handover
from fieldkit.kit import Kit


async def test_two_teams_are_proposed_after_a_day_and_a_change_of_shift_settles_it(staff: Kit, clock: Clock) -> None:
    staff.record(Crew("Øvelse Andersen", SECRETARIAT, "leader"))
    clock.now += 25 * 3600
    staff.record(Note("lever"))
    queue: list[Printable] = []
    app = at_screen(staff, queue)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7")
        assert "del staben i to hold" in screen(app) and "hold 2: Prøve Andersen" in screen(app)
        await press(pilot, "5")
        assert "Vagtskifte" in screen(app) and "Batteri: ukendt" in screen(app)
        await press(pilot, "v")
        await fill(pilot, "Prøve Andersen", "Runner 1-0044 er ude", "Vand er rødt")
        await press(pilot, "enter", "enter", "enter")
        assert "gentager tre ting; her er 2" in screen(app).replace("\n", " ") and bodies(staff, Handover) == []
        app.screen.query_one("#field-fact3", Input).value = "Møde kl. 18"
        await press(pilot, "enter")
        assert "Udskriv vagtskiftelisten" in screen(app)
        await press(pilot, "enter")
        assert app.operator == "Prøve Andersen"
        await press(pilot, "1")
        assert "Prøve Andersen" in rows(app)[0] and "Øvelse Andersen" not in rows(app)[0]
    (handed,) = bodies(staff, Handover)
    assert (handed.outgoing, handed.incoming, handed.role) == ("Øvelse Andersen", "Prøve Andersen", "leader")
    assert handed.facts == ("Runner 1-0044 er ude", "Vand er rødt", "Møde kl. 18")
    assert queue == [HandoverSheet()]


async def test_who_is_typed_leaves_also_when_another_row_was_opened(staff: Kit) -> None:
    staff.record(Crew("Øvelse Andersen", SECRETARIAT, "leader"))
    staff.record(Crew("Øvelse Bæk", SECRETARIAT, "log-keeper"))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "1")
        app.query_one("#rows", RowList).go_to(DutyLine(SECRETARIAT, "øvelse andersen"))
        await press(pilot, "v")
        for name, text in (
            ("outgoing", "Øvelse Ukendt"),
            ("incoming", "Prøve Andersen"),
            ("fact1", "vand"),
            ("fact2", "mad"),
            ("fact3", "møde"),
        ):
            app.screen.query_one(f"#field-{name}", Input).value = text
        app.screen.query_one("#field-at", Input).focus()
        await press(pilot, "enter", "enter")
    (handed,) = bodies(staff, Handover)
    assert (handed.outgoing, handed.incoming, handed.role) == ("Øvelse Ukendt", "Prøve Andersen", "")


async def test_who_sits_at_the_screen_goes_on_when_others_hand_over(staff: Kit) -> None:
    staff.record(Crew("Prøve Bæk", HERE, "leader"))
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "1", "v")
        for name, text in (("incoming", "Prøve Andersen"), ("fact1", "vand"), ("fact2", "mad"), ("fact3", "møde")):
            app.screen.query_one(f"#field-{name}", Input).value = text
        await press(pilot, "ctrl+s")
        assert "Vagten er skiftet" in screen(app)
        assert app.operator == "Øvelse Andersen"
