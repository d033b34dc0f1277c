"""Event: an immutable fact with canonical bytes, an id and the number that people say aloud.

Canonical bytes are JSON (compact, fields in a fixed order, defaults left out), so that any later program can
recompute an id without this one: `[1,kit,epoch,seq,hlc,incident,flags,"kind",{body}]`.
"""

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2s
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeGuard

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, unix_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.kinds import REGISTRY, Kind, body_json

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    B = TypeVar("B", bound=Body, covariant=True, default=Body)
else:
    from typing import TypeVar

    B = TypeVar("B", bound=Body, covariant=True)
K = TypeVar("K", bound=Body)

FORMAT = 1
ID_BYTES = 16
EXERCISE_BIT = 0x8000
"""Top bit of an incident's 16-bit tag: it is an exercise, on every event, frame and slip."""
FLAG_TIME_UNSURE = 1


class Ref(NamedTuple):
    """Points at an event by its author and order; what people read as a number."""

    kit: int
    epoch: int
    seq: int


class Stamp(NamedTuple):
    """Total order of events, the same everywhere: hybrid time first, the rest only breaks ties."""

    hlc: int
    kit: int
    epoch: int
    seq: int
    id: bytes


class Event(msgspec.Struct, Generic[B], frozen=True, dict=True, eq=False):
    """One fact. `raw` is the body as canonical JSON bytes; `body` is the same, typed: `Event[Message]` says a message.

    kit 1..65535 · epoch 0..65535 · seq 1.. · hlc seconds since 2025 << 16 | counter · incident 16-bit tag, 0 none.
    """

    kit: int
    epoch: int
    seq: int
    hlc: int
    incident: int
    flags: int
    kind: str
    raw: bytes

    @cached_property
    def body(self) -> B:
        """The typed body; kinds or fields of a newer version come as `Opaque`."""
        return REGISTRY.decode(self.kind, self.raw)  # type: ignore[return-value]

    @property
    def row(self) -> Kind[Any]:
        """All that is particular to its kind."""
        return REGISTRY.of(self.body)

    @property
    def canonical(self) -> bytes:
        """The bytes that the id covers."""
        head = f'[{FORMAT},{self.kit},{self.epoch},{self.seq},{self.hlc},{self.incident},{self.flags},"{self.kind}",'
        return head.encode() + self.raw + b"]"

    @cached_property
    def id(self) -> bytes:
        """BLAKE2s-128 of the canonical bytes: the event's identity on every carrier."""
        return blake2s(self.canonical, digest_size=ID_BYTES).digest()

    @property
    def ref(self) -> Ref:
        return Ref(self.kit, self.epoch, self.seq)

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.hlc, self.kit, self.epoch, self.seq, self.id)

    @property
    def number(self) -> str:
        """`12-0147`: kit and order, the same on screen, paper, air and in the journal."""
        return number_of(self.kit, self.seq)

    @property
    def exercise(self) -> bool:
        return bool(self.incident & EXERCISE_BIT)

    @property
    def time_sure(self) -> bool:
        """False when the author's clock was not set by anything; the time then shows `ca.`."""
        return not self.flags & FLAG_TIME_UNSURE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


def make_event(
    body: K, *, kit: int, epoch: int, seq: int, hlc: int, incident: int = 0, time_sure: bool = True
) -> Event[K]:
    """A new event around `body`."""
    flags = 0 if time_sure else FLAG_TIME_UNSURE
    event: Event[K] = Event(kit, epoch, seq, hlc, incident, flags, body.kind, body_json(body))
    own = event.__dict__
    own["body"] = body  # bodies are canonical from birth: reading it back from `raw` gives the same
    own["id"] = blake2s(event.canonical, digest_size=ID_BYTES).digest()
    return event


def says(event: Event, body: type[K]) -> TypeGuard[Event[K]]:
    """Whether the event is of this kind: for numbers that people typed or picked, where another kind is a mistake to
    tell, and to look through the log for one kind. Not to choose between kinds: that is their rows'."""
    return type(event.body) is body


def retold(event: Event, body: K, hlc: int, *, time_sure: bool) -> Event[K]:
    """`event` as if it said `body` at another time: for State and views, never stored or sent.

    Number, ref, incident and id stay those of the event itself, so that it is found again by all of them.
    """
    flags = 0 if time_sure else FLAG_TIME_UNSURE
    twin: Event[K] = Event(event.kit, event.epoch, event.seq, hlc, event.incident, flags, body.kind, body_json(body))
    twin.__dict__["id"] = event.id  # where the cached property would put its own
    return twin


def number_of(kit: int, seq: int) -> str:
    """`number_of(12, 147)` is `12-0147`."""
    return f"{kit}-{seq:04d}"


def said_at(seconds: int | None, event: Event) -> int:
    """Unix seconds of what an event tells: as a person said it (seconds since 2025), else when it was recorded."""
    return unix_of(event.hlc) if seconds is None else seconds + EPOCH_UNIX_S


def parse_number(text: str) -> tuple[int, int]:
    """`12-0147` → (12, 147); InputError in one sentence when it is no number."""
    kit, dash, seq = text.strip().partition("-")
    if dash and kit.isascii() and seq.isascii() and kit.isdigit() and seq.isdigit() and len(kit) <= 5 and len(seq) <= 9:
        pair = int(kit), int(seq)
        if 1 <= pair[0] <= 0xFFFF and pair[1] >= 1:
            return pair
    raise InputError(f"“{text}” er ikke et nummer; skriv det som på skærmen, for eksempel 12-0147.")


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events sorted by `Stamp`, once each."""
    return sorted({event.id: event for event in events}.values(), key=lambda event: event.stamp)
