"""The kinds that the air carries, by name and by number, each with its compiled layout."""

from typing import NamedTuple

from fieldkit.core.facts import families as families  # decoding needs every kind
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.link.codec.layouts import Put, Take, compile_struct

KIND_BITS = 5


class Codec(NamedTuple):
    """How one kind is packed: its number on the air, and both directions."""

    number: int
    kind: str
    put: Put
    take: Take


CODECS: tuple[Codec, ...] = tuple(
    Codec(row.wire.number, row.name, *compile_struct(row.body, row.wire.layout))
    for row in REGISTRY.all()
    if row.wire is not None
)
BY_KIND = {codec.kind: codec for codec in CODECS}
BY_NUMBER = {codec.number: codec for codec in CODECS}
