"""The delivery machine, sans-IO: frames and `now` in, frames to send and events out, `next_timeout()`.

Everybody's HEADS acknowledge everybody's events. Own events are sent, then sent again with decay until the kits they
are for have said that they hold them; a resend names those kits, and they alone answer. Whoever notices a gap asks
(WANT); whoever has the events answers after a random wait, and stays silent when another was faster. What the air does
not carry is named Absent, so nobody asks twice. The waits are tables: `urgency.PACES`, `repair`, `heads`, `budget`;
the states of a delivery are `progress.NEXT`.
"""

from collections.abc import Callable, Iterable

from fieldkit.core.bodies import Hello
from fieldkit.core.event import Event
from fieldkit.core.terms import Precedence
from fieldkit.core.vector import Feed, Vector
from fieldkit.link import trust
from fieldkit.link.absents import Absents, with_absents
from fieldkit.link.airtime import broadcast_ms
from fieldkit.link.answers import LOOK_BACK, answers_of
from fieldkit.link.budget import BACKLOG_SHARE, HEADS_SHARE, SHARES, Budget
from fieldkit.link.errors import FrameError
from fieldkit.link.flights import Flight, Flights
from fieldkit.link.frame import MAX_FRAME, on_air, open_frame, pack_events, pack_heads, pack_want
from fieldkit.link.frame_types import Heads, Opened, Resend, Want
from fieldkit.link.heads import HEADS_EVERY_S, HeadsPlan
from fieldkit.link.outbox import Outbox
from fieldkit.link.outputs import (
    Counts,
    Forked,
    Impersonated,
    Memory,
    Output,
    OwnFeedAhead,
    Progressed,
    Received,
    Refused,
    Transmit,
    World,
)
from fieldkit.link.peers import Peers, covers, heads_of, top_of
from fieldkit.link.progress import DeliveryState, Step
from fieldkit.link.repair import BACKLOG_GAP, PRIME_GAP, Answer, Repair
from fieldkit.link.seal import Sealer
from fieldkit.link.urgency import PATIENCE, answer_within, stretch, urgency

