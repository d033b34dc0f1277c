"""Every way to a printer keeps the same contract: deadlines, read-back, and silence that is never taken for ok."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from paper_samples import RECEIPT
from placed_printer import on_pty, on_tcp
from usb_printer import URL as USB_URL
from usb_printer import plugged_in

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.devices.printer.file import STATUS_BYTES, STATUS_FILE
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.talk import Talk, ask_status
from fieldkit.devices.printer.url import port_for
from fieldkit.paper.layout import lay_out
from fieldkit.paper.printing import PrinterStatus
from fieldkit.practice.paper.printer import SILENT, VirtualPrinter

QUICK = 0.2
"""Seconds within which a test takes a printer for silent."""


@dataclass(frozen=True)
class Bench:
    """One way with a printer at its end: the port, what arrived there, and a hand on the printer."""

    port: PrinterPort
    printed: Callable[[], bytes]
    """What reached the printer."""
    set_status: Callable[[PrinterStatus], None]
    silence: Callable[[], None]
    took: Callable[[int], bool]
    """Whether so many bytes of questions have reached the printer and are answered."""
    answers: bool = True


def opened_by(url: str, home: Path) -> PrinterPort:
    port = port_for(url, home)
    assert port is not None
    return port


def bench_of(printer: VirtualPrinter, port: PrinterPort) -> Bench:
    def silence() -> None:
        printer.manners = SILENT

    return Bench(
        port, lambda: bytes(printer.kept), printer.set_status, silence, took=lambda count: len(printer.kept) >= count
    )


# --- the ways: a new one adds its bench here, and must pass everything below


@contextlib.asynccontextmanager
async def virtual(home: Path) -> AsyncIterator[Bench]:
    folder = home / "paper"

    def write_status(word: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / STATUS_FILE).write_text(word + "\n")

    yield Bench(
        opened_by("virtual:", home),
        lambda: b"".join(path.read_bytes() for path in sorted(folder.glob("print-*.bin"))),
        write_status,
        lambda: write_status("silent"),
        took=lambda count: True,
    )


@contextlib.asynccontextmanager
async def plain_file(home: Path) -> AsyncIterator[Bench]:
    path = home / "out.bin"
    yield Bench(
        opened_by(f"file:{path}", home),
        lambda: path.read_bytes() if path.exists() else b"",
        lambda status: None,
        lambda: None,
        took=lambda count: True,
        answers=False,
    )


@contextlib.asynccontextmanager
async def tcp(home: Path) -> AsyncIterator[Bench]:
    async with on_tcp(printer := VirtualPrinter()) as placed:
        yield bench_of(printer, opened_by(placed.url, home))


@contextlib.asynccontextmanager
async def serial(home: Path) -> AsyncIterator[Bench]:
    async with on_pty(printer := VirtualPrinter()) as placed:
        yield bench_of(printer, opened_by(placed.url, home))


@contextlib.asynccontextmanager
async def device_file(home: Path) -> AsyncIterator[Bench]:
    # A pseudo-terminal is a character device, as /dev/usb/lp0 is.
    async with on_pty(printer := VirtualPrinter()) as placed:
        device = placed.url.removeprefix("serial:").partition("?")[0]
        yield bench_of(printer, opened_by(f"file:{device}", home))


@contextlib.asynccontextmanager
async def usb(home: Path) -> AsyncIterator[Bench]:
    printer = VirtualPrinter()
    with pytest.MonkeyPatch.context() as patch:
        plugged_in(printer, patch)
        yield bench_of(printer, opened_by(USB_URL, home))


WAYS = [virtual, plain_file, tcp, serial, device_file, usb]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  files and descriptors tell nobody
            await asyncio.sleep(0.005)


class TestPrinterPortContract:
    """What `PrinterPort` promises, kept by every way to a printer."""

    @pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
    async def bench(self, request: pytest.FixtureRequest, plain_folder: Path) -> AsyncIterator[Bench]:
        async with request.param(plain_folder) as made:
            try:
                yield made
            finally:
                await made.port.close()

    async def test_every_byte_arrives_in_order_and_a_port_can_be_opened_again(self, bench: Bench) -> None:
        data = encode(lay_out(RECEIPT, 32), profile_for(32))
        for _ in range(2):
            await bench.port.open()
            assert await bench.port.write(data, 5) == len(data)
            assert await bench.port.flush(5)
            await bench.port.close()
        await until(lambda: len(bench.printed()) == 2 * len(data))
        assert bench.printed() == data + data

    @pytest.mark.parametrize("status", list(STATUS_BYTES))
    async def test_each_state_is_told_and_what_cannot_answer_is_unknown(
        self, bench: Bench, status: PrinterStatus
    ) -> None:
        bench.set_status(status)
        assert await ask_status(bench.port, 2) is (status if bench.answers else PrinterStatus.UNKNOWN)

    async def test_a_silent_printer_is_unknown_and_never_ok(self, bench: Bench) -> None:
        bench.silence()
        assert await ask_status(bench.port, QUICK) is PrinterStatus.UNKNOWN

    async def test_answers_nobody_waited_for_are_not_taken_for_new_ones(self, bench: Bench) -> None:
        await bench.port.open()
        assert bench.port.answers is bench.answers
        if not bench.answers:
            return
        await bench.port.write(b"\x10\x04\x01\x10\x04\x04", 1)
        await until(lambda: bench.took(6))
        bench.set_status(PrinterStatus.OUT)
        assert await Talk(bench.port).status(2) is PrinterStatus.OUT

    async def test_reading_ends_by_its_deadline(self, bench: Bench) -> None:
        await bench.port.open()
        async with asyncio.timeout(2):
            assert await bench.port.read(0) == b""
            assert await bench.port.read(0.05) == b""

    async def test_a_closed_port_takes_nothing_and_can_be_closed_again(self, bench: Bench) -> None:
        for _ in range(2):
            await bench.port.close()
            await bench.port.close()
            with pytest.raises(DeviceError, match="ikke åbnet"):
                await bench.port.write(b"x", 1)
            await bench.port.open()


async def test_what_cannot_be_opened_says_what_to_do(plain_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        wrong = {
            f"tcp://127.0.0.1:{taken.getsockname()[1]}": "se til strøm, kabel og adresse",
            "serial:/dev/ttyNOPE": "sæt kablet i",
            "file:/dev/usb/lpNOPE": "sæt kablet i",
            f"file:{plain_folder}": "vælg en anden fil",
            f"file:{plain_folder}/no/such/folder": "vælg en anden fil",
            "usb:04b8:0e15": "pyusb|ikke på USB|libusb",
        }
        for url, advice in wrong.items():
            port = port_for(url, plain_folder)
            assert port is not None
            with pytest.raises(DeviceError, match=advice) as met:
                await port.open()
            assert str(met.value).endswith(".")
            assert "\n" not in str(met.value)
            assert await ask_status(port, QUICK) is PrinterStatus.OFFLINE
    assert not Path("/dev/usb/lpNOPE").exists()
