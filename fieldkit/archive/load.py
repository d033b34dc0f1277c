"""Puts the events of a log into the archive: checked one by one, then a batch at a time, each whole or not at all.

A batch is copied into a table of this connection alone, and goes from there into the archive by one statement that
passes over what is there: so a load that was cut off anywhere is run again, several run at once, and nothing is there
twice. Batches go in in the order of ids, so that two loaders never wait for each other in a circle. While the database
takes one batch, the next is checked.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import blake2s
from uuid import uuid4

import msgspec
from psycopg.errors import DeadlockDetected, SerializationFailure

from fieldkit.archive.connection import Connection
from fieldkit.archive.sources import Source, Values
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts import families as families  # no body is decoded before all kinds are known
from fieldkit.core.facts.event import Event, number_of
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.facts.terms import Precedence, Trust
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.state.reporting import sign_of
from fieldkit.store.kept import Progress

BATCH = 20_000
"""Events in one transaction."""
DIGEST_BYTES = 16
CUT_OFF = "Hvad der nåede frem, er hele portioner: gør det samme igen, så kommer resten, og intet bliver dobbelt."
MOST_CODE = 9999
_TRIES = 5
_STAGED = (
    "kit, epoch, seq, hlc, incident, flags, known, precedence, proven, heard, heard_s, observed, "
    "about_kit, about_epoch, about_seq, id, kind, body"
)
_STAGE = """
    CREATE TEMP TABLE IF NOT EXISTS incoming (
        kit integer, epoch integer, seq integer, hlc bigint, incident integer, flags smallint, known boolean,
        precedence smallint, proven boolean, heard bigint, heard_s integer, observed boolean,
        about_kit integer, about_epoch integer, about_seq integer, id bytea, kind text, body text
    ) ON COMMIT DELETE ROWS
"""
_TAKE = f"""
    INSERT INTO feltkit.events (municipality, batch, {_STAGED})
    SELECT %s::integer, %s::bigint, {_STAGED} FROM incoming ORDER BY id
    ON CONFLICT (municipality, id) DO NOTHING
    RETURNING id
