"""What lies in a bundle: a SQLite file with events, checkpoints and frames that nobody could read; written, and checked
as if whoever has the key had forged it. How it is closed is `resync.bundle`'s matter.

Nothing is held but what is told of here: a bundle may have more events than the memory has room for.
"""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import blake2s
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated

import msgspec

from fieldkit.core.facts.bounds import MAX_BODY_BYTES
from fieldkit.core.facts.erasure import Erased, again_of
from fieldkit.core.facts.event import FORMAT, ID_BYTES, Event
from fieldkit.core.facts.event_check import BOUNDS, event_fault
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.link.wire.frame import MAX_DECODE
from fieldkit.store.log import EVENT_COLUMNS
from fieldkit.store.opening import has_table

APPLICATION_ID = 0x464B4254
CHECKPOINT_COLUMNS = ("key", "kit", "epoch", "first", "before", "ids", "signature")
TOLD = 2_000
"""Events after which it is told how far it is."""
SHARED_FROM = 40_000
"""Events of a bundle from which two processes check them: to split one off costs as much as to check a few thousand."""
FIRST_ROW, LAST_ROW = -(1 << 63), (1 << 63) - 1
_WRONG, _UNREAD = "wrong", "unread"
FEW = 20_000
"""So many new ids are remembered: with more of them the merge looks through the whole bundle as fast."""
_COLUMNS = ", ".join(EVENT_COLUMNS)
_MOST_BYTES = 1 << 20
"""Of any one value in a bundle. A body has `core.facts.bounds.MAX_BODY_BYTES` at most."""
_MOST_NEWER = 10_000
"""Frames of a newer version that one bundle brings."""
Told = Callable[[int, int], None]
"""Told how many are done, and of how many."""


class Wrong(Exception):
    """It is no such file, or something in it cannot be."""


class Checked(msgspec.Struct, frozen=True):
    """A bundle that is as it should be.

    `count` events, `fresh` of them not in the log in these bytes; `few` their ids, None for more than `FEW`. `damaged`:
    the rows of the log that have the id of one and say something else, because the disk has damaged them.
    """

    count: int
    fresh: int
    few: list[bytes] | None
    damaged: list[int]


def write_tables(
    path: Path,
    events: Iterable[Event],
    checkpoints: Iterable[Checkpoint],
    newer: Iterable[bytes],
    told: Callable[[int], None] = lambda _done: None,
    *,
    erased: Iterable[Erased] = (),
) -> int:
    """Make the file; returns how many events came. `told` how many are written."""
    count = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal count
        for e in events:
            yield e.id, e.kit, e.epoch, e.seq, e.hlc, e.incident, e.flags, e.kind, e.raw.decode()
            count += 1
            if not count % TOLD:
                told(count)

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")  # nobody reads it before it is whole
        db.execute("PRAGMA synchronous=OFF")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute("BEGIN")
        db.execute(
            "CREATE TABLE events "
            "(id BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, "
            "hlc INTEGER NOT NULL, incident INTEGER NOT NULL, flags INTEGER NOT NULL, kind TEXT NOT NULL, "
            "body TEXT NOT NULL)"
        )
        db.execute(
            "CREATE TABLE checkpoints (key BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL, "
            "first INTEGER NOT NULL, before BLOB NOT NULL, ids BLOB NOT NULL, signature BLOB NOT NULL)"
        )
        db.execute("CREATE TABLE newer (frame BLOB NOT NULL)")
        db.execute("CREATE TABLE erased (id BLOB NOT NULL, again BLOB NOT NULL, word BLOB NOT NULL)")
        db.executemany(f"INSERT INTO events ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", rows())
        db.executemany(
            f"INSERT INTO checkpoints ({', '.join(CHECKPOINT_COLUMNS)}) VALUES (?,?,?,?,?,?,?)",
            ((c.key, c.kit, c.epoch, c.first, c.before, c.ids, c.signature) for c in checkpoints),
        )
        db.executemany("INSERT INTO newer VALUES (?)", ((frame,) for frame in newer))
        db.executemany("INSERT INTO erased VALUES (?, ?, ?)", erased)
        db.execute("COMMIT")
    return count


@contextmanager
def tables(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, only read and trusted with nothing; Wrong for whatever SQLite finds wrong in it, and when it is not
    made as such a file is."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA query_only=ON")
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise Wrong
            yield db
    except (sqlite3.Error, OverflowError, ValueError) as error:
        raise Wrong from error


