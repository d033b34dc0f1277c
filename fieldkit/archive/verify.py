"""Checks what lies in the archive again, from the bytes on: ids, what each batch put in, gaps, forks, signatures.

What a database's keeper changed, took out or put in by hand is found and named by number: an id is of its event's
bytes, a deposit tells what a load brought, and a signature what an author wrote. A gap or a fork is no fault of the
archive: it is told because somebody may know more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import blake2s
from itertools import groupby

import msgspec

from fieldkit.archive.checking import DIGEST_BYTES, Deposit, digest_of
from fieldkit.archive.reading import Municipality, Stored
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standing
from fieldkit.core.signed.verify import Finding
from fieldkit.core.signed.verify import verify as verify_signed
from fieldkit.core.state.fold import begins_at
from fieldkit.core.state.vector import Feed, Progress, ranges_of


class Flaw(StrEnum):
    """In what way something is not as it came. What signatures say is `core.signed.verify.Doubt`."""

    CHANGED = "changed"
    """Its bytes are not those that its id was made of."""
    GONE = "gone"
    """A load brought it, and it is here no more."""
    REPLACED = "replaced"
    """Of so many as a load brought, some are others."""
    UNTOLD = "untold"
    """No load brought it."""
    NAMED = "named"
    """It has the names that were to be erased."""
    UNSIGNED = "unsigned"
    """A checkpoint that its key did not sign."""


FLAW_DA: Mapping[Flaw, str] = {
    Flaw.CHANGED: "er ændret: indholdet er ikke det, der blev skrevet",
    Flaw.GONE: "blev lagt i arkivet og er der ikke mere",
    Flaw.REPLACED: "er ikke det, der blev lagt i arkivet",
    Flaw.UNTOLD: "er ikke lagt i arkivet af nogen indlæsning",
    Flaw.NAMED: "har navne, der er slettet alle andre steder; læg et kit ind, der ved det",
    Flaw.UNSIGNED: "har en underskrift, der ikke passer",
}


class Flawed(msgspec.Struct, frozen=True):
    """What is not as it came: its number, or `12-0003–12-0009` for some of these (`many`, 0: all)."""

    number: str
    flaw: Flaw
    many: int = 0


class FeedTold(msgspec.Struct, frozen=True):
    """What is here of one feed. `digest`: BLAKE2s-128 over the ids in the order of sequence and id, in hex: the same
    wherever the same events are. `gaps` and `forks` are numbers."""

    kit: int
    epoch: int
    first: int
    last: int
    count: int
    digest: str
    gaps: tuple[str, ...]
    forks: tuple[str, ...]


class Verified(msgspec.Struct, frozen=True):
    """What came of checking one municipality. `standings`: so many events have so much behind them."""

    municipality: int
    name: str
    events: int
    feeds: tuple[FeedTold, ...]
    standings: dict[Standing, int]
    flaws: tuple[Flawed, ...]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.flaws and not self.findings


def verify(archived: Municipality) -> Verified:
    """Check all of it, in one moment."""
    signed = archived.checkpoints()
    checking = _Checking([one for one in signed if one.holds()], archived, _deposits(archived))
    checking.flaws += (Flawed(_range(one.kit, one.first, one.last), Flaw.UNSIGNED) for one in signed if not one.holds())
    feeds = [checking.feed(feed, events) for feed, events in groupby(archived.stored(), key=_feed_of)]
    checking.never_seen()
    return Verified(
        archived.code,
        archived.name,
        sum(feed.count for feed in feeds),
        tuple(feeds),
        dict(checking.standings),
        tuple(checking.flaws),
        tuple(checking.findings),
    )


_Deposits = dict[Feed, dict[int, Deposit]]
"""By feed and batch."""


def _deposits(archived: Municipality) -> _Deposits:
    found: defaultdict[Feed, dict[int, Deposit]] = defaultdict(dict)
    for batch, deposit in archived.deposits():
        found[Feed(deposit.kit, deposit.epoch)][batch] = deposit
    return found


class _Checking:
    """What was found so far, a feed at a time."""

    def __init__(self, signed: list[Checkpoint], archived: Municipality, deposits: _Deposits) -> None:
        self.flaws: list[Flawed] = []
        self.findings: list[Finding] = []
        self.standings: Counter[Standing] = Counter()
        self._behind = archived.standings()
        self._erased = archived.erasures()
        self._deposits = deposits
        self._signed: defaultdict[Feed, list[Checkpoint]] = defaultdict(list)
        for one in signed:
            self._signed[Feed(one.kit, one.epoch)].append(one)

    def feed(self, feed: Feed, events: Iterable[Stored]) -> FeedTold:
        ids = defaultdict[int, list[bytes]](list)
        batches: defaultdict[int, list[bytes]] = defaultdict(list)
        sound: defaultdict[int, list[Event]] = defaultdict(list)
        whole, count, begins = blake2s(digest_size=DIGEST_BYTES), 0, 1
        for batch, event_id, event in events:
            count += 1
            whole.update(event_id)
            ids[event.seq].append(event_id)
            batches[batch].append(event_id)
            if event_id in self._erased and not event.erased:
                self.flaws.append(Flawed(event.number, Flaw.NAMED))
            if event_fault(event) or event.id != event_id or (event.erased and event_id not in self._erased):
                self.flaws.append(Flawed(event.number, Flaw.CHANGED))
                continue
            if feed in self._signed:
                sound[event.seq].append(event)
            begins = max(begins, begins_at(event) or begins)
            self.standings[self._behind.of(event)] += 1
        here = Progress(begins)
        for seq in ids:
            here.add(seq)
        self._must_be_as_brought(feed, batches, ids)
        self._must_be_as_signed(feed, sound)
        return FeedTold(
            *feed,
            min(ids),
            max(ids),
            count,
            whole.hexdigest(),
            tuple(_range(feed.kit, first, last) for first, last in here.gaps()),
            tuple(number_of(feed.kit, seq) for seq, several in ids.items() if len(several) > 1),
        )

    def never_seen(self) -> None:
        """What should be here of feeds of which nothing is."""
        for (kit, _), batches in self._deposits.items():
            self.flaws += (Flawed(_range(kit, told.first, told.last), Flaw.GONE) for told in batches.values())
        for feed in list(self._signed):
            self._must_be_as_signed(feed, {})

    def _must_be_as_brought(
        self, feed: Feed, batches: Mapping[int, list[bytes]], ids: Mapping[int, list[bytes]]
    ) -> None:
        deposits = self._deposits.pop(feed, {})
        seqs = {event_id: seq for seq, several in ids.items() for event_id in several}
        for batch in batches.keys() - deposits.keys():
            self.flaws += (Flawed(number_of(feed.kit, seqs[event_id]), Flaw.UNTOLD) for event_id in batches[batch])
        for batch, told in sorted(deposits.items()):
            here = batches.get(batch, [])
            if len(here) < told.events:
                out = [seq for seq in range(told.first, told.last + 1) if seq not in ids]
                missing = told.events - len(here)
                if len(out) == missing:
                    self.flaws += (Flawed(_range(feed.kit, *each), Flaw.GONE) for each in ranges_of(out))
                else:
                    self.flaws.append(Flawed(_range(feed.kit, told.first, told.last), Flaw.GONE, missing))
            elif digest_of(here) != told.digest:
                self.flaws.append(Flawed(_range(feed.kit, told.first, told.last), Flaw.REPLACED))

    def _must_be_as_signed(self, feed: Feed, sound: Mapping[int, list[Event]]) -> None:
        blocks = self._signed.pop(feed, [])
        self.findings += verify_signed(blocks, lambda _kit, _epoch, seq: sound.get(seq, []), self._behind)


def _range(kit: int, first: int, last: int) -> str:
    """`12-0003`, or `12-0003–12-0009`."""
    return number_of(kit, first) if first == last else f"{number_of(kit, first)}–{number_of(kit, last)}"


def _feed_of(stored: Stored) -> Feed:
    return Feed(stored.event.kit, stored.event.epoch)
