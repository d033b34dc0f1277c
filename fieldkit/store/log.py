"""The log on disk: append, merge and read events; notices what other processes of the kit wrote.

WAL with synchronous=FULL, set and checked: an acknowledged append survives a power cut (docs/facts/store.md, "SQLite
and power loss").
"""

import sqlite3
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK, ID_BYTES, Event, make_event, says
from fieldkit.core.facts.event_check import BOUNDS, shape_fault
from fieldkit.core.signed.certificate import Root
from fieldkit.core.state.believed import TELLING_KINDS, Believed
from fieldkit.core.state.clocks import Clocks
from fieldkit.store.erased import are_any, as_erased, erase
from fieldkit.store.errors import store_errors
from fieldkit.store.opening import has_table, open_database, roll_back

K = TypeVar("K", bound=Body)
EVENT_COLUMNS = ("id", "kit", "epoch", "seq", "hlc", "incident", "flags", "kind", "body")
"""What makes an event, the same in every kit and bundle; `carrier` and `arrived` tell only how it came here."""
_COLUMNS = ", ".join(EVENT_COLUMNS)
_INSERT = f"INSERT OR IGNORE INTO events ({_COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
NUMBERED = (
    f"typeof(seq)='integer' AND seq <= {MAX_SEQ} AND typeof(hlc)='integer' AND hlc BETWEEN 0 AND {BOUNDS['hlc'][1]}"
)
"""Whether the number of a row can be one, as SQL: a kit goes on behind its last, whatever else somebody wrote there."""
_FEED = (
    "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key='epoch'), 0) AS epoch, "
    "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key='first'), 1) AS first"
)
_NEXT = (
    f"SELECT f.epoch, f.first, e.seq, e.hlc FROM ({_FEED}) f LEFT JOIN events e ON e.rowid = "
    f"(SELECT rowid FROM events WHERE kit=? AND epoch=f.epoch AND {NUMBERED} ORDER BY seq DESC LIMIT 1)"
)
"""Epoch and first sequence of the feed written now, and its last event's sequence and time."""
_INSERT_NEXT = (
    f"INSERT OR IGNORE INTO events ({_COLUMNS}, carrier, arrived) VALUES "
    f"(?1,CASE WHEN (SELECT max(rowid) FROM events) IS ?12 AND ({_FEED}) IS (?13,?14) THEN ?2 END,"
    "?3,?4,?5,?6,?7,?8,?9,?10,?11)"
)
"""Inserts an event only while the log ends at row ?12 and its feed is as expected (?13, ?14): `kit` may not be NULL."""
_SELECT = f"SELECT rowid, {_COLUMNS.replace('body', 'CAST(body AS BLOB)')}, carrier FROM events"
_ON_TRUST = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(TELLING_KINDS)))
"""In the words of the index that holds them (`store.schema`), or SQLite would not look there."""
_CARRIERS = {carrier.value: carrier for carrier in Carrier}
_NEWEST = "kit DESC, epoch DESC, seq DESC, id DESC"
_ROWS_AT_ONCE = 100
_SET_ASIDE = b"\0"
"""Ends the id of a damaged row whose event came anew: its bytes stay on the disk, and nobody reads them any more."""


_Made = Callable[[int, int, int], Event[K]]
"""Makes the event from its epoch, its sequence and the time of the one before it."""


class Row:
    """An event as it lies in the log: its place in this file's order, and the carrier that brought it."""

    __slots__ = ("carrier", "event", "rowid")

    def __init__(self, rowid: int, event: Event, carrier: Carrier) -> None:
        self.rowid = rowid
        self.event = event
        self.carrier = carrier


class _Next(NamedTuple):
    """What the next event of `kit` follows upon, while the log still ends at row `rowid`."""

    rowid: int
    kit: int
    epoch: int
    first: int
    seq: int
    hlc: int


