"""Every way to a printer keeps the same contract: deadlines, read-back, and silence that is never taken for ok."""

import array
import asyncio
import contextlib
import os
import pty
import socket
import sys
import tty
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_samples import RECEIPT

from fieldkit.core.errors import DeviceError, InputError
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.devices.printer.file import STATUS_BYTES, STATUS_FILE
from fieldkit.devices.printer.port import (
    FileUrl,
    NetworkUrl,
    PortLost,
    PrinterPort,
    SerialUrl,
    UsbUrl,
    VirtualUrl,
    parse_printer_url,
    port_for,
)
from fieldkit.devices.printer.reply import Parsed, Printed, RealTime, ReplyParser, Spontaneous, decode_status
from fieldkit.devices.printer.talk import Talk, ask_status
from fieldkit.paper.layout import lay_out
from fieldkit.paper.printing import PrinterStatus
from fieldkit.practice.paper.printer import SILENT, VirtualPrinter, on_pty, on_tcp, read_folder

QUICK = 0.2
"""Seconds within which a test takes a printer for silent."""


@dataclass
class Bench:
    """One transport with a printer at its end: the port, what arrived there, and a hand on the printer."""

    port: PrinterPort
    arrived: Callable[[], bytes]
    set_status: Callable[[PrinterStatus], None]
    silence: Callable[[], None]
    answers: bool = True


def virtual_printer_bench(printer: VirtualPrinter, port: PrinterPort) -> Bench:
    def silence() -> None:
        printer.manners = SILENT

    return Bench(port, lambda: bytes(printer.kept), printer.set_status, silence)


@contextlib.asynccontextmanager
async def bench_for(kind: str, home: Path) -> AsyncIterator[Bench]:
    if kind == "virtual":
        folder = home / "paper"

        def write_status(word: str) -> None:
            folder.mkdir(exist_ok=True)
            (folder / STATUS_FILE).write_text(word + "\n")

        port = port_for("virtual:", home)
        assert port is not None
        yield Bench(
            port,
            lambda: b"".join(path.read_bytes() for path in sorted(folder.glob("print-*.bin"))),
            write_status,
            lambda: write_status("silent"),
        )
    elif kind == "file":
        path = home / "out.bin"
        port = port_for(f"file:{path}", home)
        assert port is not None
        yield Bench(
            port, lambda: path.read_bytes() if path.exists() else b"", lambda status: None, lambda: None, answers=False
        )
    else:
        printer = VirtualPrinter()
        async with (on_tcp if kind == "tcp" else on_pty)(printer) as placed:
            # A pseudo-terminal is a character device, as /dev/usb/lp0 is.
            device = placed.url.removeprefix("serial:").partition("?")[0]
            port = port_for(f"file:{device}" if kind == "device file" else placed.url, home)
            assert port is not None
            bench = virtual_printer_bench(printer, port)
            try:
                yield bench
            finally:
                await port.close()


