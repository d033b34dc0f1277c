"""The part of State about changes of the municipality's key: what was said, by whom. Folded by `core.state.fold`.

Sets that only grow, some hundred entries at most: which key is in use is read from them (`core.views.key_change`).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.key_change import KeyHeld, KeyInUse, KeyRetired, KeyShare


class Share(NamedTuple):
    """What the author, in the feed of this epoch, sealed to a kit."""

    author: int
    epoch: int
    body: KeyShare


class InUse(NamedTuple):
    """What the author said of the key in use, in the feed of this epoch."""

    author: int
    epoch: int
    body: KeyInUse


class Retired(NamedTuple):
    """The same of a key that is retired."""

    author: int
    epoch: int
    body: KeyRetired


class KeyChangeState(msgspec.Struct):
    """Everything folded about the change of keys. `held`: kit, number and fingerprint of the key that it has."""

    shares: set[Share] = set()
    held: set[tuple[int, int, str]] = set()
    in_use: set[InUse] = set()
    retired: set[Retired] = set()


def _share(changes: KeyChangeState, event: Event[KeyShare], body: KeyShare) -> None:
    changes.shares.add(Share(event.kit, event.epoch, body))


def _held(changes: KeyChangeState, event: Event[KeyHeld], body: KeyHeld) -> None:
    changes.held.add((event.kit, body.number, body.fingerprint))


def _in_use(changes: KeyChangeState, event: Event[KeyInUse], body: KeyInUse) -> None:
    changes.in_use.add(InUse(event.kit, event.epoch, body))


def _retired(changes: KeyChangeState, event: Event[KeyRetired], body: KeyRetired) -> None:
    changes.retired.add(Retired(event.kit, event.epoch, body))


HANDLERS: dict[type[Body], Callable[[KeyChangeState, Any, Any], None]] = {
    KeyShare: _share,
    KeyHeld: _held,
    KeyInUse: _in_use,
    KeyRetired: _retired,
}
ON_KEYS = frozenset(body.kind for body in HANDLERS)
"""The kinds that tell of it."""
