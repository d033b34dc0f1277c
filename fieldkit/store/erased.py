"""Events in which names were erased, in the database file: their rows keep id and place, and say less.

`erased` has for each the id, what tells that the row still says what is left (`core.facts.erasure.again_of`), and the
word by which it was erased. The names are overwritten where they lay: rows of a page as well, not only the log's order.
"""

import sqlite3
from collections.abc import Collection, Iterable

from fieldkit.core.facts.erasure import again_of, without_names
from fieldkit.core.facts.event import ID_BYTES, Event, without_its_names
from fieldkit.store.opening import has_table

SHAPED = " AND ".join(f"typeof({name})='blob' AND length({name})={ID_BYTES}" for name in ("id", "again", "word"))
"""Whether a row of `erased` can be one, as SQL: any other is as if it were not there."""
_ROWS = (
    "SELECT DISTINCT e.rowid, e.id, r.again, e.kit, e.epoch, e.seq, e.hlc, e.incident, e.flags, e.kind, "
    "CAST(e.body AS BLOB) "
    "FROM erased r JOIN events e ON e.id=r.id WHERE e.rowid > ?"
)


def as_erased(
    connection: sqlite3.Connection, event: Event, event_id: bytes, unfounded: Collection[tuple[bytes, bytes]] = ()
) -> Event | None:
    """The event of a row whose bytes are not those of its id, when its names were erased; None when the disk has
    damaged it. `unfounded`: ids, and what tells what is left, that no word stands behind."""
    if not has_table(connection, "erased"):  # no version that has it has written to this file
        return None
    again = again_of(event, event.raw)
    row = connection.execute(f"SELECT 1 FROM erased WHERE id=? AND again=? AND {SHAPED}", (event_id, again)).fetchone()
    if row is None or (event_id, again) in unfounded:
        return None
    return without_its_names(event, event_id)


def note(connection: sqlite3.Connection, erased: Iterable[tuple[bytes, bytes]], word: bytes) -> None:
    """Just these events, by id and what is left of each, were erased by this word; inside a transaction."""
    connection.execute("DELETE FROM erased WHERE word=?", (word,))
    connection.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", ((*one, word) for one in erased))


def erase(connection: sqlite3.Connection, after: int = 0) -> int:
    """Take the names out of the rows behind `after` that are to have none, where just that is left which was said to
    be; inside a transaction. How many it were."""
    count = 0
    for rowid, event_id, again, *values in connection.execute(_ROWS, (after,)).fetchall():
        event: Event = Event(*values)
        left = without_names(event) if event.id == event_id else None
        if left is not None and again_of(event, left) == again:
            connection.execute("UPDATE events SET body=? WHERE rowid=?", (left.decode(), rowid))
            count += 1
    return count


def are_any(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM erased LIMIT 1").fetchone())
