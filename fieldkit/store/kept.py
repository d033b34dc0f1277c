"""What is kept of a log between openings, in a file of its own beside it: condensed State, which rows hold a kind, and
what finds events (`store.lookup`).

Never the truth. It follows behind the log in transactions of its own, so that recording never waits for it, and is
thrown away when anything of it is in doubt: another fold made it, it does not fit the log, its bytes are not what was
written. A power cut leaves what was kept before, or nothing (WAL and synchronous=NORMAL: docs/facts/store.md).
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

import msgspec

from fieldkit import core
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.clocks import Clocks
from fieldkit.core.state.condensed import CONDENSED, pack, pack_vector, unpack, unpack_vector
from fieldkit.core.state.fold import State, apply
from fieldkit.core.state.held import EVERYTHING, InPlay
from fieldkit.core.state.vector import Vector
from fieldkit.store import kept_rows, lookup, parts
from fieldkit.store.kept_rows import Counting, KindRows, rows_of
from fieldkit.store.log import Log, Row
from fieldkit.store.lookup import Lookup
from fieldkit.store.opening import roll_back
from fieldkit.store.parts import IN_DOUBT, Doubt

KEPT_NAME = "kept.db"
WORTH_KEEPING = 500
"""Events that a start folds as fast as it would open what is kept of them."""
LONG = 5_000
"""So many are kept before a start goes on, and not only when it ends."""
CHUNK = 10_000
"""Events that one transaction takes in: what is held of them in memory."""
_TABLES = f"""
    {parts.TABLE}
    {kept_rows.TABLES}
    {lookup.TABLES}
