"""The whole way of a document: queued in a kit's log, printed by its engine's desk, judged in its job table."""

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from kits import Clock, make_kit
from paper_read import read_folder
from paths import DATA
from placed_printer import BRISK, on_tcp

from fieldkit.acts.printing import known_traits, print_now, queue_continuity, queue_document
from fieldkit.acts.proposals import asked_now
from fieldkit.cli import cli
from fieldkit.console.status_line import StatusLine
from fieldkit.core.ask.proposal import Asks, PrintPaper
from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.documents import BoardPicture, Docket, FailedAgain, Receipt, TestPage
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import TO_ALL, Message, Note, Report
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.facts.work import Dispatch
from fieldkit.devices.printer.step_types import Fence, Patience, Traits
from fieldkit.devices.printer.talk import ask_status
from fieldkit.devices.printer.url import port_for
from fieldkit.devices.printer.worker import choose
from fieldkit.engine.print_desk import EXPIRE_S, Journal, PrintDesk
from fieldkit.kit import Kit
from fieldkit.paper.abilities import Letters
from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.paper.printing import Haste, JobState, PrinterStatus
from fieldkit.practice.paper.escpos_reader import PaperCut, paper_text
from fieldkit.practice.paper.printer import SILENT, VirtualPrinter
from fieldkit.store.tables import jobs
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status, read_problems, read_status

WANTED = (Text("Vand og tæpper til Østre Skole"),)
NOTHING = DeviceStatus(Device.PRINTER, DeviceState.UNKNOWN, "", 0)
RECEIPT = Document("Kvittering", WANTED, number="12-0001", time="08.40", kit="Kit 12")


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Kit]:
    made = make_kit(tmp_path / "kit", place="oestre-skole", data=DATA, printer="virtual:")
    yield made
    made.close()


def queue(kit: Kit, document: Document = RECEIPT, kind: DocumentKind = DocumentKind.RECEIPT) -> int:
    return jobs.queue_job(kit.log, document, kind, document.number, kit.now())


def state(kit: Kit, job: int) -> str:
    return jobs.job_row(kit.log, job).state


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the desk tells the table, and the table tells nobody
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def working(kit: Kit, battery: int | None = None, patience: Patience = BRISK) -> AsyncIterator[PrintDesk]:
    desk = PrintDesk(kit, lambda: battery, patience)
    task = asyncio.create_task(desk.run())
    try:
        yield desk
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_document_lies_on_the_virtual_table_and_its_reprint_says_kopi(kit: Kit) -> None:
    job = queue(kit)
    async with working(kit) as desk:
        await until(lambda: state(kit, job) == "confirmed")
        again = jobs.queue_copy(kit.log, job, kit.now())
        desk.wake()
        await until(lambda: state(kit, again) == "confirmed")
    paper = read_folder(kit.home.paper)
    assert paper.unknown == []
    first, second = paper_text(paper).split("- - - - - - - - - - - - - - - -\n")[:2]
    assert "KOPI" not in first
    assert "KOPI 1" in second
    for sheet, number in ((first, job), (second, again)):
        assert "Vand og tæpper til Østre Skole" in sheet
        assert f"job {number}" in sheet
        assert "slut 1/1" in sheet


async def test_a_job_of_a_document_that_only_a_newer_kit_knows_prints_and_is_told_by_its_own_name(kit: Kit) -> None:
    job = queue(kit)
    kit.log.write("UPDATE jobs SET document='order' WHERE job=?", (job,))
    row = jobs.job_row(kit.log, job)
    assert (row.document, row.document in list(DocumentKind)) == ("order", False)
    assert [each.document for each in Journal(kit).queued()] == ["order"]
    async with working(kit) as desk:
        await until(lambda: state(kit, job) == "confirmed")
        again = jobs.queue_copy(kit.log, job, kit.now())
        desk.wake()
        await until(lambda: state(kit, again) == "confirmed")
    assert paper_text(read_folder(kit.home.paper)).count("Vand og tæpper til Østre Skole") == 2
    assert kit.log.read("SELECT DISTINCT document FROM jobs") == [("order",)], "the word stays as it was written"
    home = str(kit.home.folder)
    told = CliRunner().invoke(cli, ["--home", home, "jobs"]).stdout.splitlines()
    assert [line.split()[:3] for line in told] == [[str(number), "order", "12-0001"] for number in (job, again)]
    listed = CliRunner().invoke(cli, ["--home", home, "jobs", "--json"]).stdout.splitlines()
    assert [msgspec.json.decode(line)["document"] for line in listed] == ["order", "order"]


