"""Who sits here says it in a few keys, is on duty by it, and everything recorded bears that name until another takes
over."""

from collections.abc import Callable

import pytest
from console_pilot import HERE, SECRETARIAT, SIZE, bodies, press, screen, settle, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.acts import at_screen, duty, incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.console.overview import Overview
from fieldkit.console.questions import Confirm
from fieldkit.console.who import WhichRole, Who
from fieldkit.core.documents import Badge, Printable
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.staff import Crew
from fieldkit.kit import Kit
from fieldkit.store.tables.at_screen import kept


def opened(kit: Kit, queue: Callable[[Printable], object] | None = None) -> FeltkitApp:
    """As `run_console` opens it."""
    return FeltkitApp(kit, asks_who=True, queue_print=queue)


async def test_a_person_of_the_roster_is_on_duty_with_the_right_card_in_six_keys(staff: Kit) -> None:
    app = opened(staff)
    keys = ["m", "b", "enter", "enter"]  # the initials of Model Bæk
    assert len(keys) <= 6
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, Who) and "Hvem er du?" in screen(app)
        await press(pilot, *keys)
        assert "Goddag, Model Bæk: på vagt som liaison" in screen(app)
        assert "Flere kommuner" in screen(app)  # the liaison's own card
        assert "M. Bæk" in screen(app).splitlines()[0]
    (came,) = bodies(staff, Crew)
    assert (came.name, came.role, came.place, came.out) == ("Model Bæk", "liaison", SECRETARIAT, False)


async def test_without_an_incident_the_person_stays_on_the_board(kit: Kit) -> None:
    app = opened(kit)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter", "enter")
        assert "Goddag" in screen(app) and isinstance(app.front, Overview)
        assert not isinstance(app.screen, Who)
    assert bodies(kit, Crew)[0].place == HERE


@pytest.mark.parametrize("key", ["f3", "f5", "f2", "escape"])
async def test_the_question_never_stands_in_the_way(crisis: Kit, key: str) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, key)
        assert not isinstance(app.screen, Who)
        assert app.query_one("#body").current == {"f3": "inbox", "f5": "report"}.get(key, "overview")
    assert app.operator == "" and bodies(crisis, Crew) == []


async def test_one_letter_is_no_name_and_neither_is_nothing(staff: Kit) -> None:
    app = opened(staff)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "Skriv begyndelsen af dit navn" in screen(app)
        await press(pilot, "p", "enter")
        assert "“p” er ikke et navn: skriv mindst to bogstaver." in screen(app)
        await press(pilot, "down", "enter")  # but who goes to a name means it
        assert isinstance(app.screen, WhichRole)
    assert bodies(staff, Crew) == []


async def test_a_name_that_stands_in_no_list_is_taken_with_the_role_that_is_chosen(crisis: Kit) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_keys(pilot, "Vikar Nord")
        assert "står ikke på listen" in screen(app)
        await press(pilot, "enter")
        assert "i hvilken rolle" in screen(app)
        await press(pilot, *["down"] * 4, "enter")
    (came,) = bodies(crisis, Crew)
    assert (came.name, came.role) == ("Vikar Nord", "log-keeper")


async def test_a_slip_of_the_finger_offers_the_name_that_was_meant_and_enter_still_takes_what_was_typed(
    crisis: Kit,
) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_keys(pilot, "Eksempel Ft")
        shown = screen(app)
        assert "Mente du en af dem?" in shown
        assert shown.index("står ikke på listen") < shown.index("Eksempel Frandsen")
        await press(pilot, "down", "enter")
        assert "Eksempel Frandsen" in screen(app) and "i hvilken rolle" in screen(app)
        await press(pilot, "enter")
    (came,) = bodies(crisis, Crew)
    assert came.name == "Eksempel Frandsen"


async def test_a_cpr_number_is_no_name_and_what_was_typed_stays(crisis: Kit) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, "Peter 010180-1234")
        await press(pilot, "enter")
        assert "CPR-nummer" in screen(app)
        assert app.screen.query_one(Input).value == "Peter 010180-1234"


