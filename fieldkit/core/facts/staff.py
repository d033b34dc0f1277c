"""What an event says about the staff: who is on duty, which level was decided, who was called, what citizens ask.

Same rules as `core.facts.said`. A person's time (`since`, `at`) is whole seconds since 2025-01-01 UTC, 0..2^30-1, and
None when it is the time of recording. Names are as on the roster, or as somebody typed them.
"""

from enum import StrEnum
from typing import ClassVar

import msgspec

from fieldkit.core.facts.said import MAX_COUNT, NAME_CHARS, RefBody, set_clean
from fieldkit.core.text.clean import clean_text, one_line

MAX_SECONDS = (1 << 30) - 1
"""Latest time in an event: what 30 bits hold, in the year 2059."""
MAX_LEVEL = 9
FACTS = 3
"""Facts that the incoming person repeats at a handover."""
FACT_CHARS = 120
TITLE_CHARS = 60
MAX_ANSWER = 9_999
MAX_VERSION = 999
MAX_ANSWERED = 30
"""Questions that one answer can point at."""


class LevelAct(StrEnum):
    """What was decided. SET: this level holds · FULL: the staff is complete · STAND_DOWN: the staff's work ends.

    The order is the air's and never changes.
    """

    SET = "set"
    FULL = "full"
    STAND_DOWN = "stand-down"


class CallResult(StrEnum):
    """What came of one call. STAND_IN: somebody else answered and takes it. The order is the air's, never changed."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    LEFT_MESSAGE = "left-message"
    STAND_IN = "stand-in"


class QuestionSort(StrEnum):
    """Whether citizens ask something or tell something. The order is the air's and never changes."""

    QUESTION = "question"
    INFORMATION = "information"


LEVEL_ACT_DA: dict[LevelAct, str] = {
    LevelAct.SET: "niveau besluttet",
    LevelAct.FULL: "staben er fuldtallig",
    LevelAct.STAND_DOWN: "staben er ophørt",
}
CALL_RESULT_DA: dict[CallResult, str] = {
    CallResult.REACHED: "fik fat i",
    CallResult.NO_ANSWER: "intet svar",
    CallResult.LEFT_MESSAGE: "lagt besked",
    CallResult.STAND_IN: "stedfortræder tager den",
}
QUESTION_SORT_DA: dict[QuestionSort, str] = {
    QuestionSort.QUESTION: "spørgsmål",
    QuestionSort.INFORMATION: "oplysning",
}


class Crew(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person signs in (or `out`) at `place`, in a role: a key of `roster.PersonRole` or typed words."""

    kind: ClassVar[str] = "crew"
    name: str
    place: int
    role: str = ""
    out: bool = False
    since: int | None = None
    by: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "role", "by"):
            set_clean(self, field, one_line(getattr(self, field), NAME_CHARS))
        _bound(self, "since")


class Handover(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person hands the duty at `place` over to another, who repeated the `facts`: signs one out, the other in."""

    kind: ClassVar[str] = "handover"
    outgoing: str
    incoming: str
    place: int
    role: str = ""
    facts: tuple[str, ...] = ()
    at: int | None = None

    def __post_init__(self) -> None:
        for field in ("outgoing", "incoming", "role"):
            set_clean(self, field, one_line(getattr(self, field), NAME_CHARS))
        facts = [one_line(fact, FACT_CHARS) for fact in self.facts]
        set_clean(self, "facts", tuple(fact for fact in facts if fact)[:FACTS])
        _bound(self, "at")


class LevelChange(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who decided which step of the municipality's ladder, when and why. `level` None: no level any more."""

    kind: ClassVar[str] = "level"
    level: int | None
    by: str = ""
    act: LevelAct = LevelAct.SET
    at: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.level is not None and not 0 <= self.level <= MAX_LEVEL:
            set_clean(self, "level", None)
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        set_clean(self, "reason", one_line(self.reason))
        _bound(self, "at")


class Call(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One attempt in the calling order: who was called, what came of it, who called."""

    kind: ClassVar[str] = "call"
    name: str
    result: CallResult
    role: str = ""
    by: str = ""
    at: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "role", "by"):
            set_clean(self, field, one_line(getattr(self, field), NAME_CHARS))
        set_clean(self, "note", one_line(self.note))
        _bound(self, "at")


class Question(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What `count` citizens (1..99999) asked or told at `place`."""

    kind: ClassVar[str] = "question"
    text: str
    place: int
    count: int = 1
    sort: QuestionSort = QuestionSort.QUESTION
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "text", one_line(self.text))
        set_clean(self, "count", min(max(self.count, 1), MAX_COUNT))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class QuestionClosed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Question `ref` needs no answer any more: it became the event `into`, or a person says why in `reason`."""

    kind: ClassVar[str] = "question-closed"
    ref: RefBody
    into: RefBody | None = None
    reason: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "reason", one_line(self.reason))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The secretariat's answer to citizens: instruks `number` in its `version`, the same at every place.

    number 1..9999 · version 1..999, one more than that of `replaces` · `withdrawn`: must not be given any more.
    """

    kind: ClassVar[str] = "answer"
    number: int
    title: str
    text: str = ""
    version: int = 1
    replaces: RefBody | None = None
    answers: tuple[RefBody, ...] = ()
    withdrawn: bool = False
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "number", min(max(self.number, 1), MAX_ANSWER))
        set_clean(self, "version", min(max(self.version, 1), MAX_VERSION))
        set_clean(self, "title", one_line(self.title, TITLE_CHARS))
        set_clean(self, "text", clean_text(self.text))
        set_clean(self, "answers", tuple(dict.fromkeys(self.answers))[:MAX_ANSWERED])
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


def _bound(struct: msgspec.Struct, name: str) -> None:
    """A time that the air cannot carry counts as not said."""
    value = getattr(struct, name)
    if value is not None and not 0 <= value <= MAX_SECONDS:
        set_clean(struct, name, None)


StaffBody = Crew | Handover | LevelChange | Call | Question | QuestionClosed | Answer
STAFF_BODIES = (Crew, Handover, LevelChange, Call, Question, QuestionClosed, Answer)
