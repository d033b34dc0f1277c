"""What an event says about the staff: who is on duty, the level, who was called, who warned, what citizens ask.

Same rules as `core.facts.said`. A person's time (`since`, `at`) is whole seconds since 2025-01-01 UTC, 0..2^30-1, and
None when it is the time of recording. Names are as on the roster, or as somebody typed them.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from fieldkit.core.facts import layout
from fieldkit.core.facts.body import (
    MAX_COUNT,
    Body,
    Label,
    Line,
    Lines,
    Moment,
    Name,
    PlaceNumber,
    RefBody,
    Several,
    Text,
    Title,
    Whole,
)
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    URGENT,
    Audience,
    Belongs,
    Kind,
    Wire,
    always_open,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
    to_secretariat,
)
from fieldkit.core.facts.layout import (
    FLAG,
    MAYBE_REF,
    MAYBE_SECONDS,
    MAYBE_TEXT,
    OWN_PLACE,
    REF,
    TEXT,
    Bits,
    Known,
    Maybe,
    Repeat,
    Varint,
    Word,
)
from fieldkit.core.facts.terms import Precedence

MAX_LEVEL = 9
FACTS = 3
"""Facts that the incoming person repeats at a handover."""
FACT_CHARS = 120
MAX_ANSWER = 9_999
MAX_VERSION = 999
MAX_ANSWERED = 30
"""Questions that one answer can point at."""


ROLES_ON_AIR = (
    "leader", "operations", "communication", "log-keeper", "liaison", "liaison-officer", "runner", "on-call",
    "place-leader", "technician",
)  # fmt: skip
"""Roles that take four bits; the order is the air's, new ones go last. Any other role goes as text."""
ROLE = Maybe(Known(ROLES_ON_AIR, 4), nothing="")


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


class WarningSource(StrEnum):
    """Where a warning (varsel) came from. The order is the air's and never changes."""

    WEATHER = "weather"
    THREAT = "threat"
    SUPPLY = "supply"
    AUTHORITY = "authority"
    MEDIA = "media"
    OTHER = "other"


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


WARNING_SOURCE_DA: dict[WarningSource, str] = {
    WarningSource.WEATHER: "vejr",
    WarningSource.THREAT: "trussel",
    WarningSource.SUPPLY: "forsyning",
    WarningSource.AUTHORITY: "myndighed",
    WarningSource.MEDIA: "medier",
    WarningSource.OTHER: "andet",
}


class Crew(Body, frozen=True):
    """A person signs in (or `out`) at `place`, in a role: a key of `roster.PersonRole` or typed words."""

    kind: ClassVar[str] = "crew"
    name: Name
    place: PlaceNumber
    role: Label = ""
    out: bool = False
    since: Moment = None
    by: Name = ""


class Handover(Body, frozen=True):
    """One person hands the duty at `place` over to another, who repeated the `facts`: signs one out, the other in."""

    kind: ClassVar[str] = "handover"
    outgoing: Name
    incoming: Name
    place: PlaceNumber
    role: Label = ""
    facts: Annotated[tuple[str, ...], Several(FACTS, each=Text(FACT_CHARS))] = ()
    at: Moment = None


class LevelChange(Body, frozen=True):
    """Who decided which step of the municipality's ladder, when and why. `level` None: no level any more."""

    kind: ClassVar[str] = "level"
    level: Annotated[int | None, Whole(0, MAX_LEVEL)]
    by: Name = ""
    act: LevelAct = LevelAct.SET
    at: Moment = None
    reason: Line = ""


class Call(Body, frozen=True):
    """One attempt in the calling order: who was called, what came of it, who called."""

    kind: ClassVar[str] = "call"
    name: Name
    result: CallResult
    role: Label = ""
    by: Name = ""
    at: Moment = None
    note: Line = ""


class Question(Body, frozen=True):
    """What `count` citizens (1..99999) asked or told at `place`."""

    kind: ClassVar[str] = "question"
    text: Line
    place: PlaceNumber
    count: Annotated[int, Whole(1, MAX_COUNT, clamp=True)] = 1
    sort: QuestionSort = QuestionSort.QUESTION
    by: Name = ""


class QuestionClosed(Body, frozen=True):
    """Question `ref` needs no answer any more: it became the event `into`, or a person says why in `reason`."""

    kind: ClassVar[str] = "question-closed"
    ref: RefBody
    into: RefBody | None = None
    reason: Line = ""
    by: Name = ""


