"""The delivery machine, sans-IO: frames and `now` in, frames to send and events out, `next_timeout()`.

Everybody's HEADS acknowledge everybody's events. Own events are sent, then sent again with decay until the kits they
are for have said that they hold them. Whoever notices a gap asks (WANT); whoever has the events answers after a random
wait, and stays silent when another was faster. What the air does not carry is named Absent, so nobody asks twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fieldkit.core.event import Event
from fieldkit.core.terms import Precedence
from fieldkit.core.vector import Feed, Vector
from fieldkit.link.airtime import broadcast_ms
from fieldkit.link.budget import HEADS_SHARE, SHARES, Budget
from fieldkit.link.errors import FrameError
from fieldkit.link.frame import (
    MAX_FRAME,
    Absent,
    FrameType,
    Heads,
    Opened,
    Record,
    Sealer,
    Want,
    on_air,
    open_frame,
    pack_events,
    pack_heads,
    pack_want,
)
from fieldkit.link.outbox import Outbox
from fieldkit.link.peers import Peers, heads_of
from fieldkit.link.repair import Repair
from fieldkit.link.urgency import PACES, urgency

HEADS_EVERY_S = 600.0
"""Periodic heads when something changed since the last; three times as long when nothing did."""
GOLDEN = 0.6180339887
"""Kit numbers times this, modulo 1, spread the kits' periodic frames evenly over a period."""


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send this frame as a broadcast on PRIVATE_APP. `token` comes back in `sent`; `urgent` goes before others."""

    token: int
    data: bytes
    urgent: bool
    want_ack: bool


@dataclass(frozen=True, slots=True)
class Received:
    """Events that were not known here; the kit merges them and calls `added` for each."""

    events: tuple[Event, ...]
    kit: int


@dataclass(frozen=True, slots=True)
class Progressed:
    """An own event got further: `state` is sent or heard (for everybody), or received (by `kit`)."""

    event: Event
    state: str
    kit: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame was not applied: foreign, forged, damaged or of a newer version."""

    reason: str


@dataclass(frozen=True, slots=True)
class OwnFeedAhead:
    """A peer holds events of this kit's feed that this kit does not have: the disk was restored or cloned."""

    kit: int
    head: int


Output = Transmit | Received | Progressed | Refused | OwnFeedAhead


