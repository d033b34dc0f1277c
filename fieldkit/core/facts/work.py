"""What an event says about the work: requests, runners, notices, reporting rounds and silence.

Same rules as `core.facts.said`. A person's time (`due`, `expires`, `left`, `first`) is whole seconds since 2025-01-01
UTC, the seconds of hybrid time, 0..2^30-1. A status points at what it changes by `ref`; the latest word counts.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, MAX_SECONDS
from fieldkit.core.facts.body import (
    MAX_COUNT,
    Body,
    Count,
    Line,
    Lines,
    Moment,
    Name,
    Place,
    PlaceNumber,
    RefBody,
    Several,
    Title,
    Unit,
    Whole,
)
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    Audience,
    Belongs,
    Kind,
    Wire,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
)
from fieldkit.core.facts.layout import (
    ANY_PLACE,
    FLAG,
    MAYBE_REF,
    MAYBE_SECONDS,
    MAYBE_TEXT,
    OWN_PLACE,
    REF,
    SECONDS,
    TEXT,
    Bits,
    Maybe,
    Repeat,
    Varint,
    Word,
)
from fieldkit.core.facts.said import ADDRESSEE, PRECEDENCE, TO_ALL, TRUST, Addressee
from fieldkit.core.facts.terms import Precedence, Topic, Transport, Trust

MAX_CARRIED = 30
"""Events that one runner carries under their numbers."""
MAX_STOPS = 15
"""Places on one runner's route."""
MAX_ROUND_HOURS = 63
MAX_MINUTES = 4095


class RequestState(StrEnum):
    """How far a request is. The order is the air's and never changes."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    DECLINED = "declined"

    @property
    def is_open(self) -> bool:
        """Whether somebody is still waited for."""
        return self in (RequestState.WAITING, RequestState.WORKING)


class DispatchAct(StrEnum):
    """What became of a runner's errand. The order is the air's and never changes."""

    DELIVERED = "delivered"
    RETURNED = "returned"
    RECALLED = "recalled"


class SilenceStep(StrEnum):
    """What was done about a silent place. EXPLAINED: a person knows why. The order is the air's and never changes."""

    RESEND = "resend"
    ASK = "ask"
    EXPLAINED = "explained"


REQUEST_STATE_DA: dict[RequestState, str] = {
    RequestState.WAITING: "afventer",
    RequestState.WORKING: "under udførelse",
    RequestState.DONE: "gennemført",
    RequestState.DECLINED: "afvist",
}
DISPATCH_ACT_DA: dict[DispatchAct, str] = {
    DispatchAct.DELIVERED: "afleveret",
    DispatchAct.RETURNED: "tilbage",
    DispatchAct.RECALLED: "kaldt tilbage",
}
SILENCE_STEP_DA: dict[SilenceStep, str] = {
    SilenceStep.RESEND: "rykket",
    SilenceStep.ASK: "nabo spurgt",
    SilenceStep.EXPLAINED: "forklaret",
}


class Request(Body, frozen=True):
    """Something that place `place` needs. `ref` is the report or message that it came from.

    count 0..99999 or None when not said · unit short · due None when no time was said · by who asked.
    """

    kind: ClassVar[str] = "request"
    what: Line
    place: PlaceNumber
    count: Count = None
    unit: Unit = ""
    due: Moment = None
    topic: Topic | None = None
    precedence: Precedence = Precedence.ROUTINE
    ref: RefBody | None = None
    trust: Trust = Trust.VERIFIED
    by: Name = ""


def request_due_at(request: Request) -> int | None:
    """By when what is asked for must be there, as a person said it, Unix seconds; None when nobody has. The one
    deadline of a request, on every screen and paper."""
    return None if request.due is None else request.due + EPOCH_UNIX_S


class RequestStatus(Body, frozen=True):
    """How request `ref` stands now. An empty `holder` (who has it) or `note` leaves the earlier one standing."""

    kind: ClassVar[str] = "request-status"
    ref: RefBody
    state: RequestState
    holder: Name = ""
    note: Line = ""
    by: Name = ""


class Dispatch(Body, frozen=True):
    """A runner's errand: from `start` over the places of `route` and back, with the events `refs` on paper.

    left None: when it was recorded · minutes 1..4095: how long a person expects, None: by distance and speed.
    """

    kind: ClassVar[str] = "dispatch"
    runner: Name
    start: PlaceNumber
    route: Annotated[tuple[int, ...], Several(MAX_STOPS, each=Place())] = ()
    refs: Annotated[tuple[RefBody, ...], Several(MAX_CARRIED, once=True)] = ()
    transport: Transport = Transport.FOOT
    left: Moment = None
    minutes: Annotated[int | None, Whole(1, MAX_MINUTES)] = None
    by: Name = ""


class DispatchStatus(Body, frozen=True):
    """What became of errand `ref`: delivered at `place`, returned, or recalled. `by` signed for it or decided it.

    at None: when it was recorded.
    """

    kind: ClassVar[str] = "dispatch-status"
    ref: RefBody
    act: DispatchAct
    place: PlaceNumber = 0
    at: Moment = None
    note: Line = ""
    by: Name = ""


