"""Gaps: when to ask for what is missing, and when to answer what others miss. Times are the machine's seconds.

All waits are for MEDIUM_FAST and a few kits; `stretch` makes them longer on slower presets and in larger towns.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.wire.frame_types import Absent, Range, Record, place_in_feed

ASK_AFTER_S = (2.0, 6.0)
"""First ask: late enough for frames still on their way and for somebody else's ask."""
ASK_AGAIN_S = 20.0
ASK_LONGEST_S = 3600.0
"""What nobody has is still asked for, once an hour; a kit that comes back makes the ask new."""
OWN_ANSWER_S = (0.3, 1.5)
OTHERS_ANSWER_S = (3.0, 12.0)
"""The author answers first; another kit only when it has not heard an answer by then."""
AIRED_S = 8.0
"""What was on the air less than this before an ask is not said again for it: the ask crossed the answer."""
PRIME_GAP, BACKLOG_GAP = 4.0, 12.0
"""Between two frames of answers, in their time on air: a flood takes some three, and others must get a word in."""
VOLUNTEERS = 3.0
"""Kits beside the author that take up an ask, on average."""
MAX_ASK_FEEDS = 12
MAX_ASK_RANGES = 6
MAX_ASKS_TAKEN = 64
MAX_READY = 96
MAX_AIRED = 8192


@dataclass(slots=True)
class _Ask:
    due: float
    limit: int
    wait: float = ASK_AGAIN_S


@dataclass(frozen=True, slots=True)
class Answer:
    """One record to send. `prime`: open items and the tail, which a late joiner needs before everything else."""

    record: Record
    prime: bool


