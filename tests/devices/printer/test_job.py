"""Paper surely came out once: every job ends in a state that a person can trust, whatever breaks in the middle."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from placed_printer import on_pty, on_tcp
from print_journal import Memory

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import StoreError
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.devices.printer.job import Fence, Outcome, Patience, PrintJob, Traits, run_job
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.url import port_for
from fieldkit.devices.printer.worker import PrintWorker, choose
from fieldkit.paper.blocks import Document, KeyValue, Text
from fieldkit.paper.layout import lay_out
from fieldkit.paper.printing import Haste, JobState, PrinterStatus
from fieldkit.practice.paper.printer import SILENT, Manners, VirtualPrinter

QUICK = Patience(
    chunk_bytes=64,
    stall=1.0,
    status=0.5,
    probe=0.5,
    quiet=0.005,
    settle=0.01,
    fence=1.0,
    learn=0.1,
    hold=10.0,
    poll=0.02,
    bytes_per_s=1e6,
    rows_per_s=1e6,
    fastest_rows_per_s=1e6,
)
"""Deadlines for a printer on the same machine; the order and meaning of the stages are the real ones."""
ONLY_PARSED = Manners(printed=False)


def payload(number: str, copy: int = 0, lines: int = 8) -> bytes:
    body = tuple(Text(f"{line}. Vand og tæpper til Østre Skole") for line in range(lines))
    document = Document("Kvittering", (KeyValue("Nr", number), *body), number=number, time="08.40", kit="Kit 12")
    return encode(lay_out(document, 32, job=number, copy=copy), profile_for(32))


def job(number: int, **changes: object) -> PrintJob:
    text = f"12-{number:04}"
    return PrintJob(number, DocumentKind.RECEIPT, text, payload(text), **changes)  # type: ignore[arg-type]


def open_port(url: str) -> PrinterPort:
    port = port_for(url, Path("/nonexistent"))
    assert port is not None
    return port


BEGUN = re.compile(r"(KOPI \d+\s+=+\s+)?Kvittering\n[^\n]*\nKit 12\n-+\nNr: (12-\d{4})\n")


def sheets(printer: VirtualPrinter, number: str) -> tuple[int, int]:
    """Sheets of this number that came out to the last line: (without KOPI, with KOPI)."""
    text = printer.text()
    begun = list(BEGUN.finditer(text))
    ends = ([match.start() for match in begun] + [len(text)])[1:]
    whole = [
        match
        for match, end in zip(begun, ends, strict=True)
        if match[2] == number and "slut 1/1" in text[match.end() : end]
    ]
    copies = sum(match[1] is not None for match in whole)
    return len(whole) - copies, copies


def heads(printer: VirtualPrinter, number: str) -> int:
    """How often a sheet of this number was begun without KOPI."""
    return sum(match[2] == number and match[1] is None for match in BEGUN.finditer(printer.text()))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  what comes out of a printer tells nobody
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def working(worker: PrintWorker) -> AsyncIterator[PrintWorker]:
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def worker_for(url: str, journal: Memory, **options: object) -> PrintWorker:
    settings: dict[str, object] = {"patience": QUICK, "idle_s": 0.05, "retry_s": 0.02, "pause_s": 0.01} | options
    return PrintWorker(open_port(url), journal, **settings)  # type: ignore[arg-type]


# --- one job, by what the printer answers


@pytest.mark.parametrize("place", [on_tcp, on_pty], ids=["tcp", "serial"])
@pytest.mark.parametrize(
    ("manners", "state", "fence"),
    [
        (Manners(), JobState.CONFIRMED, Fence.PRINTED),
        (ONLY_PARSED, JobState.CONFIRMED, Fence.PARSED),
        (Manners(status=False, printed=False), JobState.UNCONFIRMED, Fence.PARSED),
        (Manners(parsed=False, printed=False), JobState.UNCONFIRMED, Fence.AUTO),
        (SILENT, JobState.UNCONFIRMED, Fence.AUTO),
    ],
    ids=["answers all", "only GS r", "no status", "only status", "silent"],
)
async def test_a_job_is_confirmed_only_by_a_printer_that_says_so(
    place: Callable[..., contextlib.AbstractAsyncContextManager[object]],
    manners: Manners,
    state: JobState,
    fence: Fence,
) -> None:
    printer, journal = VirtualPrinter(manners=manners), Memory(job(1), job(2))
    soon = {"status": 0.1, "probe": 0.1} if not manners.status else {}
    if not (manners.printed or manners.parsed):
        soon |= {"probe": 0.1, "fence": 0.2}  # nothing will come, however long one waits
    patience = Patience(**{**_fields(QUICK), **soon})
    async with place(printer) as placed:
        first = await run_job(open_port(placed.url), journal.jobs[1], journal, Traits(), patience)  # type: ignore[attr-defined]
        assert (first.state, journal.states[1]) == (state, state)
        assert (journal.reasons[1] == "") is (state is JobState.CONFIRMED)
        assert first.traits.fence is fence
        await until(lambda: sheets(printer, "12-0001") == (1, 0))
        before = len(printer.kept)
        second = await run_job(open_port(placed.url), journal.jobs[2], journal, first.traits, patience)  # type: ignore[attr-defined]
        assert second.state is state
    if fence is Fence.PARSED:
        assert b"\x1d(H" not in printer.kept[before:], "what it never answers it is not asked again"
    assert printer.paper.unknown == []


def _fields(patience: Patience) -> dict[str, float]:
    return {name: getattr(patience, name) for name in Patience.__dataclass_fields__}


@pytest.mark.parametrize("status", [PrinterStatus.OUT, PrinterStatus.COVER, PrinterStatus.OFFLINE, PrinterStatus.ERROR])
async def test_a_printer_in_trouble_gets_no_byte_and_the_queue_goes_on_by_itself_afterwards(
    status: PrinterStatus,
) -> None:
    printer, journal = VirtualPrinter(), Memory(job(1), job(2))
    printer.set_status(status)
    told: list[tuple[PrinterStatus, str]] = []
    async with on_tcp(printer) as placed:
        worker = worker_for(placed.url, journal, on_status=lambda status, sentence: told.append((status, sentence)))
        async with working(worker):
            await until(lambda: bool(told))
            assert told[0][0] is status
            assert told[0][1].endswith(".")
            assert journal.began == []
            assert set(printer.kept) <= {0x10, 1, 2, 3, 4}, "only status questions"
            printer.set_status(PrinterStatus.OK)
            await until(lambda: set(journal.states.values()) == {JobState.CONFIRMED})
    assert sheets(printer, "12-0001") == sheets(printer, "12-0002") == (1, 0)
    assert len(told) == len(set(told)), "the same thing is not told twice in a row"


async def test_paper_that_ends_in_the_middle_is_changed_and_the_job_comes_out_once() -> None:
    printer, journal = VirtualPrinter(rows_left=5), Memory(job(1), job(2))
    async with on_tcp(printer) as placed, working(worker_for(placed.url, journal)):
        await until(lambda: printer.status is PrinterStatus.OUT)
        assert journal.states == {1: JobState.PRINTING, 2: JobState.QUEUED}
        printer.set_status(PrinterStatus.OK)
        await until(lambda: set(journal.states.values()) == {JobState.CONFIRMED})
    assert (heads(printer, "12-0001"), sheets(printer, "12-0001"), sheets(printer, "12-0002")) == (1, (1, 0), (1, 0))


async def test_paper_that_nobody_changes_leaves_a_failed_job_of_which_only_a_piece_comes_out_later() -> None:
    printer, journal = VirtualPrinter(rows_left=5), Memory(job(1))
    patience = Patience(**{**_fields(QUICK), "hold": 0.1})
    async with on_tcp(printer) as placed, working(worker_for(placed.url, journal, patience=patience)) as worker:
        await until(lambda: journal.states[1] is JobState.FAILED)
        assert "papir slut" in journal.reasons[1] and "Kun et stykke" in journal.reasons[1]
        printer.set_status(PrinterStatus.OK)
        worker.wake()
        await until(lambda: worker.status is PrinterStatus.OK)
    assert (heads(printer, "12-0001"), sheets(printer, "12-0001")) == (1, (0, 0))


@pytest.mark.parametrize("place", [on_tcp, on_pty], ids=["tcp", "serial"])
async def test_a_printer_that_dies_in_the_middle_leaves_a_job_to_judge(
    place: Callable[..., contextlib.AbstractAsyncContextManager[object]],
) -> None:
    printer, journal = VirtualPrinter(dies_after=200), Memory(job(1))
    patience = Patience(**{**_fields(QUICK), "status": 0.1, "fence": 0.2})
    async with place(printer) as placed:
        outcome = await run_job(open_port(placed.url), journal.jobs[1], journal, Traits(), patience)  # type: ignore[attr-defined]
    assert journal.states[1] is outcome.state
    assert outcome.state in (JobState.FAILED, JobState.UNCONFIRMED)
    assert "papir" in outcome.reason or "stykke" in outcome.reason
    assert sheets(printer, "12-0001") == (0, 0)


async def test_a_printer_that_is_switched_on_later_gets_the_job_then() -> None:
    printer, journal = VirtualPrinter(), Memory(job(1))
    async with on_tcp(VirtualPrinter()) as placed:
        url, number = placed.url, placed.port
    sentences: list[str] = []
    worker = worker_for(url, journal, on_status=lambda status, sentence: sentences.append(sentence))
    async with working(worker):
        await until(lambda: bool(sentences))
        assert "kan ikke nås" in sentences[0]
        assert journal.states[1] is JobState.QUEUED
        async with on_tcp(printer, port=number):
            await until(lambda: journal.states[1] is JobState.CONFIRMED)
    assert sheets(printer, "12-0001") == (1, 0)


async def test_a_printer_that_used_to_answer_and_is_silent_is_not_printed_to() -> None:
    printer, journal = VirtualPrinter(manners=SILENT), Memory(job(1))
    patience = Patience(**{**_fields(QUICK), "status": 0.05})
    async with on_pty(printer) as placed:
        outcome = await run_job(
            open_port(placed.url), journal.jobs[1], journal, Traits(Fence.PRINTED, tells_status=True), patience
        )
    assert (outcome.state, journal.states[1]) == (JobState.QUEUED, JobState.QUEUED)
    assert journal.began == []
    assert sheets(printer, "12-0001") == (0, 0)


async def test_a_slow_printer_is_waited_for() -> None:
    printer, journal = VirtualPrinter(bytes_per_s=4000), Memory(job(1))
    async with on_tcp(printer) as placed:
        outcome = await run_job(open_port(placed.url), journal.jobs[1], journal, Traits(), QUICK)
    assert outcome.state is JobState.CONFIRMED


async def test_the_journal_is_durable_before_the_first_byte_and_without_it_nothing_is_sent() -> None:
    printer, journal = VirtualPrinter(), Memory(job(1))

    def full() -> None:
        assert b"Kvittering" not in printer.kept
        raise StoreError("Disken er fuld; gør plads.")

    journal.at_begin = full
    sentences: list[str] = []
    async with on_tcp(printer) as placed:
        worker = worker_for(placed.url, journal, on_status=lambda status, sentence: sentences.append(sentence))
        async with working(worker):
            await until(lambda: "Disken er fuld; gør plads." in sentences)
            assert b"Kvittering" not in printer.kept
            journal.at_begin = lambda: None
            await until(lambda: journal.states[1] is JobState.CONFIRMED)
    assert sheets(printer, "12-0001") == (1, 0)


async def test_a_worker_that_is_stopped_in_the_middle_says_so() -> None:
    printer, journal = VirtualPrinter(rows_left=3), Memory(job(1))
    async with on_tcp(printer) as placed:
        async with working(worker_for(placed.url, journal)):
            await until(lambda: printer.status is PrinterStatus.OUT)
        assert journal.states[1] is JobState.UNCONFIRMED
        assert "afbrudt" in journal.reasons[1]


async def test_the_virtual_printer_of_a_kit_confirms_and_a_plain_file_cannot(plain_folder: Path) -> None:
    for url, state in (("virtual:", JobState.CONFIRMED), (f"file:{plain_folder}/out", JobState.UNCONFIRMED)):
        port, journal = port_for(url, plain_folder), Memory(job(1))
        assert port is not None
        outcome = await run_job(port, journal.jobs[1], journal, Traits(), QUICK)
        assert outcome.state is state
    assert (plain_folder / "out").read_bytes() == payload("12-0001")
    assert (plain_folder / "paper" / "print-000001.bin").read_bytes() == payload("12-0001")


# --- the queue


JOBS = st.lists(
    st.builds(
        PrintJob,
        st.integers(1, 99),
        st.sampled_from(DocumentKind),
        st.just(""),
        st.just(b""),
        st.sampled_from(Haste),
        st.booleans(),
    )
)


@given(JOBS, st.booleans())
def test_the_next_job_is_the_oldest_urgent_one_that_the_battery_allows(jobs: list[PrintJob], low: bool) -> None:
    chosen = choose(jobs, low_battery=low)
    allowed = [job for job in jobs if job.essential or not low]
    if chosen is None:
        assert allowed == []
    else:
        assert chosen in allowed
        assert chosen.haste.turn == min(job.haste.turn for job in allowed)
        same = [job for job in allowed if job.haste == chosen.haste]
        assert same[0] is chosen


async def test_a_flash_message_goes_first_and_lists_wait_for_the_battery() -> None:
    printer, low = VirtualPrinter(), [True]
    journal = Memory(job(1, essential=False), job(2), job(3, haste=Haste.FLASH))
    order: list[int] = []

    def done(job: PrintJob, outcome: Outcome) -> None:
        order.append(job.job)

    async with on_tcp(printer) as placed:
        worker = worker_for(placed.url, journal, low_battery=lambda: low[0], on_outcome=done)
        async with working(worker):
            await until(lambda: order == [3, 2])
            assert journal.states[1] is JobState.QUEUED
            low[0] = False
            worker.wake()
            await until(lambda: order == [3, 2, 1])


# --- the power goes


class PowerCut(BaseException):
    """Not an error to be handled: the machine is gone."""


class CutPort:
    """A port on a machine whose power goes after so many bytes have left it."""

    answers = True
    loses = False
    instant = False

    def __init__(self, port: PrinterPort, cut_after: int) -> None:
        self.name, self._port, self._left = port.name, port, cut_after

    async def open(self) -> None:
        await self._port.open()

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        if len(data) > self._left:
            await self._port.write(data[: self._left], timeout)
            raise PowerCut
        self._left -= len(data)
        return await self._port.write(data, timeout)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        return await self._port.read(timeout)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        return await self._port.flush(timeout)

    async def close(self) -> None:
        await self._port.close()


JOB_BYTES = len(payload("12-0001"))
CUTS = range(0, JOB_BYTES + 60, 10)


async def cut_and_replay(printer: VirtualPrinter, cut: int, *, printer_too: bool) -> None:
    """Power goes `cut` bytes into the work on two jobs; a person then reprints what is in doubt."""
    journal = Memory(job(1), job(2))
    patience = QUICK if printer.manners.status else Patience(**{**_fields(QUICK), "status": 0.01, "probe": 0.01})
    async with on_tcp(printer) as placed:
        first = PrintWorker(CutPort(open_port(placed.url), cut), journal, patience=patience, idle_s=0.01, retry_s=0.01)
        with pytest.raises(PowerCut):
            await first.run()
        interrupted = [number for number, state in journal.states.items() if state is JobState.PRINTING]
        assert len(interrupted) <= 1
        if printer_too:
            printer.power_cycle()
        async with working(worker_for(placed.url, journal, patience=patience)):
            await until(lambda: not {JobState.QUEUED, JobState.PRINTING} & set(journal.states.values()))
            doubtful = [number for number, state in journal.states.items() if state is not JobState.CONFIRMED]
            assert set(interrupted) <= set(doubtful), "what the cut interrupted is never called printed"
            for number in doubtful:
                journal.reprint(number, 1, payload(journal.jobs[number].number, 1))
            await until(lambda: JobState.QUEUED not in journal.states.values())
            await until(lambda: JobState.PRINTING not in journal.states.values())
            await until(lambda: all(sum(sheets(printer, f"12-{number:04}")) >= 1 for number in (1, 2)))
    for number in (1, 2):
        assert heads(printer, f"12-{number:04}") <= 1, "begun twice without KOPI"
        originals, copies = sheets(printer, f"12-{number:04}")
        assert originals <= 1
        assert originals + copies >= 1, "lost"
        if number not in doubtful:
            assert (originals, copies) == (1, 0)


@pytest.mark.exhaustive
async def test_power_cut_at_every_tenth_byte_never_two_copies_without_kopi_never_a_lost_job() -> None:
    for cut in CUTS:
        await cut_and_replay(VirtualPrinter(), cut, printer_too=False)


@pytest.mark.exhaustive
async def test_the_same_when_the_printer_loses_power_too() -> None:
    for cut in CUTS[::3]:
        await cut_and_replay(VirtualPrinter(), cut, printer_too=True)


@pytest.mark.exhaustive
async def test_the_same_with_a_printer_that_never_answers() -> None:
    for cut in CUTS[::4]:
        await cut_and_replay(VirtualPrinter(manners=SILENT), cut, printer_too=True)


@pytest.mark.parametrize("when", ["before begin", "after begin", "before finish", "after finish"])
async def test_power_cut_round_the_journal(when: str) -> None:
    printer, journal = VirtualPrinter(), Memory(job(1))
    begin, finish = journal.begin, journal.finish

    def cut_begin(number: int) -> None:
        if when == "after begin":
            begin(number)
        raise PowerCut

    def cut_finish(number: int, state: JobState, reason: str) -> None:
        if when == "after finish":
            finish(number, state, reason)
        raise PowerCut

    if "begin" in when:
        journal.begin = cut_begin  # type: ignore[method-assign]
    else:
        journal.finish = cut_finish  # type: ignore[method-assign]
    async with on_tcp(printer) as placed:
        with pytest.raises(PowerCut):
            await worker_for(placed.url, journal).run()
        journal.begin, journal.finish = begin, finish  # type: ignore[method-assign]
        async with working(worker_for(placed.url, journal)) as worker:
            await until(lambda: worker.status is PrinterStatus.OK and JobState.QUEUED not in journal.states.values())
            await until(lambda: journal.states[1] is not JobState.PRINTING)
    expected = {
        "before begin": (JobState.CONFIRMED, (1, 0)),
        "after begin": (JobState.UNCONFIRMED, (0, 0)),
        "before finish": (JobState.UNCONFIRMED, (1, 0)),
        "after finish": (JobState.CONFIRMED, (1, 0)),
    }
    assert (journal.states[1], sheets(printer, "12-0001")) == expected[when]
