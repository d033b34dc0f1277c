"""One printer, one writer: who prints has the printer alone, and who waits too long is told so."""

import asyncio
from pathlib import Path

import pytest
from placed_printer import on_tcp

from fieldkit.devices.printer.port import PrinterBusy
from fieldkit.devices.printer.talk import ask_status
from fieldkit.devices.printer.url import own_port
from fieldkit.paper.printing import PrinterStatus
from fieldkit.practice.paper.printer import VirtualPrinter


async def test_a_second_writer_waits_for_its_turn_and_gets_it(tmp_path: Path) -> None:
    async with on_tcp(VirtualPrinter()) as placed:
        first, second = own_port(placed.url, tmp_path, 5), own_port(placed.url, tmp_path, 5)
        assert first is not None and second is not None
        await first.open()
        waiting = asyncio.create_task(second.open())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await first.close()
        await waiting
        await second.close()


async def test_a_printer_that_stays_taken_is_refused_in_a_sentence_and_is_no_fault(tmp_path: Path) -> None:
    async with on_tcp(VirtualPrinter()) as placed:
        first, second = own_port(placed.url, tmp_path, 5), own_port(placed.url, tmp_path, 0)
        assert first is not None and second is not None
        await first.open()
        with pytest.raises(PrinterBusy, match="er i gang med en anden udskrift; prøv igen"):
            await ask_status(second)
        await first.close()
        assert await ask_status(second) is PrinterStatus.OK


async def test_the_turn_passes_on_when_the_printer_cannot_be_reached(tmp_path: Path) -> None:
    gone, there = own_port("tcp://127.0.0.1:9", tmp_path, 0), own_port("virtual:", tmp_path, 0)
    assert gone is not None and there is not None
    assert await ask_status(gone) is PrinterStatus.OFFLINE
    assert await ask_status(there) is PrinterStatus.OK
