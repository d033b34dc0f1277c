"""A whole simulated mesh in simulated time: nodes, air, faults. No asyncio; `live.VirtualMesh` runs it on a real clock.

world = World(specs_for(3, seed=1), seed=1)
link = world.nodes[0].api.connect()
link.send(mesh_pb2.ToRadio(want_config_id=7))
world.run_for(10.0)
messages = link.receive()
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fieldkit.core.roster.roster import Place
from fieldkit.link.node.plan import PRACTICE_CHANNEL, PRACTICE_PSK
from fieldkit.practice.mesh.air import US, Agenda, Air, Propagation
from fieldkit.practice.mesh.board import Surroundings
from fieldkit.practice.mesh.node import VirtualNode
from fieldkit.practice.mesh.phone import Phone
from fieldkit.practice.mesh.settings import KnownNode, NodeSettings, NodeSpec, new_settings

CENTRE = (55.70, 10.00)
"""Where generated nodes stand (degrees): open water, so that nobody takes the sample for a real town."""


PRACTICE: Mapping[str, Any] = {"channel": PRACTICE_CHANNEL, "psk": PRACTICE_PSK}
"""Made-up nodes of a mesh are set up, as those of a municipality are: on the public channel a kit would say nothing."""


def specs_for(
    count: int, *, seed: int = 1, preset: str = "MEDIUM_FAST", spacing_m: float = 500.0, hop_limit: int = 3
) -> list[NodeSpec]:
    """`count` made-up nodes on a loose spiral, about `spacing_m` metres between neighbours; same seed, same nodes."""
    rng = random.Random(f"places {seed}")
    specs = []
    for index in range(count):
        angle, radius = index * 2.399963, spacing_m * math.sqrt(index)  # the golden angle spreads evenly
        north = radius * math.cos(angle) + rng.uniform(-0.1, 0.1) * spacing_m
        east = radius * math.sin(angle) + rng.uniform(-0.1, 0.1) * spacing_m
        latitude = CENTRE[0] + north / 110_574
        longitude = CENTRE[1] + east / (111_320 * math.cos(math.radians(CENTRE[0])))
        specs.append(NodeSpec(position=(latitude, longitude), preset=preset, hop_limit=hop_limit, **PRACTICE))
    return specs


def node_specs(places: Sequence[Place], *, preset: str = "MEDIUM_FAST") -> list[NodeSpec]:
    """One virtual node for each place, with the roster's number, names and position, set up for practice."""
    return [
        NodeSpec(
            number=place.node,
            long_name=place.name[:36],
            short_name=place.node_name or None,
            position=(place.lat, place.lon) if place.lat is not None and place.lon is not None else None,
            preset=preset,
            **PRACTICE,
        )
        for place in places
    ]


class World:
    """All nodes and the air between them, deterministic for a seed and a sequence of calls.

    Newly set-up nodes do not know each other: each says who it is 30 s after boot, and not again for hours.
    `acquainted`: they already hold each other's NodeInfo and keys, which they told a moment ago, so that nobody says it
    again within ten minutes; their next NodeInfo falls at a random time of its three-hour interval. `wall_s` is Unix
    time at simulated second 0; without it nodes do not know the time, and packets carry none until a client tells a
    node; with `real_pace` False it does not take that.
    """

    def __init__(
        self,
        specs: Sequence[NodeSpec],
        *,
        seed: int = 1,
        propagation: Propagation | None = None,
        loss: float = 0.0,
        acquainted: bool = False,
        wall_s: float | None = None,
        real_pace: bool = True,
        idle_limit_s: float = 900.0,
    ) -> None:
        self.rng = random.Random(seed)
        self.agenda = Agenda()
        self.air = Air(self.agenda, self.rng, propagation)
        self.air.loss = loss
        self.around = Surroundings(self.agenda, self.air, self.rng, wall_s, real_pace)
        self.nodes: list[VirtualNode] = []
        self._phones: dict[int, Phone] = {}
        settings = [new_settings(spec, index, self.rng) for index, spec in enumerate(_placed(specs, seed))]
        if len({one.number for one in settings}) != len(settings):
            raise ValueError("two nodes have the same number")
        for index, (spec, own) in enumerate(zip(_placed(specs, seed), settings, strict=True)):
            assert spec.position is not None
            node = VirtualNode(self.around, index, own, idle_limit_s)
            self.air.join(node.router, *spec.position, own.preset)
            self.nodes.append(node)
        if acquainted:
            _introduce(settings)
        for node in self.nodes:
            first = self.rng.randrange(600, 10_800) if acquainted else 30
            node.boot(first * US + self.rng.randrange(2 * US))

    @property
    def now_s(self) -> float:
        """Simulated seconds since the beginning."""
        return self.agenda.now / US

    def node(self, number: int) -> VirtualNode:
        """The node with a node number; KeyError when there is none."""
        for node in self.nodes:
            if node.number == number:
                return node
        raise KeyError(number)

    def run_for(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.agenda.run_until(self.agenda.now + round(seconds * US))

    def next_event_s(self) -> float | None:
        """When something happens next by itself."""
        when = self.agenda.next_time()
        return None if when is None else when / US

    def phone(self, index: int) -> Phone:
        """The phone that somebody holds beside node `index`: texts out and in, without a TCP client."""
        if index not in self._phones:
            self._phones[index] = Phone(self.nodes[index])
        return self._phones[index]

    # --- faults ----------------------------------------------------------------------------------------------------

    def kill(self, index: int) -> None:
        """Take a node's power."""
        self.nodes[index].shut_down()

    def revive(self, index: int) -> None:
        """Give a dead node power again; it boots at once and sends NodeInfo 30 s later."""
        if not self.nodes[index].alive:
            self.nodes[index].boot()

    def hang(self, index: int) -> None:
        """Let a node stop working without closing anything; `reboot` mends it."""
        self.nodes[index].hang()

    def reboot(self, index: int) -> None:
        """Off, and on again 1.5 s later."""
        self.nodes[index].reboot()

    def partition(self, groups: list[list[int]]) -> None:
        """Split the mesh: nodes hear their own group only. `[]` heals."""
        self.air.partition(groups)

    def block(self, pairs: list[tuple[int, int]]) -> None:
        """Let the second node of each pair not hear the first, one way; `[]` heals."""
        self.air.block(pairs)

    def set_loss(self, share: float) -> None:
        """Lose this share (0–1) of all receptions from now on."""
        self.air.loss = share

    def jam(self, seconds: float, nodes: list[int] | None = None) -> None:
        """Noise at some nodes (None: all) for a while."""
        self.air.jam(round(seconds * US), nodes)

    def drop_client(self, index: int) -> None:
        """Cut the connection of a node's client."""
        self.nodes[index].api.disconnect()


def _placed(specs: Sequence[NodeSpec], seed: int) -> list[NodeSpec]:
    spare = specs_for(len(specs), seed=seed)
    return [
        spec if spec.position is not None else replace(spec, position=place.position)
        for spec, place in zip(specs, spare, strict=True)
    ]


def _introduce(settings: list[NodeSettings]) -> None:
    for own in settings:
        own.node_info_sent_s = 0.0
        for other in settings:
            if other is not own:
                own.known[other.number] = KnownNode(other.number, other.user)