class Log:
    """One open log. Not shared between threads: each opens its own; SQLite keeps them apart."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.conn = connection
        self.read_only = read_only
        self.clocks = Clocks()
        """What is known of the clocks behind its events: they are read where they stand by that."""
        self.believed = Believed()
        """Whose word counts: what the others wrote stands apart (`learn_of_trust`)."""
        self.damaged: list[int] = []
        """rowids whose bytes do not match their id, or are no event's; kept on disk, left out of what is read."""
        self.unfounded: frozenset[tuple[bytes, bytes]] = frozenset()
        """What nobody has erased, whatever the file says (`store.tables.erased`): such rows are damaged."""
        self._read_to = 0
        self._next: _Next | None = None
        self._data_version = -1
        self._local_version = -1

    @classmethod
    def open(cls, path: Path, *, create: bool = False, check: bool = False) -> "Log":
        """Open (or make) the log at `path`. StoreError in one sentence when it is missing, damaged, from a newer
        version, or not to be written; a readable log on a read-only or full disk opens for reading only."""
        connection, read_only = open_database(path, create=create, check=check)
        log = cls(path, connection, read_only=read_only)
        log.learn_of_clocks()
        log.learn_of_trust()
        return log

    def close(self) -> None:
        self.conn.close()

    def append(
        self,
        body: K,
        *,
        kit: int,
        tick: Callable[[int], tuple[int, int]],
        incident: int = 0,
        arrived: int = 0,
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> tuple[Event[K], list[Row]]:
        """Make `body` durable as this kit's next event; `tick(last own hlc)` gives its hybrid time and flags.

        Returns the event and every row not read before (others' and this one). Epoch and sequence hold inside the
        transaction: console, engine and command line may all record, and any of them may begin a new epoch. `also` is
        done in the same transaction: what it raises leaves nothing recorded.
        """

        def made(epoch: int, seq: int, last_hlc: int) -> "Event[K]":  # quoted, or each append would make the type
            hlc, flags = tick(last_hlc)
            return make_event(body, kit=kit, epoch=epoch, seq=seq, hlc=hlc, incident=incident, flags=flags)

        with store_errors(self.path):
            written = self._append_alone(kit, made, arrived) if also is None else None
            written = written or self._append_among_others(kit, made, arrived, also)
        self._advance(written[1])
        return written

    def _append_alone(self, kit: int, made: _Made[K], arrived: int) -> tuple[Event[K], list[Row]] | None:
        """Append by one statement that checks that nobody has written since our last event; None when somebody has.

        Half the cost of a transaction of four statements, and most events are written when nobody else writes.
        """
        last = self._next
        if last is None or last.kit != kit or last.rowid != self._read_to:
            return None
        event = made(last.epoch, last.seq + 1, last.hlc)
        values = _values(event, Carrier.OWN, arrived)
        cursor = self.conn.execute(_INSERT_NEXT, (*values, last.rowid, last.epoch, last.first))
        if cursor.rowcount != 1:
            return None
        return self._written(event, int(cursor.lastrowid or 0), last.first)

    def _append_among_others(
        self, kit: int, made: _Made[K], arrived: int, also: Callable[[sqlite3.Connection], None] | None
    ) -> tuple[Event[K], list[Row]]:
        """Append after whatever other processes have written."""
        execute = self.conn.execute
        execute("BEGIN IMMEDIATE")
        try:
            epoch, first, last_seq, last_hlc = execute(_NEXT, (kit,)).fetchone()
            event = made(epoch, last_seq + 1 if last_seq else first, last_hlc or 0)
            rowid = int(execute(_INSERT, _values(event, Carrier.OWN, arrived)).lastrowid or 0)
            others = list(self._rows_after(self._read_to, rowid)) if rowid > self._read_to + 1 else []
            if also is not None:
                also(self.conn)
            execute("COMMIT")
        except BaseException:
            roll_back(self.conn)
            raise
        event, own = self._written(event, rowid, first)
        return event, [*others, *own]

    def _written(self, event: Event[K], rowid: int, first: int) -> tuple[Event[K], list[Row]]:
        self._next = _Next(rowid, event.kit, event.epoch, first, event.seq, event.hlc)
        return event, [Row(rowid, event, Carrier.OWN)]

    def insert(self, events: Iterable[Event], *, carrier: Carrier, arrived: int) -> list[Row]:
        """Merge a few events (a frame, a slip) in one transaction; returns every row not read before."""
        with store_errors(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                values = [_values(event, carrier, arrived) for event in events]
                self._set_aside({event_id for event_id, *_ in values})
                self.conn.executemany(_INSERT, values)
                if are_any(self.conn):
                    erase(self.conn, self._read_to)
                rows = list(self._rows_after(self._read_to))
                self.conn.execute("COMMIT")
            except BaseException:
                roll_back(self.conn)
                raise
        self._advance(rows)
        return rows

    def merge(self, other: Path, *, carrier: Carrier, arrived: int, only: Collection[bytes] | None = None) -> int:
        """Union with the events of another SQLite file by one statement in one transaction; returns how many were new.
        The caller may know that `only` those with these ids can be: others of the kit wait less then.

        Why one: docs/facts/store.md, "Merging 100,000 events".

        The caller has checked the other file; StoreError (and nothing merged) when it cannot be read.
        """
        connection = self.conn
        where, wanted = "", []
        if only is not None:
            where = "WHERE hex(id) IN (SELECT value FROM json_each(?))"
            wanted = [msgspec.json.encode([event_id.hex().upper() for event_id in only]).decode()]
        with store_errors(self.path):
            uri = f"{other.resolve().as_uri()}?mode=ro"
            connection.execute("ATTACH DATABASE ? AS other", (uri,))
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    (last,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM main.events").fetchone()
                    if self.damaged:
                        ids = connection.execute(f"SELECT id FROM other.events {where}", wanted)
                        self._set_aside({row[0] for row in ids})
                    new = connection.execute(
                        f"INSERT OR IGNORE INTO main.events ({_COLUMNS}, carrier, arrived) "
                        f"SELECT {_COLUMNS}, ?, ? FROM other.events {where}",
                        (carrier, arrived, *wanted),
                    ).rowcount
                    if are_any(connection):
                        erase(connection, last)
                    connection.execute("COMMIT")
                except BaseException:
                    roll_back(connection)
                    raise
            finally:
                connection.execute("DETACH DATABASE other")
        return new

    def unread(self, most: int = 1 << 62) -> list[Row]:
        """Rows that came since the last look, whoever wrote them, so many at most: the next look finds the others.
        Cheap when nobody wrote (PRAGMA data_version)."""
        with store_errors(self.path):
            version = self.data_version()
            if version == self._data_version and self._read_to:
                return []
            with closing(self._rows_after(self._read_to)) as coming:
                rows = list(islice(coming, most))
        if len(rows) < most:
            self._data_version = version
        self._advance(rows)
        return rows

    def reread(self, most: int = 1 << 62) -> list[Row]:
        """Rows that this connection itself merged, so many at most: data_version tells only of others."""
        rows = list(self.after(self._read_to, most))
        self._advance(rows)
        return rows

    def after(self, rowid: int, limit: int = 1 << 62) -> Iterator[Row]:
        """Rows behind one, in the order in which they came here; `limit` at most."""
        with store_errors(self.path):
            where = "WHERE rowid > ? ORDER BY rowid LIMIT ?"
            yield from self._read_rows(self.conn.execute(f"{_SELECT} {where}", (rowid, limit)))

    def rows_at(self, rowids: Sequence[int]) -> Iterator[Row]:
        """The rows at these places, those that can be read. Between two of them the caller may do what it likes: a
        statement that is half read would hold on to one moment of the log, and after it nothing can be recorded here
        once another process has recorded anything."""
        for at in range(0, len(rowids), _ROWS_AT_ONCE):
            wanted = f"[{','.join(map(str, rowids[at : at + _ROWS_AT_ONCE]))}]"
            yield from self._select("WHERE rowid IN (SELECT value FROM json_each(?))", (wanted,))

    def id_at(self, rowid: int) -> bytes | None:
        """The id of the event at this place."""
        found = self.read("SELECT id FROM events WHERE rowid=?", (rowid,))
        return bytes(found[0][0]) if found else None

    def last_row(self) -> int:
        """The place of what came last, 0 when nothing has."""
        return int(self.read("SELECT coalesce(max(rowid), 0) FROM events")[0][0])

    def begin_after(self, rowid: int) -> None:
        """What came up to there is known: `unread` begins behind it."""
        self._read_to = rowid

    def data_version(self) -> int:
        """A number that changes when another connection has written anything (events or local rows)."""
        with store_errors(self.path):
            return int(self.conn.execute("PRAGMA data_version").fetchone()[0])

    def written(self) -> tuple[int, int, int]:
        """What changes whenever anything is written, by another connection or by this one, and again when it is read
        here: in between nobody has folded it."""
        return self.data_version(), self.conn.total_changes, self._read_to

    def changed(self) -> bool:
        """Whether another connection wrote anything since this was last asked."""
        version = self.data_version()
        before, self._local_version = self._local_version, version
        return before != version

    def checkpoint(self) -> None:
        """Move what lies in the WAL into the database file, before the power goes."""
        with store_errors(self.path):
            self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def find(self, kit: int, seq: int) -> list[Row]:
        """Events by the number people say; more than one when a feed has forked or a new epoch came round."""
        rows = self._select("WHERE kit=? AND seq=?", (kit, seq))
        return sorted(rows, key=lambda row: row.event.stamp)

    def by_ref(self, kit: int, epoch: int, first: int, last: int) -> list[Row]:
        """A feed's events from `first` to `last`."""
        rows = self._select("WHERE kit=? AND epoch=? AND seq BETWEEN ? AND ? ORDER BY seq", (kit, epoch, first, last))
        return sorted(rows, key=lambda row: (row.event.seq, row.event.stamp))

    def latest_of_feed(self, kit: int, epoch: int, limit: int) -> list[Row]:
        """The last `limit` events of a feed that can be read, in the order of their numbers."""
        with store_errors(self.path):
            where = "WHERE kit=? AND epoch=? ORDER BY seq DESC, hlc DESC, id DESC"
            with closing(self.conn.execute(f"{_SELECT} {where}", (kit, epoch))) as cursor:
                return list(islice(self._read_rows(cursor), limit))[::-1]

    def arrived(self, rowid: int) -> int:
        """When the event at this place came here, Unix seconds by this kit's clock then; 0 when there is none."""
        found = self.read("SELECT arrived FROM events WHERE rowid=?", (rowid,))
        return int(found[0][0]) if found else 0

    def arrived_since(self, since: int) -> list[Row]:
        """Events that arrived here since then (Unix seconds), in the order they came; looks at the last 500 at most."""
        tail = "rowid > (SELECT coalesce(max(rowid), 0) - 500 FROM events)"
        return self._select(f"WHERE {tail} AND arrived >= ? ORDER BY rowid", (since,))

    def by_id(self, event_id: bytes) -> Row | None:
        rows = self._select("WHERE id=?", (event_id,))
        return rows[0] if rows else None

    def all(self) -> list[Row]:
        """Every event in the order that is the same in every kit."""
        rows = self._select("", ())
        rows.sort(key=lambda row: row.event.stamp)
        return rows

    def of_incident(self, tag: int, daily: tuple[int, int] | None = None) -> list[Event]:
        """What was recorded in one incident, in the order that is the same in every kit; and outside any between these
        two hybrid times."""
        with store_errors(self.path):
            order = self._order()
        where = f"WHERE kit > 0 AND (incident=? OR incident=0 AND {order} BETWEEN ? AND ?)"
        rows = self._select(where, (tag, *(daily or (1, 0))))
        return sorted((row.event for row in rows), key=lambda event: event.stamp)

    def in_time(self, *, newest_first: bool = False, since: int = 0) -> Iterator[tuple[int, int]]:
        """(time, place) of the events from the time `since` on, by time: for a log of which nothing is kept."""
        order = "DESC" if newest_first else "ASC"
        with store_errors(self.path):
            hlc = self._order()
            sql = f"SELECT {hlc}, rowid FROM events WHERE {hlc} >= ? ORDER BY 1 {order}"
            cursor = self.conn.execute(sql, (since,))
            yield from iter(cursor.fetchone, None)  # from the cursor itself it would be closed, also behind the log

    def latest(self, *, limit: int) -> list[Event]:
        """The latest `limit` events, newest first."""
        rows = self._select(f"ORDER BY {self._order()} DESC, {_NEWEST} LIMIT ?", (limit,))
        return [row.event for row in rows]

    def latest_of(self, body: type[K], *, limit: int, **said: int | str) -> list[Event[K]]:
        """The latest `limit` events of one kind, newest first; only those whose fields `said` have these values.

        By SQL, because on a long log to decode each body takes ten times as long. KeyError for a field it has not.
        """
        where = "kind=?"
        values: list[int | str | None] = [body.kind]
        left_out = {field.name: field.default for field in msgspec.structs.fields(body)}
        for name, value in said.items():
            # Where the disk has damaged a body so that it is no JSON, it says nothing: not even what a field says that
            # is left out, or such rows would use up the limit. They are told of when they are read.
            where += " AND CASE WHEN json_valid(body) THEN json_extract(body, ?) IS ? END"
            values += [f"$.{name}", None if value == left_out[name] else value]
        rows = self._select(f"WHERE {where} ORDER BY {self._order()} DESC, {_NEWEST} LIMIT ?", (*values, limit))
        return [row.event for row in rows if says(row.event, body)]

    def on_clocks(self) -> list[Event]:
        """The events that tell about clocks, in no order (`core.state.clocks`)."""
        rows = self._select(f"WHERE kind = '{ClockCheck.kind}'", ())
        rows += self._select(f"WHERE flags & {FLAG_SET_BACK}", ())
        return [row.event for row in rows]

    def learn_of_clocks(self) -> None:
        """Read events from now on where they stand by what the log itself tells of clocks."""
        self.clocks = Clocks(self.on_clocks())

    def learn_of_trust(self, roots: Iterable[Root] | None = None) -> None:
        """Believe from now on whom the log itself says is to be believed; `roots`: the municipality's,
        as before by default."""
        self.believed = Believed(self.on_trust(), self.believed.roots if roots is None else roots)

    def on_trust(self) -> list[Event]:
        """The events that tell who is believed, in no order (`core.state.believed`)."""
        return [row.event for row in self._select(f"WHERE {_ON_TRUST}", ())]

    def apart(self) -> list[Row]:
        """What stands apart: its author is not believed as far as there."""
        found = [self._select("WHERE kit=? ORDER BY seq", (kit,)) for kit in sorted(self.believed.doubted())]
        return [row for rows in found for row in rows if self.believed.is_apart(row.event)]

    def _order(self) -> str:
        """Where an event stands, as SQL."""
        if not self.clocks:
            return "hlc"
        self.conn.create_function("order_of", 4, self.clocks.order_of, deterministic=True)
        return "order_of(kit, epoch, seq, hlc)"

    def count(self) -> int:
        with store_errors(self.path):
            return int(self.conn.execute("SELECT count(*) FROM events WHERE kit > 0").fetchone()[0])

    def forks(self) -> list[tuple[int, int, int]]:
        """(kit, epoch, seq) that two different events claim: a disk was cloned or restored."""
        with store_errors(self.path):
            return [
                tuple(row)
                for row in self.conn.execute(
                    "SELECT kit, epoch, seq FROM events GROUP BY kit, epoch, seq HAVING count(*) > 1 ORDER BY 1, 2, 3"
                )
            ]

    def doubled(self) -> list[tuple[int, int]]:
        """(kit, seq) of numbers that people would read twice: two kits were made with one number."""
        with store_errors(self.path):
            return [
                tuple(row)
                for row in self.conn.execute(
                    "SELECT kit, seq FROM events WHERE kit > 0 GROUP BY kit, seq HAVING count(DISTINCT epoch) > 1 "
                    "ORDER BY 1, 2"
                )
            ]

    def head(self, kit: int, most: int = MAX_SEQ) -> int:
        """The highest sequence of `kit` in any epoch that is `most` at most, 0 when there is none."""
        sql = f"SELECT coalesce(max(seq), 0) FROM events WHERE kit=? AND seq <= ? AND {NUMBERED}"
        with store_errors(self.path):
            return int(self.conn.execute(sql, (kit, most)).fetchone()[0])

    def feed(self) -> tuple[int, int]:
        """Epoch and first sequence of what this log writes now; (0, 1) before `store.identity` has said."""
        with store_errors(self.path):
            epoch, first = self.conn.execute(_FEED).fetchone()
        return int(epoch), int(first)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock over several steps: all of them are durable, or none; other processes wait."""
        with store_errors(self.path):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                roll_back(self.conn)
                raise

    def get_meta(self, key: str) -> str | None:
        with store_errors(self.path):
            row = self.conn.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        self.write("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value=excluded.value", (key, value))

    def write(self, sql: str, values: tuple[object, ...] = ()) -> int:
        """One statement on a local table, durable by itself; returns the last row id."""
        with store_errors(self.path):
            return int(self.conn.execute(sql, values).lastrowid or 0)

    def read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a local table."""
        with store_errors(self.path):
            return self.conn.execute(sql, values).fetchall()

    def has_table(self, name: str) -> bool:
        """Whether this table is there: a log that can only be read was perhaps never opened by a version that has
        it."""
        with store_errors(self.path):
            return not self.read_only or has_table(self.conn, name)

    def _select(self, where: str, values: tuple[object, ...]) -> list[Row]:
        with store_errors(self.path):
            return list(self._read_rows(self.conn.execute(f"{_SELECT} {where}", values)))

    def _rows_after(self, rowid: int, before: int = 1 << 62) -> Generator[Row, None, None]:
        where = "WHERE rowid > ? AND rowid < ? ORDER BY rowid"
        return self._read_rows(self.conn.execute(f"{_SELECT} {where}", (rowid, before)))

    def _read_rows(self, cursor: sqlite3.Cursor) -> Generator[Row, None, None]:
        placed = self.clocks.placed
        for rowid, event_id, kit, epoch, seq, hlc, incident, flags, kind, body, carrier in cursor:
            event = Event(kit, epoch, seq, hlc, incident, flags, kind, body)
            is_whole = event.id == event_id or as_erased(self.conn, event, event_id, self.unfounded) is not None
            if not is_whole or shape_fault(event):  # whoever has the file makes an id right as well
                if rowid not in self.damaged and not _is_set_aside(event_id):
                    self.damaged.append(rowid)
                continue
            yield Row(rowid, placed(event), _CARRIERS.get(carrier) or _carrier(carrier))

    def _set_aside(self, coming: set[object]) -> None:
        """Make room for events that come anew and whose own rows the disk has damaged; inside a transaction."""
        self._next = None
        for rowid in self.damaged:
            (event_id,) = self.conn.execute("SELECT id FROM events WHERE rowid=?", (rowid,)).fetchone()
            if event_id in coming:
                aside = (event_id + _SET_ASIDE, rowid)
                self.conn.execute("UPDATE events SET id=?, kit=0, epoch=0, seq=0 WHERE rowid=?", aside)

    def _advance(self, rows: list[Row]) -> None:
        if rows:
            self._read_to = max(self._read_to, rows[-1].rowid)
        for row in rows:
            self.clocks.learn(row.event)
            self.believed.learn(row.event)


def _carrier(word: object) -> Carrier:
    """A newer version's; where the disk has damaged the word, nobody knows: it is told as what somebody brought."""
    try:
        return Carrier(str(word))
    except ValueError:
        return Carrier.BUNDLE


def _is_set_aside(event_id: object) -> bool:
    return type(event_id) is bytes and len(event_id) > ID_BYTES and event_id.endswith(_SET_ASIDE)


def _values(event: Event, carrier: Carrier, arrived: int) -> tuple[object, ...]:
    """As SQLite takes them: of any but its own types it would first ask how they are to be adapted."""
    return (event.id, event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind,
            event.raw.decode(), str(carrier), arrived)  # fmt: skip
