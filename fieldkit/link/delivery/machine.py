"""The delivery machine, sans-IO: frames and `now` in, frames to send and events out, `next_timeout()`.

Everybody's HEADS acknowledge everybody's events. Own events are sent, then sent again with decay until the kits they
are for have said that they hold them; a resend names those kits, and they alone answer. Whoever notices a gap asks
(WANT); whoever has the events answers after a random wait, and stays silent when another was faster. What the air does
not carry is named Absent, so nobody asks twice.

`holdings` keeps the facts, `outbox`, `heads` and `repair` each a plan of what to say when; here they meet what is
heard, and take turns on the air within `budget`. The states of a delivery are `core.delivery.NEXT`.
"""

from collections.abc import Callable, Iterable

from fieldkit.core.clock.hybrid import MAX_SECONDS
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.delivery import trust
from fieldkit.link.delivery.absents import with_absents
from fieldkit.link.delivery.budget import BACKLOG_SHARE, HEADS_SHARE, SHARES, Budget
from fieldkit.link.delivery.flights import Flight, Flights
from fieldkit.link.delivery.heads import HEADS_EVERY_S, HeadsPlan
from fieldkit.link.delivery.holdings import Holdings
from fieldkit.link.delivery.outbox import Outbox
from fieldkit.link.delivery.outputs import (
    Counts,
    Forked,
    FromNewer,
    Impersonated,
    Memory,
    Output,
    OwnFeedAhead,
    Progressed,
    Received,
    Refused,
    Said,
    Transmit,
    World,
)
from fieldkit.link.delivery.peers import covers, heads_of, top_of
from fieldkit.link.delivery.repair import BACKLOG_GAP, PRIME_GAP, Repair
from fieldkit.link.delivery.tempo import Tempo
from fieldkit.link.delivery.urgency import PATIENCE, answer_within, urgency
from fieldkit.link.errors import FrameError, Refusal
from fieldkit.link.wire.frame import on_air, open_frame, pack_events, pack_heads, pack_want
from fieldkit.link.wire.frame_types import Heads, Newer, Opened, Resend, Want, place_in_feed
from fieldkit.link.wire.seal import Sealer

