"""What this kit has, and what the others say that they have: the ground for asking, answering and sending again."""

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import Event
from fieldkit.core.state.fold import begins_at
from fieldkit.core.state.vector import Feed, Progress, Vector
from fieldkit.link.delivery.absents import Absents, absent_records, never_on_air
from fieldkit.link.delivery.outputs import World
from fieldkit.link.delivery.peers import Peers
from fieldkit.link.delivery.repair import Answer
from fieldkit.link.wire.frame import on_air
from fieldkit.link.wire.frame_types import Range

MAX_KNOWN_FEEDS = 4096
"""Feeds that peers may tell of: far more than kits and epochs of a municipality."""
TAIL = 12
"""Events at the end of a feed that a late joiner gets before older ones."""
LOOK_BACK = 1024
"""Events of one asked range that are looked at, from its end; what is older is asked for again."""


class Holdings:
    """`own` is the feed that this kit writes; `vector` is State's and is only read."""

    def __init__(self, own: Feed, vector: Vector, world: World) -> None:
        self.own = own
        self.world = world
        self.known = Vector()
        """Events, absents and newer records together: what need not be asked for."""
        self.absents = Absents()
        self._newer: dict[Feed, set[int]] = {}
        """Records of a newer version: kept for later, but nobody is told that this kit has them."""
        self.peers = Peers()
        for feed, progress in vector.feeds.items():
            copy = self.known.feed(*feed)
            copy.rebase(progress.base)
            copy.head, copy.beyond = progress.head, {seq for seq in progress.beyond if seq <= MAX_SEQ}
        for kit, epoch, seq in world.newer():
            self.take_newer(Feed(kit, epoch), seq)

    def has_room(self, feed: Feed) -> bool:
        """Whether this feed is known, or one more may be."""
        return feed in self.known.feeds or len(self.known.feeds) < MAX_KNOWN_FEEDS

    def is_new(self, event: Event) -> bool:
        """Whether nothing is here under the event's number, or only the word that the air does not carry it, or a
        record that could not be read."""
        feed = Feed(event.kit, event.epoch)
        if not self.known.has(*event.ref) or self.absents.has(feed, event.seq):
            return True
        return event.seq in self._newer.get(feed, ())

    def added(self, event: Event) -> Progress:
        """An event is durable here; returns its feed's progress."""
        feed = Feed(event.kit, event.epoch)
        progress = self.known.feed(*feed)
        begins = begins_at(event)
        if begins is not None:
            progress.rebase(begins)
        progress.add(event.seq)
        self._newer.get(feed, set()).discard(event.seq)
        if feed != self.own:
            self.absents.strike(feed, event.seq)
        elif not on_air(event):
            self.absents.add(feed, event.seq, event.seq)
        return progress

    def take_absent(self, feed: Feed, first: int, last: int) -> None:
        """Somebody says that the air does not carry these; what we hold all the same is not absent."""
        if feed == self.own:
            return
        progress = self.known.feed(*feed)
        for seq in self.absents.add(feed, first, last):
            if progress.has(seq):
                if not self.world.events_of(feed, seq, seq):
                    continue
                self.absents.strike(feed, seq)
            else:
                progress.add(seq)

    def take_newer(self, feed: Feed, seq: int) -> bool:
        """A record of a newer version; whether it is the first word of it here."""
        if self.known.has(*feed, seq) and not self.absents.has(feed, seq):
            return False
        self.known.feed(*feed).add(seq)
        self.absents.strike(feed, seq)
        self._newer.setdefault(feed, set()).add(seq)
        return True

    def held(self, feed: Feed) -> Progress | None:
        """What this kit can say that it has of a feed: all that is known but what it cannot read."""
        progress, newer = self.known.feeds.get(feed), self._newer.get(feed)
        if progress is None or not newer:
            return progress
        held = Progress(progress.base)
        held.head = min(progress.head, min(newer) - 1)
        held.beyond = (set(range(held.head + 1, progress.head + 1)) | progress.beyond) - newer
        return held

    def answers(self, feed: Feed, first: int, last: int) -> list[Answer]:
        """What can be said of a range that somebody lacks: what is absent, and the events that the air carries, open
        ones and the tail first. Nothing of what this kit has not got and knows nothing of."""
        events = self.world.events_of(feed, self._look_from(feed, first, last), last)
        carried = [event for event in events if on_air(event)]
        absent = self.absents.within(feed, first, last)
        absent += [(e.seq, e.seq) for e in events if never_on_air(e) and not self.absents.has(feed, e.seq)]
        base = self.known.feed(*feed).base
        if base > first:
            absent.append((first, min(last, base - 1)))
        tail = {event.seq for event in carried[-TAIL:]}
        found = [Answer(record, True) for record in absent_records(feed, absent)]
        return found + [Answer(event, event.seq in tail or self.world.is_open(event)) for event in reversed(carried)]

    def _look_from(self, feed: Feed, first: int, last: int) -> int:
        """Where the last `LOOK_BACK` sequences begin that are here of a range: what is asked for may reach far beyond
        everything that was ever written."""
        progress = self.known.feed(*feed)
        loose = sorted(seq for seq in progress.beyond if max(first, progress.head + 1) <= seq <= last)
        if len(loose) >= LOOK_BACK:
            return loose[-LOOK_BACK]
        return max(first, min(last, progress.head) - (LOOK_BACK - len(loose)) + 1)

    def own_carried(self, ranges: list[Range]) -> list[Event]:
        """Own events in these ranges that the air carries; of each range the last `LOOK_BACK`."""
        top = self.known.feed(*self.own).top
        found = []
        for first, last in ranges:
            upper = min(last, top)
            found += self.world.events_of(self.own, max(first, upper - LOOK_BACK + 1), upper)
        return [event for event in found if on_air(event)]

    def lacking(self, event: Event) -> set[int]:
        """Kits that an own event is for and that have not said that they have it."""
        return {kit for kit in self.world.audience(event) if not self.peers.has(kit, self.own, event.seq)}