class Repair:
    """What this kit will ask for, and what it will answer."""

    def __init__(self, rng: Callable[[], float]) -> None:
        self._rng = rng
        self._asks: dict[Feed, _Ask] = {}
        self._asked: dict[tuple[Feed, int, int], tuple[float, float]] = {}
        """Others' asks: range → when it came, when we answer."""
        self._ready: list[Answer] = []
        self._aired: dict[tuple[Feed, int], float] = {}
        self._answers_held = float("-inf")
        self._wants_held = float("-inf")

    def look(self, feed: Feed, limit: int, now: float, stretch: float, *, anew: bool = False) -> None:
        """Something up to `limit` is missing of a feed: ask in a while. `anew`: somebody who may have it came back."""
        ask = self._asks.get(feed)
        soon = now + self._between(ASK_AFTER_S) * stretch
        if ask is None:
            self._asks[feed] = _Ask(soon, limit)
            return
        ask.limit = max(ask.limit, limit)
        if anew and ask.wait > 4 * ASK_AGAIN_S:
            ask.wait = ASK_AGAIN_S
            ask.due = min(ask.due, soon)

    def arrived(self, feed: Feed) -> None:
        """An event came: asking helps, so the next ask, if one is still needed, need not wait so long."""
        ask = self._asks.get(feed)
        if ask is not None:
            ask.wait = ASK_AGAIN_S

    def aired(self, feed: Feed, first: int, last: int, now: float) -> None:
        """These were on the air (somebody's or ours): no need to answer them as well."""
        for seq in range(first, min(last, first + 255) + 1):
            self._aired.pop((feed, seq), None)
            self._aired[feed, seq] = now
        while len(self._aired) > MAX_AIRED:
            del self._aired[next(iter(self._aired))]

    def somebody_answers(self, feed: Feed, now: float, stretch: float) -> None:
        """Another kit is answering for a feed: let it finish before we fill in what it did not have."""
        for key, (came, due) in self._asked.items():
            if key[0] == feed:
                self._asked[key] = came, max(due, now + self._between(OTHERS_ANSWER_S) * stretch / 2)

    def others_ask(self, feed: Feed, now: float, stretch: float) -> None:
        """Another kit asks for the same feed: its answer may serve us too, so our ask waits."""
        ask = self._asks.get(feed)
        if ask is not None:
            ask.due = max(ask.due, now + ASK_AGAIN_S / 2 * stretch * (1 + self._rng()))

    def answer_at(self, now: float, stretch: float, *, own: bool) -> float:
        """The random moment at which to answer an ask: everything that was asked for in one frame at the same."""
        return now + self._between(OWN_ANSWER_S if own else OTHERS_ANSWER_S) * stretch

    def asked_of_us(self, feed: Feed, ranges: tuple[Range, ...], now: float, due: float) -> None:
        """A kit lacks these; answer at `due`, unless somebody else does first."""
        for first, last in ranges:
            came, earlier = self._asked.get((feed, first, last), (now, due))
            self._asked[feed, first, last] = came, min(earlier, due)
        while len(self._asked) > MAX_ASKS_TAKEN:
            del self._asked[next(iter(self._asked))]

    def volunteers(self, kits: int) -> bool:
        """Whether this kit, one of `kits`, is among the few that answer an ask: a frame never reaches all, and those
        that did not hear the answer would all repeat it. When no volunteer has it, the asker asks again."""
        return self._rng() * kits < VOLUNTEERS

    def due(self) -> float | None:
        """When `ready` or `wanted` has something; the past when answers lie ready."""
        times = [max(ask.due, self._wants_held) for ask in self._asks.values()]
        times += [max(due, self._answers_held) for _, due in self._asked.values()]
        if self._ready:
            times.append(self._answers_held)
        return min(times, default=None)

    def hold_answers(self, until: float) -> None:
        """Out of airtime until then, or others' turn."""
        self._answers_held = until

    def hold_wants(self, until: float) -> None:
        """Out of airtime until then."""
        self._wants_held = until

    def ready(self, now: float, answers: Callable[[Feed, int, int], list[Answer]]) -> list[Answer]:
        """Answers to send now, prime ones first; `said` drops them when they are out."""
        if now < self._answers_held:
            return []
        for key in [key for key, (_, due) in self._asked.items() if due <= now]:
            came, _ = self._asked.pop(key)
            waiting = {place_in_feed(answer.record) for answer in self._ready}
            for answer in answers(*key):
                name = place_in_feed(answer.record)
                if self._aired.get(name, float("-inf")) < came - AIRED_S and name not in waiting:
                    self._ready.append(answer)
        self._ready.sort(key=lambda answer: not answer.prime)
        del self._ready[MAX_READY:]
        return list(self._ready)

    def said(self, records: list[Record], now: float) -> None:
        """We sent these."""
        names = {place_in_feed(record) for record in records}
        self._ready = [answer for answer in self._ready if place_in_feed(answer.record) not in names]
        for record in records:
            feed, first = place_in_feed(record)
            self.aired(feed, first, record.last if isinstance(record, Absent) else first, now)

    def heard_said(self, feed: Feed, first: int, last: int) -> None:
        """Somebody else sent these: strike them from what lies ready."""
        if self._ready:
            places = ((answer, place_in_feed(answer.record)) for answer in self._ready)
            self._ready = [answer for answer, (of, seq) in places if of != feed or not first <= seq <= last]

    def wanted(self, known: Vector, now: float) -> list[tuple[Feed, tuple[Range, ...]]]:
        """What to ask for now, the newest gaps of each feed; those asked for longest ago first."""
        if now < self._wants_held:
            return []
        found: list[tuple[float, Feed, tuple[Range, ...]]] = []
        for feed in sorted(self._asks):
            ask = self._asks[feed]
            ranges = list(known.feed(*feed).gaps(ask.limit))
            if not ranges:
                del self._asks[feed]
            elif ask.due <= now or ask.wait == ASK_AGAIN_S:
                found.append((ask.due, feed, tuple(ranges[-MAX_ASK_RANGES:])))
        # what was not asked for yet comes along with what is due: one frame, and one answerer for it all
        found.sort()
        return [(feed, ranges) for _, feed, ranges in found[:MAX_ASK_FEEDS]] if found and found[0][0] <= now else []

    def asking(self, ranges: list[tuple[Feed, tuple[Range, ...]]], now: float, stretch: float) -> None:
        """The ask goes out; ask again later and later."""
        for feed, _ in ranges:
            ask = self._asks[feed]
            ask.due = now + ask.wait * stretch * (0.7 + 0.6 * self._rng())
            ask.wait = min(ASK_LONGEST_S / max(stretch, 1.0), ask.wait * 2)

    def not_asked(self, feeds: list[Feed], due: float) -> None:
        """The node refused the ask after all."""
        for feed in feeds:
            if (ask := self._asks.get(feed)) is not None:
                ask.due = min(ask.due, due)
                ask.wait = max(ASK_AGAIN_S, ask.wait / 2)

    def _between(self, span: tuple[float, float]) -> float:
        return span[0] + (span[1] - span[0]) * self._rng()
