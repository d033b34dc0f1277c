"""Drafts outlive a kill, stay in their incident and never bring a CPR number to the disk."""

import pytest
from console_pilot import HERE, SIZE, arrives, at_screen, bodies, engines_log, press, put, screen, type_keys, write
from kits import Clock
from textual.widgets import Input

from fieldkit.acts import incidents
from fieldkit.console import drafts
from fieldkit.console.app import FeltkitApp
from fieldkit.console.overview.place_grid import PlaceGrid
from fieldkit.console.row_list import RowList
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.kit import Kit

KOGLESKOVEN = "Børnehaven Kogleskoven"


def after_a_kill(kit: Kit, clock: Clock) -> Kit:
    """The same kit as a program that starts finds it, while the one that was killed has closed nothing."""
    return Kit.open(kit.home.folder, now=clock)


def on_disk(kit: Kit) -> str:
    """Everything that is kept of drafts, as another process reads it."""
    with engines_log(kit) as log:
        return "".join(value for (value,) in log.read("SELECT value FROM meta WHERE key LIKE 'draft.%'"))


async def kept(pilot, kit: Kit, text: str) -> None:
    """Wait for the draft to come to the disk by itself."""
    for _ in range(500):
        if text in on_disk(kit):
            return
        await pilot.pause()
    raise AssertionError(f"{text!r} was never kept: {on_disk(kit)!r}")


async def test_a_report_half_written_outlives_a_kill(staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "SAVE_AFTER_S", 0.01)
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await type_keys(pilot, "kogle")
        await press(pilot, "enter")
        await type_keys(pilot, "vand ok")
        await press(pilot, "down", "down", "k", "6")
        await kept(pilot, staff, "food:critical:6")
        again = after_a_kill(staff, clock)
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        shown = screen(app)
        assert f"{KOGLESKOVEN}, telefon: mad kritisk 6 t, vand ok" in shown
        assert "En kladde fra" in shown and "er hentet frem igen" in shown
        await type_keys(pilot, " 12b")
        assert app.query_one("#shorthand", Input).value == "vand ok 12b", "a letter does not wipe the draft"
        await press(pilot, "enter", "enter")
        assert on_disk(again) == "", "what is recorded is no draft"
    (report,) = bodies(again, Report)
    assert report.topics[Topic.FOOD] == TopicState(Condition.CRITICAL, 6) and report.children == 12
    again.close()


async def test_leaving_the_form_keeps_the_draft_at_once_and_ctrl_t_throws_it_away(staff: Kit, clock: Clock) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await write(pilot, "kogle")
        await press(pilot, "enter")
        await write(pilot, "vand ok")
        await press(pilot, "f2")
        assert "vand ok" in on_disk(staff)
        app.query_one("#places", PlaceGrid).go_to(3)
        await press(pilot, "enter", "f5")
        assert f"Kladden for {KOGLESKOVEN} ligger her. Ctrl-T sletter den." in screen(app)
        await press(pilot, "ctrl+t")
        assert on_disk(staff) == "" and app.query_one("#shorthand", Input).value == ""


async def test_a_draft_of_an_exercise_is_not_put_into_the_crisis(staff: Kit, clock: Clock) -> None:
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "rød 99 børn")
        await press(pilot, "f2")
    assert "rød 99" in on_disk(staff)
    incidents.stop(staff)
    incidents.start(staff, "En anden")
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert "rød 99" not in screen(app)


async def test_a_cpr_number_stays_on_the_screen_and_never_comes_to_the_disk(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#text", "Hent barnet")
        await press(pilot, "f2")
        assert "Hent barnet" in on_disk(point)
        await press(pilot, "f3")
        await put(pilot, "#text", "Hent barnet 010190-1234")
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "a 010190-1234")
        await press(pilot, "f2")
        assert on_disk(point) == "", "nor what stood there before the number"
        await press(pilot, "f3")
        assert app.query_one("#text", Input).value == "Hent barnet 010190-1234"
    for path in point.home.folder.rglob("*"):
        assert not path.is_file() or b"010190-1234" not in path.read_bytes(), path


