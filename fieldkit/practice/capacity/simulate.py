"""Capacity on simulated air: will our places fit on one channel, and on which preset?

The same morning of a power failure is lived through twice on the same virtual mesh, once with this protocol and once
with stock direct messages; distances, relays, collisions and duty cycle are those of `practice.mesh.world`.
"""

from collections import deque
from collections.abc import Callable, Sequence

import msgspec

from fieldkit.core.roster.roster import Place, Roster
from fieldkit.practice.capacity.facts import Fact, Sort, morning
from fieldkit.practice.capacity.stations import FeltkitTown, Ledger, StockTown
from fieldkit.practice.mesh.air import US
from fieldkit.practice.mesh.world import World, node_specs

HOP_LIMIT = 3
AFTER_S = 1800.0
"""How long after the last fact arrivals still count."""
ENOUGH = 0.99
"""Part of the facts that must arrive for a preset to do."""
DUTY_WALL = 0.10


class Outcome(msgspec.Struct, frozen=True):
    """What came of the morning under one protocol.

    offered: facts times places they were for · delivered_ratio 0..1 · t50_s, t99_s: seconds within which half and 99 %
    of those that arrived had arrived, None when none did · airtime_s: of all transmissions together · collisions:
    counted at each receiver · busiest_duty: greatest share of an hour that one node transmitted · channel_use: mean
    share of the time in which the secretariat's node heard somebody (what overlaps counts twice, at most 1).
    """

    nodes: int
    offered: int
    delivered_ratio: float
    t50_s: float | None
    t99_s: float | None
    airtime_s: float
    collisions: int
    busiest_duty: float
    channel_use: float
    reports_ratio: float
    kits_without_report: list[str]
    """Places with a kit whose reports did not all reach the secretariat."""
    held_by_all: float | None
    """Mean part of all events that each kit held in the end, whoever they were for; None without kits."""
    curve: list[tuple[float, float]]
    """(seconds, part of all offered that had arrived by then)."""


class Result(msgspec.Struct, frozen=True):
    """One preset. `unreachable`: places that no packet from the secretariat can reach, however often it is relayed."""

    preset: str
    seed: int
    hours: float
    loss: float
    without_position: list[str]
    unreachable: list[str]
    far: list[str]
    """Places more relays away than the hop limit allows."""
    feltkit: Outcome
    direct: Outcome

    @property
    def fits(self) -> bool:
        """Whether this protocol does on this preset: every kit's reports and nearly everything else arrive, legally."""
        ours = self.feltkit
        return not ours.kits_without_report and ours.delivered_ratio >= ENOUGH and ours.busiest_duty <= DUTY_WALL


def nodes_of(roster: Roster) -> list[Place]:
    """Places that take part, the secretariat first; ValueError when it is missing or has no kit or radio."""
    centre = roster.secretariat
    if centre is None or centre.kit is None or centre.node is None:
        raise ValueError("no secretariat with a kit and a radio")
    return [centre, *(p for p in roster.places if p.node is not None and p.number != centre.number)]


def simulate(
    roster: Roster,
    *,
    preset: str = "MEDIUM_FAST",
    seed: int = 1,
    hours: float = 4.0,
    loss: float = 0.0,
    progress: Callable[[str, float], None] = lambda what, part: None,
) -> Result:
    """Live the morning through on one preset under both protocols; the same arguments give the same result."""
    places = nodes_of(roster)
    facts = morning(places, hours, seed)

    def mesh() -> World:
        return World(node_specs(places, preset=preset), seed=seed, loss=loss, acquainted=True)

    world = mesh()
    relays = _relays(world)
    town = FeltkitTown(world, places, seed, preset)
    feltkit = _live(
        world, town.say, town.ledger, places, facts, lambda part: progress("feltkit", part), town.held_by_all
    )
    other = mesh()
    stock = StockTown(other, places)
    direct = _live(other, stock.say, stock.ledger, places, facts, lambda part: progress("direct", part))
    return Result(
        preset,
        seed,
        hours,
        loss,
        [place.slug for place in places if place.lat is None or place.lon is None],
        [place.slug for index, place in enumerate(places) if index not in relays],
        [place.slug for index, place in enumerate(places) if relays.get(index, 0) > HOP_LIMIT],
        feltkit,
        direct,
    )


def _live(
    world: World,
    say: Callable[[Fact], None],
    ledger: Ledger,
    places: Sequence[Place],
    facts: Sequence[Fact],
    progress: Callable[[float], None],
    held_by_all: Callable[[], float | None] = lambda: None,
) -> Outcome:
    for fact in facts:
        world.agenda.at(round(fact.at * US), say, fact)
    end = max((fact.at for fact in facts), default=0.0) + AFTER_S
    busiest = 0.0
    while world.now_s < end:
        world.run_for(60.0)
        busiest = max(busiest, *(node.transmitter.duty_share() for node in world.nodes))
        progress(min(1.0, world.now_s / end))
    offered = [(fact.number, place) for fact in facts for place in fact.to]
    delays = sorted(ledger.arrived[pair] for pair in offered if pair in ledger.arrived)
    reports = [fact for fact in facts if fact.sort is Sort.REPORT]
    lost = [fact for fact in reports if (fact.number, 0) not in ledger.arrived]
    silent = sorted({fact.origin for fact in lost if places[fact.origin].kit is not None})
    return Outcome(
        nodes=len(places),
        offered=len(offered),
        delivered_ratio=round(len(delays) / len(offered), 4) if offered else 1.0,
        t50_s=_within(delays, 0.5),
        t99_s=_within(delays, 0.99),
        airtime_s=round(world.air.statistics.airtime_us / US, 1),
        collisions=world.air.statistics.collisions,
        busiest_duty=round(busiest, 4),
        channel_use=round(min(1.0, world.air.heard_us[0] / US / world.now_s), 4),
        reports_ratio=round(1 - len(lost) / len(reports), 4) if reports else 1.0,
        kits_without_report=[places[index].slug for index in silent],
        held_by_all=held_by_all(),
        curve=_curve(delays, len(offered)),
    )


def _within(delays: Sequence[float], part: float) -> float | None:
    """Seconds within which `part` of the delays lie."""
    if not delays:
        return None
    return round(delays[min(len(delays) - 1, int(part * len(delays)))], 1)


def _curve(delays: Sequence[float], offered: int) -> list[tuple[float, float]]:
    marks = (2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
    return [(float(m), round(sum(d <= m for d in delays) / offered, 4) if offered else 1.0) for m in marks]


def _relays(world: World) -> dict[int, int]:
    """Relays between the secretariat and each node that packets can reach at all; 0 for those that hear it."""
    found = {0: -1}
    queue = deque([0])
    while queue:
        index = queue.popleft()
        for other in world.air.neighbours(index):
            if other not in found:
                found[other] = found[index] + 1
                queue.append(other)
    return found
