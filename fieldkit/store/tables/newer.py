"""Sealed frames with records of a newer version: kept whole until a version that can read them does. Never pruned."""

from collections.abc import Iterable

from fieldkit.core.facts.event import Ref
from fieldkit.store.log import Log


def keep_frame(log: Log, frame: bytes, records: Iterable[Ref], now: float) -> None:
    """Keep a frame for these records; the same frame again changes nothing."""
    with log.locked():
        log.write("INSERT OR IGNORE INTO newer_frames VALUES (?, ?)", (frame, int(now)))
        for ref in records:
            log.write("INSERT OR IGNORE INTO newer_records VALUES (?, ?, ?, ?)", (*ref, frame))


def newer_frames(log: Log) -> list[bytes]:
    """All that are kept, in the order of their bytes: the same everywhere."""
    if not log.has_table("newer_frames"):
        return []
    return [bytes(row[0]) for row in log.read("SELECT frame FROM newer_frames ORDER BY frame")]


def newer_refs(log: Log) -> list[Ref]:
    """Records that nobody here could read by now, without those that came another way since."""
    if not log.has_table("newer_records"):
        return []
    rows = log.read(
        "SELECT DISTINCT u.kit, u.epoch, u.seq FROM newer_records u WHERE NOT EXISTS "
        "(SELECT 1 FROM events e WHERE e.kit=u.kit AND e.epoch=u.epoch AND e.seq=u.seq) ORDER BY 1, 2, 3"
    )
    return [Ref(*row) for row in rows]


def let_go(log: Log, frame: bytes) -> None:
    """All of the frame has been read."""
    with log.locked():
        log.write("DELETE FROM newer_records WHERE frame=?", (frame,))
        log.write("DELETE FROM newer_frames WHERE frame=?", (frame,))
