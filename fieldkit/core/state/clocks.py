"""What the events themselves tell about the clocks by which they were written, and where they stand in the order then.

A pure function of the set of events: never of the reader's clock, of arrival or of the roster. Two things tell:

- An event says that its author's clock was set back before it (`Event.set_back`). What its author wrote before cannot
  be later than it.
- A kit whose clock something has set says that it had an event before that event claims to have been written
  (`ClockCheck`). When more kits say so than say that it was right, the author's clock was ahead by that much, until it
  is set back or they say of a later event that it was right: what was wrong before stays wrong.
"""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2s
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import msgspec

from fieldkit.core.clock.hybrid import COUNTER_BITS, MAX_HLC, hlc_of_unix
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import ID_BYTES, ROUNDED_S, Event, put_at, says, written_at
from fieldkit.core.state.register import Register
from fieldkit.core.state.vector import Feed

B = TypeVar("B", bound=Body)
MOST_CHECKS = 64
"""So many words of one kit about one feed count, its latest: who floods the others with them costs them little."""


class _Check(NamedTuple):
    """What the kit `by` said about the event `seq` of a feed. `turn`: epoch and sequence of its word; `said`: when, as
    hybrid time; `shown`: what its clock showed then, to the minute."""

    turn: tuple[int, int]
    seq: int
    ahead: int
    said: int
    by: int
    shown: int


class _Ahead(NamedTuple):
    """From `first` on and before `end` a feed was written by a clock that was `seconds` ahead; what came before `told`
    only where it claims to be later than `said`. What came then cannot be earlier than `shown`, when that was told, and
    nothing of it later than `latest`, when it was told of what came next."""

    first: int
    end: int
    told: int
    said: int
    seconds: int
    shown: int
    latest: int


class _Verdict:
    """What is known of the clock behind one feed. `backs`: sequence → order of the events before which it was set
    back."""

    __slots__ = ("_firsts", "_least", "_seqs", "ahead")

    def __init__(self, backs: Mapping[int, int], ahead: tuple[_Ahead, ...]) -> None:
        self.ahead = ahead
        self._firsts = [one.first for one in ahead]
        self._seqs = sorted(backs)
        self._least: list[int] = []
        """Of each and all behind it, the least order."""
        least = MAX_HLC + 1
        for seq in reversed(self._seqs):
            least = min(least, self._right(seq, backs[seq]))
            self._least.append(least)
        self._least.reverse()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Verdict) and self.told() == other.told()

    __hash__ = None  # type: ignore[assignment]

    def told(self) -> tuple[Any, ...]:
        """What it comes to."""
        return self.ahead, self._seqs, self._least

    def order(self, seq: int, hlc: int) -> int:
        """Where an event of the feed stands."""
        order = self._right(seq, hlc)
        behind = bisect_right(self._seqs, seq)
        return max(0, min(order, self._least[behind] - 1)) if behind < len(self._seqs) else order

    def stretch(self, seq: int) -> _Ahead | None:
        """Where it was ahead, of those that have this event: they lie apart, in order."""
        at = bisect_right(self._firsts, seq) - 1
        return self.ahead[at] if at >= 0 and seq < self.ahead[at].end else None

    def _right(self, seq: int, hlc: int) -> int:
        one = self.stretch(seq)
        if one is None or (seq < one.told and hlc <= one.said):
            return min(hlc, one.latest) if one is not None else hlc
        right = hlc - (one.seconds << COUNTER_BITS)
        return max(0, min(max(right, min(hlc, one.shown)) if seq >= one.told else right, one.latest))


