"""The delivery machine of a kit: made from its log, State, keys and saved memory; the memory is written back."""

import random

import msgspec

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import Open
from fieldkit.core.facts.terms import Role
from fieldkit.core.state.fold import State
from fieldkit.core.views.trust import is_revoked
from fieldkit.core.views.understood import is_understood
from fieldkit.engine.audience import audience
from fieldkit.kit import Kit
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import Memory, World
from fieldkit.link.wire.seal import Sealer
from fieldkit.store.log import Log, Row
from fieldkit.store.tables.newer import newer_refs

DEFAULT_PRESET = "MEDIUM_FAST"
RESTART_TAIL = 200
"""Own events that are looked at again after a restart; older ones are left to gap repair."""


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
        is_revoked=lambda number, epoch: is_revoked(kit.state.revoked, number, epoch, kit.roster),
        newer=lambda: newer_refs(kit.log),
        is_too_late=kit.is_too_late,
    )
    machine = LinkMachine(
        Sealer(kit.identity.kit, kit.identity.epoch, kit.key.number, kit.key.secret),
        kit.keys,
        kit.state.vector,
        world,
        rng.random,
        DEFAULT_PRESET,
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
