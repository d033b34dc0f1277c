"""Lines to a printer that break or stall: noticed, counted, and never waited for beyond their deadline."""

import asyncio
import contextlib
import os
import pty
import tty
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from placed_printer import on_pty

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PortLost
from fieldkit.devices.printer.url import port_for
from fieldkit.practice.paper.printer import VirtualPrinter


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
