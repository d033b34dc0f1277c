"""Two incidents side by side: the same figures of both, and which of them went better. Less is better for each figure.

A figure that one of the two does not have is unknown, and an unknown is never better or worse.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.evaluation import Evaluation
from fieldkit.core.views.evaluation_messages import median_of


class Figure(StrEnum):
    """What is compared."""

    DECIDED = "alarm_to_level_s"
    POINTS = "alarm_to_points_s"
    MANNED = "alarm_to_roles_s"
    FULL = "alarm_to_full_staff_s"
    READ_FLASH = "flash_acknowledged_s"
    READ_URGENT = "urgent_acknowledged_s"
    READ_ROUTINE = "routine_acknowledged_s"
    LATE = "late_messages_percent"
    MISSED = "missed_reports_percent"
    SILENT = "silent_places"
    RUNNERS = "overdue_runners"
    TAKEN = "request_taken_s"
    SETTLED = "request_done_s"
    OPEN = "open_requests"
    LOOSE = "decisions_without_follow_up"


class Unit(StrEnum):
    """What a figure counts."""

    SECONDS = "seconds"
    PERCENT = "percent"
    COUNT = "count"


UNIT_OF: Mapping[Figure, Unit] = {
    **dict.fromkeys(Figure, Unit.SECONDS),
    Figure.LATE: Unit.PERCENT,
    Figure.MISSED: Unit.PERCENT,
    Figure.SILENT: Unit.COUNT,
    Figure.RUNNERS: Unit.COUNT,
    Figure.OPEN: Unit.COUNT,
    Figure.LOOSE: Unit.COUNT,
}


class Verdict(StrEnum):
    """How this one did against the other."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


class Compared(msgspec.Struct, frozen=True):
    """One figure of both, None where there is none: nothing happened to be counted, or nobody wrote it down."""

    figure: Figure
    this: int | None
    other: int | None
    verdict: Verdict


def figures_of(evaluation: Evaluation) -> dict[Figure, int | None]:
    """Every figure of one incident."""
    staff, reports = evaluation.staff, evaluation.reporting
    middle = {one.precedence: one.median_s for one in evaluation.precedences}
    with_deadline = [one for one in evaluation.precedences if one.within_s is not None]
    requests = evaluation.requests
    return {
        Figure.DECIDED: staff.decided.after_s if staff.decided is not None else None,
        Figure.POINTS: staff.points_open.after_s if staff.points_open is not None else None,
        Figure.MANNED: staff.manned.after_s if staff.manned is not None else None,
        Figure.FULL: staff.alarm_to_full_s,
        Figure.READ_FLASH: middle.get(Precedence.FLASH),
        Figure.READ_URGENT: middle.get(Precedence.URGENT),
        Figure.READ_ROUTINE: middle.get(Precedence.ROUTINE),
        Figure.LATE: _percent(sum(one.late for one in with_deadline), sum(one.count for one in with_deadline)),
        Figure.MISSED: _percent(reports.missed, reports.slots),
        Figure.SILENT: sum(bool(one.silent) for one in reports.silent) if reports.slots else None,
        Figure.RUNNERS: sum(bool(one.late_s) for one in evaluation.runners) if evaluation.runners else None,
        Figure.TAKEN: median_of(one.taken_s for one in requests if one.taken_s is not None),
        Figure.SETTLED: median_of(one.settled_s for one in requests if one.settled_s is not None),
        Figure.OPEN: sum(one.state.is_open for one in requests) if requests else None,
        Figure.LOOSE: sum(not one.followed_by for one in evaluation.decisions) if evaluation.decisions else None,
    }


def compare(this: Evaluation, other: Evaluation) -> tuple[Compared, ...]:
    """`this` against `other`, figure by figure; what neither has is left out."""
    here, there = figures_of(this), figures_of(other)
    return tuple(
        Compared(figure, here[figure], there[figure], _verdict(here[figure], there[figure]))
        for figure in Figure
        if here[figure] is not None or there[figure] is not None
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _verdict(this: int | None, other: int | None) -> Verdict:
    if this is None or other is None:
        return Verdict.UNKNOWN
    if this == other:
        return Verdict.SAME
    return Verdict.BETTER if this < other else Verdict.WORSE
