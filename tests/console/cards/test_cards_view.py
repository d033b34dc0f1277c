"""Action cards are begun, ticked, opened again and skipped, with who and why."""

import re

from console_pilot import SIZE, at_screen, bodies, press, screen, settle, write
from kits import Clock
from textual.pilot import Pilot

from fieldkit.console.app import FeltkitApp
from fieldkit.console.cards.card_rows import CardLine, CardList
from fieldkit.console.messages import ShowCard
from fieldkit.console.row_list import RowList
from fieldkit.core.cards.types import SendMessage, StartTimer
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
        await press(pilot, "v")
        shown = screen(app)
        assert "1 af " in shown and "[x]  1." in shown
        app.query_one("#steps", RowList).go_to(1)
        await press(pilot, "space")
        await write(pilot, "forkert linje")
        await press(pilot, "enter")
        assert re.search(r"\[ \] +1\.", screen(app))
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
        await press(pilot, "f4", "enter", "v")
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


async def opened(pilot: Pilot[None], card: str) -> None:
    """A card, as who comes on duty finds it."""
    pilot.app.post_message(ShowCard(card))
    await settle(pilot)


async def test_one_step_stands_large_and_the_next_one_small(crisis: Kit, clock: Clock) -> None:
    steps = crisis.cards["alarm"].steps
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, "alarm")
        shown = " ".join(screen(app).split())
        assert f"Trin 1 af {len(steps)}" in shown and steps[0].text in shown
        assert f"Derefter 2: {steps[1].text}"[:50] in shown and steps[3].text[:30] not in shown
        await press(pilot, "down", "down", "up")
        assert f"Trin 2 af {len(steps)} · NU · inden 5 min" in screen(app)
        await press(pilot, "up", "space")
        shown = " ".join(screen(app).split())
        assert "1 af" in shown and "Trin 2 af" in shown, "a tick goes on to the next step"
        await press(pilot, "enter")
        assert "Trin 3 af" in screen(app)
        await press(pilot, "up")
        assert "gjort" in screen(app) and "Øvelse Andersen" in screen(app)
    assert [body.step for body in bodies(crisis, CardStep) if body.act is CardAct.TICK] == [1, 2]


async def test_the_last_step_leads_to_one_that_was_left_open(crisis: Kit) -> None:
    last = len(crisis.cards["vagtskifte"].steps)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, "vagtskifte")
        await press(pilot, *["down"] * (last - 1))
        assert f"Trin {last} af {last}" in screen(app)
        await press(pilot, "down")
        assert f"Trin {last} af {last}" in screen(app) and "Derefter 1:" in screen(app)


async def test_whom_to_ring_stands_with_the_number_or_that_nobody_is_on_the_list(staff: Kit) -> None:
    """The secretariat's card of a change of level names an office of the lists and others that are in none."""
    found = [
        (card.id, step)
        for card in staff.cards.values()
        for step in card.steps
        if any(office == "vagthavende" for office in step.ring)
    ]
    card, step = found[0]
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, card)
        await press(pilot, *["down"] * (step.number - 1))
        shown = screen(app)
    person = staff.roster.people_with("on-call", "sekretariat")[0]
    assert f"vagthavende: {person.name} {person.phone}" in shown
    assert all(f"{office}: ingen på listen" in shown for office in step.ring if office != "vagthavende")


async def test_all_steps_stand_beside_it_where_there_is_room(crisis: Kit) -> None:
    steps = crisis.cards["alarm"].steps
    app = at_screen(crisis)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "alarm")
        shown = screen(app)
        assert "Trin 1 af" in shown and f"[ ] {len(steps):>2}." in shown
        await press(pilot, "down", "v")
        assert "Trin 2 af" in screen(app) and "V alle" not in screen(app)
        app.query_one("#steps", RowList).go_to(5)
        await settle(pilot)
        assert "Trin 5 af" in screen(app)


async def test_a_running_clock_stands_under_the_step(crisis: Kit, clock: Clock) -> None:
    card, step = next(
        (card, step) for card in crisis.cards.values() for step in card.steps if isinstance(step.action, StartTimer)
    )
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, card.id)
        await press(pilot, *["down"] * (step.number - 1), "space")
        assert "ringer om" in screen(app)
        clock.now += step.action.seconds + 60
        app.poll()
        await settle(pilot)
        assert "RINGER: U stopper det" in screen(app)
        await press(pilot, "u")
        assert "RINGER" not in screen(app)


async def test_what_the_kit_can_do_is_asked_before_the_next_step(staff: Kit) -> None:
    card, step = next(
        (card, step)
        for card in staff.cards.values()
        for step in card.steps
        if isinstance(step.action, SendMessage) and step.action.text.endswith(".")
    )
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, card.id)
        await press(pilot, *["down"] * (step.number - 1))
        assert "Kittet kan: skrive en besked" in screen(app)
        await press(pilot, "space")
        assert "Gør det nu?" in screen(app)
        await press(pilot, "escape")
    assert bodies(staff, CardStep) == []