async def test_a_badge_is_printed_on_wish(staff: Kit) -> None:
    asked: list[Printable] = []
    app = opened(staff, asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_keys(pilot, "model b")
        await press(pilot, "enter", "b")
    assert asked == [Badge("Model Bæk")]
    assert len(bodies(staff, Crew)) == 1


async def test_what_is_recorded_bears_the_name_until_another_takes_over(staff: Kit) -> None:
    app = opened(staff)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_keys(pilot, "model b")
        await press(pilot, "enter", "enter", "f5")
        await write(pilot, "Uglemoseskolen")
        await press(pilot, "enter", "a", "enter", "enter")
        await press(pilot, "ctrl+n")
        await type_keys(pilot, "eksempel b")
        await press(pilot, "enter", "enter")
        assert "Bliver Model Bæk på vagt?" in screen(app)
        await press(pilot, "n")
        assert app.operator == "Eksempel Bæk"
        await press(pilot, "f3", "n")
        await write(pilot, "Uglemoseskolen")
        await press(pilot, "enter", "enter")
        await write(pilot, "Vandet kommer kl. 15")
        await press(pilot, "enter", "enter")
    [report] = bodies(staff, Report)
    assert report.by == "Model Bæk"
    from fieldkit.store.tables.held import held_in

    assert [one.body.by for one in held_in(staff.log)] == ["Eksempel Bæk"] and bodies(staff, Message) == []
    assert [(one.name, one.out) for one in bodies(staff, Crew)] == [
        ("Model Bæk", False),
        ("Eksempel Bæk", False),
        ("Model Bæk", True),
    ]


async def test_who_goes_home_goes_also_when_the_next_was_signed_in_elsewhere_meanwhile(staff: Kit) -> None:
    asked: list[Printable] = []
    app = opened(staff, asked.append)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_keys(pilot, "model b")
        await press(pilot, "enter", "enter", "ctrl+n")
        await type_keys(pilot, "eksempel b")
        await press(pilot, "enter", "b")
        assert "Bliver Model Bæk på vagt?" in screen(app)
        duty.sign_in(staff, "Eksempel Bæk")
        await press(pilot, "n")
        assert app.operator == "Eksempel Bæk"
    gone = [one for one in bodies(staff, Crew) if one.out]
    assert [(one.name, one.by) for one in gone] == [("Model Bæk", "Eksempel Bæk")]
    assert len(bodies(staff, Crew)) == 3, "nobody came twice"
    assert asked == [Badge("Eksempel Bæk")]


async def test_those_on_duty_here_switch_with_two_keys_and_nothing_is_recorded(crisis: Kit) -> None:
    duty.sign_in(crisis, "Øvelse Andersen", role="leader")
    duty.sign_in(crisis, "Prøve Bæk", role="log-keeper")
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        first = app.operator
        await press(pilot, "ctrl+n", "1")
        assert {first, app.operator} == {"Øvelse Andersen", "Prøve Bæk"}, "who hands over stands last"
        assert "har skærmen nu" in screen(app)
    assert len(bodies(crisis, Crew)) == 2


async def test_a_restart_within_the_shift_knows_who_has_the_screen(crisis: Kit, clock: Clock) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter", "enter")
        name = app.operator
    clock.now += 3600
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, Confirm) and f"Har du stadig vagten, {name}?" in screen(app)
        await press(pilot, "enter")
        assert app.operator == name and isinstance(app.front, Overview)
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        assert "Ingen har sagt sit navn endnu. Ctrl-N" in screen(app)
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        assert isinstance(app.screen, Who)
    assert len(bodies(crisis, Crew)) == 1


@pytest.mark.parametrize("how", ["time", "gone"])
async def test_after_a_shift_and_for_who_has_gone_it_asks_anew(crisis: Kit, clock: Clock, how: str) -> None:
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter", "enter")
        name = app.operator
        if how == "time":
            clock.now += 12 * 3600 + 60
        else:
            duty.sign_out(crisis, duty.who_is_on_duty(crisis, name))
        app.poll()
        await settle(pilot)
        assert app.operator == "" and name in screen(app)
    at_screen.keep(crisis, name)  # as when the power went before anybody saw that it is over
    clock.now += 0 if how == "gone" else 13 * 3600
    app = opened(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, Who)
    assert kept(crisis.log) is None, "the name is kept no longer"


async def test_who_came_on_duty_before_the_incident_is_on_duty_in_it(kit: Kit) -> None:
    app = opened(kit)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter", "enter")
        incidents.start(kit, "Strømsvigt nord")
        app.poll()
        await settle(pilot)
        assert app.operator
    assert len(bodies(kit, Crew)) == 1