async def test_a_job_that_cannot_be_printed_here_is_told_and_does_not_stand_in_the_way(kit: Kit) -> None:
    too_big = queue(kit, replace(RECEIPT, blocks=(Qr("1" * 6000),)))
    job = queue(kit)
    async with working(kit):
        await until(lambda: state(kit, job) == "confirmed")
    assert state(kit, too_big) == "failed"
    assert "for stor til papiret" in jobs.job_row(kit.log, too_big).reason


async def test_a_wrong_code_page_holds_every_job_until_it_is_mended(kit: Kit) -> None:
    job = queue(kit)
    right, kit.config = kit.config, msgspec.structs.replace(kit.config, code_page=999)
    async with working(kit) as desk:
        await until(lambda: "Tegntabel 999" in str(kit.log.read("SELECT * FROM problems")))
        assert state(kit, job) == "queued"
        kit.config = right
        desk.wake()
        await until(lambda: state(kit, job) == "confirmed")


async def test_what_a_person_finds_out_about_the_printer_holds_from_the_next_job_on(kit: Kit) -> None:
    async with working(kit) as desk:
        first = queue(kit)
        desk.wake()
        await until(lambda: state(kit, first) == "confirmed")
        kit.home.write_config(msgspec.structs.replace(kit.config, letters=Letters.PLAIN, cutter=False))
        second = queue_document(kit, TestPage())
        desk.wake()
        await until(lambda: state(kit, second) == "confirmed")
    assert "Blaabaergroed paa Aeroe" in paper_text(read_folder(kit.home.paper))


async def test_a_kit_that_lost_power_in_the_middle_says_look_and_prints_no_second_sheet(kit: Kit) -> None:
    job = queue(kit)
    jobs.set_state(kit.log, job, JobState.PRINTING, "", kit.now())
    other = queue(kit)
    printer = VirtualPrinter()
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit):
            await until(lambda: state(kit, other) == "confirmed")
    assert state(kit, job) == "unconfirmed"
    assert jobs.job_row(kit.log, job).reason != ""
    assert sum(isinstance(mark, PaperCut) for mark in printer.paper.marks) == 1


async def test_a_flash_message_prints_before_what_waited_longer(kit: Kit) -> None:
    kit.record(Report(12, note="først"))
    waiting = [queue_document(kit, BoardPicture()), queue_document(kit, Receipt(kit.record(Note("før")).number))]
    flash = kit.record(Message("Evakuér skolen nu", precedence=Precedence.FLASH))
    desk = PrintDesk(kit, lambda: None)
    desk.receipt_for(flash)
    docket = queue_document(kit, Docket(flash.number, ("uglemoseskolen",)))
    assert jobs.job_row(kit.log, docket).haste is Haste.FLASH_DOCKET
    async with working(kit):
        await until(lambda: state(kit, waiting[1]) == "confirmed")
    text = paper_text(read_folder(kit.home.paper))
    assert text.index("AKUT") < text.index("TALON") < text.index("Situationsbillede") < text.index("Notat")


async def test_on_the_last_of_the_battery_a_receipt_prints_and_a_list_waits(kit: Kit) -> None:
    contacts, job = queue(kit, kind=DocumentKind.LIST), queue(kit)
    async with working(kit, battery=9):
        await until(lambda: state(kit, job) == "confirmed")
        assert state(kit, contacts) == "queued"


async def test_what_a_person_wants_on_paper_before_it_goes_dark_prints_on_the_last_of_the_battery(kit: Kit) -> None:
    waiting = queue_document(kit, BoardPicture())
    wanted = queue_continuity(kit)
    async with working(kit, battery=9):
        await until(lambda: all(state(kit, job) == "confirmed" for job in wanted))
        assert state(kit, waiting) == "queued"
    text = paper_text(read_folder(kit.home.paper))
    for words in ("Situationsbillede", "Kontaktliste", "Åbne beskeder", "Blanket 12-B001", "Blanket 12-B020"):
        assert words in text


