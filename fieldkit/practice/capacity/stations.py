"""Who speaks in the simulation: kits with the delivery machine, people with phones, people with stock nodes only.

No sockets and no stores: a kit's log is a dictionary. `Ledger` notes what arrived where, and when.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from meshtastic.protobuf import mesh_pb2

from fieldkit.core.facts.body import Body, RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.kinds import Open
from fieldkit.core.facts.said import TO_ALL, Ack, Hello, Message, Report
from fieldkit.core.facts.terms import Role, Via
from fieldkit.core.phrase.parse import parse, read_back
from fieldkit.core.roster.roster import Place
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import Output, Received, Transmit, World
from fieldkit.link.node.phone import chunks, outgoing
from fieldkit.link.wire.frame import PORTNUM
from fieldkit.link.wire.seal import Sealer
from fieldkit.practice.capacity.facts import Fact, Sort
from fieldkit.practice.mesh.air import US
from fieldkit.practice.mesh.frame import BROADCAST, Arrival, Text
from fieldkit.practice.mesh.node import VirtualNode
from fieldkit.practice.mesh.phone import Phone
from fieldkit.practice.mesh.world import World as Mesh

SECRET = bytes(32)
"""Nobody listens in: the key only has to be the same."""
EPOCH = 1
WEEK_S = 7 * 24 * 3600.0
"""The machine's clock at the start: any number after the kits' first day."""
ROOM = 3
PERSON_RETRY_S = (180.0, 300.0)
"""Somebody who sees that a text was not acknowledged sends it again after so long, twice; then turns to a runner."""
KIT_RETRY_S = (30.0, 240.0, 600.0, 960.0)
"""A kit's own further tries of a text (the engine's for rutine): the first one soon after its node said who it is."""
INTRODUCE_AGAIN_S, INTRODUCE_TRIES = 5.0, 13
"""How a kit has its node say who it is, while that leaves it out (`devices.radio.machine`)."""
SAID_TO_ALL = 2
"""The failure after which a kit says a text to everybody as well."""
LOOK_S = 30.0
"""How long the node takes to give up a text on the slowest preset worth using."""


@dataclass
class Ledger:
    """What arrived: (fact, place index) → seconds after it was said."""

    arrived: dict[tuple[int, int], float] = field(default_factory=dict)

    def note(self, fact: Fact, place: int, now: float) -> None:
        if place in fact.to:
            self.arrived.setdefault((fact.number, place), now - fact.at)


class Texter:
    """Sends direct texts from one node, and again while the far node has not acknowledged.

    `failed` is told text, receiver and how many tries it has had before each further one.
    """

    def __init__(
        self, mesh: Mesh, index: int, failed: Callable[[str, int, int], None] = lambda text, to, tries: None
    ) -> None:
        self.mesh = mesh
        self.phone: Phone = mesh.phone(index)
        self._failed = failed

    def send(self, text: str, to: int, waits: Sequence[float], tries: int = 1) -> None:
        """One text, for the `tries`th time; `waits` seconds until each further try."""
        packet_id = self.phone.send_text(text, to)
        if waits:
            after = round(max(waits[0], LOOK_S) * US)
            self.mesh.agenda.after(after, self._look, packet_id, text, to, tuple(waits[1:]), tries)

    def _look(self, packet_id: int, text: str, to: int, waits: tuple[float, ...], tries: int) -> None:
        if self.phone.acknowledged.get(packet_id) is not True:
            self._failed(text, to, tries)
            self.send(text, to, waits, tries + 1)


class KitStation:
    """One kit at the node with `index`: `numbers` maps kit numbers to place indexes; `tell` hears of each new event."""

    def __init__(
        self,
        mesh: Mesh,
        index: int,
        places: Sequence[Place],
        rng: random.Random,
        preset: str,
        tell: Callable[[int, Event], None],
    ) -> None:
        self.mesh = mesh
        self.index = index
        self.places = places
        self.node: VirtualNode = mesh.nodes[index]
        self.texter = Texter(mesh, index, self._out_of_reach)
        self.tell = tell
        self.number = _kit(places[index])
        self.log: dict[Feed, dict[int, Event]] = {}
        self._index_of = {node.number: at for at, node in enumerate(mesh.nodes)}
        self._kits = {_kit(place): at for at, place in enumerate(places) if place.kit is not None}
        for kit, at in self._kits.items():
            # the kits were tried out last week: everybody knows everybody
            role = Role.SECRETARIAT if at == 0 else Role.MEETING_POINT
            hello = Hello(role, places[at].number, places[at].node)
            self._keep(make_event(hello, kit=kit, epoch=EPOCH, seq=1, hlc=1 << 16))
        world = World(self._events_of, self._audience, lambda event: event.row.open(event.body) is not Open.NEVER)
        vector = Vector(event.ref for feed in self.log.values() for event in feed.values())
        self.machine = LinkMachine(
            Sealer(self.number, EPOCH, 1, SECRET), {1: SECRET}, vector, world, rng.random, preset, needs_all=index == 0
        )
        self._tokens: dict[int, int] = {}
        self._planned = float("inf")
        self.node.on_arrival.append(self._arrived)
        self.node.on_verdict.append(self._judged)
        mesh.agenda.after(rng.randrange(60 * US), self._start)

    def now(self) -> float:
        return WEEK_S + self.mesh.now_s

    def record(self, body: Body) -> Event:
        """A fact of this kit."""
        own = self.log[Feed(self.number, EPOCH)]
        event = make_event(body, kit=self.number, epoch=EPOCH, seq=max(own) + 1, hlc=int(self.now()) << 16)
        self._keep(event)
        self.machine.added(event, self.now())
        self._plan()
        return event

    def _start(self) -> None:
        self.machine.start(self.now(), [])
        self._introduce()
        self._minute()

    def _introduce(self, tries: int = INTRODUCE_TRIES) -> None:
        """The node says who it is, and asks the others: when a kit connects, and before a text goes again."""
        if not self.node.modules.send_node_info(want_response=True, on_demand=True) and tries > 1:
            self.mesh.agenda.after(round(INTRODUCE_AGAIN_S * US), self._introduce, tries - 1)

    def _out_of_reach(self, text: str, to: int, tries: int) -> None:
        self._introduce(1)
        if tries == SAID_TO_ALL:
            for part in chunks(f"{_for(self.places[self._index_of[to]])}{text}"):
                self.texter.phone.send_text(part)

    def _minute(self) -> None:
        """The node's own telemetry, each minute."""
        share = self.node.transmitter.duty_share()
        self.machine.budget.node_percent = 100.0 * share
        self.machine.budget.channel(self.now(), 100.0 * self.node.transmitter.utilisation())
        self.mesh.agenda.after(60 * US, self._minute)
        self._plan()

    def _plan(self) -> None:
        due = self.machine.next_timeout()
        if due is not None and due < self._planned:
            self._planned = due
            # a millisecond late: a moment rounded down would find nothing due, and come again for ever
            self.mesh.agenda.at(round((due - WEEK_S) * US) + 1000, self._turn, due)

    def _turn(self, planned: float) -> None:
        if planned != self._planned:
            return
        self._planned = float("inf")
        room = min(ROOM, self.node.transmitter.free - 8)
        if room > 0:
            self._act(self.machine.timeout(self.now(), room=room))
            self._plan()
        else:
            self._planned = self.now() + 1.0
            self.mesh.agenda.after(US, self._turn, self._planned)

    def _act(self, outputs: list[Output]) -> None:
        for output in outputs:
            if isinstance(output, Transmit):
                self._send(output)
            elif isinstance(output, Received):
                for event in output.events:
                    if event.seq not in self.log.get(Feed(event.kit, event.epoch), {}):
                        self._keep(event)
                        self.machine.added(event, self.now())
                        self.tell(self.index, event)
        self._plan()

    def _send(self, transmit: Transmit) -> None:
        packet_id = self.node.new_id()
        data = mesh_pb2.Data(portnum=PORTNUM, payload=transmit.data)
        priority = int(mesh_pb2.MeshPacket.Priority.RELIABLE if transmit.urgent else 0)
        refused = self.node.send(BROADCAST, data, packet_id, want_ack=transmit.want_ack, priority=priority)
        if refused:
            if refused == mesh_pb2.Routing.Error.DUTY_CYCLE_LIMIT:
                self.machine.budget.block(self.now() + 60.0)
            self.machine.failed(transmit.token, self.now(), 10.0)
            return
        self._tokens[packet_id] = transmit.token
        self._act(self.machine.sent(transmit.token, self.now()))

    def _judged(self, packet_id: int, error: int) -> None:
        token = self._tokens.pop(packet_id, None)
        if token is not None and error == 0:
            self._act(self.machine.heard(token))

    def _arrived(self, arrival: Arrival) -> None:
        if arrival.frame.data.portnum == PORTNUM:
            self._act(self.machine.frame(arrival.frame.data.payload, self.now()))

    def _keep(self, event: Event) -> None:
        self.log.setdefault(Feed(event.kit, event.epoch), {})[event.seq] = event

    def _events_of(self, feed: Feed, first: int, last: int) -> list[Event]:
        held = self.log.get(feed, {})
        return [held[seq] for seq in sorted(held) if first <= seq <= last]

    def _audience(self, event: Event) -> frozenset[int]:
        wanted = event.row.audience(event.body)
        found = {_kit(self.places[0])}
        if wanted.everybody or wanted.to == TO_ALL:
            found |= set(self._kits)
        else:
            found |= {kit for kit, at in self._kits.items() if self.places[at].number in (wanted.to, *wanted.places)}
        return frozenset(found - {event.kit})


