"""F8: the paper before it is printed, by keys, on a kit whose jobs a real print desk prints on a virtual table."""

from asyncio import to_thread
from threading import Event
from typing import Any

import pytest
from console_pilot import SIZE, engines_log, press, screen, settle, type_keys
from kits import Clock
from paper_read import read_folder
from printing_console import engine_runs, print_desk, until, with_queue
from textual.events import Key
from textual.widgets import Input

from fieldkit.acts import messages, previews
from fieldkit.acts.printing import queue_document
from fieldkit.console.prints.paper import Paper
from fieldkit.console.prints.prints_view import Prints
from fieldkit.console.questions import Confirm
from fieldkit.console.row_list import RowList
from fieldkit.core.documents import DOCUMENTS, BlankChits, BoardPicture, DocumentKind, JobAgain, LogSheet, Wanted
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.paper.printing import JobState
from fieldkit.practice.paper.escpos_reader import paper_text
from fieldkit.store.tables.jobs import job_row, job_rows, set_state
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


async def test_the_paper_of_the_screen_is_seen_printed_and_lies_on_the_table(desk_kit: Kit) -> None:
    engine_runs(desk_kit)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot, print_desk(desk_kit) as desk:
        await press(pilot, "f8")
        shown = screen(app)
        assert "Situationsbillede" in shown and "│Hændelse: Strømsvigt nord" in shown
        paper = previews.preview(desk_kit, BoardPicture())
        assert f"{paper.millimetres // 10} cm papir" in shown and job_rows(desk_kit.log) == []
        await press(pilot, "enter")
        assert f"Situationsbillede, {paper.millimetres // 10} cm, er lagt til udskrift som job 1." in screen(app)
        desk.wake()
        await until(lambda: job_row(desk_kit.log, 1).state is JobState.CONFIRMED)
        app.poll()
        await settle(pilot)
        assert "kom ud (bekræftet)" in screen(app)
    on_table = paper_text(read_folder(desk_kit.home.paper))
    for line in paper.lines[3:40]:
        assert line in on_table


async def test_f8_twice_prints_once_and_a_third_key_prints_nothing_more(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "f8", "enter", "enter")
        assert [row.job for row in job_rows(desk_kit.log)] == [1]
        assert "Job 1: situationsbillede" in screen(app)


