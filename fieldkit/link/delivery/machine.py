"""The delivery machine, sans-IO: frames and `now` in, frames to send and events out, `next_timeout()`.

Everybody's HEADS acknowledge everybody's events. Own events are sent, then sent again with decay until the kits they
are for have said that they hold them; a resend names those kits, and they alone answer. Whoever notices a gap asks
(WANT); whoever has the events answers after a random wait, and stays silent when another was faster. What the air does
not carry is named Absent, so nobody asks twice.

Frames are taken in here, and what follows is told; `outgoing` decides what goes out next, `holdings` keeps the facts.
The waits are tables: `urgency.PACES`, `repair`, `heads`, `budget`; the states of a delivery are `progress.NEXT`.
"""

from collections.abc import Callable, Iterable

from fieldkit.core.facts.event import Event
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.delivery import trust
from fieldkit.link.delivery.budget import Budget
from fieldkit.link.delivery.holdings import Holdings
from fieldkit.link.delivery.outgoing import Outgoing
from fieldkit.link.delivery.outputs import (
    Counts,
    Forked,
    Impersonated,
    Memory,
    Output,
    OwnFeedAhead,
    Progressed,
    Received,
    Refused,
    World,
)
from fieldkit.link.delivery.peers import covers, top_of
from fieldkit.link.delivery.progress import DeliveryState, Step
from fieldkit.link.delivery.urgency import urgency
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.frame import on_air, open_frame
from fieldkit.link.wire.frame_types import Heads, Opened
from fieldkit.link.wire.seal import Sealer

SAVED_WITHIN_S = 60
"""Stamps may have been given since the memory was saved."""


