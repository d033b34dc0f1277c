"""Which sequences of each feed the air does not carry: told by their author, and told on; nobody asks for ever."""

from collections.abc import Iterable

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.state.vector import Feed, ranges_of
from fieldkit.link.wire.frame import on_air
from fieldkit.link.wire.frame_types import Absent, Range, Record

MAX_AT_ONCE = 4096
"""Sequences taken from one Absent record; a longer range is asked for again."""


class Absents:
    """Sequences by feed. An event that comes after all (by another carrier) is struck out."""

    def __init__(self) -> None:
        self._by_feed: dict[Feed, set[int]] = {}

    def add(self, feed: Feed, first: int, last: int) -> range:
        """Take in a range; returns the part that was taken."""
        taken = range(first, min(last, first + MAX_AT_ONCE - 1) + 1)
        self._by_feed.setdefault(feed, set()).update(taken)
        return taken

    def strike(self, feed: Feed, seq: int) -> None:
        self._by_feed.get(feed, set()).discard(seq)

    def has(self, feed: Feed, seq: int) -> bool:
        return seq in self._by_feed.get(feed, ())

    def below(self, feed: Feed, seq: int) -> Absent | None:
        """The absents that stand directly below a sequence."""
        known = self._by_feed.get(feed)
        first = seq
        while known and first - 1 in known:
            first -= 1
        return Absent(feed, first, seq - 1) if first < seq else None

    def within(self, feed: Feed, first: int, last: int) -> list[Range]:
        return ranges_of(seq for seq in self._by_feed.get(feed, ()) if first <= seq <= last)

    def saved(self) -> list[tuple[int, int, list[Range]]]:
        return [(*feed, ranges_of(seqs)) for feed, seqs in sorted(self._by_feed.items()) if seqs]


def never_on_air(event: Event) -> bool:
    """Whether a kit that holds the event may say that the air carries it for nobody.

    Not when its kind is of a newer version: those who know it can carry it.
    """
    return REGISTRY.knows(event.body) and not on_air(event)


def with_absents(events: Iterable[Event], absents: Absents) -> list[Record]:
    """Events to send, each after the absents directly below it: the listener sees no gap."""
    records: list[Record] = []
    for event in events:
        below = absents.below(Feed(event.kit, event.epoch), event.seq)
        records += [below, event] if below else [event]
    return records


def absent_records(feed: Feed, ranges: Iterable[Range]) -> list[Absent]:
    """Ranges joined and in order, as records."""
    found: list[Absent] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1].last + 1:
            found[-1] = Absent(feed, found[-1].first, max(found[-1].last, last))
        else:
            found.append(Absent(feed, first, last))
    return found
