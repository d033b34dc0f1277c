"""What an event says afterwards: the answers to the questions that the plans ask when a crisis or an exercise is over.

Same rules as `core.facts.said`. It belongs to the incident that it is about, also when that is over.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from fieldkit.core.facts.body import Body, Lines, Name, RefBody
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    Belongs,
    Kind,
    from_here,
    never,
    never_open,
    to_secretariat,
)


class LessonPoint(StrEnum):
    """The questions, by the fields of `Lesson`."""

    WORKED = "worked"
    FAILED = "failed"
    LACKED = "lacked"
    ROLES = "roles"
    PLAN = "plan"
    APPROVAL = "approval"
    NEXT = "next"


LESSON_POINT_DA: Mapping[LessonPoint, str] = {
    LessonPoint.WORKED: "gik godt",
    LessonPoint.FAILED: "gik galt",
    LessonPoint.LACKED: "manglede",
    LessonPoint.ROLES: "roller/kort",
    LessonPoint.PLAN: "ret i planen",
    LessonPoint.APPROVAL: "godkendes",
    LessonPoint.NEXT: "næste gang",
}


class Lesson(Body, frozen=True):
    """What somebody learnt, by the questions of the plans. An empty answer was not given.

    worked, failed, lacked: what did, did not, and was not there · roles: whether people knew their roles and cards ·
    plan: what is small enough to be put right in the plan at once · approval: what the management and the council must
    approve · next: what to do otherwise next time. `replaces` an earlier one that said it wrongly.
    """

    kind: ClassVar[str] = "lesson"
    worked: Lines = ""
    failed: Lines = ""
    lacked: Lines = ""
    roles: Lines = ""
    plan: Lines = ""
    approval: Lines = ""
    next: Lines = ""
    replaces: RefBody | None = None
    by: Name = ""

    @property
    def answers(self) -> dict[LessonPoint, str]:
        """What was answered, in the order of the questions."""
        said = {
            LessonPoint.WORKED: self.worked,
            LessonPoint.FAILED: self.failed,
            LessonPoint.LACKED: self.lacked,
            LessonPoint.ROLES: self.roles,
            LessonPoint.PLAN: self.plan,
            LessonPoint.APPROVAL: self.approval,
            LessonPoint.NEXT: self.next,
        }
        return {point: text for point, text in said.items() if text}


LESSON = Kind(
    body=Lesson,
    word="erfaring",
    wire=(),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=lambda lesson: lesson.replaces,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (LESSON,)
