"""Reading a log of any length: in order of time, the latest, those of a place, those that say something.

What is kept of the log finds them (`store.lookup`), and what came since is looked through; without anything kept, or
when that is in doubt, the log itself is gone through. The answer is the same. Events are read a batch at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice

from fieldkit.core.facts.event import Event, Stamp, says
from fieldkit.core.facts.said import Report
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.search import Sought, sought, spaced, words_of
from fieldkit.store.kept import Kept
from fieldkit.store.log import Log, Row
from fieldkit.store.lookup import Lookup
from fieldkit.store.parts import IN_DOUBT, Doubt, says_not_now

_Fits = Callable[[Row], bool]
FIRST_BATCH = 100
MOST_BATCH = 2_000
"""Events that are read at once: few first, because most who look want the latest."""


class Reading:
    """How everybody reads a log and what is kept of it."""

    def __init__(self, log: Log, kept: Kept) -> None:
        self._log = log
        self._kept = kept
        self._said: dict[int, str] = {}
        self._said_after = 0
        """Words of the rows that came since the log was kept, which was up to this one."""

    def rows(self, *, newest_first: bool = False, after: Stamp | None = None) -> Iterator[Row]:
        """Every event, or those after a stamp, in the order that is the same in every kit, or the newest first."""
        return self._answer(newest_first, after, None)

    def events(self) -> Iterator[Event]:
        """Every event in the order that is the same in every kit."""
        return (row.event for row in self.rows())

    def latest(self, limit: int) -> list[Event]:
        """The latest `limit` events, newest first."""
        return _first(limit, self.rows(newest_first=True))

    def found(
        self, text: str, roster: Roster, *, newest_first: bool = False, after: Stamp | None = None
    ) -> Iterator[Row]:
        """The events that say every word of `text`, in the order of `rows`: in their words or within them, in the name
        of their kind, of a place or of a point, or as their number."""
        self._kept.catch_up()  # as a program that ends would: to look through them all takes as long
        return self._answer(newest_first, after, sought(text, roster))

    def latest_found(self, text: str, roster: Roster, limit: int) -> list[Event]:
        """The latest `limit` of them, newest first."""
        return _first(limit, self.found(text, roster, newest_first=True))

    def reports_of(self, place: int, limit: int) -> list[Event[Report]]:
        """The latest `limit` reports about a place that count, newest first."""
        is_apart = self._log.believed.is_apart
        found: list[Event[Report]] = []
        lookup, to = self._kept.lookup, self._kept.read_to
        if lookup is None:
            return self._reports_in_log(place, limit)
        try:
            read = self._read(lookup.of_place(Report.kind, place, to), newest_first=True)
            for row in _merged(read, self._kept.tail_rows(), newest_first=True):
                if says(row.event, Report) and row.event.body.place == place and not is_apart(row.event):
                    found.append(row.event)
                    if len(found) == limit:
                        break
        except IN_DOUBT as error:
            self._doubt(error)
            return self._reports_in_log(place, limit)
        return found

    def _reports_in_log(self, place: int, limit: int) -> list[Event[Report]]:
        asked = limit
        while True:
            found = self._log.latest_of(Report, limit=asked, place=place)
            counted = [event for event in found if not self._log.believed.is_apart(event)]
            if len(counted) >= limit or len(found) < asked:
                return counted[:limit]
            asked *= 2

    def _answer(self, newest_first: bool, after: Stamp | None, wanted: Sought | None) -> Iterator[Row]:
        """Rows in order, those after `after`, those that fit; from what is kept as long as that is not in doubt."""
        last: Stamp | None = None
        if (lookup := self._kept.lookup) is not None:
            try:
                for row in self._through(lookup, newest_first, after, wanted):
                    last = row.event.stamp
                    yield row
                return
            except IN_DOUBT as error:
                self._doubt(error)
        fits = self._fits(after, wanted)
        for row in self._read(self._log.in_time(newest_first=newest_first, since=_from(after)), newest_first):
            told = last is not None and (row.event.stamp >= last if newest_first else row.event.stamp <= last)
            if not told and fits(row):
                yield row

    def _through(self, lookup: Lookup, newest_first: bool, after: Stamp | None, wanted: Sought | None) -> Iterator[Row]:
        if (to := self._kept.read_to) != self._said_after:
            self._said, self._said_after = {}, to
        words = wanted.words if wanted is not None else ()
        if wanted is not None and not words:
            return
        among = [lookup.saying(one.word, sorted(one.places), inside=one.inside, whole=one.whole) for one in words]
        pairs = lookup.in_time(to, newest_first=newest_first, since=_from(after), among=among)
        read = self._read(pairs, newest_first)
        since = filter(self._fits(after, wanted, remembered=True), self._kept.tail_rows())
        yield from _merged(read if after is None else filter(self._fits(after, None), read), since, newest_first)

    def _read(self, pairs: Iterable[tuple[int, int]], newest_first: bool) -> Iterator[Row]:
        """The rows at places that come in order of time, in the order that is the same everywhere."""
        batch: list[tuple[int, int]] = []
        size = FIRST_BATCH
        for pair in pairs:
            if len(batch) >= size and pair[0] != batch[-1][0]:
                yield from self._rows_of(batch, newest_first)
                batch, size = [], min(2 * size, MOST_BATCH)
            batch.append(pair)
        yield from self._rows_of(batch, newest_first)

    def _rows_of(self, pairs: list[tuple[int, int]], newest_first: bool) -> list[Row]:
        times = {place: hlc for hlc, place in pairs}
        rows = list(self._log.rows_at(list(times)))  # those that the disk has damaged are left out
        if any(row.event.order != times[row.rowid] for row in rows):
            raise Doubt
        return sorted(rows, key=_stamp, reverse=newest_first)

    def _fits(self, after: Stamp | None, wanted: Sought | None, *, remembered: bool = False) -> _Fits:
        def fits(row: Row) -> bool:
            if after is not None and row.event.stamp <= after:
                return False
            return wanted is None or wanted.fits(row.event, self._words(row, remembered))

        return fits

    def _words(self, row: Row, remembered: bool) -> str:
        if not remembered:
            return spaced(words_of(row.event))
        said = self._said.get(row.rowid)
        if said is None:
            said = self._said[row.rowid] = spaced(words_of(row.event))
        return said

    def _doubt(self, error: Exception) -> None:
        if not says_not_now(error):
            self._kept.doubt()


def _merged(read: Iterator[Row], since: Iterable[Row], newest_first: bool) -> Iterator[Row]:
    late = sorted(since, key=_stamp, reverse=newest_first)
    return merge(read, late, key=_stamp, reverse=newest_first) if late else read


def _first(limit: int, rows: Iterator[Row]) -> list[Event]:
    return [row.event for row in islice(rows, limit)]


def _stamp(row: Row) -> Stamp:
    return row.event.stamp


def _from(after: Stamp | None) -> int:
    return after.hlc if after is not None else 0