class Clocks:
    """The verdict on all clocks, learnt an event at a time in any order. Empty, and in nobody's way, while no clock was
    wrong."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._backs: dict[Feed, dict[int, int]] = {}
        self._checks: dict[Feed, dict[int, list[_Check]]] = {}
        """By feed and by who says so, in the order in which it was said."""
        self._said_by: dict[int, set[Feed]] = {}
        self._accused: Counter[int] = Counter()
        self._cleared: Counter[int] = Counter()
        """By kit, so many of the checks say that a clock of it was ahead, or that it was right."""
        self._verdicts: dict[Feed, _Verdict] = {}
        self._version = 0
        self._unjudged: set[Feed] = set()
        """Feeds of which something was learnt since: many are judged at once when somebody asks."""
        for event in events:
            self.learn(event)

    def __bool__(self) -> bool:
        return bool(self._judged())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clocks) and self._judged() == other._judged()

    __hash__ = None  # type: ignore[assignment]

    @property
    def version(self) -> int:
        """Another number whenever the verdict is another."""
        self._judged()
        return self._version

    def learn(self, event: Event) -> None:
        """Take in what an event tells about clocks; `version` tells whether anything stands elsewhere since."""
        if event.set_back:
            feed = Feed(event.kit, event.epoch)
            backs = self._backs.setdefault(feed, {})
            if event.hlc < backs.get(event.seq, MAX_HLC + 1):
                backs[event.seq] = event.hlc
                self._unjudged.add(feed)
        elif event.kind == ClockCheck.kind and says(event, ClockCheck) and event.kit != event.body.ref.kit:
            ref = event.body.ref
            feed = Feed(ref.kit, ref.epoch)
            shown = hlc_of_unix(written_at(event) - ROUNDED_S)
            check = _Check((event.epoch, event.seq), ref.seq, event.body.ahead, event.hlc, event.kit, shown)
            checks = self._checks.setdefault(feed, {}).setdefault(event.kit, [])
            if check not in checks:
                was = self._is_ahead(feed.kit)
                insort(checks, check)
                self._count(feed.kit, checks[-1 - MOST_CHECKS : -MOST_CHECKS], -1)
                del checks[:-MOST_CHECKS]
                self._count(feed.kit, [check], 1)
                self._said_by.setdefault(event.kit, set()).add(feed)
                self._unjudged.add(feed)
                if self._is_ahead(feed.kit) is not was:  # that counts for what the kit itself says of others
                    self._unjudged.update(self._said_by.get(feed.kit, ()))

    def _count(self, kit: int, checks: Iterable[_Check], by: int) -> None:
        for check in checks:
            (self._accused if check.ahead else self._cleared)[kit] += by

    def _is_ahead(self, kit: int) -> bool:
        """Whether somebody says that a clock of this kit was ahead, and nobody that it was right."""
        return self._accused[kit] > 0 and not self._cleared[kit]

    def placed(self, event: Event[B]) -> Event[B]:
        """The event where it stands in the order by all that is known."""
        verdicts = self._judged()
        order = self.order_of(event.kit, event.epoch, event.seq, event.hlc) if verdicts else event.hlc
        return event if order == event.order else put_at(event, order)

    def order_of(self, kit: int, epoch: int, seq: int, hlc: int) -> int:
        """Where an event of this feed with this hybrid time stands."""
        verdict = self._judged().get(Feed(kit, epoch))
        return hlc if verdict is None else verdict.order(seq, hlc)

    def digest(self) -> bytes:
        """The same bytes for the same verdict."""
        told = [(*feed, verdict.told()) for feed, verdict in sorted(self._judged().items())]
        return blake2s(msgspec.msgpack.encode(told), digest_size=ID_BYTES).digest()

    def ahead(self, kit: int, epoch: int, seq: int) -> int:
        """Seconds by which the clock behind an event was ahead of those of most others, 0 when it was not."""
        verdict = self._judged().get(Feed(kit, epoch))
        one = verdict.stretch(seq) if verdict is not None else None
        return one.seconds if one is not None else 0

    def _judged(self) -> dict[Feed, _Verdict]:
        """The verdicts by all that was learnt."""
        if not self._unjudged:
            return self._verdicts
        for feed in self._unjudged:
            before, backs = self._verdicts.get(feed), self._backs.get(feed, {})
            stretches = _stretches(self._checks.get(feed, {}), sorted(backs), self._is_ahead)
            if backs or stretches:
                self._verdicts[feed] = _Verdict(backs, stretches)
            else:
                self._verdicts.pop(feed, None)
            if self._verdicts.get(feed) != before:
                self._version += 1
        self._unjudged.clear()
        return self._verdicts


def _stretches(
    checks: Mapping[int, Sequence[_Check]], backs: Sequence[int], is_ahead: Callable[[int], bool]
) -> tuple[_Ahead, ...]:
    """Where a feed was ahead. Between two times at which its clock was set back, each kit votes from the event on of
    which it says something until the next one; who first finds it ahead, also for what came before. Those that are
    ahead themselves, as nobody denies, cannot tell that another one is right."""
    words: dict[int, list[_Check]] = {}
    for by, said in checks.items():
        for check in said:
            if check.ahead or not is_ahead(by):
                words.setdefault(bisect_right(backs, check.seq), []).append(check)
    found: list[_Ahead] = []
    for stretch, told in sorted(words.items()):
        since = backs[stretch - 1] if stretch else 0
        last = backs[stretch] if stretch < len(backs) else MAX_SEQ + 1
        votes: dict[int, _Check] = {}
        in_turn = [(seq, list(at)) for seq, at in groupby(sorted(told, key=_by_seq), key=lambda check: check.seq)]
        ends = [seq for seq, _ in in_turn[1:]] + [last]
        for (_, at), end in zip(in_turn, ends, strict=True):
            votes.update((check.by, check) for check in at)
            accusing = [check for check in votes.values() if check.ahead]
            if 2 * len(accusing) > len(votes):
                # each is as large as is sure: it was said after the event was written, at once or days later
                most = max(accusing, key=lambda check: (check.ahead, -check.seq, -check.said, -check.shown))
                one = most.seq, most.said, most.ahead, most.shown
                if found and found[-1].end == since and found[-1][2:-1] == one:
                    since = found.pop().first
                found.append(_Ahead(since, end, *one, MAX_HLC))
            since = end
    latest = MAX_HLC
    for place in range(len(found) - 2, -1, -1):
        this, behind = found[place : place + 2]
        latest = min(latest, behind.said) if this.end == behind.first <= behind.told else MAX_HLC
        found[place] = _Ahead(*this[:-1], latest)
    return tuple(found)


def _by_seq(check: _Check) -> tuple[int, tuple[int, int]]:
    return check.seq, check.turn


ClockChecks = dict[tuple[int, int], Register[ClockCheck]]
"""By (kit whose clock it is about, kit that says so): its latest word."""


def _check(checks: ClockChecks, event: Event[ClockCheck], body: ClockCheck) -> None:
    checks.setdefault((body.ref.kit, event.kit), Register()).put(event.stamp, body)


HANDLERS: dict[type, Callable[[ClockChecks, Any, Any], None]] = {ClockCheck: _check}
