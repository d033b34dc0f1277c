"""What every kind's body is made of: the base struct, the types of fields, and how a field is kept canonical.

A field's annotation says what it may hold: its length and bounds, whether people wrote it, whether it may name a
person. Bodies are canonical from birth, so that equal facts have equal bytes; tests draw examples from the same types.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, TypeVar, get_args

import msgspec

from fieldkit.core.clock.hybrid import MAX_SECONDS
from fieldkit.core.text.clean import MAX_TEXT, clean_text, one_line

B = TypeVar("B", bound="Body")
MAX_COUNT = 99_999
NAME_CHARS = 60
"""Longest name of a person, role or incident in an event."""
TITLE_CHARS = 60
UNIT_CHARS = 20
UNKNOWN_PLACE = 1 << 32
"""Place numbers from here on are radio nodes that no place owns yet: UNKNOWN_PLACE + node number."""


class Personal(StrEnum):
    """What a text in an event may tell of a person. No kind may hold a CPR number: `Kit.record` refuses it."""

    NOTHING = "nothing"
    """A word of a fixed list, an id, a place, a thing."""
    NAME = "name"
    """Who said, did or decided it."""
    FREE = "free"
    """What somebody wrote in their own words: anything may stand in it."""
    CONTACT = "contact"
    """Telephone, address, duties: what the roster holds of people."""


class Text(msgspec.Struct, frozen=True):
    """A text of at most `chars` characters, on one line unless `lines`."""

    chars: int = MAX_TEXT
    lines: bool = False
    personal: Personal = Personal.FREE

    def kept(self, value: str) -> str:
        return clean_text(value, self.chars) if self.lines else one_line(value, self.chars)


class Token(msgspec.Struct, frozen=True):
    """A word of a fixed list or an id, kept as it is. `words`: the list, empty for ids; `place`: or a number."""

    words: tuple[str, ...] = ()
    personal: Personal = Personal.NOTHING
    place: bool = False


class Whole(msgspec.Struct, frozen=True):
    """A whole number from `low` to `high`; one outside counts as not said, or with `clamp` as the nearest."""

    low: int
    high: int
    clamp: bool = False

    def kept(self, value: int | None) -> int | None:
        if value is None or self.low <= value <= self.high:
            return value
        return min(max(value, self.low), self.high) if self.clamp else None


class Exactly(msgspec.Struct, frozen=True):
    """A whole number that is always from `low` to `high`: an id, never a person's guess."""

    low: int
    high: int


class Octets(msgspec.Struct, frozen=True):
    """So many bytes as hex digits, small letters: a key, a signature, a hash. `maybe`: or none."""

    count: int
    maybe: bool = False


class Place(msgspec.Struct, frozen=True):
    """The roster number of a place, `unknown_place(node)` for a node that none owns, 0 for nobody's."""