async def test_the_queue_goes_on_by_itself_when_the_paper_is_changed(kit: Kit) -> None:
    printer = VirtualPrinter()
    printer.set_status(PrinterStatus.OUT)
    first, second = queue(kit), queue(kit)
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit) as desk:
            await until(lambda: read_status(kit.log).get(Device.PRINTER, NOTHING).text == "papir slut")
            assert (state(kit, first), state(kit, second)) == ("queued", "queued")
            printer.set_status(PrinterStatus.OK)
            desk.wake()
            await until(lambda: state(kit, second) == "confirmed")
    assert state(kit, first) == "confirmed"
    assert sum(isinstance(mark, PaperCut) for mark in printer.paper.marks) == 2
    told = CliRunner().invoke(cli, ["--home", str(kit.home.folder), "jobs"]).output
    assert told.count("kom ud") == 2


async def test_what_a_printer_answers_is_remembered_over_a_restart_and_by_its_address(kit: Kit) -> None:
    printer = VirtualPrinter()
    job = queue(kit)
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit):
            await until(lambda: state(kit, job) == "confirmed")
    assert known_traits(kit) == Traits(Fence.PRINTED, tells_status=True)
    desk = PrintDesk(kit, lambda: None)
    assert desk.worker is not None
    assert desk.worker.traits == Traits(Fence.PRINTED, tells_status=True)
    kit.config = msgspec.structs.replace(kit.config, printer="tcp://127.0.0.1:1")
    assert known_traits(kit) == Traits()


async def test_a_printer_known_to_answer_holds_the_queue_when_it_falls_silent(kit: Kit) -> None:
    printer = VirtualPrinter()
    first = queue(kit)
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit):
            await until(lambda: state(kit, first) == "confirmed")
        printer.manners = SILENT
        second = queue(kit)
        async with working(kit, patience=replace(BRISK, status=0.05)):
            await until(lambda: "svarer ikke længere" in str(kit.log.read("SELECT text FROM problems")))
            assert state(kit, second) == "queued"
    assert sum(isinstance(mark, PaperCut) for mark in printer.paper.marks) == 1


@pytest.mark.processes
async def test_killed_in_the_middle_of_a_job_it_is_unconfirmed_and_comes_out_again_only_as_kopi(kit: Kit) -> None:
    printer = VirtualPrinter(bytes_per_s=1500)
    long = replace(RECEIPT, blocks=tuple(Text(f"Linje {number} af en lang kvittering") for number in range(200)))
    job = queue(kit, long)
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        kit.home.write_config(kit.config)
        engine = await start_engine(kit)
        await until(lambda: "Linje 3 " in printer.text())
        assert state(kit, job) == "printing"
        engine.kill()
        await engine.wait()
        half = printer.text()
        assert "slut 1/1" not in half
        printer.bytes_per_s = None
        port = port_for(placed.url, kit.home.folder)
        assert port is not None
        async with asyncio.timeout(20):
            while await ask_status(port) is not PrinterStatus.OK:
                pass  # it has no ear for the next one until what it was given is printed

        engine = await start_engine(kit)
        await until(lambda: state(kit, job) == "unconfirmed")
        other = queue(kit)
        await until(lambda: state(kit, other) == "confirmed")
        assert printer.text().count("Linje 0 ") == 1, "no second copy by itself"
        assert CliRunner().invoke(cli, ["--home", str(kit.home.folder), "reprint", str(job)]).exit_code == 0
        await until(lambda: jobs.job_rows(kit.log)[-1].state == "confirmed")
        engine.terminate()
        await engine.wait()
    copy = printer.text().split("Linje 0 ")[-2:]
    assert "KOPI 1" in copy[0][-400:]
    assert "KOPI" not in half
    told = CliRunner().invoke(cli, ["--home", str(kit.home.folder), "jobs"]).output
    assert "sendt uden svar" in told
    assert "kittet standsede midt i udskriften" in told


async def start_engine(kit: Kit) -> asyncio.subprocess.Process:
    program = "from fieldkit.cli import main; main()"
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, "--home", str(kit.home.folder), "run", stdout=asyncio.subprocess.DEVNULL
    )


async def test_the_test_page_is_followed_by_the_code_pages_of_the_printer(kit: Kit) -> None:
    job = queue_document(kit, TestPage())
    async with working(kit):
        await until(lambda: state(kit, job) == "confirmed")
    text = paper_text(read_folder(kit.home.paper))
    assert text.index("Prøveside") < text.index("slut 1/1") < text.index("7. Tegntabeller")
    assert sum("æøåÆØÅ" in line for line in text.splitlines()) >= 2


