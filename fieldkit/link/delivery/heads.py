"""When to tell which heads: acknowledgements that are owed, news now and then, everything in turn. Times in seconds.

Two kits that said the same spare a third one the trouble (as Trickle's suppression, RFC 6206), but never an owed one.
"""

from collections.abc import Callable

from fieldkit.core.state.vector import Feed

HEADS_EVERY_S = 600.0
"""Periodic heads when something changed since the last; three times as long when nothing did."""
QUIET_FACTOR = 3.0
GOLDEN = 0.6180339887
"""Kit numbers times this, modulo 1, spread the kits' periodic frames evenly over a period."""
ENOUGH_SAID = 2
FIRST_HEADS_S = (5.0, 60.0)
FILL = 12
"""Feeds without news that a periodic frame tells besides, those untold for longest first."""


class HeadsPlan:
    """What this kit has to tell of its vector."""

    def __init__(self, kit: int, rng: Callable[[], float]) -> None:
        self._kit = kit
        self._rng = rng
        self._news: dict[Feed, int] = {}
        """Changed since told; how many others have said as much since."""
        self._owed: set[Feed] = set()
        self._told_at: dict[Feed, float] = {}
        self._period_at = 0.0
        self._answer_at: float | None = None
        self._held_until = float("-inf")

    def start(self, now: float, feeds: list[Feed]) -> None:
        """Begin: everything is news."""
        self._period_at = now + FIRST_HEADS_S[0] + self._rng() * (FIRST_HEADS_S[1] - FIRST_HEADS_S[0])
        self._news.update(dict.fromkeys(feeds, 0))

    def changed(self, feed: Feed) -> None:
        self._news[feed] = 0

    def owe(self, feed: Feed, now: float, within: float) -> None:
        """Somebody waits to hear that we have this feed's news."""
        self._owed.add(feed)
        self.soon(now, within)

    def soon(self, now: float, within: float) -> None:
        """Tell the news within so many seconds, at a random moment."""
        due = now + within * (0.2 + 0.8 * self._rng())
        self._answer_at = due if self._answer_at is None else min(self._answer_at, due)

    def others_said(self, feed: Feed) -> None:
        """A HEADS told of a feed all that we could tell."""
        if feed in self._news and feed not in self._owed:
            self._news[feed] += 1
            if self._news[feed] >= ENOUGH_SAID:
                del self._news[feed]

    def due(self) -> float:
        soonest = self._period_at if self._answer_at is None else min(self._period_at, self._answer_at)
        return max(soonest, self._held_until)

    def quick(self, now: float) -> bool:
        """Whether the frame due now is an answer, not the periodic one."""
        return self._answer_at is not None and self._answer_at <= now < self._period_at

    def feeds(self, now: float, all_feeds: list[Feed]) -> list[Feed]:
        """Feeds to tell, most needed first."""
        first = sorted(self._owed)
        news = sorted(set(self._news) - self._owed)
        if self.quick(now):
            return first + news
        rest = set(all_feeds) - self._owed - set(self._news)
        return first + news + sorted(rest, key=lambda feed: (self._told_at.get(feed, float("-inf")), feed))[:FILL]

    def told(self, feeds: list[Feed], now: float, slowness: float) -> None:
        """A HEADS with these goes out (or nothing was to be told)."""
        quick = self.quick(now)
        for feed in feeds:
            self._news.pop(feed, None)
            self._owed.discard(feed)
            self._told_at[feed] = now
        self._answer_at = now + 5.0 if self._owed else None
        if quick:
            return
        every = HEADS_EVERY_S * slowness
        slot = (self._kit * GOLDEN) % 1.0 * every
        period = every if self._news else QUIET_FACTOR * every
        self._period_at = (now // every) * every + period + slot
        if self._period_at <= now + every / 2:
            self._period_at += every

    def untold(self, feeds: list[Feed], owed: list[Feed], now: float) -> None:
        """The node refused the frame after all."""
        self._news.update(dict.fromkeys(feeds, 0))
        if owed:
            self._owed.update(owed)
            self.soon(now, 5.0)

    def owed_among(self, feeds: list[Feed]) -> list[Feed]:
        return [feed for feed in feeds if feed in self._owed]

    def news_came(self, now: float, slowness: float) -> None:
        """Something changed while nothing was: the long quiet wait shrinks to an ordinary period."""
        every = HEADS_EVERY_S * slowness
        if self._period_at > now + every:
            slot = (self._kit * GOLDEN) % 1.0 * every
            self._period_at = (now // every) * every + slot
            while self._period_at <= now + every / 2:
                self._period_at += every

    def hold(self, until: float) -> None:
        """Out of airtime until then."""
        self._held_until = until
