"""Opens the database file of a log: WAL and synchronous=FULL checked, migrations, read-only when it must be.

Why FULL: docs/facts/store.md, "SQLite and power loss".
"""

import sqlite3
from pathlib import Path

from fieldkit.core.errors import StoreError
from fieldkit.core.remedies import FetchCopy
from fieldkit.store.errors import store_errors

VERSIONS = (
    "m001_log",
    "m002_devices",
    "m003_delivery",
    "m004_paper",
    "m005_chits",
    "m006_remedies",
    "m007_newer",
    "m008_what_waits",
    "m009_clocks",
    "m010_text_steps",
    "m011_checkpoints",
    "m012_views",
    "m015_exercises",
    "m016_erased",
    "m017_erased_by_several",
    "m018_signed_words",
    "m019_held",
    "m021_failed_jobs",
    "m022_ends",
)
"""Migrations in `store.schema`, oldest first: a log that has been through them all is opened without loading it."""
TABLES = frozenset({
    "events", "meta", "checkpoints", "erased", "devices", "problems", "deliveries", "link_state", "texts", "jobs",
})  # fmt: skip
"""Tables without which no log is opened: some of what the migrations make."""
ONCE_EACH = "CREATE UNIQUE INDEX events_id ON events (id)"
"""What keeps an event that comes again from lying there twice."""
TRIGGERS = frozenset({
    "CREATE TRIGGER text_steps_gone AFTER DELETE ON texts BEGIN DELETE FROM text_steps WHERE text_id = old.text_id; END"
})  # fmt: skip
"""What SQLite does by itself in a log: only what the migrations told it."""
BUSY_TIMEOUT_S = 10.0
"""How long one process waits for another's transaction before it says so."""


def open_database(path: Path, *, create: bool, check: bool) -> tuple[sqlite3.Connection, bool]:
    """Open (or make) the file at `path`; the connection, and whether it may only be read.

    StoreError in one sentence when it is missing, damaged, from a newer version, or not to be written.
    """
    if not create and not path.exists():
        raise StoreError(f"Der er ingen log i {path.parent}.", FetchCopy())
    with store_errors(path):
        try:
            return _open_to_write(path, create=create, check=check), False
        except sqlite3.OperationalError as error:
            if not any(word in str(error) for word in ("readonly", "unable to open", "disk I/O")):
                raise
            if create or not path.exists():
                raise
            try:
                return _open_to_read(path), True
            except sqlite3.Error:
                raise error from None


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.text_factory = _readable
    return connection


def _open_to_write(path: Path, *, create: bool, check: bool) -> sqlite3.Connection:
    connection = _connect(f"{path.resolve().as_uri()}?mode=rwc")  # as a URI: other files can be attached read-only
    try:
        applied = _applied(path, connection, create=create)
        if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raise StoreError(f"Loggen {path} kan ikke åbnes i WAL-tilstand; læg kittet på en almindelig lokal disk.")
        connection.execute("PRAGMA synchronous=FULL")
        if connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
            raise StoreError(f"Loggen {path} kan ikke skrives sikkert (synchronous=FULL); læg kittet på en anden disk.")
        if check and (fault := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"malformed: {fault}")
        if applied != set(VERSIONS):
            _migrate(connection)
        _must_be_plain(path, connection)
        connection.execute("SELECT id FROM events LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or not wal.stat().st_size:
        uri += "&immutable=1"  # a read-only or full disk has no room for the shared-memory file that WAL wants
    connection = _connect(uri)
    _applied(path, connection, create=False)
    connection.execute("SELECT id FROM events LIMIT 1").fetchone()
    return connection


def _must_be_plain(path: Path, connection: sqlite3.Connection) -> None:
    """DatabaseError where a table is gone or is no table; StoreError where SQLite itself would change what is written:
    what a strange trigger does is told of nowhere."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    if missing := TABLES - {name for sort, name, _ in found if sort == "table"}:
        raise sqlite3.DatabaseError(f"malformed: no {min(missing)}")
    if ONCE_EACH not in {sql for _, _, sql in found}:
        raise sqlite3.DatabaseError("malformed: an event may lie there twice")
    if triggers := sorted(name for sort, name, sql in found if sort == "trigger" and sql not in TRIGGERS):
        raise StoreError(
            f"Nogen har lagt noget i loggen {path}, der ændrer det, som noteres (trigger “{triggers[0]}”). "
            "Intet er ændret.",
            FetchCopy(),
        )


def _readable(raw: bytes) -> str:
    """Text of a column; a bit that the disk has turned must not keep the whole log from being opened."""
    return raw.decode("utf-8", "replace")


def _applied(path: Path, connection: sqlite3.Connection, *, create: bool) -> set[str]:
    """Names of the migrations this file has been through; StoreError when one of them is not known here.

    A file that has been through none is a log that is being made, and no other: one that the power or a copy has left
    empty would else begin anew, and give its numbers out again.
    """
    if not has_table(connection, "_sqlite_migrations"):
        if not create:
            raise sqlite3.DatabaseError("malformed: no log in it")
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set='fieldkit'")
    applied = {str(row[0]) for row in rows}
    unknown = sorted(applied - set(VERSIONS))
    if unknown:
        raise StoreError(
            f"Loggen {path} er lavet af en nyere udgave af Feltkit ({unknown[-1]}); opdatér dette kit. Intet er ændret."
        )
    return applied


def _migrate(connection: sqlite3.Connection) -> None:
    """Two processes may open a new kit at once: the lock is taken before looking at what is pending."""
    from fieldkit.store.schema import migrate  # brings sqlite-utils, which a log that is up to date does not need

    connection.execute("BEGIN IMMEDIATE")
    try:
        migrate(connection)
    except BaseException:
        roll_back(connection)
        raise
    connection.execute("COMMIT")


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a file has this table: another version may have made it, with fewer of them."""
    sql = "SELECT 1 FROM sqlite_master WHERE name=? AND type='table'"
    return bool(connection.execute(sql, (name,)).fetchone())


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo what a transaction has done, when one is open."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
