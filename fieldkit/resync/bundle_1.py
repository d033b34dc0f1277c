"""Bundles of format 1, which kits wrote until format 2 came (`resync.bundle`): in clear, and only read by now.

One SQLite file (application id "FKBT", no journal beside it) with the tables events and newer of `resync.bundle_tables`
and

    meta     key, value: format "1" · kit · made (ISO 8601) · count · key (fingerprint) ·
             digest: keyed BLAKE2s over the five before it and every id in byte order, 32 bytes in hex ·
             file: BLAKE2s over the file's own bytes, with these 64 hex digits as zeros, so that any wrong bit is seen
             (both for `person` "fkbundle")
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2s
from hmac import compare_digest
from pathlib import Path

import msgspec

from fieldkit.core.errors import CarrierError
from fieldkit.core.remedies import ExportBundle
from fieldkit.resync.bundle_tables import APPLICATION_ID, Wrong
from fieldkit.store.files.bounded import pieces_of
from fieldkit.store.files.keys import MunicipalityKey

SQLITE = b"SQLite format 3\x00"
"""How it begins."""
FORMAT = 1
_PERSON = b"fkbundle"
_ZEROS = b"0" * 64


class Meta(msgspec.Struct, frozen=True):
    """What it says of itself."""

    format: int
    kit: int
    made: str
    count: int
    key: str
    digest: str
    file: str


def refuse_other_database(path: Path, said: Path) -> None:
    """CarrierError when this SQLite file is no bundle at all."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            other = db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID
    except sqlite3.Error as error:
        raise Wrong from error
    if other:
        raise CarrierError(f"{said} er en database, men ikke en pakke fra Feltkit.", ExportBundle())


def read_meta(db: sqlite3.Connection, said: Path) -> Meta:
    """What it says of itself; CarrierError when a newer version wrote it, Wrong when it is not whole."""
    told = dict(db.execute("SELECT key, value FROM meta LIMIT 100"))
    form = told.get("format")
    if isinstance(form, str) and form.isdigit() and int(form) > FORMAT:
        raise CarrierError(f"Pakken {said} er lavet af en nyere udgave af Feltkit (format {form}); opdatér dette kit.")
    try:
        return msgspec.convert(told, Meta, strict=False)
    except msgspec.ValidationError as error:
        raise Wrong from error


def is_stamped(path: Path, meta: Meta) -> bool:
    """Whether the file's bytes are those that were written."""
    stamp = meta.file.encode()
    at = next(_places_of(path, stamp), None) if len(stamp) == len(_ZEROS) else None
    return at is not None and compare_digest(_file_hash(path, at), meta.file)


def is_closed_by(key: MunicipalityKey, meta: Meta, db: sqlite3.Connection) -> bool:
    """Whether whoever has the key says that it has just these events."""
    mill = blake2s(key=key.secret, person=_PERSON)
    mill.update(msgspec.json.encode([meta.format, meta.kit, meta.made, meta.count, meta.key]))
    ids: Iterable[tuple[bytes]] = db.execute("SELECT id FROM events ORDER BY id")
    for (event_id,) in ids:
        mill.update(event_id)
    return compare_digest(meta.digest, mill.hexdigest())


def _file_hash(path: Path, at: int) -> str:
    """Of the file's bytes, those of the stamp as zeros."""
    mill = blake2s(person=_PERSON)
    begin = 0
    for piece in pieces_of(path):
        end = begin + len(piece)
        first, last = max(at, begin), min(at + len(_ZEROS), end)
        if first < last:
            piece = piece[: first - begin] + _ZEROS[: last - first] + piece[last - begin :]
        mill.update(piece)
        begin = end
    return mill.hexdigest()


def _places_of(path: Path, wanted: bytes) -> Iterator[int]:
    """Where these bytes lie in a file."""
    begin, held = 0, b""
    for piece in pieces_of(path):
        held += piece
        at = held.find(wanted)
        while at >= 0:
            yield begin + at
            at = held.find(wanted, at + 1)
        over = max(0, len(held) - len(wanted) + 1)  # what may be its beginning waits for the next piece
        begin, held = begin + over, held[over:]
