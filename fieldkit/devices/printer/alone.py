"""One printer, one writer: a port that only one process of the kit has open at a time."""

import asyncio
import fcntl
import os
from pathlib import Path

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PrinterBusy, PrinterPort

LOOK_S = 0.03
"""How often a taken printer is tried again."""


class AlonePort:
    """Another port, opened under a lock on the kit's folder: engine and commands never write into each other's paper.

    The folder itself is locked, so that no file need be made on a disk that is full. The lock dies with its process.
    """

    def __init__(self, port: PrinterPort, folder: Path, wait_s: float) -> None:
        """`wait_s`: seconds that `open` waits for its turn; PrinterBusy after that."""
        self.name = port.name
        self._port, self._folder, self._wait_s = port, folder, wait_s
        self._lock: int | None = None

    @property
    def answers(self) -> bool:
        return self._port.answers

    @property
    def loses(self) -> bool:
        return self._port.loses

    @property
    def instant(self) -> bool:
        return self._port.instant

    async def open(self) -> None:
        """See PrinterPort; PrinterBusy when another keeps the printer for too long."""
        deadline = asyncio.get_running_loop().time() + self._wait_s
        try:
            self._lock = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise DeviceError(
                f"Kittets mappe {self._folder} kan ikke åbnes ({os.strerror(error.errno or 0)})."
            ) from error
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if asyncio.get_running_loop().time() >= deadline:
                    await self.close()
                    raise PrinterBusy(
                        "Printeren er i gang med en anden udskrift; prøv igen, når den er færdig."
                    ) from None
                await asyncio.sleep(LOOK_S)
        await self._port.open()

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._port.write(data, timeout)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._port.read(timeout)

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort."""
        return await self._port.flush(timeout)

    async def close(self) -> None:
        """See PrinterPort; the next one's turn."""
        await self._port.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
