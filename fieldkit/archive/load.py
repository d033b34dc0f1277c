"""Puts the events of a log into the archive: checked one by one, then a batch at a time, each whole or not at all.

A batch is copied into a table of this connection alone, and goes from there into the archive by one statement: one that
passes over what is there, or, while all was new so far, the faster one that would fail (docs/facts/store.md, "The
archive"). So a load that was cut off anywhere is run again, several run at once, and nothing is there twice. A batch
goes in in the order of ids, so that two loaders never wait for each other in a circle. While the database takes one
batch, the next are checked.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from fieldkit.archive.checking import COLUMNS, Checking, Deposit, Part, Rejected
from fieldkit.archive.connection import Connection
from fieldkit.archive.erasures import carry_out, learn
from fieldkit.archive.sources import Source
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import number_of
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.remedies import SayMunicipality
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.store.kept import Progress

BATCH = 20_000
"""Events in one transaction."""
_TRIES = 5
_STAGE = "CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE feltkit.events) ON COMMIT DELETE ROWS"
_TAKE = f"""
    INSERT INTO feltkit.events ({COLUMNS}) SELECT {COLUMNS} FROM incoming
    ON CONFLICT (municipality, id) DO NOTHING
    RETURNING id
"""
_TAKE_ALL = f"INSERT INTO feltkit.events ({COLUMNS}) SELECT {COLUMNS} FROM incoming"
_DEPOSIT = (
    "INSERT INTO feltkit.deposits (municipality, batch, kit, epoch, first, last, events, digest, load) "
    "VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)"
)
_CHECKPOINT = (
    "INSERT INTO feltkit.checkpoints (municipality, mark, key, kit, epoch, first, last, before, ids, signature, load) "
    "VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s) ON CONFLICT (municipality, mark) DO NOTHING"
)

_ROOT = (
    "INSERT INTO feltkit.roots (municipality, key, load) VALUES (%s,%s,%s) ON CONFLICT (municipality, key) DO NOTHING"
)


class Loaded(msgspec.Struct, frozen=True):
    """What came of one log. `known` were there already; `checkpoints` are the new ones; out of so many events that were
    there names were `erased`."""

    source: str
    municipality: int
    new: int
    known: int
    checkpoints: int
    erased: int
    rejected: tuple[Rejected, ...]
    role: bool
    """Whether the role that may read the municipality's events is there."""


def municipality_of(source: Source, said: int | None) -> int:
    """The code under which a log goes in. InputError when nobody says it, or two say two."""
    own = source.municipality
    if said is not None and own and said != own:
        raise InputError(f"{source.name} hører til kommune {own}, ikke {said}; intet af den er lagt ind.")
    code = said if said is not None else own
    if not code:
        raise InputError(f"{source.name} siger ikke, hvilken kommune det hører til.", SayMunicipality())
    if not 1 <= code <= MOST_MUNICIPALITY:
        raise InputError(f"{code} er ingen kommunes kode; den er et tal fra 1 til {MOST_MUNICIPALITY}.")
    return code


def load(
    archive: Connection,
    source: Source,
    municipality: int,
    checking: Checking,
    *,
    region: str = "",
    told: Progress | None = None,
) -> Loaded:
    """Put one log into the archive, and tell how far it is. What is in doubt is kept out and named; all else goes in.

    psycopg.Error when the database breaks off: the batches that are in stay.
    """
    row = archive.execute(
        "SELECT feltkit.admit(%s, %s, %s)", (municipality, source.municipality_name, region)
    ).fetchone()
    loading = _Loading(archive, municipality, source.name)
    with source.to_read() as log, ThreadPoolExecutor(1) as database:
        loading.vouched_by(source.roots)
        nameless = learn(archive, municipality, log, loading.load)
        sending: Future[None] | None = None
        for part in checking.parts(log, BATCH, municipality, nameless):
            if sending is not None:
                sending.result()
            sending = database.submit(loading.send, part)
            if told is not None:
                told(loading.read, max(log.last_row, loading.read))
        if sending is not None:
            sending.result()
        signed = loading.sign(log.checkpoints)
    erased = carry_out(archive, municipality)  # another load may have put in names meanwhile
    loading.end()
    if told is not None and loading.read:
        told(loading.read, loading.read)
    rejected = tuple(loading.rejected)
    return Loaded(source.name, municipality, loading.new, loading.known, signed, erased, rejected, bool(row and row[0]))