def test_a_receipt_that_waited_an_hour_is_given_up_also_while_the_engine_runs(tmp_path: Path, clock: Clock) -> None:
    kit = make_kit(tmp_path / "kit", now=clock)
    old = jobs.queue_job(kit.log, Document("Kvittering", ()), DocumentKind.RECEIPT, "12-0001", clock.now)
    docket = jobs.queue_job(kit.log, Document("Følgeseddel", ()), DocumentKind.DOCKET, "12-0002", clock.now)
    journal = Journal(kit)
    assert [job.job for job in journal.queued()] == [old]
    clock.now += EXPIRE_S + 1
    assert [job.job for job in journal.queued()] == [docket]
    assert jobs.job_row(kit.log, old).state == JobState.FAILED
    kit.close()


async def test_paper_that_ends_in_the_middle_is_told_within_seconds_with_what_to_do(kit: Kit) -> None:
    printer = VirtualPrinter(rows_left=5, bytes_per_s=2000)
    job, other = queue(kit), queue(kit)
    home = str(kit.home.folder)
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        kit.home.write_config(kit.config)
        put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))
        async with working(kit):
            await until(lambda: printer.status is PrinterStatus.OUT)
            async with asyncio.timeout(5):
                await until(lambda: read_status(kit.log).get(Device.PRINTER, NOTHING).text == "papir slut")
            assert (state(kit, job), state(kit, other)) == ("printing", "queued")
            told = CliRunner().invoke(cli, ["--home", home, "jobs"]).stdout.splitlines()
            assert len(told) == 2 and all("papir slut. Sæt en ny rulle i" in line for line in told)
            with contextlib.closing(kit.home.lock_engine()):  # type: ignore[type-var]
                lines = CliRunner().invoke(cli, ["--home", home, "doctor", "--json"]).stdout
            (row,) = [row for row in msgspec.json.decode(lines) if row["check"] == "printer"]
            assert (row["state"], row["detail"]) == ("fault", "papir slut") and "Sæt en ny rulle i" in row["do"]
            (problem,) = read_problems(kit.log)
            assert problem.text.startswith("Printeren melder: papir slut. Sæt en ny rulle i") and problem.stands
            assert StatusLine(kit).line(80).plain.count("papir slut") == 1
            printer.set_status(PrinterStatus.OK)
            await until(lambda: state(kit, other) == "confirmed")
            await until(lambda: not read_problems(kit.log)[0].stands)
    assert state(kit, job) == "confirmed", "the job goes on where it stood"
    assert sum(isinstance(mark, PaperCut) for mark in printer.paper.marks) == 2


@pytest.mark.real_time
async def test_a_private_paper_and_the_engines_papers_never_lie_in_each_other(kit: Kit) -> None:
    """An emergency list that is fetched while the engine prints waits for its turn."""
    printer = VirtualPrinter(bytes_per_s=3000)
    long = replace(RECEIPT, blocks=tuple(Text(f"Mandskab {number:02}") for number in range(60)))
    private = replace(RECEIPT, title="Nødliste", blocks=tuple(Text(f"Medicin {number:02}") for number in range(20)))
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        kit.home.write_config(kit.config)
        written = [queue(kit, long), queue(kit, long)]
        async with working(kit):
            await until(lambda: "Mandskab 05" in printer.text())
            outcome = await asyncio.to_thread(_print_beside, kit.home.folder, private)
            assert outcome is JobState.CONFIRMED
            await until(lambda: state(kit, written[1]) == "confirmed")
    lines = re.findall(r"(Mandskab|Medicin) (\d\d)", printer.text())
    runs = [(words, [int(number) for _, number in group]) for words, group in groupby(lines, key=lambda line: line[0])]
    assert ("Medicin", list(range(20))) in runs, "in one piece"
    assert sum(runs_of.count(0) for words, runs_of in runs if words == "Mandskab") == 2
    assert all(numbers == sorted(numbers) or numbers == [*range(60), *range(60)] for _, numbers in runs)


def _print_beside(folder: Path, document: Document) -> JobState:
    """As another process would."""
    beside = Kit.open(folder)
    try:
        return print_now(beside, document, DocumentKind.LIST).state
    finally:
        beside.close()


