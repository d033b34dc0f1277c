"""The carriers as a test uses them: a kit says something, parcels come out, another kit takes parcels in."""

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from fieldkit.core.carrier import Brought, Carrier
from fieldkit.core.errors import CarrierError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, number_of
from fieldkit.engine.radio_desk import RadioDesk
from fieldkit.kit import Kit
from fieldkit.link.errors import FrameError
from fieldkit.link.node.ports import BROADCAST
from fieldkit.link.node.radio_types import ChannelUse, Connected, PacketIn, QueueState, RadioEvent, Send, SendAccepted
from fieldkit.link.wire.frame import PORTNUM, open_frame
from fieldkit.link.wire.slip import read_code
from fieldkit.resync.bundle import export_bundle, import_bundle, opened_bundle
from fieldkit.resync.slips import Scanner, backlog, slip_digits
from fieldkit.store.tables.status import Device, read_problems, read_status

OWN_NODE, OTHER_NODE = 0x0A0F0001, 0x0A0F0002


class Way(Protocol):
    """A carrier. A parcel is a frame, the digits of a code, or the bytes of a bundle."""

    carrier: Carrier

    def give(self, kit: Kit, *bodies: Body) -> tuple[list[Event], list[Any]]:
        """The kit records these and gives away what it has; the events, and the parcels."""

    def take(self, kit: Kit, parcels: Sequence[Any]) -> Brought: ...

    def damaged(self, parcel: Any, rng: random.Random) -> Any:
        """The parcel with one thing wrong in it."""

    def ids_in(self, kit: Kit, parcel: Any) -> set[bytes]:
        """The events in a parcel."""


class Radio:
    """The engine's radio desk with a session that keeps what it is asked to send; time goes as fast as the test."""

    carrier = Carrier.RADIO

    def give(self, kit: Kit, *bodies: Body) -> tuple[list[Event], list[bytes]]:
        session = _Session()
        events: list[Event] = []
        asyncio.run(session.live(kit, lambda: events.extend(kit.record(body) for body in bodies)))
        return events, session.sent

    def take(self, kit: Kit, parcels: Sequence[bytes]) -> Brought:
        session, told = _Session(), {problem.problem for problem in read_problems(kit.log)}
        before = {row.event.id for row in kit.log.all() if row.event.kit != kit.identity.kit}
        asyncio.run(session.live(kit, lambda: session.hear(parcels)))
        after = {row.event.id for row in kit.log.all() if row.event.kit != kit.identity.kit}
        opened: set[bytes] = set().union(*(self.ids_in(kit, parcel) for parcel in parcels))
        sentences = [problem.text for problem in read_problems(kit.log) if problem.problem not in told]
        forks = [number_of(fork[0], fork[2]) for fork in kit.log.forks()]
        return Brought(
            new=len(after - before),
            known=len(opened & before),
            forks=tuple(number for number in forks if any(number in sentence for sentence in sentences)),
            rejected=(CarrierError("afvist"),) * int(read_status(kit.log)[Device.RADIO].facts["refused"] or 0),
            renewed=any("ny serie" in sentence for sentence in sentences),
        )

    def damaged(self, parcel: bytes, rng: random.Random) -> bytes:
        wrong = bytearray(parcel)
        wrong[rng.randrange(len(wrong))] ^= 1 << rng.randrange(8)
        return bytes(wrong)

    def ids_in(self, kit: Kit, parcel: bytes) -> set[bytes]:
        with contextlib.suppress(FrameError):
            return {event.id for event in open_frame(parcel, kit.keys).events}
        return set()


class _Session:
    """A radio that takes every send at once."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.now = 1000.0
        self._tell: Callable[[RadioEvent], None] = lambda event: None

    def begin(self, url: str, on_event: Callable[[RadioEvent], None]) -> "_Session":
        self._tell = on_event
        return self

    async def run(self) -> None:
        await asyncio.Event().wait()

    def send(self, request: Send) -> None:
        self.sent.append(request.payload)
        asyncio.get_running_loop().call_soon(self._tell, SendAccepted(request.token, len(self.sent)))

    def introduce(self) -> None:
        """Who this node is interests no frame."""

    def take_back(self, which: Callable[[Send], bool]) -> None:
        """Nothing waits here."""

    def hear(self, frames: Sequence[bytes]) -> None:
        for number, frame in enumerate(frames):
            self._tell(
                PacketIn(OTHER_NODE, BROADCAST, 0, PORTNUM, frame, number, 0, 0, False, False, b"",
                         None, None, None, 0)
            )  # fmt: skip

    async def live(self, kit: Kit, do: Callable[[], None], seconds: int = 90) -> None:
        """Run the kit's desk for so long, doing something as soon as the radio is there."""
        desk = RadioDesk(kit, random.Random(1), lambda event: None, converse=self.begin, monotonic=lambda: self.now)
        running = asyncio.create_task(desk.run())
        await asyncio.sleep(0)
        self._tell(Connected(OWN_NODE, "", "", b"", "2.8", "", "EU_868", "MEDIUM_FAST", 3, True, None, None, (), ()))
        do()
        for _ in range(seconds):
            self.now += 1.0
            self._tell(QueueState(16, 16))  # wakes the desk: time itself does not pass while a test runs
            for _ in range(5):
                await asyncio.sleep(0)
        self._tell(ChannelUse(3.0, 0.5, None, None, None))  # the desk then tells what it counted
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Slip:
    """Codes of a slip on paper 32 columns wide."""

    carrier = Carrier.SLIP

    def give(self, kit: Kit, *bodies: Body) -> tuple[list[Event], list[str]]:
        events = [kit.record(body) for body in bodies]
        return events, slip_digits(kit, backlog(kit), 32)

    def take(self, kit: Kit, parcels: Sequence[str]) -> Brought:
        return Scanner(kit).scan(parcels).brought

    def damaged(self, parcel: str, rng: random.Random) -> str:
        at = rng.randrange(len(parcel))
        return parcel[:at] + str((int(parcel[at]) + rng.randrange(1, 10)) % 10) + parcel[at + 1 :]

    def ids_in(self, kit: Kit, parcel: str) -> set[bytes]:
        return {event.id for event in read_code(parcel, kit.keys).events}


class Bundle:
    """A bundle in a folder."""

    carrier = Carrier.BUNDLE

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = 0

    def give(self, kit: Kit, *bodies: Body) -> tuple[list[Event], list[bytes]]:
        events = [kit.record(body) for body in bodies]
        path = self._path()
        export_bundle(kit, path)
        return events, [path.read_bytes()]

    def take(self, kit: Kit, parcels: Sequence[bytes]) -> Brought:
        (parcel,) = parcels
        path = self._path()
        path.write_bytes(parcel)
        try:
            return import_bundle(kit, path)
        except CarrierError as error:
            return Brought(0, 0, rejected=(error,))

    def damaged(self, parcel: bytes, rng: random.Random) -> bytes:
        wrong = bytearray(parcel)
        wrong[rng.randrange(len(wrong))] ^= 1 << rng.randrange(8)
        return bytes(wrong)

    def ids_in(self, kit: Kit, parcel: bytes) -> set[bytes]:
        path = self._path()
        path.write_bytes(parcel)
        with opened_bundle(kit, path) as (copy, _), contextlib.closing(sqlite3.connect(copy)) as db:
            return {event_id for (event_id,) in db.execute("SELECT id FROM events")}

    def _path(self) -> Path:
        self._files += 1
        return self.folder / f"{self._files}.fkb"
