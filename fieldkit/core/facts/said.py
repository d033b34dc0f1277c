"""What people say and who they are: reports, messages, forstået, notes, card steps; incidents, kits and nodes.

Places are roster numbers; a node that no place owns is `unknown_place(node)`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple

from fieldkit.core.facts.body import (
    MAX_COUNT,
    Body,
    Count,
    Exactly,
    Label,
    Line,
    Lines,
    Name,
    Octets,
    PlaceNumber,
    RefBody,
    Token,
    keep_canonical,
    set_field,
)
from fieldkit.core.facts.kinds import (
    INFO,
    ROUTINE,
    URGENT,
    Audience,
    Belongs,
    Kind,
    Open,
    Wire,
    always,
    always_open,
    from_here,
    never,
    never_open,
    nothing,
    to_everybody,
    to_secretariat,
)
from fieldkit.core.facts.layout import (
    ANY_PLACE,
    FLAG,
    MAYBE_REF,
    MAYBE_TEXT,
    OWN_PLACE,
    REF,
    TEXT,
    Bits,
    Case,
    EachKey,
    Escaped,
    Hex,
    Layout,
    Maybe,
    OneOf,
    Varint,
    Word,
)
from fieldkit.core.facts.terms import TO_ALL as TO_ALL
from fieldkit.core.facts.terms import Condition, Level, OpenTerm, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState

MAX_HOURS = 999


class EntrySort(OpenTerm):
    """Sorts of notes. The order is the air's and never changes."""

    NOTE = "note"
    ACTION = "action"
    DECISION = "decision"
    OMISSION = "omission"


class CardAct(OpenTerm):
    """What is done with an action card or one of its steps."""

    START = "start"
    TICK = "tick"
    UNTICK = "untick"
    SKIP = "skip"
    STOP_TIMER = "stop-timer"
    END = "end"

    @property
    def settles(self) -> bool:
        """Whether nobody waits for the step any more."""
        return self in (CardAct.TICK, CardAct.SKIP)


class CardDid(StrEnum):
    """What the kit did on a tick where that has no number or name; MESSAGE only in logs of earlier versions."""

    PRINT = "print"
    REPORT = "report"
    MESSAGE = "message"


class SentMessage(NamedTuple):
    """The kit sent the message with this number."""

    number: str


class OpenedCard(NamedTuple):
    """The kit opened another card."""

    card: str


def did_of(step: "CardStep") -> SentMessage | CardDid | OpenedCard | None:
    """What the kit did when the step was ticked; None for nothing. The one reader of `CardStep.did`, whose bytes are a
    number, a fixed word or a card's id."""
    if not step.did:
        return None
    if "-" in step.did and step.did.replace("-", "").isdigit():
        return SentMessage(step.did)
    return CardDid(step.did) if step.did in tuple(CardDid) else OpenedCard(step.did)


ENTRY_SORT_DA: Mapping[EntrySort, str] = {
    EntrySort.NOTE: "notat",
    EntrySort.ACTION: "handling",
    EntrySort.DECISION: "beslutning",
    EntrySort.OMISSION: "undladelse",
}
CARD_ACT_DA: Mapping[CardAct, str] = {
    CardAct.START: "begyndt",
    CardAct.TICK: "udført",
    CardAct.UNTICK: "åbnet igen",
    CardAct.SKIP: "ikke relevant",
    CardAct.STOP_TIMER: "uret er stoppet",
    CardAct.END: "afsluttet",
}
CARD_DID_DA: Mapping[CardDid, str] = {
    CardDid.PRINT: "sendt til print",
    CardDid.REPORT: "melding åbnet",
    CardDid.MESSAGE: "besked åbnet",
}

Tag = Annotated[int, Exactly(0, 0xFFFF)]
Node = Annotated[int, Exactly(0, 0xFFFFFFFF)]
Addressee = Annotated[int | str, Token((TO_ALL, *map(str, Role)), place=True)]
"""Whom something is for: "all", a role, or a place's number."""
ADDRESSEE = OneOf(
    2, (Case(only=TO_ALL), Case(of=Word(tuple(map(str, Role)), 2), of_type=str), Case(of=OWN_PLACE, of_type=int))
)
PRECEDENCE = Word(tuple(Precedence), 2)
TRUST = Word(tuple(Trust), 1)


