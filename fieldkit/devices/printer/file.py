"""Printers that are files: a plain file that bytes are added to, and the virtual printer's folder in the kit's home."""

import asyncio
import contextlib
import os
import re
import stat
from pathlib import Path

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.line import CharacterDevicePort
from fieldkit.devices.printer.port import PortLost, PrinterPort
from fieldkit.paper.printing import WELL, PrinterStatus

STATUS_FILE = "status"
"""In the virtual printer's folder: one word of PrinterStatus, or `silent`; missing means ok. Exercises write it."""
SILENT = "silent"

STATUS_BYTES: dict[PrinterStatus, bytes] = {
    PrinterStatus.OK: b"\x12\x12\x12\x12",
    PrinterStatus.NEAR_END: b"\x12\x12\x12\x1e",
    PrinterStatus.OUT: b"\x1a\x32\x12\x7e",
    PrinterStatus.COVER: b"\x1a\x16\x12\x12",
    PrinterStatus.OFFLINE: b"\x1a\x12\x12\x12",
    PrinterStatus.ERROR: b"\x1a\x52\x32\x12",
}
"""What a printer in each state answers to DLE EOT 1–4."""

_QUESTIONS = re.compile(rb"\x10\x04([\x01-\x04])|\x1dr\x01|\x1d\(H\x06\x0000(.{4})", re.DOTALL)


class _Appended:
    """One open file that bytes are added to, synced on flush."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self.path = path
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
            if stat.S_ISREG(os.fstat(self._fd).st_mode):
                with contextlib.suppress(OSError):  # a stick without rights
                    os.fchmod(self._fd, 0o600)  # papers hold names: also in a file that was there before
        except OSError as error:
            raise DeviceError(
                f"Filen {path} kan ikke skrives ({os.strerror(error.errno or 0)}); vælg en anden fil, eller gør plads."
            ) from error

    def write(self, data: bytes) -> int:
        sent = 0
        while sent < len(data):
            try:
                sent += os.write(self._fd, data[sent:])
            except BlockingIOError:
                return sent
            except OSError as error:
                why = os.strerror(error.errno or 0)
                raise PortLost(f"Der kan ikke skrives til {self.path} ({why}); gør plads på disken.", sent) from error
        return sent

    async def sync(self) -> bool:
        try:
            await asyncio.to_thread(os.fsync, self._fd)
        except OSError as error:
            return error.errno in (22, 95)  # a pipe or special file has nothing to sync
        return True

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._fd)


class FilePort:
    """A path: the kernel's printer device when it is one, else a plain file that answers nothing."""

    loses = False

    def __init__(self, path: Path) -> None:
        self.name = f"file:{path}"
        self.answers = False
        self._path = path
        self._file: _Appended | None = None
        self._device: PrinterPort | None = None

    @property
    def instant(self) -> bool:
        """A plain file has no head."""
        return self._device is None

    async def open(self) -> None:
        """DeviceError when the path cannot be written; a path under /dev is never made anew."""
        try:
            mode = self._path.stat().st_mode
        except OSError:
            mode = 0
        if stat.S_ISCHR(mode) or (mode == 0 and self._path.is_relative_to("/dev")):
            device = CharacterDevicePort(str(self._path))
            await device.open()
            self._device, self.answers = device, device.answers
        else:
            self._file, self.answers = _Appended(self._path, self.name), False

    def _open_file(self) -> _Appended:
        if self._file is None:
            raise DeviceError(f"Printeren {self.name} er ikke åbnet; prøv igen.")
        return self._file

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort."""
        if self._device is not None:
            return await self._device.write(data, timeout)
        return self._open_file().write(data)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort; a plain file is silent at once."""
        return await self._device.read(timeout) if self._device is not None else b""

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort; a plain file is on the disk afterwards."""
        return await self._device.flush(timeout) if self._device is not None else await self._open_file().sync()

    async def close(self) -> None:
        """See PrinterPort."""
        if self._device is not None:
            await self._device.close()
            self._device = None
        if self._file is not None:
            self._file.close()
            self._file = None


class VirtualPort:
    """A folder that plays a printer: every opening makes `print-000001.bin` and so on; it answers like a good printer.

    `status` in the folder (see STATUS_FILE) makes it answer otherwise, for practice. Rendering is somebody else's.
    """

    answers = True
    loses = False
    instant = True

    def __init__(self, folder: Path) -> None:
        self.name = "virtual:"
        self._folder = folder
        self._is_open = False
        self._file: _Appended | None = None
        self._replies = bytearray()

    async def open(self) -> None:
        """DeviceError when the folder cannot be made. The file appears with the first byte that prints."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DeviceError(
                f"Mappen {self._folder} til den virtuelle printer kan ikke laves ({os.strerror(error.errno or 0)})."
            ) from error
        self._replies.clear()
        self._is_open = True

    def _state(self) -> str:
        try:
            return (self._folder / STATUS_FILE).read_text("utf-8").strip() or PrinterStatus.OK
        except OSError:
            return PrinterStatus.OK

    def _answer(self, question: re.Match[bytes]) -> bytes:
        state = self._state()
        if state == SILENT or state not in STATUS_BYTES:
            return b""
        status = PrinterStatus(state)
        if question[1]:
            return STATUS_BYTES[status][question[1][0] - 1 : question[1][0]]
        if status not in WELL:
            return b""
        return b"\x37\x22" + question[2] + b"\x00" if question[2] else b"\x00"

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort. A question comes in one write; the printed bytes never hold one (see escpos.REAL_TIME)."""
        if not self._is_open:
            raise DeviceError(f"Printeren {self.name} er ikke åbnet; prøv igen.")
        for question in _QUESTIONS.finditer(data):
            self._replies += self._answer(question)
        printed = _QUESTIONS.sub(b"", data)
        if printed:
            if self._file is None:
                self._file = _Appended(self._next_file(), self.name)
            self._file.write(printed)
        return len(data)

    def _next_file(self) -> Path:
        numbers = [int(path.stem[6:]) for path in self._folder.glob("print-*.bin") if path.stem[6:].isdigit()]
        return self._folder / f"print-{max(numbers, default=0) + 1:06}.bin"

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort. What it will say it says at once."""
        if not self._replies:
            await asyncio.sleep(timeout)
        data = bytes(self._replies)
        self._replies.clear()
        return data

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort."""
        return True if self._file is None else await self._file.sync()

    async def close(self) -> None:
        """See PrinterPort."""
        self._is_open = False
        if self._file is not None:
            self._file.close()
            self._file = None