async def test_each_message_answered_has_its_own_draft_and_all_outlive_a_kill(point: Kit, clock: Clock) -> None:
    first = arrives(point, clock, Message("Har I tæpper?", to=HERE, precedence=Precedence.URGENT))
    second = arrives(point, clock, Message("Har I vand?", to=HERE), seq=2)

    async def answer(app: FeltkitApp, pilot, number: str) -> str:
        app.query_one("#entries", RowList).go_to(point.find(number).id)
        await press(pilot, "s")
        return app.query_one("#text", Input).value

    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: "
        assert "De skrev: Har I tæpper?" in screen(app)
        await type_keys(pilot, "ja 40")
        await press(pilot, "escape")
        assert f"tryk S på {first.number} for at skrive videre" in screen(app) and "1 kladde" in screen(app)
        assert await answer(app, pilot, second.number) == f"Svar på {second.number}: "
        await type_keys(pilot, "nej")
        await press(pilot, "escape", "n")
        assert app.query_one("#text", Input).value == ""
        await type_keys(pilot, "kom nu")
        await press(pilot, "escape")
        assert "3 kladder" in screen(app)
        again = after_a_kill(point, clock)
    app = FeltkitApp(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        assert "3 kladder" in screen(app)
        assert len([line for line in screen(app).splitlines() if "(kladde)" in line]) == 2
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: ja 40"
        assert "[haster]" in screen(app)
        await press(pilot, "enter", "enter")
        clock.now += 10
        app.poll()
        assert "2 kladder" in screen(app)
        assert await answer(app, pilot, second.number) == f"Svar på {second.number}: nej"
        await press(pilot, "escape")
        assert await answer(app, pilot, first.number) == f"Svar på {first.number}: "
        await press(pilot, "escape", "n")
        assert app.query_one("#text", Input).value == "kom nu"
    assert [body.text for body in bodies(again, Message)][-1] == f"Svar på {first.number}: ja 40"
    again.close()


async def test_the_beginning_of_a_cpr_number_waits_for_what_comes(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await put(pilot, "#text", "Hent barnet")
        await press(pilot, "f2", "f3")
        for begun in ("Hent barnet 010190", "Hent barnet 010190-123", "Hent barnet 01 01 90 1"):
            await put(pilot, "#text", begun)
            await press(pilot, "f2")
            _, _, kept = on_disk(point).partition('"drafts"')  # the incident's tag before it may have the digits too
            assert "Hent barnet" in kept and "90" not in kept, begun
            await press(pilot, "f3")
        await put(pilot, "#text", "Ring 00 00 00 12 kl. 14.30, vand til 6 timer")
        await press(pilot, "f2")
        assert "14.30" in on_disk(point)
    for path in point.home.folder.rglob("*"):
        assert not path.is_file() or b"010190" not in path.read_bytes(), path


async def test_a_second_console_neither_takes_nor_loses_the_first_ones_drafts(point: Kit, clock: Clock) -> None:
    first, other = FeltkitApp(point), Kit.open(point.home.folder, now=clock)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        await put(pilot, "#shorthand", "vand ok 12b")
        await press(pilot, "f2")
        assert "vand ok 12b" in on_disk(point)
        second = FeltkitApp(other)
        async with second.run_test(size=SIZE) as beside:
            await press(beside, "f5")
            assert second.query_one("#shorthand", Input).value == ""
            await put(beside, "#shorthand", "rød")
            await press(beside, "f2")
        assert "vand ok 12b" in on_disk(point)
    third = FeltkitApp(other)
    async with third.run_test(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert third.query_one("#shorthand", Input).value == "vand ok 12b", "once the first has ended, it is there"
    other.close()


@pytest.mark.parametrize(
    ("keys", "field"),
    [(("a", "n"), "#field-what"), (("f9", "4", "n"), "#field-text"), (("f6", "n"), "Input")],
    ids=["request", "question", "note"],
)
async def test_what_was_begun_in_a_window_outlives_a_kill(
    staff: Kit, clock: Clock, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], field: str
) -> None:
    monkeypatch.setattr(drafts, "SAVE_AFTER_S", 0.01)
    app = FeltkitApp(staff)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await type_keys(pilot, "tæpper til kælderen")
        await kept(pilot, staff, "tæpper til kælderen")
        again = after_a_kill(staff, clock)
    app = at_screen(again)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert app.screen.query_one(field, Input).value == "tæpper til kælderen"
        assert "er hentet frem igen" in screen(app) and "Ctrl-T sletter den" in screen(app)
        lines = again.log.count()
        await press(pilot, "enter" if field == "Input" else "ctrl+s")
        app.poll()
        assert again.log.count() == lines + 1
    assert on_disk(again) == "", "what is recorded is no draft"
    again.close()
