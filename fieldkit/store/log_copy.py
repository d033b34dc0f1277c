"""The copy of a log on another medium: made whole, or an earlier one brought up to date with what came since.

A row of `events` never changes once it is there, but where `store.log` sets a damaged one aside: what came since lies
behind the copy's last row. Of the local tables the rows that differ are written. The log remembers which copies it has
made; what is not surely one of them, as it was then, is in doubt and never brought up to date.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from fieldkit.core.documents import DOCUMENTS
from fieldkit.core.errors import StoreError
from fieldkit.core.remedies import CheckDisk
from fieldkit.store.files.durable import sync
from fieldkit.store.log import Log
from fieldkit.store.opening import has_table, roll_back
from fieldkit.store.parts import says_not_now

MOST_UPDATES = 12
"""Times that one copy is brought up to date; then it is made whole and checked from end to end. With a copy an hour
that is after one to five days where few are kept, after 13 where 24 are."""
CHECKED_BYTES = 8 << 20
"""Bytes of a copy that are checked each time that it is brought up to date, on average: a larger one is checked from
end to end every so often."""
_REMEMBERED = 64
"""Copies that a log remembers: two full shelves, and some more."""
_COPIES = "copies"
"""The key in `meta` under which it does."""
_SECRET_PAPERS = tuple(kind for kind, row in DOCUMENTS.items() if row.private)
"""Print jobs that hold a key or personal data: they are left out of the copy."""
_LEFT_OUT = {
    "jobs": "document IN ({})".format(",".join(f"'{kind}'" for kind in _SECRET_PAPERS)),
    "held": "held > 0",  # it becomes an event here
}
"""Rows of the local tables that are left out, by a column of theirs."""
_CACHE_KB = 8_000


class InDoubt(Exception):
    """It is not surely an earlier state of this log."""


class Copied(msgspec.Struct, frozen=True):
    """A copy as the log remembers it. Its generation token is its name: another log has others, and after each copy
    the log takes a new one."""

    generation: str
    rows: int
    """The last row that it has."""
    last: bytes
    """The id of the event there."""
    events: int
    updates: int = 0
    """How often it has been brought up to date since it was made whole."""
    unchecked: int = 0
    """How often since it was checked from end to end."""


def copy_whole(log: Log, path: Path) -> Copied:
    """Copy the log into a new file, by SQLite's own copying (one moment of it, whoever writes), checked afterwards."""
    with _opened(path) as copy:
        log.conn.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        there = [(table, rows) for table, rows in _LEFT_OUT.items() if has_table(copy, table)]  # in an older log, less
        if sum(copy.execute(f"DELETE FROM {table} WHERE {rows}").rowcount for table, rows in there):
            copy.execute("VACUUM")  # what was deleted still lies in the file's free pages
        if not _is_sound(copy):
            raise StoreError(f"Kopien i {path.parent.parent} blev ikke læselig.", CheckDisk())
        made = _told(copy, int(copy.execute("SELECT count(*) FROM events").fetchone()[0]))
    sync(path)
    return made


def bring_up_to_date(log: Log, path: Path) -> Copied:
    """Bring an earlier copy to what the log is now, in one transaction: all of it, or it is as it was.

    InDoubt for what is not to be trusted; what SQLite raises for a damaged copy or a medium that refuses.
    """
    known = {one.generation: one for one in remembered(log)}
    with _opened(path, log) as copy:
        copy.execute("PRAGMA main.journal_mode=DELETE")
        copy.execute("PRAGMA main.synchronous=EXTRA")
        copy.execute("PRAGMA main.secure_delete=ON")
        copy.execute(f"PRAGMA main.cache_size=-{_CACHE_KB}")
        copy.execute("BEGIN IMMEDIATE")  # also one moment of the log
        try:
            tables = _tables(copy)
            before = _trusted(copy, known)
            _set_aside(copy)
            columns = ", ".join(_columns(copy, "events"))
            added = copy.execute(
                f"INSERT INTO main.events (rowid, {columns}) SELECT rowid, {columns} FROM log.events WHERE rowid > ?",
                (before.rows,),
            ).rowcount
            for table, sql in tables.items():
                if table != "events":
                    _make_equal(copy, table, by_rowid="WITHOUT ROWID" not in sql.upper())
            made = _told(copy, before.events + added)
            copy.execute("COMMIT")
        except BaseException:
            roll_back(copy)
            raise
    sync(path)
    with _opened(path, log) as copy:  # as whoever needs it will find it
        same = f"SELECT count(*) FROM log.events l JOIN main.events c ON c.rowid=l.rowid AND {_same(copy, 'events')}"
        if copy.execute(f"{same} WHERE l.rowid > ?", (before.rows,)).fetchone()[0] < added:
            raise InDoubt
        unchecked = before.unchecked + 1
        if path.stat().st_size <= unchecked * CHECKED_BYTES:
            unchecked = 0
            if not _is_sound(copy):
                raise InDoubt
    return msgspec.structs.replace(made, updates=before.updates + 1, unchecked=unchecked)


