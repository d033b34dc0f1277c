"""What the air carries: every layout of every kind, compiled, by number; and which of them an event takes."""

from functools import lru_cache
from typing import NamedTuple

from fieldkit.core.facts import families as families  # decoding needs every kind
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import FIRST_ESCAPED, REGISTRY, body_json
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.layouts import Put, Take, compile_struct
from fieldkit.link.errors import FrameError

KIND_BITS = 5


class Codec(NamedTuple):
    """One layout of one kind: its number on the air, and both directions."""

    number: int
    kind: str
    put: Put
    take: Take

    @property
    def escaped(self) -> bool:
        """Whether its records carry their length, for versions that do not know the number."""
        return self.number >= FIRST_ESCAPED


class Carried(NamedTuple):
    """How an event goes on the air: in which layout, and how many bits its body takes there."""

    codec: Codec
    bits: int


BY_NUMBER: dict[int, Codec] = {
    wire.number: Codec(wire.number, row.name, *compile_struct(row.body, wire.layout, whole=wire is row.wire[-1]))
    for row in REGISTRY.all()
    for wire in row.wire
}
BY_KIND = {row.name: tuple(BY_NUMBER[wire.number] for wire in row.wire) for row in REGISTRY.all()}


@lru_cache(maxsize=8192)
def carried(event: Event) -> Carried | None:
    """The first layout that gives the event back as it is; None when none does. A newer version's words and numbers may
    be none of ours, also in fields that we know. One whose names were erased would come back as another."""
    if event.erased:
        return None
    for codec in BY_KIND.get(event.kind, ()) if REGISTRY.knows(event.body) else ():
        out = BitWriter()
        try:
            codec.put(out, event.as_written, event.kit)
            if _same(codec.take(BitReader(out.to_bytes()), event.kit), event):
                return Carried(codec, len(out))
        except (ValueError, FrameError):
            continue
    return None


def _same(body: Body, event: Event) -> bool:
    return body_json(body) == event.raw
