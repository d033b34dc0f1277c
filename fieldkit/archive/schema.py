"""The schema of an archive in versions: files of SQL beside this module, each applied once and for all."""

from importlib.resources import files

from fieldkit.archive.connection import Connection
from fieldkit.core.errors import StoreError

MIGRATIONS = ("0001-archive", "0002-views", "0003-erased")
"""The files in `sql`, oldest first."""
_LOCK = 0x464B41  # "FKA"


def make_ready(archive: Connection) -> None:
    """Bring the schema up to date, or make it: whole or not at all, also when several begin at once.

    StoreError when a newer version made it.
    """
    if _applied(archive) == set(MIGRATIONS):
        return
    with archive.transaction():
        archive.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        applied = _applied(archive)
        for name in MIGRATIONS:
            if name not in applied:
                archive.execute((files(__package__) / "sql" / f"{name}.sql").read_bytes())
                archive.execute("INSERT INTO feltkit.migrations (name) VALUES (%s)", (name,))


def must_be_ready(archive: Connection) -> None:
    """StoreError when there is no archive, or one of another version than this program's."""
    applied = _applied(archive)
    if not applied:
        raise StoreError(f"Der er intet arkiv i databasen {archive.info.dbname} endnu; læg noget i det først.")
    if applied != set(MIGRATIONS):
        raise StoreError("Arkivet er lavet af en ældre udgave af Feltkit; læg noget i det, så bliver det som nu.")


def _applied(archive: Connection) -> set[str]:
    row = archive.execute("SELECT to_regclass('feltkit.migrations') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        return set()
    applied = {str(name) for (name,) in archive.execute("SELECT name FROM feltkit.migrations")}
    if unknown := sorted(applied - set(MIGRATIONS)):
        raise StoreError(
            f"Arkivet er lavet af en nyere udgave af Feltkit ({unknown[-1]}); opdatér programmet. Intet er ændret."
        )
    return applied
