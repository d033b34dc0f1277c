"""Which rows of the log hold a kind, and which of them count for which incident, in the file of what is kept."""

import sqlite3

import msgspec

from fieldkit.core.facts.refs import refs_of
from fieldkit.core.state.fold import PARTS
from fieldkit.core.state.held import EVERYTHING, InPlay
from fieldkit.store.log import Log, Row
from fieldkit.store.parts import Doubt

TABLES = """
    CREATE TABLE IF NOT EXISTS rows_of (kind INTEGER NOT NULL, tag INTEGER NOT NULL, row INTEGER NOT NULL,
        PRIMARY KEY (kind, tag, row)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS pointing (kit INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
        row INTEGER NOT NULL, kind INTEGER NOT NULL, tag INTEGER NOT NULL,
        PRIMARY KEY (kit, epoch, seq, row)) WITHOUT ROWID;
"""
COLLECTED = frozenset(kind.kind for part in PARTS if not part.condensed for kind in part.folds)
"""Kinds whose events State holds whole."""


class KindRows(msgspec.Struct):
    """A kind whose rows are kept: its number in `rows_of`, how many there are, and how many count for each incident."""

    number: int
    many: int = 0
    by_tag: dict[int, int] = {}


class Counting:
    """Writes which rows count for which incident, while a chunk is kept: an event counts for its own, for those of the
    events that it points at, and these count for its own. What points at an event waits for it, and for its twins: when
    a feed has forked, two events are meant by one reference."""

    def __init__(self, db: sqlite3.Connection, log: Log, kinds: dict[str, KindRows]) -> None:
        """`kinds`: how many there are, by kind, counted up here."""
        self._db = db
        self._log = log
        self._kinds = kinds

    def take(self, row: Row) -> None:
        event = row.event
        number = self._kind(event.kind).number
        if event.kind in COLLECTED:
            self._kind(event.kind).many += 1
            self._count(event.kind, event.incident, row.rowid)
        for ref in refs_of(event):
            for other in self._log.by_ref(ref.kit, ref.epoch, ref.seq, ref.seq):
                self._point(event.kind, event.incident, row.rowid, other)
            self._db.execute(
                "INSERT OR IGNORE INTO pointing VALUES (?,?,?,?,?,?)", (*ref, row.rowid, number, event.incident)
            )
        pointing = self._db.execute(
            "SELECT kind, tag, row FROM pointing WHERE kit=? AND epoch=? AND seq=?", tuple(event.ref)
        ).fetchall()
        if pointing:
            names = {kind.number: name for name, kind in self._kinds.items()}
            for kind, tag, rowid in pointing:
                self._point(names[kind], tag, rowid, row)

    def _point(self, kind: str, tag: int, rowid: int, at: Row) -> None:
        if kind in COLLECTED:
            self._count(kind, at.event.incident, rowid)
        if at.event.kind in COLLECTED:
            self._count(at.event.kind, tag, at.rowid)

    def _count(self, kind: str, tag: int, rowid: int) -> None:
        known = self._kind(kind)
        added = self._db.execute("INSERT OR IGNORE INTO rows_of VALUES (?, ?, ?)", (known.number, tag, rowid)).rowcount
        known.by_tag[tag] = known.by_tag.get(tag, 0) + added

    def _kind(self, kind: str) -> KindRows:
        known = self._kinds.get(kind)
        if known is None:
            known = self._kinds[kind] = KindRows(len(self._kinds) + 1)
        return known


def rows_of(db: sqlite3.Connection, kind: KindRows, in_play: InPlay) -> set[int]:
    """Rows of a kind that count for these incidents; raises when there are not as many as were written."""
    if in_play == EVERYTHING:
        rows = {row for (row,) in db.execute("SELECT row FROM rows_of WHERE kind=?", (kind.number,))}
        if len(rows) != kind.many:
            raise Doubt
        return rows
    rows = set()
    for tag in in_play.among(kind.by_tag):
        found = [row for (row,) in db.execute("SELECT row FROM rows_of WHERE kind=? AND tag=?", (kind.number, tag))]
        if len(found) != kind.by_tag[tag]:
            raise Doubt
        rows.update(found)
    return rows
