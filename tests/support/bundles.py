"""Bundles as tests need them: of format 1, as kits wrote them once, and such as somebody with the key has forged."""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import blake2s
from pathlib import Path

import msgspec

from fieldkit.core.facts.event import Event
from fieldkit.kit import Kit
from fieldkit.resync.bundle import closed, opened_bundle
from fieldkit.resync.bundle_1 import Meta
from fieldkit.resync.bundle_head import Head
from fieldkit.resync.bundle_tables import APPLICATION_ID, write_tables
from fieldkit.store.files.keys import MunicipalityKey
from fieldkit.store.log import EVENT_COLUMNS


def forged(kit: Kit, path: Path, *statements: str) -> None:
    """Edit what lies in a bundle as a person with SQLite and the municipality's key could, and close it again."""
    assert kit.key is not None
    plain = path.with_name(f"{path.name}.{os.urandom(4).hex()}.db")
    with opened_bundle(kit, path) as (copy, _):
        shutil.copyfile(copy, plain)
    with closing(sqlite3.connect(plain, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
    close_again(kit.key, plain, path)


def forged_of(kit: Kit, path: Path, events: Iterable[Event]) -> None:
    """A bundle of these events by somebody with the key, as good as a true one: the same code writes it."""
    assert kit.key is not None
    plain = path.with_name(f"{path.name}.db")
    write_tables(plain, events, [], [])
    close_again(kit.key, plain, path)


def close_again(key: MunicipalityKey, plain: Path, path: Path) -> None:
    """Make a bundle of a SQLite file, which is gone afterwards."""
    head = Head(key.number, key.fingerprint(), 0, 9, 1_795_258_800, os.urandom(32), plain.stat().st_size)
    path.write_bytes(b"".join(closed(head, plain, key)))
    plain.unlink()


def write_format_1(kit: Kit, path: Path) -> int:
    """A bundle as kits wrote it before format 2; returns how many events."""
    assert kit.key is not None
    made = datetime.fromtimestamp(int(kit.now()), UTC).isoformat()
    events = [row.event for row in kit.log.all()]
    meta = Meta(1, kit.identity.kit, made, len(events), kit.key.fingerprint(), "", "5a" * 32)
    columns = ", ".join(EVENT_COLUMNS)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(
            "CREATE TABLE events (id BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL, "
            "seq INTEGER NOT NULL, hlc INTEGER NOT NULL, incident INTEGER NOT NULL, flags INTEGER NOT NULL, "
            "kind TEXT NOT NULL, body TEXT NOT NULL)"
        )
        db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        db.executemany(
            f"INSERT INTO events ({columns}) VALUES (?,?,?,?,?,?,?,?,?)",
            [(e.id, e.kit, e.epoch, e.seq, e.hlc, e.incident, e.flags, e.kind, e.raw.decode()) for e in events],
        )
        mill = blake2s(key=kit.key.secret, person=b"fkbundle")
        mill.update(msgspec.json.encode([meta.format, meta.kit, meta.made, meta.count, meta.key]))
        for event_id in sorted(event.id for event in events):
            mill.update(event_id)
        told = {name: getattr(meta, name) for name in meta.__struct_fields__} | {"digest": mill.hexdigest()}
        db.executemany("INSERT INTO meta VALUES (?, ?)", [(name, str(value)) for name, value in told.items()])
        db.execute("VACUUM")
    stamp_format_1(path)
    return len(events)


def edit_format_1(path: Path, *statements: str) -> None:
    """Edit a bundle of format 1 as a person with SQLite could, and make its damage check right again."""
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
        db.execute("UPDATE meta SET value=? WHERE key='file'", ("5a" * 32,))
    db.close()
    stamp_format_1(path)


def stamp_format_1(path: Path) -> None:
    """Put the hash of the file where its placeholder stands."""
    before, after = path.read_bytes().split(b"5a" * 32)
    right = blake2s(before + b"0" * 64 + after, person=b"fkbundle").hexdigest()
    path.write_bytes(before + right.encode() + after)
