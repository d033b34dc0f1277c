"""The level is decided, and its clock runs until the staff is complete."""

from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, bodies, fill, press, screen, settle
from kits import Clock, secretariat
from textual.widgets import Input

from fieldkit.acts import incidents
from fieldkit.core.facts.staff import LevelAct, LevelChange, Warned, WarningSource
from fieldkit.kit import Kit


async def test_the_level_is_decided_with_who_and_the_clock_runs_until_the_staff_is_complete(
    staff: Kit, clock: Clock
) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "4")
        assert "Intet niveau er besluttet" in screen(app)
        await press(pilot, "b", "right", "right", "enter")
        await fill(pilot, "kommunaldirektøren", "strømmen er væk", "")
        await press(pilot, "enter")
        assert "Staben skal være fuldtallig" in screen(app) and "2 t tilbage" in screen(app)
        clock.now += 3 * 3600
        app.poll()
        await settle(pilot)
        assert "OVER TIDEN" in screen(app) and "Niveau 2!" in screen(app)
        await press(pilot, "f9")
        assert "Staben skulle være fuldtallig for 1 t siden" in screen(app)
        await press(pilot, "home", "enter")
        assert "Ring til" in screen(app), "the question leads to whom to call"
        await press(pilot, "4", "f")
        await fill(pilot, "tovholderen", "")
        await press(pilot, "enter")
        assert "Staben var fuldtallig" in screen(app)
        await press(pilot, "s", "enter")
        await fill(pilot, "borgmesteren", "", "")
        await press(pilot, "enter")
        assert "Intet niveau er besluttet" in screen(app) and "staben er ophørt af borgmesteren" in screen(app)
    decided, full, down = bodies(staff, LevelChange)
    assert (decided.level, decided.by, decided.reason) == (2, "kommunaldirektøren", "strømmen er væk")
    assert (full.act, full.by) == (LevelAct.FULL, "tovholderen")
    assert (down.act, down.level, down.by) == (LevelAct.STAND_DOWN, None, "borgmesteren")


async def test_the_cursor_begins_at_the_present_level_and_that_is_what_b_suggests(staff: Kit) -> None:
    incidents.start(staff, "Strømsvigt", level="2 Tværgående krisestab")
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "4")
        (line,) = [line for line in screen(app).splitlines() if "hele kommunen" in line]
        assert "▸nu 2" in line
        await press(pilot, "b")
        assert "[2]" in screen(app)
        await press(pilot, "escape", "up", "b")
        assert "[1]" in screen(app)


async def test_a_warning_that_came_is_noted_and_stands_under_the_ladder_and_at_the_change_of_shift(staff: Kit) -> None:
    app = at_screen(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "4", "v")
        await fill(pilot, "Isslag på Ågade")
        await press(pilot, "right", "enter")
        await fill(pilot, "politiet", "")
        await press(pilot, "enter")
        assert "Varsler, det seneste først" in screen(app)
        assert "fra politiet (trussel): Isslag på Ågade" in screen(app)
        await press(pilot, "5")
        assert "Varsler (1)" in screen(app) and "fra politiet (trussel): Isslag på Ågade" in screen(app)
    (told,) = bodies(staff, Warned)
    assert told == Warned("Isslag på Ågade", WarningSource.THREAT, "politiet", None, "Øvelse Andersen")


async def test_a_level_beyond_the_last_is_refused_with_the_last_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldkit.console.staff.level.MAX_LEVEL", 5)
    kit = secretariat(tmp_path / "kit", data=None, cards=None)
    incidents.start(kit, "Strømsvigt")
    app = at_screen(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "4", "b")
        await fill(pilot, "6", "borgmesteren", "", "")
        await press(pilot, "enter")
        assert "“6” er ikke et niveau; skriv et tal fra 0 til 5" in screen(app)
        app.screen.query_one("#field-level", Input).value = "5"
        await press(pilot, "enter")
    assert [change.level for change in bodies(kit, LevelChange)] == [5]
    kit.close()
