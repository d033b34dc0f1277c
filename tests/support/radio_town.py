"""A kit's radio desk and the session machine on a simulated mesh. Its time is the test's; nothing waits."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

from kits import NOW, secretariat
from meshtastic.protobuf import mesh_pb2
from paths import DATA

from fieldkit.devices.radio.machine import RadioMachine
from fieldkit.engine.radio_desk import RadioDesk
from fieldkit.kit import Kit
from fieldkit.link.node.framing import FrameDecoder, frame
from fieldkit.link.node.radio_types import QueueState, RadioEvent, Send
from fieldkit.practice.mesh.world import World, node_specs
from fieldkit.store.files.roster import load_roster
from fieldkit.store.tables.delivery import deliveries

KIT, PHONE = 0, 1
STEP_S = 0.25


class Line:
    """The desk's conversation with node 0 of a simulated mesh."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.machine = RadioMachine(random.Random(1))
        self.decoder = FrameDecoder()
        self.said: list[mesh_pb2.ToRadio] = []
        self.link = world.nodes[KIT].api.connect()
        self.link.sink = self._receive
        self._heard = bytearray()

    def begin(self, url: str, tell: Callable[[RadioEvent], None]) -> "Line":
        self.tell = tell
        return self

    async def run(self) -> None:
        self._on(self.machine.opened(self.world.now_s))
        await asyncio.Event().wait()

    def send(self, request: Send) -> None:
        self._on(self.machine.send(request, self.world.now_s))

    def introduce(self) -> None:
        self._on(self.machine.introduce(self.world.now_s))

    def take_back(self, which: Callable[[Send], bool]) -> None:
        self._on(self.machine.take_back(which))

    def step(self) -> None:
        """Let a little time pass at both ends."""
        self.world.run_for(STEP_S)
        heard, self._heard = bytes(self._heard), bytearray()
        self._on(self.machine.receive(heard, self.world.now_s))
        self._on(self.machine.tick(self.world.now_s))
        self.tell(QueueState(16, 16))  # wakes the desk: its own time does not pass while a test runs

    def introductions(self) -> int:
        return sum(message.heartbeat.nonce == 1 for message in self.said)

    def _on(self, events: list[RadioEvent]) -> None:
        payloads = self.decoder.feed(self.machine.data_to_send())
        self.said += [mesh_pb2.ToRadio.FromString(payload) for payload in payloads]
        self.link.feed(payloads)
        for event in events:
            self.tell(event)

    def _receive(self, message: mesh_pb2.FromRadio) -> None:
        self._heard += frame(message.SerializeToString())


class Town:
    """The secretariat with its engine's radio, and beside it places with a phone: `phone` is the first one's."""

    def __init__(self, folder: Path, *, acquainted: bool, phones: int = 1) -> None:
        roster, faults = load_roster(DATA)
        assert roster is not None and roster.secretariat is not None, faults
        with_phones = (p for p in roster.places if p.kit is None and p.public_key is None and p.node)
        self.places = list(itertools.islice(with_phones, phones))
        self.place = self.places[0]
        centre, *others = node_specs([roster.secretariat, *self.places])
        assert centre.position is not None
        north, east = centre.position
        side_by_side = [replace(one, position=(north + 0.0005 * n, east)) for n, one in enumerate(others, 1)]
        self.world = World([centre, *side_by_side], seed=1, acquainted=acquainted)
        self.kit: Kit = secretariat(folder, radio="tcp://127.0.0.1:4403", now=lambda: NOW + self.world.now_s)
        for node in self.world.nodes if acquainted else []:
            node.settings.node_info_sent_s = -3600.0
        self.phones = [self.world.phone(index) for index in range(PHONE, PHONE + phones)]
        self.phone = self.phones[0]
        self.line = Line(self.world)

    @property
    def kits_node(self) -> int:
        return self.world.nodes[KIT].number

    def phone_forgets_everybody(self) -> None:
        """As a node does that is flashed anew under the same key."""
        known = self.world.nodes[PHONE].settings.known
        for number in [number for number in known if number != self.phone.number]:
            del known[number]

    async def live(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.line.step()
            for _ in range(4):
                await asyncio.sleep(0)

    def says(self, event: bytes) -> str:
        return next((d.state for d in deliveries(self.kit.log, event) if d.place == self.place.number), "")


@contextlib.asynccontextmanager
async def living(town: Town) -> AsyncIterator[Town]:
    desk = RadioDesk(
        town.kit,
        random.Random(1),
        lambda event: None,
        converse=town.line.begin,
        monotonic=lambda: town.world.now_s,
    )
    work = asyncio.create_task(desk.run())
    await asyncio.sleep(0)
    try:
        yield town
        assert not work.done(), work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        town.kit.close()
