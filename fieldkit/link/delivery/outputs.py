"""What the delivery machine says to its kit, and what it asks of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.state.vector import Feed
from fieldkit.link.delivery.peers import Saved
from fieldkit.link.errors import Refusal
from fieldkit.link.wire.frame_types import Newer


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send this frame as a broadcast on PRIVATE_APP. `token` comes back in `sent`; `urgent` goes before others."""

    token: int
    data: bytes
    urgent: bool
    want_ack: bool


@dataclass(frozen=True, slots=True)
class Received:
    """Events that were not known here; the kit merges them and calls `added` for each."""

    events: tuple[Event, ...]
    kit: int


@dataclass(frozen=True, slots=True)
class FromNewer:
    """A frame whose seal is right holds records of a newer version, which were not known here: to be kept whole."""

    frame: bytes
    records: tuple[Newer, ...]
    kit: int


@dataclass(frozen=True, slots=True)
class Progressed:
    """An own event got further: `state` is sent or heard (for everybody), or received (by `kit`)."""

    event: Event
    state: DeliveryState
    kit: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame was not applied: foreign, forged, damaged, revoked or of a newer version."""

    why: Refusal


@dataclass(frozen=True, slots=True)
class OwnFeedAhead:
    """A peer holds events of this kit's feed that this kit does not have: the disk was restored or cloned. `said`: it
    has shown none of them, so whoever holds the key may have made it up."""

    kit: int
    head: int
    said: bool = False


@dataclass(frozen=True, slots=True)
class Forked:
    """Two different events bear one number, or (`feed` None) `kit` has other events than we under some numbers."""

    kit: int
    feed: Feed | None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Impersonated:
    """A rightly sealed frame in this kit's name said what this kit never did: a cloned disk, or a stolen key.

    `said`: what that was, as a part of a Danish sentence."""

    said: str


Output = Transmit | Received | FromNewer | Progressed | Refused | OwnFeedAhead | Forked | Impersonated


class Counts(msgspec.Struct):
    """Frames that were not applied, since the machine began; for the status line and `doctor`."""

    refused: int = 0
    """No seal of ours: foreign, forged, damaged, of an unknown key."""
    replayed: int = 0
    """Rightly sealed, heard before."""
    revoked: int = 0
    impersonated: int = 0
    forks: int = 0


class Said(msgspec.Struct, frozen=True):
    """Which own events of an epoch have been on the air: those up to `top`, without `unsaid`."""

    epoch: int
    top: int
    unsaid: tuple[int, ...] = ()


class Memory(msgspec.Struct, frozen=True):
    """What must survive a restart beside the log. `absents`: (kit, epoch, ranges) that the air does not carry."""

    peers: Saved
    absents: list[tuple[int, int, list[tuple[int, int]]]] = []
    seconds: int = 0
    """The stamp of the last frame that had one: the next is later, whatever the clock says."""
    said: Said | None = None
    """None: a version that did not keep it saved this."""


class World:
    """What the machine asks of its kit. Plain functions, so that tests give dictionaries."""

    def __init__(
        self,
        events_of: Callable[[Feed, int, int], list[Event]],
        audience: Callable[[Event], frozenset[int]],
        is_open: Callable[[Event], bool],
        is_revoked: Callable[[int, int], bool] = lambda kit, epoch: False,
        newer: Callable[[], Iterable[Ref]] = tuple,
        is_apart: Callable[[Event], bool] = lambda event: False,
    ) -> None:
        self.events_of = events_of
        """Events of a feed from first to last, ascending; both branches where it forked."""
        self.audience = audience
        """Kits that an event is for (never its author)."""
        self.is_open = is_open
        """Whether a late joiner needs this event now: running incident, open message, a place's latest report."""
        self.is_revoked = is_revoked
        """Whether frames sealed by this kit and epoch are refused."""
        self.is_apart = is_apart
        """Whether an event stands apart, its kit not being believed as far as there: the radio does not bring it."""
        self.newer = newer
        """Records of a newer version that are kept in their frames, and were not read by now."""
