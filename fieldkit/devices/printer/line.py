"""Printers at the end of a line that can stall: TCP, serial and character devices, as one non-blocking descriptor."""

import asyncio
import contextlib
import errno
import fcntl
import os
import socket
import struct
import termios
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PortLost

CONNECT_S = 5.0
READ_BYTES = 4096
POLL_S = 0.02
"""How often the kernel is asked whether a line has run empty: it has no event for that."""


class Descriptor:
    """Writes, reads and drains one non-blocking descriptor under deadlines. Owns neither opening nor closing."""

    def __init__(self, fd: int, name: str, *, empty_read_is_end: bool) -> None:
        self._fd = fd
        self._name = name
        self._empty_read_is_end = empty_read_is_end

    def lost(self, why: str, written: int = 0) -> PortLost:
        """The error for a broken line."""
        return PortLost(f"Forbindelsen til printeren {self._name} blev afbrudt ({why}); se til kablet.", written)

    async def write(self, data: bytes, within_s: float) -> int:
        """Bytes taken before the deadline."""
        deadline = asyncio.get_running_loop().time() + within_s
        sent = 0
        while sent < len(data):
            try:
                taken = os.write(self._fd, data[sent:])
            except BlockingIOError:
                taken = 0
            except OSError as error:
                raise self.lost(_because(error), sent) from error
            sent += taken
            if taken == 0 and not await self._wait(write=True, deadline=deadline):
                return sent
        return sent

    async def read(self, within_s: float) -> bytes:
        """What came before the deadline, as soon as there is something."""
        deadline = asyncio.get_running_loop().time() + within_s
        while True:
            try:
                data = os.read(self._fd, READ_BYTES)
            except BlockingIOError:
                data = None
            except OSError as error:
                raise self.lost(_because(error)) from error
            if data:
                return data
            if data == b"" and self._empty_read_is_end:
                raise self.lost("den anden ende lukkede")
            if data == b"":
                # A USB printer with nothing to say gives empty reads that count as readable: do not spin on them.
                await asyncio.sleep(POLL_S)
                if asyncio.get_running_loop().time() >= deadline:
                    return b""
            elif not await self._wait(write=False, deadline=deadline):
                return b""

    async def flush(self, within_s: float) -> bool:
        """Whether the kernel has nothing left to send; a device that cannot tell has handed everything over."""
        deadline = asyncio.get_running_loop().time() + within_s
        while True:
            try:
                (waiting,) = struct.unpack("i", fcntl.ioctl(self._fd, termios.TIOCOUTQ, b"\0" * 4))
            except OSError:
                return True
            if waiting == 0:
                return True
            if asyncio.get_running_loop().time() >= deadline:
                return False
            await asyncio.sleep(POLL_S)

    async def _wait(self, *, write: bool, deadline: float) -> bool:
        loop = asyncio.get_running_loop()
        left = deadline - loop.time()
        if left <= 0:
            await asyncio.sleep(0)
            return False
        ready: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not ready.done():
                ready.set_result(None)

        add: Callable[..., Any] = loop.add_writer if write else loop.add_reader
        remove: Callable[..., Any] = loop.remove_writer if write else loop.remove_reader
        add(self._fd, wake)
        try:
            # Not wait_for: on Python 3.11 it loses a cancellation that comes together with the data.
            async with asyncio.timeout(left):
                await ready
        except TimeoutError:
            return False
        finally:
            remove(self._fd)
        return True


class _OpenLine:
    """What TCP, serial and character devices share once they are open. Composition, not a base class."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.descriptor: Descriptor | None = None

    def __call__(self) -> Descriptor:
        if self.descriptor is None:
            raise DeviceError(f"Printeren {self.name} er ikke åbnet; prøv igen.")
        return self.descriptor


class NetworkPort:
    """A printer on TCP port 9100."""

    answers = True
    loses = False
    instant = False

    def __init__(self, host: str, port: int) -> None:
        self.name = f"tcp://{f'[{host}]' if ':' in host else host}:{port}"
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._line = _OpenLine(self.name)

    async def open(self) -> None:
        """Connect within 5 s; DeviceError when nobody answers."""
        try:
            async with asyncio.timeout(CONNECT_S):
                self._socket = await self._connect()
        except TimeoutError:
            raise DeviceError(
                f"Printeren {self.name} svarer ikke; se efter, om den er tændt og på samme net."
            ) from None
        except OSError as error:
            raise DeviceError(
                f"Printeren {self.name} kan ikke nås ({_because(error)}); se til strøm, kabel og adresse."
            ) from error
        self._line.descriptor = Descriptor(self._socket.fileno(), self.name, empty_read_is_end=True)

    async def _connect(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        failure: OSError = OSError(errno.EHOSTUNREACH, "ukendt vært")
        for family, kind, protocol, _, address in await loop.getaddrinfo(
            self._host, self._port, type=socket.SOCK_STREAM
        ):
            made = socket.socket(family, kind, protocol)
            made.setblocking(False)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # questions are one to ten bytes: send them now
            try:
                await loop.sock_connect(made, address)
            except OSError as error:
                made.close()
                failure = error
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise failure

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort. A peer that has closed is noticed before the first byte, which TCP itself would not do."""
        line = self._line()
        if self._socket is not None:
            try:
                ended = self._socket.recv(1, socket.MSG_PEEK) == b""
            except BlockingIOError:
                ended = False
            except OSError as error:
                raise line.lost(_because(error)) from error
            if ended:
                raise line.lost("den anden ende lukkede")
        return await line.write(data, timeout)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._line().read(timeout)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort; for TCP: the other machine has acknowledged every byte."""
        return await self._line().flush(timeout)

    async def close(self) -> None:
        """See PrinterPort."""
        self._line.descriptor = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class Flow(StrEnum):
    """How a serial line is held back, as a printer's URL says it."""

    NONE = "none"
    RTS_CTS = "rtscts"
    DSR_DTR = "dsrdtr"
    XON_XOFF = "xonxoff"


