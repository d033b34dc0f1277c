"""Bundles: all events of a kit in one file on a USB stick; exported whole or not at all, imported whole or not at all.

A bundle is one SQLite file (application id "FKBT", no journal beside it) with these tables:

    events   the columns of `store.log.EVENT_COLUMNS`, in the order that is the same everywhere
    meta     key, value: format "1" · kit · made (ISO 8601) · count · key (fingerprint) ·
             digest: keyed BLAKE2s over the five before it and every id in byte order, 32 bytes in hex ·
             file: BLAKE2s over the file's own bytes, with these 64 hex digits as zeros, so that any wrong bit is seen
             (both for `person` "fkbundle")

    newer    frame: sealed frames with records that the exporting kit could not read; only where it has some

Other tables and keys are left alone by this version: signed checkpoints of each author's log get a table of their own.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from hashlib import blake2s
from hmac import compare_digest
from itertools import islice
from pathlib import Path

import msgspec

from fieldkit.core.carrier import Brought, Carrier
from fieldkit.core.errors import CarrierError, InputError, StoreError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.remedies import ChooseBundle, ExportBundle
from fieldkit.core.text.system_errors import because
from fieldkit.link.wire.frame import MAX_DECODE
from fieldkit.resync.newer import take_in
from fieldkit.resync.owner import Owner, brought, key_of, keys_of
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import clear_leftovers, in_the_making, sync
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.kept import Progress
from fieldkit.store.log import EVENT_COLUMNS, Log
from fieldkit.store.tables.newer import newer_frames

FORMAT = 1
APPLICATION_ID = 0x464B4254
_COLUMNS = ", ".join(EVENT_COLUMNS)
_PERSON = b"fkbundle"
_ZEROS = b"0" * 64
_SQLITE = b"SQLite format 3\x00"
_PIECE = 1 << 20
"""Bytes of a file that are held at once."""
_MOST_BYTES = 1 << 20
"""Of any one value in a bundle. A body has `core.facts.bounds.MAX_BODY_BYTES` at most."""
_MOST_NEWER = 10_000
"""Frames of a newer version that one bundle brings."""
_TOLD = 2_000
"""Events after which it is told how far it is."""


class _Meta(msgspec.Struct, frozen=True):
    format: int
    kit: int
    made: str
    count: int
    key: str
    digest: str
    file: str


def export_bundle(owner: Owner, path: Path) -> int:
    """Write every event of the kit to `path`, whole and durable or not at all; returns how many.

    Works while an engine records: one reading is one moment. InputError when the file is there already or there is no
    key, StoreError when the medium refuses.
    """
    key = key_of(owner)
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn, så ingen tidligere pakke bliver overskrevet.")
    if not path.absolute().parent.is_dir():
        raise InputError(f"Mappen {path.absolute().parent} findes ikke; sæt USB-nøglen i, eller vælg en anden mappe.")
    # what no kit would take in must not make the whole bundle one that is refused
    events = (event for event in owner.reading.events() if not event_fault(event))
    made = datetime.fromtimestamp(int(owner.now()), UTC).isoformat()
    meta = _Meta(FORMAT, owner.identity.kit, made, 0, key.fingerprint(), "", os.urandom(32).hex())
    temporary = in_the_making(path)
    with store_errors(path):
        clear_leftovers(path.absolute().parent)
        try:
            count = _write(temporary, events, meta, key, newer_frames(owner.log))
            _stamp_file(temporary, meta.file.encode())
            temporary.replace(path)
            sync(path.absolute().parent)
        finally:
            for left in (temporary, temporary.with_name(temporary.name + "-journal")):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
    return count


class Checked(msgspec.Struct, frozen=True):
    """A bundle that is as it should be: how many events, the ids of those that the log has not in these bytes, and the
    rows of the log that have the id of one and say something else (the disk has damaged them)."""

    count: int
    fresh: list[bytes]
    damaged: list[int]


def import_bundle(
    owner: Owner, path: Path, *, checked: Progress | None = None, kept: Progress | None = None
) -> Brought:
    """Check a bundle from end to end, then merge it in one transaction. The file itself is only read. Told how far
    events are `checked` and, when they are many, `kept`.

    CarrierError in one sentence, and nothing merged, when it is damaged, foreign, forged or newer.
    """
    keys = keys_of(owner)
    if owner.log.read_only:
        raise StoreError(f"Loggen {owner.log.path} kan kun læses (skrivebeskyttet disk); intet blev flettet.")
    if not path.is_file():
        if path.exists():
            raise CarrierError(f"{path} er ikke en pakke fra Feltkit.", ChooseBundle())
        raise CarrierError(f"Pakken {path} findes ikke; se efter navnet, og om USB-nøglen sidder i.")
    suffix = f".{os.getpid()}.new"  # what the power leaves of it is known for what it is
    own_folder = tempfile.TemporaryDirectory(prefix="incoming-", suffix=suffix, dir=owner.home.folder)
    with store_errors(owner.home.folder), own_folder as own:
        # a copy is checked and merged: a worn stick may read differently the second time
        copy = Path(own) / "bundle.db"
        with copy.open("wb") as handle:
            for piece in _carried(path):
                handle.write(piece)
        found = check_bundle(copy, keys, owner.log, name=path, told=checked)
        owner.log.damaged += [row for row in found.damaged if row not in owner.log.damaged]

        few = len(found.fresh) <= found.count // 2

        def merge() -> int:
            only = found.fresh if few else None
            return owner.merge_file(copy, Carrier.BUNDLE, only=only, told=kept) if found.fresh else 0

        told = brought(owner, found.count, merge)
        read = take_in(owner, _newer_in(copy), Carrier.BUNDLE)
    return msgspec.structs.replace(told, new=told.new + len(read))


def _newer_in(path: Path) -> list[bytes]:
    """The frames that the exporting kit could not read; each is under its own seal."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name='newer' AND type='table'").fetchone():
            return []
        try:
            rows = db.execute(
                "SELECT frame FROM newer WHERE typeof(frame)='blob' AND length(frame) <= ? ORDER BY frame LIMIT ?",
                (MAX_DECODE, _MOST_NEWER),
            ).fetchall()
        except sqlite3.Error:  # a table of that name with other columns: a later version's
            return []
    return [bytes(row[0]) for row in rows]


