"""The tables and their migrations.

`events` is the log, and `checkpoints` are the signatures over it; every other table is bookkeeping of this kit and
never replicated.
"""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK
from fieldkit.store.views import create_views

migrations = Migrations("fieldkit")


def create_events(db: Database) -> None:
    """The log: a rowid table (OR IGNORE breaks without one: docs/facts/store.md, "sqlite-utils 4.2.1"), ids unique,
    forks allowed side by side."""
    db.execute(
        """
        CREATE TABLE events (
            id BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
            hlc INTEGER NOT NULL, incident INTEGER NOT NULL, flags INTEGER NOT NULL,
            kind TEXT NOT NULL, body TEXT NOT NULL, carrier TEXT NOT NULL, arrived INTEGER NOT NULL
        )
        """
    )
    db.execute("CREATE UNIQUE INDEX events_id ON events (id)")
    db.execute("CREATE INDEX events_feed ON events (kit, epoch, seq)")


@migrations()
def m001_log(db: Database) -> None:
    create_events(db)
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")


@migrations()
def m002_devices(db: Database) -> None:
    """What the engine knows of its devices, for consoles in other processes; and faults worth a line on the screen."""
    db.execute("CREATE TABLE devices (device TEXT PRIMARY KEY, status TEXT NOT NULL, at INTEGER NOT NULL)")
    db.execute(
        "CREATE TABLE problems "
        "(problem INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL)"
    )


@migrations()
def m003_delivery(db: Database) -> None:
    """How far each event got towards each place, what each peer kit has, and texts for phone-only places."""
    db.execute(
        """
        CREATE TABLE deliveries (
            event BLOB NOT NULL, place INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (event, place)
        )
        """
    )
    db.execute("CREATE TABLE link_state (key TEXT PRIMARY KEY, value BLOB NOT NULL)")
    db.execute(
        """
        CREATE TABLE texts (
            text_id INTEGER PRIMARY KEY, node INTEGER NOT NULL, text TEXT NOT NULL, event BLOB, part TEXT NOT NULL,
            portnum INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL, at INTEGER NOT NULL
        )
        """
    )


@migrations()
def m004_paper(db: Database) -> None:
    """Print jobs: journalled before their first byte, never resent by themselves after it."""
    db.execute(
        """
        CREATE TABLE jobs (
            job INTEGER PRIMARY KEY, document TEXT NOT NULL, number TEXT NOT NULL, event BLOB, urgent INTEGER NOT NULL,
            bytes BLOB NOT NULL, state TEXT NOT NULL, copies INTEGER NOT NULL, reason TEXT NOT NULL,
            created INTEGER NOT NULL, at INTEGER NOT NULL, copy_of INTEGER
        )
        """
    )


@migrations()
def m005_chits(db: Database) -> None:
    """Which numbers of blank chits went to paper, and jobs that a person wants out on the last of the battery."""
    db.execute(
        "CREATE TABLE chit_prints "
        "(print INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL)"
    )
    db.execute("ALTER TABLE jobs ADD COLUMN essential INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE jobs SET essential=1 WHERE document IN ('receipt', 'docket')")


@migrations()
def m006_remedies(db: Database) -> None:
    """What would help against a problem, as JSON, "" for nothing: the front ends have the words."""
    db.execute("ALTER TABLE problems ADD COLUMN remedy TEXT NOT NULL DEFAULT ''")


@migrations()
def m007_newer(db: Database) -> None:
    """Sealed frames with records of a newer version, whole, and which records those are.

    The columns of the key come in the key's order: SQLite to 3.40 takes a table without rowid for damaged otherwise.
    """
    db.execute("CREATE TABLE newer_frames (frame BLOB PRIMARY KEY, arrived INTEGER NOT NULL)")
    db.execute(
        """
        CREATE TABLE newer_records (
            kit INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, frame BLOB NOT NULL,
            PRIMARY KEY (kit, epoch, seq, frame)
        ) WITHOUT ROWID
        """
    )


@migrations()
def m008_what_waits(db: Database) -> None:
    """What is asked for several times a second is found without looking through what is done with: months of it, and
    of jobs their bytes. An index for each state: SQLite takes one for a part of a table only when the query says the
    same words."""
    db.execute("CREATE INDEX deliveries_queued ON deliveries (event) WHERE state = 'queued'")
    db.execute("CREATE INDEX jobs_queued ON jobs (job) WHERE state = 'queued'")
    db.execute("CREATE INDEX jobs_printing ON jobs (job) WHERE state = 'printing'")
    db.execute("CREATE INDEX jobs_copies ON jobs (copy_of) WHERE copy_of IS NOT NULL")
    db.execute("CREATE INDEX texts_waiting ON texts (text_id) WHERE state = 'waiting'")
    db.execute("CREATE INDEX texts_sent ON texts (text_id) WHERE state = 'sent'")
    db.execute("CREATE INDEX texts_of_event ON texts (event) WHERE event IS NOT NULL")


@migrations()
def m009_clocks(db: Database) -> None:
    """What tells about clocks is found at once: whoever reads the log must know it before."""
    db.execute(f"CREATE INDEX events_clock_checks ON events (kind) WHERE kind = '{ClockCheck.kind}'")
    db.execute(f"CREATE INDEX events_set_back ON events (kit) WHERE flags & {FLAG_SET_BACK}")


