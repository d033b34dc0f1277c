"""The types of an action card: card, section, step, and what the kit does when a step is ticked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

import msgspec

from fieldkit.core.documents import DocumentKind, Wanted
from fieldkit.core.facts.address import ToAll, ToRole
from fieldkit.core.facts.terms import ADDRESSED_DA, TO_ALL, Condition, Precedence, Topic


class SendReport(msgspec.Struct, frozen=True, tag="send-report"):
    """Open the report form of the eleven points."""


@dataclass(frozen=True, slots=True)
class ToSlug:
    """One place by its slug: the roster may be another when the step is ticked."""

    slug: str


class SendMessage(msgspec.Struct, frozen=True, tag="send-message"):
    """Open a message, filled in. `text` may be empty."""

    precedence: Precedence
    addressee: ToAll | ToRole | ToSlug
    text: str = ""


def addressee_da(to: ToAll | ToRole | ToSlug) -> str:
    """Whom a card's message is for: `alle`, `sekretariatet`, a place's slug."""
    match to:
        case ToAll():
            return ADDRESSED_DA[TO_ALL]
        case ToRole(role):
            return ADDRESSED_DA[role]
        case ToSlug(slug):
            return slug


class PrintDocument(msgspec.Struct, frozen=True, tag="print-document"):
    """Print a document. `wanted` None: the card does not say what it is to be about, and the person is asked."""

    kind: DocumentKind
    wanted: Wanted | None = None


class StartTimer(msgspec.Struct, frozen=True, tag="start-timer"):
    """Start a timer of `seconds`; `label` says what for."""

    seconds: int
    label: str = ""


class OpenCard(msgspec.Struct, frozen=True, tag="open-card"):
    """Open another card."""

    card: str


Action = SendReport | SendMessage | PrintDocument | StartTimer | OpenCard


class Occasion(StrEnum):
    """What happens, or is so, when the kit proposes a card."""

    INCIDENT_STARTED = "incident-started"
    INCIDENT_STOPPED = "incident-stopped"
    LEVEL_RAISED = "level-raised"
    REPORT_RED = "report-red"
    PLACE_SILENT = "place-silent"
    MESSAGE_OVERDUE = "message-overdue"
    REQUEST_OPENED = "request-opened"
    RUNNER_OVERDUE = "runner-overdue"
    RADIO_LOST = "radio-lost"
    BATTERY_LOW = "battery-low"
    SHIFT_LONG = "shift-long"


OCCASION_DA: Mapping[Occasion, str] = {
    Occasion.INCIDENT_STARTED: "hændelse begynder",
    Occasion.INCIDENT_STOPPED: "hændelse slutter",
    Occasion.LEVEL_RAISED: "niveau hævet",
    Occasion.REPORT_RED: "rød melding",
    Occasion.PLACE_SILENT: "sted tavst",
    Occasion.MESSAGE_OVERDUE: "besked over frist",
    Occasion.REQUEST_OPENED: "anmodning oprettet",
    Occasion.RUNNER_OVERDUE: "runner over tid",
    Occasion.RADIO_LOST: "radio væk",
    Occasion.BATTERY_LOW: "lavt batteri",
    Occasion.SHIFT_LONG: "vagt over 24 t",
}


class TopicBad(msgspec.Struct, frozen=True):
    """A place has told that the topic is so; on a card, that it is as bad as that or worse."""

    topic: Topic
    condition: Condition


Trigger = Occasion | TopicBad
"""What makes the kit propose a card."""


class Seen(StrEnum):
    """What a kit can see by itself, so that it ticks the step that waits for it."""

    JOURNAL = "journal"
    COPY = "copy"
    LISTS = "lists"
    KEYS = "keys"
    PAPER = "paper"
    BATTERY = "battery"


SEEN_DA: Mapping[Seen, str] = {
    Seen.JOURNAL: "journalen er skrevet",
    Seen.COPY: "der er taget kopi",
    Seen.LISTS: "nødlisterne er slettet",
    Seen.KEYS: "nøglen er i orden",
    Seen.PAPER: "papiret er i orden",
    Seen.BATTERY: "batteriet er ladet",
}


class Step(msgspec.Struct, frozen=True):
    """One step. `number` runs from 1 through the whole card; `deadline_s` counts seconds from the card's start.

    `ring` is a calling order of role names, first to last. `skip_question` is what is asked when the step is marked
    not relevant; empty when it cannot be (`may_skip`). `sees`: the kit ticks the step when it sees that this is so.
    `line` is the line of the card's file, from 1.
    """

    number: int
    text: str
    deadline_s: int | None = None
    ring: tuple[str, ...] = ()
    action: Action | None = None
    may_skip: bool = False
    skip_question: str = ""
    line: int = 0
    sees: Seen | None = None


class Mode(Enum):
    """How a card is worked: read a step and do it, or do the work and check afterwards."""

    READ_DO = auto()
    DO_CONFIRM = auto()


class Section(msgspec.Struct, frozen=True):
    """A pause point: read and done in one go."""

    title: str
    steps: tuple[Step, ...]


class Card(msgspec.Struct, frozen=True):
    """One action card. `version` is the short hash of `text`, the canonical text it was read from.

    `levels` are crisis levels 0–3, all four for “alle”. `triggers` are for people, `opens_on` for the kit.
    `file` and `id_line` say where it stands.
    """

    id: str
    title: str
    role: str
    levels: tuple[int, ...]
    triggers: tuple[str, ...]
    purpose: str
    mode: Mode
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    version: str
    text: str
    opens_on: tuple[Trigger, ...] = ()
    file: str = ""
    id_line: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order; `steps[n - 1]` is step n."""
        return tuple(step for section in self.sections for step in section.steps)

    def step(self, number: int) -> Step | None:
        """Step `number` (from 1), or None when the card has no such step."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None
