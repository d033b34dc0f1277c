"""The checkpoints that are here, whoever signed them: a set that only grows (`core.signed.checkpoint`)."""

from collections.abc import Iterable, Iterator

from fieldkit.core.signed.checkpoint import MOST_EVENTS, Checkpoint
from fieldkit.store.log import Log

COLUMNS = ("mark", "key", "kit", "epoch", "first", "last", "before", "ids", "signature")
_NAMES = ", ".join(COLUMNS)
_INSERT = f"INSERT OR IGNORE INTO checkpoints ({_NAMES}) VALUES ({','.join('?' * len(COLUMNS))})"
_READ = "SELECT key, kit, epoch, first, before, ids, signature FROM checkpoints"


def checkpoints(log: Log) -> Iterator[Checkpoint]:
    """All of them, in an order that is the same everywhere. StoreError when the disk does not give them."""
    return _read(log, "", ())


def checkpoints_over(log: Log, kit: int, epoch: int, first: int, last: int) -> Iterator[Checkpoint]:
    """Those over any of the sequences from `first` to `last` of one feed, in the same order."""
    # a block has no more events than that: so the index tells where the earliest that can matter begins
    where = "WHERE kit=? AND epoch=? AND first BETWEEN ? AND ? AND last >= ?"
    return _read(log, where, (kit, epoch, first - MOST_EVENTS + 1, last, first))


def _read(log: Log, where: str, values: tuple[int, ...]) -> Iterator[Checkpoint]:
    if not log.has_table("checkpoints"):
        return
    for key, kit, epoch, first, before, ids, signature in log.read(
        f"{_READ} {where} ORDER BY kit, epoch, first, mark", values
    ):
        yield Checkpoint(bytes(key), kit, epoch, first, bytes(before), bytes(ids), bytes(signature))


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