@migrations()
def m010_text_steps(db: Database) -> None:
    """What became of texts, in the order in which it happened: each packet in which one went out, by the number with
    which phones point at it, and, without one, that the phone's radio has it."""
    db.execute("CREATE TABLE text_steps (step INTEGER PRIMARY KEY, text_id INTEGER NOT NULL, packet INTEGER)")
    db.execute("CREATE INDEX text_steps_packet ON text_steps (packet) WHERE packet IS NOT NULL")
    db.execute("CREATE INDEX text_steps_text ON text_steps (text_id)")
    db.execute(
        "CREATE TRIGGER text_steps_gone AFTER DELETE ON texts "
        "BEGIN DELETE FROM text_steps WHERE text_id = old.text_id; END"
    )


@migrations()
def m011_checkpoints(db: Database) -> None:
    """What kits have signed of their logs: not events, and replicated beside them (`core.signed.checkpoint`)."""
    db.execute(
        """
        CREATE TABLE checkpoints (
            mark BLOB PRIMARY KEY, key BLOB NOT NULL, kit INTEGER NOT NULL, epoch INTEGER NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL, before BLOB NOT NULL, ids BLOB NOT NULL,
            signature BLOB NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX checkpoints_feed ON checkpoints (kit, epoch, first)")
    tells = "kind IN ('accept', 'hello', 'renumber', 'revoke', 'revoke-key', 'vouch')"
    db.execute(f"CREATE INDEX events_trust ON events (kind) WHERE {tells}")


@migrations()
def m012_views(db: Database) -> None:
    """What a person reads who opens the log with another program (`store.views`)."""
    create_views(db)


@migrations()
def m015_exercises(db: Database) -> None:
    """Exercises that this kit leads or takes part in, each step of theirs and what became of it, and which devices are
    to seem broken until when. `known` and `papers`: the last event and print job before the step was begun."""
    db.execute(
        """
        CREATE TABLE exercises (
            tag INTEGER PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL, speed REAL NOT NULL,
            began INTEGER NOT NULL, seconds INTEGER NOT NULL, elapsed REAL NOT NULL, state TEXT NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE exercise_steps (
            tag INTEGER NOT NULL, nth INTEGER NOT NULL, due INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
            state TEXT NOT NULL, at INTEGER, known INTEGER, papers INTEGER, became TEXT NOT NULL,
            PRIMARY KEY (tag, nth)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        "CREATE TABLE broken (tag INTEGER NOT NULL, what TEXT NOT NULL, value INTEGER NOT NULL, "
        "until INTEGER NOT NULL, PRIMARY KEY (tag, what)) WITHOUT ROWID"
    )


@migrations()
def m016_erased(db: Database) -> None:
    """Events in which names were erased (`store.erased`): replicated by bundles, as the events are."""
    db.execute("CREATE TABLE erased (id BLOB PRIMARY KEY, again BLOB NOT NULL, word BLOB NOT NULL)")


@migrations()
def m017_erased_by_several(db: Database) -> None:
    """Two who do not hear each other may erase the names in one incident: each word tells all that it is about."""
    there = db.execute("SELECT id, again, word FROM erased").fetchall()
    db.execute("DROP TABLE erased")
    # not made beside it and renamed: SQLite then reads all views anew, most of what it took to make a kit
    db.execute(
        "CREATE TABLE erased (id BLOB NOT NULL, again BLOB NOT NULL, word BLOB NOT NULL, PRIMARY KEY (id, word))"
    )
    db.conn.executemany("INSERT INTO erased VALUES (?, ?, ?)", there)


@migrations()
def m018_signed_words(db: Database) -> None:
    """The index on who is believed has the signatures under words as well."""
    tells = "kind IN ('accept', 'hello', 'renumber', 'revoke', 'revoke-key', 'vouch', 'word-signed')"
    db.execute("DROP INDEX events_trust")
    db.execute(f"CREATE INDEX events_trust ON events (kind) WHERE {tells}")


@migrations()
def m019_held(db: Database) -> None:
    """Messages that were sent and can still be taken back (`store.tables.held`)."""
    db.execute(
        "CREATE TABLE held (held INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, tag INTEGER NOT NULL, "
        "due REAL NOT NULL)"
    )


@migrations()
def m021_failed_jobs(db: Database) -> None:
    """Every screen asks which prints failed; without this all jobs are read for it, with what they printed."""
    db.execute("CREATE INDEX jobs_failed ON jobs (job) WHERE state = 'failed'")


@migrations()
def m022_ends(db: Database) -> None:
    """Faults that last until they are over: of what (`store.tables.status.Trouble`, "" for what just happened), when it
    was last told, and when it ended."""
    db.execute("ALTER TABLE problems ADD COLUMN trouble TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE problems ADD COLUMN told INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE problems ADD COLUMN ended INTEGER")
    db.execute("CREATE INDEX problems_standing ON problems (trouble) WHERE trouble <> '' AND ended IS NULL")


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, inside the caller's transaction."""
    migrations.apply(Database(connection))
