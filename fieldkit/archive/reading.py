"""Reads a municipality's events out of the archive: in the order that is the same everywhere, or a feed at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import count
from typing import Any, NamedTuple

from psycopg import IsolationLevel

from fieldkit.archive.checking import Deposit
from fieldkit.archive.connection import Connection
from fieldkit.core.errors import InputError
from fieldkit.core.facts import families as families  # no body is decoded before all kinds are known
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK, Event, Stamp
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standings
from fieldkit.core.state.believed import TELLING_KINDS, Believed
from fieldkit.core.state.clocks import Clocks

_AT_ONCE = 5_000
_COLUMNS = "kit, epoch, seq, hlc, incident, flags, kind, body"
_EVENT = f"SELECT {_COLUMNS} FROM feltkit.events WHERE municipality = %s"
_STORED = f"SELECT batch, id, {_COLUMNS} FROM feltkit.events WHERE municipality = %s ORDER BY kit, epoch, seq, id"
_DEPOSIT = (
    "SELECT batch, kit, epoch, first, last, events, digest FROM feltkit.deposits WHERE municipality = %s "
    "ORDER BY kit, epoch, first, batch"
)
_CHECKPOINT = (
    "SELECT key, kit, epoch, first, before, ids, signature FROM feltkit.checkpoints WHERE municipality = %s "
    "ORDER BY kit, epoch, first, mark"
)
_cursors = count(1)


class Stored(NamedTuple):
    """An event as it lies there: the batch in which it came, and the id under which it is kept, which may not be its
    own."""

    batch: int
    id: bytes
    event: Event


@contextmanager
def one_moment(archive: Connection) -> Iterator[None]:
    """Whatever is read meanwhile is of one moment, however long it takes and whoever loads."""
    archive.isolation_level = IsolationLevel.REPEATABLE_READ
    archive.read_only = True
    try:
        with archive.transaction():
            yield
    finally:
        archive.isolation_level = None
        archive.read_only = None


def municipalities(archive: Connection) -> list[int]:
    """The codes of those that whoever asks may read."""
    return [int(code) for (code,) in archive.execute("SELECT municipality FROM feltkit.municipalities ORDER BY 1")]


class Municipality:
    """What the archive holds of one municipality, read within `one_moment`."""

    def __init__(self, archive: Connection, code: int) -> None:
        """InputError when there is nothing of it that whoever asks may read."""
        self.code = code
        self._archive = archive
        row = archive.execute("SELECT name FROM feltkit.municipalities WHERE municipality = %s", (code,)).fetchone()
        if row is None:
            raise InputError(f"Arkivet har intet fra kommune {code}, som denne bruger må læse.")
        self.name = str(row[0])
        self._clocks = Clocks(self._telling([ClockCheck.kind], or_flag=FLAG_SET_BACK))
        telling = map(self._clocks.placed, self._telling(sorted(TELLING_KINDS)))
        self._believed = Believed(telling, self._roots())
        self._elsewhere: list[Event] | None = None

    def events(self) -> Iterator[Event]:
        """Every event in the order that is the same in every kit."""
        rows = map(_event, self._rows(f"{_EVENT} ORDER BY hlc, kit, epoch, seq, id"))
        if not self._clocks:
            yield from rows
            return
        if self._elsewhere is None:
            told = (placed for placed in map(self._clocks.placed, map(_event, self._rows(_EVENT))) if _is_moved(placed))
            self._elsewhere = sorted(told, key=_stamp)
        others = (event for event in map(self._clocks.placed, rows) if not _is_moved(event))
        yield from merge(others, self._elsewhere, key=_stamp)

    def stored(self) -> Iterator[Stored]:
        """Every event as it lies there, a feed at a time, in the order of its sequence."""
        for batch, event_id, *values in self._rows(_STORED):
            yield Stored(batch, event_id, _event(values))

    def checkpoints(self) -> list[Checkpoint]:
        """All checkpoints over its feeds, in an order that is the same everywhere."""
        rows = self._archive.execute(_CHECKPOINT, (self.code,), binary=True)
        return [Checkpoint(*row) for row in rows]

    def deposits(self) -> Iterator[tuple[int, Deposit]]:
        """What each batch put in of each feed."""
        for batch, *told in self._rows(_DEPOSIT):
            yield batch, Deposit(*told)

    def standings(self) -> Standings:
        """What stands behind each event, by the checkpoints that hold and the certificates that are here."""
        return Standings((one for one in self.checkpoints() if one.holds()), self._believed.is_vouched)

    def is_apart(self, event: Event) -> bool:
        """Whether it stands apart: its kit is not believed as far as there."""
        return self._believed.is_apart(self._clocks.placed(event))

    def _roots(self) -> list[Root]:
        """Whoever vouches for its kits."""
        rows = self._archive.execute("SELECT key FROM feltkit.roots WHERE municipality = %s", (self.code,), binary=True)
        return [Root(self.code, key) for (key,) in rows]

    def _telling(self, kinds: list[str], *, or_flag: int = 0) -> list[Event]:
        """The events of these kinds, and those that have the flag, in no order."""
        where = f"{_EVENT} AND (kind = ANY(%s) OR flags & %s <> 0)"
        return [_event(row) for row in self._archive.execute(where, (self.code, kinds, or_flag), binary=True)]

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._archive.cursor(f"feltkit_{next(_cursors)}") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(query, (self.code,), binary=True)
            yield from cursor


def _event(values: Sequence[Any]) -> Event:
    kit, epoch, seq, hlc, incident, flags, kind, body = values
    return Event(kit, epoch, seq, hlc, incident, flags, kind, body.encode())


def _is_moved(event: Event) -> bool:
    return event.order != event.hlc


def _stamp(event: Event) -> Stamp:
    return event.stamp