class World:
    """What the machine asks of its kit. Plain functions, so that tests give dictionaries."""

    def __init__(
        self,
        events_of: Callable[[Feed, int, int], list[Event]],
        audience: Callable[[Event], frozenset[int]],
        is_open: Callable[[Event], bool],
    ) -> None:
        self.events_of = events_of
        """Events of a feed from first to last, ascending."""
        self.audience = audience
        """Kits that an event is for (never the own one)."""
        self.is_open = is_open
        """Whether a late joiner needs this event now: running incident, open message, a place's latest report."""


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
    ) -> None:
        self.sealer = sealer
        self.keys = keys
        self.world = world
        self.rng = rng
        self.preset = preset
        self.peers = Peers()
        self.budget = Budget()
        self.known = Vector()
        """Events and absents together: what need not be asked for."""
        self.outbox = Outbox(rng)
        self.repair = Repair(rng)
        self.refused = 0
        self.replayed = 0
        self._tokens = 0
        self._in_flight: dict[int, list[Event]] = {}
        self._seals: dict[bytes, None] = {}
        self._changed: set[Feed] = set()
        self._heads_at = 0.0
        self._answer_at: float | None = None
        for feed, progress in vector.feeds.items():
            copy = self.known.feed(*feed)
            copy.rebase(progress.base)
            copy.head, copy.beyond = progress.head, set(progress.beyond)

    @property
    def own(self) -> Feed:
        return Feed(self.sealer.kit, self.sealer.epoch)

    def start(self, now: float, own_recent: Iterable[Event]) -> None:
        """Begin (or begin again after a restart): own events that their kits have not confirmed go out again."""
        period = HEADS_EVERY_S
        self._heads_at = now + 5.0 + self.rng() * 20.0
        self._changed.update(self.known.feeds)
        for event in own_recent:
            if on_air(event) and self._missing(event):
                self.outbox.add(event, urgency(event), now, spread=period / 10)
        self.repair.look(self.known.gaps(), now)

    def added(self, event: Event, now: float) -> None:
        """An event is durable here, recorded or brought by any carrier."""
        feed = Feed(event.kit, event.epoch)
        self.known.add(event.kit, event.epoch, event.seq)
        self._changed.add(feed)
        if feed == self.own and on_air(event):
            self.outbox.add(event, urgency(event), now)
        elif feed != self.own:
            self.repair.arrived(feed, event.seq)
        if feed != self.own and self.sealer.kit in self.world.audience(event):
            self._answer_soon(now, PACES[urgency(event)].answer)

    def frame(self, data: bytes, now: float) -> list[Output]:
        """A payload of PRIVATE_APP was heard."""
        try:
            opened = open_frame(data, self.keys)
        except FrameError as error:
            self.refused += 1
            return [Refused(str(error))]
        if opened.kit == self.sealer.kit and opened.epoch == self.sealer.epoch:
            return []  # our own words, come round
        seal = data[-8:]
        if seal in self._seals:
            self.replayed += 1
            return []
        self._seals[seal] = None
        if len(self._seals) > 512:
            del self._seals[next(iter(self._seals))]
        self.peers.meet(opened.kit, now)
        if opened.type is FrameType.EVENTS:
            return self._take_events(opened, now)
        if opened.heads is not None:
            return self._take_heads(opened.kit, opened.heads, now)
        if opened.want is not None:
            self._take_want(opened.want, now)
        return []

    def sent(self, token: int, now: float) -> list[Output]:
        """The node took the frame for sending."""
        events = self._in_flight.get(token, [])
        return [Progressed(event, "sent") for event in events]

    def heard(self, token: int) -> list[Output]:
        """Some node relayed the frame (an implicit ACK): proves no recipient."""
        return [Progressed(event, "heard") for event in self._in_flight.get(token, [])]

    def failed(self, token: int, now: float, retry_after: float = 5.0) -> None:
        """The node refused the frame; what was in it goes out again."""
        for event in self._in_flight.pop(token, []):
            self.outbox.again(event, now + retry_after)

    def next_timeout(self) -> float | None:
        """When `timeout` has something to do."""
        times = [self._heads_at, self._answer_at, self.outbox.due(), self.repair.due()]
        return min((t for t in times if t is not None), default=None)

    def timeout(self, now: float, *, room: int = 4) -> list[Output]:
        """Frames due by `now`, at most `room` of them (what the node's queue takes)."""
        out: list[Output] = []
        while len(out) < room and (due := self.outbox.due()) is not None and due <= now:
            if not self._send_own(now, out):
                break
        if len(out) < room and self.repair.due() is not None:
            self._send_repairs(now, out, room)
        heads_due = self._heads_at <= now or (self._answer_at is not None and self._answer_at <= now)
        if heads_due and len(out) < room:
            self._send_heads(now, out)
        return out

    def _send_own(self, now: float, out: list[Output]) -> bool:
        batch = self.outbox.batch(now, self._missing)
        if not batch:
            return False
        urgent = max(batch, key=lambda e: list(Precedence).index(urgency(e)))
        share = SHARES[urgency(urgent)]
        data, taken = pack_events(self.sealer, batch)
        if (wait := self.budget.wait(now, self._ms(data), share)) > 0:
            self.outbox.hold(now + wait)
            return False
        sent = batch[:taken]
        first_time = [event for event in sent if self.outbox.tries(event) == 0]
        self.outbox.was_sent(sent, now)
        flash = urgency(urgent) in (Precedence.FLASH, Precedence.URGENT)
        self._transmit(data, now, out, sent, urgent=flash, want_ack=bool(first_time) and flash)
        return True

    def _send_repairs(self, now: float, out: list[Output], room: int) -> None:
        answers = self.repair.answers(now, self._records)
        while answers and len(out) < room:
            data, taken = pack_events(self.sealer, answers)
            if (wait := self.budget.wait(now, self._ms(data), SHARES[Precedence.ROUTINE])) > 0:
                self.repair.hold(now + wait)
                return
            for record in answers[:taken]:
                self.repair.answered(record)
            self._transmit(data, now, out, [e for e in answers[:taken] if isinstance(e, Event)], urgent=False)
            answers = answers[taken:]
        ranges = self.repair.wanted(self.known, now)
        while ranges and len(out) < room:
            try:
                data = pack_want(self.sealer, Want(tuple(ranges)))
            except ValueError:
                ranges = ranges[: len(ranges) // 2]
                continue
            if (wait := self.budget.wait(now, self._ms(data), HEADS_SHARE)) > 0:
                self.repair.hold(now + wait)
                return
            self.repair.asked(ranges, now)
            self._transmit(data, now, out, [], urgent=False)
            return

    def _send_heads(self, now: float, out: list[Output]) -> None:
        quick = self._answer_at is not None and self._answer_at <= now and self._heads_at > now
        feeds = (
            sorted(self._changed) if quick else [*sorted(self._changed), *sorted(set(self.known.feeds) - self._changed)]
        )
        entries = heads_of(self.known, feeds)
        while True:
            try:
                data = pack_heads(self.sealer, Heads(max(0, int(now)) & 0x3FFFFFFF, 0, entries))
                break
            except ValueError:
                entries = entries[: len(entries) * 3 // 4]
        share = SHARES[Precedence.URGENT] if quick else HEADS_SHARE
        if (wait := self.budget.wait(now, self._ms(data), share)) > 0:
            self._heads_at = max(self._heads_at, now + wait)
            self._answer_at = now + wait if self._answer_at is not None else None
            return
        self._changed -= {entry.feed for entry in entries}
        self._answer_at = None
        if not quick:
            period = HEADS_EVERY_S if self._changed else 3 * HEADS_EVERY_S
            slot = (self.sealer.kit * GOLDEN) % 1.0 * HEADS_EVERY_S
            self._heads_at = (now // HEADS_EVERY_S) * HEADS_EVERY_S + period + slot
        else:
            self._heads_at = min(self._heads_at, now + HEADS_EVERY_S)
        self._transmit(data, now, out, [], urgent=quick)

    def _transmit(
        self, data: bytes, now: float, out: list[Output], events: list[Event], *, urgent: bool, want_ack: bool = False
    ) -> None:
        self._tokens += 1
        self.budget.spend(now, self._ms(data))
        if events:
            self._in_flight[self._tokens] = [e for e in events if Feed(e.kit, e.epoch) == self.own]
            if len(self._in_flight) > 256:
                del self._in_flight[next(iter(self._in_flight))]
        out.append(Transmit(self._tokens, data, urgent, want_ack))

    def _take_events(self, opened: Opened, now: float) -> list[Output]:
        new = []
        for event in opened.events:
            feed = Feed(event.kit, event.epoch)
            self.repair.heard(feed, event.seq, event.seq)
            if feed == (opened.kit, opened.epoch):
                self.peers.author_has(opened.kit, opened.epoch, event.seq)
            if not self.known.has(event.kit, event.epoch, event.seq):
                new.append(event)
            elif self.sealer.kit in self.world.audience(event):
                # it was sent again: the author has not heard that we have it
                self._changed.add(feed)
                self._answer_soon(now, PACES[urgency(event)].answer)
        for absent in opened.absents:
            self.repair.heard(absent.feed, absent.first, absent.last)
            for seq in range(absent.first, min(absent.last, absent.first + 4095) + 1):
                self.known.add(absent.feed.kit, absent.feed.epoch, seq)
        fresh = {Feed(e.kit, e.epoch) for e in new} | {a.feed for a in opened.absents}
        gaps = {feed: self._gaps_with(feed, new) for feed in fresh}
        self.repair.look({feed: ranges for feed, ranges in gaps.items() if ranges}, now)
        mine = [e for e in new if e.kit == self.sealer.kit and e.epoch == self.sealer.epoch]
        out: list[Output] = [OwnFeedAhead(opened.kit, max(e.seq for e in mine))] if mine else []
        if new:
            out.append(Received(tuple(new), opened.kit))
        return out

    def _gaps_with(self, feed: Feed, new: list[Event]) -> list[tuple[int, int]]:
        """What is missing of a feed once `new` is in."""
        arriving = {e.seq for e in new if Feed(e.kit, e.epoch) == feed}
        progress = self.known.feed(*feed)
        top = max([progress.top, *arriving])
        missing = [s for a, b in progress.gaps(top) for s in range(a, b + 1) if s not in arriving]
        return _as_ranges(missing)

    def _take_heads(self, kit: int, heads: Heads, now: float) -> list[Output]:
        out: list[Output] = []
        grown = self.peers.told(kit, heads)
        for entry in heads.feeds:
            if entry.feed == self.own:
                top = max([entry.head, *(last for _, last in entry.ranges)])
                if top > self.known.feed(*self.own).top:
                    out.append(OwnFeedAhead(kit, top))
                    continue
                for event in self.outbox.waiting():
                    if kit in self.world.audience(event) and self.peers.has(kit, self.own, event.seq):
                        out.append(Progressed(event, "received", kit))
                self.outbox.settle(self._missing)
                out += self._newly_received(kit, entry.feed, grown)
                continue
            progress = self.known.feed(*entry.feed)
            progress.rebase(entry.base)
            top = max([entry.head, *(last for _, last in entry.ranges)])
            missing = list(progress.gaps(top))
            if missing:
                self.repair.look({entry.feed: missing}, now)
        return out

    def _newly_received(self, kit: int, feed: Feed, grown: list[Feed]) -> list[Output]:
        """Own events that left the outbox long ago but that this kit has only now."""
        if feed not in grown:
            return []
        top = self.known.feed(*feed).head
        recent = self.world.events_of(feed, max(1, top - 63), top)
        return [
            Progressed(event, "received", kit)
            for event in recent
            if on_air(event) and self.peers.has(kit, feed, event.seq)
        ]

    def _take_want(self, want: Want, now: float) -> None:
        for feed, ranges in want.feeds:
            for first, last in ranges:
                self.repair.others_ask(feed, first, last, now)
                self.repair.asked_of_us(feed, first, last, now, own=feed == self.own)

    def _records(self, feed: Feed, first: int, last: int) -> list[Record]:
        """What can be said of a range, open items and the tail first when there is much."""
        found: list[Record] = []
        events = self.world.events_of(feed, max(first, last - 255), last)
        for event in events:
            if on_air(event):
                found.append(event)
            elif found and isinstance(found[-1], Absent) and found[-1].last == event.seq - 1:
                found[-1] = Absent(feed, found[-1].first, event.seq)
            else:
                found.append(Absent(feed, event.seq, event.seq))
        if len(found) <= 24:
            return found
        tail = found[-12:]
        return [r for r in found[:-12] if isinstance(r, Absent) or self.world.is_open(r)] + tail

    def _missing(self, event: Event) -> bool:
        """Whether some kit that `event` is for has not said that it has it (or it was never sent)."""
        audience = self.world.audience(event)
        if any(not self.peers.has(kit, self.own, event.seq) for kit in audience):
            return True
        return not audience and self.outbox.tries(event) == 0

    def _answer_soon(self, now: float, within: float) -> None:
        due = now + within * (0.2 + 0.8 * self.rng())
        self._answer_at = due if self._answer_at is None else min(self._answer_at, due)

    def _ms(self, data: bytes) -> float:
        return float(broadcast_ms(min(len(data), MAX_FRAME), self.preset))


def _as_ranges(seqs: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for seq in seqs:
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found
