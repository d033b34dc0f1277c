"""How long emergency lists have lain in the vault: counted in time that the kit knows has passed.

A wall clock that is set, or runs ahead by a year, passes no time. So beside the vault a small file counts: while the
machine runs by how long it has run, and over what it was off by its wall clock, when that was set by something before
and after and the step is one that people make. A list's age is what was counted since it came.
"""

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.store.files.bounded import TEXT_FILE, read_bounded
from fieldkit.store.files.durable import write_whole

MOST_AT_ONCE_S = 35 * 24 * 3600
"""A kit is put away for weeks; a wall clock that has gone on by more than five since the last look says more of itself
than of time, and what then passes is counted from there."""
SHORT_S = 2 * 3600
"""Twice the time between two sweeps: so much is believed of a clock that nothing has set, too."""
EARLIEST_UNIX_S = 1_767_225_600
"""2026-01-01: a clock that shows less was never set."""
SAME_CLOCK_S = 5
"""How near the kit's clock is to the machine's when it is the machine's."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Look(msgspec.Struct, frozen=True):
    """A moment at which the ages are looked at: what the wall clock shows (Unix seconds), whether anything has set it,
    and since which start the machine has run how many seconds; "" where it does not tell."""

    wall: float
    sure: bool
    boot: str = ""
    up: float = 0.0


class Counted(msgspec.Struct, frozen=True):
    """A list that is counted: when its header says that it came, how much had passed by then, and how old its file was;
    None when nobody can know."""

    added: int
    at: float
    was: float | None


class Age(msgspec.Struct, frozen=True):
    """Seconds that a list has lain in the vault, and since it was made; None when nobody can know."""

    kept_s: float
    made_s: float | None


class Ledger(msgspec.Struct, frozen=True):
    """What was counted so far. `by_wall`: how much of it the last step took from the wall clock alone. `highest`: the
    latest that the wall clock has shown, and what was counted by then."""

    passed: float
    last: Look
    by_wall: float = 0.0
    highest: tuple[float, float] = (0.0, 0.0)
    lists: dict[str, Counted] = {}


def look(wall: float, *, sure: bool) -> Look:
    """The moment that a wall clock shows now. How long the machine has run belongs to it when it is the machine's."""
    sure = sure and wall >= EARLIEST_UNIX_S
    if abs(wall - time.clock_gettime(time.CLOCK_REALTIME)) > SAME_CLOCK_S:
        return Look(wall, sure)
    try:
        boot = _BOOT.read_text("ascii").strip()
    except (OSError, ValueError):
        return Look(wall, sure)
    return Look(wall, sure, boot, time.clock_gettime(time.CLOCK_BOOTTIME))


def after(ledger: Ledger | None, now: Look) -> Ledger:
    """The ledger with what has passed until now."""
    if ledger is None:
        return Ledger(0.0, now, highest=(now.wall, 0.0))
    passed, by_wall = _passed(ledger, now)
    highest = (now.wall, passed) if now.wall > ledger.highest[0] else ledger.highest
    return Ledger(passed, now, by_wall, highest, ledger.lists)


def _passed(ledger: Ledger, now: Look) -> tuple[float, float]:
    """What has passed in all, and how much of it the last step takes from the wall clock alone."""
    last, passed, step = ledger.last, ledger.passed, now.wall - ledger.last.wall
    if now.boot and now.boot == last.boot:
        return passed + max(0.0, now.up - last.up), 0.0
    if step < 0:  # it was set back: what it had gone ahead of the truth in the last step was none
        return max(0.0, passed - min(ledger.by_wall, -step)), 0.0
    if step > (MOST_AT_ONCE_S if now.sure and last.sure else SHORT_S):
        return passed, 0.0
    high, by_then = ledger.highest
    if (
        last.wall < high <= now.wall and step > SHORT_S
    ):  # it had been set back, and is put forward again: only what lies beyond is new
        step = min(step, max(0.0, now.wall - high - (passed - by_then)))
    return passed + step, step


def entered(ledger: Ledger, name: str, added: int, made: float, *, here: bool) -> Ledger:
    """The ledger with a list that comes now, or with one `here` already that was never counted: then its header says
    when it came, as far as that can be believed."""
    now = ledger.last
    known = now.sure and added >= EARLIEST_UNIX_S
    lain = now.wall - added if here and known and 0 <= now.wall - added <= MOST_AT_ONCE_S else 0.0
    was = added - made if known and made <= added and (not here or lain or now.wall == added) else None
    counted = Counted(added, ledger.passed - lain, was)
    return msgspec.structs.replace(ledger, lists={**ledger.lists, name: counted})


def age_of(ledger: Ledger, name: str) -> Age:
    """The age of a list that is entered."""
    counted = ledger.lists[name]
    kept = max(0.0, ledger.passed - counted.at)
    return Age(kept, None if counted.was is None else kept + counted.was)


def path_of(folder: Path) -> Path:
    """Where the ledger of a vault lies: beside it, for in it lie only lists."""
    return folder.with_name(f"{folder.name}-ages.json")


def read(folder: Path) -> Ledger | None:
    """What was counted of a vault's lists; None when nothing was, or the file is damaged: then their headers count."""
    try:
        return msgspec.json.decode(read_bounded(path_of(folder), TEXT_FILE), type=Ledger)
    except (FieldkitError, ValueError):  # none, too large, no JSON, no UTF-8, or something else than was written
        return None


def keep(folder: Path, ledger: Ledger, names: Sequence[str]) -> None:
    """Write down what is counted of the lists of these names. A disk that refuses loses nothing: the next look counts
    from the last one that was written."""
    path = path_of(folder)
    with contextlib.suppress(OSError, StoreError):
        if not names:
            path.unlink(missing_ok=True)
            return
        lists = {name: ledger.lists[name] for name in names}
        write_whole(path, msgspec.json.encode(msgspec.structs.replace(ledger, lists=lists)))