class SerialPort:
    """A printer on a serial line, set up by pyserial, 8N1."""

    answers = True
    instant = False

    def __init__(self, device: str, baud: int, flow: Flow) -> None:
        self.name = f"serial:{device}?baud={baud}"
        self._device, self._baud, self._flow = device, baud, flow
        self.loses = flow is Flow.NONE
        self._serial: Any = None
        self._line = _OpenLine(self.name)
        self._unsent = False

    async def open(self) -> None:
        """DeviceError when the device is missing, busy or not ours to open."""
        import serial

        try:
            self._serial = serial.Serial(
                self._device,
                self._baud,
                timeout=0,
                write_timeout=0,
                exclusive=True,
                rtscts=self._flow is Flow.RTS_CTS,
                dsrdtr=self._flow is Flow.DSR_DTR,
                xonxoff=self._flow is Flow.XON_XOFF,
            )
            _tell_silence_from_hangup(self._serial.fileno())
        except (serial.SerialException, OSError, ValueError, termios.error) as error:
            await self.close()
            raise DeviceError(_why_not(self.name, self._device, error)) from error
        self._line.descriptor = Descriptor(self._serial.fileno(), self.name, empty_read_is_end=True)

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort."""
        taken = await self._line().write(data, timeout)
        self._unsent = taken < len(data)
        return taken

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._line().read(timeout)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort."""
        self._unsent = not await self._line().flush(timeout)
        return not self._unsent

    async def close(self) -> None:
        """See PrinterPort. A stalled line's bytes are dropped, because closing it would wait 30 s for them."""
        self._line.descriptor = None
        if self._serial is not None:
            if self._unsent:
                with contextlib.suppress(OSError, termios.error):
                    termios.tcflush(self._serial.fileno(), termios.TCOFLUSH)
                self._unsent = False
            with contextlib.suppress(OSError):
                self._serial.close()
            self._serial = None


def _tell_silence_from_hangup(fd: int) -> None:
    """With pyserial's VMIN 0 an empty read may be either; with 1 silence would block, so only a hangup reads empty."""
    settings = termios.tcgetattr(fd)
    settings[6][termios.VMIN], settings[6][termios.VTIME] = 1, 0
    termios.tcsetattr(fd, termios.TCSANOW, settings)


class CharacterDevicePort:
    """/dev/usb/lp0 and its like: the kernel's printer driver, which also reads."""

    answers = True
    loses = False
    instant = False

    def __init__(self, path: str) -> None:
        self.name = f"file:{path}"
        self._path = path
        self._fd: int | None = None
        self._line = _OpenLine(self.name)

    async def open(self) -> None:
        """DeviceError when the device is missing, busy or not ours to open."""
        try:
            self._fd = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise DeviceError(_why_not(self.name, self._path, error)) from error
        self._line.descriptor = Descriptor(self._fd, self.name, empty_read_is_end=False)

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._line().write(data, timeout)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._line().read(timeout)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._line().flush(timeout)

    async def close(self) -> None:
        """See PrinterPort."""
        self._line.descriptor = None
        if self._fd is not None:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = None


_REASONS = {
    errno.ECONNREFUSED: "ingen tager imod",
    errno.ECONNRESET: "den anden ende afbrød",
    errno.EPIPE: "den anden ende lukkede",
    errno.EHOSTUNREACH: "ingen vej dertil",
    errno.ENETUNREACH: "intet net",
    errno.EIO: "enheden forsvandt",
    errno.ENODEV: "enheden forsvandt",
    errno.ENXIO: "enheden forsvandt",
    errno.ENOSPC: "disken er fuld",
}


def _because(error: Exception) -> str:
    """The system's reason in a few words, in Danish for those a user meets."""
    if isinstance(error, socket.gaierror):
        return "navnet kendes ikke"
    number = getattr(error, "errno", None)
    return _REASONS.get(number, os.strerror(number)) if isinstance(number, int) else str(error)


def _why_not(name: str, device: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return f"Printeren {name} findes ikke; sæt kablet i, og se efter, om {device} kommer frem."
    if number in (errno.EACCES, errno.EPERM):
        return f"Der er ikke adgang til printeren {name}; giv brugeren ret til {device} (grupperne dialout og lp)."
    if number in (errno.EBUSY, errno.EAGAIN):
        return f"Printeren {name} er optaget af et andet program; luk det, og prøv igen."
    return f"Printeren {name} kan ikke åbnes ({_because(error)}); se til kabel og strøm."
