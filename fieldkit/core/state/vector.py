"""Version vector: which events of each author's feed are here, as contiguous heads and gaps.

A feed is one (kit, epoch). Its sequence starts at `base`, which is 1 but after a restored disk (see store.identity).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Feed(NamedTuple):
    kit: int
    epoch: int


class Progress:
    """What is here of one feed: everything from `base` to `head`, and `beyond` it loose ones."""

    __slots__ = ("base", "beyond", "head")

    def __init__(self, base: int = 1) -> None:
        self.base = base
        self.head = base - 1
        self.beyond: set[int] = set()

    def add(self, seq: int) -> None:
        if seq <= self.head:
            return
        if seq != self.head + 1:
            self.beyond.add(seq)
            return
        self.head = seq
        while self.head + 1 in self.beyond:
            self.head += 1
            self.beyond.discard(self.head)

    def rebase(self, base: int) -> None:
        """The author says that its feed starts here; nothing below exists."""
        if base <= self.base:
            return
        self.base = base
        if self.head < base - 1:
            self.head = base - 1
            loose, self.beyond = self.beyond, set()
            for seq in sorted(loose):
                self.add(seq)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Progress) and (self.base, self.head, self.beyond) == (
            other.base,
            other.head,
            other.beyond,
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def top(self) -> int:
        """The highest sequence seen."""
        return max(self.beyond, default=self.head)

    def has(self, seq: int) -> bool:
        return self.base <= seq <= self.head or seq in self.beyond

    def gaps(self, up_to: int | None = None) -> Iterator[tuple[int, int]]:
        """Missing (first, last) ranges, ascending, up to the highest seen or to `up_to`."""
        limit = max(self.top, up_to or 0)
        at = self.head + 1
        for seq in [*sorted(s for s in self.beyond if s <= limit), limit + 1]:
            if seq > at:
                yield at, seq - 1
            at = seq + 1


def ranges_of(seqs: Iterable[int]) -> list[tuple[int, int]]:
    """Sequences as (first, last) ranges, ascending."""
    found: list[tuple[int, int]] = []
    for seq in sorted(seqs):
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


class Vector:
    """Progress of every feed. Grows only; merging two is a union."""

    def __init__(self, refs: Iterable[tuple[int, int, int]] = ()) -> None:
        self.feeds: dict[Feed, Progress] = {}
        for kit, epoch, seq in refs:
            self.add(kit, epoch, seq)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vector) and self.feeds == other.feeds

    __hash__ = None  # type: ignore[assignment]

    def add(self, kit: int, epoch: int, seq: int) -> None:
        self.feed(kit, epoch).add(seq)

    def feed(self, kit: int, epoch: int) -> Progress:
        """The feed's progress, made empty when it is new."""
        key = Feed(kit, epoch)
        progress = self.feeds.get(key)
        if progress is None:
            progress = self.feeds[key] = Progress()
        return progress

    def has(self, kit: int, epoch: int, seq: int) -> bool:
        progress = self.feeds.get(Feed(kit, epoch))
        return progress is not None and progress.has(seq)

    def heads(self) -> dict[Feed, int]:
        """Contiguous head of each feed, by (kit, epoch)."""
        return {feed: self.feeds[feed].head for feed in sorted(self.feeds)}

    def gaps(self) -> dict[Feed, list[tuple[int, int]]]:
        """Missing ranges below the highest seen, only feeds that have some."""
        found = {feed: list(self.feeds[feed].gaps()) for feed in sorted(self.feeds)}
        return {feed: ranges for feed, ranges in found.items() if ranges}
