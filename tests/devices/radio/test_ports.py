"""Lines to a node: serial and TCP keep one contract; their URLs, and a serial line that is full, busy or none."""

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from radio_node import ScriptedNode, SerialNode, device_name

from fieldkit.core.errors import DeviceError, InputError
from fieldkit.devices.radio.ports import Port, SerialUrl, TcpUrl, open_port, parse_radio_url
from fieldkit.devices.radio.session import RadioSession


@dataclass(frozen=True)
class Line:
    """An open line, and the other end in the test's hand."""

    port: Port
    push: Callable[[bytes], None]
    taken: Callable[[int], Awaitable[bytes]]
    """That many bytes as they came out at the other end."""
    end: Callable[[], None]
    """The other end goes away."""


@contextlib.asynccontextmanager
async def tcp() -> AsyncIterator[Line]:
    met: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda *ends: met.set_result(ends), "127.0.0.1", 0)
    port = await open_port(TcpUrl("127.0.0.1", server.sockets[0].getsockname()[1]))
    reader, writer = await met
    try:
        yield Line(port, writer.write, reader.readexactly, writer.close)
    finally:
        writer.close()
        server.close()


@contextlib.asynccontextmanager
async def serial() -> AsyncIterator[Line]:
    with device_name() as link:
        node = SerialNode(ScriptedNode(), link)
        node.plug()
        asyncio.get_running_loop().remove_reader(node.master)

        async def taken(count: int) -> bytes:
            got = bytearray()
            while len(got) < count:
                with contextlib.suppress(BlockingIOError):
                    got += os.read(node.master, count - len(got))
                await asyncio.sleep(0)
            return bytes(got)

        try:
            yield Line(await open_port(SerialUrl(str(link))), node.push, taken, node.unplug)
        finally:
            node.unplug()


class TestPortContract:
    """What `Port` promises, kept by every line to a node. A new one adds what opens it to the list."""

    @pytest.fixture(params=[tcp, serial], ids=lambda line: line.__name__)
    async def line(self, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
        async with request.param() as made:
            try:
                yield made
            finally:
                await made.port.close()

    async def test_every_byte_value_goes_through_both_ways(self, line: Line) -> None:
        data = bytes(range(256))
        line.port.write(data)
        assert await asyncio.wait_for(line.taken(256), 5) == data
        line.push(data)
        got = b""
        while len(got) < 256:
            got += await asyncio.wait_for(line.port.read(), 5)
        assert got == data

    async def test_the_other_end_gone_reads_as_the_end_and_writing_harms_nobody(self, line: Line) -> None:
        line.end()
        with contextlib.suppress(OSError):
            assert await asyncio.wait_for(line.port.read(), 5) == b""
        for _ in range(3):
            line.port.write(b"x" * 1000)
            await asyncio.sleep(0)

    async def test_closing_lets_the_last_bytes_out_and_can_be_done_again(self, line: Line) -> None:
        line.port.write(b"farvel")
        await line.port.close()
        await line.port.close()
        line.port.write(b"for sent")
        assert await asyncio.wait_for(line.taken(6), 5) == b"farvel"


@pytest.fixture
def link() -> Iterator[Path]:
    with device_name() as name:
        yield name


async def test_a_serial_line_that_takes_few_bytes_at_a_time_gets_all_of_them(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    loop = asyncio.get_running_loop()
    loop.remove_reader(node.master)  # nobody empties the line: it fills up
    try:
        port = await open_port(SerialUrl(str(link)))
        data = bytes(range(256)) * 1024
        port.write(data)
        got = bytearray()
        done = asyncio.Event()

        def read():
            got.extend(os.read(node.master, 300))
            if len(got) >= len(data):
                done.set()

        (waiting,) = struct.unpack("i", fcntl.ioctl(node.master, termios.FIONREAD, bytes(4)))
        assert waiting < len(data), "the line takes less than it was given"
        loop.add_reader(node.master, read)
        await asyncio.wait_for(done.wait(), 10)
        assert bytes(got) == data
        await port.close()
    finally:
        node.unplug()


async def test_a_serial_line_that_nobody_empties_can_still_be_closed(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    asyncio.get_running_loop().remove_reader(node.master)
    try:
        port = await open_port(SerialUrl(str(link)))
        port.write(bytes(200_000))
        await asyncio.wait_for(port.close(), 5)
    finally:
        node.unplug()


async def test_a_serial_line_in_use_is_named(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    try:
        port = await open_port(SerialUrl(str(link)))
        with pytest.raises(DeviceError, match="optaget af et andet program"):
            await open_port(SerialUrl(str(link)))
        await port.close()
        again = await open_port(SerialUrl(str(link)))
        await again.close()
    finally:
        node.unplug()


async def test_what_is_no_serial_line_is_told_in_one_sentence(link):
    link.write_text("not a tty")
    with pytest.raises(DeviceError, match="kan ikke åbnes"):
        await open_port(SerialUrl(str(link)))


@pytest.mark.parametrize(
    ("url", "meaning"),
    [
        ("none", None),
        ("serial:/dev/serial/by-id/usb-x-if00", SerialUrl("/dev/serial/by-id/usb-x-if00")),
        ("serial:/dev/pts/3", SerialUrl("/dev/pts/3")),
        ("tcp://127.0.0.1:4405", TcpUrl("127.0.0.1", 4405)),
        ("tcp://node.local", TcpUrl("node.local", 4403)),
        ("tcp://[::1]:4403", TcpUrl("::1", 4403)),
    ],
)
def test_addresses(url, meaning):
    assert parse_radio_url(url) == meaning


WRONG = """serial: serial:ttyUSB0 tcp:// tcp://:4403 tcp://a:0 tcp://a:99999 tcp://a:b usb:1 tcp://a:1/x tcp://u@a:1
    /dev/ttyUSB0 http://a:1 tcp://[::1"""


@pytest.mark.parametrize("url", ["", "tcp://a b:1", *WRONG.split()])
def test_a_wrong_address_gets_one_sentence(url):
    with pytest.raises(InputError) as raised:
        RadioSession(url)
    sentence = str(raised.value)
    assert sentence.endswith((".", "none."))
    assert "adresse" in sentence
    assert "\n" not in sentence
