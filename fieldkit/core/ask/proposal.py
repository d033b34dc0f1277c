"""What a question to a person is made of; `core.ask.proposals` makes them."""

from enum import StrEnum

import msgspec

from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.work import SilenceStep


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
    CHITS = "chits"


class Do(StrEnum):
    """What a yes does. REPORT only opens the report's form: nobody can say yes to what has not been said.

    PRINT and CHITS (`core.ask.continuity`) record nothing either: one prints, the other opens the entering of chits.
    LOOK opens the list where people deal with it.
    """

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


class Proposal(msgspec.Struct, frozen=True):
    """One question to a person. `text` is a Danish sentence; `number` the event it is about, empty for a place.

    `do` and its arguments: ACK ref, places[0] (who has read) · DISPATCH ref (None for a silent place), places = the
    route · RETURNED and RECALL ref = the errand, places = stops ahead · MESSAGE places[0] = to, message, and `step`
    with `about` for a silent place · REPORT places[0] · REQUEST_STATUS ref · NOTICE_UP and NOTICE_DOWN ref, places[0] ·
    PRINT message = the document · LOOK message = `calls`, `duty` or `answers`.
    `since` is the Unix second from which it was due; `key` stays the same while the question does; rank 0 is first.
    """

    asks: Asks
    key: str
    rank: int
    since: int
    text: str
    do: Do
    number: str = ""
    ref: Ref | None = None
    places: tuple[int, ...] = ()
    message: str = ""
    step: SilenceStep | None = None
    about: int = 0
    by: str = ""
