"""Action cards are begun, ticked, opened again and skipped, with who and why."""

from console_pilot import SIZE, bodies, press, screen, settle, write
from kits import Clock

from fieldkit.console.app import FeltkitApp
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.row_list import RowList
from fieldkit.core.cards.types import StartTimer
from fieldkit.core.facts.said import CardAct, CardStep
from fieldkit.core.state.runs import RunKey
from fieldkit.kit import Kit


async def test_a_card_is_ticked_and_opened_again_with_who_and_why(crisis: Kit) -> None:
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        assert "Passer til det, der sker nu" in screen(app)
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "space")
        assert "Hvem gør det?" in screen(app)
        await write(pilot, "Øvelse")
        await press(pilot, "enter")
        while len(app.screen_stack) > 1:  # what the card offers to do now; not today
            await press(pilot, "escape")
        shown = screen(app)
        assert "1 af " in shown and "[x]  1." in shown
        app.query_one("#steps", RowList).go_to(1)
        await press(pilot, "space")
        await write(pilot, "forkert linje")
        await press(pilot, "enter")
        assert "[ ]  1." in screen(app)
    acts = [(step.act, step.step, step.by, step.reason) for step in bodies(crisis, CardStep)]
    assert acts == [
        ("start", 0, "Øvelse", ""),
        ("tick", 1, "Øvelse", ""),
        ("untick", 1, "Øvelse", "forkert linje"),
    ]
    assert {step.version for step in bodies(crisis, CardStep)} == {crisis.cards["alarm"].version}


async def test_only_a_step_that_may_be_skipped_is_and_never_without_a_reason(crisis: Kit) -> None:
    card, step = next((card, step) for card in crisis.cards.values() for step in card.steps if step.may_skip)
    fixed = next(other for other in card.steps if not other.may_skip)
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, card.id))
        await press(pilot, "enter")
        app.query_one("#steps", RowList).go_to(fixed.number)
        await press(pilot, "i")
        assert "ikke springes over" in screen(app)
        app.query_one("#steps", RowList).go_to(step.number)
        await press(pilot, "i", "enter")
        assert "Skriv noget" in screen(app)
        await write(pilot, "ingen her")
        await press(pilot, "enter")
    run = crisis.state.runs[RunKey(crisis.state.current(), 2, card.id)]
    assert run.steps[step.number].value.act is CardAct.SKIP
    assert run.steps[step.number].value.reason == "ingen her"


async def test_a_run_keeps_to_the_text_it_was_started_on_and_says_so(crisis: Kit, clock: Clock) -> None:
    app = FeltkitApp(crisis)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4")
        app.query_one("#cards-list", RowList).go_to(CardLine(CardList.ALL, "alarm"))
        await press(pilot, "enter", "b")
    path = crisis.home.cards / "alarm.md"
    first = crisis.cards["alarm"].steps[0].text
    path.write_text(path.read_text(encoding="utf-8").replace(first, "Gør noget helt andet."), encoding="utf-8")
    again = Kit.open(crisis.home.folder, now=clock)
    assert again.cards["alarm"].steps[0].text == "Gør noget helt andet."
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f4", "enter")
        shown = screen(app)
    again.close()
    assert "Kortet er ændret" in shown and "udgaven fra start" in shown
    assert first[:40] in shown and "Gør noget helt andet" not in shown


async def test_a_clock_started_by_a_step_rings(crisis: Kit, clock: Clock) -> None:
    card, step = next(
        (card, step) for card in crisis.cards.values() for step in card.steps if isinstance(step.action, StartTimer)
    )
    crisis.record(CardStep(card.id, CardAct.START, version=card.version))
    crisis.record(CardStep(card.id, CardAct.TICK, step.number, card.version))
    app = FeltkitApp(crisis)
    async with app.run_test(size=(120, 30)) as pilot:
        await press(pilot, "f4")
        assert f"ur: {step.action.label or step.text}"[:40] in screen(app)
        clock.now += step.action.seconds + 60
        app.poll()
        await settle(pilot)
        assert "Uret ringer" in screen(app)
