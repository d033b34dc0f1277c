"""Virtual printers where real ones would stand: on TCP, and at the end of a serial line."""

import asyncio
import contextlib
import os
import pty
import tty
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fieldkit.devices.printer.step_types import Patience
from fieldkit.practice.paper.printer import BUFFER_BYTES, VirtualPrinter

BRISK = Patience(settle=0.05, bytes_per_s=10_000.0, rows_per_s=10_000.0)
"""For a virtual printer that nobody asked before: it owes no answer, and its paper lies there sooner than a real one's.
What a job waits for is as with a real one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a virtual printer stands; `url` is what a kit is told."""

    url: str
    port: int = 0


@contextlib.asynccontextmanager
async def on_tcp(printer: VirtualPrinter, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Placed]:
    """The printer on TCP, one connection at a time as real ones are; port 0 picks a free one. OSError when taken.

    A printer that dies breaks its connection; one that is full stops reading.
    """
    turn = asyncio.Lock()
    changed = asyncio.Event()
    conversations: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            conversations.add(task)
        try:
            async with turn:
                printer.on_reply = writer.write
                printer.on_change = changed.set
                await _listen(printer, reader, changed)
                if printer.dead:
                    writer.transport.abort()
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            if task is not None:
                conversations.discard(task)

    server = await asyncio.start_server(converse, host, port, limit=BUFFER_BYTES)
    try:
        taken = server.sockets[0].getsockname()[1]
        yield Placed(f"tcp://{host}:{taken}", taken)
    finally:
        server.close()
        for task in list(conversations):
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


async def _listen(printer: VirtualPrinter, reader: asyncio.StreamReader, changed: asyncio.Event) -> None:
    while not printer.dead:
        changed.clear()
        if printer.room == 0:
            await changed.wait()
            continue
        data = await reader.read(printer.room)
        if not data:
            return
        if printer.bytes_per_s:
            await asyncio.sleep(len(data) / printer.bytes_per_s)
        printer.receive(data)


@contextlib.asynccontextmanager
async def on_pty(printer: VirtualPrinter) -> AsyncIterator[Placed]:
    """The printer at the end of a pseudo-terminal, which programs open as they would a serial line."""
    loop = asyncio.get_running_loop()
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)

    def reply(data: bytes) -> None:
        # A full pty means that nobody reads: the replies fall on the floor, as they would from a real line.
        with contextlib.suppress(BlockingIOError):
            os.write(ours, data)

    def readable() -> None:
        if printer.room == 0:
            loop.remove_reader(ours)
            return
        try:
            data = os.read(ours, printer.room)
        except BlockingIOError:
            return
        printer.receive(data)

    def changed() -> None:
        if printer.room > 0:
            loop.add_reader(ours, readable)

    printer.on_reply, printer.on_change = reply, changed
    loop.add_reader(ours, readable)
    try:
        yield Placed(f"serial:{os.ttyname(theirs)}?baud=19200")
    finally:
        printer.on_reply, printer.on_change = (lambda data: None), (lambda: None)
        loop.remove_reader(ours)
        os.close(ours)
        os.close(theirs)
