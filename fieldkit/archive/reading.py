"""Reads a municipality's events out of the archive: in the order that is the same everywhere, or a feed at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import count
from typing import Any, LiteralString, NamedTuple

from psycopg import IsolationLevel

from fieldkit.archive.checking import Deposit
from fieldkit.archive.connection import Connection
from fieldkit.core.errors import InputError
from fieldkit.core.facts import families as families  # no body is decoded before all kinds are known
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.erasure import Erase, Erased, again_of
from fieldkit.core.facts.event import FLAG_SET_BACK, Event, Stamp, without_its_names
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.standing import Standings
from fieldkit.core.state.believed import TELLING_KINDS, Believed
from fieldkit.core.state.clocks import Clocks
from fieldkit.core.state.erasures import erasures_that_hold

_AT_ONCE = 5_000
_COLUMNS = "id, kit, epoch, seq, hlc, incident, flags, kind, body"
_EVENT = f"SELECT {_COLUMNS} FROM feltkit.events WHERE municipality = %s"
_STORED = f"SELECT batch, {_COLUMNS} FROM feltkit.events WHERE municipality = %s ORDER BY kit, epoch, seq, id"
_DEPOSIT = (
    "SELECT batch, kit, epoch, first, last, events, digest FROM feltkit.deposits WHERE municipality = %s "
    "ORDER BY kit, epoch, first, batch"
)
_CHECKPOINT = (
    "SELECT key, kit, epoch, first, before, ids, signature FROM feltkit.checkpoints WHERE municipality = %s "
    "ORDER BY kit, epoch, first, mark"
)
_ERASED = "SELECT id, again, word FROM feltkit.erased WHERE municipality = %s ORDER BY id, word"
_NOTED = (
    f"{_EVENT} AND id IN (SELECT noted.id FROM feltkit.erased AS noted WHERE noted.municipality = events.municipality)"
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


def erased_of(archive: Connection, code: int) -> list[Erased]:
    """Of which events of a municipality it was noted that their names were erased."""
    return [Erased(*one) for one in archive.execute(_ERASED, (code,), binary=True)]


def named_of(archive: Connection, code: int, again: Mapping[bytes, bytes]) -> Iterator[Event]:
    """Those of them, with what tells what is to be left of each, that do not lie there without their names."""
    for values in archive.execute(_NOTED, (code,), binary=True):
        event = _event(values, again)
        if not event.erased:
            yield event


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
        self.erased = erased_of(archive, code)
        """Whether that counts, `erasures` tells."""
        self._again = {one.id: one.again for one in self.erased}
        self._clocks = Clocks([*self._of_kinds([ClockCheck.kind]), *self._where("flags & %s <> 0", FLAG_SET_BACK)])
        self._believed = Believed(self.telling(), self.roots())
        self._elsewhere: list[Event] | None = None

    def events(self) -> Iterator[Event]:
        """Every event in the order that is the same in every kit."""
        rows = map(self._event, self._rows(f"{_EVENT} ORDER BY hlc, kit, epoch, seq, id"))
        if not self._clocks:
            yield from rows
            return
        if self._elsewhere is None:
            every = map(self._clocks.placed, map(self._event, self._rows(_EVENT)))
            self._elsewhere = sorted(filter(_is_moved, every), key=_stamp)
        others = (event for event in map(self._clocks.placed, rows) if not _is_moved(event))
        yield from merge(others, self._elsewhere, key=_stamp)

    def stored(self) -> Iterator[Stored]:
        """Every event as it lies there, a feed at a time, in the order of its sequence."""
        for batch, *values in self._rows(_STORED):
            yield Stored(batch, values[0], self._event(values))

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

    def erasures(self) -> set[bytes]:
        """Ids of the events whose names were erased by a word that counts."""
        found = erasures_that_hold(self.erased, self.erasing(), self._believed, self.standings()) if self.erased else ()
        return {one.id for one in found}

    def telling(self) -> list[Event]:
        """The events on which it depends who is believed."""
        return list(map(self._clocks.placed, self._of_kinds(sorted(TELLING_KINDS))))

    def erasing(self) -> list[Event]:
        """The words by which names were erased."""
        return list(map(self._clocks.placed, self._of_kinds([Erase.kind])))

    def roots(self) -> list[Root]:
        """Whoever vouches for its kits."""
        rows = self._archive.execute("SELECT key FROM feltkit.roots WHERE municipality = %s", (self.code,), binary=True)
        return [Root(self.code, key) for (key,) in rows]

    def _of_kinds(self, kinds: list[str]) -> list[Event]:
        return self._where("kind = ANY(%s)", kinds)

    def _where(self, condition: LiteralString, value: object) -> list[Event]:
        """The events of which this is so, in no order."""
        rows = self._archive.execute(f"{_EVENT} AND {condition}", (self.code, value), binary=True)
        return list(map(self._event, rows))

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self._archive.cursor(f"feltkit_{next(_cursors)}") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(query, (self.code,), binary=True)
            yield from cursor

    def _event(self, values: Sequence[Any]) -> Event:
        return _event(values, self._again)


def _event(values: Sequence[Any], again: Mapping[bytes, bytes]) -> Event:
    """The event of a row; of those that have an id in `again` what is left, when it is that."""
    event_id, kit, epoch, seq, hlc, incident, flags, kind, body = values
    event: Event = Event(kit, epoch, seq, hlc, incident, flags, kind, body.encode())
    left = again.get(event_id)
    if left is not None and event.id != event_id and again_of(event, event.raw) == left:
        return without_its_names(event, event_id)
    return event


def _is_moved(event: Event) -> bool:
    return event.order != event.hlc


def _stamp(event: Event) -> Stamp:
    return event.stamp
