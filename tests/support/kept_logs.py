"""Logs of which something is kept, for tests of what is kept and of what reads it."""

import sqlite3
from pathlib import Path

from hypothesis import HealthCheck, settings
from sample_day import afternoon

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import make_event
from fieldkit.store.kept import KEPT_NAME, Kept
from fieldkit.store.log import Log

QUIET = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def a_log(folder: Path, events, *, keep_at=()) -> None:
    """Events in this order, kept after so many of them."""
    log = Log.open(folder / "log.db", create=True)
    kept = Kept.open(log)
    for index, event in enumerate(events, 1):
        log.insert([event], carrier=Carrier.RADIO, arrived=0)
        if index in keep_at:
            assert kept.keep()
    kept.close()
    log.close()


def some_events(many: int = 400) -> list:
    """An afternoon's facts over and over, said by three kits in three incidents."""
    said = [event.body for event in afternoon()]
    return [
        make_event(said[n % len(said)], kit=1 + n % 3, epoch=0, seq=1 + n // 3, hlc=n << 16, incident=n % 3)
        for n in range(many)
    ]


def gone(folder: Path) -> None:
    for name in (KEPT_NAME, f"{KEPT_NAME}-wal", f"{KEPT_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)


def checkpointed(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
