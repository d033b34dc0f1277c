"""Condensed parts of State as bytes and back, and the mark of the fold that made them.

What was kept by another version of the fold is worth nothing: `fingerprint` covers every module that decides what
State holds, so nobody has to remember to count up a number.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from fieldkit.core.facts.event import Stamp
from fieldkit.core.state.fold import PARTS, Part, State
from fieldkit.core.state.register import Register
from fieldkit.core.state.vector import Vector

CONDENSED = tuple(part for part in PARTS if part.condensed)
_CORE = Path(__file__).parents[1]
_MODULES = ("state/*.py", "facts/*.py", "text/*.py", "clock/hybrid.py")
"""What a part's contents and bytes depend on."""


def pack(state: State, part: Part) -> bytes:
    """A part as bytes."""
    return msgspec.msgpack.encode({name: getattr(state, name) for name in part.attributes}, enc_hook=_plain)


def unpack(part: Part, raw: bytes) -> dict[str, Any]:
    """The attributes of a part. ValueError when the bytes are none of it."""
    try:
        found: dict[str, msgspec.Raw] = msgspec.msgpack.decode(raw, type=dict[str, msgspec.Raw])
        return {name: _decoder(name).decode(found[name]) for name in part.attributes}
    except (msgspec.DecodeError, KeyError) as error:
        raise ValueError(f"not a part of State: {part.name}") from error


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
def fingerprint() -> str:
    """The mark of this fold: 32 hex digits."""
    mill = blake2s(digest_size=16, person=b"fk-fold")
    for path in _sources():
        mill.update(path.name.encode() + b"\0" + path.read_bytes())
    return mill.hexdigest()


def _sources() -> Iterable[Path]:
    for pattern in _MODULES:
        yield from sorted(_CORE.glob(pattern))


@cache
def _decoder(attribute: str) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(get_type_hints(State)[attribute], dec_hook=_read)


def _plain(value: object) -> object:
    if type(value) is Register:
        return value.stamp, value.value
    raise NotImplementedError(f"State holds a {type(value).__name__}, which cannot be kept")


def _read(kind: Any, raw: Any) -> object:
    if get_origin(kind) is Register:
        (value,) = get_args(kind)
        stamp, said = raw
        return Register(msgspec.convert(stamp, Stamp | None), msgspec.convert(said, value | None, dec_hook=_read))
    raise NotImplementedError(f"{kind} cannot be read back")
