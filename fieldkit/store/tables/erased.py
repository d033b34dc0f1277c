"""Which events of a log had names that were erased: a set beside the log that only grows, as the checkpoints are."""

from collections.abc import Iterable

from fieldkit.core.facts.erasure import Erased
from fieldkit.store import erased
from fieldkit.store.errors import store_errors
from fieldkit.store.log import Log


def erased_in(log: Log) -> list[Erased]:
    """All, in the order of ids."""
    if not log.has_table("erased"):
        return []
    return [Erased(*map(bytes, row)) for row in log.read("SELECT id, again, word FROM erased ORDER BY id")]


def note_erased(log: Log, found: Iterable[Erased]) -> None:
    """These are known to be without names from now on, also when they come with them."""
    with log.locked():
        for one in found:
            erased.note(log.conn, [(one.id, one.again)], one.word)


def erase_noted(log: Log) -> int:
    """Take the names out of all that is noted, durably, and out of the file's free places; in how many events there
    were any."""
    with store_errors(log.path):
        log.conn.execute("PRAGMA secure_delete=ON")
    with log.locked():
        count = erased.erase(log.conn)
    log.checkpoint()
    return count
