"""What a question to a person is made of, and what a yes to it does; `core.ask.proposals` makes them."""

from enum import StrEnum
from typing import ClassVar

import msgspec

from fieldkit.core.documents import Printable
from fieldkit.core.facts.event import Ref


class Asks(StrEnum):
    """What a proposal is about."""

    READ = "read"
    UNANSWERED = "unanswered"
    DELIVERED_UNREAD = "delivered-unread"
    OVERDUE_RUNNER = "overdue-runner"
    ANSWERED_RUNNER = "answered-runner"
    REPORT_DUE = "report-due"
    SILENT = "silent"
    LATE_REQUEST = "late-request"
    OUTDATED_NOTICE = "outdated-notice"
    MISSING_NOTICE = "missing-notice"
    STAFF_LATE = "staff-late"
    TWO_TEAMS = "two-teams"
    RIVAL_ANSWERS = "rival-answers"
    PAPER = "paper"
    REPRINT = "reprint"
    CHITS = "chits"


class Do(StrEnum):
    """The word for what a yes does, in JSON."""

    ACK = "ack"
    DISPATCH = "dispatch"
    RETURNED = "returned"
    RECALL = "recall"
    MESSAGE = "message"
    REPORT = "report"
    REQUEST_STATUS = "request-status"
    NOTICE_UP = "notice-up"
    NOTICE_DOWN = "notice-down"
    PRINT = "print"
    CHITS = "chits"
    LOOK = "look"


class WorkList(StrEnum):
    """A list where people deal with something themselves."""

    CALLS = "calls"
    DUTY = "duty"
    ANSWERS = "answers"


class SayRead(msgspec.Struct, frozen=True):
    """Forstået: somebody at `place` has read the event `read`."""

    do: ClassVar[Do] = Do.ACK
    read: Ref
    place: int


class SendRunner(msgspec.Struct, frozen=True):
    """A runner goes over the places of `route`, with the event `carry` on paper; with nothing when it is None. A person
    must say who goes."""

    do: ClassVar[Do] = Do.DISPATCH
    carry: Ref | None
    route: tuple[int, ...]


class SignRunnerIn(msgspec.Struct, frozen=True):
    """The runner of `errand` is back. `ahead` are the places where to ask otherwise."""

    do: ClassVar[Do] = Do.RETURNED
    errand: Ref
    ahead: tuple[int, ...]


class CallRunnerBack(msgspec.Struct, frozen=True):
    """The runner of `errand` is to turn back; the first place `ahead`, if there is one, is told so by `text`."""

    do: ClassVar[Do] = Do.RECALL
    errand: Ref
    ahead: tuple[int, ...]
    text: str


class Remind(msgspec.Struct, frozen=True):
    """The silent `place` is asked once more, by `text`."""

    do: ClassVar[Do] = Do.MESSAGE
    place: int
    text: str


class AskNeighbour(msgspec.Struct, frozen=True):
    """The place nearest to the silent `place` is asked about it, by `text`."""

    do: ClassVar[Do] = Do.MESSAGE
    place: int
    neighbour: int
    text: str


class WriteReport(msgspec.Struct, frozen=True):
    """Only opens the form for the report of `place`: nobody can say yes to what has not been said."""

    do: ClassVar[Do] = Do.REPORT
    place: int


class TellRequest(msgspec.Struct, frozen=True):
    """Say how far `request` is, which `place` waits for; a person must say it."""

    do: ClassVar[Do] = Do.REQUEST_STATUS
    request: Ref
    place: int


class PutUpNotice(msgspec.Struct, frozen=True):
    """`notice` hangs at `place` now."""

    do: ClassVar[Do] = Do.NOTICE_UP
    notice: Ref
    place: int


class TakeDownNotice(msgspec.Struct, frozen=True):
    """`notice` does not hang at `place` any more."""

    do: ClassVar[Do] = Do.NOTICE_DOWN
    notice: Ref
    place: int


class PrintPaper(msgspec.Struct, frozen=True):
    """Records nothing: something is printed."""

    do: ClassVar[Do] = Do.PRINT
    what: Printable


class EnterChits(msgspec.Struct, frozen=True):
    """Records nothing: opens the entering of chits."""

    do: ClassVar[Do] = Do.CHITS


class Look(msgspec.Struct, frozen=True):
    """Records nothing: opens the list where people deal with it."""

    do: ClassVar[Do] = Do.LOOK
    at: WorkList


Yes = (
    SayRead
    | SendRunner
    | SignRunnerIn
    | CallRunnerBack
    | Remind
    | AskNeighbour
    | WriteReport
    | TellRequest
    | PutUpNotice
    | TakeDownNotice
    | PrintPaper
    | EnterChits
    | Look
)


class Proposal(msgspec.Struct, frozen=True):
    """One question to a person. `text` is a Danish sentence; `number` the event it is about, empty for a place.

    `since` is the Unix second from which it was due; `key` stays the same while the question does; rank 0 is first.
    `about` is the silent place that it is about, 0 for none.
    """

    asks: Asks
    key: str
    rank: int
    since: int
    text: str
    yes: Yes
    number: str = ""
    about: int = 0

    @property
    def do(self) -> Do:
        return self.yes.do

    @property
    def places(self) -> tuple[int, ...]:
        """Where the yes leads: who has read, is reminded or asked, the route, or the stops that are left of one."""
        match self.yes:
            case SendRunner(route=places) | SignRunnerIn(ahead=places) | CallRunnerBack(ahead=places):
                return places
            case AskNeighbour(neighbour=place):
                return (place,)
            case PrintPaper() | EnterChits() | Look():
                return ()
            case yes:
                return (yes.place,)
