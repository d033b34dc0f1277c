"""A phone whose node was set up a moment ago: the kit reaches it within a minute, and what it sends is answered.

A kit's radio desk and the session machine on a simulated mesh. Its time is the test's; nothing waits.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from kits import NOW, secretariat
from meshtastic.protobuf import mesh_pb2
from paths import DATA

from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.devices.radio.machine import RadioMachine
from fieldkit.engine.radio_desk import RadioDesk
from fieldkit.kit import Kit
from fieldkit.link.node.framing import FrameDecoder, frame
from fieldkit.link.node.radio_types import BROADCAST, QueueState, RadioEvent, Send
from fieldkit.practice.mesh.settings import KnownNode
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
    """The secretariat with its engine's radio, and a place with a phone."""

    def __init__(self, folder: Path, *, acquainted: bool) -> None:
        roster, faults = load_roster(DATA)
        assert roster is not None and roster.secretariat is not None, faults
        self.place = next(p for p in roster.places if p.kit is None and p.public_key is None and p.node)
        centre, other = node_specs([roster.secretariat, self.place])
        assert centre.position is not None
        side_by_side = replace(other, position=(centre.position[0] + 0.0005, centre.position[1]))
        self.world = World([centre, side_by_side], seed=1, acquainted=acquainted)
        self.kit: Kit = secretariat(folder, now=lambda: NOW + self.world.now_s)
        for node in self.world.nodes if acquainted else []:
            node.settings.node_info_sent_s = -3600.0
        self.phone = self.world.phone(PHONE)
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


async def test_a_message_to_a_phone_that_was_set_up_a_moment_ago_arrives_within_seconds(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    town.world.nodes[KIT].settings.node_info_sent_s = -61.0  # nothing of itself for nine minutes
    town.phone_forgets_everybody()
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.FLASH))
        await town.live(10)
        assert [text.verified for text in town.phone.texts] == [True]
        assert town.says(event.id) == "received"


async def test_it_arrives_within_a_minute_when_our_node_may_not_say_who_it_is_just_now(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    town.world.nodes[KIT].settings.node_info_sent_s = 0.0
    town.phone_forgets_everybody()
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.FLASH))
        await town.live(60)
        assert [(text.to, text.verified) for text in town.phone.texts] == [(BROADCAST, False)]
        assert town.says(event.id) in ("queued", "sent", "heard")
        await town.live(60)
        assert [text.verified for text in town.phone.texts] == [False, True]
        assert town.says(event.id) == "received"


async def test_a_phone_that_lost_our_key_later_is_reached_at_the_next_try(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    async with living(town):
        await town.live(120)
        assert town.line.introductions() == 1
        town.phone_forgets_everybody()
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.ROUTINE))
        await town.live(60)
        assert town.line.introductions() == 2, "before the next try"
        assert town.says(event.id) == "received"
        assert [text.verified for text in town.phone.texts] == [True]


async def test_a_phone_that_cannot_learn_our_key_is_told_under_the_channels(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    impostor = mesh_pb2.User(long_name="En anden", public_key=bytes(range(32)))
    town.world.nodes[PHONE].settings.known[town.kits_node] = KnownNode(town.kits_node, impostor)
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.ROUTINE))
        await town.live(90)
        [text] = town.phone.texts
        assert text.to == BROADCAST and not text.verified
        assert text.text.startswith(f"Til {town.place.name}: {event.number}")
        assert town.says(event.id) != "received", "a text to all proves nobody's reception"
        await town.live(3600)
        assert len(town.phone.texts) == 1, "said to all once"


@pytest.mark.parametrize("seed", range(3))
async def test_strangers_who_were_all_set_up_now_understand_each_other_within_two_minutes(tmp_path, seed):
    town = Town(tmp_path / "kit", acquainted=False)
    town.world.rng.seed(seed)
    async with living(town):
        await town.live(60)
        town.phone.send_text("vand! mad ok 43b 6v", town.kits_node)
        await town.live(60)
        [answer] = town.phone.texts
        assert answer.verified and "43 børn" in answer.text


async def test_introductions_are_not_repeated_more_than_once_a_minute_however_much_fails(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    async with living(town):
        await town.live(70)
        town.world.kill(PHONE)
        for number in range(12):
            town.kit.record(Message(f"besked {number}", town.place.number, Precedence.FLASH))
        before = town.line.introductions()
        await town.live(600)
        assert 2 <= town.line.introductions() - before <= 10