def check_tables(
    db: sqlite3.Connection, log: Path, told: Told | None, erased: Mapping[bytes, bytes] | None = None
) -> Checked:
    """Check the whole file, each event as it should be: those that the log has in these bytes were checked when they
    came there, and are told from the others by SQL. `erased`: of which the names are gone, and what tells what is left.
    Wrong for what cannot be."""
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok" or not _is_plain(db):
        raise Wrong
    count = int(db.execute("SELECT count(*) FROM main.events").fetchone()[0])
    try:
        if count >= SHARED_FROM and may_share_work():
            return _checked_by_two(db, log, count, told, erased)
        return each_checked(_unknown(db, log, FIRST_ROW, LAST_ROW), count, told, erased)
    except sqlite3.Error:  # of the bundle or of the log: who looks at the bundle alone, and then merges, tells which
        return each_checked(db.execute(f"SELECT {_B}, {_SOUND}, NULL FROM main.events b"), count, told, erased)


def _unknown(db: sqlite3.Connection, log: Path, first: int, last: int) -> sqlite3.Cursor:
    """The events from one row to another that the log has not in these bytes."""
    db.execute("ATTACH DATABASE ? AS log", (f"{log.resolve().as_uri()}?mode=ro",))
    same = " AND ".join(f"b.{name} IS l.{name}" for name in EVENT_COLUMNS)
    return db.execute(
        f"SELECT {_B}, {_SOUND}, l.rowid FROM main.events b LEFT JOIN log.events l ON l.id=b.id "
        f"WHERE b.rowid BETWEEN ? AND ? AND (l.rowid IS NULL OR NOT ({same}))",
        (first, last),
    )