class Answer(Body, frozen=True):
    """The secretariat's answer to citizens: instruks `number` in its `version`, the same at every place.

    number 1..9999 · version 1..999, one more than that of `replaces` · `withdrawn`: must not be given any more.
    """

    kind: ClassVar[str] = "answer"
    number: Annotated[int, Whole(1, MAX_ANSWER, clamp=True)]
    title: Title
    text: Lines = ""
    version: Annotated[int, Whole(1, MAX_VERSION, clamp=True)] = 1
    replaces: RefBody | None = None
    answers: Annotated[tuple[RefBody, ...], Several(MAX_ANSWERED, once=True)] = ()
    withdrawn: bool = False
    by: Name = ""


class Warned(Body, frozen=True):
    """A warning (varsel) that was received: of what, from which source, who warned, when it came. `by` took it.

    received None: when it was recorded.
    """

    kind: ClassVar[str] = "warning"
    text: Line
    source: WarningSource
    sender: Name = ""
    received: Moment = None
    by: Name = ""


def _answer_pace(answer: Answer) -> Precedence:
    """One that must not be given any more is as urgent as an order."""
    return Precedence.URGENT if answer.withdrawn else Precedence.ROUTINE


CREW = Kind(
    body=Crew,
    word="vagt",
    wire=(
        Wire(
            16, {"place": OWN_PLACE, "out": FLAG, "role": ROLE, "since": MAYBE_SECONDS, "by": MAYBE_TEXT, "name": TEXT}
        ),
    ),
    audience=lambda crew: Audience(places=(crew.place,)),
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
HANDOVER = Kind(
    body=Handover,
    word="vagtskifte",
    wire=(
        Wire(
            17,
            {
                "place": OWN_PLACE,
                "role": ROLE,
                "at": MAYBE_SECONDS,
                "outgoing": TEXT,
                "incoming": TEXT,
                "facts": Repeat(Bits(2), layout.Text(needed=True), FACTS),
            },
        ),
    ),
    audience=lambda handover: Audience(places=(handover.place,)),
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
LEVEL = Kind(
    body=LevelChange,
    word="niveau",
    wire=(
        Wire(
            18,
            {
                "level": Word(tuple(range(MAX_LEVEL + 1)), 4, none=15),
                "act": Word(tuple(LevelAct), 2),
                "at": MAYBE_SECONDS,
                "by": MAYBE_TEXT,
                "reason": MAYBE_TEXT,
            },
        ),
    ),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=URGENT,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
CALL = Kind(
    body=Call,
    word="opkald",
    wire=(
        Wire(
            19,
            {
                "result": Word(tuple(CallResult), 2),
                "role": ROLE,
                "at": MAYBE_SECONDS,
                "by": MAYBE_TEXT,
                "note": MAYBE_TEXT,
                "name": TEXT,
            },
        ),
    ),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
QUESTION = Kind(
    body=Question,
    word="borger",
    wire=(
        Wire(
            20,
            {
                "place": OWN_PLACE,
                "count": Varint(3, MAX_COUNT, least=1),
                "sort": Word(tuple(QuestionSort), 1),
                "by": MAYBE_TEXT,
                "text": TEXT,
            },
        ),
    ),
    audience=lambda question: Audience(places=(question.place,)),
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
QUESTION_CLOSED = Kind(
    body=QuestionClosed,
    word="borger",
    wire=(Wire(22, {"ref": REF, "into": MAYBE_REF, "reason": MAYBE_TEXT, "by": MAYBE_TEXT}),),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
ANSWER = Kind(
    body=Answer,
    word="instruks",
    wire=(
        Wire(
            21,
            {
                "number": Varint(4, MAX_ANSWER, least=1),
                "version": Varint(2, MAX_VERSION, least=1),
                "replaces": MAYBE_REF,
                "answers": Repeat(Varint(2, MAX_ANSWERED), REF, MAX_ANSWERED, once=True),
                "withdrawn": FLAG,
                "by": MAYBE_TEXT,
                "title": TEXT,
                "text": MAYBE_TEXT,
            },
        ),
    ),
    audience=to_secretariat,
    precedence=ROUTINE,
    pace=_answer_pace,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=lambda answer: answer.replaces,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
WARNING = Kind(
    body=Warned,
    word="varsel",
    wire=(
        Wire(
            28,
            {
                "source": Word(tuple(WarningSource), 3),
                "received": MAYBE_SECONDS,
                "sender": MAYBE_TEXT,
                "by": MAYBE_TEXT,
                "text": TEXT,
            },
        ),
    ),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=URGENT,
    open=always_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
KINDS = (CREW, HANDOVER, LEVEL, CALL, QUESTION, QUESTION_CLOSED, ANSWER, WARNING)
