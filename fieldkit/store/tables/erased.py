"""Which events of a log had names that were erased: a set beside the log that only grows, as the checkpoints are.

A row of it tells what counts instead of an event's bytes. So it counts itself only on the word by which it was erased:
that is looked at when a log is opened (`unfounded`), for whoever has the file can write such rows too.
"""

from collections import defaultdict
from collections.abc import Iterable

from fieldkit.core.facts.erasure import Erased
from fieldkit.core.signed.standing import Standings
from fieldkit.core.state.erasures import erasures_that_hold
from fieldkit.store import erased
from fieldkit.store.errors import store_errors
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import checkpoints_over


def erased_in(log: Log) -> list[Erased]:
    """All, in the order of ids."""
    if not log.has_table("erased"):
        return []
    return [
        Erased(*row) for row in log.read(f"SELECT id, again, word FROM erased WHERE {erased.SHAPED} ORDER BY id, word")
    ]


def unfounded(log: Log) -> frozenset[tuple[bytes, bytes]]:
    """Which rows, by id and what tells what is left, no word stands behind that holds. That its author was cut off
    since does not matter: the names are gone by then."""
    rows = erased_in(log)
    if not rows:
        return frozenset()
    words = [row.event for word in sorted({one.word for one in rows}) if (row := log.by_id(word)) is not None]
    over = [one for word in words for one in checkpoints_over(log, *word.ref, word.seq)]
    standings = Standings(over, log.believed.is_vouched)
    hold = erasures_that_hold(rows, words, log.believed, standings, even_apart=True)
    founded = {(one.id, one.again) for one in hold}
    return frozenset((one.id, one.again) for one in rows) - founded


def founded_in(log: Log) -> list[Erased]:
    """Those behind which a word stands, as far as that was looked at when the log was opened."""
    return [one for one in erased_in(log) if (one.id, one.again) not in log.unfounded]


def note_erased(log: Log, found: Iterable[Erased]) -> None:
    """These are known to be without names from now on, also when they come with them: all that were erased by each of
    these words, which the caller has found to hold. They take the place of whatever was told of it."""
    by_word: defaultdict[bytes, list[tuple[bytes, bytes]]] = defaultdict(list)
    for one in found:
        by_word[one.word].append((one.id, one.again))
    with log.locked():
        for word, pairs in by_word.items():
            erased.note(log.conn, pairs, word)
    log.unfounded -= {pair for pairs in by_word.values() for pair in pairs}


def erase_noted(log: Log) -> int:
    """Take the names out of all that is noted, durably, and out of the file's free places; in how many events there
    were any."""
    with store_errors(log.path):
        log.conn.execute("PRAGMA secure_delete=ON")
    with log.locked():
        count = erased.erase(log.conn)
    log.checkpoint()
    return count