class Report(Body, frozen=True):
    """An institution's eleven points. A topic that is not in `topics` was not said.

    `place` 0 means the reporting kit's own place is not given by number; it is always set by `Kit`.
    hours 0..999 · children and staff 0..99999 or None when not said · note free text.
    """

    kind: ClassVar[str] = "report"
    place: PlaceNumber
    topics: dict[Topic, TopicState] = {}
    children: Count = None
    staff: Count = None
    level: Level | None = None
    note: Line = ""
    via: Via = Via.RADIO
    trust: Trust = Trust.VERIFIED
    by: Name = ""

    def __post_init__(self) -> None:
        keep_canonical(self)
        told = {t: self.topics[t] for t in Topic if t in self.topics and self.topics[t].condition != Condition.UNKNOWN}
        told = {
            t: s if s.hours is None or 0 <= s.hours <= MAX_HOURS else TopicState(s.condition) for t, s in told.items()
        }
        set_field(self, "topics", told)
        if self.level is Level.UNKNOWN:
            set_field(self, "level", None)


class Message(Body, frozen=True):
    """Free text from one place to others. `to`: "all", a role, or a place's number.

    `sender` is the place it came from when that is not the recording kit's own (0 = the kit's own).
    """

    kind: ClassVar[str] = "message"
    text: Lines
    to: Addressee = TO_ALL
    precedence: Precedence = Precedence.ROUTINE
    replaces: RefBody | None = None
    sender: PlaceNumber = 0
    trust: Trust = Trust.VERIFIED
    by: Name = ""


class Ack(Body, frozen=True):
    """Forstået: a human at `place` (0 = the recording kit's own) has read event `ref`. Never made by a machine."""

    kind: ClassVar[str] = "ack"
    ref: RefBody
    by: Name = ""
    place: PlaceNumber = 0
    trust: Trust = Trust.VERIFIED


class Incident(Body, frozen=True):
    """A crisis or exercise starts (`tag` new) or stops. The tag's top bit says exercise.

    `level` is a word of the municipality's own ladder.
    """

    kind: ClassVar[str] = "incident"
    tag: Tag
    name: Label = ""
    stop: bool = False
    level: Label = ""


class Hello(Body, frozen=True):
    """A kit says who and where it is: first event of each epoch. `first` is the feed's first sequence, `key` the
    Ed25519 key of whoever writes the feed; it is said once, in the first."""

    kind: ClassVar[str] = "hello"
    role: Role
    place: PlaceNumber
    node: Annotated[int | None, Exactly(0, 0xFFFFFFFF)] = None
    first: Annotated[int, Exactly(1, 1 << 31)] = 1
    key: Annotated[str, Octets(32, maybe=True)] = ""


class Assign(Body, frozen=True):
    """Somebody decided which place a radio node belongs to."""

    kind: ClassVar[str] = "assign"
    node: Node
    place: PlaceNumber


class Note(Body, frozen=True):
    """A line for the log: what was done, decided or left out."""

    kind: ClassVar[str] = "note"
    text: Lines
    entry: EntrySort = EntrySort.NOTE
    by: Name = ""


class CardStep(Body, frozen=True):
    """An action card is started or one step is ticked, unticked or skipped.

    `version` is the hash of the card's text that the run follows; `did` what the kit did on this tick: a message's
    number, a `CardDid` or the id of a card that it opened. Travels by paper and file, not by air.
    """

    kind: ClassVar[str] = "card"
    card: Annotated[str, Token()]
    act: CardAct
    step: Annotated[int, Exactly(0, 0xFFFF)] = 0
    version: Annotated[str, Token()] = ""
    by: Name = ""
    reason: Line = ""
    did: Label = ""


def _report_pace(report: Report) -> Precedence:
    bad = report.level is Level.RED or any(s.condition is Condition.CRITICAL for s in report.topics.values())
    return Precedence.URGENT if bad else Precedence.ROUTINE


