"""The print queue: documents kept whole, and what became of each. Implements the print worker's journal on SQLite."""

from typing import TYPE_CHECKING, Any

import msgspec

from fieldkit.core.documents import ESSENTIAL, DocumentKind
from fieldkit.core.errors import InputError
from fieldkit.core.remedies import PrintAgain, SeeJobs
from fieldkit.paper.printing import JOB_STATE_DA, Haste, JobState
from fieldkit.store.log import Log

if TYPE_CHECKING:
    from fieldkit.paper.blocks import Document

FORGOTTEN = "indholdet er slettet"
"""Why an old job cannot be printed again, see `store.tables.retention`."""
TOO_OLD = "for gammel til at blive udskrevet af sig selv"
"""Why a receipt that waited too long was given up."""
_GO_ON = "printing may go on"
"""Under this name it is counted how often a person said so."""
_COLUMNS = "job, document, number, state, copies, urgent, reason, created, at, copy_of, essential"


class JobRow(msgspec.Struct, frozen=True):
    """One job. `copies` is 1 for the original, 2 for KOPI 1 … Times are Unix seconds; `reason` is Danish or "".

    `document` may be of another version: then it is its word, and prints like any. `essential` jobs print on the last
    of the battery.
    """

    job: int
    document: DocumentKind
    number: str
    state: JobState
    copies: int
    haste: Haste
    reason: str
    created: int
    at: int
    copy_of: int | None
    essential: bool

    @property
    def urgent(self) -> bool:
        """Whether it is akut."""
        return self.haste in (Haste.FLASH, Haste.FLASH_DOCKET)


def queue_job(
    log: Log,
    document: "Document",
    kind: DocumentKind,
    number: str,
    now: float,
    *,
    haste: Haste = Haste.ROUTINE,
    event: bytes | None = None,
    essential: bool = False,
) -> int:
    """Queue a document for printing; durable when this returns. Returns the job's number. `essential`: a person wants
    it on the last of the battery; receipts and dockets always are."""
    from fieldkit.paper.saved import to_bytes  # every block there is: not for who opens a kit and prints nothing

    must = essential or kind in ESSENTIAL
    return log.write(
        "INSERT INTO jobs (document, number, event, urgent, bytes, state, copies, reason, created, at, essential) "
        "VALUES (?,?,?,?,?,?,1,'',?,?,?)",
        (kind, number, event, int(haste), to_bytes(document), JobState.QUEUED, int(now), int(now), int(must)),
    )


def queue_copy(log: Log, job: int, now: float) -> int:
    """A person wants the job printed again: a new job that says KOPI n. InputError when there is no such job, or what
    it printed is no longer kept."""
    with log.locked():  # the engine may be forgetting old papers at this moment
        return _copy(log, job, now)


def _copy(log: Log, job: int, now: float) -> int:
    original = job_row(log, job)
    first = original.copy_of or original.job
    (copies,) = log.read("SELECT max(copies) FROM jobs WHERE job=? OR copy_of=?", (first, first))[0]
    if not log.read("SELECT 1 FROM jobs WHERE job=? AND length(bytes) > 0", (first,)):
        again = PrintAgain(original.document, original.number if original.document in ESSENTIAL else "")
        raise InputError(f"Job {job} er for gammelt til at blive udskrevet igen ({FORGOTTEN}).", again)
    _go_on(log)
    return log.write(
        "INSERT INTO jobs (document, number, event, urgent, bytes, state, copies, reason, created, at, copy_of, "
        "essential) SELECT document, number, event, urgent, bytes, ?, ?, '', ?, ?, ?, essential "
        "FROM jobs WHERE job=?",
        (JobState.QUEUED, copies + 1, int(now), int(now), first, first),
    )


def failed_jobs(log: Log) -> list[int]:
    """Jobs that surely did not come out whole and were not printed again since, oldest first: those that a person may
    want once more in one go. Not receipts that were given up, nor what is no longer kept."""
    rows = log.read(
        f"SELECT job FROM jobs AS one WHERE state='{JobState.FAILED}' AND reason!=? AND length(bytes) > 0 "
        "AND NOT EXISTS (SELECT 1 FROM jobs AS later WHERE later.job > one.job "
        "AND later.copy_of = coalesce(one.copy_of, one.job)) ORDER BY job",
        (TOO_OLD,),
    )
    return [int(job) for (job,) in rows]


def queue_failed(log: Log, now: float) -> list[int]:
    """Print again all that failed, as copies: the new jobs. InputError when there is nothing."""
    with log.locked():
        failed = failed_jobs(log)
        if not failed:
            raise InputError("Ingen udskrifter fejlede uden at være udskrevet igen.", SeeJobs())
        return [_copy(log, job, now) for job in failed]