class LinkMachine:
    """One kit on one channel. `rng()` gives 0..1; `vector` is State's and is only read."""

    def __init__(
        self,
        sealer: Sealer,
        keys: dict[int, bytes],
        vector: Vector,
        world: World,
        rng: Callable[[], float],
        preset: str,
        *,
        needs_all: bool = True,
    ) -> None:
        """`needs_all`: this kit is for everything (a secretariat), so it asks at once for what it misses. Others get
        what is for them pushed by its author, and fill the rest of their log when the air is free."""
        self.sealer = sealer
        self.keys = keys
        self.world = world
        self.own = Feed(sealer.kit, sealer.epoch)
        self.counts = Counts()
        self.seen = trust.SeenFrames()
        self.holdings = Holdings(self.own, vector, world)
        self.outgoing = Outgoing(sealer, self.holdings, self.seen, rng, preset, needs_all=needs_all)

    @property
    def budget(self) -> Budget:
        """The airtime; whoever hears of it from the node tells it there."""
        return self.outgoing.budget

    def tuned(self, preset: str) -> None:
        """The node's modem preset, by which frames take their time on air."""
        self.outgoing.preset = preset

    def saved(self) -> Memory:
        """What must survive a restart beside the log."""
        return Memory(self.holdings.peers.saved(), self.holdings.absents.saved(), self.outgoing.seconds)

    def restore(self, memory: Memory) -> None:
        """Take back what `saved` gave; before `start`."""
        self.holdings.peers.restore(memory.peers)
        self.outgoing.seconds = memory.seconds + SAVED_WITHIN_S
        for kit, epoch, ranges in memory.absents:
            for first, last in ranges:
                self.holdings.take_absent(Feed(kit, epoch), first, last)

    def start(self, now: float, own_recent: Iterable[Event]) -> None:
        """Begin (or begin again after a restart): own events that their kits have not confirmed go out again."""
        self.outgoing.start(now, own_recent)

    def go_on_from(self, before: "LinkMachine") -> None:
        """Another machine, of this kit's epoch before, stops here: what it knew of others and of the air holds still.
        Frames in flight stay known, so that no token is given out twice."""
        self.holdings.peers, self.counts = before.holdings.peers, before.counts
        self.outgoing.go_on_from(before.outgoing)

    def added(self, event: Event, now: float) -> None:
        """An event is durable here, recorded or brought by any carrier."""
        feed = Feed(event.kit, event.epoch)
        progress = self.holdings.added(event)
        self.outgoing.changed(feed, now)
        if feed == self.own:
            if on_air(event):
                self.outgoing.outbox.add(event, urgency(event), now)
            return
        self.outgoing.repair.arrived(feed)
        if progress.beyond:
            self.outgoing.ask(feed, progress.top, now)
        audience = self.world.audience(event)
        if self.sealer.kit in audience:
            self.outgoing.owe(event, len(audience), now)

    def sent(self, token: int, now: float) -> list[Output]:
        """The node took the frame for sending."""
        return self.outgoing.step(token, Step.TAKEN)

    def heard(self, token: int) -> list[Output]:
        """Some node relayed the frame (an implicit ACK): proves no recipient."""
        return self.outgoing.step(token, Step.RELAYED)

    def failed(self, token: int, now: float, retry_after: float = 5.0) -> None:
        """The node refused the frame; what was in it goes out again."""
        self.outgoing.failed(token, now, retry_after)

    def next_timeout(self) -> float | None:
        """When `timeout` has something to do."""
        return self.outgoing.due()

    def timeout(self, now: float, *, room: int = 4) -> list[Output]:
        """Frames due by `now`, at most `room` of them (what the node's queue takes)."""
        return self.outgoing.frames(now, room)

    def frame(self, data: bytes, now: float) -> list[Output]:
        """A payload of PRIVATE_APP was heard."""
        try:
            opened = open_frame(data, self.keys)
        except FrameError as error:
            self.counts.refused += 1
            return [Refused(str(error))]
        if self.world.is_revoked(opened.kit, opened.epoch):
            self.counts.revoked += 1
            return [Refused(f"kit {opened.kit} was revoked")]
        if (opened.kit, opened.epoch) == self.own:
            return [] if self.seen.is_own(data) else self._take_own_name(opened)
        if self.seen.again(data):
            self.counts.replayed += 1
            return []
        stamped = opened.heads or opened.want or opened.resend
        old = stamped is not None and self.seen.is_old(opened.kit, opened.epoch, stamped.seconds)
        if old:
            self.counts.replayed += 1
        elif stamped is not None:
            self._met(opened.kit, now)
        if opened.heads is not None:  # old ones do no harm: what a kit has only grows
            return self._take_heads(opened.kit, opened.heads, now)
        if opened.want is not None:
            if not old:
                self.outgoing.asked(opened.want, now)
            return []
        asked = opened.resend.asked if opened.resend is not None and not old else ()
        return self._take_events(opened, asked, now)

    def _take_events(self, opened: Opened, asked: tuple[int, ...], now: float) -> list[Output]:
        holdings = self.holdings
        new: list[Event] = []
        out: list[Output] = []
        for event in opened.events:
            feed = Feed(event.kit, event.epoch)
            if not holdings.has_room(feed):
                continue
            self.outgoing.aired(feed, event.seq, event.seq, now)
            if feed == (opened.kit, opened.epoch):
                holdings.peers.author_has(opened.kit, opened.epoch, event.seq)
            else:
                self.outgoing.others_answer(feed, now)
            if any(one.ref == event.ref for one in new):
                continue
            if holdings.is_new(event):
                new.append(event)
                if feed == self.own:
                    out.append(OwnFeedAhead(opened.kit, event.seq))
                continue
            held = self.world.events_of(feed, event.seq, event.seq)
            if held and all(one.id != event.id for one in held):
                self.counts.forks += 1
                out.append(Forked(opened.kit, feed, event.seq))
                new.append(event)
            elif self.sealer.kit in asked:
                # the author has not heard that we have it
                self.outgoing.owe(event, len(asked), now)
        for absent in opened.absents:
            if holdings.has_room(absent.feed):
                self.outgoing.aired(absent.feed, absent.first, absent.last, now)
                holdings.take_absent(absent.feed, absent.first, absent.last)
        if new:
            self._met(opened.kit, now)
            out.append(Received(tuple(new), opened.kit))
        return out

    def _take_heads(self, kit: int, heads: Heads, now: float) -> list[Output]:
        known = self.holdings.known
        out: list[Output] = []
        for feed, ranges in self.holdings.peers.told(kit, heads).items():
            if feed == self.own:
                held = self.holdings.own_carried(ranges)
                out += [Progressed(event, DeliveryState.RECEIVED, kit) for event in held]
        for entry in heads.feeds:
            top = top_of(entry)
            if entry.feed == self.own:
                if top > known.feed(*self.own).top:
                    out.append(OwnFeedAhead(kit, top))
                continue
            if not self.holdings.has_room(entry.feed):
                continue
            progress = known.feed(*entry.feed)
            if entry.feed.kit == kit:
                progress.rebase(entry.base)  # only the author knows where its feed begins
            if top >= progress.top and entry.head >= progress.head:
                self.outgoing.plan.others_said(entry.feed)
            gaps = list(progress.gaps(top))
            if gaps:
                self.outgoing.ask(entry.feed, top, now, anew=covers(entry, gaps))
        self.outgoing.settle()
        if trust.differs(heads, known, self.world.events_of) and self.seen.fork_is_news(kit, now):
            self.counts.forks += 1
            out.append(Forked(kit, None))
        return out

    def _take_own_name(self, opened: Opened) -> list[Output]:
        """A frame sealed as ours that we did not send in this run."""
        reason = trust.never_said(opened, self.own, self.holdings.known, self.world.events_of)
        if reason is None:
            self.counts.replayed += 1
            return []
        self.counts.impersonated += 1
        return [Impersonated(reason)]

    def _met(self, kit: int, now: float) -> None:
        self.outgoing.met(self.holdings.peers.meet(kit, now), now)