"""
_PARTS = {part.name: part for part in CONDENSED}
_FOLDERS = ("state", "facts", "signed", "text", "clock", "tell")
_DECIDES = (*(f"{folder}/*.py" for folder in _FOLDERS), "views/board.py", "roster/roster.py")
Progress = Callable[[int, int], None]
"""Told how many events are kept and how many there are."""


class _Moved(Doubt):
    """What is kept stands elsewhere by now."""


class _Meta(msgspec.Struct):
    """What is kept: by which fold, up to which row of the log and which event that is."""

    fold: str
    read_to: int = 0
    last: bytes = b""
    verdicts: bytes = b""
    """By which verdicts on clocks and on who is believed its events stand where they do, or apart."""
    kinds: dict[str, KindRows] = {}
    pieces: dict[str, list[int]] = {}
    """By condensed part that goes by incident: the tags of which something is kept."""


class Kept:
    """What is kept of one log. `read_to` is the last row of the log that it covers, 0 when nothing is kept.

    A State stands on it (`core.state.held.Beneath`): it reads what is kept, and the rows that came since from the log.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._db: sqlite3.Connection | None = None
        self._meta = _Meta(fingerprint())
        self._doubted = False
        self._lookup: Lookup | None = None
        self._stood: tuple[Clocks, int, Believed, int] | None = None
        """The verdicts by which it was last seen to stand."""
        self._tail: list[Row] = []
        self._tail_to = 0
        self._tail_of: tuple[int, Clocks, int] | None = None
        """Behind which row it begins, and the verdict on clocks by which its events stand where they do."""
        self._tail_refs: dict[Ref, list[Event]] = {}
        """By what is pointed at: what points at it."""

    @classmethod
    def open(cls, log: Log) -> "Kept":
        """What is kept of `log`; nothing when there is none, or when it is in doubt. Never raises for it."""
        kept = cls(log)
        if not log.read_only:
            with suppress(*IN_DOUBT):
                kept._connect()
                if not kept._fits():
                    kept._throw_away()
        return kept

    @property
    def read_to(self) -> int:
        stands = self.clocks, self.clocks.version, self.believed, self.believed.version
        if self._meta.read_to and self._stood != stands:
            self._stood = stands
            if self._meta.verdicts != _digest(self.clocks, self.believed):
                self._forget()
        return self._meta.read_to

    @property
    def clocks(self) -> Clocks:
        """What is known of clocks: its events stand where they do by that."""
        return self._log.clocks

    @property
    def believed(self) -> Believed:
        """What is known of who is believed: what the others wrote stands apart."""
        return self._log.believed

    def moved(self) -> None:
        """Some of its events stand elsewhere than they did: it is kept anew."""
        self._forget()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = self._lookup = None

    # what a State stands on

    def vector(self) -> Vector:
        """Which events of each feed are kept."""
        with suppress(*IN_DOUBT):
            if self.read_to:
                return _Stored(self, self._meta, self.clocks, self.believed).vector()
        self._forget()
        return Vector()

    def condensed(self, part: str, in_play: InPlay | None) -> Mapping[str, Any] | None:
        """The attributes of a condensed part as they were kept; of one by incidents only those in play."""
        with suppress(*IN_DOUBT):
            if self.read_to:
                return _Stored(self, self._meta, self.clocks, self.believed).condensed(part, in_play)
        self._forget()
        return None

    def events(self, kinds: Collection[str], in_play: InPlay) -> Iterator[Event]:
        """What was recorded of these kinds in these incidents, with what points at it and what it points at."""
        try:
            yield from self._kept_events(kinds, in_play)
        except IN_DOUBT:
            self._forget()  # some may come a second time, which changes no State
        for event in self.tail():
            if event.kind in kinds and (in_play == EVERYTHING or in_play.among(self._counts_for(event))):
                yield event
            if in_play != EVERYTHING and event.incident in in_play:
                yield from (other for other in self.linked(event) if other.kind in kinds)

    def linked(self, event: Event) -> Iterator[Event]:
        """What an event points at, and what was recorded that points at it."""
        for ref in refs_of(event):
            for row in self._log.by_ref(ref.kit, ref.epoch, ref.seq, ref.seq):
                yield row.event
        rows = [row for row, _ in self._pointing_at(event.ref)]
        if rows:
            yield from (row.event for row in self._log.rows_at(rows))
        self.tail_rows()
        yield from self._tail_refs.get(event.ref, ())

    def _pointing_at(self, ref: Ref) -> list[tuple[int, int]]:
        """(row, incident) of what is kept and points at it."""
        with suppress(*IN_DOUBT):
            if self.read_to:
                sql = "SELECT row, tag FROM pointing WHERE kit=? AND epoch=? AND seq=?"
                return self._database.execute(sql, ref).fetchall()
        return []

    def _counts_for(self, event: Event) -> set[int]:
        """Incidents that an event counts for: its own, those of what it points at, and of what points at it."""
        return {event.incident}.union(self.pointing_at(event.ref), *map(self.incidents_of, refs_of(event)))

    def incidents_of(self, ref: Ref) -> set[int]:
        """The incident of the event that `ref` points at, of each when a feed forked; none when it is not here."""
        found = self._log.read("SELECT incident FROM events WHERE kit=? AND epoch=? AND seq=?", tuple(ref))
        return {int(row[0]) for row in found}

    def pointing_at(self, ref: Ref) -> set[int]:
        """The incidents of what was recorded before and points at what has this ref."""
        self.tail_rows()
        kept = {tag for _, tag in self._pointing_at(ref)}
        return kept.union(event.incident for event in self._tail_refs.get(ref, ()))

    def tail(self) -> list[Event]:
        """What was recorded since, in the order in which it came."""
        return [row.event for row in self.tail_rows()]

    def tail_rows(self) -> list[Row]:
        """The same as rows of the log."""
        if self._tail_of != (begins := (self.read_to, self.clocks, self.clocks.version)):
            self._tail, self._tail_to, self._tail_refs = [], self.read_to, {}
            self._tail_of = begins
        for row in self._log.after(self._tail_to):
            self._tail.append(row)
            for ref in refs_of(row.event):
                self._tail_refs.setdefault(ref, []).append(row.event)
            self._tail_to = row.rowid
        return self._tail

    # what finds events (`store.reading`)

    @property
    def lookup(self) -> Lookup | None:
        """What finds the events up to `read_to`; None when nothing is kept."""
        return self._lookup if self.read_to else None

    def doubt(self) -> None:
        """What it finds, or is raised when it is asked, cannot be."""
        self._forget()

    def forget_all(self) -> None:
        """Nothing is kept any more, in the file either: names that it held were erased."""
        with suppress(*IN_DOUBT):
            self._throw_away()

    # keeping

    def catch_up(self, least: int = WORTH_KEEPING, told: Progress | None = None) -> None:
        """Keep what was recorded since, when that is more than `least` events."""
        with suppress(StoreError):  # a log that cannot be read is told of by whoever reads it
            if self._log.last_row() - self.read_to > least:
                self.keep(told)

    def keep(self, told: Progress | None = None) -> bool:
        """Take in what was recorded since, a chunk at a time; whether all of it is kept now. False when another process
        is at it, or the disk refuses, also to have the log read: it stays as it was."""
        if self._db is None:
            return False
        try:
            if self._doubted:
                self._throw_away()
            while self._keep_more():
                if told is not None:
                    told(self.read_to, self._log.last_row())
        except StoreError:
            return False
        except IN_DOUBT as error:
            if not parts.says_not_now(error):
                self._forget()
            return False
        return True

    def _keep_more(self) -> bool:
        """Take in one chunk, or begin anew; whether there was any."""
        try:
            return self._keep_chunk()
        except _Moved:
            self._throw_away()
            return True

    def _keep_chunk(self) -> bool:
        """Take in one chunk in one transaction; whether there was any."""
        db = self._database
        db.execute("BEGIN IMMEDIATE")
        try:
            meta = self._read_meta()  # another process may have gone further
            rows = list(self._log.after(meta.read_to, CHUNK))
            if not rows:
                db.execute("COMMIT")
                self._take(meta)
                return False
            clocks = Clocks(self._log.on_clocks())
            believed = Believed(self._log.on_trust(), self._log.believed.roots)
            if meta.read_to and meta.verdicts != _digest(clocks, believed):
                raise _Moved
            rows = [Row(row.rowid, clocks.placed(row.event), row.carrier) for row in rows]
            stored = _Stored(self, meta, clocks, believed)
            touched = InPlay(frozenset(row.event.incident for row in rows))
            state = State(stored, stored.vector(), in_play=touched)
            for part in CONDENSED:
                for name in part.attributes:
                    getattr(state, name)
            if self._lookup is None:
                raise Doubt
            self._lookup.take_in(rows, first=not meta.read_to)
            counts = Counting(db, self._log, meta.kinds)
            for row in rows:
                apply(state, row.event)
                counts.take(row)
            for part in CONDENSED:
                for tag, raw in pack(state, part).items():
                    self._put_part(_piece(part.name, tag), raw)
                    if tag is not None and tag not in (tags := meta.pieces.setdefault(part.name, [])):
                        tags.append(tag)
            self._put_part("vector", pack_vector(state.vector))
            last = rows[-1]
            meta.read_to, meta.last = last.rowid, last.event.id
            meta.verdicts = _digest(clocks, believed)
            self._put_part("meta", msgspec.msgpack.encode(meta))
            db.execute("COMMIT")
        except BaseException:
            roll_back(db)
            raise
        self._take(meta)
        return True

    def _take(self, meta: _Meta) -> None:
        """This is what is kept now."""
        self._meta, self._stood = meta, None

    # the file

    @property
    def _database(self) -> sqlite3.Connection:
        if self._db is None:
            raise Doubt
        return self._db

    def _connect(self) -> None:
        path = self._log.path.with_name(KEPT_NAME)
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:  # no database, or a damaged one
            if parts.says_not_now(error):
                raise
            _remove(path)
            self._db = _opened(path)
        self._lookup = Lookup(self._db)

    def _fits(self) -> bool:
        """Whether it is what this fold keeps of this log."""
        try:
            meta = self._read_meta()
        except IN_DOUBT:
            return False
        fits = (
            meta.fold == fingerprint()
            and (not meta.read_to or meta.verdicts == _digest(self.clocks, self.believed))
            and (not meta.read_to or self._log.id_at(meta.read_to) == meta.last)
        )
        if fits:
            self._take(meta)
        return fits

    def _read_meta(self) -> _Meta:
        if parts.is_empty(self._database):
            return _Meta(fingerprint())
        return msgspec.msgpack.decode(self.bytes_of("meta"), type=_Meta)

    def _throw_away(self) -> None:
        """Begin anew with nothing kept."""
        self._forget()
        self.close()
        _remove(self._log.path.with_name(KEPT_NAME))
        self._connect()
        self._doubted = False

    def _forget(self) -> None:
        """From now on nothing is kept for this process: all comes from the log."""
        self._doubted = True
        self._meta = _Meta(fingerprint())
        self._tail_of = None

    def _kept_events(self, kinds: Collection[str], in_play: InPlay) -> Iterator[Event]:
        if not self.read_to:
            return
        db = self._database
        for kind in kinds:
            with _one_moment(db):  # another process may keep more meanwhile
                known = self._read_meta().kinds.get(kind)
                rows = rows_of(db, known, in_play) if known is not None else set()
            many = 0
            for row in self._log.rows_at(sorted(rows)):
                if row.event.kind != kind:
                    raise Doubt
                many += 1
                yield row.event
            if many != len(rows):  # the disk has damaged one since: the log alone tells what is there
                raise Doubt

    def bytes_of(self, name: str) -> bytes:
        """A part as it was kept; raises when it is not what was written."""
        return parts.get_part(self._database, name)

    def _put_part(self, name: str, raw: bytes) -> None:
        parts.put_part(self._database, name, raw)


