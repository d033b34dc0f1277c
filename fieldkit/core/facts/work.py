"""What an event says about the work: requests, runners, notices, reporting rounds and silence.

Same rules as `core.facts.said`. A person's time (`due`, `expires`, `left`, `first`) is whole seconds since 2025-01-01
UTC, the seconds of hybrid time, 0..2^30-1. A status points at what it changes by `ref`; the latest word counts.
"""

from enum import StrEnum
from typing import ClassVar

import msgspec

from fieldkit.core.facts.said import MAX_COUNT, NAME_CHARS, TO_ALL, RefBody, set_clean
from fieldkit.core.facts.terms import Precedence, Topic, Trust
from fieldkit.core.roster.roster import Transport
from fieldkit.core.text.clean import clean_text, one_line

MAX_SECONDS = (1 << 30) - 1
"""Latest time in an event: what 30 bits hold, in the year 2059."""
MAX_CARRIED = 30
"""Events that one runner carries under their numbers."""
MAX_STOPS = 15
"""Places on one runner's route."""
MAX_ROUND_HOURS = 63
MAX_MINUTES = 4095
UNIT_CHARS = 20
TITLE_CHARS = 60


class RequestState(StrEnum):
    """How far a request is. The order is the air's and never changes."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    DECLINED = "declined"


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


class Request(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something that place `place` needs. `ref` is the report or message that it came from.

    count 0..99999 or None when not said · unit short · due None when no time was said · by who asked.
    """

    kind: ClassVar[str] = "request"
    what: str
    place: int
    count: int | None = None
    unit: str = ""
    due: int | None = None
    topic: Topic | None = None
    precedence: Precedence = Precedence.ROUTINE
    ref: RefBody | None = None
    trust: Trust = Trust.VERIFIED
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "what", one_line(self.what))
        set_clean(self, "unit", one_line(self.unit, UNIT_CHARS))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        _bound(self, "count", MAX_COUNT)
        _bound(self, "due", MAX_SECONDS)


class RequestStatus(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How request `ref` stands now. An empty `holder` (who has it) or `note` leaves the earlier one standing."""

    kind: ClassVar[str] = "request-status"
    ref: RefBody
    state: RequestState
    holder: str = ""
    note: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "holder", one_line(self.holder, NAME_CHARS))
        set_clean(self, "note", one_line(self.note))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Dispatch(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A runner's errand: from `start` over the places of `route` and back, with the events `refs` on paper.

    left None: when it was recorded · minutes 1..4095: how long a person expects, None: by distance and speed.
    """

    kind: ClassVar[str] = "dispatch"
    runner: str
    start: int
    route: tuple[int, ...] = ()
    refs: tuple[RefBody, ...] = ()
    transport: Transport = Transport.FOOT
    left: int | None = None
    minutes: int | None = None
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "runner", one_line(self.runner, NAME_CHARS))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        set_clean(self, "route", self.route[:MAX_STOPS])
        set_clean(self, "refs", tuple(dict.fromkeys(self.refs))[:MAX_CARRIED])
        _bound(self, "left", MAX_SECONDS)
        _bound(self, "minutes", MAX_MINUTES, low=1)


class DispatchStatus(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What became of errand `ref`: delivered at `place`, returned, or recalled. `by` signed for it or decided it.

    at None: when it was recorded.
    """

    kind: ClassVar[str] = "dispatch-status"
    ref: RefBody
    act: DispatchAct
    place: int = 0
    at: int | None = None
    note: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "note", one_line(self.note))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        _bound(self, "at", MAX_SECONDS)


class Notice(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is put on the wall for citizens, known by the event's number. `to` as in `Message`: where it is to hang."""

    kind: ClassVar[str] = "notice"
    title: str
    text: str = ""
    to: int | str = TO_ALL
    expires: int | None = None
    replaces: RefBody | None = None
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "title", one_line(self.title, TITLE_CHARS))
        set_clean(self, "text", clean_text(self.text))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        _bound(self, "expires", MAX_SECONDS)


class NoticePlace(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Notice `ref` was put up or taken down at `place`."""

    kind: ClassVar[str] = "notice-place"
    ref: RefBody
    place: int
    up: bool
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Round(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Every place reports each `hours` hours (1..63), for the first time at `first`. hours 0: no rounds any more."""

    kind: ClassVar[str] = "round"
    hours: int
    first: int
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "hours", min(max(self.hours, 0), MAX_ROUND_HOURS))
        set_clean(self, "first", min(max(self.first, 0), MAX_SECONDS))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Silence(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A step of the ladder that somebody took about the silent `place`; `asked` is the place that was asked instead."""

    kind: ClassVar[str] = "silence"
    place: int
    step: SilenceStep
    asked: int = 0
    note: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "note", one_line(self.note))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


def _bound(struct: msgspec.Struct, name: str, high: int, low: int = 0) -> None:
    """A number that the air cannot carry counts as not said."""
    value = getattr(struct, name)
    if value is not None and not low <= value <= high:
        set_clean(struct, name, None)


WorkBody = Request | RequestStatus | Dispatch | DispatchStatus | Notice | NoticePlace | Round | Silence
WORK_BODIES = (Request, RequestStatus, Dispatch, DispatchStatus, Notice, NoticePlace, Round, Silence)
