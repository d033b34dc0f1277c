"""The whole way of a document: queued in a kit's log, printed by its engine's desk, judged in its job table."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from fieldkit.core.terms import Role
from fieldkit.engine.print_desk import PrintDesk
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document, Qr, Text
from fieldkit.practice.escpos_reader import PaperCut, paper_text
from fieldkit.practice.printer import VirtualPrinter, on_tcp, read_folder
from fieldkit.store import jobs
from fieldkit.store.home import KitConfig

WANTED = (Text("Vand og tæpper til Østre Skole"),)
RECEIPT = Document("Kvittering", WANTED, number="12-0001", time="08.40", kit="Kit 12")


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[Kit]:
    config = KitConfig(12, Role.MEETING_POINT, "oestre-skole", 12, printer="virtual:")
    made = Kit.create(tmp_path / "kit", config)
    yield made
    made.close()


def queue(kit: Kit, document: Document = RECEIPT, name: str = "receipt") -> int:
    return jobs.queue_job(kit.log, document, name, document.number, kit.now())


def state(kit: Kit, job: int) -> str:
    return jobs.job_row(kit.log, job).state


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the desk tells the table, and the table tells nobody
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def working(kit: Kit, battery: int | None = None) -> AsyncIterator[PrintDesk]:
    desk = PrintDesk(kit, lambda: battery)
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


async def test_a_kit_that_lost_power_in_the_middle_says_look_and_prints_no_second_sheet(kit: Kit) -> None:
    job = queue(kit)
    jobs.set_state(kit.log, job, jobs.PRINTING, "", kit.now())
    other = queue(kit)
    printer = VirtualPrinter()
    async with on_tcp(printer) as placed:
        kit.config = msgspec.structs.replace(kit.config, printer=placed.url)
        async with working(kit):
            await until(lambda: state(kit, other) == "confirmed")
    assert state(kit, job) == "unconfirmed"
    assert jobs.job_row(kit.log, job).reason != ""
    assert sum(isinstance(mark, PaperCut) for mark in printer.paper.marks) == 1


async def test_on_the_last_of_the_battery_a_receipt_prints_and_a_list_waits(kit: Kit) -> None:
    contacts, job = queue(kit, name="list"), queue(kit)
    async with working(kit, battery=9):
        await until(lambda: state(kit, job) == "confirmed")
        assert state(kit, contacts) == "queued"
