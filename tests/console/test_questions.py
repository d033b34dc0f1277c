"""A line that an act refuses stands where it was typed, with the reason under it, and nothing is recorded."""

import pytest
from console_pilot import SIZE, at_screen, bodies, press, screen
from textual.widgets import Input

from fieldkit.acts import citizens
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.questions import Ask
from fieldkit.console.row_list import RowList
from fieldkit.core.facts.said import CardStep, Note
from fieldkit.core.facts.staff import QuestionClosed
from fieldkit.core.facts.work import RequestStatus
from fieldkit.kit import Kit

CPR = "ring til hende på 010190-1234"
LONG = "Ærø " * 600


@pytest.mark.parametrize(("line", "why"), [(CPR, "CPR-nummer"), (LONG, "og der er plads til 2000")])
@pytest.mark.parametrize(
    ("keys", "kind"),
    [(("f6", "n"), Note), (("a", "1", "g"), RequestStatus), (("a", "4", "k"), QuestionClosed)],
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
        assert isinstance(app.screen, Ask) and "Navnet er på 61 tegn" in screen(app)
        app.screen.query_one(Input).value = "Øvelse Østergård"
        await press(pilot, "enter")
    assert app.operator == "Øvelse Østergård"