MAX_KNOWN_FEEDS = 4096
"""Feeds that peers may tell of: far more than kits and epochs of a municipality."""
REUNION_PERIODS = 4.0
"""A kit heard again after so many periods of heads was cut off: both sides have news for each other."""
REUNION_HEADS_S = 15.0
RESTART_SPREAD_S = 60.0
LAZY = 10.0
"""How much longer a kit waits with asking for what is most likely not for it."""
HEADS_KITS = 5.0
"""Kits whose periodic heads the channel bears at their full rate; more take turns."""
FEW_FEEDS = 2
SAVED_WITHIN_S = 60
"""Stamps may have been given since the memory was saved."""
MAX_SECONDS = (1 << 30) - 1
URGENT = (Precedence.FLASH, Precedence.URGENT)


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
        self.needs_all = needs_all
        self.sealer = sealer
        self.keys = keys
        self.world = world
        self.rng = rng
        self.preset = preset
        self.peers = Peers()
        self.budget = Budget()
        self.counts = Counts()
        self.known = Vector()
        """Events and absents together: what need not be asked for."""
        self.absents = Absents()
        self.outbox = Outbox(rng)
        self.repair = Repair(rng)
        self.plan = HeadsPlan(sealer.kit, rng)
        self.seen = trust.SeenFrames()
        self.flights = Flights()
        self._seconds = 0
        self._reunion_at = float("-inf")
        for feed, progress in vector.feeds.items():
            copy = self.known.feed(*feed)
            copy.rebase(progress.base)
            copy.head, copy.beyond = progress.head, set(progress.beyond)

    @property
    def own(self) -> Feed:
        return Feed(self.sealer.kit, self.sealer.epoch)

    def saved(self) -> Memory:
        """What must survive a restart beside the log."""
        return Memory(self.peers.saved(), self.absents.saved(), self._seconds)

    def restore(self, memory: Memory) -> None:
        """Take back what `saved` gave; before `start`."""
        self.peers.restore(memory.peers)
        self._seconds = memory.seconds + SAVED_WITHIN_S
        for kit, epoch, ranges in memory.absents:
            for first, last in ranges:
                self._take_absent(Feed(kit, epoch), first, last)

    def start(self, now: float, own_recent: Iterable[Event]) -> None:
        """Begin (or begin again after a restart): own events that their kits have not confirmed go out again."""
        for event in own_recent:
            if not on_air(event):
                self.absents.add(self.own, event.seq, event.seq)
            elif self._missing(event):
                self.outbox.add(event, urgency(event), now, spread=RESTART_SPREAD_S)
        self.plan.start(now, list(self.known.feeds))
        for feed, ranges in self.known.gaps().items():
            self.repair.look(feed, ranges[-1][1], now, self._asking)

    def added(self, event: Event, now: float) -> None:
        """An event is durable here, recorded or brought by any carrier."""
        feed = Feed(event.kit, event.epoch)
        progress = self.known.feed(*feed)
        if isinstance(event.body, Hello):
            progress.rebase(event.body.first)
        progress.add(event.seq)
        self.plan.changed(feed)
        self.plan.news_came(now, self._slowness(now))
        if feed == self.own:
            if on_air(event):
                self.outbox.add(event, urgency(event), now)
            else:
                self.absents.add(feed, event.seq, event.seq)
            return
        self.absents.strike(feed, event.seq)
        self.repair.arrived(feed)
        if progress.beyond:
            self.repair.look(feed, progress.top, now, self._asking)
        audience = self.world.audience(event)
        if self.sealer.kit in audience:
            self.plan.owe(feed, now, answer_within(urgency(event), len(audience)) * self._stretch)

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
                self._take_want(opened.want, now)
            return []
        asked = opened.resend.asked if opened.resend is not None and not old else ()
        return self._take_events(opened, asked, now)

    def sent(self, token: int, now: float) -> list[Output]:
        """The node took the frame for sending."""
        return self._step(token, Step.TAKEN)

    def heard(self, token: int) -> list[Output]:
        """Some node relayed the frame (an implicit ACK): proves no recipient."""
        return self._step(token, Step.RELAYED)

    def failed(self, token: int, now: float, retry_after: float = 5.0) -> None:
        """The node refused the frame; what was in it goes out again."""
        flight = self.flights.lost(token)
        if flight is None:
            return
        for event in flight.events:
            self.outbox.step(event, Step.REFUSED)
            self.outbox.again(event, now + retry_after)
        if flight.heads:
            self.plan.untold(flight.heads, flight.owed, now)
        self.repair.not_asked(flight.wants, now + retry_after)

    def next_timeout(self) -> float | None:
        """When `timeout` has something to do."""
        times = [self.plan.due(), self.outbox.due(), self.repair.due()]
        return min((t for t in times if t is not None), default=None)

    def timeout(self, now: float, *, room: int = 4) -> list[Output]:
        """Frames due by `now`, at most `room` of them (what the node's queue takes)."""
        out: list[Output] = []
        for _ in range(room + len(SHARES)):
            due = self.outbox.due()
            if len(out) >= room or due is None or due > now:
                break
            self._send_own(now, out)
        if len(out) < room and self.plan.due() <= now:
            self._send_heads(now, out)
        if len(out) < room and (due := self.repair.due()) is not None and due <= now:
            self._send_answers(now, out)
            if len(out) < room:
                self._send_want(now, out)
        return out

    def _send_own(self, now: float, out: list[Output]) -> None:
        batch = self.outbox.batch(now, self._missing)
        if not batch:
            return
        precedence = urgency(batch[0])
        asked = self._asked_of(batch) if any(self.outbox.tries(event) for event in batch) else ()
        resend = Resend(asked, self._stamp(now)) if asked else None
        records = with_absents(batch, self.absents)
        data, taken = pack_events(self.sealer, records, resend=resend)
        if batch[0] not in records[:taken]:
            records = list(batch)
            data, taken = pack_events(self.sealer, records, resend=resend)
        urgent = precedence in URGENT
        if (wait := self.budget.wait(now, self._ms(data), SHARES[precedence], urgent=urgent)) > 0:
            self.outbox.hold(precedence, now + wait)
            return
        sent = [record for record in records[:taken] if isinstance(record, Event)]
        first_time = any(self.outbox.tries(event) == 0 for event in sent)
        self.outbox.was_sent(sent, now, self._answers_take)
        self._transmit(data, now, out, Flight(events=sent), urgent=urgent, want_ack=first_time and urgent)

    def _send_heads(self, now: float, out: list[Output]) -> None:
        feeds = self.plan.feeds(now, list(self.known.feeds))
        slowness = self._slowness(now)
        entries = trust.without_trailing(heads_of(self.known, feeds), self.own, self.absents)
        if not entries:
            self.plan.told([], now, slowness)
            return
        seconds = self._stamp(now)
        while True:
            digest = trust.digest(entries, self.world.events_of)
            try:
                data = pack_heads(self.sealer, Heads(seconds, digest, entries))
                break
            except ValueError:
                entries = entries[: len(entries) * 3 // 4]
        feeds = [entry.feed for entry in entries]
        owed = self.plan.owed_among(feeds)
        share = SHARES[Precedence.URGENT] if owed else HEADS_SHARE
        if (wait := self.budget.wait(now, self._ms(data), share, urgent=bool(owed))) > 0:
            self.plan.hold(now + wait)
            return
        self.plan.told(feeds, now, slowness)
        self._transmit(data, now, out, Flight(heads=feeds, owed=owed), urgent=bool(owed))

    def _send_answers(self, now: float, out: list[Output]) -> None:
        ready = self.repair.ready(now, self._answers)
        if not ready:
            return
        prime = ready[0].prime
        line = sorted((a.record for a in ready if a.prime == prime), key=trust.place_in_log)
        data, taken = pack_events(self.sealer, line)
        share = SHARES[Precedence.ROUTINE] if prime else BACKLOG_SHARE
        if (wait := self.budget.wait(now, self._ms(data), share)) > 0:
            self.repair.hold_answers(now + wait)
            return
        self.repair.said(line[:taken], now)
        own = [r for r in line[:taken] if isinstance(r, Event) and Feed(r.kit, r.epoch) == self.own]
        self._transmit(data, now, out, Flight(events=own))
        gap = (PRIME_GAP if prime else BACKLOG_GAP) * self._ms(data) / 1000.0
        self.repair.hold_answers(now + gap * (0.8 + 0.4 * self.rng()))

    def _send_want(self, now: float, out: list[Output]) -> None:
        ranges = self.repair.wanted(self.known, now)
        while ranges:
            try:
                data = pack_want(self.sealer, Want(tuple(ranges), self._stamp(now)))
                break
            except ValueError:
                ranges = ranges[: len(ranges) * 3 // 4]
        else:
            return
        if (wait := self.budget.wait(now, self._ms(data), HEADS_SHARE)) > 0:
            self.repair.hold_wants(now + wait)
            return
        self.repair.asking(ranges, now, self._asking)
        self._transmit(data, now, out, Flight(wants=[feed for feed, _ in ranges]))

    def _transmit(
        self,
        data: bytes,
        now: float,
        out: list[Output],
        flight: Flight,
        *,
        urgent: bool = False,
        want_ack: bool = False,
    ) -> None:
        self.budget.spend(now, self._ms(data))
        self.seen.own(data)
        out.append(Transmit(self.flights.start(flight), data, urgent, want_ack))

    def _step(self, token: int, step: Step) -> list[Output]:
        steps = ((event, self.outbox.step(event, step)) for event in self.flights.events(token))
        return [Progressed(event, state) for event, state in steps if state is not None]

    def _take_events(self, opened: Opened, asked: tuple[int, ...], now: float) -> list[Output]:
        new: list[Event] = []
        out: list[Output] = []
        for event in opened.events:
            feed = Feed(event.kit, event.epoch)
            if feed not in self.known.feeds and len(self.known.feeds) >= MAX_KNOWN_FEEDS:
                continue
            self.repair.aired(feed, event.seq, event.seq, now)
            self.repair.heard_said(feed, event.seq, event.seq)
            if feed == (opened.kit, opened.epoch):
                self.peers.author_has(opened.kit, opened.epoch, event.seq)
            else:
                self.repair.somebody_answers(feed, now, self._stretch)
            if any(one.ref == event.ref for one in new):
                continue
            if not self.known.has(event.kit, event.epoch, event.seq) or self.absents.has(feed, event.seq):
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
                self.plan.owe(feed, now, answer_within(urgency(event), len(asked)) * self._stretch)
        for absent in opened.absents:
            if absent.feed in self.known.feeds or len(self.known.feeds) < MAX_KNOWN_FEEDS:
                self.repair.aired(absent.feed, absent.first, absent.last, now)
                self.repair.heard_said(absent.feed, absent.first, absent.last)
                self._take_absent(absent.feed, absent.first, absent.last)
        if new:
            self._met(opened.kit, now)
            out.append(Received(tuple(new), opened.kit))
        return out

    def _take_absent(self, feed: Feed, first: int, last: int) -> None:
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

    def _take_heads(self, kit: int, heads: Heads, now: float) -> list[Output]:
        out: list[Output] = []
        for feed, ranges in self.peers.told(kit, heads).items():
            if feed == self.own:
                out += self._received(kit, ranges)
        for entry in heads.feeds:
            top = top_of(entry)
            if entry.feed == self.own:
                if top > self.known.feed(*self.own).top:
                    out.append(OwnFeedAhead(kit, top))
                continue
            if entry.feed not in self.known.feeds and len(self.known.feeds) >= MAX_KNOWN_FEEDS:
                continue
            progress = self.known.feed(*entry.feed)
            if entry.feed.kit == kit:
                progress.rebase(entry.base)  # only the author knows where its feed begins
            if top >= progress.top and entry.head >= progress.head:
                self.plan.others_said(entry.feed)
            gaps = list(progress.gaps(top))
            if gaps:
                self.repair.look(entry.feed, top, now, self._asking, anew=covers(entry, gaps))
        self.outbox.settle(self._missing)
        if trust.differs(heads, self.known, self.world.events_of) and self.seen.fork_is_news(kit, now):
            self.counts.forks += 1
            out.append(Forked(kit, None))
        return out

    def _received(self, kit: int, ranges: list[tuple[int, int]]) -> list[Output]:
        """Own events that a kit has told only now that it has."""
        top = self.known.feed(*self.own).top
        found = []
        for first, last in ranges:
            upper = min(last, top)
            found += self.world.events_of(self.own, max(first, upper - LOOK_BACK + 1), upper)
        return [Progressed(event, DeliveryState.RECEIVED, kit) for event in found if on_air(event)]

    def _take_want(self, want: Want, now: float) -> None:
        volunteer = self.repair.volunteers(len(self.peers.kits()))
        first = self.repair.answer_at(now, self._stretch, own=True)
        later = self.repair.answer_at(now, self._crowd, own=False)
        for feed, ranges in want.feeds:
            self.repair.others_ask(feed, now, self._crowd)
            if feed in self.known.feeds:
                # of few feeds the authors answer first; of many, one kit that has them all in few frames
                own = feed == self.own and len(want.feeds) <= FEW_FEEDS
                if not volunteer and feed != self.own:
                    continue
                self.repair.asked_of_us(feed, ranges, now, first if own else later)

    def _take_own_name(self, opened: Opened) -> list[Output]:
        """A frame sealed as ours that we did not send in this run."""
        reason = trust.never_said(opened, self.own, self.known, self.world.events_of)
        if reason is None:
            self.counts.replayed += 1
            return []
        self.counts.impersonated += 1
        return [Impersonated(reason)]

    def _met(self, kit: int, now: float) -> None:
        before = self.peers.meet(kit, now)
        silence = REUNION_PERIODS * HEADS_EVERY_S * max(1.0, self._stretch, len(self.peers.kits()) / HEADS_KITS)
        if (before is None or now - before > silence) and now - self._reunion_at > silence / 2:
            self._reunion_at = now
            for feed in self.known.feeds:
                self.plan.changed(feed)
            self.plan.soon(now, REUNION_HEADS_S * self._crowd)

    def _answers(self, feed: Feed, first: int, last: int) -> list[Answer]:
        return answers_of(self.world, self.absents, self.known.feed(*feed), feed, first, last)

    def _missing(self, event: Event) -> bool:
        """Whether some kit that `event` is for has not said that it has it (or it was never sent)."""
        audience = self.world.audience(event)
        if any(not self.peers.has(kit, self.own, event.seq) for kit in audience):
            return True
        return not audience and self.outbox.tries(event) == 0

    def _lacking(self, event: Event) -> set[int]:
        return {kit for kit in self.world.audience(event) if not self.peers.has(kit, self.own, event.seq)}

    def _asked_of(self, batch: list[Event]) -> tuple[int, ...]:
        lacking: set[int] = set().union(*(self._lacking(event) for event in batch))
        return tuple(sorted(lacking)[:32])

    def _stamp(self, now: float) -> int:
        """The seconds of the next frame that tells them."""
        self._seconds = min(max(int(now), self._seconds + 1), MAX_SECONDS)
        return self._seconds

    def _answers_take(self, event: Event) -> float:
        return PATIENCE * answer_within(urgency(event), len(self._lacking(event))) * self._stretch

    @property
    def _stretch(self) -> float:
        return stretch(self.preset)

    @property
    def _crowd(self) -> float:
        """Waits in which every kit may speak grow with their number."""
        return self._stretch * max(1.0, len(self.peers.kits()) / 6)

    @property
    def _asking(self) -> float:
        return self._crowd * (1.0 if self.needs_all else LAZY * max(1.0, len(self.peers.kits()) / 6))

    def _slowness(self, now: float) -> float:
        crowd = 1.0 if self.needs_all else max(1.0, len(self.peers.kits()) / HEADS_KITS)
        return max(1.0, self._stretch) * crowd * self.budget.slowness(now)

    def _ms(self, data: bytes) -> float:
        return float(broadcast_ms(min(len(data), MAX_FRAME), self.preset))