async def test_esc_goes_back_to_the_screen_one_came_from(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        for key, name in (("f6", "journal"), ("f4", "cards")):
            await press(pilot, key, "f8")
            assert app.front.id == "prints"
            await press(pilot, "escape")
            assert app.front.id == name
        await press(pilot, "f8", "3", "end", "enter", "escape", "escape")
        assert app.front.id == "cards"


async def test_what_shows_nothing_to_print_says_so_and_where_papers_are(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f5", "f8", "enter")
        assert "intet, der kan udskrives" in screen(app) and "3 viser alle papirer" in screen(app)
        assert job_rows(desk_kit.log) == []


async def test_print_now_prints_what_is_shown_without_a_question(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        app.action_print_now()
        await settle(pilot)
        assert app.front.id == "overview" and "lagt til udskrift som job 1" in screen(app)


async def test_a_long_paper_asks_first_and_takes_j(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        app.front.query_one("#rows").go_to(DocumentKind.CHITS)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await type_keys(pilot, "50")
        await press(pilot, "enter", "enter")
        question = "Det bliver 9,4 m papir (50 stykker), ca. 5 minutter. Udskriv?"
        assert isinstance(app.screen, Confirm) and question in screen(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm) and job_rows(desk_kit.log) == []
        await press(pilot, "n")
        assert job_rows(desk_kit.log) == [] and app.front.id == "prints"
        await press(pilot, "f8", "j")
        assert [row.document for row in job_rows(desk_kit.log)] == [DocumentKind.CHITS]


async def test_a_long_paper_asks_also_where_it_is_printed_at_once(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        from fieldkit.console.messages import PrintRequested

        app.post_message(PrintRequested(BlankChits(50)))
        await settle(pilot)
        assert "Det bliver 9,4 m papir" in screen(app)
        await press(pilot, "j")
        assert "Blanketter 2-B001 til 2-B050, 9,4 m, er lagt til udskrift som job 1" in screen(app)


async def test_what_takes_long_is_made_beside_the_screen_and_printed_when_it_is_ready(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "SLOW_EVENTS", 3)
    for nth in range(5):
        desk_kit.record(Note(f"Linje {nth}"))
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "f8")
        assert "│Log " in screen(app) and "Papiret gøres klar" not in screen(app)
        await press(pilot, "enter")
        assert [row.document for row in job_rows(desk_kit.log)] == [DocumentKind.LOG]
        assert "er lagt til udskrift som job 1" in screen(app)
    assert previews.is_slow(desk_kit, LogSheet()) and not previews.is_slow(desk_kit, BoardPicture())


async def test_enter_before_the_paper_is_ready_prints_it_once_when_it_is(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "SLOW_EVENTS", 1)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        for key in ("f8", "enter", "enter"):  # typed ahead
            app.post_message(Key(key, "\r" if key == "enter" else None))
        await settle(pilot)
        assert [row.document for row in job_rows(desk_kit.log)] == [DocumentKind.LOG]


@pytest.mark.parametrize("long_mm", [100, 100_000])
async def test_what_is_ready_when_somebody_writes_elsewhere_takes_no_letter_from_them(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch, long_mm: int
) -> None:
    goes_on, made = Event(), previews.preview_apart

    def slowly(*given: Any) -> previews.Preview:
        assert goes_on.wait(10)
        return made(*given)

    monkeypatch.setattr(previews, "SLOW_EVENTS", 1)
    monkeypatch.setattr(previews, "LONG_MM", long_mm)
    monkeypatch.setattr(previews, "preview_apart", slowly)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        for name in ("prints", "prints", "inbox"):
            await app.run_action(f"region('{name}')")  # as F8 and F3 do, but nobody waits for the paper
        await app.run_action("new", app.front)
        goes_on.set()
        await settle(pilot)
        await type_keys(pilot, "gaj")
        assert app.query_one("#text", Input).value == "gaj"
        assert ("er klar, men ikke udskrevet" in screen(app)) is (long_mm == 100)
    assert len(job_rows(desk_kit.log)) == (0 if long_mm == 100 else 1)


async def test_enter_pressed_again_while_it_is_put_in_the_queue_prints_nothing_twice(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, goes_on, puts = Event(), Event(), previews.queue_apart

    def slowly(*given: Any) -> int:
        began.set()
        assert goes_on.wait(10)
        return puts(*given)

    monkeypatch.setattr(previews, "SLOW_EVENTS", 1)
    monkeypatch.setattr(previews, "queue_apart", slowly)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "f8")
        app.post_message(Key("enter", "\r"))
        await to_thread(began.wait, 10)
        app.post_message(Key("enter", "\r"))
        await pilot.pause(0)
        goes_on.set()
        await settle(pilot)
        assert [row.job for row in job_rows(desk_kit.log)] == [1]


async def test_the_paper_follows_what_comes_while_it_is_shown(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "f8")
        messages.send(desk_kit, "Vandet er koldt", 3)
        app.poll()
        await settle(pilot)
        lines = app.front.query_one(Paper).lines
        assert any("Vandet er koldt" in line for line in lines)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_each_part_fits_the_screen(desk_kit: Kit, clock: Clock, size: tuple[int, int]) -> None:
    for wanted in (BoardPicture(), LogSheet(), BlankChits(3)):
        queue_document(desk_kit, wanted)
    set_state(desk_kit.log, 1, JobState.FAILED, "papiret slap op midt i udskriften, og rullen skal skiftes", clock.now)
    queue_document(desk_kit, JobAgain(1))
    app = with_queue(desk_kit)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f8")
        for keys in ((), ("2",), ("enter",), ("escape", "3"), ("end", "enter")):
            await press(pilot, *keys)
            lines = screen(app).splitlines()
            assert len(lines) <= size[1] and all(len(line) <= size[0] for line in lines)
            assert not app.screen.vertical_scrollbar.display
            assert any("Printer: ukendt, for motoren kører ikke" in line for line in lines)
            assert any("1Det, du så  2Udskrifter" in line for line in lines)
            listed = app.front.query_one("#rows", RowList)
            assert all(row.text.cell_length < max(listed.size.width, 1) for row in listed.rows if listed.size.width)
        await press(pilot, "escape")


async def test_at_wide_the_paper_stands_beside_the_list(desk_kit: Kit) -> None:
    queue_document(desk_kit, BoardPicture())
    app = with_queue(desk_kit)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f8", "2")
        assert "Job 1: situationsbillede" in screen(app) and "│Hændelse: Strømsvigt nord" in screen(app)
        await press(pilot, "3", "end")
        assert "│Prøveside" in screen(app)
        app.front.query_one("#rows").go_to(DocumentKind.KEY_CARD)  # type: ignore[attr-defined]
        await settle(pilot)
        assert app.front.query_one(Paper).lines == ()


async def test_what_is_private_is_never_shown_and_goes_straight_to_the_printer(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "3")
        for kind in DOCUMENTS:
            app.front.query_one("#rows").go_to(kind)  # type: ignore[attr-defined]
            assert not DOCUMENTS[kind].private or app.front.print_request() is None
        app.front.query_one("#rows").go_to(DocumentKind.KEY_CARD)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "Nøglekortet bærer kommunens nøgle" in screen(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "j")
        assert "Nøglekort er udskrevet." in screen(app)
        await press(pilot, "enter")
        assert isinstance(app.front, Prints) and app.front.query_one(Paper).lines == ()
    assert job_rows(desk_kit.log) == [] and len(list(desk_kit.home.paper.iterdir())) > 0
    desk_kit.refresh()
    notes = [row.event.body for row in desk_kit.log.all() if isinstance(row.event.body, Note)]
    assert [(note.text, note.by) for note in notes] == [("nøglekort udskrevet", "Øvelse Andersen")]


async def test_f8_typed_twice_ahead_of_the_screen_prints(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        for key in ("f8", "f8"):
            app.post_message(Key(key, None))
        await settle(pilot)
        assert [row.document for row in job_rows(desk_kit.log)] == [DocumentKind.BOARD]


async def test_what_the_engine_writes_of_itself_makes_no_paper_anew(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    preview = previews.preview

    def counted(kit: Kit, wanted: Wanted) -> previews.Preview:
        made.append(wanted)
        return preview(kit, wanted)

    monkeypatch.setattr(previews, "preview", counted)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8")
        with engines_log(desk_kit) as log:
            put_status(log, DeviceStatus(Device.PRINTER, DeviceState.OK, "klar", int(desk_kit.now())))
        app.poll()
        await settle(pilot)
        assert made == [BoardPicture()]
        desk_kit.record(Note("Noget nyt"))
        app.poll()
        await settle(pilot)
        assert made == [BoardPicture()] * 2


async def test_beside_the_list_the_paper_keeps_the_cursor_when_the_engine_writes(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f8", "3", "tab")
        assert app.front.query_one(Paper).has_focus
        with engines_log(desk_kit) as log:
            put_status(log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(desk_kit.now())))
        app.poll()
        await settle(pilot)
        assert app.front.query_one(Paper).has_focus
        await press(pilot, "2")
        assert app.front.query_one("#rows", RowList).has_focus
