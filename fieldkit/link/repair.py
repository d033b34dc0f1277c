"""Gaps: when to ask for what is missing, and when to answer what others miss. Times are the machine's seconds."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldkit.core.vector import Feed, Vector
from fieldkit.link.frame import Absent, Record

ASK_AFTER_S = (2.0, 6.0)
"""First ask: late enough for frames still on their way and for somebody else's ask."""
ASK_AGAIN_S = 20.0
ASK_LONGEST_S = 600.0
OWN_ANSWER_S = (0.3, 1.5)
OTHERS_ANSWER_S = (2.5, 9.0)
"""The author answers first; another kit only when it has not heard an answer by then."""
MAX_ASK_FEEDS = 12
MAX_ANSWERS = 48
"""Records prepared for one round of answering; a longer gap is asked for again."""


@dataclass(slots=True)
class _Ask:
    due: float
    wait: float = ASK_AGAIN_S


class Repair:
    """What this kit will ask for, and what it will answer."""

    def __init__(self, rng: Callable[[], float]) -> None:
        self._rng = rng
        self._asks: dict[Feed, _Ask] = {}
        self._limits: dict[Feed, int] = {}
        self._answers: dict[tuple[Feed, int, int], float] = {}
        self._answered: set[tuple[Feed, int]] = set()
        self._held_until = 0.0

    def look(self, gaps: dict[Feed, list[tuple[int, int]]], now: float) -> None:
        """Gaps were noticed; ask for them in a while."""
        for feed, ranges in gaps.items():
            if ranges:
                self._limits[feed] = max(self._limits.get(feed, 0), ranges[-1][1])
                if feed not in self._asks:
                    self._asks[feed] = _Ask(now + self._between(ASK_AFTER_S))

    def arrived(self, feed: Feed, seq: int) -> None:
        """An event came; the next ask, if one is still needed, may come sooner again."""
        ask = self._asks.get(feed)
        if ask is not None:
            ask.wait = ASK_AGAIN_S

    def heard(self, feed: Feed, first: int, last: int) -> None:
        """Somebody sent these: no need to answer them as well."""
        for seq in range(first, min(last, first + 255) + 1):
            self._answered.add((feed, seq))

    def others_ask(self, feed: Feed, first: int, last: int, now: float) -> None:
        """Another kit asks for the same feed: its answer may serve us too, so our ask waits."""
        ask = self._asks.get(feed)
        if ask is not None and ask.due < now + ASK_AGAIN_S / 2:
            ask.due = now + ASK_AGAIN_S / 2 * (1 + self._rng())

    def asked_of_us(self, feed: Feed, first: int, last: int, now: float, *, own: bool) -> None:
        """A kit lacks this range; answer after a random wait, unless somebody else does first."""
        for seq in range(max(first, last - 255), last + 1):
            self._answered.discard((feed, seq))
        due = now + self._between(OWN_ANSWER_S if own else OTHERS_ANSWER_S)
        key = (feed, first, last)
        self._answers[key] = min(self._answers.get(key, due), due)
        while len(self._answers) > 64:
            del self._answers[next(iter(self._answers))]

    def due(self) -> float | None:
        times = [ask.due for ask in self._asks.values()] + list(self._answers.values())
        return max(min(times), self._held_until) if times else None

    def hold(self, until: float) -> None:
        """Out of airtime until then."""
        self._held_until = until

    def answers(self, now: float, records: Callable[[Feed, int, int], list[Record]]) -> list[Record]:
        """Records to send now: those of due ranges that nobody else has sent since."""
        if now < self._held_until:
            return []
        found: list[Record] = []
        for key in [key for key, due in self._answers.items() if due <= now]:
            feed = key[0]
            for record in records(*key):
                first = record.first if isinstance(record, Absent) else record.seq
                if (feed, first) not in self._answered and len(found) < MAX_ANSWERS:
                    found.append(record)
            del self._answers[key]
        return found

    def answered(self, record: Record) -> None:
        """We sent it ourselves: not again until somebody asks again."""
        if isinstance(record, Absent):
            self._answered.add((record.feed, record.first))
        else:
            self._answered.add((Feed(record.kit, record.epoch), record.seq))
        if len(self._answered) > 8192:
            self._answered.clear()

    def wanted(self, known: Vector, now: float) -> list[tuple[Feed, tuple[tuple[int, int], ...]]]:
        """What to ask for now, newest ranges of each feed first in line when there are many."""
        if now < self._held_until:
            return []
        found = []
        for feed in sorted(self._asks):
            ranges = list(known.feed(*feed).gaps(self._limits.get(feed)))
            if not ranges:
                del self._asks[feed]
                self._limits.pop(feed, None)
            elif self._asks[feed].due <= now:
                found.append((feed, tuple(ranges[-6:])))
        return found[:MAX_ASK_FEEDS]

    def asked(self, ranges: list[tuple[Feed, tuple[tuple[int, int], ...]]], now: float) -> None:
        """The ask went out; ask again later and later."""
        for feed, _ in ranges:
            ask = self._asks[feed]
            ask.due = now + ask.wait * (0.7 + 0.6 * self._rng())
            ask.wait = min(ASK_LONGEST_S, ask.wait * 2)

    def _between(self, span: tuple[float, float]) -> float:
        return span[0] + (span[1] - span[0]) * self._rng()
