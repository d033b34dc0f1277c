"""What finds events in the file of what is kept: by time, by the places they name, by the words they are found by.

Tables of SQLite have no digest, and a lost entry looks like an event that says nothing. So what stands in them is
summed up beside them in a part that has one, and is compared before a process answers from them for the first time.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.named_places import places_named
from fieldkit.store.log import Row
from fieldkit.store.parts import Doubt, get_part, put_part

TABLES = """
    CREATE TABLE IF NOT EXISTS times (hlc INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (hlc, row)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS places (place INTEGER NOT NULL, kind INTEGER NOT NULL, hlc INTEGER NOT NULL,
        row INTEGER NOT NULL, PRIMARY KEY (place, kind, hlc, row)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (said, content='', columnsize=0, detail=none,
        tokenize="ascii tokenchars '-'");
"""
"""`ascii` takes every other letter as it is: words come folded and cut (`core.tell.search`), on both sides alike."""
_NAME = "lookup"
_TERMS = "terms.{}"
_HALF = 0xFFFFFFFF
_SUMS = {
    "times": f"SELECT count(*), sum(hlc >> 32), sum(hlc & {_HALF}), sum(row) FROM times",
    "places": f"SELECT count(*), sum(hlc >> 32), sum(hlc & {_HALF}), sum(row), sum(place), sum(kind) FROM places",
}
_OR = 200
"""Words of one MATCH: SQLite's parser takes longer than in proportion to them."""
_BATCHES = 400
"""MATCHes of one statement: SQLite joins 500 selects at most."""


class _Sums(msgspec.Struct):
    """What the tables hold. `terms`: how many lists of words there are. `kinds`: their numbers in `places`."""

    times: list[int] = msgspec.field(default_factory=lambda: [0] * 4)
    places: list[int] = msgspec.field(default_factory=lambda: [0] * 6)
    words: bytes = b""
    terms: int = 0
    kinds: dict[str, int] = {}


class Narrowed(NamedTuple):
    """A set of rows, as SQL."""

    sql: str
    values: tuple[Any, ...]


class Lookup:
    """The tables of one open file. Everything it raises means that the file cannot be trusted."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._checked: set[str] = set()

    # filling, inside the caller's transaction

    def take_in(self, rows: Sequence[Row], *, first: bool) -> None:
        """Take in rows of the log; `first` when nothing was kept before."""
        from fieldkit.core.tell.search import words_of  # sentences of every kind: not for who only opens a kit

        sums = _Sums() if first else self._sums()
        if not first:
            self._check("words", sums)  # or its sum would be taken anew over what the disk has damaged
        places = []
        for row in rows:
            event = row.event
            for place in places_named(event.kind, event.raw):
                places.append((place, sums.kinds.setdefault(event.kind, len(sums.kinds)), event.order, row.rowid))
        said = [(row.rowid, words_of(row.event)) for row in rows]
        times = [(row.event.order, row.rowid) for row in rows]
        self._db.executemany("INSERT INTO times VALUES (?, ?)", times)
        self._db.executemany("INSERT INTO places VALUES (?, ?, ?, ?)", places)
        self._db.executemany("INSERT INTO words (rowid, said) VALUES (?, ?)", ((row, " ".join(w)) for row, w in said))
        known = {word for terms in self._terms(sums) for word in terms.split("\n")}
        if new := {word for _, words in said for word in words if "-" not in word} - known:
            put_part(self._db, _TERMS.format(sums.terms), "\n".join(sorted(new)).encode())
            sums.terms += 1
        _add(sums.times, [(1, hlc >> 32, hlc & _HALF, row) for hlc, row in times])
        _add(sums.places, [(1, hlc >> 32, hlc & _HALF, row, place, kind) for place, kind, hlc, row in places])
        self._db.execute("SAVEPOINT words")  # FTS5 writes what it holds back when one begins, and else at the end
        self._db.execute("RELEASE words")
        sums.words = self._sum_of_words()
        put_part(self._db, _NAME, msgspec.msgpack.encode(sums))
        self._checked.add("words")

    # asking

    def in_time(
        self, row_to: int, *, newest_first: bool, since: int = 0, among: Sequence[Narrowed] = ()
    ) -> Iterator[tuple[int, int]]:
        """(time, row) of the events up to a row, in order of time, from the time `since` on; only those in all of
        `among`."""
        self._check("times")
        where = "".join(f" AND row IN ({one.sql})" for one in among)
        order = "DESC" if newest_first else "ASC"
        sql = f"SELECT hlc, row FROM times WHERE hlc >= ? AND row <= ?{where} ORDER BY hlc {order}, row {order}"
        values = (since, row_to, *(value for one in among for value in one.values))
        with _read(self._db.execute(sql, values)) as cursor:
            yield from iter(cursor.fetchone, None)

    def of_place(self, kind: str, place: int, row_to: int) -> Iterator[tuple[int, int]]:
        """(time, row) of the events of a kind that name a place, the newest first."""
        self._check("places")
        sql = "SELECT hlc, row FROM places WHERE place=? AND kind=? AND row <= ? ORDER BY hlc DESC, row DESC"
        with _read(self._db.execute(sql, (place, self._sums().kinds.get(kind), row_to))) as cursor:
            yield from iter(cursor.fetchone, None)

    def saying(self, word: str, places: Sequence[int], *, inside: bool, whole: bool) -> Narrowed:
        """Rows that hold a word, or name one of these places. `inside`: other words may hold it as well; `whole`: it
        stands by itself; neither: it begins a word."""
        self._check("words")
        self._check("places")
        if inside:
            terms = [f'"{term}"' for term in self._holding(word)]
        else:
            terms = [f'"{word}"' if whole else f'"{word}"*']
        matches = [" OR ".join(terms[at : at + _OR]) for at in range(0, len(terms), _OR)]
        if len(matches) > _BATCHES:
            size = -(-len(terms) // _BATCHES)
            matches = [" OR ".join(terms[at : at + size]) for at in range(0, len(terms), size)]
        selects = ["SELECT row FROM places WHERE place IN (SELECT value FROM json_each(?))"]
        selects += ["SELECT rowid FROM words WHERE words MATCH ?"] * len(matches)
        return Narrowed(" UNION ALL ".join(selects), (msgspec.json.encode(places).decode(), *matches))

    def _holding(self, part: str) -> Iterator[str]:
        for terms in self._terms(self._sums()):
            at = terms.find(part)
            while at >= 0:
                begin, end = terms.rfind("\n", 0, at) + 1, terms.find("\n", at)
                end = len(terms) if end < 0 else end
                yield terms[begin:end]
                at = terms.find(part, end)

    # whether it can be trusted

    def _check(self, table: str, sums: _Sums | None = None) -> None:
        """Compare a table with what was summed up of it, once."""
        if table in self._checked:
            return
        alone = not self._db.in_transaction
        if alone:
            self._db.execute("BEGIN")  # both as they were at one moment: others go on keeping
        try:
            sums = sums or self._sums()
            if table == "words":
                fits = self._sum_of_words() == sums.words
            else:
                told = self._db.execute(_SUMS[table]).fetchone()
                fits = [one or 0 for one in told] == getattr(sums, table)
        finally:
            if alone and self._db.in_transaction:
                self._db.execute("COMMIT")
        if not fits:
            raise Doubt
        self._checked.add(table)

    def _sums(self) -> _Sums:
        return msgspec.msgpack.decode(get_part(self._db, _NAME), type=_Sums)

    def _terms(self, sums: _Sums) -> Iterator[str]:
        for number in range(sums.terms):
            yield get_part(self._db, _TERMS.format(number)).decode()

    def _sum_of_words(self) -> bytes:
        mill = blake2b(repr(self._db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()).encode())
        for number, block in self._db.execute("SELECT id, block FROM words_data ORDER BY id"):
            mill.update(b"%d %d " % (number, len(block)) + block)
        for name in ("words_idx", "words_config"):
            for row in self._db.execute(f"SELECT * FROM {name} ORDER BY 1, 2"):
                mill.update(repr(row).encode())
        return mill.digest()[:16]


@contextmanager
def _read(cursor: sqlite3.Cursor) -> Iterator[sqlite3.Cursor]:
    """A cursor that is closed when nobody reads on, also when the file was closed before (`head` has gone). Nothing may
    `yield from` it: that would close it too, and not so gently."""
    try:
        yield cursor
    finally:
        with suppress(sqlite3.ProgrammingError):
            cursor.close()


def _add(sums: list[int], rows: Sequence[Sequence[int]]) -> None:
    for index, column in enumerate(zip(*rows, strict=True)):
        sums[index] += sum(column)