def put_right(path: Path) -> bool:
    """Undo what a power cut left half done while a copy was brought up to date; whether it is sound."""
    if not path.is_file():
        return False
    try:
        with _opened(path) as copy:  # whoever opens it undoes that
            sound = _is_sound(copy) and bool(copy.execute("SELECT 1 FROM events LIMIT 1").fetchone())
        if sound:  # a journal that had only begun undoes nothing, and nobody takes it away
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        return sound
    except sqlite3.DatabaseError as error:
        if says_not_now(error):
            raise
        return False


def remembered(log: Log) -> list[Copied]:
    """The copies that this log has made, the latest last."""
    kept = log.get_meta(_COPIES)
    try:
        return msgspec.json.decode(kept, type=list[Copied]) if kept else []
    except (msgspec.DecodeError, UnicodeEncodeError):  # the disk has damaged it, or another version wrote it
        return []


def remember(log: Log, made: Copied) -> None:
    """Before the log takes a new token."""
    others = [one for one in remembered(log) if one.generation != made.generation]
    log.set_meta(_COPIES, msgspec.json.encode([*others, made][-_REMEMBERED:]).decode())


def forget_all(log: Log) -> None:
    """From now on every copy is in doubt."""
    if remembered(log):
        log.set_meta(_COPIES, "[]")


@contextmanager
def _opened(path: Path, log: Log | None = None) -> Iterator[sqlite3.Connection]:
    """The copy, with the log beside it to be read."""
    with closing(sqlite3.connect(path.resolve().as_uri(), uri=True, isolation_level=None)) as copy:
        copy.text_factory = bytes
        if log is not None:
            copy.execute("ATTACH DATABASE ? AS log", (f"{log.path.resolve().as_uri()}?mode=ro",))
        yield copy


def _is_sound(copy: sqlite3.Connection) -> bool:
    return bool(copy.execute("PRAGMA main.quick_check(1)").fetchone()[0] == b"ok")


def _told(copy: sqlite3.Connection, events: int) -> Copied:
    rows, last = copy.execute("SELECT rowid, id FROM main.events ORDER BY rowid DESC LIMIT 1").fetchone() or (0, b"")
    found = copy.execute("SELECT value FROM main.meta WHERE key='generation'").fetchone()
    return Copied(found[0].decode() if found else "", rows, last, events)


def _tables(copy: sqlite3.Connection) -> dict[str, str]:
    """The tables and how they were made; InDoubt when the log's are others."""
    ours, theirs = (
        sorted(copy.execute(f"SELECT type, name, coalesce(sql, '') FROM {whose}.sqlite_master"))
        for whose in ("main", "log")
    )
    if ours != theirs:
        raise InDoubt
    return {name.decode(): sql.decode() for kind, name, sql in ours if kind == b"table"}


def _trusted(copy: sqlite3.Connection, known: dict[str, Copied]) -> Copied:
    """The copy as the log remembers it; InDoubt when it is not what it was then, or it was long ago made whole."""
    found = _told(copy, 0)
    before = known.get(found.generation)
    if before is None or (found.rows, found.last) != (before.rows, before.last) or before.updates >= MOST_UPDATES:
        raise InDoubt
    there = copy.execute("SELECT id FROM log.events WHERE rowid=?", (before.rows,)).fetchone()
    if there is None or there[0][: len(before.last)] != before.last:  # a longer id is set aside
        raise InDoubt
    return before


def _set_aside(copy: sqlite3.Connection) -> None:
    """What the log has set aside is so in the copy: the same event may have come anew since."""
    where = "WHERE kit=0 AND rowid <= (SELECT max(rowid) FROM main.events)"
    rows = [row for (row,) in copy.execute(f"SELECT rowid FROM log.events {where}")]
    copy.executemany(
        "UPDATE main.events SET (id, kit, epoch, seq)=(SELECT id, kit, epoch, seq FROM log.events WHERE rowid=?1) "
        "WHERE rowid=?1 AND kit!=0",
        [(row,) for row in rows],
    )


def _make_equal(copy: sqlite3.Connection, table: str, *, by_rowid: bool) -> None:
    """Write the rows of a local table that differ: those that are others go before those that are new come."""
    left_out = f"AND NOT l.{_LEFT_OUT[table]}" if table in _LEFT_OUT else ""
    same = ("c.rowid=l.rowid AND " if by_rowid else "") + _same(copy, table)
    columns = ", ".join((["rowid"] if by_rowid else []) + _columns(copy, table))
    copy.execute(
        f"DELETE FROM main.{table} AS c WHERE NOT EXISTS (SELECT 1 FROM log.{table} l WHERE {same} {left_out})"
    )
    copy.execute(
        f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM log.{table} l "
        f"WHERE NOT EXISTS (SELECT 1 FROM main.{table} c WHERE {same}) {left_out}"
    )


def _same(copy: sqlite3.Connection, table: str) -> str:
    return " AND ".join(f"c.{name} IS l.{name}" for name in _columns(copy, table))


def _columns(copy: sqlite3.Connection, table: str) -> list[str]:
    return [row[1].decode() for row in copy.execute(f"PRAGMA main.table_info({table})")]
