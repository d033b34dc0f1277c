"""A Document as bytes and back: kept in the job table between queueing and printing.

`digest ‖ msgpack [format, own fields, [[block name, its fields], …]]`; a QR keeps whether it held digits or bytes.
"""

from dataclasses import fields
from hashlib import blake2s
from typing import Any, Literal, get_args

import msgspec

from fieldkit.paper.blocks import Block, Document, Qr

FORMAT = 1
DIGEST_BYTES = 8
"""Enough to notice a damaged disk; forging is no matter inside a kit's own table."""

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Block)}
_Pair = tuple[str, dict[str, Any]]


def to_bytes(document: Document) -> bytes:
    """The document as bytes. ValueError when a text in it is no valid Unicode."""
    try:
        body = msgspec.msgpack.encode(
            [FORMAT, _fields(document, without="blocks"), [_pair(block) for block in document.blocks]]
        )
    except UnicodeEncodeError as wrong:
        raise ValueError(f"text that cannot be kept: {wrong}") from wrong
    return _digest(body) + body


def from_bytes(saved: bytes) -> Document:
    """The document that `to_bytes` made these of. ValueError when they are damaged or of a format not known here."""
    digest, body = saved[:DIGEST_BYTES], saved[DIGEST_BYTES:]
    if digest != _digest(body):
        raise ValueError("the saved document is damaged")
    try:
        of_format, own, pairs = msgspec.msgpack.decode(body, type=tuple[int, dict[str, Any], list[_Pair]])
        if of_format != FORMAT:
            raise ValueError(f"a saved document of format {of_format}; this program knows {FORMAT}")
        return msgspec.convert(own, _Bare).around(tuple(_block(*pair) for pair in pairs))
    except (msgspec.MsgspecError, KeyError, TypeError) as wrong:
        raise ValueError(f"the saved document is not understood: {wrong}") from wrong


class _Bare(msgspec.Struct, forbid_unknown_fields=True):
    """The document's own fields."""

    title: str
    number: str
    time: str
    kit: str
    exercise: bool
    headed: bool

    def around(self, blocks: tuple[Block, ...]) -> Document:
        return Document(self.title, blocks, self.number, self.time, self.kit, self.exercise, self.headed)


def _digest(body: bytes) -> bytes:
    return blake2s(body, digest_size=DIGEST_BYTES).digest()


def _fields(of: Any, without: str = "") -> dict[str, Any]:
    return {field.name: getattr(of, field.name) for field in fields(of) if field.name != without}


def _pair(block: Block) -> _Pair:
    return type(block).__name__, _fields(block)


def _block(name: str, told: dict[str, Any]) -> Block:
    kind = _KINDS[name]
    unknown = told.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise TypeError(f"{name} has no {', '.join(sorted(unknown))}")
    if kind is Qr:
        # digits and bytes are different codes, and a decoder cannot be told `str | bytes`
        data = told["data"]
        if not isinstance(data, str | bytes):
            raise TypeError("a QR code of neither digits nor bytes")
        rest = msgspec.convert({**told, "data": "0"}, _QrShape)
        return Qr(data, rest.caption, rest.level)
    block: Block = msgspec.convert(told, kind)
    return block


class _QrShape(msgspec.Struct):
    data: str
    caption: str
    level: Literal["L", "M"]
