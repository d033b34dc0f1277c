"""A document as it will lie on the table, before it does: its text on the kit's paper, its length, how long it takes.

Nothing is queued, and no numbers of chits are taken. Private documents are not shown.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from fieldkit.acts.printing import document_of, queue_document
from fieldkit.core.documents import (
    DOCUMENTS,
    Continuity,
    EvaluationSheet,
    FailedAgain,
    HandoverSheet,
    JobAgain,
    LogSheet,
    OpenMessages,
    Printable,
    Wanted,
    kind_of,
)
from fieldkit.core.errors import InputError
from fieldkit.core.remedies import PrintDirectly
from fieldkit.kit import Kit
from fieldkit.paper.abilities import QrWay
from fieldkit.paper.blocks import Document
from fieldkit.paper.layout import CutMark, as_text, lay_out
from fieldkit.paper.length import SLOW_MM_PER_S, millimetres
from fieldkit.store.tables.jobs import FORGOTTEN, JobRow, job_bytes, job_document, job_row

LONG_MM = 3000
"""A picture of two dozen places is two metres, and nobody is asked about that."""
MANY_SLIPS = 25
SLOW_EVENTS = 500
"""Of a log with more, the documents that read much of it take longer than a key may."""
BIG_JOB_BYTES = 60_000
"""A job with more takes long to lay out."""
MOST_LINES = 3_000
"""So many are shown; the length is that of all."""


_OF_THE_LOG = (LogSheet, EvaluationSheet, OpenMessages, HandoverSheet)


class Preview(NamedTuple):
    """`called` is what people call it. `lines` are what stands on the paper, `columns` wide, without the last
    `left_off`. It comes in `slips` pieces, and takes some `seconds`."""

    called: str
    columns: int
    lines: tuple[str, ...]
    left_off: int
    millimetres: int
    slips: int

    @property
    def seconds(self) -> float:
        return self.millimetres / SLOW_MM_PER_S

    @property
    def is_long(self) -> bool:
        """Whether a person should be asked first: it is more than anybody expects of one key."""
        return self.millimetres > LONG_MM or self.slips > MANY_SLIPS


def preview(kit: Kit, wanted: Wanted) -> Preview:
    """What is wanted, as it would be printed now. InputError when it cannot be made, and for a private document."""
    kind = kind_of(wanted)
    if DOCUMENTS[kind].private:
        raise InputError(f"{DOCUMENTS[kind].danish.capitalize()} vises ikke på skærmen.", PrintDirectly(kind))
    return _laid_out(kit, document_of(kit, wanted))


def preview_of_job(kit: Kit, row: JobRow) -> Preview:
    """What a job prints or printed. InputError when its content is no longer kept, or the disk has damaged it."""
    try:
        document = job_document(kit.log, row.job)
    except ValueError as wrong:
        gone = FORGOTTEN in row.reason
        what = f"Job {row.job} kan ikke vises: {FORGOTTEN if gone else 'det er beskadiget på disken'}."
        raise InputError(what) from wrong
    return _laid_out(kit, document, job=str(row.job), copy=row.copies - 1)


def _laid_out(kit: Kit, document: Document, *, job: str = "", copy: int = 0) -> Preview:
    told = kit.config
    codes = told.qr is not QrWay.NONE
    laid = lay_out(document, told.columns, job=job, copy=copy, letters=told.letters, codes=codes)
    return Preview(
        called_da(document),
        told.columns,
        tuple(as_text(laid[:MOST_LINES], told.columns).splitlines()),
        max(0, len(laid) - MOST_LINES),
        millimetres(laid, told.columns),
        sum(isinstance(item, CutMark) for item in laid),
    )


def called_da(document: Document) -> str:
    """`Kvittering 2-0042`, `Situationsbillede`: without the number of the log that others bear, and a card's id."""
    number = document.number
    numbered = number and not number.startswith("log ") and any(map(str.isdigit, number))
    return f"{document.title} {number}" if numbered else document.title


def to_measure(wanted: Printable) -> Wanted | None:
    """What can be measured before it is queued: one document that may lie in the queue."""
    if isinstance(wanted, Continuity | FailedAgain | JobAgain) or DOCUMENTS[kind_of(wanted)].private:
        return None
    return wanted


def is_slow(kit: Kit, wanted: Printable) -> bool:
    """Whether making it takes longer than somebody who presses a key will wait."""
    return isinstance(wanted, _OF_THE_LOG) and kit.log.count() > SLOW_EVENTS


def is_big_job(kit: Kit, job: int) -> bool:
    """As `is_slow`, for what a job prints."""
    return job_bytes(kit.log, job) > BIG_JOB_BYTES


def preview_apart(home: Path, now: Callable[[], float], wanted: Wanted) -> Preview:
    """As `preview`, on the kit opened once more, beside whoever has it open: for what is slow."""
    with closing(Kit.open(home, now=now)) as kit:
        return preview(kit, wanted)


def preview_of_job_apart(home: Path, now: Callable[[], float], job: int) -> Preview:
    """As `preview_of_job`, likewise."""
    with closing(Kit.open(home, now=now)) as kit:
        return preview_of_job(kit, job_row(kit.log, job))


def queue_apart(home: Path, now: Callable[[], float], wanted: Printable) -> int:
    """Queue it likewise; the job's number."""
    with closing(Kit.open(home, now=now)) as kit:
        return queue_document(kit, wanted)