"""
_DEPOSIT = (
    "INSERT INTO feltkit.deposits (municipality, batch, kit, epoch, first, last, events, digest, load) "
    "VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)"
)
_CHECKPOINT = (
    "INSERT INTO feltkit.checkpoints (municipality, mark, key, kit, epoch, first, last, before, ids, signature, load) "
    "VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s) ON CONFLICT (municipality, mark) DO NOTHING"
)
_NUL = rb"\u0000"
"""The one letter of JSON that the database has no room for."""


class Rejected(msgspec.Struct, frozen=True):
    """An event, or a checkpoint, that was kept out: its number, and why, in English for a log."""

    number: str
    fault: str


class Loaded(msgspec.Struct, frozen=True):
    """What came of one log. `known` were there already; `checkpoints` are the new ones."""

    source: str
    municipality: int
    new: int
    known: int
    checkpoints: int
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
        raise InputError(f"{source.name} siger ikke, hvilken kommune det hører til; angiv kommunens kode.")
    if not 1 <= code <= MOST_CODE:
        raise InputError(f"{code} er ingen kommunes kode; den er et tal fra 1 til {MOST_CODE}.")
    return code


def load(
    archive: Connection, source: Source, municipality: int, *, region: str = "", told: Progress | None = None
) -> Loaded:
    """Put one log into the archive, and tell how far it is. What is in doubt is kept out and named; all else goes in.

    psycopg.Error when the database breaks off: the batches that are in stay.
    """
    row = archive.execute(
        "SELECT feltkit.admit(%s, %s, %s)", (municipality, source.municipality_name, region)
    ).fetchone()
    loading = _Loading(archive, municipality, source.name)
    with source.opened() as (count, events, checkpoints), ThreadPoolExecutor(1) as database:
        sending: Future[None] | None = None
        for batch in loading.batches(events):
            if sending is not None:
                sending.result()
            sending = database.submit(loading.send, batch)
            if told is not None:
                told(loading.read, max(count, loading.read))
        if sending is not None:
            sending.result()
        signed = loading.sign(checkpoints)
    loading.end()
    if told is not None and loading.read:
        told(loading.read, loading.read)
    known = loading.read - len(loading.rejected) - loading.new
    return Loaded(source.name, municipality, loading.new, known, signed, tuple(loading.rejected), bool(row and row[0]))


_Ids = dict[bytes, tuple[int, int, int]]
"""By id: kit, epoch and sequence."""


class _Batch:
    """Checked events: their ids, and their lines as COPY wants them."""

    def __init__(self) -> None:
        self.ids: _Ids = {}
        self.lines: list[str] = []


class _Loading:
    """One load: what it has read, what was new, what it kept out."""

    def __init__(self, archive: Connection, municipality: int, source: str) -> None:
        self._archive, self._municipality, self._load = archive, municipality, uuid4()
        self.read, self.new = 0, 0
        self.rejected: list[Rejected] = []
        archive.execute(_STAGE)
        archive.execute(
            "INSERT INTO feltkit.loads (municipality, load, source) VALUES (%s, %s, %s)",
            (municipality, self._load, source),
        )

    def batches(self, events: Iterator[Values]) -> Iterator[_Batch]:
        batch = _Batch()
        for event_id, *values in events:
            self.read += 1
            event = Event(*values)
            fault = event_fault(event) if type(event.raw) is bytes else "the body is no text"
            if not fault and event.id != event_id:
                fault = "its bytes are not those that its id was made of"
            if fault:
                self.rejected.append(Rejected(_number(event), fault))
                continue
            batch.ids[event.id] = event.ref
            batch.lines.append(_line(event))
            if len(batch.lines) == BATCH:
                yield batch
                batch = _Batch()
        if batch.lines:
            yield batch

    def send(self, batch: _Batch) -> None:
        lines = "".join(batch.lines).encode()
        for left in reversed(range(_TRIES)):
            try:
                self.new += self._sent(batch.ids, lines)
                return
            except (DeadlockDetected, SerializationFailure):
                if not left:
                    raise

    def _sent(self, ids: _Ids, lines: bytes) -> int:
        number = secrets.randbits(62)
        with self._archive.transaction(), self._archive.cursor(binary=True) as cursor:
            with cursor.copy(f"COPY incoming ({_STAGED}) FROM STDIN") as copy:
                copy.write(lines)
            cursor.execute(_TAKE, (self._municipality, number))
            taken = sorted((*ids[bytes(event_id)], bytes(event_id)) for (event_id,) in cursor)
            deposits = [
                (self._municipality, number, kit, epoch, first, last, count, digest, self._load)
                for (kit, epoch), (first, last, count, digest) in _deposits(taken).items()
            ]
            if deposits:
                cursor.executemany(_DEPOSIT, deposits)
        return len(taken)

    def sign(self, checkpoints: Iterator[Checkpoint]) -> int:
        """Take the checkpoints in that hold; how many were new."""
        rows = []
        for one in checkpoints:
            if not one.holds():
                self.rejected.append(Rejected(number_of(one.kit, one.first), "a checkpoint that its key did not sign"))
                continue
            rows.append((self._municipality, one.mark, one.key, one.kit, one.epoch, one.first, one.last, one.before,
                         one.ids, one.signature, self._load))  # fmt: skip
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
            (datetime.now(UTC), self.read, self.new, len(self.rejected), self._municipality, self._load),
        )


_Deposit = tuple[int, int, int, bytes]
"""First and last sequence, how many, and BLAKE2s-128 over their ids in the order of sequence and id."""


def _deposits(taken: list[tuple[int, int, int, bytes]]) -> dict[tuple[int, int], _Deposit]:
    feeds: defaultdict[tuple[int, int], list[tuple[int, bytes]]] = defaultdict(list)
    for kit, epoch, seq, event_id in taken:
        feeds[kit, epoch].append((seq, event_id))
    return {
        feed: (events[0][0], events[-1][0], len(events), digest_of(event_id for _, event_id in events))
        for feed, events in feeds.items()
    }


def digest_of(ids: Iterator[bytes]) -> bytes:
    """What a deposit keeps of its ids."""
    return blake2s(b"".join(ids), digest_size=DIGEST_BYTES).digest()


_NULL = r"\N"
_PRECEDENCES = {precedence: number for number, precedence in enumerate(Precedence)}


def _line(event: Event) -> str:
    """An event as COPY reads it, and what the views ask for at once: whether its body can be read, how urgent and how
    well proven it is, which place it is a sign of life of, and what it is about."""
    row, known = event.row, REGISTRY.knows(event.body) and _NUL not in event.raw
    about, heard = f"{_NULL}\t{_NULL}\t{_NULL}", f"{_NULL}\t{_NULL}\tf"
    if known and len(refs := refs_of(event)) == 1:
        about = "\t".join(map(str, refs[0]))
    if known and (sign := sign_of(event)) is not None:
        heard = f"{sign.place}\t{sign.at - EPOCH_UNIX_S}\t{'t' if sign.observed else 'f'}"
    body = event.raw.decode()
    for letter, written in _ESCAPED:
        if letter in body:
            body = body.replace(letter, written)
    return (
        f"{event.kit}\t{event.epoch}\t{event.seq}\t{event.hlc}\t{event.incident}\t{event.flags}\t"
        f"{'t' if known else 'f'}\t{_PRECEDENCES[row.precedence(event.body)]}\t"
        f"{'t' if row.trust(event.body) is Trust.VERIFIED else 'f'}\t{heard}\t{about}\t"
        f"\\\\x{event.id.hex()}\t{event.kind}\t{body}\n"
    )


_ESCAPED = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"))
"""What COPY would take for something else; the first one first."""


def _number(event: Event) -> str:
    """The number of what may be no event at all."""
    kit, seq = event.kit, event.seq
    return number_of(kit, seq) if type(kit) is int and type(seq) is int else "?"
