"""How a kind lies in bits, as data: the fields in the order of the air, each with its coding. `link.codec` compiles it.

A layout never changes: what needs another one gets a number of its own. Numbers are most significant bit first; a
varint goes in chunks of so many bits, least significant first, each behind a more-bit.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from fieldkit.core.facts.body import RefBody


class Flag(msgspec.Struct, frozen=True):
    """A truth in one bit."""


class Bits(msgspec.Struct, frozen=True):
    """A number in so many bits."""

    width: int


class Varint(msgspec.Struct, frozen=True):
    """A number from `least` to `most`, as its distance from `least`."""

    chunk: int
    most: int
    least: int = 0


class Escaped(msgspec.Struct, frozen=True):
    """A number in `narrow` bits when it is below their highest, else that and `wide` bits."""

    narrow: int
    wide: int


class Word(msgspec.Struct, frozen=True):
    """One of `words` by its index; both stay as they are, for what older kits cannot read costs them the whole frame.

    `none`: the number that says None.
    """

    words: tuple[Any, ...]
    width: int
    none: int | None = None


class Text(msgspec.Struct, frozen=True):
    """Danish text in five bits a letter. `needed`: an empty one is an error."""

    needed: bool = False


class Known(msgspec.Struct, frozen=True):
    """A text of a list by its index, any other in letters behind the highest index; never empty."""

    words: tuple[str, ...]
    width: int


class Hex(msgspec.Struct, frozen=True):
    """So many bytes that are hex digits in the body."""

    count: int


class OwnPlace(msgspec.Struct, frozen=True):
    """A place: one bit when its number is the author's kit number: municipalities give a kit that of its place."""


class AnyPlace(msgspec.Struct, frozen=True):
    """A place: one bit for none (0)."""


class OwnKit(msgspec.Struct, frozen=True):
    """A kit: one bit when it is the author."""


class Maybe(msgspec.Struct, frozen=True):
    """One bit, and `of` when there is something: not None, and no empty text."""

    of: "Coding"
    nothing: object = None


class Nested(msgspec.Struct, frozen=True):
    """A struct inside, field by field."""

    struct: type[Any]
    fields: "Layout"


class Repeat(msgspec.Struct, frozen=True):
    """A tuple: how many, then each. `once`: none may stand twice."""

    count: "Bits | Varint"
    of: "Coding"
    most: int
    once: bool = False


class EachKey(msgspec.Struct, frozen=True):
    """A map with a fixed order of keys: for each key `mark` (its first word says that the key is absent), then `rest`.

    `struct(mark, rest)` are the values; the mark is the struct's field `field`.
    """

    keys: tuple[Any, ...]
    struct: type[Any]
    field: str
    mark: Word
    rest: "Layout"


class SortedMap(msgspec.Struct, frozen=True):
    """A map in the order of its keys: how many, then key and value."""

    count: Varint
    key: Known
    value: "Coding"


class Case(msgspec.Struct, frozen=True):
    """One form of a value: exactly `only`, or any of type `of_type` as `of`."""

    of: "Coding | None" = None
    of_type: type[Any] | None = None
    only: object = None


class OneOf(msgspec.Struct, frozen=True):
    """A tagged union: the index of the first case that fits, then the value as that case has it."""

    width: int
    cases: tuple[Case, ...]


class When(msgspec.Struct, frozen=True):
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
