"""Machines joined over a bad channel in simulated time: each kit's log, deliveries and memory, without a kit."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import TO_ALL, Ack, CardAct, CardStep, EntrySort, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import (
    Forked,
    Impersonated,
    Memory,
    Output,
    OwnFeedAhead,
    Progressed,
    Received,
    Refused,
    Transmit,
    World,
)
from fieldkit.link.errors import Refusal
from fieldkit.link.wire.seal import Sealer

SECRET = bytes(range(32))
EPOCH = 7


def audience_of(event: Event, kits: list[int]) -> frozenset[int]:
    """As the engine's: kit 1 is the secretariat."""
    body = event.body
    found = {1}
    if isinstance(body, Message):
        found |= set(kits) if body.to == TO_ALL else {body.to} if isinstance(body.to, int) else set()
    return frozenset(found - {event.kit})


@dataclass
class Kit:
    """One kit as the machine sees it; `log` and `memory` are its disk."""

    number: int
    channel: Channel
    log: dict[Feed, dict[int, list[Event]]] = field(default_factory=dict)
    memory: Memory | None = None
    machine: LinkMachine | None = None
    deliveries: dict[tuple[int, int], DeliveryState] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    alarms: list[Output] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    sent_at: list[tuple[float, bytes]] = field(default_factory=list)
    delivered: Counter[bytes] = field(default_factory=Counter)
    revoked: set[tuple[int, int]] = field(default_factory=set)
    keys: dict[int, bytes] = field(default_factory=lambda: {1: SECRET})
    epoch: int = EPOCH
    clock: float = 0.0
    """How much this kit's clock is ahead."""

    def now(self) -> float:
        return self.channel.now + self.clock

    def events_of(self, feed: Feed, first: int, last: int) -> list[Event]:
        held = self.log.get(feed, {})
        return [event for seq in sorted(held) if first <= seq <= last for event in held[seq]]

    def ids(self) -> set[bytes]:
        return {event.id for held in self.log.values() for events in held.values() for event in events}

    def holds(self, event: Event) -> bool:
        return any(e.id == event.id for e in self.events_of(Feed(event.kit, event.epoch), event.seq, event.seq))

    def boot(self) -> None:
        vector = Vector(e.ref for held in self.log.values() for events in held.values() for e in events)
        world = World(
            self.events_of,
            lambda event: audience_of(event, sorted(self.channel.kits)),
            lambda event: isinstance(event.body, Message),
            lambda kit, epoch: (kit, epoch) in self.revoked,
        )
        number = max(self.keys)
        sealer = Sealer(self.number, self.epoch, number, self.keys[number])
        self.machine = LinkMachine(
            sealer, self.keys, vector, world, self.channel.rng.random, "MEDIUM_FAST", needs_all=self.number == 1
        )
        if self.memory is not None:
            self.machine.restore(self.memory)
        self.machine.start(self.now(), self.events_of(Feed(self.number, self.epoch), 1, 1 << 31))

    def crash(self) -> None:
        self.machine = None

    def record(self, body: Body) -> Event:
        own = self.log.setdefault(Feed(self.number, self.epoch), {})
        seq = max(own, default=0) + 1
        event = make_event(body, kit=self.number, epoch=self.epoch, seq=seq, hlc=int(self.channel.now) << 16 | seq)
        own[seq] = [event]
        if self.machine is not None:
            self.machine.added(event, self.now())
        return event

    def merge(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if self.holds(event):
                continue
            self.delivered[event.id] += 1
            self.log.setdefault(Feed(event.kit, event.epoch), {}).setdefault(event.seq, []).append(event)
            if self.machine is not None:
                self.machine.added(event, self.now())

    def hear(self, data: bytes) -> None:
        if self.machine is not None:
            self.act(self.machine.frame(data, self.now()))

    def turn(self) -> None:
        if self.machine is not None:
            self.act(self.machine.timeout(self.now()))
            self.memory = self.machine.saved()

    def act(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Transmit(token, data, _, _):
                    assert len(data) <= 160
                    self.sent[("EVENTS", "HEADS", "WANT", "RESENT")[data[0] >> 4 & 3]] += 1
                    self.sent_at.append((self.channel.now, data))
                    if self.channel.node_refuses(self):
                        self.machine.failed(token, self.now())
                        continue
                    self.act(self.machine.sent(token, self.now()))
                    self.channel.broadcast(self.number, data)
                case Received(events, _):
                    fresh = [event.id for event in events]
                    assert len(set(fresh)) == len(fresh), "the same event twice in one delivery"
                    self.merge(events)
                case Progressed(event, state, kit):
                    if state is DeliveryState.RECEIVED:
                        assert kit is not None and self.channel.kits[kit].holds(event), "a false modtaget"
                        self.deliveries[event.seq, kit] = state
                case Refused(why):
                    self.refused.append(why)
                case OwnFeedAhead() | Forked() | Impersonated():
                    self.alarms.append(output)


class Channel:
    """One broadcast channel: loses, doubles, delays; `groups` that do not hear each other."""

    def __init__(self, kits: int, seed: int, *, loss: float = 0.0, twice: float = 0.0, latest_s: float = 4.0) -> None:
        self.rng = random.Random(seed)
        self.now = 60_000_000.0
        self.loss, self.twice, self.latest_s = loss, twice, latest_s
        self.refusal = 0.0
        self.groups: list[set[int]] = []
        self.kits = {number: Kit(number, self) for number in range(1, kits + 1)}
        self._queue: list[tuple[float, int, int, bytes]] = []
        self._count = 0
        self.overheard: list[tuple[int, bytes]] = []

    def boot(self) -> Channel:
        for kit in self.kits.values():
            kit.boot()
        return self

    def node_refuses(self, kit: Kit) -> bool:
        return self.rng.random() < self.refusal

    def reaches(self, sender: int, receiver: int) -> bool:
        return not self.groups or any(sender in group and receiver in group for group in self.groups)

    def broadcast(self, sender: int, data: bytes) -> None:
        self.overheard.append((sender, data))
        for number in self.kits:
            if number == sender or not self.reaches(sender, number):
                continue
            for _ in range(2 if self.rng.random() < self.twice else 1):
                if self.rng.random() >= self.loss:
                    self.deliver(number, data, self.now + 0.3 + self.rng.random() * self.latest_s)

    def deliver(self, to: int, data: bytes, at: float) -> None:
        self._count += 1
        heapq.heappush(self._queue, (at, self._count, to, data))

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass; True as soon as `until` holds."""
        end = self.now + seconds
        for _ in range(2_000_000):
            if until():
                return True
            due = [
                (max(timeout - kit.clock, self.now), kit.number)
                for kit in self.kits.values()
                if kit.machine is not None and (timeout := kit.machine.next_timeout()) is not None
            ]
            arrival = self._queue[0][0] if self._queue else float("inf")
            when = min([arrival, *(at for at, _ in due)])
            if when > end:
                self.now = end
                return until()
            # a turn that finds nothing to do must not be asked for the same moment for ever
            self.now = max(when, self.now + 0.001)
            if arrival <= when:
                _, _, to, data = heapq.heappop(self._queue)
                self.kits[to].hear(data)
            else:
                self.kits[min(due)[1]].turn()
        raise AssertionError("the machines spin: too many turns for the time")

    def alike(self) -> bool:
        """Whether every kit has every event that the air carries (cards are not)."""
        wanted = {
            e.id
            for kit in self.kits.values()
            for held in kit.log.values()
            for events in held.values()
            for e in events
            if e.kind != CardStep.kind
        }
        return all(wanted <= kit.ids() for kit in self.kits.values())


def body_of(kind: int, kits: int) -> Body:
    """A body of a busy morning, chosen by number."""
    urgent = {Topic.WATER: TopicState(Condition.CRITICAL, 4)}
    choices: list[Body] = [
        Report(2, {Topic.FOOD: TopicState(Condition.OK)}, children=43, staff=6),
        Report(3, urgent, note="vandvognen kom ikke"),
        Message("Kan I sende 20 tæpper?", 1, Precedence.ROUTINE),
        Message("Alle: vandet skal koges", TO_ALL, Precedence.FLASH),
        Message("Til jer to", 1 + kind % kits, Precedence.URGENT),
        CardStep("alarm", CardAct.TICK, kind % 9, by="lederen"),
        Note("telt rejst", EntrySort.ACTION),
        Ack(ref=_REF, by="vagten", place=2),
    ]
    return choices[kind % len(choices)]


_REF = RefBody(1, EPOCH, 1)