def _message_open(message: Message) -> Open:
    return Open.NEVER if message.to == TO_ALL else Open.UNTIL_READ


REPORT_LAYOUT: Layout = {
    "place": OWN_PLACE,
    "topics": EachKey(
        tuple(Topic), TopicState, "condition", Word(tuple(Condition), 2), {"hours": Maybe(Escaped(5, 10))}
    ),
    "level": Word(tuple(Level), 2, none=0),
    "children": Maybe(Varint(7, MAX_COUNT)),
    "staff": Maybe(Varint(5, MAX_COUNT)),
    "via": Word(tuple(Via), 2),
    "trust": TRUST,
    "note": MAYBE_TEXT,
    "by": MAYBE_TEXT,
}
MESSAGE_LAYOUT: Layout = {
    "to": ADDRESSEE,
    "precedence": PRECEDENCE,
    "replaces": MAYBE_REF,
    "sender": ANY_PLACE,
    "trust": TRUST,
    "by": MAYBE_TEXT,
    "text": TEXT,
}
NOTE_LAYOUT: Layout = {"entry": Word(tuple(EntrySort), 2), "by": MAYBE_TEXT, "text": TEXT}
REPORT = Kind(
    body=Report,
    word="melding",
    wire=(Wire(1, REPORT_LAYOUT),),
    audience=lambda report: Audience(places=(report.place,)),
    precedence=ROUTINE,
    pace=_report_pace,
    open=lambda report: Open.WHILE_LATEST,
    belongs=Belongs.RUNNING,
    origin=lambda report: report.place,
    replaces=nothing,
    feed_begins=None,
    receipt=True,
    understood=always,
    phone_text=None,
)
MESSAGE = Kind(
    body=Message,
    word="besked",
    wire=(Wire(2, MESSAGE_LAYOUT),),
    audience=lambda message: Audience(to=message.to),
    precedence=lambda message: message.precedence,
    pace=lambda message: message.precedence,
    open=_message_open,
    belongs=Belongs.RUNNING,
    origin=lambda message: message.sender,
    replaces=lambda message: message.replaces,
    feed_begins=None,
    receipt=True,
    understood=always,
    phone_text=lambda message: message.text,
)
ACK = Kind(
    body=Ack,
    word="forstået",
    wire=(Wire(3, {"ref": REF, "place": OWN_PLACE, "trust": TRUST, "by": MAYBE_TEXT}),),
    audience=lambda ack: Audience(kits=(ack.ref.kit,)),
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
INCIDENT = Kind(
    body=Incident,
    word="hændelse",
    wire=(Wire(4, {"tag": Bits(16), "stop": FLAG, "name": MAYBE_TEXT, "level": MAYBE_TEXT}),),
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
HELLO = Kind(
    body=Hello,
    word="kit",
    wire=(
        Wire(
            5,
            {
                "role": Word(tuple(Role), 2),
                "place": ANY_PLACE,
                "node": Maybe(Bits(32)),
                "first": Varint(4, 1 << 31),
            },
        ),
        Wire(
            31,
            {
                "role": Word(tuple(Role), 2),
                "place": ANY_PLACE,
                "node": Maybe(Bits(32)),
                "first": Varint(4, 1 << 31),
                "key": Maybe(Hex(32), nothing=""),
            },
        ),
    ),
    audience=to_everybody,
    precedence=ROUTINE,
    pace=INFO,
    open=never_open,
    belongs=Belongs.NONE,
    origin=from_here,
    replaces=nothing,
    feed_begins=lambda hello: hello.first,
    receipt=False,
    understood=never,
    phone_text=None,
)
ASSIGN = Kind(
    body=Assign,
    word="radio",
    wire=(Wire(6, {"node": Bits(32), "place": OWN_PLACE}),),
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
NOTE = Kind(
    body=Note,
    word="log",
    wire=(Wire(7, NOTE_LAYOUT),),
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
CARD = Kind(
    body=CardStep,
    word="actioncard",
    wire=(),
    audience=to_secretariat,
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
KINDS = (REPORT, MESSAGE, ACK, INCIDENT, HELLO, ASSIGN, NOTE, CARD)