def may_share_work() -> bool:
    """Whether another process may be split off: there is a core for it, and no other thread of ours."""
    return (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def _checked_by_two(
    db: sqlite3.Connection, log: Path, count: int, told: Told | None, erased: Mapping[bytes, bytes] | None
) -> Checked:
    """Half of the rows here, and half in another process; sqlite3.Error where one cannot read its half."""
    (middle,) = db.execute("SELECT rowid FROM main.events ORDER BY rowid LIMIT 1 OFFSET ?", (count // 2,)).fetchone()
    path = Path(db.execute("SELECT file FROM pragma_database_list WHERE name='main'").fetchone()[0])
    ours, theirs = Pipe(duplex=False)
    with closing(ours):
        other = get_context("fork").Process(
            target=_check_rest, args=(path, log, middle + 1, erased, theirs), daemon=True
        )
        other.start()
        theirs.close()
        try:
            here = each_checked(_unknown(db, log, FIRST_ROW, middle), count, _for_both(told), erased)
            there = ours.recv()
        except EOFError:
            raise sqlite3.OperationalError from None
        finally:
            other.terminate()
            other.join()
    if not isinstance(there, Checked):
        raise Wrong if there == _WRONG else sqlite3.OperationalError
    few = None if here.few is None or there.few is None else [*here.few, *there.few]
    fresh = here.fresh + there.fresh
    if told is not None and fresh >= TOLD:
        told(count, count)
    return Checked(count, fresh, few if fresh <= FEW else None, [*here.damaged, *there.damaged])


def _for_both(told: Told | None) -> Told | None:
    """Tells how far two are by how far one of them is: at the end only when both are."""
    return None if told is None else lambda done, of: told(min(2 * done, of - 1), of)


def _check_rest(
    path: Path, log: Path, first: int, erased: Mapping[bytes, bytes] | None, theirs: "Connection[object, object]"
) -> None:
    """In the other process, with a connection of its own. What interrupts both is for who began it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told: object = _UNREAD
    try:
        with tables(path) as db:
            told = each_checked(_unknown(db, log, first, LAST_ROW), 0, None, erased)
    except Wrong as error:
        told = _UNREAD if error.__cause__ is not None else _WRONG
    theirs.send(told)


_B = ", ".join(f"b.{name}" for name in EVENT_COLUMNS)
_SOUND = " AND ".join(
    [
        *(f"typeof(b.{name})='integer' AND b.{name} BETWEEN {low} AND {high}" for name, (low, high) in BOUNDS.items()),
        f"typeof(b.id)='blob' AND length(b.id)={ID_BYTES}",
        f"typeof(b.kind)='text' AND typeof(b.body)='text' AND length(b.body) <= {MAX_BODY_BYTES}",
    ]
)
"""Whether the columns can be an event's, as SQL: what is left to look at is the kind, the body and the id."""


def each_checked(
    rows: sqlite3.Cursor, count: int, told: Told | None, erased: Mapping[bytes, bytes] | None = None
) -> Checked:
    """Checks events, each with the row of the log that has its id and not its bytes."""
    fresh = 0
    few: list[bytes] | None = []
    damaged: list[int] = []
    kinds: set[str] = set()
    """Those that have been looked at."""
    for event_id, kit, epoch, seq, hlc, incident, flags, kind, body, sound, row in rows:
        if not sound:
            raise Wrong
        raw = body.encode()
        # the bytes of `Event.canonical`: most of what a bundle costs is what is done here for each event
        head = f'[{FORMAT},{kit},{epoch},{seq},{hlc},{incident},{flags},"{kind}",'
        is_whole = blake2s(head.encode() + raw + b"]", digest_size=ID_BYTES).digest() == event_id
        if not is_whole or kind not in kinds or not surely_sane(raw):
            event = Event(kit, epoch, seq, hlc, incident, flags, kind, raw)
            if event_fault(event) or not (is_whole or (erased or {}).get(event_id) == again_of(event, raw)):
                raise Wrong
            kinds.add(kind)
        if row is not None and is_whole and event_id not in (erased or {}):  # else ours has no names any more
            damaged.append(row)
        fresh += 1
        if few is not None:
            few.append(event_id)
            if len(few) > FEW:
                few = None
        if told is not None and not fresh % TOLD:
            told(fresh, count)
    if told is not None and fresh >= TOLD:
        told(count, count)
    return Checked(count, fresh, few, damaged)


def surely_sane(raw: bytes) -> bool:
    """Whether `event_fault` surely finds nothing wrong with this body, of whatever kind it is: a tenth of its cost."""
    try:
        _flat.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return len(raw) <= MAX_BODY_BYTES


_Number = Annotated[int, msgspec.Meta(ge=-(1 << 62), le=1 << 62)]
_Word = _Number | str | bool | None
_flat = msgspec.json.Decoder(
    dict[str, _Word | list[_Word | list[_Word]] | dict[str, _Word | list[_Word] | dict[str, _Word]]]
)
"""What nearly every body is: a few levels, whole numbers, text (`core.facts.bounds.is_sane` asks for less)."""


def newer_in(db: sqlite3.Connection) -> list[bytes]:
    """The frames that the exporting kit could not read; each is under its own seal."""
    if not has_table(db, "newer"):
        return []
    try:
        rows = db.execute(
            "SELECT frame FROM newer WHERE typeof(frame)='blob' AND length(frame) <= ? ORDER BY frame LIMIT ?",
            (MAX_DECODE, _MOST_NEWER),
        ).fetchall()
    except sqlite3.Error:  # a table of that name with other columns: a later version's
        return []
    return [bytes(row[0]) for row in rows]


def checkpoints_in(db: sqlite3.Connection) -> Iterator[Checkpoint]:
    """The checkpoints, those that hold; whoever signed them. Others are passed over: they say nothing."""
    if not has_table(db, "checkpoints"):
        return
    try:
        rows = db.execute(f"SELECT {', '.join(CHECKPOINT_COLUMNS)} FROM checkpoints")
        for key, kit, epoch, first, before, ids, signature in rows:
            blobs, numbers = (key, before, ids, signature), (kit, epoch, first)
            if all(type(one) is bytes for one in blobs) and all(type(one) is int for one in numbers):
                found = Checkpoint(key, kit, epoch, first, before, ids, signature)
                if found.holds():
                    yield found
    except sqlite3.Error:
        return


def erased_in(db: sqlite3.Connection) -> list[Erased]:
    """Events whose names were erased, as the file says: whether that counts is another question."""
    if not has_table(db, "erased"):
        return []
    sizes = " AND ".join(f"typeof({name})='blob' AND length({name})={ID_BYTES}" for name in ("id", "again", "word"))
    try:
        return [Erased(*row) for row in db.execute(f"SELECT id, again, word FROM erased WHERE {sizes}")]
    except sqlite3.Error:
        return []


def events_of(db: sqlite3.Connection, kinds: Iterable[str]) -> list[Event]:
    """The events of a few kinds whose bytes are those of their id."""
    wanted = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    rows = db.execute(f"SELECT {_COLUMNS} FROM main.events b WHERE kind IN ({wanted}) AND {_SOUND}")
    found: list[Event] = []
    for event_id, kit, epoch, seq, hlc, incident, flags, kind, body in rows:
        event: Event = Event(kit, epoch, seq, hlc, incident, flags, kind, body.encode())
        if event.id == event_id and not event_fault(event):
            found.append(event)
    return found


def _is_plain(db: sqlite3.Connection) -> bool:
    """Whether there are tables and indexes and nothing that reckons when it is read: views, triggers, SQLite's modules,
    columns that are made of others."""
    odd = "type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    if db.execute(f"SELECT count(*) FROM sqlite_master WHERE {odd}").fetchone()[0]:
        return False
    columns = {name: hidden for _, name, *_, hidden in db.execute("PRAGMA table_xinfo(events)")}
    if any(name.casefold() in ("rowid", "_rowid_", "oid") for name in columns):
        return False  # it would stand for what SQLite itself counts rows by
    return all(columns.get(name) == 0 for name in EVENT_COLUMNS)
