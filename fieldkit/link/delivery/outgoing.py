"""What goes on the air next, and when: own events, heads, answers and asks, within the airtime that is left.

Each has a plan of its own (`outbox`, `heads`, `repair`, `budget`); here they take turns. All waits grow with slow
presets, many kits and a full channel.
"""

from collections.abc import Callable, Iterable

from fieldkit.core.clock.hybrid import MAX_SECONDS
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.state.vector import Feed
from fieldkit.link.delivery import trust
from fieldkit.link.delivery.absents import with_absents
from fieldkit.link.delivery.budget import BACKLOG_SHARE, HEADS_SHARE, SHARES, Budget
from fieldkit.link.delivery.flights import Flight, Flights
from fieldkit.link.delivery.heads import HEADS_EVERY_S, HeadsPlan
from fieldkit.link.delivery.holdings import Holdings
from fieldkit.link.delivery.outbox import Outbox
from fieldkit.link.delivery.outputs import Output, Progressed, Transmit
from fieldkit.link.delivery.peers import heads_of
from fieldkit.link.delivery.progress import Step
from fieldkit.link.delivery.repair import BACKLOG_GAP, PRIME_GAP, Repair
from fieldkit.link.delivery.urgency import PATIENCE, answer_within, stretch, urgency
from fieldkit.link.node.airtime import broadcast_ms
from fieldkit.link.wire.frame import MAX_FRAME, on_air, pack_events, pack_heads, pack_want
from fieldkit.link.wire.frame_types import Heads, Resend, Want
from fieldkit.link.wire.seal import Sealer

REUNION_PERIODS = 4.0
"""A kit heard again after so many periods of heads was cut off: both sides have news for each other."""
REUNION_HEADS_S = 15.0
RESTART_SPREAD_S = 60.0
LAZY = 10.0
"""How much longer a kit waits with asking for what is most likely not for it."""
HEADS_KITS = 5.0
"""Kits whose periodic heads the channel bears at their full rate; more take turns."""
FEW_FEEDS = 2
URGENT = (Precedence.FLASH, Precedence.URGENT)


