"""Byte streams to a radio node: serial port and TCP behind one small Protocol, and the URLs that name them."""

import asyncio
import contextlib
import os
import re
import socket
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import serial

from fieldkit.core.device_url import names_device
from fieldkit.core.errors import DeviceError, InputError

DEFAULT_TCP_PORT = 4403
BAUD = 115200
CONNECT_S = 10.0
FLUSH_S = 0.5
"""For the last bytes when a connection is closed on purpose."""


@dataclass(frozen=True, slots=True)
class SerialUrl:
    """A device file; the rate is fixed by the firmware."""

    path: str


@dataclass(frozen=True, slots=True)
class TcpUrl:
    """A node's stream server."""

    host: str
    port: int


RadioUrl = SerialUrl | TcpUrl


def parse_radio_url(url: str) -> RadioUrl | None:
    """`serial:/dev/…`, `tcp://HOST[:PORT]` (port 4403 when left out) or `none` (None); InputError otherwise."""
    if not names_device(url):
        return None
    text = url.strip()
    if text.startswith("serial:"):
        path = text.removeprefix("serial:")
        if not path.startswith("/dev/"):
            raise InputError(
                f"Radioens adresse “{url}” skal pege på en enhed, fx serial:/dev/serial/by-id/…; ret adressen."
            )
        return SerialUrl(path)
    if text.startswith("tcp://"):
        with contextlib.suppress(ValueError):
            parts = urlsplit(text)
            plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
            named = parts.hostname and re.fullmatch(r"[\w.:-]+", parts.hostname)
            if plain and named and parts.hostname and parts.port != 0:
                return TcpUrl(parts.hostname, parts.port or DEFAULT_TCP_PORT)
        raise InputError(f"Radioens adresse “{url}” skal være som tcp://192.168.1.20:4403; ret adressen.")
    raise InputError(
        f"Radioens adresse “{url}” kendes ikke; brug serial:/dev/serial/by-id/…, tcp://VÆRT:PORT eller none."
    )


class Port(Protocol):
    """An open byte stream to a node."""

    async def read(self) -> bytes:
        """Some bytes; b"" when the other end has gone. OSError when the line broke."""
        ...

    def write(self, data: bytes) -> None:
        """Take bytes without waiting; a broken line shows in `read`."""
        ...

    async def close(self) -> None:
        """Let the last bytes out for a moment, then free the line."""
        ...


async def open_port(url: RadioUrl) -> Port:
    """Open the line; DeviceError with one sentence when it cannot be."""
    if isinstance(url, TcpUrl):
        return await _open_tcp(url)
    return _open_serial(url)


class TcpPort:
    """TCP with keepalive; a half-open line is found by the session's heartbeats long before that."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self) -> bytes:
        return await self._reader.read(4096)

    def write(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await self._writer.wait_closed()
        self._writer.transport.abort()


async def _open_tcp(url: TcpUrl) -> TcpPort:
    where = f"{url.host}:{url.port}"
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(url.host, url.port)
    except TimeoutError:
        raise DeviceError(f"Radioen på {where} svarer ikke; se efter strøm, netværk og adresse.") from None
    except (OSError, UnicodeError):
        raise DeviceError(f"Radioen på {where} kan ikke nås; se efter strøm, netværk og adresse.") from None
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for option, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    return TcpPort(reader, writer)


class SerialPort:
    """A tty driven by the event loop through its file descriptor; short writes are continued, no thread waits."""

    def __init__(self, line: serial.Serial) -> None:
        self._line = line
        self._fd: int = line.fileno()
        self._loop = asyncio.get_running_loop()
        self._in = bytearray()
        self._out = bytearray()
        self._ended = False
        self._error: OSError | None = None
        self._news = asyncio.Event()
        self._flushed = asyncio.Event()
        self._flushed.set()
        self._loop.add_reader(self._fd, self._readable)

    async def read(self) -> bytes:
        while not (self._in or self._ended):
            self._news.clear()
            await self._news.wait()
        if self._in:
            data = bytes(self._in)
            self._in.clear()
            return data
        if self._error is not None:
            raise self._error
        return b""

    def write(self, data: bytes) -> None:
        if self._ended:
            return
        self._out += data
        self._writable()

    async def close(self) -> None:
        if not self._ended:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_S):
                    await self._flushed.wait()
        self._end(None)
        # A tty that nobody empties would otherwise hold the close up for half a minute.
        with contextlib.suppress(OSError, termios.error):
            if self._out:
                termios.tcflush(self._fd, termios.TCOFLUSH)
        with contextlib.suppress(OSError, termios.error):
            self._line.close()

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, 4096)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(error)
            return
        if not data:
            self._end(None)
            return
        self._in += data
        self._news.set()

    def _writable(self) -> None:
        try:
            while self._out:
                del self._out[: os.write(self._fd, self._out)]
        except (BlockingIOError, InterruptedError):
            self._flushed.clear()
            self._loop.add_writer(self._fd, self._writable)
            return
        except OSError as error:
            self._end(error)
            return
        self._loop.remove_writer(self._fd)
        self._flushed.set()

    def _end(self, error: OSError | None) -> None:
        if self._ended:
            return
        self._ended, self._error = True, error
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._flushed.set()
        self._news.set()


def _open_serial(url: SerialUrl) -> SerialPort:
    if not Path(url.path).exists():
        raise DeviceError(
            f"Radioen {url.path} findes ikke; sæt USB-kablet i; ellers skal en tekniker rette adressen i "
            "kittets opsætning."
        )
    try:
        line = serial.Serial(url.path, BAUD, timeout=0, write_timeout=0, exclusive=True)
    except (serial.SerialException, OSError, ValueError, termios.error) as error:
        raise DeviceError(_serial_fault(url.path, error)) from None
    try:
        # Without this the tty drops DTR on close, and that resets many boards.
        flags = termios.tcgetattr(line.fileno())
        flags[2] &= ~termios.HUPCL
        termios.tcsetattr(line.fileno(), termios.TCSANOW, flags)
        return SerialPort(line)
    except (OSError, termios.error) as error:
        line.close()
        raise DeviceError(_serial_fault(url.path, error)) from None


def _serial_fault(path: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    text = str(error).lower()
    if number == 13 or "permission" in text:
        return f"Kittet må ikke bruge {path}; tilføj brugeren til gruppen dialout, og log ind igen."
    if number in (11, 16) or "busy" in text or "lock" in text:
        return f"Radioen {path} er optaget af et andet program; luk det."
    return f"Radioen {path} kan ikke åbnes; træk USB-kablet ud, og sæt det i igen."
