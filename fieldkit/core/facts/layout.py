"""How a kind lies in bits, as data: the fields in the order of the air, each with its coding. `link.codec` compiles it.

A layout never changes: what needs another one gets a number of its own. Numbers are most significant bit first; a
varint goes in chunks of so many bits, least significant first, each behind a more-bit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldkit.core.facts.body import RefBody


@dataclass(frozen=True, slots=True)
class Flag:
    """A truth in one bit."""


@dataclass(frozen=True, slots=True)
class Bits:
    """A number in so many bits."""

    width: int


@dataclass(frozen=True, slots=True)
class Varint:
    """A number from `least` to `most`, as its distance from `least`."""

    chunk: int
    most: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Escaped:
    """A number in `narrow` bits when it is below their highest, else that and `wide` bits."""

    narrow: int
    wide: int


@dataclass(frozen=True, slots=True)
class Word:
    """One of `words` by its index; both stay as they are, for what older kits cannot read costs them the whole frame.

    `none`: the number that says None.
    """

    words: tuple[Any, ...]
    width: int
    none: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Danish text in five bits a letter. `needed`: an empty one is an error."""

    needed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A text of a list by its index, any other in letters behind the highest index; never empty."""

    words: tuple[str, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Hex:
    """So many bytes that are hex digits in the body."""

    count: int


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place: one bit when its number is the author's kit number: municipalities give a kit that of its place."""


@dataclass(frozen=True, slots=True)
class AnyPlace:
    """A place: one bit for none (0)."""


@dataclass(frozen=True, slots=True)
class OwnKit:
    """A kit: one bit when it is the author."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """One bit, and `of` when there is something: not None, and no empty text."""

    of: "Coding"
    nothing: object = None


@dataclass(frozen=True, slots=True)
class Nested:
    """A struct inside, field by field."""

    struct: type[Any]
    fields: "Layout"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A tuple: how many, then each. `once`: none may stand twice."""

    count: "Bits | Varint"
    of: "Coding"
    most: int
    once: bool = False


@dataclass(frozen=True, slots=True)
class EachKey:
    """A map with a fixed order of keys: for each key `mark` (its first word says that the key is absent), then `rest`.

    `struct(mark, rest)` are the values; the mark is the struct's field `field`.
    """

    keys: tuple[Any, ...]
    struct: type[Any]
    field: str
    mark: Word
    rest: "Layout"


@dataclass(frozen=True, slots=True)
class SortedMap:
    """A map in the order of its keys: how many, then key and value."""

    count: Varint
    key: Known
    value: "Coding"


@dataclass(frozen=True, slots=True)
class Case:
    """One form of a value: exactly `only`, or any of type `of_type` as `of`."""

    of: "Coding | None" = None
    of_type: type[Any] | None = None
    only: object = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A tagged union: the index of the first case that fits, then the value as that case has it."""

    width: int
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A field that is there only when the earlier field `field` is one of `values` (any but None without them)."""

    field: str
    of: "Coding"
    values: tuple[Any, ...] = ()
    otherwise: object = None


Coding = (
    Flag
    | Bits
    | Varint
    | Escaped
    | Word
    | Text
    | Known
    | Hex
    | OwnPlace
    | AnyPlace
    | OwnKit
    | Maybe
    | Nested
    | Repeat
    | EachKey
    | SortedMap
    | OneOf
    | When
)
Layout = Mapping[str, Coding]
"""Every field of a struct once, in the order of the air."""

TEXT = Text()
MAYBE_TEXT = Maybe(Text(needed=True), nothing="")
REF = Nested(RefBody, {"kit": Varint(4, 0xFFFF), "epoch": Bits(16), "seq": Varint(4, 1 << 31)})
MAYBE_REF = Maybe(REF)
SECONDS = Bits(30)
"""Seconds since 2025: enough until 2059."""
MAYBE_SECONDS = Maybe(SECONDS)
OWN_PLACE, ANY_PLACE = OwnPlace(), AnyPlace()
FLAG = Flag()
