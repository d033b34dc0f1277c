"""Who has said forstået to an event, and whose word is enough: the one place where acknowledgements are read.

Whoever holds the channel's key can send `ok` in the name of any phone. So where it is urgent, a word that is not proven
is told as `ubekræftet` and settles nothing: the place is still waited for, and no runner is called back for it.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from fieldkit.core.facts.event import Event, Ref, Stamp
from fieldkit.core.facts.said import Ack
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import place_of_kit, resolve_place

PROVEN_ONLY = frozenset((Precedence.FLASH, Precedence.URGENT))
"""Where people act on forstået at once: only a proven word counts."""


class Reader(msgspec.Struct, frozen=True):
    """A human who said forstået: the roster number of the place, the name, Unix seconds, whether that is proven."""

    place: int
    by: str
    at: int
    trust: Trust

    def counts(self, precedence: Precedence) -> bool:
        """Whether this is enough to say that the place has understood something of this precedence."""
        return self.trust is Trust.VERIFIED or precedence not in PROVEN_ONLY


def readers_of(
    ref: Ref, state: State, roster: Roster, among: Iterable[Event[Ack]] | None = None, *, sender: int = 0
) -> tuple[Reader, ...]:
    """Who said forstået, one of each place, in the order of time: the first whose word is proven, else the first.
    `among` are the acknowledgements that are looked at, by default all. A word of the place `sender` on its own message
    tells nothing of those whom it is for."""
    best: dict[int, tuple[bool, int, str, Stamp, Reader]] = {}
    for event in state.acks.get(ref, {}).values() if among is None else among:
        body = event.body
        place = resolve_place(body.place or place_of_kit(event.kit, state, roster), state, roster)
        if sender and place == sender:
            continue
        at = event.at
        said = body.trust is not Trust.VERIFIED, at, body.by, event.stamp, Reader(place, body.by, at, body.trust)
        if place not in best or said[:4] < best[place][:4]:
            best[place] = said
    return tuple(sorted((reader for *_, reader in best.values()), key=lambda reader: (reader.at, reader.place)))


def is_understood(event: Event[Any], state: State) -> bool:
    """Whether anybody at all has said forstået to it whose word is enough."""
    urgent = event.row.precedence(event.body) in PROVEN_ONLY
    own = event.row.origin(event.body) or _stands_at(event.kit, state)
    acks = state.acks.get(event.ref, {}).values()
    others = (ack for ack in acks if not own or (ack.body.place or _stands_at(ack.kit, state)) != own)
    return any(not urgent or ack.body.trust is Trust.VERIFIED for ack in others)


def _stands_at(kit: int, state: State) -> int:
    hello = state.kits.get(kit)
    return hello.value.place if hello is not None and hello.value is not None else 0