class FeltkitTown:
    """Everybody under this protocol: kits where the roster has kits, phones at the other places."""

    def __init__(self, mesh: Mesh, places: Sequence[Place], seed: int, preset: str) -> None:
        self.mesh = mesh
        self.places = places
        self.ledger = Ledger()
        self._fact_of: dict[tuple[int, int], Fact] = {}
        self._event_of: dict[int, Event] = {}
        self._asked: dict[tuple[int, str], Fact] = {}
        self._heard_texts: set[tuple[int, int]] = set()
        rng = random.Random(f"machines {seed}")
        self.stations = {
            index: KitStation(mesh, index, places, random.Random(rng.random()), preset, self._event_came)
            for index, place in enumerate(places)
            if place.kit is not None
        }
        self._phones = {index: Texter(mesh, index) for index in range(len(places)) if index not in self.stations}
        for index in range(len(places)):
            mesh.phone(index).on_text.append(partial(self._text_came, index))

    def held_by_all(self) -> float:
        """Mean part of all events that a kit holds."""
        held = [sum(len(feed) for feed in station.log.values()) for station in self.stations.values()]
        everything = sum(len(station.log[station.machine.own]) for station in self.stations.values())
        return round(sum(held) / len(held) / everything, 4)

    def say(self, fact: Fact) -> None:
        """Somebody at `fact.origin` says it now."""
        if fact.origin in self.stations:
            self._record(fact.origin, fact)
            return
        home = self._kit_for(fact.origin)
        text = fact.text
        if fact.sort is Sort.ANSWER and fact.about is not None and fact.about in self._event_of:
            text, home = f"ok {self._event_of[fact.about].number}", 0
        self._asked[fact.origin, text] = fact
        node = self.mesh.nodes[home].number
        self._phones[fact.origin].send(text, node, PERSON_RETRY_S)

    def _record(self, index: int, fact: Fact, sender: int = 0) -> None:
        event = self.stations[index].record(self._body(index, fact, sender))
        self._fact_of[event.kit, event.seq] = fact
        self._event_of[fact.number] = event
        if index in fact.to:
            self.ledger.note(fact, index, self.mesh.now_s)
        for place in fact.to:
            if place in self._phones:
                self._text_to(index, place, fact, event)

    def _body(self, index: int, fact: Fact, sender: int) -> Body:
        if fact.sort is Sort.REPORT:
            phrase = parse(fact.text)
            place = sender or self.places[index].number
            via = Via.RADIO if sender else Via.OBSERVED
            return Report(place, phrase.topics, phrase.children, phrase.staff, phrase.level, phrase.note, via)
        if fact.sort is Sort.ANSWER and fact.about is not None and fact.about in self._event_of:
            return Ack(RefBody(*self._event_of[fact.about].ref), by="vagten", place=self.places[fact.origin].number)
        to = self.places[fact.to[0]].number if len(fact.to) == 1 else TO_ALL
        return Message(fact.text, to, fact.precedence, sender=sender)

    def _text_to(self, index: int, place: int, fact: Fact, event: Event) -> None:
        whole = outgoing(event.number, self.places[index].name, fact.precedence, fact.text, exercise=False)
        parts = chunks(whole)
        self._asked[place, parts[-1]] = fact
        for part in parts:
            self.stations[index].texter.send(part, self.mesh.nodes[place].number, KIT_RETRY_S)

    def _event_came(self, index: int, event: Event) -> None:
        fact = self._fact_of.get((event.kit, event.seq))
        if fact is not None:
            self.ledger.note(fact, index, self.mesh.now_s)

    def _text_came(self, index: int, text: Text) -> None:
        if (text.sender, text.packet_id) in self._heard_texts:
            return
        self._heard_texts.add((text.sender, text.packet_id))
        if index in self._phones:
            fact = self._asked.get((index, text.text.removeprefix(_for(self.places[index]))))
            if fact is not None:
                self.ledger.note(fact, index, self.mesh.now_s)
            return
        sender = next(at for at, node in enumerate(self.mesh.nodes) if node.number == text.sender)
        fact = self._asked.get((sender, text.text))
        if fact is None or fact.origin != sender or fact.number in self._event_of:
            return  # somebody sent it twice: the kit has it
        self._record(index, fact, self.places[sender].number)
        back = read_back(parse(fact.text)) if fact.sort is Sort.REPORT else "Noteret."
        number = self._event_of[fact.number].number
        self.stations[index].texter.send(f"{number} {back}", text.sender, KIT_RETRY_S[:2])

    def _kit_for(self, index: int) -> int:
        """The kit that a phone-only place writes to: its meeting point's, else the secretariat's."""
        slug = self.places[index].meeting_point
        for at in self.stations:
            if slug and self.places[at].slug == slug:
                return at
        return 0


