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
from fieldkit.core.facts.body import Body, moved
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
FLAG_SET_BACK = 2
"""The author's clock has been set back since the event before: what came before claims times that had not been."""
_AHEAD_BITS, _AHEAD_MOST = 2, 63
ROUNDED_S = 60
"""Who reads a time to the minute takes it for no more exact than this."""
_BY_MINUTE = 15
"""The six other bits tell how far the order lies ahead of what the author's clock showed, see `ahead_flags`."""


class Ref(NamedTuple):
    """Points at an event by its author and order; what people read as a number."""

    kit: int
    epoch: int
    seq: int


class Stamp(NamedTuple):
    """Total order of events, the same everywhere: hybrid time first, the rest only breaks ties. `ahead` is no part of
    the order: so many seconds before it the author's clock said that it was."""

    hlc: int
    kit: int
    epoch: int
    seq: int
    id: bytes
    ahead: int = 0

    @property
    def at(self) -> int:
        """Unix seconds at which it was written, as far as anybody knows."""
        return unix_of(self.hlc) - self.ahead


class Event(msgspec.Struct, Generic[B], frozen=True, dict=True, eq=False):
    """One fact. `raw` is the body as canonical JSON bytes; `body` is the same, typed: `Event[Message]` says a message.

    kit 1..65535 · epoch 0..65535 · seq 1.. · hlc seconds since 2025 << 16 | counter · incident 16-bit tag, 0 none ·
    flags: 1 the time is not sure, 2 the clock was set back before it, the rest how far the order is ahead of the clock.
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
    def as_written(self) -> B:
        """Its body as it goes on: by the clock of its author, also where that was wrong (see `put_at`)."""
        written: B = self.__dict__.get(_AS_WRITTEN, self.body)
        return written

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
    def order(self) -> int:
        """Its hybrid time, or where the others' events have put it (see `put_at`)."""
        order: int = self.__dict__.get(_PUT_AT, self.hlc)
        return order

    @property
    def stamp(self) -> Stamp:
        order = self.order
        if order == self.hlc and not self.flags >> _AHEAD_BITS:
            return Stamp(order, self.kit, self.epoch, self.seq, self.id)
        return Stamp(order, self.kit, self.epoch, self.seq, self.id, unix_of(order) - self.at)

    @property
    def at(self) -> int:
        """Unix seconds at which it was written, as far as anybody knows: what its author's clock showed, unless that
        cannot have been."""
        put, flags = self.__dict__.get(_PUT_AT), self.flags
        at = unix_of(self.hlc)
        if flags >> _AHEAD_BITS:
            at -= ahead_of(flags)
        return at if put is None else min(unix_of(put), at)

    @property
    def number(self) -> str:
        """`12-0147`: kit and order, the same on screen, paper, air and in the journal."""
        return number_of(self.kit, self.seq)

    @property
    def exercise(self) -> bool:
        return bool(self.incident & EXERCISE_BIT)

    @property
    def time_sure(self) -> bool:
        """False when the author's clock was not set by anything, or was wrong; the time then shows `ca.`."""
        return not self.flags & FLAG_TIME_UNSURE and _PUT_AT not in self.__dict__

    @property
    def erased(self) -> bool:
        """Whether names that it told were erased: its id is that of what it said before."""
        return _ERASED in self.__dict__

    @property
    def set_back(self) -> bool:
        """Whether its author's clock has been set back since the event before."""
        return bool(self.flags & FLAG_SET_BACK)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


def make_event(
    body: K,
    *,
    kit: int,
    epoch: int,
    seq: int,
    hlc: int,
    incident: int = 0,
    time_sure: bool = True,
    flags: int | None = None,
) -> Event[K]:
    """A new event around `body`; `flags` say more of its time than `time_sure`, in its place."""
    if flags is None:
        flags = 0 if time_sure else FLAG_TIME_UNSURE
    event: Event[K] = Event(kit, epoch, seq, hlc, incident, flags, body.kind, body_json(body))
    own = event.__dict__
    own["body"] = body  # bodies are canonical from birth: reading it back from `raw` gives the same
    own["id"] = blake2s(event.canonical, digest_size=ID_BYTES).digest()
    return event


def ahead_flags(seconds: int) -> int:
    """The flags that tell that the order lies so many seconds ahead of the author's clock: whole minutes up to 15, then
    quarters of an hour up to 12 h, which also stand for more. Half a minute is nothing: nobody reads seconds."""
    minutes = (seconds + 30) // 60
    if minutes > _BY_MINUTE:
        minutes = min(_BY_MINUTE + (minutes - _BY_MINUTE + 14) // 15, _AHEAD_MOST)
    return max(0, minutes) << _AHEAD_BITS


def ahead_of(flags: int) -> int:
    """So many seconds the order lies ahead of the author's clock: the reverse of `ahead_flags`."""
    steps = flags >> _AHEAD_BITS
    return 60 * (steps if steps <= _BY_MINUTE else _BY_MINUTE + (steps - _BY_MINUTE) * 15)


def written_at(event: Event) -> int:
    """Unix seconds that its author's clock showed, also when that cannot have been."""
    return unix_of(event.hlc) - ahead_of(event.flags)


_PUT_AT, _AS_WRITTEN, _ERASED = "put_at", "as_written", "erased"


def without_its_names(event: Event[K], event_id: bytes) -> Event[K]:
    """`event`, whose names were erased, as what it is: the event that had this id. Its bytes are not those any more, so
    no carrier that makes the id of them can bring it."""
    event.__dict__["id"], event.__dict__[_ERASED] = event_id, True
    return event


def put_at(event: Event[K], order: int) -> Event[K]:
    """`event` with another place in the order, because its author's clock was wrong: for State and whoever reads. The
    times that it tells are by that clock too, so they are as much earlier. Its bytes and id are as ever."""
    twin: Event[K] = Event(
        event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind, event.raw
    )
    own = twin.__dict__
    own.update((name, known) for name, known in event.__dict__.items() if name not in (_PUT_AT, _AS_WRITTEN))
    own["body"] = written = event.as_written
    if order != event.hlc:
        own[_PUT_AT] = order
        body = moved(written, written_at(twin) - twin.at)
        if body is not written:
            own["body"], own[_AS_WRITTEN] = body, written
    return twin


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
    own = twin.__dict__
    own["id"] = event.id  # where the cached property would put its own
    own["body"] = body
    return twin


def saying(event: Event, body: K) -> Event[K]:
    """`event` as if it said `body`, which need not be canonical: only to be told, never stored or sent."""
    twin: Event[K] = Event(
        event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind, event.raw
    )
    own = twin.__dict__
    own.update(event.__dict__)
    own["body"], own["id"] = body, event.id
    return twin


def number_of(kit: int, seq: int) -> str:
    """`number_of(12, 147)` is `12-0147`."""
    return f"{kit}-{seq:04d}"


def said_at(seconds: int | None, event: Event) -> int:
    """Unix seconds of what an event tells: as a person said it (seconds since 2025), else when it was recorded."""
    return event.at if seconds is None else seconds + EPOCH_UNIX_S


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