class Outgoing:
    """`needs_all`: this kit asks at once for what it misses. `seen` learns which frames are our own."""

    def __init__(
        self,
        sealer: Sealer,
        holdings: Holdings,
        seen: trust.SeenFrames,
        rng: Callable[[], float],
        preset: str,
        *,
        needs_all: bool,
    ) -> None:
        self.preset = preset
        self.budget = Budget()
        self.outbox = Outbox(rng)
        self.repair = Repair(rng)
        self.plan = HeadsPlan(sealer.kit, rng)
        self.flights = Flights()
        self.seconds = 0
        """The stamp of the last frame that had one."""
        self._sealer = sealer
        self._holdings = holdings
        self._seen = seen
        self._rng = rng
        self._needs_all = needs_all
        self._reunion_at = float("-inf")

    def go_on_from(self, before: "Outgoing") -> None:
        """Airtime spent and frames in flight are the radio's, whatever the kit's epoch is."""
        self.preset, self.budget, self.flights = before.preset, before.budget, before.flights

    def start(self, now: float, own_recent: Iterable[Event]) -> None:
        """Queue again what its kits have not confirmed, and ask for the gaps."""
        holdings = self._holdings
        for event in own_recent:
            if not on_air(event):
                holdings.absents.add(holdings.own, event.seq, event.seq)
            elif self._missing(event):
                self.outbox.add(event, urgency(event), now, spread=RESTART_SPREAD_S)
        self.plan.start(now, list(holdings.known.feeds))
        for feed, ranges in holdings.known.gaps().items():
            self.ask(feed, ranges[-1][1], now)

    # What the other half of the machine tells

    def changed(self, feed: Feed, now: float) -> None:
        """There is news of a feed to tell."""
        self.plan.changed(feed)
        self.plan.news_came(now, self._slowness(now))

    def ask(self, feed: Feed, limit: int, now: float, *, anew: bool = False) -> None:
        """Something up to `limit` is missing. `anew`: somebody who may have it came back."""
        self.repair.look(feed, limit, now, self._asking, anew=anew)

    def aired(self, feed: Feed, first: int, last: int, now: float) -> None:
        """Somebody else sent these: we need not."""
        self.repair.aired(feed, first, last, now)
        self.repair.heard_said(feed, first, last)

    def owe(self, event: Event, answering: int, now: float) -> None:
        """`answering` kits, this one among them, are waited for to say that they have the event."""
        within = answer_within(urgency(event), answering) * self._stretch
        self.plan.owe(Feed(event.kit, event.epoch), now, within)

    def others_answer(self, feed: Feed, now: float) -> None:
        """Another kit than its author sent events of a feed."""
        self.repair.somebody_answers(feed, now, self._stretch)

    def asked(self, want: Want, now: float) -> None:
        """Somebody asks: answer after a random wait, if this kit is the author or one of the volunteers."""
        volunteer = self.repair.volunteers(self._kits)
        first = self.repair.answer_at(now, self._stretch, own=True)
        later = self.repair.answer_at(now, self._crowd, own=False)
        for feed, ranges in want.feeds:
            self.repair.others_ask(feed, now, self._crowd)
            if feed in self._holdings.known.feeds:
                # of few feeds the authors answer first; of many, one kit that has them all in few frames
                own = feed == self._holdings.own and len(want.feeds) <= FEW_FEEDS
                if not volunteer and feed != self._holdings.own:
                    continue
                self.repair.asked_of_us(feed, ranges, now, first if own else later)

    def met(self, before: float | None, now: float) -> None:
        """A kit was heard, last time at `before`; after a long silence it hears soon of all that is here."""
        silence = REUNION_PERIODS * HEADS_EVERY_S * max(1.0, self._stretch, self._kits / HEADS_KITS)
        if (before is None or now - before > silence) and now - self._reunion_at > silence / 2:
            self._reunion_at = now
            for feed in self._holdings.known.feeds:
                self.plan.changed(feed)
            self.plan.soon(now, REUNION_HEADS_S * self._crowd)

    def settle(self) -> None:
        """Others told what they have: what everybody has need not go out again."""
        self.outbox.settle(self._missing)

    # What becomes of frames

    def step(self, token: int, step: Step) -> list[Output]:
        """Something good happened to a frame."""
        steps = ((event, self.outbox.step(event, step)) for event in self.flights.events(token))
        return [Progressed(event, state) for event, state in steps if state is not None]

    def failed(self, token: int, now: float, retry_after: float) -> None:
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

    # The next frames

    def due(self) -> float | None:
        """When `frames` has something to do."""
        times = [self.plan.due(), self.outbox.due(), self.repair.due()]
        return min((t for t in times if t is not None), default=None)

    def frames(self, now: float, room: int) -> list[Output]:
        """Frames due by `now`, at most `room` of them."""
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
        records = with_absents(batch, self._holdings.absents)
        data, taken = pack_events(self._sealer, records, resend=resend)
        if batch[0] not in records[:taken]:
            records = list(batch)
            data, taken = pack_events(self._sealer, records, resend=resend)
        urgent = precedence in URGENT
        if (wait := self.budget.wait(now, self._ms(data), SHARES[precedence], urgent=urgent)) > 0:
            self.outbox.hold(precedence, now + wait)
            return
        sent = [record for record in records[:taken] if isinstance(record, Event)]
        first_time = any(self.outbox.tries(event) == 0 for event in sent)
        self.outbox.was_sent(sent, now, self._answers_take)
        self._transmit(data, now, out, Flight(events=sent), urgent=urgent, want_ack=first_time and urgent)

    def _send_heads(self, now: float, out: list[Output]) -> None:
        holdings = self._holdings
        feeds = self.plan.feeds(now, list(holdings.known.feeds))
        slowness = self._slowness(now)
        entries = trust.without_trailing(heads_of(holdings.known, feeds), holdings.own, holdings.absents)
        if not entries:
            self.plan.told([], now, slowness)
            return
        seconds = self._stamp(now)
        while True:
            digest = trust.digest(entries, holdings.world.events_of)
            try:
                data = pack_heads(self._sealer, Heads(seconds, digest, entries))
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
        ready = self.repair.ready(now, self._holdings.answers)
        if not ready:
            return
        prime = ready[0].prime
        line = sorted((a.record for a in ready if a.prime == prime), key=trust.place_in_log)
        data, taken = pack_events(self._sealer, line)
        share = SHARES[Precedence.ROUTINE] if prime else BACKLOG_SHARE
        if (wait := self.budget.wait(now, self._ms(data), share)) > 0:
            self.repair.hold_answers(now + wait)
            return
        self.repair.said(line[:taken], now)
        own = [r for r in line[:taken] if isinstance(r, Event) and Feed(r.kit, r.epoch) == self._holdings.own]
        self._transmit(data, now, out, Flight(events=own))
        gap = (PRIME_GAP if prime else BACKLOG_GAP) * self._ms(data) / 1000.0
        self.repair.hold_answers(now + gap * (0.8 + 0.4 * self._rng()))

    def _send_want(self, now: float, out: list[Output]) -> None:
        ranges = self.repair.wanted(self._holdings.known, now)
        while ranges:
            try:
                data = pack_want(self._sealer, Want(tuple(ranges), self._stamp(now)))
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
        self._seen.own(data)
        out.append(Transmit(self.flights.start(flight), data, urgent, want_ack))

    def _missing(self, event: Event) -> bool:
        """Whether some kit that `event` is for has not said that it has it (or it was never sent)."""
        holdings = self._holdings
        audience = holdings.world.audience(event)
        if any(not holdings.peers.has(kit, holdings.own, event.seq) for kit in audience):
            return True
        return not audience and self.outbox.tries(event) == 0

    def _asked_of(self, batch: list[Event]) -> tuple[int, ...]:
        lacking: set[int] = set().union(*(self._holdings.lacking(event) for event in batch))
        return tuple(sorted(lacking)[:32])

    def _stamp(self, now: float) -> int:
        """The seconds of the next frame that tells them."""
        self.seconds = min(max(int(now), self.seconds + 1), MAX_SECONDS)
        return self.seconds

    def _answers_take(self, event: Event) -> float:
        return PATIENCE * answer_within(urgency(event), len(self._holdings.lacking(event))) * self._stretch

    @property
    def _kits(self) -> int:
        return len(self._holdings.peers.kits())

    @property
    def _stretch(self) -> float:
        return stretch(self.preset)

    @property
    def _crowd(self) -> float:
        """Waits in which every kit may speak grow with their number."""
        return self._stretch * max(1.0, self._kits / 6)

    @property
    def _asking(self) -> float:
        return self._crowd * (1.0 if self._needs_all else LAZY * max(1.0, self._kits / 6))

    def _slowness(self, now: float) -> float:
        crowd = 1.0 if self._needs_all else max(1.0, self._kits / HEADS_KITS)
        return max(1.0, self._stretch) * crowd * self.budget.slowness(now)

    def _ms(self, data: bytes) -> float:
        return float(broadcast_ms(min(len(data), MAX_FRAME), self.preset))