class StockTown:
    """Everybody with a stock node and a phone: each fact a direct text with want_ack to each place it is for."""

    def __init__(self, mesh: Mesh, places: Sequence[Place]) -> None:
        self.mesh = mesh
        self.ledger = Ledger()
        self._texters = {index: Texter(mesh, index) for index in range(len(places))}
        self._said: dict[tuple[int, int, str], list[Fact]] = {}
        for index in range(len(places)):
            mesh.phone(index).on_text.append(partial(self._text_came, index))

    def say(self, fact: Fact) -> None:
        """Somebody at `fact.origin` says it now."""
        sender = self.mesh.nodes[fact.origin].number
        for place in fact.to:
            self._said.setdefault((sender, place, fact.text), []).append(fact)
            self._texters[fact.origin].send(fact.text, self.mesh.nodes[place].number, PERSON_RETRY_S)

    def _text_came(self, index: int, text: Text) -> None:
        for fact in self._said.get((text.sender, index, text.text), ()):
            if (fact.number, index) not in self.ledger.arrived:
                self.ledger.note(fact, index, self.mesh.now_s)
                return


def _for(place: Place) -> str:
    """How a text begins that everybody hears and that is for one place."""
    return f"Til {place.name}: "


def _kit(place: Place) -> int:
    assert place.kit is not None
    return place.kit
