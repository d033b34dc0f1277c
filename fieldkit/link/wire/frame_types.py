"""What frames say: records, heads, asks, and a frame once opened. How they stand in bits is link.wire.frame's."""

from enum import IntEnum

import msgspec

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.state.vector import Feed

Range = tuple[int, int]


class FrameType(IntEnum):
    EVENTS = 0
    HEADS = 1
    WANT = 2
    RESENT = 3


class Absent(msgspec.Struct, frozen=True):
    """Sequences `first`..`last` of a feed that the air does not carry: nobody need ask for them."""

    feed: Feed
    first: int
    last: int


class Newer(msgspec.Struct, frozen=True):
    """A record that this version cannot read: whose it is, its sequence, and the number of its layout."""

    feed: Feed
    seq: int
    number: int

    @property
    def ref(self) -> Ref:
        return Ref(*self.feed, self.seq)


class FeedHeads(msgspec.Struct, frozen=True):
    """What a kit has of one feed: `base`..`head` whole, and loose `ranges` above."""

    feed: Feed
    base: int
    head: int
    ranges: tuple[Range, ...] = ()


class Heads(msgspec.Struct, frozen=True):
    """A kit's version vector at `seconds` (since 2025): one frame acknowledges everybody's everything."""

    seconds: int
    digest: int
    feeds: tuple[FeedHeads, ...]


class Want(msgspec.Struct, frozen=True):
    """Missing ranges by feed; `seconds` as in Heads."""

    feeds: tuple[tuple[Feed, tuple[Range, ...]], ...]
    seconds: int = 0


class Resend(msgspec.Struct, frozen=True):
    """What makes events a RESENT frame: the kits that are asked to answer; `seconds` as in Heads."""

    asked: tuple[int, ...]
    seconds: int = 0


class Opened(msgspec.Struct, frozen=True):
    """A frame whose seal is right. One of events (with absents and newer), heads, want is filled, by `type`.

    `resend` stands beside the events of a RESENT frame.
    """

    type: FrameType
    kit: int
    epoch: int
    key_number: int
    events: tuple[Event, ...] = ()
    absents: tuple[Absent, ...] = ()
    newer: tuple[Newer, ...] = ()
    heads: Heads | None = None
    want: Want | None = None
    resend: Resend | None = None


Record = Event | Absent


def place_in_feed(record: Record) -> tuple[Feed, int]:
    """Feed and (first) sequence: the order that a frame holds best."""
    if isinstance(record, Absent):
        return record.feed, record.first
    return Feed(record.kit, record.epoch), record.seq
