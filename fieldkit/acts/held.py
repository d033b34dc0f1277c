"""Ten seconds in which a message that was sent can be taken back (`store.tables.held`)."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message
from fieldkit.kit import Kit
from fieldkit.store.tables import held
from fieldkit.store.tables.held import Gone, Held, held_in, letting_go

HOLD_S = 10
"""So long, seconds."""


def hold(kit: Kit, body: Message) -> None:
    """Record `body` in `HOLD_S` seconds, unless it is taken back by then. It is looked at now as `Kit.record` would;
    InputError or StoreError as there."""
    tag = kit.rehearsal().record(body).incident
    held.hold(kit.log, body, tag, kit.now() + HOLD_S)


def waiting(kit: Kit) -> list[Held]:
    """What can still be taken back, the oldest first."""
    now = kit.now()
    return [one for one in held_in(kit.log) if not _is_due(one, now)]


def take_back(kit: Kit) -> Message | None:
    """Take back what was sent last; None when there is nothing any more."""
    for one in reversed(waiting(kit)):
        if held.take_back(kit.log, one.held):
            return one.body
    return None


def let_go(kit: Kit) -> list[Event[Message]]:
    """Record what has waited long enough; what that came to. StoreError when the disk refuses: it waits on."""
    now = kit.now()
    found: list[Event[Message]] = []
    for one in held_in(kit.log) if not kit.log.read_only else ():
        if _is_due(one, now):
            try:
                found.append(kit.record(one.body, incident=one.tag, also=letting_go(one.held)))
            except Gone:  # another process of this kit was faster
                continue
    return found


def _is_due(one: Held, now: float) -> bool:
    """A clock that was set meanwhile makes nobody wait longer."""
    return one.due <= now or one.due > now + HOLD_S
