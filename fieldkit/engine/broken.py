"""What an exercise has break down at this kit: its ports, power and clock as they would be, so that people see that.

Whoever plays the exercise says in the store what seems broken (`store.tables.exercises`). It is so only while the
exercise is what runs here: with a real incident everything works at once. No device is touched, and every sentence says
ØVELSE, so that nobody mends what works.
"""

import asyncio
from collections.abc import Callable

from fieldkit.core.errors import DeviceError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.devices.machine.power import Power
from fieldkit.devices.printer.file import STATUS_BYTES
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.reply import STATUS_QUESTIONS, status_question
from fieldkit.devices.radio.ports import Port, RadioUrl, open_port
from fieldkit.devices.radio.session import RadioSession
from fieldkit.kit import Kit
from fieldkit.link.node.radio_types import RadioEvent
from fieldkit.paper.printing import PrinterStatus
from fieldkit.store.tables.exercises import LEASE_S, Broken, broken_at

SAYS_SO = " (ØVELSE)"
NO_RADIO = f"Radioen svarer ikke{SAYS_SO}."
NO_PRINTER = f"Printeren kan ikke nås{SAYS_SO}."
DEAD = f"kittet er dødt{SAYS_SO}"


class Breakage:
    """What seems broken at `kit` now. All on the engine's event loop."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._broken: dict[Broken, int] = {}
        self._looked_at = float("-inf")
        self._tag = 0
        self._radio = asyncio.Event()
        """Set while the radio is gone."""

    def look(self, *, again: bool) -> bool:
        """Whether something broke or works again since the last look. `again`: another process has written."""
        kit = self._kit
        tag, now = kit.state.current(), kit.own_clock()
        fresh = not again and tag == self._tag and 0 <= now - self._looked_at < LEASE_S
        if fresh and not self._broken:
            return False
        self._tag, self._looked_at = tag, now
        before, self._broken = self._broken, broken_at(kit.log, tag, now) if tag & EXERCISE_BIT else {}
        if self._broken.keys() & {Broken.RADIO, Broken.KIT}:
            self._radio.set()
        else:
            self._radio.clear()
        return before != self._broken

    # --- as the engine asks ------------------------------------------------------------------------------------------

    @property
    def clock(self) -> bool:
        """Whether the kit seems not to know the time. Its clock is not moved: what it wrote would stay wrong."""
        return Broken.CLOCK in self._broken

    @property
    def battery(self) -> int | None:
        """What the battery seems to hold, percent; None: what it holds."""
        return self._broken.get(Broken.BATTERY)

    @property
    def kit_dead(self) -> str:
        """A word for people while the whole kit seems dead, else empty."""
        return DEAD if Broken.KIT in self._broken else ""

    def power(self, real: Power) -> Power:
        """The power as it seems to be."""
        return real if self.battery is None else Power(self.battery, False)

    # --- ports -------------------------------------------------------------------------------------------------------

    def converse(self, url: str, told: Callable[[RadioEvent], None]) -> RadioSession:
        """A session with the radio that ends, and cannot begin, while the radio is gone."""
        return RadioSession(url, told, opener=self._open_radio)

    async def _open_radio(self, url: RadioUrl) -> Port:
        if self._radio.is_set():
            raise DeviceError(NO_RADIO)
        return _BreakableRadio(await open_port(url), self._radio)

    def printer(self, port: PrinterPort) -> PrinterPort:
        """The printer that is out of paper, or cannot be reached, while it is said so."""
        return _BreakablePrinter(port, self)

    @property
    def out_of_paper(self) -> bool:
        return Broken.PAPER in self._broken


class _BreakableRadio:
    """A line to a node that ends when the radio is gone."""

    def __init__(self, port: Port, gone: asyncio.Event) -> None:
        self._port, self._gone = port, gone

    async def read(self) -> bytes:
        reading, gone = asyncio.ensure_future(self._port.read()), asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait((reading, gone), return_when=asyncio.FIRST_COMPLETED)
            return b"" if gone.done() else reading.result()
        finally:
            reading.cancel()
            gone.cancel()

    def write(self, data: bytes) -> None:
        self._port.write(data)

    async def close(self) -> None:
        await self._port.close()


class _BreakablePrinter:
    """A printer that answers as one without paper, or not at all; decided when it is opened, so that what has begun to
    come out comes out."""

    def __init__(self, port: PrinterPort, breakage: Breakage) -> None:
        self._port, self._breakage = port, breakage
        self._empty = False
        self._replies = b""

    @property
    def name(self) -> str:
        return self._port.name

    @property
    def answers(self) -> bool:
        return self._empty or self._port.answers

    @property
    def loses(self) -> bool:
        return self._port.loses

    @property
    def instant(self) -> bool:
        return self._port.instant

    async def open(self) -> None:
        """See PrinterPort."""
        if self._breakage.kit_dead:
            raise DeviceError(NO_PRINTER)
        self._empty, self._replies = self._breakage.out_of_paper, b""
        if not self._empty:
            await self._port.open()

    async def write(self, data: bytes, timeout: float) -> int:  # noqa: ASYNC109
        """See PrinterPort. Without paper only questions are taken."""
        if not self._empty:
            return await self._port.write(data, timeout)
        for n in STATUS_QUESTIONS:
            if data == status_question(n):
                self._replies += STATUS_BYTES[PrinterStatus.OUT][n - 1 : n]
                return len(data)
        return 0

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109
        """See PrinterPort."""
        if not self._empty:
            return await self._port.read(timeout)
        replies, self._replies = self._replies, b""
        return replies

    async def flush(self, timeout: float) -> bool:  # noqa: ASYNC109
        """See PrinterPort."""
        return self._empty or await self._port.flush(timeout)

    async def close(self) -> None:
        """See PrinterPort."""
        if not self._empty:
            await self._port.close()
        self._empty = False
