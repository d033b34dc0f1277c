"""Which numbers of blank chits this kit has put on paper. Local: what was written on them is in the log."""

import msgspec

from fieldkit.store.log import Log


class ChitPrint(msgspec.Struct, frozen=True):
    """One print: first and last count, Unix seconds."""

    first: int
    last: int
    at: int


def chit_prints(log: Log) -> list[ChitPrint]:
    """Every print, oldest first."""
    rows = log.read("SELECT first, count, at FROM chit_prints ORDER BY print")
    return [ChitPrint(first, first + count - 1, at) for first, count, at in rows]


def next_chit(log: Log, entered: int = 0) -> int:
    """The first number that was never printed. `entered`: the highest in the log, which may know more than a disk that
    was restored."""
    return max([entered, *(print_.last for print_ in chit_prints(log))]) + 1


def note_chits(log: Log, first: int, count: int, now: float) -> None:
    """These numbers go to paper; durable when this returns."""
    log.write("INSERT INTO chit_prints (first, count, at) VALUES (?,?,?)", (first, count, int(now)))


def take_chits(log: Log, count: int, now: float, entered: int = 0) -> int:
    """The next `count` numbers are this print's alone, whoever else prints at the same time. Returns the first."""
    row = log.write(
        "INSERT INTO chit_prints (first, count, at) "
        "SELECT max(coalesce((SELECT max(first + count - 1) FROM chit_prints), 0), ?) + 1, ?, ?",
        (entered, count, int(now)),
    )
    return int(log.read("SELECT first FROM chit_prints WHERE print=?", (row,))[0][0])
