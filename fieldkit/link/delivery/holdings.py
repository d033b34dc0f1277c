"""What this kit has, and what the others say that they have: the ground for asking, answering and sending again."""

from fieldkit.core.facts.event import Event
from fieldkit.core.state.vector import Feed, Progress, Vector
from fieldkit.link.delivery.absents import Absents
from fieldkit.link.delivery.answers import LOOK_BACK, answers_of
from fieldkit.link.delivery.outputs import World
from fieldkit.link.delivery.peers import Peers
from fieldkit.link.delivery.repair import Answer
from fieldkit.link.wire.frame import on_air
from fieldkit.link.wire.frame_types import Range

MAX_KNOWN_FEEDS = 4096
"""Feeds that peers may tell of: far more than kits and epochs of a municipality."""


class Holdings:
    """`own` is the feed that this kit writes; `vector` is State's and is only read."""

    def __init__(self, own: Feed, vector: Vector, world: World) -> None:
        self.own = own
        self.world = world
        self.known = Vector()
        """Events and absents together: what need not be asked for."""
        self.absents = Absents()
        self.peers = Peers()
        for feed, progress in vector.feeds.items():
            copy = self.known.feed(*feed)
            copy.rebase(progress.base)
            copy.head, copy.beyond = progress.head, set(progress.beyond)

    def has_room(self, feed: Feed) -> bool:
        """Whether this feed is known, or one more may be."""
        return feed in self.known.feeds or len(self.known.feeds) < MAX_KNOWN_FEEDS

    def is_new(self, event: Event) -> bool:
        """Whether nothing is here under the event's number, or only the word that the air does not carry it."""
        feed = Feed(event.kit, event.epoch)
        return not self.known.has(*event.ref) or self.absents.has(feed, event.seq)

    def added(self, event: Event) -> Progress:
        """An event is durable here; returns its feed's progress."""
        feed = Feed(event.kit, event.epoch)
        progress = self.known.feed(*feed)
        begins = event.row.feed_begins
        if begins is not None:
            progress.rebase(begins(event.body))
        progress.add(event.seq)
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

    def answers(self, feed: Feed, first: int, last: int) -> list[Answer]:
        """What can be said of a range that somebody lacks."""
        return answers_of(self.world, self.absents, self.known.feed(*feed), feed, first, last)

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
