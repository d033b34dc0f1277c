"""A line that an act refuses stands where it was typed, with the reason under it, and nothing is recorded."""

import pytest
from console_pilot import HERE, SIZE, at_screen, bodies, press, screen, settle, write
from textual.widgets import Input

from fieldkit.acts import citizens, messages, notes
from fieldkit.console.app import FeltkitApp
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.questions import Ask
from fieldkit.console.row_list import RowList
from fieldkit.console.who import Who
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import Ack, CardStep, Message, Note
from fieldkit.core.facts.staff import QuestionClosed
from fieldkit.core.facts.work import RequestStatus
from fieldkit.kit import Kit

CPR = "ring til hende på 010190-1234"
LONG = "Ærø " * 600


@pytest.mark.parametrize(("line", "why"), [(CPR, "CPR-nummer"), (LONG, "og der er plads til 2000")])
@pytest.mark.parametrize(
    ("keys", "kind"),
    [(("f6", "n"), Note), (("a", "g"), RequestStatus), (("a", "4", "k"), QuestionClosed)],
    ids=["note", "request", "question"],
)
async def test_a_refused_line_stays_in_its_question(point: Kit, keys: tuple[str, ...], kind: type, line: str, why: str):
    from fieldkit.acts import requests

    requests.ask(point, "tæpper")
    citizens.ask(point, "Hvornår kommer strømmen?")
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert isinstance(app.screen, Ask)
        app.screen.query_one(Input).value = line
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask) and why in screen(app).replace("\n", " ")
        assert app.screen.query_one(Input).value == line
    assert bodies(point, kind) == []


async def test_a_reason_that_is_refused_begins_no_card(crisis: Kit) -> None:
    card, step = next((card, step) for card in crisis.cards.values() for step in card.steps if step.may_skip)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, card.id))
        await press(pilot, "enter")
        app.query_one("#steps", RowList).go_to(step.number)
        await press(pilot, "i")
        app.screen.query_one(Input).value = CPR
        await press(pilot, "enter")
        assert isinstance(app.screen, Ask) and "CPR-nummer" in screen(app)
        assert bodies(crisis, CardStep) == [] and not crisis.home.kept_cards.exists()
        app.screen.query_one(Input).value = "ingen her"
        await press(pilot, "enter")
    assert [body.act for body in bodies(crisis, CardStep)] == ["start", "skip"]


async def test_a_name_that_no_fact_could_hold_is_refused_when_it_is_given(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+n")
        app.screen.query_one(Input).value = "Ø" * 61
        await press(pilot, "enter")
        assert isinstance(app.screen, Who) and "Navnet er på 61 tegn" in screen(app)
        app.screen.query_one(Input).value = "Øvelse Østergård"
        await press(pilot, "enter", "enter")
    assert app.operator == "Øvelse Østergård"


async def test_a_line_comes_back_when_nobody_says_who_writes_it_or_the_disk_refuses(crisis: Kit, monkeypatch) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "n")
        app.screen.query_one(Input).value = "Døren er låst"
        await press(pilot, "enter")
        assert "Hvem gør det?" in screen(app)
        app.screen.query_one(Input).value = "Peter 010180-1234"
        await press(pilot, "enter")
        assert "CPR-nummer" in screen(app) and app.operator == ""
        await press(pilot, "escape")
        assert isinstance(app.screen, Ask) and app.screen.query_one(Input).value == "Døren er låst"
        app.operator = "Øvelse Vagt"
        monkeypatch.setattr(crisis.log, "read_only", True)
        await press(pilot, "enter")
        assert "noteret." in screen(app)  # how much stands above depends on where the log lies
        assert isinstance(app.screen, Ask) and app.screen.query_one(Input).value == "Døren er låst"
        monkeypatch.setattr(crisis.log, "read_only", False)
        await press(pilot, "enter")
        assert not isinstance(app.screen, Ask)
    assert [body.text for body in bodies(crisis, Note)] == ["Døren er låst"]


async def test_the_name_of_an_incident_that_was_refused_stays(kit: Kit) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "enter")
        app.query_one("#name", Input).value = "Peter 010180-1234"
        await press(pilot, "enter", "enter", "enter", "j")
        assert "CPR-nummer" in screen(app) and not kit.state.current()
        assert app.query_one("#name", Input).value == "Peter 010180-1234"


async def test_forstået_is_said_by_one_rule_on_every_screen(point: Kit) -> None:
    """Only to what somebody else wrote, once, and to nothing that nobody says it to."""
    note = notes.write(point, "Døren er låst", by="Øvelse Vagt")
    own = messages.send(point, "Vi mangler vand", "secretariat")
    heard = point.record(Message("Vandvognen kommer", HERE, sender=1))
    app = at_screen(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        for event, said in (
            (note, "Der kan kun siges forstået til en besked eller en melding"),
            (own, "Den er herfra"),
            (heard, f"{heard.number} forstået"),
            (heard, f"{heard.number} er allerede forstået her"),
        ):
            app.query_one("#events", RowList).go_to(event.id)
            await press(pilot, "k")
            assert said in screen(app)
    assert [body.ref.seq for body in bodies(point, Ack)] == [heard.seq]
    with pytest.raises(InputError, match="til en besked eller en melding"):
        messages.acknowledge(point, note.ref, "Øvelse Vagt")


async def test_ctrl_t_drops_what_is_begun_in_every_window_with_a_field(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(Ask("Hvor hænger det?", value="i hallen"))
        await settle(pilot)
        assert "Ctrl-T: tøm" in screen(app)
        for window in (app.screen, Who(crisis)):
            if window is not app.screen:
                app.push_screen(window)
                await settle(pilot)
                await write(pilot, "Øv")
            assert window.query_one(Input).value
            await press(pilot, "ctrl+t")
            assert app.screen is window and window.query_one(Input).value == ""


async def test_a_line_for_the_log_that_was_left_comes_back_as_a_draft_and_is_dropped(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "n")
        assert "Kladde" not in screen(app)
        await write(pilot, "Døren er")
        await press(pilot, "f3", "f6", "n")
        assert app.screen.query_one(Input).value == "Døren er" and "Kladde: begyndt før" in screen(app)
        await write(pilot, " låst")
        await press(pilot, "escape", "n", "ctrl+t")
        assert app.screen.query_one(Input).value == "" and "Kladde: begyndt før" not in screen(app)
        await press(pilot, "escape", "n")
        assert app.screen.query_one(Input).value == ""
        await write(pilot, "Ny linje")
        await press(pilot, "enter", "n")
        assert app.screen.query_one(Input).value == ""