SAVED_WITHIN_S = 60
"""Stamps may have been given since the memory was saved."""
REUNION_PERIODS = 4.0
"""A kit heard again after so many periods of heads was cut off: both sides have news for each other."""
REUNION_HEADS_S = 15.0
RESTART_SPREAD_S = 60.0
FIRST_EVENTS_S = (5.0, 30.0)
"""What waited for a start goes out between these: after a power cut all kits start at once, and phones speak then."""
FEW_FEEDS = 2
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
        self.sealer = sealer
        self.keys = keys
        self.world = world
        self.own = Feed(sealer.kit, sealer.epoch)
        self.counts = Counts()
        self.seen = trust.SeenFrames()
        self.holdings = Holdings(self.own, vector, world)
        self.budget = Budget()
        """The airtime; whoever hears of it from the node tells it there."""
        self.outbox = Outbox(rng)
        self._rng = rng
        self.tempo = Tempo(preset, self.budget, self.holdings.peers, needs_all=needs_all)
        self._repair = Repair(rng)
        self._heads = HeadsPlan(sealer.kit, rng)
        self.flights = Flights()
        self._stamped = 0
        """Seconds of the last frame that told them."""
        self._begun = 0
        """Frames of ours with these seconds, or fewer, are of before this machine was started."""
        self._reunion_at = float("-inf")
        self._said: Said | None = Said(sealer.epoch, 0)
        """What was on the air before this start."""

    # Its life

    def saved(self) -> Memory:
        """What must survive a restart beside the log."""
        said = Said(self.own.epoch, self.holdings.known.feed(*self.own).top, self.outbox.unsaid())
        return Memory(self.holdings.peers.saved(), self.holdings.absents.saved(), self._stamped, said)

    def restore(self, memory: Memory) -> None:
        """Take back what `saved` gave; before `start`."""
        self.holdings.peers.restore(memory.peers, self.own, self.holdings.known.feed(*self.own).top)
        self._stamped = memory.seconds + SAVED_WITHIN_S
        self._said = memory.said
        for kit, epoch, ranges in memory.absents:
            for first, last in ranges:
                self.holdings.take_absent(Feed(kit, epoch), first, last)

    def start(self, now: float, own_recent: Iterable[Event]) -> None:
        """Begin (or begin again after a restart): own events that were never on the air go out, in one frame where they
        fit, those that their kits have not confirmed go out again, and what is missing is asked for."""
        self._begun = max(int(now), self._stamped)
        first: float | None = None
        for event in own_recent:
            if not on_air(event):
                self.holdings.absents.add(self.own, event.seq, event.seq)
            elif self._never_said(event) and urgency(event) is Precedence.FLASH:
                self.outbox.add(event, Precedence.FLASH, now)
            elif self._never_said(event):
                if first is None:
                    first = now + FIRST_EVENTS_S[0] + self._rng() * (FIRST_EVENTS_S[1] - FIRST_EVENTS_S[0])
                self.outbox.add(event, urgency(event), first)
            elif self._missing(event):
                self.outbox.add(event, urgency(event), now, spread=RESTART_SPREAD_S)
        self._heads.start(now, list(self.holdings.known.feeds))
        for feed, ranges in self.holdings.known.gaps().items():
            self._ask(feed, ranges[-1][1], now)

    def go_on_from(self, before: "LinkMachine") -> None:
        """Another machine, of this kit's epoch before, stops here: what it knew of others and of the air holds still.
        Frames in flight stay known, so that no token is given out twice."""
        self.holdings.peers, self.counts = before.holdings.peers, before.counts
        self.budget, self.tempo, self.flights = before.budget, before.tempo, before.flights

    # What the kit tells

    def seal_with(self, key_number: int, secret: bytes) -> None:
        """Another of the municipality's keys is in use from now on."""
        self.sealer = Sealer(self.sealer.kit, self.sealer.epoch, key_number, secret)

    def added(self, event: Event, now: float) -> None:
        """An event is durable here, recorded or brought by any carrier."""
        feed = Feed(event.kit, event.epoch)
        progress = self.holdings.added(event)
        self._heads.changed(feed)
        self._heads.news_came(now, self.tempo.heads(now))
        if feed == self.own:
            if on_air(event):
                self.outbox.add(event, urgency(event), now)
            return
        self._repair.arrived(feed)
        if progress.beyond:
            self._ask(feed, progress.top, now)
        audience = self.world.audience(event)
        if self.sealer.kit in audience:
            self._owe(event, len(audience), now)

    # What the node tells

    def tuned(self, preset: str) -> None:
        """Its modem preset, by which frames take their time on air."""
        self.tempo.preset = preset

    def sent(self, token: int, now: float) -> list[Output]:
        """It took the frame for sending."""
        return self._reached(token, DeliveryState.SENT)

    def heard(self, token: int) -> list[Output]:
        """It heard some node relay the frame (an implicit ACK): proves no recipient."""
        return self._reached(token, DeliveryState.HEARD)

    def failed(self, token: int, now: float, retry_after: float = 5.0) -> None:
        """It refused the frame; what was in it goes out again."""
        flight = self.flights.lost(token)
        if flight is None:
            return
        for event in flight.events:
            self.outbox.again(event, now + retry_after)
        if flight.heads:
            self._heads.untold(flight.heads, flight.owed, now)
        self._repair.not_asked(flight.wants, now + retry_after)

    def _reached(self, token: int, told: DeliveryState) -> list[Output]:
        steps = ((event, self.outbox.reached(event, told)) for event in self.flights.events(token))
        return [Progressed(event, state) for event, state in steps if state is not None]

    # What others say

    def frame(self, data: bytes, now: float) -> list[Output]:
        """A payload of PRIVATE_APP was heard."""
        try:
            opened = open_frame(data, self.keys)
        except FrameError as error:
            self.counts.refused += 1
            return [Refused(error.why)]
        if self.world.is_revoked(opened.kit, opened.epoch):
            self.counts.revoked += 1
            return [Refused(Refusal.REVOKED)]
        if (opened.kit, opened.epoch) == self.own:
            return [] if self.seen.is_own(data) else self._take_own_name(opened)
        whole, opened = opened, trust.within_reason(opened, self.own, self.holdings.known.feed(*self.own).top)
        if opened != whole:
            self.counts.refused += 1
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
            return self._take_heads(opened.kit, opened.heads, whole.heads or opened.heads, now)
        if opened.want is not None:
            if not old:
                self._take_want(opened.want, now)
            return []
        asked = opened.resend.asked if opened.resend is not None and not old else ()
        return self._take_events(data, opened, asked, now)

    def _take_events(self, data: bytes, opened: Opened, asked: tuple[int, ...], now: float) -> list[Output]:
        holdings = self.holdings
        new: list[Event] = []
        out: list[Output] = []
        for event in opened.events:
            feed = Feed(event.kit, event.epoch)
            if self.world.is_apart(event):
                self.counts.revoked += 1
                continue
            if not holdings.has_room(feed):
                continue
            self._need_not_say(feed, event.seq, event.seq, now)
            if feed == (opened.kit, opened.epoch):
                holdings.peers.author_has(opened.kit, opened.epoch, event.seq)
            else:
                self._repair.somebody_answers(feed, now, self.tempo.flood)
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
                self._owe(event, len(asked), now)
        for absent in opened.absents:
            if holdings.has_room(absent.feed):
                self._need_not_say(absent.feed, absent.first, absent.last, now)
                holdings.take_absent(absent.feed, absent.first, absent.last)
        out += self._take_newer(data, opened, now)
        if new:
            self._met(opened.kit, now)
            out.append(Received(tuple(new), opened.kit))
        return out

    def _take_newer(self, data: bytes, opened: Opened, now: float) -> list[Output]:
        """Records of a newer version: not asked for again, and not told as held."""
        kept: list[Newer] = []
        out: list[Output] = []
        for record in opened.newer:
            if not self.holdings.has_room(record.feed):
                continue
            self._need_not_say(record.feed, record.seq, record.seq, now)
            if record.feed == (opened.kit, opened.epoch):
                self.holdings.peers.author_has(opened.kit, opened.epoch, record.seq)
            if self.holdings.take_newer(record.feed, record.seq):
                kept.append(record)
                if record.feed == self.own:
                    out.append(OwnFeedAhead(opened.kit, record.seq))
        return [FromNewer(data, tuple(kept), opened.kit), *out] if kept else []

    def _take_heads(self, kit: int, heads: Heads, whole: Heads, now: float) -> list[Output]:
        """`heads` are those of what a kit has told, `whole`, that can be."""
        known = self.holdings.known
        out: list[Output] = []
        for feed, ranges in self.holdings.peers.told(kit, heads).items():
            if feed == self.own:
                held = self.holdings.own_carried(ranges)
                out += [Progressed(event, DeliveryState.RECEIVED, kit) for event in held]
        ahead = max((top_of(entry) for entry in whole.feeds if entry.feed == self.own), default=0)
        if known.feed(*self.own).top < ahead <= MAX_SEQ:
            out.append(OwnFeedAhead(kit, ahead, said=True))
        for entry in heads.feeds:
            top = top_of(entry)
            if entry.feed == self.own:
                continue
            if not self.holdings.has_room(entry.feed):
                continue
            progress = known.feed(*entry.feed)
            if entry.feed.kit == kit:
                progress.rebase(entry.base)  # only the author knows where its feed begins
            if top >= progress.top and entry.head >= progress.head:
                self._heads.others_said(entry.feed)
            gaps = list(progress.gaps(top))
            if gaps:
                self._ask(entry.feed, top, now, anew=covers(entry, gaps))
        self.outbox.settle(self._missing)
        comparable = heads == whole and trust.differs(heads, self.holdings.held, self.world.events_of)
        if comparable and self.seen.fork_is_news(kit, now):
            self.counts.forks += 1
            out.append(Forked(kit, None))
        return out

    def _take_want(self, want: Want, now: float) -> None:
        """Answer after a random wait, if this kit is the author or one of the volunteers."""
        crowd = self.tempo.crowd
        volunteer = self._repair.volunteers(self.tempo.kits)
        first = self._repair.answer_at(now, self.tempo.flood, own=True)
        later = self._repair.answer_at(now, crowd, own=False)
        for feed, ranges in want.feeds:
            self._repair.others_ask(feed, now, crowd)
            if feed in self.holdings.known.feeds:
                # of few feeds the authors answer first; of many, one kit that has them all in few frames
                own = feed == self.own and len(want.feeds) <= FEW_FEEDS
                if not volunteer and feed != self.own:
                    continue
                self._repair.asked_of_us(feed, ranges, now, first if own else later)

    def _take_own_name(self, opened: Opened) -> list[Output]:
        """A frame sealed as ours that we did not send in this run."""
        earlier = opened.heads is not None and opened.heads.seconds <= self._begun
        said = trust.never_said(opened, self.own, self.holdings.known, self.world.events_of, earlier=earlier)
        if said is None:
            self.counts.replayed += 1
            return []
        self.counts.impersonated += 1
        return [Impersonated(said)]

    def _met(self, kit: int, now: float) -> None:
        """A kit was heard; after a long silence it hears soon of all that is here."""
        before = self.holdings.peers.meet(kit, now)
        silence = REUNION_PERIODS * HEADS_EVERY_S * self.tempo.silence
        if (before is None or now - before > silence) and now - self._reunion_at > silence / 2:
            self._reunion_at = now
            for feed in self.holdings.known.feeds:
                self._heads.changed(feed)
            self._heads.soon(now, REUNION_HEADS_S * self.tempo.crowd)

    # What that leads to

    def _ask(self, feed: Feed, limit: int, now: float, *, anew: bool = False) -> None:
        """Something up to `limit` is missing. `anew`: somebody who may have it came back. What a revoked kit wrote is
        not asked for: what is too late would come again and again."""
        if self.world.is_revoked(*feed):
            return
        self._repair.look(feed, limit, now, self.tempo.asking, anew=anew)

    def _owe(self, event: Event, answering: int, now: float) -> None:
        """`answering` kits, this one among them, are waited for to say that they have the event."""
        within = answer_within(urgency(event), answering) * self.tempo.flood
        self._heads.owe(Feed(event.kit, event.epoch), now, within)

    def _need_not_say(self, feed: Feed, first: int, last: int, now: float) -> None:
        """Somebody else sent these."""
        self._repair.aired(feed, first, last, now)
        self._repair.heard_said(feed, first, last)

    def _missing(self, event: Event) -> bool:
        """Whether some kit that an own event is for has not said that it has it (or it was never sent)."""
        audience = self.world.audience(event)
        if any(not self.holdings.peers.has(kit, self.own, event.seq) for kit in audience):
            return True
        return not audience and self.outbox.is_unsaid(event)

    def _never_said(self, event: Event) -> bool:
        """Whether an own event was recorded just before the end, or while nobody ran: nobody asks for what nobody has
        heard of, and what is addressed to no kit waits for no answer."""
        said = self._said
        if said is None:
            return False
        return said.epoch != self.own.epoch or event.seq > said.top or event.seq in said.unsaid

    # What goes out next

    def next_timeout(self) -> float | None:
        """When `timeout` has something to do."""
        times = [self._heads.due(), self.outbox.due(), self._repair.due()]
        return min((t for t in times if t is not None), default=None)

    def timeout(self, now: float, *, room: int = 4) -> list[Output]:
        """Frames due by `now`, at most `room` of them (what the node's queue takes)."""
        out: list[Output] = []
        for _ in range(room + len(SHARES)):
            due = self.outbox.due()
            if len(out) >= room or due is None or due > now:
                break
            self._send_own(now, out)
        if len(out) < room and self._heads.due() <= now:
            self._send_heads(now, out)
        if len(out) < room and (due := self._repair.due()) is not None and due <= now:
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
        records = with_absents(batch, self.holdings.absents)
        data, taken = pack_events(self.sealer, records, resend=resend)
        if batch[0] not in records[:taken]:
            records = list(batch)
            data, taken = pack_events(self.sealer, records, resend=resend)
        urgent = precedence in URGENT
        if (wait := self.budget.wait(now, self.tempo.air_ms(data), SHARES[precedence], urgent=urgent)) > 0:
            self.outbox.hold(precedence, now + wait)
            return
        sent = [record for record in records[:taken] if isinstance(record, Event)]
        first_time = any(self.outbox.tries(event) == 0 for event in sent)
        self.outbox.was_sent(sent, now, self._answers_take)
        self._transmit(data, now, out, Flight(events=sent), urgent=urgent, want_ack=first_time and urgent)

    def _send_heads(self, now: float, out: list[Output]) -> None:
        holdings = self.holdings
        feeds = self._heads.feeds(now, list(holdings.known.feeds))
        slowness = self.tempo.heads(now)
        entries = trust.without_trailing(heads_of(holdings.held, feeds), self.own, holdings.absents)
        if not entries:
            self._heads.told([], now, slowness)
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
        owed = self._heads.owed_among(feeds)
        share = SHARES[Precedence.URGENT] if owed else HEADS_SHARE
        if (wait := self.budget.wait(now, self.tempo.air_ms(data), share, urgent=bool(owed))) > 0:
            self._heads.hold(now + wait)
            return
        self._heads.told(feeds, now, slowness)
        self._transmit(data, now, out, Flight(heads=feeds, owed=owed), urgent=bool(owed))

    def _send_answers(self, now: float, out: list[Output]) -> None:
        ready = self._repair.ready(now, self.holdings.answers)
        if not ready:
            return
        prime = ready[0].prime
        line = sorted((a.record for a in ready if a.prime == prime), key=place_in_feed)
        data, taken = pack_events(self.sealer, line)
        share = SHARES[Precedence.ROUTINE] if prime else BACKLOG_SHARE
        air_ms = self.tempo.air_ms(data)
        if (wait := self.budget.wait(now, air_ms, share)) > 0:
            self._repair.hold_answers(now + wait)
            return
        self._repair.said(line[:taken], now)
        own = [r for r in line[:taken] if isinstance(r, Event) and Feed(r.kit, r.epoch) == self.own]
        self._transmit(data, now, out, Flight(events=own))
        gap = (PRIME_GAP if prime else BACKLOG_GAP) * air_ms / 1000.0
        self._repair.hold_answers(now + gap * (0.8 + 0.4 * self._rng()))

    def _send_want(self, now: float, out: list[Output]) -> None:
        ranges = self._repair.wanted(self.holdings.known, now)
        while ranges:
            try:
                data = pack_want(self.sealer, Want(tuple(ranges), self._stamp(now)))
                break
            except ValueError:
                ranges = ranges[: len(ranges) * 3 // 4]
        else:
            return
        if (wait := self.budget.wait(now, self.tempo.air_ms(data), HEADS_SHARE)) > 0:
            self._repair.hold_wants(now + wait)
            return
        self._repair.asking(ranges, now, self.tempo.asking)
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
        self.budget.spend(now, self.tempo.air_ms(data))
        self.seen.own(data)
        out.append(Transmit(self.flights.start(flight), data, urgent, want_ack))

    def _asked_of(self, batch: list[Event]) -> tuple[int, ...]:
        """Kits that a resend names."""
        lacking: set[int] = set().union(*(self.holdings.lacking(event) for event in batch))
        return tuple(sorted(lacking)[:32])

    def _answers_take(self, event: Event) -> float:
        """Seconds that the answers to an own event may take."""
        return PATIENCE * answer_within(urgency(event), len(self.holdings.lacking(event))) * self.tempo.flood

    def _stamp(self, now: float) -> int:
        """The seconds of the next frame that tells them: later than the last, whatever the clock says."""
        self._stamped = min(max(int(now), self._stamped + 1), MAX_SECONDS)
        return self._stamped
