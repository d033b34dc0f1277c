"""Keys that come in one burst land where a person who saw the screen between them would have had them."""

from console_pilot import HERE, SIZE, arrives, at_screen, bodies, burst, press, screen, settle
from kits import Clock
from textual.events import Key, Paste
from textual.widgets import Input

from fieldkit.acts.held import waiting
from fieldkit.console.app import FeltkitApp
from fieldkit.console.report import ReportForm
from fieldkit.console.send_bar import SendBar
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.work import Request
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit


async def test_a_text_and_two_enters_in_one_burst_send_a_message(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f3", "n", *"tæpper", "enter", "enter")
        (held,) = waiting(crisis)
        assert held.body.text == "tæpper"


async def test_a_message_to_somebody_else_in_one_burst(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f3", "n", *"kogle", "enter", "h", "enter", *"hej", "enter", "enter")
        (held,) = waiting(staff)
        assert held.body.text == "hej" and place_name(int(held.body.to), staff.roster) == "Børnehaven Kogleskoven"


async def test_enter_behind_a_text_leaves_the_field_and_no_more(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f3", "n", *"hej", "enter")
        assert isinstance(app.focused, SendBar) and not waiting(crisis)
        await burst(pilot, "up", "backspace", "backspace", "i", "enter")
        assert app.query_one("#text", Input).value == "hi" and isinstance(app.focused, SendBar)


async def test_letters_and_backspace_in_one_burst(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f3", "n", *"vandt", "backspace", *"er", "backspace", "backspace", *"kold")
        assert app.query_one("#text", Input).value == "vandkold"


async def test_an_f_key_and_letters_in_one_burst(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f5", *"vand")
        assert app.query_one("#shorthand", Input).value == "vand"
        await burst(pilot, "f3", "n", *"hej", "f5", *"mad", "f3", *"ho")
        assert app.query_one("#shorthand", Input).value == "vandmad"
        assert app.query_one("#text", Input).value == "hejho"


async def test_a_report_in_one_burst(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f5", *"vand", "exclamation_mark", "enter", "enter")
        assert app.query_one(ReportForm)
    (report,) = bodies(crisis, Report)
    assert report.topics


async def test_a_question_and_its_answer_in_one_burst(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f6", "n", *"lukket", "enter", "f3", "n", *"hej")
        assert app.query_one("#text", Input).value == "hej"
    (note,) = bodies(crisis, Note)
    assert note.text == "lukket"


async def test_a_form_in_one_burst(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await app.show_region("tasks")
        await press(pilot, "a")
        await burst(pilot, "n", *"diesel", "enter", *(["enter"] * 8))
        shown = screen(app)
    assert bodies(crisis, Request), shown
    assert bodies(crisis, Request)[0].what == "diesel"


async def test_what_is_pasted_comes_in_turn_with_the_keys(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        for typed in (
            Key("f3", None),
            Key("n", "n"),
            Paste("hej"),
            Key("d", "d"),
            Key("enter", None),
            Key("enter", None),
        ):
            app.post_message(typed)
        await settle(pilot)
        assert [held.body.text for held in waiting(crisis)] == ["hejd"]


async def test_forstaaet_and_a_name_in_one_burst(crisis: Kit, clock: Clock) -> None:
    arrives(crisis, clock, Message("Luk op kl. 18", to=HERE))
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "f3", "k", *"Andersen", "enter", "f5", *"vand")
        assert len(crisis.state.acks) == 1 and app.query_one("#shorthand", Input).value == "vand"


async def test_a_key_that_fails_holds_no_other_up(crisis: Kit) -> None:
    class Failing(FeltkitApp):
        async def action_name(self) -> None:
            raise ValueError("made to fail")

    app = Failing(crisis, keep_going=True)
    async with app.run_test(size=SIZE) as pilot:
        await burst(pilot, "ctrl+n", "f5", *"vand")
        assert app.query_one("#shorthand", Input).value == "vand"
