"""What an event says that was first written by hand on a numbered chit (blanket), while the kit was dark.

The event's own time is the time of entry; `at` is the time that stands on the paper. What was written is a body of
`core.facts.said` inside this one, so that a chit and a word said at the screen mean the same.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from fieldkit.core.facts.body import Body, Exactly, Moment, Name, keep_canonical, set_field
from fieldkit.core.facts.kinds import (
    ROUTINE,
    Audience,
    Belongs,
    Kind,
    Wire,
    from_here,
    never_open,
    nothing,
    to_secretariat,
)
from fieldkit.core.facts.layout import FLAG, MAYBE_SECONDS, MAYBE_TEXT, Nested, OwnKit, Varint, When, Word
from fieldkit.core.facts.said import (
    MESSAGE,
    MESSAGE_LAYOUT,
    NOTE,
    NOTE_LAYOUT,
    REPORT,
    REPORT_LAYOUT,
    Message,
    Note,
    Report,
)

MAX_CHIT = 999_999
"""Highest count of a kit's chits."""


class ChitSort(StrEnum):
    """What a chit held. LOST: nobody can find it · UNUSED: it is blank. The order is the air's and never changes."""

    REPORT = "report"
    MESSAGE = "message"
    NOTE = "note"
    RUNNER = "runner"
    LOST = "lost"
    UNUSED = "unused"


CHIT_SORT_DA: dict[ChitSort, str] = {
    ChitSort.REPORT: "melding",
    ChitSort.MESSAGE: "besked",
    ChitSort.NOTE: "notat",
    ChitSort.RUNNER: "runner",
    ChitSort.LOST: "mangler",
    ChitSort.UNUSED: "ubrugt",
}
EMPTY_SORTS = (ChitSort.LOST, ChitSort.UNUSED)


class Chit(Body, frozen=True):
    """Chit number `count` of those that kit `series` printed, entered by `by`.

    `at` seconds since 2025, None when no time stands on it; `circa` when the time is a guess. One of `report`,
    `message` and `note` is set, as `sort` says (a RUNNER chit is a note); none for LOST and UNUSED. It replaces no
    other message: who wrote it in the dark could look nothing up. The latest entry of a number counts, `correct` or
    not: that says only that whoever entered it knew of an earlier one.
    """

    kind: ClassVar[str] = "chit"
    series: Annotated[int, Exactly(1, 0xFFFF)]
    count: Annotated[int, Exactly(1, MAX_CHIT)]
    sort: ChitSort
    at: Moment = None
    circa: bool = False
    report: Report | None = None
    message: Message | None = None
    note: Note | None = None
    correct: bool = False
    by: Name = ""

    def __post_init__(self) -> None:
        keep_canonical(self)
        wanted = {
            ChitSort.REPORT: "report",
            ChitSort.MESSAGE: "message",
            ChitSort.NOTE: "note",
            ChitSort.RUNNER: "note",
        }.get(self.sort)
        for name in ("report", "message", "note"):
            if name != wanted:
                set_field(self, name, None)
        if wanted is None or getattr(self, wanted) is None:
            if self.sort not in EMPTY_SORTS:
                set_field(self, "sort", ChitSort.LOST)
            set_field(self, "at", None)
        if self.message is not None and self.message.replaces is not None:
            set_field(self, "message", msgspec.structs.replace(self.message, replaces=None))
        set_field(self, "circa", self.circa and self.at is not None)

    @property
    def said(self) -> Report | Message | Note | None:
        """What was written on it; None when it is lost or blank."""
        return self.report or self.message or self.note


def _audience(chit: Chit) -> Audience:
    """That of what was written on it."""
    if chit.report is not None:
        return REPORT.audience(chit.report)
    if chit.message is not None:
        return MESSAGE.audience(chit.message)
    return NOTE.audience(chit.note) if chit.note is not None else to_secretariat(chit)


CHIT = Kind(
    body=Chit,
    word="blanket",
    wire=(
        Wire(
            24,
            {
                "series": OwnKit(),
                "count": Varint(6, MAX_CHIT),
                "sort": Word(tuple(ChitSort), 3),
                "at": MAYBE_SECONDS,
                "circa": When("at", FLAG, otherwise=False),
                "correct": FLAG,
                "by": MAYBE_TEXT,
                "report": When("sort", Nested(Report, REPORT_LAYOUT), (ChitSort.REPORT,)),
                "message": When("sort", Nested(Message, MESSAGE_LAYOUT), (ChitSort.MESSAGE,)),
                "note": When("sort", Nested(Note, NOTE_LAYOUT), (ChitSort.NOTE, ChitSort.RUNNER)),
            },
        ),
    ),
    audience=_audience,
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=lambda chit: chit.report is not None or chit.message is not None,
    phone_text=None,
)
KINDS = (CHIT,)