@pytest.fixture(params=["virtual", "tcp", "serial", "device file", "file"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench_for(request.param, tmp_path) as made:
        yield made


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  files and descriptors tell nobody
            await asyncio.sleep(0.005)


async def test_every_byte_arrives_in_order_and_a_port_can_be_opened_again(bench: Bench) -> None:
    data = encode(lay_out(RECEIPT, 32), profile_for(32))
    for _ in range(2):
        await bench.port.open()
        assert await bench.port.write(data, 5) == len(data)
        assert await bench.port.flush(5)
        await bench.port.close()
    await until(lambda: len(bench.arrived()) == 2 * len(data))
    assert bench.arrived() == data + data


@pytest.mark.parametrize("status", list(STATUS_BYTES))
async def test_each_state_is_told_and_a_plain_file_is_unknown(bench: Bench, status: PrinterStatus) -> None:
    bench.set_status(status)
    assert await ask_status(bench.port, 2) is (status if bench.answers else PrinterStatus.UNKNOWN)


async def test_a_silent_printer_is_unknown_and_never_ok(bench: Bench) -> None:
    bench.silence()
    assert await ask_status(bench.port, QUICK) is PrinterStatus.UNKNOWN


async def test_answers_nobody_waited_for_are_not_taken_for_new_ones(bench: Bench) -> None:
    await bench.port.open()
    if bench.answers:
        await bench.port.write(b"\x10\x04\x01\x10\x04\x04", 1)
        # A printer on a line has answered in the very call that took the question in.
        await until(lambda: bench.port.name == "virtual:" or len(bench.arrived()) == 6)
        bench.set_status(PrinterStatus.OUT)
        assert await Talk(bench.port).status(2) is PrinterStatus.OUT
    await bench.port.close()


async def test_reading_ends_by_its_deadline(bench: Bench) -> None:
    await bench.port.open()
    async with asyncio.timeout(2):
        assert await bench.port.read(0) == b""
        assert await bench.port.read(0.05) == b""
    await bench.port.close()


async def test_using_or_closing_a_closed_port_is_no_accident(bench: Bench) -> None:
    await bench.port.close()
    await bench.port.close()
    if bench.port.name != "virtual:":
        with pytest.raises(DeviceError, match="ikke åbnet"):
            await bench.port.write(b"x", 1)


async def test_the_virtual_printer_lays_each_opening_in_its_own_file(tmp_path: Path) -> None:
    port = port_for("virtual:", tmp_path)
    assert port is not None
    for word in (b"en\n", b"to\n"):
        await port.open()
        await port.write(b"\x10\x04\x01", 1)
        await port.write(word, 1)
        await port.write(b"\x1d(H\x06\x00000042", 1)
        assert await port.read(1) == b"\x12\x37\x22" + b"0042\x00"
        await port.close()
    assert [path.name for path in sorted((tmp_path / "paper").iterdir())] == ["print-000001.bin", "print-000002.bin"]
    assert [mark.text for mark in read_folder(tmp_path / "paper").marks] == ["en", "to"]  # type: ignore[union-attr]


# --- lines that break or stall


@contextlib.asynccontextmanager
async def peer(behave: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]) -> AsyncIterator[str]:
    """A TCP peer that does `behave` at once and then nothing."""
    writers: list[asyncio.StreamWriter] = []

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        behave(reader, writer)

    server = await asyncio.start_server(met, "127.0.0.1", 0, limit=64)
    try:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        for writer in writers:
            writer.transport.abort()
        server.close()


async def test_a_peer_that_hung_up_is_noticed_before_the_first_byte(tmp_path: Path) -> None:
    async with peer(lambda reader, writer: writer.close()) as url:
        port = port_for(url, tmp_path)
        assert port is not None
        await port.open()
        with pytest.raises(PortLost) as lost:
            await port.read(2)
        assert lost.value.written == 0
        with pytest.raises(PortLost, match="afbrudt") as lost:
            await port.write(b"x" * 100, 2)
        assert lost.value.written == 0
        await port.close()


async def test_a_peer_that_never_reads_ends_in_a_short_write_and_blocks_nobody(tmp_path: Path) -> None:
    async with peer(lambda reader, writer: None) as url:
        port = port_for(url, tmp_path)
        assert port is not None
        await port.open()
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1

        heart = asyncio.create_task(beat())
        data = b"x" * 50_000_000
        taken = await port.write(data, 0.5)
        assert 0 < taken < len(data)
        assert not await port.flush(0.1)
        assert beats >= 5
        heart.cancel()
        await port.close()


async def test_a_serial_line_that_takes_nothing_ends_by_its_deadline_and_closes_at_once(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    try:
        port = port_for(f"serial:{os.ttyname(theirs)}", tmp_path)
        assert port is not None
        await port.open()
        async with asyncio.timeout(5):
            data = b"x" * 1_000_000
            assert await port.write(data, 0.3) < len(data)
            await port.close()
    finally:
        os.close(ours)
        os.close(theirs)


async def test_a_pulled_cable_is_a_lost_port(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    port = port_for(f"serial:{os.ttyname(theirs)}", tmp_path)
    assert port is not None
    await port.open()
    os.close(ours)
    os.close(theirs)
    with pytest.raises(PortLost, match="se til kablet"):
        await port.read(2)
    await port.close()


async def test_two_programs_do_not_share_a_serial_printer(tmp_path: Path) -> None:
    async with on_pty(VirtualPrinter()) as placed:
        first, second = port_for(placed.url, tmp_path), port_for(placed.url, tmp_path)
        assert first is not None
        assert second is not None
        await first.open()
        with pytest.raises(DeviceError, match="optaget"):
            await second.open()
        await first.close()
        await second.open()
        await second.close()


async def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        wrong = {
            f"tcp://127.0.0.1:{taken.getsockname()[1]}": "se til strøm, kabel og adresse",
            "serial:/dev/ttyNOPE": "sæt kablet i",
            "file:/dev/usb/lpNOPE": "sæt kablet i",
            f"file:{tmp_path}": "vælg en anden fil",
            f"file:{tmp_path}/no/such/folder": "vælg en anden fil",
            "usb:04b8:0e15": "pyusb|ikke på USB|libusb",
        }
        for url, advice in wrong.items():
            port = port_for(url, tmp_path)
            assert port is not None
            with pytest.raises(DeviceError, match=advice) as met:
                await port.open()
            assert str(met.value).endswith(".")
            assert "\n" not in str(met.value)
            assert await ask_status(port, QUICK) is PrinterStatus.OFFLINE
    assert not Path("/dev/usb/lpNOPE").exists()


async def test_a_full_disk_is_a_lost_port_with_the_count(tmp_path: Path) -> None:
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    port = port_for(f"file:{link}", tmp_path)
    assert port is not None
    await port.open()
    with pytest.raises(PortLost) as lost:
        await port.write(b"abc", 1)
    assert lost.value.written == 0
    await port.close()


# --- USB, with a stand-in for pyusb and the device behind it


class UsbWorld:
    """What pyusb shows of one printer: endpoints that take at most 64 bytes a call, and faults on command."""

    class USBError(OSError):
        pass

    class USBTimeoutError(USBError):
        pass

    class NoBackendError(ValueError):
        pass

    def __init__(self, printer: VirtualPrinter) -> None:
        self.printer = printer
        self.replies = bytearray()
        printer.on_reply = self.replies.extend
        self.stalled = self.unplugged = False
        self.held: list[str] = []
        interface = Interface(0, [Endpoint(0x02, self), Endpoint(0x81, self)])
        self.device = UsbDevice([interface], self.held)
        self.core = SimpleNamespace(
            find=lambda idVendor, idProduct: self.device if (idVendor, idProduct) == (0x04B8, 0x0E15) else None,
            USBError=self.USBError,
            USBTimeoutError=self.USBTimeoutError,
            NoBackendError=self.NoBackendError,
        )
        self.util = SimpleNamespace(
            ENDPOINT_OUT=0,
            ENDPOINT_IN=0x80,
            endpoint_direction=lambda address: address & 0x80,
            claim_interface=lambda device, number: self.held.append(f"claim {number}"),
            dispose_resources=lambda device: self.held.append("give back"),
        )

    def transfer(self, timeout: int) -> None:
        assert timeout > 0, "0 would wait for ever"
        if self.unplugged:
            raise self.USBError("No such device")


@dataclass
class Endpoint:
    bEndpointAddress: int
    world: UsbWorld

    def write(self, data: bytes, timeout: int) -> int:
        self.world.transfer(timeout)
        if self.world.stalled:
            raise self.world.USBTimeoutError("timed out")
        taken = data[:37]
        self.world.printer.receive(taken)
        return len(taken)

    def read(self, size: int, timeout: int) -> array.array:  # type: ignore[type-arg]
        self.world.transfer(timeout)
        if not self.world.replies:
            raise self.world.USBTimeoutError("timed out")
        data = bytes(self.world.replies[:size])
        del self.world.replies[:size]
        return array.array("B", data)


@dataclass
class Interface:
    bInterfaceNumber: int
    ends: list[Endpoint]

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.ends)


@dataclass
class UsbDevice:
    interfaces: list[Interface]
    held: list[str]

    def get_active_configuration(self) -> list[Interface]:
        return self.interfaces

    def is_kernel_driver_active(self, number: int) -> bool:
        return True

    def detach_kernel_driver(self, number: int) -> None:
        self.held.append(f"detach {number}")


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> UsbWorld:
    world = UsbWorld(VirtualPrinter())
    for name, module in (("usb", world), ("usb.core", world.core), ("usb.util", world.util)):
        monkeypatch.setitem(sys.modules, name, module)
    return world


async def test_usb_writes_count_what_was_taken_and_the_device_is_given_back(usb: UsbWorld, tmp_path: Path) -> None:
    port = port_for("usb:04b8:0e15", tmp_path)
    assert port is not None
    data = encode(lay_out(RECEIPT, 32), profile_for(32))
    await port.open()
    assert await port.write(data, 5) == len(data)
    assert bytes(usb.printer.kept) == data
    usb.printer.set_status(PrinterStatus.COVER)
    assert await Talk(port).status(1) is PrinterStatus.COVER
    await port.close()
    assert usb.held == ["detach 0", "claim 0", "give back"]


async def test_a_stalled_or_unplugged_usb_printer_is_told(usb: UsbWorld, tmp_path: Path) -> None:
    port = port_for("usb:04b8:0e15", tmp_path)
    assert port is not None
    await port.open()
    usb.stalled = True
    assert await port.write(b"x" * 10, 0.05) == 0
    assert await port.read(0.05) == b""
    usb.unplugged = True
    with pytest.raises(PortLost, match="se til kablet"):
        await port.write(b"x", 0.05)
    await port.close()
    missing = port_for("usb:04b8:0001", tmp_path)
    assert missing is not None
    with pytest.raises(DeviceError, match="findes ikke på USB"):
        await missing.open()


# --- URLs


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("virtual:", VirtualUrl()),
        ("none", None),
        ("tcp://10.0.0.5", NetworkUrl("10.0.0.5", 9100)),
        ("tcp://[::1]:9101", NetworkUrl("::1", 9101)),
        ("serial:/dev/ttyUSB0", SerialUrl("/dev/ttyUSB0", 19200)),
        ("serial:/dev/ttyUSB0?baud=9600&flow=rtscts", SerialUrl("/dev/ttyUSB0", 9600, "rtscts")),
        ("file:/dev/usb/lp0", FileUrl("/dev/usb/lp0")),
        ("file:///tmp/x", FileUrl("/tmp/x")),
        ("usb:04B8:0e15", UsbUrl(0x04B8, 0x0E15)),
    ],
)
def test_printer_urls(url: str, where: object) -> None:
    assert parse_printer_url(url) == where


