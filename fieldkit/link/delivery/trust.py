"""What a rightly sealed frame is worth: replays, forks, and words in our own name that we never said. Pure checks.

The municipality's key is one for all kits: it keeps strangers out, but a kit that is in wrong hands can seal as any
other. Nothing here can prevent that; what contradicts the log is found, counted and told to people, and `revoke` and a
new key end it.
"""

from collections.abc import Callable, Iterable

import msgspec

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.state.vector import Feed, Progress, Vector
from fieldkit.link.delivery.absents import Absents
from fieldkit.link.delivery.peers import top_of
from fieldkit.link.wire.frame import on_air
from fieldkit.link.wire.frame_types import FeedHeads, Heads, Opened
from fieldkit.link.wire.seal import SEAL_BYTES

EventsOf = Callable[[Feed, int, int], list[Event]]
SEEN_FRAMES = 2048
OLD_HEADS_S = 120
"""Heads so much older than the newest of the same kit and epoch are a replay, not a frame that came late."""
DIGEST_BACK = 16
FORK_NEWS_S = 3600.0


class SeenFrames:
    """Seals heard and sent, and the newest heads of each kit."""

    def __init__(self) -> None:
        self._heard: dict[bytes, None] = {}
        self._own: dict[bytes, None] = {}
        self._newest: dict[tuple[int, int], int] = {}
        self._fork_told: dict[int, float] = {}

    def own(self, data: bytes) -> None:
        """We send this frame."""
        _remember(self._own, data[-SEAL_BYTES:])

    def is_own(self, data: bytes) -> bool:
        return data[-SEAL_BYTES:] in self._own

    def again(self, data: bytes) -> bool:
        """Whether this frame was heard before; it counts as heard from now on."""
        found = data[-SEAL_BYTES:] in self._heard
        _remember(self._heard, data[-SEAL_BYTES:])
        return found

    def is_old(self, kit: int, epoch: int, seconds: int) -> bool:
        """Whether these heads are a replay by their own time."""
        newest = self._newest.get((kit, epoch), 0)
        self._newest[kit, epoch] = max(newest, seconds)
        while len(self._newest) > SEEN_FRAMES:
            del self._newest[next(iter(self._newest))]
        return seconds < newest - OLD_HEADS_S

    def fork_is_news(self, kit: int, now: float) -> bool:
        """Whether it is an hour since we told of a fork with this kit."""
        news = now - self._fork_told.get(kit, float("-inf")) > FORK_NEWS_S
        if news:
            self._fork_told[kit] = now
        return news


def within_reason(opened: Opened, own: Feed, own_top: int) -> Opened:
    """A frame without what cannot be: sequences that no kit reaches, and events of our own feed that somebody says to
    have and that we have not written. Each would stand for what is still to be written, and it would reach nobody."""
    heads = opened.heads
    if heads is not None:
        told = tuple(_clipped(entry, own_top) if entry.feed == own else entry for entry in heads.feeds)
        heads = msgspec.structs.replace(heads, feeds=tuple(one for one in told if top_of(one) <= MAX_SEQ >= one.base))
    return msgspec.structs.replace(
        opened,
        events=tuple(event for event in opened.events if event.seq <= MAX_SEQ),
        absents=tuple(absent for absent in opened.absents if absent.last <= MAX_SEQ),
        newer=tuple(record for record in opened.newer if record.seq <= MAX_SEQ),
        heads=heads,
    )


def _clipped(entry: FeedHeads, top: int) -> FeedHeads:
    ranges = tuple((first, min(last, top)) for first, last in entry.ranges if first <= top)
    return FeedHeads(entry.feed, entry.base, min(entry.head, top), ranges)


def digest(entries: Iterable[FeedHeads], events_of: EventsOf) -> int:
    """The 16 bits of HEADS: of each feed the ids of its newest event at or below the head that the air carries."""
    found = 0
    for entry in entries:
        events = [e for e in events_of(entry.feed, max(1, entry.head - DIGEST_BACK + 1), entry.head) if on_air(e)]
        newest = max((e.seq for e in events), default=0)
        for event in events:
            if event.seq == newest:
                found ^= int.from_bytes(event.id[:2], "big")
    return found


def differs(heads: Heads, held: Callable[[Feed], Progress | None], events_of: EventsOf) -> bool:
    """Whether somebody's heads tell of other events than ours under the same numbers; False when we cannot compare.

    `held` gives what we have and can read of a feed: what we cannot read is in nobody's digest that we could compare.
    """
    for entry in heads.feeds:
        progress = held(entry.feed)
        if progress is None or progress.head < entry.head or progress.base != entry.base:
            return False
    return digest(heads.feeds, events_of) != heads.digest


def never_said(opened: Opened, own: Feed, known: Vector, events_of: EventsOf, *, earlier: bool) -> str | None:
    """What a frame in our name says that this kit cannot have said, as a part of a Danish sentence; None when it may be
    an old frame of ours.

    `earlier`: its time is of before this kit was last started. What it then knew of others' feeds need not have been
    written down in time, so only what it says of our own, every event of which was on disk before it was sent, counts.
    """
    for event in opened.events:
        held = events_of(Feed(event.kit, event.epoch), event.seq, event.seq)
        if all(one.id != event.id for one in held):
            return f"linje {event.number}, som ikke er i denne log"
    for entry in opened.heads.feeds if opened.heads else ():
        if top_of(entry) < entry.base or (earlier and entry.feed != own):
            continue
        progress = known.feeds.get(entry.feed)
        if progress is None or top_of(entry) > progress.top or entry.head > progress.head:
            return f"at kittet har {number_of(entry.feed.kit, top_of(entry))}"
    return None


def without_trailing(entries: Iterable[FeedHeads], own: Feed, absents: Absents) -> tuple[FeedHeads, ...]:
    """Own heads without the absents at their end: nobody need hear of them before the next event on the air."""
    found = []
    for entry in entries:
        head = entry.head
        if entry.feed == own:
            while head >= entry.base and absents.has(own, head):
                head -= 1
        found.append(FeedHeads(entry.feed, entry.base, head, entry.ranges))
    return tuple(found)


def _remember(seals: dict[bytes, None], seal: bytes) -> None:
    seals[seal] = None
    while len(seals) > SEEN_FRAMES:
        del seals[next(iter(seals))]
