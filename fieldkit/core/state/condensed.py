"""Condensed parts of State as bytes and back, for who keeps them between openings."""

from collections.abc import Iterable
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from fieldkit.core.facts.event import Stamp
from fieldkit.core.state.fold import PARTS, Part, State
from fieldkit.core.state.register import Register
from fieldkit.core.state.vector import Vector

CONDENSED = tuple(part for part in PARTS if part.condensed)


def pack(state: State, part: Part) -> dict[int | None, bytes]:
    """A part as bytes; one that goes by incident in a piece for each tag. TypeError when it holds something that has
    none."""
    whole = {name: getattr(state, name) for name in part.attributes}
    if not part.by_incident:
        return {None: msgspec.msgpack.encode(whole, enc_hook=_plain)}
    pieces: dict[int | None, dict[str, dict[Any, Any]]] = {}
    for name, attribute in whole.items():
        for key, value in attribute.items():
            pieces.setdefault(key[0], {name: {} for name in whole})[name][key] = value
    return {tag: msgspec.msgpack.encode(piece, enc_hook=_plain) for tag, piece in pieces.items()}


def unpack(part: Part, pieces: Iterable[bytes]) -> dict[str, Any]:
    """The attributes of a part, of so many of its pieces. ValueError when the bytes are none of it."""
    whole: dict[str, Any] = {name: make() for name, make in part.attributes.items()}
    try:
        for raw in pieces:
            found: dict[str, msgspec.Raw] = msgspec.msgpack.decode(raw, type=dict[str, msgspec.Raw])
            for name in whole:
                piece = _decoder(name).decode(found[name])
                if part.by_incident:
                    whole[name].update(piece)
                else:
                    whole[name] = piece
    except (msgspec.DecodeError, KeyError) as error:
        raise ValueError(f"not a part of State: {part.name}") from error
    return whole


def pack_vector(vector: Vector) -> bytes:
    """A vector as bytes."""
    rows = [(*feed, progress.base, progress.head, sorted(progress.beyond)) for feed, progress in vector.feeds.items()]
    return msgspec.msgpack.encode(rows)


def unpack_vector(raw: bytes) -> Vector:
    """A vector from its bytes. ValueError when they are none."""
    vector = Vector()
    try:
        rows = msgspec.msgpack.decode(raw, type=list[tuple[int, int, int, int, list[int]]])
    except msgspec.DecodeError as error:
        raise ValueError("not a vector") from error
    for kit, epoch, base, head, beyond in rows:
        progress = vector.feed(kit, epoch)
        progress.base, progress.head, progress.beyond = base, head, set(beyond)
    return vector


@cache
def _decoder(attribute: str) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(get_type_hints(State)[attribute], dec_hook=_read)


def _plain(value: object) -> object:
    if type(value) is Register:
        return value.stamp, value.value
    raise TypeError(f"a condensed part of State holds a {type(value).__name__}, which has no bytes")


def _read(kind: Any, raw: Any) -> object:
    if get_origin(kind) is Register:
        (value,) = get_args(kind)
        stamp, said = raw
        return Register(msgspec.convert(stamp, Stamp | None), msgspec.convert(said, value | None, dec_hook=_read))
    raise TypeError(f"a condensed part of State holds {kind}, which cannot be read back")
