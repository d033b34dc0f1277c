"""The leader's page behind F9: what has come and what comes next; nobody sees it by chance, nothing real has one."""

import re
from asyncio import to_thread
from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, press, screen, settle
from kits import Clock
from scenarios import EVERY, scenario
from textual.pilot import Pilot

from fieldkit.acts import incidents
from fieldkit.console.app import FeltkitApp
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.devices.machine import sticks
from fieldkit.kit import Kit
from fieldkit.practice.exercise.run import ExerciseRun
from fieldkit.store.tables.exercises import RunState, StepState, runs, steps_of_run
from fieldkit.store.tables.jobs import jobs_between


def playing(kit: Kit, clock: Clock) -> ExerciseRun:
    run = ExerciseRun(kit, scenario(kit.roster, EVERY), "prøve.toml", clock=clock)
    run.begin()
    clock.now += 5 * 60
    run.turn()
    return run


async def test_the_leader_sees_what_came_and_what_comes_next(kit: Kit, clock: Clock) -> None:
    run = playing(kit, clock)
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        shown = screen(app)
        assert shown.splitlines()[0].startswith(" ØVELSE  Prøve")
        assert "D: drejebogen, kun for den, der leder øvelsen" in shown
        assert "Generatoren" not in shown, "those who practise do not see what comes"
        await press(pilot, "d")
        shown = screen(app)
        assert "spillet til +05 af 60 minutter" in shown
        assert re.search(r"2\. melding, Uglemoseskolen: 2-[0-9]{4}", shown)
        assert "+06 NÆSTE   4. besked, Eksempelby Materielgård" in shown
        assert "Generatoren er klar." in shown
        await press(pilot, "escape")
        assert "D: drejebogen" in screen(app)
    run.close()


async def test_what_came_can_be_read_when_the_exercise_is_over(kit: Kit, clock: Clock) -> None:
    run = playing(kit, clock)
    incidents.stop(kit)
    run.turn()
    run.close()
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "D: hvad der kom i den seneste øvelse" in screen(app)
        await press(pilot, "d")
        assert re.search(r"2\. melding, Uglemoseskolen: 2-[0-9]{4}", screen(app))


async def test_what_is_real_has_no_such_page(kit: Kit) -> None:
    incidents.start(kit, "Strømsvigt nord")
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h")
        assert "drejebog" not in screen(app)
        await press(pilot, "d")
        assert "Kun for den, der leder" not in screen(app)


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is in, with a scenario that fits and one that does not."""
    folder = tmp_path / "usb"
    folder.mkdir()
    (folder / "a-vores.toml").write_text(EVERY, "utf-8")
    (folder / "b-forkert.toml").write_text(EVERY.replace("uglemoseskolen", "ukendt-skole"), "utf-8")
    (tmp_path / "mountinfo").write_text(f"36 24 8:1 / {folder} rw - vfat /dev/nothing1 rw\n", "utf-8")
    monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr(sticks, "USUAL", (str(folder),))
    return folder


async def choose(pilot: Pilot[None], file: str) -> None:
    """Stand on a scenario in the list and press Enter."""
    await press(pilot, "h", "o", "end", *(["up"] if file.startswith("a") else []), "enter")


async def ready(app: FeltkitApp) -> None:
    """The exercise stands, or could not begin."""
    assert app.exercises is not None and app.exercises.leading is not None
    assert await to_thread(app.exercises.leading.stands.wait, 20.0)
    app.poll()


async def over(app: FeltkitApp, pilot: Pilot[None]) -> None:
    assert app.exercises is not None and app.exercises.leading is not None
    await to_thread(app.exercises.leading.stop)
    await settle(pilot)


async def test_a_scenario_is_chosen_led_paused_and_gone_on_with(kit: Kit, usb: Path) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "o")
        assert "min  " in screen(app)
        await press(pilot, "escape")
        await choose(pilot, "a-vores.toml")
        assert "Led øvelsen herfra" in screen(app)
        await press(pilot, "enter")
        assert "Alt bliver mærket ØVELSE" in screen(app)
        await press(pilot, "enter")
        await ready(app)
        await press(pilot, "f2")
        assert kit.state.current() & EXERCISE_BIT and screen(app).startswith(" ØVELSE  Prøve")
        await press(pilot, "h")
        assert "D: drejebogen" in screen(app)
        await press(pilot, "p")
        await over(app, pilot)
        assert "Øvelsen holder pause" in screen(app)
        (run,) = runs(kit.log)
        assert run.state is RunState.RUNNING
        assert steps_of_run(kit.log, run.tag)[0].state is StepState.DONE
        await press(pilot, "p")
        await ready(app)
        assert app.exercises is not None and app.exercises.plays
        await press(pilot, "s", "j")
        await over(app, pilot)
    assert not kit.state.current() and len(runs(kit.log)) == 1


async def test_a_scenario_that_does_not_fit_says_what_is_wrong_and_nothing_begins(kit: Kit, usb: Path) -> None:
    app = at_screen(kit)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "h", "o")
        assert "b-forkert: kan ikke spilles her" in screen(app)
        await press(pilot, "escape")
        await choose(pilot, "b-forkert.toml")
        told = " ".join(screen(app).split())
        assert "Drejebogen kan ikke spilles: b-forkert.toml" in told
    assert not kit.state.current() and app.exercises is not None and app.exercises.leading is None


async def test_the_papers_of_a_scenario_are_queued_and_without_a_printer_it_says_so(kit: Kit, usb: Path) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await choose(pilot, "a-vores.toml")
        await press(pilot, "end", "enter")
        assert "Kittet har ingen printer" in screen(app)
    assert not jobs_between(kit.log, 0, 1 << 40)


async def test_nothing_is_practised_while_something_real_runs(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "o")
        assert "er i gang og er virkelig; øv jer bagefter." in screen(app)
        await press(pilot, "p")
        assert "Ingen drejebog spilles fra denne skærm" in screen(app)
    assert not runs(crisis.log)


async def test_the_screens_end_pauses_the_exercise(kit: Kit, usb: Path) -> None:
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await choose(pilot, "a-vores.toml")
        await press(pilot, "enter", "enter")
        await ready(app)
    assert app.exercises is not None and not app.exercises.plays
    (run,) = runs(kit.log)
    assert run.state is RunState.RUNNING
