"""The checkpoints that are here, whoever signed them: a set that only grows (`core.signed.checkpoint`)."""

from collections.abc import Iterable, Iterator

from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.store.errors import store_errors
from fieldkit.store.log import Log

COLUMNS = ("mark", "key", "kit", "epoch", "first", "last", "before", "ids", "signature")
_NAMES = ", ".join(COLUMNS)
_INSERT = f"INSERT OR IGNORE INTO checkpoints ({_NAMES}) VALUES ({','.join('?' * len(COLUMNS))})"
_READ = "SELECT key, kit, epoch, first, before, ids, signature FROM checkpoints"


def checkpoints(log: Log, kit: int | None = None, epoch: int | None = None) -> Iterator[Checkpoint]:
    """All of them, or those over one feed, in an order that is the same everywhere."""
    if not is_there(log):
        return
    where, values = ("", ()) if kit is None else (" WHERE kit=? AND epoch=?", (kit, epoch))
    with store_errors(log.path):
        rows = log.conn.execute(f"{_READ}{where} ORDER BY kit, epoch, first, mark", values).fetchall()
    for key, of_kit, of_epoch, first, before, ids, signature in rows:
        yield Checkpoint(bytes(key), of_kit, of_epoch, first, bytes(before), bytes(ids), bytes(signature))


def add_checkpoints(log: Log, found: Iterable[Checkpoint]) -> int:
    """Take in those that hold (the caller has checked that: `Checkpoint.holds`), all or none; how many were new."""
    rows = [
        (one.mark, one.key, one.kit, one.epoch, one.first, one.last, one.before, one.ids, one.signature)
        for one in found
    ]
    if not rows:
        return 0
    with log.locked():
        return log.conn.executemany(_INSERT, rows).rowcount


def is_there(log: Log) -> bool:
    """Whether the table is: a log that can only be read was perhaps never opened by a version that has it."""
    return not log.read_only or bool(log.read("SELECT 1 FROM sqlite_master WHERE name='checkpoints'"))