def _digest(clocks: Clocks, believed: Believed) -> bytes:
    """The same bytes for the same verdicts."""
    return clocks.digest() + believed.digest()


def _piece(part: str, tag: int | None) -> str:
    """Under what name a part is kept, or its piece of one incident."""
    return part if tag is None else f"{part}.{tag}"


@contextmanager
def _one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """Several readings of one state of the file."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


class _Stored:
    """What a State stands on while it is kept: what was kept before, nothing since. Raises what is wrong with it."""

    def __init__(self, kept: Kept, meta: _Meta, clocks: Clocks, believed: Believed) -> None:
        self._kept = kept
        self.clocks, self.believed = clocks, believed
        self._meta = meta
        self.read_to = meta.read_to

    def vector(self) -> Vector:
        return unpack_vector(self._kept.bytes_of("vector")) if self._meta.read_to else Vector()

    def condensed(self, part: str, in_play: InPlay | None) -> Mapping[str, Any] | None:
        if not self._meta.read_to:
            return None
        tags = [None] if in_play is None else in_play.among(self._meta.pieces.get(part, ()))
        return unpack(_PARTS[part], (self._kept.bytes_of(_piece(part, tag)) for tag in tags))

    def events(self, kinds: Collection[str], in_play: InPlay) -> Iterator[Event]:
        return iter(())

    def moved(self) -> None:
        raise _Moved

    def incidents_of(self, ref: Ref) -> Collection[int]:
        return ()

    def pointing_at(self, ref: Ref) -> Collection[int]:
        return ()

    def linked(self, event: Event) -> Iterable[Event]:
        return ()

    def tail(self) -> list[Event]:
        return []


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made when it is not there. It never waits: what one process cannot do now another does later."""
    db = sqlite3.connect(path, timeout=0.0, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        if not db.execute("PRAGMA schema_version").fetchone()[0]:
            db.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
    except BaseException:
        db.close()
        raise
    return db


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


@cache
def fingerprint() -> str:
    """The mark of this version's fold: what another one kept is worth nothing. It covers every module that decides what
    State holds and which words an event is found by, so that nobody has to remember to count up a number."""
    mill = blake2s(digest_size=16, person=b"fk-fold")
    for pattern in _DECIDES:
        for path in sorted(Path(core.__file__).parent.glob(pattern)):
            mill.update(path.name.encode() + b"\0" + path.read_bytes())
    for module in (__file__, kept_rows.__file__, lookup.__file__, parts.__file__):
        mill.update(Path(module).read_bytes())
    return mill.hexdigest()
