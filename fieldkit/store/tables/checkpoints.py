"""The checkpoints that are here, whoever signed them: a set that only grows (`core.signed.checkpoint`).

What lies in the table was signed when it came there. Whether it still is, whoever believes it looks himself
(`Checkpoint.holds`): a disk turns bits, and somebody with the file writes what he likes.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import starmap

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import ID_BYTES, number_of
from fieldkit.core.signed.checkpoint import MOST_EVENTS, Checkpoint
from fieldkit.core.signed.ed25519 import KEY_BYTES, SIGNATURE_BYTES
from fieldkit.store.errors import store_errors
from fieldkit.store.log import Log

COLUMNS = ("mark", "key", "kit", "epoch", "first", "last", "before", "ids", "signature")
_NAMES = ", ".join(COLUMNS)
_SAID = COLUMNS[1:]
_INSERT = (
    f"INSERT INTO checkpoints ({_NAMES}) VALUES ({','.join('?' * len(COLUMNS))}) ON CONFLICT (mark) DO UPDATE SET "
    f"{', '.join(f'{name}=excluded.{name}' for name in _SAID)} "
    f"WHERE {' OR '.join(f'{name} IS NOT excluded.{name}' for name in _SAID)}"
)
"""What holds takes the place of a row that bears its mark and says something else."""
_BLOBS = {"key": KEY_BYTES, "before": ID_BYTES, "signature": SIGNATURE_BYTES}
_NUMBERS = {"kit": 0xFFFF, "epoch": 0xFFFF, "first": MAX_SEQ}
_SHAPED = " AND ".join(
    [
        *(f"typeof({name})='blob' AND length({name})={size}" for name, size in _BLOBS.items()),
        *(f"typeof({name})='integer' AND {name} BETWEEN 0 AND {most}" for name, most in _NUMBERS.items()),
        f"typeof(ids)='blob' AND length(ids) <= {MOST_EVENTS * ID_BYTES}",
    ]
)
"""Whether the columns can be a checkpoint's, as SQL."""
_READ = f"SELECT key, kit, epoch, first, before, ids, signature FROM checkpoints WHERE {_SHAPED}"


def checkpoints(log: Log) -> Iterator[Checkpoint]:
    """All of them, in an order that is the same everywhere; whether one holds is not said."""
    return _read(log, "", ())


def checkpoints_over(log: Log, kit: int, epoch: int, first: int, last: int) -> Iterator[Checkpoint]:
    """Those over any of the sequences from `first` to `last` of one feed, as `checkpoints`."""
    # a block has no more events than that: so the index tells where the earliest that can matter begins
    near = _read(log, "AND kit=? AND epoch=? AND first BETWEEN ? AND ?", (kit, epoch, first - MOST_EVENTS + 1, last))
    return (one for one in near if first <= one.last)


def last_of_key(log: Log, kit: int, epoch: int, key: bytes) -> Checkpoint | None:
    """The block of this key that goes farthest in a feed and holds: what only says so would keep the kit from signing
    ever again."""
    with store_errors(log.path):
        rows = log.conn.execute(f"{_READ} AND kit=? AND epoch=? AND key=? ORDER BY first DESC", (kit, epoch, key))
        with closing(rows):
            return next((one for one in starmap(Checkpoint, rows) if one.holds()), None)


def _read(log: Log, where: str, values: tuple[int, ...]) -> Iterator[Checkpoint]:
    if log.has_table("checkpoints"):
        yield from starmap(Checkpoint, log.read(f"{_READ} {where} ORDER BY kit, epoch, first, mark", values))


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


def broken(log: Log) -> list[str]:
    """What lies among them and is no signature any more: the numbers that it was over, as far as it tells."""
    found = [_numbers(one.kit, one.first, one.last) for one in checkpoints(log) if not one.holds()]
    if log.has_table("checkpoints"):
        rows = log.read(f"SELECT kit, first, last FROM checkpoints WHERE NOT ({_SHAPED})")
        found += [_numbers(*row) for row in rows]
    return found


def _numbers(*said: object) -> str:
    kit, first, last = (one if type(one) is int else 0 for one in said)
    return f"{number_of(kit, first)}–{number_of(kit, last)}"
