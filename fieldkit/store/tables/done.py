"""When something that leaves the kit was last done: the journal was written, a copy taken. Bookkeeping of one kit."""

from enum import StrEnum

from fieldkit.store.log import Log


class Done(StrEnum):
    """What was done."""

    JOURNAL = "journal"
    COPY = "copy"


def note_done(log: Log, what: Done, at: float) -> None:
    """It was done at this moment, Unix seconds. Nothing is kept in a log that can only be read."""
    if not log.read_only:
        log.set_meta(f"done {what}", str(int(at)))


def last_done(log: Log, what: Done) -> int | None:
    """When it was last done, Unix seconds; None for never."""
    kept = log.get_meta(f"done {what}")
    return int(kept) if kept is not None and kept.isdigit() else None
