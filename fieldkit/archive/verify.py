"""Checks what lies in the archive again, from the bytes on: ids, what each batch put in, gaps, forks, signatures.

What a database's keeper changed, took out or put in by hand is found and named by number: an id is of its event's
bytes, a deposit tells what a load brought, and a signature what an author wrote. A gap or a fork is no fault of the
archive: it is told because somebody may know more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import blake2s
from itertools import groupby

import msgspec

from fieldkit.archive.load import DIGEST_BYTES, digest_of
from fieldkit.archive.reading import Deposit, Municipality, Stored
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import STANDING_DA, Standing, Standings
from fieldkit.core.state.fold import FEED_BEGINS
from fieldkit.core.state.vector import ranges_of

Feed = tuple[int, int]
_FAULTS = (Standing.CONTRADICTED, Standing.FORKED)
"""What people are to look at."""


class Doubt(StrEnum):
    """In what way something does not hold."""

    CHANGED = "changed"
    """Its bytes are not those that its id was made of."""
    GONE = "gone"
    """A load brought it, and it is here no more."""
    REPLACED = "replaced"
    """Of so many as a load brought, some are others."""
    UNTOLD = "untold"
    """No load brought it."""
    UNSIGNED = "unsigned"
    """A checkpoint that its key did not sign."""
    LACKING = "lacking"
    """Signed by a key that is vouched for, and not here."""
    SIGNED_OTHERWISE = "signed-otherwise"
    """A signature that counts gives its number to another event, or to two."""


DOUBT_DA: Mapping[Doubt, str] = {
    Doubt.CHANGED: "er ændret: indholdet passer ikke til kendetallet",
    Doubt.GONE: "blev lagt i arkivet og er der ikke mere",
    Doubt.REPLACED: "er ikke det, der blev lagt i arkivet",
    Doubt.UNTOLD: "er ikke lagt i arkivet af nogen indlæsning",
    Doubt.UNSIGNED: "har et kontrolpunkt, som nøglen ikke har underskrevet",
    Doubt.LACKING: "er underskrevet og er ikke i arkivet",
    Doubt.SIGNED_OTHERWISE: "holder ikke mod underskriften",
}


class Doubted(msgspec.Struct, frozen=True):
    """What does not hold: its number (or `12-0003–12-0009`, one of these), how, and what more there is to say."""

    number: str
    doubt: Doubt
    detail: str = ""


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
    doubts: tuple[Doubted, ...]


def verify(archived: Municipality) -> Verified:
    """Check all of it, in one moment."""
    signed = archived.checkpoints()
    found = [Doubted(_range(one.kit, one.first, one.last), Doubt.UNSIGNED) for one in signed if not one.holds()]
    checking = _Checking([one for one in signed if one.holds()], _deposits(archived))
    feeds = []
    for feed, events in groupby(archived.stored(), key=_feed_of):
        feeds.append(checking.feed(feed, events))
    found += checking.doubts
    found += checking.never_seen()
    return Verified(
        archived.code,
        archived.name,
        sum(feed.count for feed in feeds),
        tuple(feeds),
        dict(checking.standings),
        tuple(found),
    )


_Deposits = dict[Feed, dict[int, Deposit]]
"""By feed and batch."""


def _deposits(archived: Municipality) -> _Deposits:
    found: defaultdict[Feed, dict[int, Deposit]] = defaultdict(dict)
    for deposit in archived.deposits():
        found[deposit.kit, deposit.epoch][deposit.batch] = deposit
    return found


class _Checking:
    """What was found so far, a feed at a time."""

    def __init__(self, signed: list[Checkpoint], deposits: _Deposits) -> None:
        self.doubts: list[Doubted] = []
        self.standings: Counter[Standing] = Counter()
        self._deposits = deposits
        self._signed: defaultdict[Feed, list[Checkpoint]] = defaultdict(list)
        for one in signed:
            self._signed[one.kit, one.epoch].append(one)
        self._behind = Standings(signed)

    def feed(self, feed: Feed, events: Iterable[Stored]) -> FeedTold:
        ids: defaultdict[int, list[bytes]] = defaultdict(list)
        batches: defaultdict[int, list[bytes]] = defaultdict(list)
        whole, count, begins = blake2s(digest_size=DIGEST_BYTES), 0, 1
        for batch, event_id, event in events:
            count += 1
            whole.update(event_id)
            ids[event.seq].append(event_id)
            batches[batch].append(event_id)
            if event_fault(event) or event.id != event_id:
                self._doubt(event, Doubt.CHANGED)
                continue
            if (tell := FEED_BEGINS.get(type(event.body))) is not None:
                begins = max(begins, tell(event.body))
            standing = self._behind.of(event)
            self.standings[standing] += 1
            if standing in _FAULTS:
                self._doubt(event, Doubt.SIGNED_OTHERWISE, f"{STANDING_DA[standing]}; her ligger {event_id.hex()}")
        lacking = _gaps(ids, begins)
        self._must_be_as_brought(feed, batches, ids, lacking)
        self._must_have_signed(feed, ids)
        return FeedTold(
            *feed,
            min(ids),
            max(ids),
            count,
            whole.hexdigest(),
            tuple(_range(feed[0], first, last) for first, last in lacking),
            tuple(number_of(feed[0], seq) for seq, several in ids.items() if len(several) > 1),
        )

    def never_seen(self) -> Iterator[Doubted]:
        """What should be here of feeds of which nothing is."""
        for (kit, _), batches in self._deposits.items():
            for told in batches.values():
                yield Doubted(_range(kit, told.first, told.last), Doubt.GONE)
        for (kit, _), blocks in self._signed.items():
            for one in blocks:
                if self._behind.is_vouched(kit, one.key):
                    yield Doubted(_range(kit, one.first, one.last), Doubt.LACKING)

    def _must_be_as_brought(
        self,
        feed: Feed,
        batches: Mapping[int, list[bytes]],
        ids: Mapping[int, list[bytes]],
        lacking: list[tuple[int, int]],
    ) -> None:
        kit = feed[0]
        deposits = self._deposits.pop(feed, {})
        seqs = {event_id: seq for seq, several in ids.items() for event_id in several}
        for batch in batches.keys() - deposits.keys():
            self.doubts += (Doubted(number_of(kit, seqs[event_id]), Doubt.UNTOLD) for event_id in batches[batch])
        for batch, told in sorted(deposits.items()):
            here = batches.get(batch, [])
            if len(here) < told.events:
                out = [
                    seq for first, last in lacking for seq in range(first, last + 1) if told.first <= seq <= told.last
                ]
                missing = told.events - len(here)
                if len(out) == missing:
                    self.doubts += (Doubted(_range(kit, *each), Doubt.GONE) for each in ranges_of(out))
                else:
                    self.doubts.append(Doubted(_range(kit, told.first, told.last), Doubt.GONE, f"{missing} i alt"))
            elif digest_of(iter(here)) != told.digest:
                self.doubts.append(Doubted(_range(kit, told.first, told.last), Doubt.REPLACED))

    def _must_have_signed(self, feed: Feed, ids: Mapping[int, list[bytes]]) -> None:
        out = {
            one.first + at
            for one in self._signed.pop(feed, [])
            if self._behind.is_vouched(feed[0], one.key)
            for at, event_id in enumerate(one.each())
            if event_id not in ids.get(one.first + at, ())
        }
        self.doubts += (Doubted(_range(feed[0], *each), Doubt.LACKING) for each in ranges_of(out))

    def _doubt(self, event: Event, doubt: Doubt, detail: str = "") -> None:
        self.doubts.append(Doubted(number_of(event.kit, event.seq), doubt, detail))


def _gaps(seqs: Iterable[int], begins: int) -> list[tuple[int, int]]:
    """What is missing of a feed from its beginning to the last that is here."""
    found, at = [], begins
    for seq in sorted(seqs):
        if seq > at:
            found.append((at, seq - 1))
        at = max(at, seq + 1)
    return found


def _range(kit: int, first: int, last: int) -> str:
    """`12-0003`, or `12-0003–12-0009`."""
    return number_of(kit, first) if first == last else f"{number_of(kit, first)}–{number_of(kit, last)}"


def _feed_of(stored: Stored) -> Feed:
    return stored.event.kit, stored.event.epoch