class Several(msgspec.Struct, frozen=True):
    """A tuple of at most `most`, each once with `once`; empty texts are left out. `each`: their own rule."""

    most: int
    once: bool = False
    each: Text | Place | None = None

    def kept(self, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if isinstance(self.each, Text):
            value = tuple(filter(None, map(self.each.kept, value)))
        return tuple(dict.fromkeys(value) if self.once else value)[: self.most]


class PlaceTexts(msgspec.Struct, frozen=True):
    """A text for each of at most `most` places, by number and in that order; empty texts are left out."""

    most: int
    each: Text

    def kept(self, value: dict[int, str]) -> dict[int, str]:
        said = {place: text for place in sorted(value) if (text := self.each.kept(value[place]))}
        return dict(list(said.items())[: self.most])


class Cut(msgspec.Struct, frozen=True, array_like=True):
    """How far a feed of one kit is believed: up to the event `seq` of its epoch; `chain` is how the chain hash behind
    that begins, 16 hex digits, empty where it is not known."""

    epoch: int
    seq: int
    chain: str = ""


class RefBody(msgspec.Struct, frozen=True, array_like=True):
    """An event pointed at: kit, epoch, seq."""

    kit: int
    epoch: int
    seq: int


Name = Annotated[str, Text(NAME_CHARS, personal=Personal.NAME)]
Label = Annotated[str, Text(NAME_CHARS, personal=Personal.NOTHING)]
"""The name of a thing: an incident, a level, a role."""
Line = Annotated[str, Text()]
Lines = Annotated[str, Text(lines=True)]
Title = Annotated[str, Text(TITLE_CHARS)]
Unit = Annotated[str, Text(UNIT_CHARS, personal=Personal.NOTHING)]
PlaceNumber = Annotated[int, Place()]
Count = Annotated[int | None, Whole(0, MAX_COUNT)]
Moment = Annotated[int | None, Whole(0, MAX_SECONDS)]
"""A time as a person said it: whole seconds since 2025-01-01 UTC, the seconds of hybrid time; None when not said."""


@cache
def moments_in(body: type["Body"]) -> tuple[str, ...]:
    """Fields that hold a time by a clock: seconds since 2025, as those of hybrid time."""
    rules = rules_of(body).items()
    return tuple(name for name, rule in rules if isinstance(rule, Whole) and rule.high == MAX_SECONDS)


def moved(body: B, seconds: int) -> B:
    """What `body` says when the clock by which its times are told was so many seconds ahead."""
    told = {name: at for name in moments_in(type(body)) if (at := getattr(body, name)) is not None}
    if not told or not seconds:
        return body
    return msgspec.structs.replace(body, **{name: min(max(0, at - seconds), MAX_SECONDS) for name, at in told.items()})


class Body(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an event says. A kind is one subclass and one row (`core.facts.kinds.Kind`).

    Fields hold only what the air can carry, so that an event has the same bytes and id whichever carrier brought it.
    New fields go last and have a default; nothing is ever renamed.
    """

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        keep_canonical(self)


def keep_canonical(body: Body) -> None:
    """Give every field its canonical value; a kind with rules between its fields calls it first."""
    for name, kept in _kept_by(type(body)):
        value = getattr(body, name)
        if (canonical := kept(value)) != value or type(canonical) is dict:  # whose order is part of the bytes
            msgspec.structs.force_setattr(body, name, canonical)


def set_field(struct: msgspec.Struct, name: str, value: object) -> None:
    """Give a field its canonical value, only from `__post_init__`."""
    # equal dicts may differ in order, and order is part of the bytes
    if getattr(struct, name) != value or isinstance(value, dict):
        msgspec.structs.force_setattr(struct, name, value)


def unknown_place(node: int) -> int:
    """The stand-in place of a node that the roster does not know."""
    return UNKNOWN_PLACE + (node & 0xFFFFFFFF)


def rules_of(body: type[Body]) -> dict[str, object]:
    """Each field's rule (`Text`, `Token`, `Whole` …), None for a field that has none."""
    hints = {name: hint for base in reversed(body.__mro__) for name, hint in get_annotations(base).items()}
    return {
        name: next((part for part in get_args(hints[name])[1:] if hasattr(hints[name], "__metadata__")), None)
        for name in body.__struct_fields__
    }


def personal_in(body: type[Body]) -> dict[str, Personal]:
    """By field, what it may tell of a person; of a body inside, the fields behind a dot."""
    found: dict[str, Personal] = {}
    for name, rule in rules_of(body).items():
        told = getattr(getattr(rule, "each", None) or rule, "personal", Personal.NOTHING)
        if told is not Personal.NOTHING:
            found[name] = told
    for name, inside in bodies_inside(body).items():
        found |= {f"{name}.{field}": held for field, held in personal_in(inside).items()}
    return found


@cache
def texts_in(body: type[Body]) -> tuple[str, ...]:
    """Fields that could hold a person's words, told or not by their rule: all but numbers, yes-no, fixed words and
    keys, in whose digits a number of a person would be found by chance."""
    rules = rules_of(body)
    return tuple(
        field.name
        for field in msgspec.structs.fields(body)
        if not isinstance(rules[field.name], Octets)
        and not _holds_cuts(field.type)
        and _may_hold_text(msgspec.inspect.type_info(field.type))
    )


def _holds_cuts(hint: object) -> bool:
    return hint is Cut or any(map(_holds_cuts, get_args(hint)))


def _may_hold_text(kind: msgspec.inspect.Type) -> bool:
    inspect = msgspec.inspect
    if isinstance(kind, inspect.UnionType):
        return any(_may_hold_text(part) for part in kind.types)
    if isinstance(kind, inspect.DictType):
        return _may_hold_text(kind.key_type) or _may_hold_text(kind.value_type)
    if isinstance(kind, inspect.StructType):
        return any(_may_hold_text(field.type) for field in kind.fields)
    return not isinstance(
        kind, inspect.IntType | inspect.BoolType | inspect.NoneType | inspect.EnumType | inspect.FloatType
    )


def bodies_inside(body: type[Body]) -> dict[str, type[Body]]:
    """Fields that hold a body of another kind, or nothing."""
    return {
        name: inside
        for name in body.__struct_fields__
        for inside in get_args(body.__annotations__[name])
        if isinstance(inside, type) and issubclass(inside, Body)
    }


_Kept = tuple[tuple[str, Callable[[Any], Any]], ...]
_cleaners: dict[type[Body], _Kept] = {}


def _kept_by(body: type[Body]) -> _Kept:
    known = _cleaners.get(body)
    if known is None:
        known = _cleaners[body] = tuple(_cleaning(body))
    return known


def _cleaning(body: type[Body]) -> list[tuple[str, Callable[[Any], Any]]]:
    found: list[tuple[str, Callable[[Any], Any]]] = []
    for name, rule in rules_of(body).items():
        if isinstance(rule, Text):
            clean = clean_text if rule.lines else one_line
            found.append((name, partial(clean, limit=rule.chars)))
        elif isinstance(rule, Whole | Several | PlaceTexts):
            found.append((name, rule.kept))
    return found