def check_bundle(
    path: Path, keys: Sequence[MunicipalityKey], log: Log, *, name: Path | None = None, told: Progress | None = None
) -> Checked:
    """Check every byte of a bundle. `keys` are those accepted, the newest first; `name` is what people call the file.
    What stands in `log` in the same bytes was checked when it came there."""
    said = name or path
    begins = next(_pieces(path), b"")
    if not begins:
        raise CarrierError(f"Pakken {said} er tom; eksportér den igen.")
    if not begins.startswith(_SQLITE):
        raise CarrierError(f"{said} er ikke en pakke fra Feltkit.", ChooseBundle())
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA query_only=ON")
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise CarrierError(f"{said} er en database, men ikke en pakke fra Feltkit.", ExportBundle())
            meta = _read_meta(db, said)
            _check_file(path, meta, said)
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise CarrierError(_damaged(said))
            if not _is_plain(db):
                raise CarrierError(_damaged(said))
            checked = _checked(db, said, log, told)
            key = next((key for key in keys if key.fingerprint() == meta.key), None)
            digest = _digest(key, meta, db) if key is not None else ""
    except (sqlite3.Error, OverflowError, ValueError) as error:
        raise CarrierError(_damaged(said)) from error
    if key is None:
        raise CarrierError(
            f"Pakken {said} kommer fra en anden kommune: dens nøgle har kendetal {meta.key[:8]}, dette kits "
            f"{keys[0].fingerprint()}; intet blev flettet. Hent den rigtige pakke eller den rigtige nøgle."
        )
    if meta.count != checked.count or not compare_digest(meta.digest, digest):
        raise CarrierError(f"Pakken {said} er ændret, efter at den blev lavet; intet blev flettet. Eksportér den igen.")
    return checked