def asked_to_go_on(log: Log) -> int:
    """Grows each time a person has something printed again: what was wrong is put right."""
    return int(log.get_meta(_GO_ON) or 0)


def _go_on(log: Log) -> None:
    log.set_meta(_GO_ON, str(asked_to_go_on(log) + 1))


def job_row(log: Log, job: int) -> JobRow:
    rows = log.read(f"SELECT {_COLUMNS} FROM jobs WHERE job=?", (job,))
    if not rows:
        raise InputError(f"Der er intet udskriftsjob {job}.", SeeJobs())
    return _row(rows[0])


def job_rows(log: Log, limit: int = 200) -> list[JobRow]:
    """The newest jobs, oldest of them first."""
    rows = log.read(f"SELECT {_COLUMNS} FROM jobs ORDER BY job DESC LIMIT ?", (limit,))
    return [_row(row) for row in reversed(rows)]


def job_count(log: Log) -> int:
    """How many there are, of all times."""
    return int(log.read("SELECT count(*) FROM jobs")[0][0])


def jobs_between(log: Log, since: float, until: float) -> list[JobRow]:
    """The jobs of that time (Unix seconds), oldest first."""
    sql = f"SELECT {_COLUMNS} FROM jobs WHERE created >= ? AND created <= ? ORDER BY job"
    return [_row(row) for row in log.read(sql, (int(since), int(until)))]


def queued_rows(log: Log) -> list[JobRow]:
    """All jobs that wait, oldest first."""
    rows = log.read(f"SELECT {_COLUMNS} FROM jobs WHERE state='{JobState.QUEUED}' ORDER BY job")
    return [_row(row) for row in rows]


def last_essential(log: Log, document: DocumentKind) -> int | None:
    """When a person last asked for this document for the last of the battery (Unix seconds); None never."""
    sql = "SELECT max(created) FROM jobs WHERE document=? AND essential=1 AND copy_of IS NULL "
    when = log.read(sql + "AND state NOT IN (?, ?)", (document, JobState.FAILED, JobState.WITHDRAWN))[0][0]
    return None if when is None else int(when)


def job_document(log: Log, job: int) -> "Document":
    """The document of a job. ValueError when the disk has damaged it."""
    from fieldkit.paper.saved import from_bytes

    return from_bytes(log.read("SELECT bytes FROM jobs WHERE job=?", (job,))[0][0])


def job_bytes(log: Log, job: int) -> int:
    """How much is kept of what a job prints; 0 when nothing is."""
    return sum(int(size) for (size,) in log.read("SELECT length(bytes) FROM jobs WHERE job=?", (job,)))


def set_state(log: Log, job: int, state: JobState, reason: str, now: float) -> None:
    """One durable step of one job."""
    log.write("UPDATE jobs SET state=?, reason=?, at=? WHERE job=?", (state, reason, int(now), job))


def begin_job(log: Log, job: int, now: float) -> bool:
    """The first byte is about to leave; False when a person has taken the job out of the queue since it was read."""
    with log.locked():
        if job_row(log, job).state is not JobState.QUEUED:
            return False
        set_state(log, job, JobState.PRINTING, "", now)
        return True


def withdraw(log: Log, job: int, now: float) -> None:
    """A person does not want it any more: it never prints. InputError when the printer has it, or it has ended."""
    with log.locked():
        if (row := job_row(log, job)).state is not JobState.QUEUED:
            raise InputError(f"Job {job} venter ikke mere og kan ikke tages ud af køen ({JOB_STATE_DA[row.state]}).")
        set_state(log, job, JobState.WITHDRAWN, "", now)


def expire(log: Log, before: float, now: float) -> int:
    """Receipts that waited for a printer since before `before` are given up, so that a new printer does not spew
    yesterday's; they can be reprinted. Returns how many."""
    sql = f"SELECT job FROM jobs WHERE state='{JobState.QUEUED}' AND document=? AND created < ?"
    rows = log.read(sql, (DocumentKind.RECEIPT, int(before)))
    for (job,) in rows:
        set_state(log, job, JobState.FAILED, TOO_OLD, now)
    return len(rows)


def recover(log: Log, now: float) -> list[int]:
    """Jobs that a crash left half printed: a person must look. Their numbers."""
    found: list[int] = [row[0] for row in log.read(f"SELECT job FROM jobs WHERE state='{JobState.PRINTING}'")]
    for job in found:
        set_state(log, job, JobState.UNCONFIRMED, "kittet standsede midt i udskriften; se efter papiret", now)
    return found


def _row(row: tuple[Any, ...]) -> JobRow:
    job, document, number, state, copies, haste, reason, created, at, copy_of, essential = row
    kind, state = DocumentKind(document), JobState(state)
    return JobRow(job, kind, number, state, copies, Haste(haste), reason, created, at, copy_of, bool(essential))
