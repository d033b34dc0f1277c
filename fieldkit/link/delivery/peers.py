"""What every other kit has said that it has: the ground for "modtaget", and for knowing what is still missing."""

from collections.abc import Callable

from fieldkit.core.state.vector import Feed, Progress, ranges_of
from fieldkit.link.wire.frame_types import FeedHeads, Heads, Range

Saved = list[tuple[int, int, int, int, int, list[tuple[int, int]]]]
"""(peer, feed kit, feed epoch, base, head, loose ranges): what `Peers.saved` gives and `restore` takes."""
MAX_LOOSE = 4096
"""Loose sequences taken from one range, and kept of one feed above its head: far more than a gap repair leaves."""
TOLD_RANGES = 6
"""Loose ranges told in HEADS, the newest: those that somebody waits to hear of."""


class Peers:
    """Everything each kit ever said it had. It only grows, so that replayed frames change nothing; a peer that lost its
    disk asks for what it lacks by itself."""

    def __init__(self) -> None:
        self._has: dict[int, dict[Feed, Progress]] = {}
        self.heard_at: dict[int, float] = {}
        """Seconds (the machine's `now`) of the last sealed frame of each kit."""

    def kits(self) -> list[int]:
        return sorted(self._has)

    def meet(self, kit: int, now: float) -> float | None:
        """A sealed frame of this kit was heard; returns when the one before was, None when there was none."""
        before = self.heard_at.get(kit)
        self.heard_at[kit] = now
        self._has.setdefault(kit, {})
        return before

    def told(self, kit: int, heads: Heads) -> dict[Feed, list[Range]]:
        """Take in a peer's heads; returns what it newly has, by feed. Old (replayed) heads change nothing."""
        feeds = self._has.setdefault(kit, {})
        grown: dict[Feed, list[Range]] = {}
        for entry in heads.feeds:
            progress = feeds.setdefault(entry.feed, Progress())
            before_head, before = progress.head, set(progress.beyond)
            _take_in(progress, entry)
            loose = [seq for seq in sorted(progress.beyond) if seq not in before]
            new = [(before_head + 1, progress.head)] if progress.head > before_head else []
            new += [(seq, seq) for seq in loose]
            if new:
                grown[entry.feed] = new
        return grown

    def author_has(self, kit: int, epoch: int, seq: int) -> None:
        """Whoever sends an event has it."""
        progress = self._has.setdefault(kit, {}).setdefault(Feed(kit, epoch), Progress())
        if len(progress.beyond) < MAX_LOOSE:
            progress.add(seq)

    def has(self, kit: int, feed: Feed, seq: int) -> bool:
        """Whether kit `kit` has said that it has this event."""
        progress = self._has.get(kit, {}).get(feed)
        return progress is not None and progress.has(seq)

    def saved(self) -> Saved:
        """Everything, for a local table."""
        return [
            (kit, feed.kit, feed.epoch, progress.base, progress.head, ranges_of(progress.beyond))
            for kit, feeds in sorted(self._has.items())
            for feed, progress in sorted(feeds.items())
        ]

    def restore(self, saved: Saved, own: Feed, own_top: int) -> None:
        """Take back what `saved` gave; of our `own` feed nobody has more than there is."""
        for kit, feed_kit, feed_epoch, base, head, ranges in saved:
            if (feed_kit, feed_epoch) == own:
                head, ranges = min(head, own_top), [(a, min(b, own_top)) for a, b in ranges if a <= own_top]
            feeds = self._has.setdefault(kit, {})
            entry = FeedHeads(Feed(feed_kit, feed_epoch), base, head, tuple((a, b) for a, b in ranges))
            _take_in(feeds.setdefault(entry.feed, Progress()), entry)


def heads_of(held: Callable[[Feed], Progress | None], feeds: list[Feed]) -> tuple[FeedHeads, ...]:
    """Entries for a HEADS frame; `held` gives what a kit has of a feed."""
    return tuple(
        FeedHeads(feed, progress.base, progress.head, tuple(ranges_of(progress.beyond)[-TOLD_RANGES:]))
        for feed in feeds
        if (progress := held(feed)) is not None
    )


def top_of(entry: FeedHeads) -> int:
    """The highest sequence that an entry tells of."""
    return entry.ranges[-1][1] if entry.ranges else entry.head


def covers(entry: FeedHeads, gaps: list[Range]) -> bool:
    """Whether who tells this has any of what is missing."""
    held = [(entry.base, entry.head), *entry.ranges]
    return any(first <= b and a <= last for first, last in gaps for a, b in held)


def _take_in(progress: Progress, entry: FeedHeads) -> None:
    progress.rebase(entry.base)
    if entry.head > progress.head:
        progress.head = entry.head
        loose, progress.beyond = progress.beyond, set()
        for seq in sorted(loose):
            progress.add(seq)
    for first, last in entry.ranges:
        for seq in range(first, min(last, first + MAX_LOOSE - 1) + 1):
            if len(progress.beyond) >= MAX_LOOSE and seq != progress.head + 1:
                break
            progress.add(seq)
