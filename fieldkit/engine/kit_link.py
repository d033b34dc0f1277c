"""The delivery machine of a kit: made from its log, State, keys and saved memory; the memory is written back."""

import random

import msgspec

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Open
from fieldkit.core.facts.terms import Role
from fieldkit.core.state.fold import State
from fieldkit.core.views.understood import is_understood
from fieldkit.engine.audience import audience
from fieldkit.kit import Kit
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import Memory, World
from fieldkit.link.node.plan import Plan, channel_psk, preset_of_plan
from fieldkit.link.wire.seal import Sealer
from fieldkit.store.log import Log, Row
from fieldkit.store.tables.newer import newer_refs

RESTART_TAIL = 200
"""Own events that are looked at again after a restart; older ones are left to gap repair."""


def plan_of(kit: Kit, node: int) -> Plan:
    """What the node of this kit shall be, with `node` in it: one that somebody assigned to the kit's place is right."""
    place = kit.roster.place(kit.place)
    assigned = kit.state.owner(node) == kit.place
    return Plan(
        channel_psk(kit.key.secret) if kit.key is not None else None,
        preset_of_plan(kit.config.preset),
        frozenset(channel_psk(secret) for number, secret in kit.keys.items() if kit.key and number != kit.key.number),
        place.node if place is not None and not assigned else None,
    )


def own_tail(kit: Kit) -> list[Row]:
    """The newest own events of this epoch, ascending."""
    return kit.log.latest_of_feed(kit.identity.kit, kit.identity.epoch, RESTART_TAIL)


def start_machine(kit: Kit, rng: random.Random, now: float) -> LinkMachine | None:
    """A machine of the kit's present epoch, begun at `now` (seconds since 2025); None while the kit has no key."""
    if kit.key is None:
        return None
    world = World(
        events_of=lambda feed, first, last: [r.event for r in kit.log.by_ref(feed.kit, feed.epoch, first, last)],
        audience=lambda event: audience(event, kit.state, kit.roster),
        is_open=lambda event: is_open(event, kit.state),
        is_revoked=lambda number, epoch: kit.log.believed.is_cut(number, epoch),
        newer=lambda: newer_refs(kit.log),
        is_apart=kit.is_apart,
    )
    machine = LinkMachine(
        Sealer(kit.identity.kit, kit.identity.epoch, kit.key.number, kit.key.secret),
        kit.keys,
        kit.state.vector,
        world,
        rng.random,
        preset_of_plan(kit.config.preset),
        needs_all=kit.is_role(Role.SECRETARIAT),
    )
    saved = kit.log.read("SELECT value FROM link_state WHERE key='memory'")
    if saved:
        machine.restore(msgspec.msgpack.decode(saved[0][0], type=Memory))
    machine.start(now, [row.event for row in own_tail(kit)])
    return machine


def save_memory(log: Log, machine: LinkMachine) -> None:
    """What the machine must know after a restart; nothing is written when nothing changed."""
    log.write(
        "INSERT INTO link_state VALUES ('memory', ?) ON CONFLICT (key) DO UPDATE SET value=excluded.value "
        "WHERE value != excluded.value",
        (msgspec.msgpack.encode(machine.saved()),),
    )


def is_open(event: Event, state: State) -> bool:
    """What a late joiner needs now."""
    match event.row.open(event.body):
        case Open.NEVER:
            return False
        case Open.ALWAYS:
            return True
        case Open.UNTIL_READ:
            return not is_understood(event, state) and event.ref not in state.replaced
        case Open.WHILE_LATEST:
            reports = state.reports.get((event.incident, event.row.origin(event.body)))
            return reports is not None and reports.last.stamp == event.stamp
