"""The table desk: forgets old bookkeeping of this kit, so that a card that serves for years does not fill up."""

import asyncio
import contextlib

from fieldkit.core.errors import FieldkitError
from fieldkit.core.state.incidents import running
from fieldkit.kit import Kit
from fieldkit.store.tables.retention import (
    BATCH,
    DAY_S,
    DELIVERY_DAYS,
    PAPER_DAYS,
    PROBLEM_DAYS,
    TEXT_DAYS,
    cut_off,
    forget_papers,
    prune_deliveries,
    prune_problems,
    prune_texts,
)
from fieldkit.store.tables.status import add_error

AGAIN_S = 3600.0
"""When the clock was not set, or the disk refused."""
PAUSE_S = 0.2
"""Between two transactions: longer than SQLite lets a waiting process sleep, so that whoever records comes first."""
RULES = (
    (prune_problems, PROBLEM_DAYS),
    (prune_texts, TEXT_DAYS),
    (forget_papers, PAPER_DAYS),
    (prune_deliveries, DELIVERY_DAYS),
)


async def sweep(kit: Kit) -> bool:
    """Forget what is old enough; False when nothing may be forgotten now: an unset clock, a disk that is only read."""
    for prune, days in RULES:
        if not kit.time_sure or kit.log.read_only:
            return False
        going_on = running(kit.state.incidents)
        before = cut_off(kit.log, kit.now() - days * DAY_S, going_on)
        if before is None:
            continue  # rows of a clock that was set late: they are old enough in some weeks, not in an hour
        full = True
        while full:
            full = prune(kit.log, before) >= BATCH
            await asyncio.sleep(PAUSE_S)
    return True


async def watch_tables(kit: Kit) -> None:
    """Sweep at once and each day until cancelled; a disk that refuses is told, and tried again."""
    while True:
        swept = False
        try:
            swept = await sweep(kit)
        except FieldkitError as error:
            with contextlib.suppress(FieldkitError):  # a full disk refuses this line too
                add_error(kit.log, "store", error, kit.now())
        await asyncio.sleep(DAY_S if swept else AGAIN_S)
