"""An exercise is begun, shown loudly and ended."""

from threading import Event
from typing import Any

import pytest
from console_pilot import SECRETARIAT, SIZE, at_screen, bodies, press, screen, settle, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.acts import incidents, ready
from fieldkit.acts.ready import CARD
from fieldkit.console.app import FeltkitApp
from fieldkit.console.incident import IncidentView
from fieldkit.core.documents import EvaluationSheet
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.lessons import LessonPoint
from fieldkit.core.facts.said import CardStep, Message
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.facts.work import Request
from fieldkit.core.views.activation import make_activation
from fieldkit.core.views.evaluation import lesson_lines
from fieldkit.kit import Kit


async def test_an_exercise_is_begun_shown_loudly_and_ended(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "right", "enter")
        await write(pilot, "Efterår")
        await press(pilot, "enter", "right", "right", "enter", "enter", "enter", "j")
        assert screen(app).splitlines()[0].startswith(" ØVELSE  Efterår")
        tag = kit.state.current()
        assert tag & EXERCISE_BIT and kit.state.incidents[tag].level.value.startswith("1 ")
        await press(pilot, "h", "s", "enter")
        assert kit.state.current() == tag, "Enter alone ends nothing"
        await press(pilot, "j")
        assert "Ingen hændelse" in screen(app).splitlines()[0]
    assert kit.state.current() == 0


async def test_who_decided_the_level_is_asked_with_it_and_stands_on_the_ladder(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "enter")
        await write(pilot, "Strømsvigt nord")
        await press(pilot, "enter")
        assert "Besluttet af" not in screen(app), "no level, no decision"
        await press(pilot, "right", "right", "right", "enter")
        await write(pilot, "x")
        await press(pilot, "enter", "enter")
        assert "“x” er ikke et navn" in screen(app) and kit.state.current() == 0
        await press(pilot, "backspace")
        await write(pilot, "Øvelse Andersen")
        await press(pilot, "enter", "enter")
        assert "besluttet af Øvelse Andersen? Alle kits" in " ".join(screen(app).split()).replace(" │ │ ", " ")
        await press(pilot, "j", "h")
        assert "Niveau: 2 Tværgående krisestab" in screen(app)
    (decided,) = bodies(kit, LevelChange)
    assert (decided.level, decided.by) == (2, "Øvelse Andersen")
    found = make_activation(kit.state, kit.roster, kit.now())
    assert (found.level, found.decided_by, len(found.history)) == (2, "Øvelse Andersen", 1)


async def test_what_is_real_is_begun_while_an_exercise_runs_and_goes_before_it(kit: Kit) -> None:
    exercise = incidents.start(kit, "Efterår", exercise=True).incident
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "Sker der noget virkeligt: tryk B, og begynd det." in screen(app)
        await press(pilot, "b", "enter")
        await write(pilot, "Brand på skolen")
        await press(pilot, "enter", "enter", "enter", "j")
        assert "Brand på skolen" in screen(app).splitlines()[0] and "ØVELSE" not in screen(app).splitlines()[0]
        assert kit.state.current() not in (0, exercise)
        await press(pilot, "h", "b")
        assert "Sker der noget virkeligt" not in screen(app) and "[ begynd ]" not in screen(app)


