"""A scenario (drejebog) as read: what comes to the people who practise (injects), what breaks down, and when.

Reading one from a file is `reader`; when a step is due `schedule`; what is done then `play`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.core.facts.staff import WarningSource
from fieldkit.core.facts.terms import Precedence, Via


class Sort(StrEnum):
    """Sorts of injects. All but the last three become events as if people had recorded them."""

    REPORT = "report"
    TEXT = "text"
    """A text message from the phone of a place."""
    MESSAGE = "message"
    QUESTION = "question"
    REQUEST = "request"
    WARNING = "warning"
    CARD = "card"
    CALL = "call"
    """Somebody rings: paper to read aloud, and nothing is recorded."""
    ENVELOPE = "envelope"
    """Paper that was printed beforehand and lies closed at a place until its time."""
    CUE = "cue"
    """A word to the leader alone."""


class Breaks(StrEnum):
    """What breaks down."""

    RADIO = "radio"
    RELAY = "relay"
    PAPER = "paper"
    BATTERY = "battery"
    SILENT = "silent"
    CLOCK = "clock"
    KIT = "kit"


SORT_DA: Mapping[Sort, str] = {
    Sort.REPORT: "melding",
    Sort.TEXT: "sms",
    Sort.MESSAGE: "besked",
    Sort.QUESTION: "spørgsmål",
    Sort.REQUEST: "anmodning",
    Sort.WARNING: "varsel",
    Sort.CARD: "actioncard",
    Sort.CALL: "opkald",
    Sort.ENVELOPE: "kuvert",
    Sort.CUE: "stikord",
}
BREAKS_DA: Mapping[Breaks, str] = {
    Breaks.RADIO: "radio væk",
    Breaks.RELAY: "relæ dødt",
    Breaks.PAPER: "papir slut",
    Breaks.BATTERY: "batteri lavt",
    Breaks.SILENT: "sted tavst",
    Breaks.CLOCK: "ur forkert",
    Breaks.KIT: "kit dødt",
}
OF_A_KIT = frozenset(Breaks) - {Breaks.RELAY, Breaks.SILENT}
"""What can break down only where a kit stands; a kit that is there plays it itself."""
MUTES = frozenset({Breaks.RADIO, Breaks.RELAY, Breaks.SILENT, Breaks.KIT})
"""While one of these lasts the place's node says nothing."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that comes at `at_s` seconds after the start. `place` is a slug, "" for none; `sender` who says it."""

    line: int
    at_s: int
    sort: Sort
    place: str = ""
    text: str = ""
    sender: str = ""
    via: Via = Via.PHONE
    count: int | None = None
    unit: str = ""
    precedence: Precedence = Precedence.ROUTINE
    source: WarningSource = WarningSource.OTHER
    card: str = ""
    expects: str = ""
    """What the leader is to look for afterwards."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What breaks down at `place` (a slug) from `at_s` until `until_s`, seconds after the start. `percent`: what the
    battery shows then."""

    line: int
    at_s: int
    until_s: int
    what: Breaks
    place: str
    percent: int = 0
    expects: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """`seconds` from start to end. `guide` is for the leader, before it begins."""

    name: str
    about: str
    guide: str
    seconds: int
    level: str
    injects: tuple[Inject, ...]
    breakdowns: tuple[Breakdown, ...]
    digest: str
    """Of the file's text, hex: a run goes on only with the scenario that it began with."""
