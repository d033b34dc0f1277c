"""Names are erased after the period, on a J and a word, by who decided it; never while the period runs."""

from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, bodies, press, screen, settle, write
from kits import Clock, secretariat

from fieldkit.acts import at_screen as seat
from fieldkit.acts import incidents, notes
from fieldkit.acts.erasure import erase_names
from fieldkit.acts.filing import Paper, file_beside
from fieldkit.core.facts.erasure import Erase
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store.tables.at_screen import kept

DAY = 86_400


@pytest.fixture
def past(tmp_path: Path, clock: Clock) -> Kit:
    """A secretariat's kit whose incident is over, with a period of thirty days."""
    made = secretariat(tmp_path / "kit", now=clock, names_days=30)
    incidents.start(made, "Strømsvigt nord")
    notes.write(made, "skolen er åbnet", by="Eksempel Frandsen")
    clock.now += 60
    incidents.stop(made)
    return made


def said_by(kit: Kit) -> set[str]:
    return {note.by for note in bodies(kit, Note)}


async def test_names_are_erased_after_two_questions_and_by_who_decided(past: Kit, clock: Clock) -> None:
    seat.keep(past, "Eksempel Frandsen")
    clock.now += 31 * DAY
    app = at_screen(past)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "x")
        assert "fristen udløb" in screen(app)
        await press(pilot, "enter", "enter", "n")
        assert said_by(past) == {"Eksempel Frandsen"}
        await press(pilot, "enter", "j")
        await write(pilot, "ja")
        await press(pilot, "enter")
        assert "Skriv SLET, eller tryk Esc" in screen(app)
        await press(pilot, "ctrl+u")
        await write(pilot, "slet")
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert "navnene er slettet" in screen(app) and "Giv de andre kits" in screen(app)
    (erase,) = bodies(past, Erase)
    assert erase.by == "Øvelse Andersen" and "Eksempel Frandsen" not in said_by(past)
    assert kept(past.log) is None, "who last had the screen"


async def test_what_was_begun_on_the_screen_and_names_people_goes_with_the_names(past: Kit, clock: Clock) -> None:
    app = at_screen(past)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "i")
        await write(pilot, "Eksempel Frandsen")
        await press(pilot, "escape")
    assert "Eksempel Frandsen" in begun(past)
    clock.now += 31 * DAY
    erase_names(past, max(past.state.incidents), "Øvelse Andersen")
    assert begun(past) == ""


def begun(kit: Kit) -> str:
    return "".join(value for (value,) in kit.log.read("SELECT value FROM meta WHERE key LIKE 'draft.%'"))


async def test_what_was_filed_in_the_kits_own_folder_with_the_names_goes_with_them(past: Kit, clock: Clock) -> None:
    tag = past.state.current() or max(past.state.incidents)
    for paper in Paper:
        file_beside(past.home.folder, clock, paper, tag, past.home.filed)
    assert any("Eksempel Frandsen" in path.read_text("utf-8") for path in past.home.filed.glob("*.csv"))
    clock.now += 31 * DAY
    erase_names(past, tag, "Øvelse Andersen")
    left = sorted(path.name for path in past.home.filed.iterdir())
    assert left == ["evaluering-stroemsvigt-nord.html", "evaluering-stroemsvigt-nord.json"]
    assert all(b"Frandsen" not in path.read_bytes() for path in past.home.filed.iterdir())


async def test_before_the_period_is_out_nothing_is_erased_and_it_says_until_when(past: Kit, clock: Clock) -> None:
    clock.now += 5 * DAY
    app = at_screen(past)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "h", "x")
        assert "navnene bliver til" in screen(app)
        await press(pilot, "enter", "j")
        await write(pilot, "SLET")
        await press(pilot, "enter", "enter")
        assert "Intet er slettet" in screen(app)
        await press(pilot, "escape")
        assert "skal navnene i" in " ".join(screen(app).split())
    assert said_by(past) == {"Eksempel Frandsen"}


async def test_esc_at_the_second_question_erases_nothing(past: Kit, clock: Clock) -> None:
    clock.now += 31 * DAY
    app = at_screen(past)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "x", "enter", "j", "escape", "escape")
    assert bodies(past, Erase) == [] and said_by(past) == {"Eksempel Frandsen"}


async def test_what_runs_is_not_among_them(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "h", "x")
        assert "Ingen hændelse er slut endnu." in screen(app)
        await press(pilot, "enter")
    assert bodies(crisis, Erase) == []
