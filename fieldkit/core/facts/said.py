"""What an event says: one typed, frozen struct for each kind.

Fields hold only what the air can carry (`link.codec.codec` packs the same facts), so that an event has the same
bytes and id whichever carrier brought it. New fields go last and have a default; nothing is ever renamed.
Places are roster numbers; a node that no place owns is `unknown_place(node)`.
"""

from typing import ClassVar

import msgspec

from fieldkit.core.facts.terms import TO_ALL as TO_ALL
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.text.clean import clean_text, one_line

UNKNOWN_PLACE = 1 << 32
"""Place numbers from here on are radio nodes that no place owns yet: UNKNOWN_PLACE + node number."""
MAX_COUNT = 99_999
MAX_HOURS = 999
NAME_CHARS = 60
"""Longest name of a person, role or incident in an event."""


def set_clean(struct: msgspec.Struct, name: str, value: object) -> None:
    """Give a field its canonical value, only from `__post_init__`."""
    # equal dicts may differ in order, and order is part of the bytes
    if getattr(struct, name) != value or isinstance(value, dict):
        msgspec.structs.force_setattr(struct, name, value)


def unknown_place(node: int) -> int:
    """The stand-in place of a node that the roster does not know."""
    return UNKNOWN_PLACE + (node & 0xFFFFFFFF)


class RefBody(msgspec.Struct, frozen=True, array_like=True):
    """An event pointed at: kit, epoch, seq."""

    kit: int
    epoch: int
    seq: int


class Report(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An institution's eleven points. A topic that is not in `topics` was not said.

    `place` 0 means the reporting kit's own place is not given by number; it is always set by `Kit`.
    hours 0..999 · children and staff 0..99999 or None when not said · note free text.
    """

    kind: ClassVar[str] = "report"
    place: int
    topics: dict[Topic, TopicState] = {}
    children: int | None = None
    staff: int | None = None
    level: Level | None = None
    note: str = ""
    via: Via = Via.RADIO
    trust: Trust = Trust.VERIFIED
    by: str = ""

    def __post_init__(self) -> None:
        told = {t: self.topics[t] for t in Topic if t in self.topics and self.topics[t].condition != Condition.UNKNOWN}
        told = {
            t: s if s.hours is None or 0 <= s.hours <= MAX_HOURS else TopicState(s.condition) for t, s in told.items()
        }
        set_clean(self, "topics", told)
        for count in ("children", "staff"):
            value = getattr(self, count)
            if value is not None and not 0 <= value <= MAX_COUNT:
                set_clean(self, count, None)
        if self.level is Level.UNKNOWN:
            set_clean(self, "level", None)
        set_clean(self, "note", one_line(self.note))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Message(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Free text from one place to others. `to`: "all", a role, or a place's number.

    `sender` is the place it came from when that is not the recording kit's own (0 = the kit's own).
    """

    kind: ClassVar[str] = "message"
    text: str
    to: int | str = TO_ALL
    precedence: Precedence = Precedence.ROUTINE
    replaces: RefBody | None = None
    sender: int = 0
    trust: Trust = Trust.VERIFIED
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "text", clean_text(self.text))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Ack(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Forstået: a human at `place` (0 = the recording kit's own) has read event `ref`. Never made by a machine."""

    kind: ClassVar[str] = "ack"
    ref: RefBody
    by: str = ""
    place: int = 0
    trust: Trust = Trust.VERIFIED

    def __post_init__(self) -> None:
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class Incident(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A crisis or exercise starts (`tag` new) or stops. The tag's top bit says exercise.

    `level` is a word of the municipality's own ladder.
    """

    kind: ClassVar[str] = "incident"
    tag: int
    name: str = ""
    stop: bool = False
    level: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "name", one_line(self.name, NAME_CHARS))
        set_clean(self, "level", one_line(self.level, NAME_CHARS))


class Hello(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A kit says who and where it is: first event of each epoch. `first` is the feed's first sequence."""

    kind: ClassVar[str] = "hello"
    role: Role
    place: int
    node: int | None = None
    first: int = 1


class Assign(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody decided which place a radio node belongs to."""

    kind: ClassVar[str] = "assign"
    node: int
    place: int


class Note(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line for the log: what was done, decided or left out. `entry` is note, action, decision or omission."""

    kind: ClassVar[str] = "note"
    text: str
    entry: str = "note"
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "text", clean_text(self.text))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))


class CardStep(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An action card is started or one step is ticked, unticked or skipped.

    `act` is start, tick, untick, skip, stop-timer or end. `version` is the hash of the card's text that the run
    follows; `did` what the kit did on this tick: a message's number, `report`, `print` or a card's id. Travels by
    paper and file, not by air.
    """

    kind: ClassVar[str] = "card"
    card: str
    act: str
    step: int = 0
    version: str = ""
    by: str = ""
    reason: str = ""
    did: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
        set_clean(self, "reason", one_line(self.reason))
        set_clean(self, "did", one_line(self.did, NAME_CHARS))