@pytest.mark.real_time
async def test_a_flaky_line_pauses_the_queue_and_what_failed_is_printed_again_in_one_act(kit: Kit) -> None:
    printer = VirtualPrinter(dies_after=150)
    waiting = [queue(kit) for _ in range(4)]
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit) as desk:
            await until(lambda: state(kit, waiting[0]) in ("failed", "unconfirmed"))
            printer.power_cycle()
            await until(lambda: read_status(kit.log).get(Device.PRINTER, NOTHING).text == "holder pause efter et brud")
            assert [state(kit, job) for job in waiting[1:]] == ["queued"] * 3, "the line has not eaten them"
            jobs.set_state(kit.log, waiting[0], JobState.FAILED, "Kun et stykke nåede frem.", kit.now())
            (offered,) = [asked for asked in asked_now(kit) if asked.asks is Asks.REPRINT]
            assert offered.text.startswith("1 udskrift kom ikke helt ud.") and offered.yes == PrintPaper(FailedAgain())
            home = str(kit.home.folder)
            assert "fieldkit reprint --failed" in CliRunner().invoke(cli, ["--home", home, "jobs"]).stderr
            assert CliRunner().invoke(cli, ["--home", home, "reprint", "--failed"]).exit_code == 0
            desk.wake()
            await until(lambda: not {"queued", "printing"} & {str(row.state) for row in jobs.job_rows(kit.log)})
    assert [row.state for row in jobs.job_rows(kit.log)] == ["failed", *["confirmed"] * 4]
    assert printer.text().count("Kvittering") == 5, "a piece, three, and the copy"
    assert "KOPI 1" in printer.text()
    assert Asks.REPRINT not in [asked.asks for asked in asked_now(kit)], "offered once"


async def test_a_docket_that_carries_akut_comes_first_and_haster_before_rutine(kit: Kit) -> None:
    routine, urgent, flash = (
        kit.record(Message(text, to=TO_ALL, precedence=precedence))
        for text, precedence in (("a", Precedence.ROUTINE), ("b", Precedence.URGENT), ("c", Precedence.FLASH))
    )
    errand = kit.record(Dispatch("Øvelse Andersen", 12, route=(15,), refs=(RefBody(*routine.ref), RefBody(*flash.ref))))
    queued = {
        "rutine": queue_document(kit, Receipt(routine.number)),
        "haster": queue_document(kit, Docket(urgent.number, ("uglemoseskolen",))),
        "akut": queue_document(kit, Receipt(flash.number)),
        "følgeseddel": queue_document(kit, Docket(errand.number)),
    }
    order = []
    while waiting := Journal(kit).queued():
        chosen = choose(waiting, low_battery=False)
        assert chosen is not None
        order.append(next(word for word, job in queued.items() if job == chosen.job))
        jobs.set_state(kit.log, chosen.job, JobState.CONFIRMED, "", kit.now())
    assert order == ["følgeseddel", "akut", "haster", "rutine"]
    copy = jobs.queue_copy(kit.log, queued["følgeseddel"], kit.now())
    assert jobs.job_row(kit.log, copy).haste is Haste.FLASH_DOCKET, "a copy is as urgent"


async def test_a_job_that_a_person_takes_out_at_the_last_moment_never_comes_out(kit: Kit) -> None:
    unwanted, wanted = queue(kit), queue(kit, replace(RECEIPT, number="12-0002"))
    own = port_for("virtual:", kit.home.folder)
    assert own is not None

    class Between:
        """The printer's port; somebody takes the job out while it is opened, when the worker has read the queue."""

        name, answers, loses, instant = own.name, own.answers, own.loses, own.instant
        write, read, flush, close = own.write, own.read, own.flush, own.close

        async def open(self) -> None:
            if state(kit, unwanted) == "queued":
                jobs.withdraw(kit.log, unwanted, kit.now())
            await own.open()

    desk = PrintDesk(kit, lambda: None, BRISK, through=lambda _port: Between())
    task = asyncio.create_task(desk.run())
    await until(lambda: state(kit, wanted) == "confirmed")
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert state(kit, unwanted) == "withdrawn"
    on_table = paper_text(read_folder(kit.home.paper))
    assert "12-0002" in on_table and "12-0001" not in on_table
    assert read_problems(kit.log) == []
    with pytest.raises(InputError, match=f"Job {wanted} venter ikke mere"):
        jobs.withdraw(kit.log, wanted, kit.now())
