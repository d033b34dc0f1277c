"""What every kind's codec is made of: places, references, times, addresses and optional values as bits."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from fieldkit.core.facts.kinds import Body
from fieldkit.core.facts.said import TO_ALL, UNKNOWN_PLACE, RefBody
from fieldkit.core.facts.terms import Role
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.text import put_text, take_text
from fieldkit.link.wire.errors import FrameError

T = TypeVar("T")
SECONDS_BITS = 30
"""A time as seconds since 2025: enough until 2059."""
_ROLES = list(Role)


class Codec(NamedTuple):
    """How one kind is packed. `number` 1..30 goes on the air and is never reused."""

    number: int
    kind: str
    put: Callable[[BitWriter, Any, int], None]
    take: Callable[[BitReader, int], Body]


def put_place(out: BitWriter, place: int, own: int) -> None:
    """A place in 1 bit when its number is `own`, the author's kit number (municipalities give a kit the number of its
    place), else 7 to 22 bits; a node that no place owns in 34."""
    out.flag(place != own)
    if place == own:
        return
    out.flag(place >= UNKNOWN_PLACE)
    if place >= UNKNOWN_PLACE:
        out.put(place - UNKNOWN_PLACE, 32)
    else:
        out.varint(place)


def take_place(source: BitReader, own: int) -> int:
    if not source.flag():
        return own
    if source.flag():
        return UNKNOWN_PLACE + source.take(32)
    return source.varint(limit=0xFFFF)


def put_ref(out: BitWriter, ref: RefBody) -> None:
    out.varint(ref.kit)
    out.put(ref.epoch, 16)
    out.varint(ref.seq)


def take_ref(source: BitReader) -> RefBody:
    return RefBody(source.varint(limit=0xFFFF), source.take(16), source.varint(limit=1 << 31))


def put_optional_ref(out: BitWriter, ref: RefBody | None) -> None:
    out.flag(ref is not None)
    if ref is not None:
        put_ref(out, ref)


def take_optional_ref(source: BitReader) -> RefBody | None:
    return take_ref(source) if source.flag() else None


def put_seconds(out: BitWriter, value: int | None) -> None:
    """A time that somebody said, or one bit for none."""
    out.flag(value is not None)
    if value is not None:
        out.put(value, SECONDS_BITS)


def take_seconds(source: BitReader) -> int | None:
    return source.take(SECONDS_BITS) if source.flag() else None


def put_optional(out: BitWriter, value: int | None, chunk: int) -> None:
    out.flag(value is not None)
    if value is not None:
        out.varint(value, chunk)


def take_optional(source: BitReader, chunk: int, limit: int) -> int | None:
    return source.varint(chunk, limit) if source.flag() else None


def put_optional_text(out: BitWriter, text: str) -> None:
    out.flag(bool(text))
    if text:
        put_text(out, text)


def take_optional_text(source: BitReader) -> str:
    if not source.flag():
        return ""
    text = take_text(source)
    if not text:
        raise FrameError("an empty text where none was needed")
    return text


def put_address(out: BitWriter, to: int | str, own: int) -> None:
    """Whom a message is for: all, a role, or a place."""
    if to == TO_ALL:
        out.put(0, 2)
    elif isinstance(to, str):
        out.put(1, 2)
        out.put(_ROLES.index(Role(to)), 2)
    else:
        out.put(2, 2)
        put_place(out, to, own)


def take_address(source: BitReader, own: int) -> int | str:
    form = source.take(2)
    if form == 0:
        return TO_ALL
    if form == 1:
        return str(pick(_ROLES, source.take(2)))
    if form == 2:
        return take_place(source, own)
    raise FrameError("unknown form of address")


def pick(values: list[T], index: int) -> T:
    """The word that a number on the air stands for; FrameError when there is none."""
    if index >= len(values):
        raise FrameError("unknown word in a frame")
    return values[index]