class Notice(Body, frozen=True):
    """What is put on the wall for citizens, known by the event's number. `to` as in `Message`: where it is to hang."""

    kind: ClassVar[str] = "notice"
    title: Title
    text: Lines = ""
    to: Addressee = TO_ALL
    expires: Moment = None
    replaces: RefBody | None = None
    by: Name = ""


class NoticePlace(Body, frozen=True):
    """Notice `ref` was put up or taken down at `place`."""

    kind: ClassVar[str] = "notice-place"
    ref: RefBody
    place: PlaceNumber
    up: bool
    by: Name = ""


class Round(Body, frozen=True):
    """Every place reports each `hours` hours (1..63), for the first time at `first`. hours 0: no rounds any more."""

    kind: ClassVar[str] = "round"
    hours: Annotated[int, Whole(0, MAX_ROUND_HOURS, clamp=True)]
    first: Annotated[int, Whole(0, MAX_SECONDS, clamp=True)]
    by: Name = ""


class Silence(Body, frozen=True):
    """A step of the ladder that somebody took about the silent `place`; `asked` is the place that was asked instead."""

    kind: ClassVar[str] = "silence"
    place: PlaceNumber
    step: SilenceStep
    asked: PlaceNumber = 0
    note: Line = ""
    by: Name = ""


REQUEST = Kind(
    body=Request,
    word="anmodning",
    wire=(
        Wire(
            8,
            {
                "place": OWN_PLACE,
                "count": Maybe(Varint(6, MAX_COUNT)),
                "unit": MAYBE_TEXT,
                "due": MAYBE_SECONDS,
                "topic": Word(tuple(Topic), 4, none=15),
                "precedence": PRECEDENCE,
                "ref": MAYBE_REF,
                "trust": TRUST,
                "by": MAYBE_TEXT,
                "what": TEXT,
            },
        ),
    ),
    audience=lambda request: Audience(places=(request.place,)),
    precedence=lambda request: request.precedence,
    pace=lambda request: request.precedence,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=lambda request: request.place,
    replaces=nothing,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
REQUEST_STATUS = Kind(
    body=RequestStatus,
    word="anmodning",
    wire=(
        Wire(
            9,
            {
                "ref": REF,
                "state": Word(tuple(RequestState), 2),
                "holder": MAYBE_TEXT,
                "note": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
    ),
    audience=lambda status: Audience(kits=(status.ref.kit,)),
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
DISPATCH = Kind(
    body=Dispatch,
    word="runner",
    wire=(
        Wire(
            10,
            {
                "start": OWN_PLACE,
                "route": Repeat(Bits(4), OWN_PLACE, MAX_STOPS),
                "refs": Repeat(Bits(5), REF, MAX_CARRIED),
                "transport": Word(tuple(Transport), 2),
                "left": MAYBE_SECONDS,
                "minutes": Maybe(Varint(6, MAX_MINUTES)),
                "by": MAYBE_TEXT,
                "runner": TEXT,
            },
        ),
    ),
    audience=lambda dispatch: Audience(places=dispatch.route),
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
DISPATCH_STATUS = Kind(
    body=DispatchStatus,
    word="runner",
    wire=(
        Wire(
            11,
            {
                "ref": REF,
                "act": Word(tuple(DispatchAct), 2),
                "place": ANY_PLACE,
                "at": MAYBE_SECONDS,
                "note": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
    ),
    audience=lambda status: Audience(kits=(status.ref.kit,)),
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
NOTICE = Kind(
    body=Notice,
    word="opslag",
    wire=(
        Wire(
            12,
            {
                "to": ADDRESSEE,
                "expires": MAYBE_SECONDS,
                "replaces": MAYBE_REF,
                "by": MAYBE_TEXT,
                "text": MAYBE_TEXT,
                "title": TEXT,
            },
        ),
    ),
    audience=lambda notice: Audience(to=notice.to),
    precedence=ROUTINE,
    pace=ROUTINE,
    open=never_open,
    belongs=Belongs.RUNNING,
    origin=from_here,
    replaces=lambda notice: notice.replaces,
    feed_begins=None,
    receipt=False,
    understood=never,
    phone_text=None,
)
NOTICE_PLACE = Kind(
    body=NoticePlace,
    word="opslag",
    wire=(Wire(13, {"ref": REF, "place": OWN_PLACE, "up": FLAG, "by": MAYBE_TEXT}),),
    audience=lambda hung: Audience(kits=(hung.ref.kit,)),
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
ROUND = Kind(
    body=Round,
    word="meldingsrunde",
    wire=(Wire(14, {"hours": Bits(6), "first": SECONDS, "by": MAYBE_TEXT}),),
    audience=to_everybody,
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
SILENCE = Kind(
    body=Silence,
    word="tavst sted",
    wire=(
        Wire(
            15,
            {
                "place": OWN_PLACE,
                "step": Word(tuple(SilenceStep), 2),
                "asked": ANY_PLACE,
                "note": MAYBE_TEXT,
                "by": MAYBE_TEXT,
            },
        ),
    ),
    audience=lambda silence: Audience(places=(silence.place,)),
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
KINDS = (REQUEST, REQUEST_STATUS, DISPATCH, DISPATCH_STATUS, NOTICE, NOTICE_PLACE, ROUND, SILENCE)