def _write(path: Path, events: Iterable[Event], meta: _Meta, key: MunicipalityKey, newer: list[bytes]) -> int:
    """Write the tables; `meta` with count and digest of what was written. Returns the count."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA synchronous=FULL")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute("BEGIN")
        db.execute(
            "CREATE TABLE events "
            "(id BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, "
            "hlc INTEGER NOT NULL, incident INTEGER NOT NULL, flags INTEGER NOT NULL, kind TEXT NOT NULL, "
            "body TEXT NOT NULL)"
        )
        db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        count = db.executemany(
            f"INSERT INTO events ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
            ((e.id, e.kit, e.epoch, e.seq, e.hlc, e.incident, e.flags, e.kind, e.raw.decode()) for e in events),
        ).rowcount
        meta = msgspec.structs.replace(meta, count=max(0, count))
        meta = msgspec.structs.replace(meta, digest=_digest(key, meta, db))
        db.executemany(
            "INSERT INTO meta VALUES (?, ?)", [(name, str(getattr(meta, name))) for name in meta.__struct_fields__]
        )
        if newer:
            db.execute("CREATE TABLE newer (frame BLOB NOT NULL)")
            db.executemany("INSERT INTO newer VALUES (?)", ((frame,) for frame in newer))
        db.execute("COMMIT")
        db.execute("VACUUM")
    return meta.count


def _stamp_file(path: Path, placeholder: bytes) -> None:
    found = list(islice(_places_of(path, placeholder), 2))
    if len(found) != 1:
        raise StoreError(f"Pakken {path} blev ikke skrevet rigtigt; prøv igen eller brug en anden USB-nøgle.")
    with path.open("r+b") as handle:
        handle.seek(found[0])
        handle.write(_file_hash(path, found[0]).encode())
        handle.flush()
        os.fsync(handle.fileno())


def _check_file(path: Path, meta: _Meta, said: Path) -> None:
    stamp = meta.file.encode()
    at = next(_places_of(path, stamp), None) if len(stamp) == len(_ZEROS) else None
    if at is None or not compare_digest(_file_hash(path, at), meta.file):
        raise CarrierError(_damaged(said))


def _file_hash(path: Path, at: int) -> str:
    """Of the file's bytes, those of the stamp as zeros."""
    mill = blake2s(person=_PERSON)
    begin = 0
    for piece in _pieces(path):
        end = begin + len(piece)
        first, last = max(at, begin), min(at + len(_ZEROS), end)
        if first < last:
            piece = piece[: first - begin] + _ZEROS[: last - first] + piece[last - begin :]
        mill.update(piece)
        begin = end
    return mill.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time: it may be larger than the memory."""
    with path.open("rb") as handle:
        while piece := handle.read(_PIECE):
            yield piece


def _carried(path: Path) -> Iterator[bytes]:
    """The bytes of a file on a medium that may be worn; CarrierError where it cannot be read."""
    try:
        yield from _pieces(path)
    except OSError as error:
        raise CarrierError(
            f"Pakken {path} kan ikke læses ({because(error)}); eksportér den igen på en anden USB-nøgle."
        ) from error


def _places_of(path: Path, wanted: bytes) -> Iterator[int]:
    """Where these bytes lie in a file."""
    begin, held = 0, b""
    for piece in _pieces(path):
        held += piece
        at = held.find(wanted)
        while at >= 0:
            yield begin + at
            at = held.find(wanted, at + 1)
        over = max(0, len(held) - len(wanted) + 1)  # what may be its beginning waits for the next piece
        begin, held = begin + over, held[over:]


def _digest(key: MunicipalityKey, meta: _Meta, db: sqlite3.Connection) -> str:
    mill = blake2s(key=key.secret, person=_PERSON)
    mill.update(msgspec.json.encode([meta.format, meta.kit, meta.made, meta.count, meta.key]))
    for (event_id,) in db.execute("SELECT id FROM events ORDER BY id"):
        mill.update(event_id)
    return mill.hexdigest()


def _read_meta(db: sqlite3.Connection, said: Path) -> _Meta:
    told = dict(db.execute("SELECT key, value FROM meta LIMIT 100"))
    form = told.get("format")
    if isinstance(form, str) and form.isdigit() and int(form) > FORMAT:
        raise CarrierError(f"Pakken {said} er lavet af en nyere udgave af Feltkit (format {form}); opdatér dette kit.")
    try:
        return msgspec.convert(told, _Meta, strict=False)
    except msgspec.ValidationError as error:
        raise CarrierError(_damaged(said)) from error


def _checked(db: sqlite3.Connection, said: Path, log: Log, told: Progress | None) -> Checked:
    """What there is, each event of it as it should be: those that the log has are told from the others by SQL."""
    count = int(db.execute("SELECT count(*) FROM main.events").fetchone()[0])
    columns = ", ".join(f"b.{name}" for name in EVENT_COLUMNS)
    same = " AND ".join(f"b.{name} IS l.{name}" for name in EVENT_COLUMNS)
    try:
        db.execute("ATTACH DATABASE ? AS log", (f"{log.path.resolve().as_uri()}?mode=ro",))
        unknown = db.execute(
            f"SELECT {columns}, l.rowid FROM main.events b LEFT JOIN log.events l ON l.id=b.id "
            f"WHERE l.rowid IS NULL OR NOT ({same})"
        )
        return _each_checked(unknown, count, said, told)
    except sqlite3.Error:  # of the bundle or of the log: who looks at the bundle alone, and then merges, tells which
        return _each_checked(db.execute(f"SELECT {columns}, NULL FROM main.events b"), count, said, told)


def _each_checked(rows: sqlite3.Cursor, count: int, said: Path, told: Progress | None) -> Checked:
    """Checks events, each with the row of the log that has its id and not its bytes."""
    fresh: list[bytes] = []
    damaged: list[int] = []
    for event_id, kit, epoch, seq, hlc, incident, flags, kind, body, row in rows:
        if not isinstance(body, str):
            raise CarrierError(_damaged(said))
        event = Event(kit, epoch, seq, hlc, incident, flags, kind, body.encode())
        if event_fault(event) or event.id != event_id:
            raise CarrierError(_damaged(said))
        if row is not None:
            damaged.append(row)
        fresh.append(event_id)
        if told is not None and not len(fresh) % _TOLD:
            told(len(fresh), count)
    if told is not None and len(fresh) >= _TOLD:
        told(count, count)
    return Checked(count, fresh, damaged)


def _is_plain(db: sqlite3.Connection) -> bool:
    """Whether there are tables and indexes and nothing that reckons when it is read: views, triggers, SQLite's modules,
    columns that are made of others."""
    odd = "type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    if db.execute(f"SELECT count(*) FROM sqlite_master WHERE {odd}").fetchone()[0]:
        return False
    columns = {name: hidden for _, name, *_, hidden in db.execute("PRAGMA table_xinfo(events)")}
    return all(columns.get(name) == 0 for name in EVENT_COLUMNS)


def _damaged(said: Path) -> str:
    return f"Pakken {said} er beskadiget, og intet blev flettet; eksportér den igen, gerne på en anden USB-nøgle."
