"""Named bytes in the file of what is kept, each under a digest of its own: SQLite has none, and disks turn bits."""

import sqlite3
from hashlib import blake2s

TABLE = """
    CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, digest BLOB NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;
"""


class Doubt(Exception):
    """What is kept cannot be trusted."""


IN_DOUBT = (Doubt, sqlite3.Error, OSError, ValueError, TypeError, OverflowError)
"""What a file may raise that the disk has damaged, or that cannot be read."""


_NOT_NOW = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM}  # fmt: skip


def says_not_now(error: Exception) -> bool:
    """Whether somebody else is at it, or the disk has no room: that tells nothing about what is kept."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_NOW
    return isinstance(error, OSError)


def is_empty(db: sqlite3.Connection) -> bool:
    return not db.execute("SELECT 1 FROM parts LIMIT 1").fetchone()


def get_part(db: sqlite3.Connection, name: str) -> bytes:
    """A part as it was kept; Doubt when it is not what was written."""
    row = db.execute("SELECT digest, bytes FROM parts WHERE name=?", (name,)).fetchone()
    if row is None or _digest(name, row[1]) != row[0]:
        raise Doubt
    return bytes(row[1])


def put_part(db: sqlite3.Connection, name: str, raw: bytes) -> None:
    db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (name, _digest(name, raw), raw))


def _digest(name: str, raw: bytes) -> bytes:
    mill = blake2s(raw, digest_size=16, person=b"fk-kept")
    mill.update(name.encode())
    return mill.digest()
