"""One row for each kind of event: all that is particular to it and is not its fold or its sentence.

A family of kinds is a module that lists its rows as `KINDS`; `core.facts.families` lists the families and closes the
registry. Nothing is found by import order: a body that is decoded before that raises.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from fieldkit.core.facts.body import Body, Personal, RefBody, personal_in
from fieldkit.core.facts.bounds import within_rules
from fieldkit.core.facts.layout import Layout
from fieldkit.core.facts.terms import Precedence, Trust

B = TypeVar("B", bound=Body)


class Audience(NamedTuple):
    """Whom an event is for beside the secretariat, which must have everything. `engine.audience` finds the kits.

    everybody: every kit · to: as in a message: "all", a role, or a place's number · places: those it concerns · kits:
    those whose events it answers.
    """

    everybody: bool = False
    to: int | str | None = None
    places: tuple[int, ...] = ()
    kits: tuple[int, ...] = ()


class Open(StrEnum):
    """For how long somebody who joins late needs an event at once, before gap repair brings the rest."""

    NEVER = "never"
    ALWAYS = "always"
    UNTIL_READ = "until-read"
    """Until somebody has said forstået or another one replaces it."""
    WHILE_LATEST = "while-latest"
    """While it is the latest that its place has said."""


class Belongs(StrEnum):
    """Which incident a new event belongs to, when nobody says another."""

    RUNNING = "running"
    NONE = "none"
    """It holds beyond any incident."""


class Wire(NamedTuple):
    """The number that goes on the air (never reused) and the layout of the body behind it.

    Numbers 1 to 27 stand alone in a record; those from `FIRST_ESCAPED` on go behind an escape with their length, so
    that a version that does not know them skips the record.
    """

    number: int
    layout: Layout


FIRST_ESCAPED = 28
"""29 is no kind (`link.wire.frame`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind(Generic[B]):
    """A kind of event. Nothing has a default: who adds a kind decides everything."""

    body: type[B]
    word: str
    """What people call it, in Danish."""
    wire: tuple[Wire, ...]
    """Layouts, the oldest first: a body goes in the first that gives it back whole, so that older versions read what
    they can. Only the last need name every field. Empty: it travels by paper and file, not by air."""
    audience: Callable[[B], Audience]
    precedence: Callable[[B], Precedence]
    """How fast people are to read it: what stands on paper, and rings."""
    pace: Callable[[B], Precedence]
    """How fast it goes on the air."""
    open: Callable[[B], Open]
    belongs: Belongs
    origin: Callable[[B], int]
    """The place that it comes from when that is not where the kit stands; 0 for that."""
    replaces: Callable[[B], RefBody | None]
    """The event that it takes the place of."""
    feed_begins: Callable[[B], int] | None
    """The sequence at which its author's feed begins, when it tells that."""
    receipt: bool
    """Whether a receipt prints by itself where it is handed in, and where it is for."""
    understood: Callable[[B], bool]
    """Whether people say forstået to it."""
    phone_text: Callable[[B], str] | None
    """What phone-only places that it is for are told in plain text; None: nothing."""

    @property
    def name(self) -> str:
        """The kind's name in canonical bytes, JSON and the store."""
        return self.body.kind

    def trust(self, body: B) -> Trust:
        """Whether the sender is proven; a kind without a field of that name is a kit's own word, which is."""
        told: Trust = getattr(body, "trust", Trust.VERIFIED)
        return told

    @property
    def personal(self) -> dict[str, Personal]:
        """By field, what it may tell of a person; fields that tell nothing are left out."""
        return personal_in(self.body)


class Opaque(Body, frozen=True):
    """A body of a kind or shape that this version does not know: kept, carried on and shown, never folded."""

    kind: str  # type: ignore[misc]
    fields: dict[str, Any]


def to_secretariat(body: Body) -> Audience:
    """The secretariat alone."""
    return Audience()


def to_everybody(body: Body) -> Audience:
    return Audience(everybody=True)


def at_pace(precedence: Precedence) -> Callable[[Body], Precedence]:
    """Always this one."""
    return lambda body: precedence


ROUTINE, INFO, URGENT = at_pace(Precedence.ROUTINE), at_pace(Precedence.INFO), at_pace(Precedence.URGENT)


def never_open(body: Body) -> Open:
    return Open.NEVER


def always_open(body: Body) -> Open:
    return Open.ALWAYS


def always(body: Body) -> bool:
    return True


def never(body: Body) -> bool:
    return False


def nothing(body: Body) -> None:
    """It replaces nothing."""


def from_here(body: Body) -> int:
    """It comes from where the kit stands."""
    return 0


FOREIGN = Kind(
    body=Opaque,
    word="",
    wire=(),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
"""How this version treats what it does not know."""


class Registry:
    """All kinds by name. Filled once, then closed."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind[Any]] = {}
        self._numbers: set[int] = set()
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {}
        self._closed = False

    def add(self, kinds: Iterable[Kind[Any]]) -> None:
        """Take in a family's rows. ValueError for a name or number that is taken, or when the registry is closed."""
        for kind in kinds:
            numbers = {wire.number for wire in kind.wire}
            if self._closed or kind.name in self._kinds or numbers & self._numbers or len(numbers) < len(kind.wire):
                raise ValueError(f"the kind {kind.name} comes late, or its name or number is taken")
            self._kinds[kind.name] = kind
            self._decoders[kind.name] = msgspec.json.Decoder(kind.body)
            self._numbers |= numbers

    def close(self) -> None:
        """All families have told their kinds: from now on bodies may be decoded."""
        self._closed = True

    def all(self) -> tuple[Kind[Any], ...]:
        """Every kind, in the order of the families."""
        self._must_be_closed()
        return tuple(self._kinds.values())

    def of(self, body: Body) -> Kind[Any]:
        """The row of a body; `FOREIGN` for an opaque one."""
        self._must_be_closed()
        kind = self._kinds.get(body.kind)
        return kind if kind is not None and type(body) is kind.body else FOREIGN

    def knows(self, body: Body) -> bool:
        """Whether this version understands the body: its kind and every field."""
        return self.of(body) is not FOREIGN

    def named(self, name: str) -> Kind[Any] | None:
        """The kind with this name; None when this version does not know it."""
        self._must_be_closed()
        return self._kinds.get(name)

    def decode(self, name: str, raw: bytes) -> Body:
        """The typed body; `Opaque` when the kind or a field is not known here, or holds what it may not. ValueError
        when `raw` is no object."""
        self._must_be_closed()
        decoder = self._decoders.get(name)
        if decoder is not None:
            try:
                body: Body = decoder.decode(raw)
            except msgspec.ValidationError:
                pass  # a newer version's field: kept as it is rather than half understood
            else:
                if within_rules(body):
                    return body
        return Opaque(name, msgspec.json.decode(raw, type=dict[str, Any]))

    def _must_be_closed(self) -> None:
        if not self._closed:
            raise RuntimeError("no kind is known yet: import fieldkit.core.facts.families first")


REGISTRY = Registry()
_encoder = msgspec.json.Encoder()


def body_json(body: Body) -> bytes:
    """Canonical JSON of a body."""
    return _encoder.encode(body.fields if isinstance(body, Opaque) else body)
