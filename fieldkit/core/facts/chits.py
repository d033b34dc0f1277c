"""What an event says that was first written by hand on a numbered chit (blanket), while the kit was dark.

The event's own time is the time of entry; `at` is the time that stands on the paper. What was written is a body of
`core.facts.said` inside this one, so that a chit and a word said at the screen mean the same.
"""

from enum import StrEnum
from typing import Any, ClassVar

import msgspec

from fieldkit.core.facts.said import NAME_CHARS, Message, Note, Report, set_clean
from fieldkit.core.facts.work import MAX_SECONDS
from fieldkit.core.text.clean import one_line

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


class Chit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Chit number `count` of those that kit `series` printed, entered by `by`.

    `at` seconds since 2025, None when no time stands on it; `circa` when the time is a guess. One of `report`,
    `message` and `note` is set, as `sort` says (a RUNNER chit is a note); none for LOST and UNUSED. It replaces no
    other message: who wrote it in the dark could look nothing up. The latest entry of a number counts, `correct` or
    not: that says only that whoever entered it knew of an earlier one.
    """

    kind: ClassVar[str] = "chit"
    series: int
    count: int
    sort: ChitSort
    at: int | None = None
    circa: bool = False
    report: Report | None = None
    message: Message | None = None
    note: Note | None = None
    correct: bool = False
    by: str = ""

    def __post_init__(self) -> None:
        wanted = {
            ChitSort.REPORT: "report",
            ChitSort.MESSAGE: "message",
            ChitSort.NOTE: "note",
            ChitSort.RUNNER: "note",
        }.get(self.sort)
        for name in ("report", "message", "note"):
            if name != wanted:
                set_clean(self, name, None)
        if wanted is None or getattr(self, wanted) is None:
            if self.sort not in EMPTY_SORTS:
                set_clean(self, "sort", ChitSort.LOST)
            set_clean(self, "at", None)
        if self.message is not None and self.message.replaces is not None:
            set_clean(self, "message", msgspec.structs.replace(self.message, replaces=None))
        if self.at is not None and not 0 <= self.at <= MAX_SECONDS:
            set_clean(self, "at", None)
        set_clean(self, "circa", self.circa and self.at is not None)
        set_clean(self, "by", one_line(self.by, NAME_CHARS))

    @property
    def said(self) -> Report | Message | Note | None:
        """What was written on it; None when it is lost or blank."""
        return self.report or self.message or self.note


PaperBody = Chit
PAPER_BODIES: tuple[Any, ...] = (Chit,)