async def test_of_two_that_run_each_screen_says_which_it_is_and_that_the_other_runs(crisis: Kit) -> None:
    incidents.start(crisis, "Efterår", exercise=True)
    app = FeltkitApp(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")
        assert "2 i gang: H  " in screen(app) and "Strømsvigt nord" in screen(app)
        await press(pilot, "h")
        assert "S: slut “Strømsvigt nord” for alle" in screen(app)
        assert "Også i gang: ØVELSE “Efterår”." in screen(app)
        await press(pilot, "s")
        assert "Slut “Strømsvigt nord” for alle kits? ØVELSE “Efterår” er stadig i gang" in screen(app)
        await press(pilot, "j", "h")
        assert "S: slut ØVELSE “Efterår” for alle" in screen(app)
        assert "Også i gang" not in screen(app)


async def test_what_was_learnt_is_asked_about_what_ran_last_and_goes_into_its_log(kit: Kit) -> None:
    over = incidents.start(kit, "Strømsvigt nord").incident
    incidents.stop(kit)
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        app.operator = "Øvelse Andersen"
        await press(pilot, "h")
        assert "E: hvad lærte vi af “Strømsvigt nord”?" in screen(app)
        await press(pilot, "e")
        assert "Hvad gik godt?" in screen(app) and "godkendes" in screen(app).lower()
        await write(pilot, "Runnerne kendte vejen")
        await press(pilot, "enter", "enter", "enter", "enter")
        await write(pilot, "Ret nummeret til hallen")
        assert "Erfaring: gik godt: Runnerne kendte vejen; ret i planen: Ret nummeret" in " ".join(screen(app).split())
        await press(pilot, "enter", "enter", "enter", "enter")
        (line,) = lesson_lines(kit.state, over)
        assert line.by == "Øvelse Andersen" and line.answers == {
            LessonPoint.WORKED: "Runnerne kendte vejen",
            LessonPoint.PLAN: "Ret nummeret til hallen",
        }
        assert "1 svar er skrevet" in screen(app)
        assert isinstance(app.query_one(IncidentView).print_request(), EvaluationSheet)


async def test_an_empty_form_notes_nothing_and_without_an_incident_nothing_is_asked(kit: Kit) -> None:
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "e")
        assert "hvad lærte vi" not in screen(app)
        tag = incidents.start(kit, "Øvelse forår", exercise=True).incident
        await press(pilot, "f2", "h", "e")
        assert "ØVELSE “Øvelse forår”: hvad lærte vi?" in screen(app)
        await press(pilot, *["enter"] * 8)
        assert "Der er intet svar: skriv mindst ét." in screen(app)
        await press(pilot, "escape")
    assert lesson_lines(kit.state, tag) == ()


async def test_who_ends_it_is_told_what_is_still_open(crisis: Kit) -> None:
    crisis.record(Message("Kom med tæpper", to=SECRETARIAT))
    crisis.record(Request("tæpper", crisis.place, count=40))
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "s")
        told = " ".join(screen(app).replace("│", " ").split())
        assert "Åbent endnu: 1 besked herfra mangler forstået og 1 anmodning." in told


async def test_an_incident_that_has_ended_is_closed_and_the_card_has_what_is_left(crisis: Kit, clock: Clock) -> None:
    clock.now += 60
    incidents.stop(crisis)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "K: klar igen" in screen(app)
        await press(pilot, "k")
        await settle(pilot)
        assert "punkter mangler. Kortet her har resten." in screen(app)
        assert app.front.id == "cards" and "Klar igen" in screen(app)
    crisis.refresh()
    assert {step.by for step in bodies(crisis, CardStep) if step.card == CARD} >= {"Øvelse Andersen"}


async def test_what_is_left_is_told_and_takes_no_screen_from_who_went_on(
    crisis: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, closes = Event(), ready.close_beside

    def slowly(*given: Any) -> tuple[str, bool]:
        assert goes_on.wait(10)
        return closes(*given)

    monkeypatch.setattr(ready, "close_beside", slowly)
    clock.now += 60
    incidents.stop(crisis)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        for action in ("ready", "app.region('inbox')", "new"):  # nobody waits for the work beside
            await app.run_action(action, app.front)
            await pilot.pause(0)
        goes_on.set()
        await settle(pilot)
        await type_keys(pilot, "hej")
        assert "Kortet under F4 har resten." in screen(app)
        assert app.query_one("#text", Input).value == "hej"


async def test_a_letter_that_can_do_nothing_now_says_why(kit: Kit) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        for key, sentence in (("s", "Ingen hændelse er i gang."), ("d", "Ingen drejebog er"), ("e", "Ingen hændelse")):
            app.say("")
            await press(pilot, key)
            assert sentence in screen(app)
        incidents.start(kit, "Strømsvigt nord")
        app.poll()
        await press(pilot, "b")
        assert "er i gang: slut den først (S)." in screen(app)


async def test_while_one_runs_nothing_is_closed(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "K: klar igen" not in screen(app)
        await press(pilot, "k")
        await settle(pilot)
        assert "Hændelsen er i gang; slut den først." in screen(app)
