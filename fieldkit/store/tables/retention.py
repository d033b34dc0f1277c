"""How long this kit's own bookkeeping is kept, a table at a time. Events are never deleted; `cut_off` guards the rest.

- fault lines: 30 days
- texts to phones: 90 days, when the text was heard, received or given up; all texts of one event go together
- papers: what a job that is over printed, 30 days after it and its copies were done; the job itself stays
- exercises and their steps stay: what was played when is asked for long after
- deliveries: 90 days, when every place of the event has it; what is only queued, sent or heard stays

Each call is one short transaction of at most `BATCH` rows and returns how many went; call again while it is full.
SQLite uses the room again for what comes; the file does not become smaller.
"""

from collections.abc import Iterable

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import COUNTER_BITS, EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.delivery import ARRIVED
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_TIME_UNSURE
from fieldkit.paper.printing import JobState
from fieldkit.store.errors import store_errors
from fieldkit.store.log import Log
from fieldkit.store.tables.jobs import FORGOTTEN
from fieldkit.store.tables.texts import TextState

DAY_S = 86_400
PROBLEM_DAYS = 30
TEXT_DAYS = 90
PAPER_DAYS = 30
DELIVERY_DAYS = 90
BATCH = 500
"""Rows in one transaction: others who record wait for it."""

_ARRIVED = ", ".join(f"'{state}'" for state in ARRIVED)
_OVER = ", ".join(f"'{state}'" for state in (TextState.HEARD, TextState.RECEIVED, TextState.FAILED))
_DONE = ", ".join(f"'{state}'" for state in (JobState.CONFIRMED, JobState.FAILED, JobState.WITHDRAWN))
_SURE_BEFORE = f"""
    SELECT rowid FROM events
    WHERE carrier='{Carrier.OWN}' AND flags & {FLAG_TIME_UNSURE} = 0 AND arrived < :before
        AND kind <> '{ClockCheck.kind}' ORDER BY rowid DESC LIMIT 1
"""
"""A check of another's clock is said because of doubt, and takes none away."""
_WAS_UNSURE = f"""
    SELECT 1 FROM events WHERE rowid > coalesce(({_SURE_BEFORE}), 0) AND CASE
        WHEN flags & {FLAG_TIME_UNSURE} THEN carrier='{Carrier.OWN}'
        ELSE (hlc >> {COUNTER_BITS}) + {EPOCH_UNIX_S} > arrived + {DAY_S} END
    LIMIT 1
"""
_OLD_EVENT = "EXISTS (SELECT 1 FROM events WHERE id=one.event AND arrived < :before AND hlc < :hlc)"
"""The radio desk looks at events of the last hours that nothing is known of: an event whose hybrid time is ahead must
not look like one of them."""
_PROBLEMS = """
    DELETE FROM problems WHERE problem IN (
        SELECT problem FROM problems
        WHERE max(at, told, coalesce(ended, 0)) < :before
            AND problem < (SELECT max(problem) FROM problems) LIMIT :batch)
"""
_TEXTS = f"""
    DELETE FROM texts WHERE text_id IN (
        SELECT text_id FROM texts AS one
        WHERE state IN ({_OVER}) AND at < :before
            AND text_id < (SELECT max(text_id) FROM texts)
            AND (event IS NULL OR {_OLD_EVENT} AND event NOT IN (
                SELECT event FROM texts
                WHERE event IS NOT NULL AND (state NOT IN ({_OVER}) OR at >= :before)))
        LIMIT :batch)
"""
_OLD_PAPERS = f"""
    CREATE TEMP TABLE forgotten AS SELECT * FROM jobs
    WHERE length(bytes) > 0 AND state IN ({_DONE}) AND at < :before
        AND coalesce(copy_of, job) NOT IN (
            SELECT coalesce(copy_of, job) FROM jobs WHERE state NOT IN ({_DONE}) OR at >= :before)
    LIMIT :batch
"""
_FORGET = (
    "UPDATE forgotten SET bytes=x'', reason=CASE reason WHEN '' THEN :word ELSE reason || '; ' || :word END",
    "DELETE FROM jobs WHERE job IN (SELECT job FROM forgotten)",
    "INSERT INTO jobs SELECT * FROM forgotten ORDER BY job",
)
_DELIVERIES = f"""
    DELETE FROM deliveries WHERE rowid IN (
        SELECT rowid FROM deliveries AS one
        WHERE at < :before AND state IN ({_ARRIVED})
            AND NOT EXISTS (
                SELECT 1 FROM deliveries AS other WHERE other.event = one.event
                AND (other.at >= :before OR other.state NOT IN ({_ARRIVED})))
            AND {_OLD_EVENT}
        LIMIT :batch)
"""


def cut_off(log: Log, before: float, running: Iterable[int]) -> int | None:
    """The time up to which rows may go: `before`, or a day before the first event of a `running` incident came here.

    None when the clock has not been set for sure all the time since `before` (Unix seconds): a row that says it is
    old may then be of this morning. Told by this kit's events with an unsure time, and by events that came here more
    than a day before they were said.
    """
    with store_errors(log.path):
        if log.conn.execute(_WAS_UNSURE, {"before": int(before)}).fetchone():
            return None
    tags = msgspec.json.encode(sorted(running)).decode()
    if tags == "[]":
        return int(before)
    first = log.read("SELECT min(arrived) FROM events WHERE incident IN (SELECT value FROM json_each(?))", (tags,))
    return int(before) if first[0][0] is None else min(int(before), int(first[0][0]) - DAY_S)


def prune_problems(log: Log, before: int) -> int:
    """Fault lines from before `before` (Unix seconds, as in all of these). The newest stays: SQLite would give its
    number to the next one, and consoles tell by the number what is new."""
    return _change(log, _PROBLEMS, before)


def prune_texts(log: Log, before: int) -> int:
    """Texts that nothing more will happen to. The newest stays, for its number is what the radio answers to."""
    return _change(log, _TEXTS, before)


def forget_papers(log: Log, before: int) -> int:
    """What old jobs printed, together with their copies. The jobs stay and say so; they cannot be printed again.

    They are taken out and put back, for rows that only shrink where they lie leave holes that nothing new fits into.
    """
    values = {"before": before, "batch": BATCH}
    with log.locked():
        execute = log.conn.execute
        execute(_OLD_PAPERS, values)
        (count,) = execute("SELECT count(*) FROM forgotten").fetchone()
        if count:
            for sql in _FORGET:
                execute(sql, {"word": FORGOTTEN})
        execute("DROP TABLE forgotten")
    return int(count)


def prune_deliveries(log: Log, before: int) -> int:
    """How events got to their places, once all of those have them."""
    return _change(log, _DELIVERIES, before)


def _change(log: Log, sql: str, before: int) -> int:
    values = {"before": before, "hlc": hlc_of_unix(before), "batch": BATCH}
    with store_errors(log.path):
        return log.conn.execute(sql, values).rowcount
