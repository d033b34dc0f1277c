"""What every other kit has said that it has: the ground for "modtaget", and for knowing what is still missing."""

from fieldkit.core.vector import Feed, Progress, Vector
from fieldkit.link.frame import FeedHeads, Heads

Saved = list[tuple[int, int, int, int, int, list[tuple[int, int]]]]
"""(peer, feed kit, feed epoch, base, head, loose ranges): what `Peers.saved` gives and `restore` takes."""


class Peers:
    """Everything each kit ever said it had. It only grows, so that replayed frames change nothing; a peer that lost its
    disk asks for what it lacks by itself."""

    def __init__(self) -> None:
        self._has: dict[int, dict[Feed, Progress]] = {}
        self.heard_at: dict[int, float] = {}
        """Seconds (the machine's `now`) of the last sealed frame of each kit."""

    def kits(self) -> list[int]:
        return sorted(self._has)

    def meet(self, kit: int, now: float) -> None:
        """A sealed frame of this kit was heard."""
        self.heard_at[kit] = now
        self._has.setdefault(kit, {})

    def told(self, kit: int, heads: Heads) -> list[Feed]:
        """Take in a peer's heads; returns the feeds that grew. Old (replayed) heads change nothing: heads only grow."""
        feeds = self._has.setdefault(kit, {})
        grown = []
        for entry in heads.feeds:
            progress = feeds.setdefault(entry.feed, Progress())
            before = progress.head, len(progress.beyond)
            _take_in(progress, entry)
            if (progress.head, len(progress.beyond)) != before:
                grown.append(entry.feed)
        return grown

    def author_has(self, kit: int, epoch: int, seq: int) -> None:
        """Whoever sends an event has it."""
        self._has.setdefault(kit, {}).setdefault(Feed(kit, epoch), Progress()).add(seq)

    def has(self, kit: int, feed: Feed, seq: int) -> bool:
        """Whether kit `kit` has said that it has this event."""
        progress = self._has.get(kit, {}).get(feed)
        return progress is not None and progress.has(seq)

    def saved(self) -> Saved:
        """Everything, for a local table."""
        return [
            (kit, feed.kit, feed.epoch, progress.base, progress.head, _ranges(progress))
            for kit, feeds in sorted(self._has.items())
            for feed, progress in sorted(feeds.items())
        ]

    def restore(self, saved: Saved) -> None:
        for kit, feed_kit, feed_epoch, base, head, ranges in saved:
            feeds = self._has.setdefault(kit, {})
            entry = FeedHeads(Feed(feed_kit, feed_epoch), base, head, tuple((a, b) for a, b in ranges))
            _take_in(feeds.setdefault(entry.feed, Progress()), entry)


def heads_of(vector: Vector, feeds: list[Feed]) -> tuple[FeedHeads, ...]:
    """Entries for a HEADS frame."""
    return tuple(
        FeedHeads(feed, progress.base, progress.head, tuple(_ranges(progress)[:4]))
        for feed in feeds
        if (progress := vector.feeds.get(feed)) is not None
    )


def _take_in(progress: Progress, entry: FeedHeads) -> None:
    progress.rebase(entry.base)
    if entry.head > progress.head:
        progress.head = entry.head
        loose, progress.beyond = progress.beyond, set()
        for seq in sorted(loose):
            progress.add(seq)
    for first, last in entry.ranges:
        for seq in range(first, min(last, first + 255) + 1):
            progress.add(seq)


def _ranges(progress: Progress) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for seq in sorted(progress.beyond):
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found