class _Loading:
    """One load: what it has read, what was new, what was there, what it kept out."""

    def __init__(self, archive: Connection, municipality: int, source: str) -> None:
        self._archive, self._municipality, self.load = archive, municipality, uuid4()
        row = archive.execute("SELECT row_security_active('feltkit.events')").fetchone()
        self._may_copy = row is not None and not row[0]
        """The database lets nobody copy right into a table whose rules for rows hold for him."""
        self._all_new = True
        """Whether the last batch was, and the next one probably is."""
        self.read = self.new = self.known = 0
        self.rejected: list[Rejected] = []
        archive.execute(
            "INSERT INTO feltkit.loads (municipality, load, source) VALUES (%s, %s, %s)",
            (municipality, self.load, source),
        )

    def send(self, part: Part) -> None:
        self.read += part.read
        self.rejected += part.rejected
        if not part.count:
            return
        if self._all_new:
            try:
                self.new += self._again_where_it_must(self._all_of, part)
                return
            except UniqueViolation:
                self._all_new = False
        taken = self._again_where_it_must(self._new_of, part)
        self.new += taken
        self.known += part.count - taken
        self._all_new = taken == part.count

    def _again_where_it_must(self, way: Callable[[Part], int], part: Part) -> int:
        for _ in range(_TRIES - 1):
            try:
                return way(part)
            except (DeadlockDetected, SerializationFailure):
                continue
        return way(part)

    def _all_of(self, part: Part) -> int:
        """Take in a batch of which nothing is there; UniqueViolation, and nothing is taken, when something is."""
        with self._archive.transaction():
            if self._may_copy:
                self._copy("feltkit.events", part)
            else:
                self._archive.execute(_STAGE)
                self._copy("incoming", part)
                self._archive.execute(_TAKE_ALL)
            self._deposit(part.batch, part.deposits)
        return part.count

    def _new_of(self, part: Part) -> int:
        """Take in what is new of a batch; how many that was."""
        with self._archive.transaction(), self._archive.cursor(binary=True) as cursor:
            cursor.execute(_STAGE)
            self._copy("incoming", part)
            taken = [bytes(event_id) for (event_id,) in cursor.execute(_TAKE)]
            self._deposit(part.batch, part.deposits_of(taken))
        return len(taken)

    def _copy(self, table: str, part: Part) -> None:
        with self._archive.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN".encode()) as copy:
            copy.write(part.lines)

    def _deposit(self, batch: int, deposits: list[Deposit]) -> None:
        rows = [
            (self._municipality, batch, one.kit, one.epoch, one.first, one.last, one.events, one.digest, self.load)
            for one in deposits
        ]
        if rows:
            with self._archive.cursor() as cursor:
                cursor.executemany(_DEPOSIT, rows)

    def vouched_by(self, roots: Iterable[bytes]) -> None:
        """Take in who vouches for the municipality's kits."""
        for root in roots:
            self._archive.execute(_ROOT, (self._municipality, root, self.load))

    def sign(self, checkpoints: Iterable[Checkpoint]) -> int:
        """Take in the checkpoints that hold; how many of these were new."""
        rows = []
        for one in checkpoints:
            if not one.holds():
                self.rejected.append(Rejected(number_of(one.kit, one.first), "a checkpoint that its key did not sign"))
                continue
            rows.append((self._municipality, one.mark, one.key, one.kit, one.epoch, one.first, one.last, one.before,
                         one.ids, one.signature, self.load))  # fmt: skip
        rows.sort()
        if not rows:
            return 0
        with self._archive.transaction(), self._archive.cursor() as cursor:
            cursor.executemany(_CHECKPOINT, rows)
            return max(0, cursor.rowcount)

    def end(self) -> None:
        """It came to its end: what is told of it stands in the archive."""
        self._archive.execute(
            "UPDATE feltkit.loads SET ended = %s, read = %s, new = %s, rejected = %s "
            "WHERE municipality = %s AND load = %s",
            (datetime.now(UTC), self.read, self.new, len(self.rejected), self._municipality, self.load),
        )
