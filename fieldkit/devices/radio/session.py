"""The radio session on a real line: moves bytes between a port and the machine, reconnects for ever, tells events.

All of it belongs to one event loop: `send` and `subscribe` are called there, not from other threads.
"""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable

from fieldkit.core.errors import DeviceError
from fieldkit.devices.radio.machine import RadioMachine, Settings
from fieldkit.devices.radio.ports import Port, RadioUrl, SerialUrl, open_port, parse_radio_url
from fieldkit.devices.radio.states import State
from fieldkit.link.node.radio_types import Connected, Loss, Lost, RadioEvent, Send

log = logging.getLogger(__name__)

Listener = Callable[[RadioEvent], None]

BACKOFF_FIRST_S = 0.5
BACKOFF_MOST_S = 30.0
BACKOFF_SERIAL_S = 2.0
"""A missing device file is cheap to look for, and a person who has put the cable back is waiting."""
STABLE_S = 10.0
"""A conversation that lasted so long was no accident: the next backoff starts afresh."""
EVICTIONS = 3
"""Short conversations in a row, each ended by the node, that are taken for another client."""


class RadioSession:
    """Keeps one node in conversation until `run` is cancelled or `stop` is called.

    `on_event` and every subscriber get each event once, in order; one that raises is logged and disturbs nobody else.
    """

    def __init__(
        self,
        url: str,
        on_event: Listener | None = None,
        *,
        rng: random.Random | None = None,
        clock: Callable[[], float] = time.monotonic,
        settings: Settings | None = None,
        backoff_first: float = BACKOFF_FIRST_S,
        opener: Callable[[RadioUrl], Awaitable[Port]] = open_port,
    ) -> None:
        """InputError when the URL cannot be one."""
        self.url = url
        self._where = parse_radio_url(url)
        self._rng = rng or random.SystemRandom()
        self._clock = clock
        self._machine = RadioMachine(self._rng, settings or Settings())
        self._backoff_first = backoff_first
        self._opener = opener
        self._listeners: list[Listener] = [on_event] if on_event else []
        self._queue: deque[RadioEvent] = deque()
        self._telling = False
        self._port: Port | None = None
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._arrived = bytearray()
        self._ended: Loss | None = None
        self._told_fault = ""
        self._was_ready = False
        self._began = 0.0
        self._short_talks = 0

    @property
    def connected(self) -> Connected | None:
        """The node as it presented itself, while the conversation lasts."""
        return self._machine.connected

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` every event from now on; call the result to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def send(self, request: Send) -> None:
        """Take a send; its fate comes as events, possibly before this returns."""
        self._tell(self._machine.send(request, self._clock()))
        self._flush()
        self._news.set()

    def introduce(self) -> None:
        """Have our node tell all who it is, now or as soon as it may; see `RadioMachine.introduce`."""
        self._tell(self._machine.introduce(self._clock()))
        self._flush()
        self._news.set()

    def take_back(self, which: Callable[[Send], bool]) -> None:
        """Refuse what waits here and has not gone to the node."""
        self._tell(self._machine.take_back(which))

    async def stop(self) -> None:
        """Let the packet in hand finish, say goodbye to the node and let `run` return."""
        self._stopping.set()
        self._tell(self._machine.drain(self._clock()))
        self._news.set()

    async def run(self) -> None:
        """Connect, converse and reconnect until stopped or cancelled; either way the line is free afterwards."""
        if self._where is None:
            await self._stopping.wait()
            return
        failures = 0
        while not self._stopping.is_set():
            try:
                port = await self._opener(self._where)
            except DeviceError as error:
                self._fault(str(error))
            else:
                await self._converse(port)
                if self._was_ready and not self._short():
                    failures = 0
            failures += 1
            await self._pause(failures)

    async def _converse(self, port: Port) -> None:
        """One connection from open to end."""
        self._port, self._ended = port, None
        self._arrived.clear()
        self._was_ready, self._began = False, self._clock()
        machine = self._machine
        reader = asyncio.create_task(self._read(port))
        try:
            self._tell(machine.opened(self._clock()))
            while True:
                self._news.clear()
                now = self._clock()
                if self._arrived:
                    data = bytes(self._arrived)
                    self._arrived.clear()
                    self._tell(machine.receive(data, now))
                self._tell(machine.tick(now))
                if machine.connected is not None:
                    self._was_ready, self._told_fault = True, ""
                self._flush()
                if machine.state is State.BROKEN or (self._ended is not None and not self._arrived):
                    return
                await self._wait(machine.next_timeout())
        finally:
            reader.cancel()
            if self._ended is None:
                self._tell(machine.hang_up())
                self._flush()
            self._port = None
            self._tell(machine.gone(self._reason()))
            await port.close()

    def _short(self) -> bool:
        return self._clock() - self._began < STABLE_S

    def _reason(self) -> Loss:
        if self._ended is not Loss.CLOSED or not self._was_ready or not self._short():
            self._short_talks = 0
        else:
            self._short_talks += 1
        # A node talks with one client only and drops the older one when a new one comes.
        return Loss.EVICTED if self._short_talks >= EVICTIONS else self._ended or Loss.STOPPED

    def _broken(self) -> Loss:
        """What the end of the line means: a cable that is pulled out, or a server that hung up."""
        return Loss.UNPLUGGED if isinstance(self._where, SerialUrl) else Loss.CLOSED

    async def _read(self, port: Port) -> None:
        try:
            while data := await port.read():
                self._arrived += data
                self._news.set()
            self._ended = self._broken()
        except OSError as error:
            log.info("radio line broke: %s", error)
            self._ended = self._broken()
        finally:
            self._news.set()

    async def _wait(self, until: float | None) -> None:
        if until is None:
            return
        try:
            async with asyncio.timeout(max(0.0, until - self._clock())):
                await self._news.wait()
        except TimeoutError:
            return

    async def _pause(self, failures: int) -> None:
        most = BACKOFF_SERIAL_S if isinstance(self._where, SerialUrl) else BACKOFF_MOST_S
        longest = min(most, self._backoff_first * 2 ** min(failures - 1, 16))
        try:
            async with asyncio.timeout(longest * self._rng.uniform(0.5, 1.0)):
                await self._stopping.wait()
        except TimeoutError:
            return

    def _fault(self, sentence: str) -> None:
        """Told once per fault, not once per attempt."""
        if sentence != self._told_fault:
            self._told_fault = sentence
            self._tell([Lost(Loss.UNREACHABLE, sentence)])

    def _flush(self) -> None:
        if self._port is not None and (data := self._machine.data_to_send()):
            self._port.write(data)

    def _tell(self, events: list[RadioEvent]) -> None:
        # A listener may send, which makes events of its own: they come after those it is being told.
        self._queue.extend(events)
        if self._telling:
            return
        self._telling = True
        try:
            while self._queue:
                event = self._queue.popleft()
                for listener in tuple(self._listeners):
                    try:
                        listener(event)
                    except Exception:
                        log.exception("a listener failed on %s", type(event).__name__)
        finally:
            self._telling = False