@pytest.mark.parametrize(
    "url",
    ["", "lp0", "http://x", "tcp:x", "tcp://", "tcp://x:99999", "tcp://x:0", "tcp://x/y", "serial:", "serial:COM1",
     "serial:/dev/x?baud=9601", "serial:/dev/x?speed=1", "file:", "usb:1", "usb:xyz:1", "usb:12345:1", "none:x",
     "tcp://[::1", "serial:/dev/x?baud=²"],
)  # fmt: skip
def test_a_wrong_printer_url_gets_one_danish_sentence(url: str) -> None:
    with pytest.raises(InputError) as met:
        parse_printer_url(url)
    sentence = str(met.value)
    assert sentence.startswith(("Printeradressen", "Porten", "“"))
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(st.text(max_size=40) | st.text(alphabet="tcpseriafileusb:/?=[]0129", max_size=30))
def test_no_url_whatever_ends_in_anything_but_a_printer_or_a_sentence(url: str) -> None:
    with contextlib.suppress(InputError):
        parse_printer_url(url)


# --- replies


@pytest.mark.parametrize(("status", "answers"), list(STATUS_BYTES.items()))
def test_four_answers_make_a_status(status: PrinterStatus, answers: bytes) -> None:
    assert decode_status(dict(enumerate(answers, start=1))) is status


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_good_answers_with_one_missing_are_unknown(missing: int) -> None:
    assert decode_status({n: 0x12 for n in (1, 2, 3, 4) if n != missing}) is PrinterStatus.UNKNOWN
    assert decode_status({}) is PrinterStatus.UNKNOWN


def test_replies_are_told_apart_by_their_fixed_bits_however_they_are_torn() -> None:
    stream = b"\x12\x37\x220042\x00\x00\x10\x00\x0f\x0f\xff\x1e\x0c\x13"
    expected = [
        RealTime(0x12), Printed(b"0042"), Parsed(0), Spontaneous(b"\x10\x00\x0f\x0f"), RealTime(0x1E), Parsed(0x0C),
    ]  # fmt: skip
    assert ReplyParser().feed(stream) == expected
    parser = ReplyParser()
    assert [reply for byte in stream for reply in parser.feed(bytes([byte]))] == expected


@given(st.lists(st.binary(max_size=20)))
def test_no_bytes_whatever_disturb_the_reply_parser(chunks: list[bytes]) -> None:
    parser = ReplyParser()
    for chunk in chunks:
        parser.feed(chunk)
    parser.feed(b"\xff" * 8)
    assert parser.feed(b"\x12") == [RealTime(0x12)]
