"""The one Protocol that every way to a printer keeps, and the errors of one that breaks or is taken. Opening by
URL is `url`.
"""

from typing import Protocol

from fieldkit.core.errors import DeviceError


class PortLost(DeviceError):
    """The way to the printer broke. `written` bytes of the last write had been taken before it did."""

    def __init__(self, message: str, written: int = 0) -> None:
        super().__init__(message)
        self.written = written


class PrinterBusy(DeviceError):
    """Something else is printing on it now."""


class PrinterPort(Protocol):
    """One printer's bytes there and back. Nothing blocks the loop; every call ends by its deadline.

    Open and closed once per job; a closed port may be opened again. Every method but `close` may raise DeviceError.
    """

    @property
    def name(self) -> str:
        """The URL, for messages."""
        ...

    @property
    def answers(self) -> bool:
        """Whether bytes can come back at all; a plain file has no way back."""
        ...

    @property
    def loses(self) -> bool:
        """Whether nothing holds the sender back: what the printer has no room for is gone without a word."""
        ...

    @property
    def instant(self) -> bool:
        """Whether paper takes no time: there is no head that could lag behind what was answered."""
        ...

    async def open(self) -> None:
        """DeviceError with what to do when the printer cannot be reached."""
        ...

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """Bytes taken before the deadline; fewer than given means that it passed. PortLost when the way broke."""
        ...

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """What came within `timeout` seconds (0: what is there now); empty is silence. PortLost when the way broke."""
        ...

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """Whether all that was written has left this machine before the deadline."""
        ...

    async def close(self) -> None:
        """Never raises; unsent bytes are thrown away."""
        ...
