"""Print jobs at the screen: what became of each, one again, all that failed, out of the queue."""

import pytest
from console_pilot import SIZE, press, rows, screen
from kits import Clock
from printing_console import engine_runs, with_queue

from fieldkit.acts import previews
from fieldkit.acts.printing import queue_document
from fieldkit.console.prints.job_list import AT_ONCE
from fieldkit.console.prints.paper import Paper
from fieldkit.core.documents import BoardPicture, ContactList, JobAgain, PlaceList
from fieldkit.kit import Kit
from fieldkit.paper.printing import JobState
from fieldkit.store.tables.jobs import job_row, job_rows, set_state
from fieldkit.store.tables.retention import forget_papers
from fieldkit.store.tables.status import WHAT_TO_DO, Device, DeviceState, DeviceStatus, put_status


async def test_every_state_is_told_in_plain_words_newest_first(desk_kit: Kit, clock: Clock) -> None:
    engine_runs(desk_kit)
    for _ in range(5):
        queue_document(desk_kit, BoardPicture())
    log = desk_kit.log
    set_state(log, 1, JobState.CONFIRMED, "", clock.now)
    set_state(log, 2, JobState.UNCONFIRMED, "printeren svarede ikke", clock.now)
    set_state(log, 3, JobState.FAILED, "kablet gik løst", clock.now)
    set_state(log, 4, JobState.PRINTING, "", clock.now)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2")
        told = [(row[:4].strip(), row[40:].strip()) for row in rows(app)]
        assert told == [
            ("5", "venter"),
            ("4", "printer nu"),
            ("3", "fejlede: kablet gik løst"),
            ("2", "sendt uden svar: se efter papiret"),
            ("1", "kom ud (bekræftet)"),
        ]
        assert "2Udskrifter 1!" in screen(app)
        await press(pilot, "down", "down", "enter")
        shown = screen(app)
        assert "Fejlede" in shown and "Kablet gik løst." in shown and "Tryk G, når printeren er klar." in shown


async def test_what_holds_a_job_is_told_with_what_to_do(desk_kit: Kit, clock: Clock) -> None:
    engine_runs(desk_kit)
    facts = {WHAT_TO_DO: "Sæt en ny rulle i; så går udskriften videre af sig selv."}
    put_status(desk_kit.log, DeviceStatus(Device.PRINTER, DeviceState.FAULT, "papir slut", int(clock.now), facts))
    queue_document(desk_kit, BoardPicture())
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2")
        assert rows(app)[0].endswith("venter: papir slut")
        await press(pilot, "enter")
        assert "Venter: papir slut. Sæt en ny rulle i; så går udskriften videre af sig selv." in screen(app)


async def test_g_asks_and_prints_a_copy_and_the_first_then_tells_what_became_of_it(desk_kit: Kit, clock: Clock) -> None:
    queue_document(desk_kit, BoardPicture())
    set_state(desk_kit.log, 1, JobState.FAILED, "papir slut", clock.now)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2", "g")
        assert "Genudskriv job 1? På papiret kommer der til at stå KOPI." in " ".join(screen(app).split())
        await press(pilot, "escape")
        assert len(job_rows(desk_kit.log)) == 1
        await press(pilot, "g", "j")
        copy = job_row(desk_kit.log, 2)
        assert (copy.copy_of, copy.copies, copy.state) == (1, 2, JobState.QUEUED)
        assert "Job 1 er lagt til udskrift igen som job 2." in screen(app)
        assert "fejlede; venter igen som job 2" in screen(app) and "KOPI 1 af situationsbillede" in screen(app)
        set_state(desk_kit.log, 2, JobState.CONFIRMED, "", clock.now)
        await press(pilot, "f2", "f8", "2", "end")
        assert "fejlede; kom ud som job 2" in screen(app) and "2Udskrifter  3" in screen(app)
        await press(pilot, "enter")
        assert "Det kom ud som job 2 (KOPI 1)" in screen(app)


async def test_a_prints_all_that_failed_again(desk_kit: Kit, clock: Clock) -> None:
    for wanted in (BoardPicture(), ContactList(), PlaceList()):
        set_state(desk_kit.log, queue_document(desk_kit, wanted), JobState.FAILED, "papir slut", clock.now)
    queue_document(desk_kit, JobAgain(2))
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2")
        assert "A alle fejlede igen" in screen(app) and "2Udskrifter 2!" in screen(app)
        await press(pilot, "a", "j")
    assert [row.copy_of for row in job_rows(desk_kit.log)][3:] == [2, 1, 3]


async def test_a_job_that_waits_is_taken_out_of_the_queue_and_one_that_prints_is_not(
    desk_kit: Kit, clock: Clock
) -> None:
    queue_document(desk_kit, BoardPicture())
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2", "x", "n")
        assert job_row(desk_kit.log, 1).state is JobState.QUEUED
        await press(pilot, "x", "j")
        assert job_row(desk_kit.log, 1).state is JobState.WITHDRAWN
        assert "taget ud af køen" in rows(app)[0] and "X tag ud" not in screen(app)
        queue_document(desk_kit, BoardPicture())
        await press(pilot, "f2", "f8", "2", "x")
        set_state(desk_kit.log, 2, JobState.PRINTING, "", clock.now)
        await press(pilot, "j")
        assert "Job 2 venter ikke mere og kan ikke tages ud af køen (printer nu)." in screen(app)
        assert job_row(desk_kit.log, 2).state is JobState.PRINTING


async def test_a_paper_that_is_no_longer_kept_says_so_and_is_not_printed_again(desk_kit: Kit, clock: Clock) -> None:
    queue_document(desk_kit, BoardPicture())
    set_state(desk_kit.log, 1, JobState.CONFIRMED, "", clock.now)
    forget_papers(desk_kit.log, int(clock.now) + 1)
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2", "enter")
        assert "indholdet er slettet" in screen(app) and "fra listen Papirer" in screen(app)
        assert "G genudskriv" not in screen(app)


async def test_of_many_jobs_the_newest_are_read_and_v_reads_more(desk_kit: Kit) -> None:
    many = AT_ONCE + 20
    queue_document(desk_kit, ContactList())
    desk_kit.log.write(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO jobs SELECT i, document, number, event, urgent, bytes, 'confirmed', copies, '', created, at, "
        "copy_of, essential FROM jobs, n WHERE job = 1",
        (many,),
    )
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2")
        assert len(rows(app)) == AT_ONCE and "V vis 20 ældre" in screen(app)
        await press(pilot, "v")
        assert len(rows(app)) == many and "ældre" not in screen(app)


async def test_a_long_paper_of_a_job_is_laid_out_beside_the_screen(
    desk_kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_document(desk_kit, BoardPicture())
    monkeypatch.setattr(previews, "BIG_JOB_BYTES", 10)
    app = with_queue(desk_kit)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f8", "2")
        assert "│Situationsbillede" not in screen(app), "moving through the list stays quick"
        await press(pilot, "enter")
        assert "│Situationsbillede" in screen(app) and "job 1" in app.front.query_one(Paper).lines[-2]


async def test_nothing_printed_says_what_to_press(desk_kit: Kit) -> None:
    app = with_queue(desk_kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "2", "enter", "g", "x")
        assert "Intet er udskrevet fra dette kit" in screen(app)
