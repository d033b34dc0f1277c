"""The field's fixed words: topics, conditions, levels, precedences … with their Danish names.

English values are the keys of JSON and code; the order of members is the order on screen, paper and air,
and must never change (the wire counts on it).
"""

from collections.abc import Mapping
from enum import StrEnum

MAX_WORD = 40
"""Letters of a word that only a newer version has."""


class OpenTerm(StrEnum):
    """A set of terms that newer versions add to: their word is kept as it is, told by itself and carried on.

    Such a word is a value of the type and no member: a `match` over one needs `case _`, though the type checker takes
    the members for all there is. A set that is no `OpenTerm` is closed: a body with a word that it
    lacks is `core.facts.kinds.Opaque`.
    """

    @classmethod
    def _missing_(cls, value: object) -> "OpenTerm | None":
        if not isinstance(value, str) or not 0 < len(value) <= MAX_WORD or not value.isprintable():
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word


class Topic(StrEnum):
    """The eleven points of an institution's report (KL's recommendations 2026)."""

    WATER = "water"
    FOOD = "food"
    HEAT = "heat"
    LIGHT = "light"
    HYGIENE = "hygiene"
    TOILET = "toilet"
    COMMS = "comms"
    POWER = "power"
    PAPER = "paper"
    PICKUP = "pickup"
    CALM = "calm"


class Condition(StrEnum):
    """How a topic is. UNKNOWN means not reported and is never shown as ok."""

    UNKNOWN = "unknown"
    OK = "ok"
    SHORTAGE = "shortage"
    CRITICAL = "critical"


class Level(StrEnum):
    """A place's overall colour."""

    UNKNOWN = "unknown"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Precedence(StrEnum):
    """How fast a human must acknowledge a message."""

    INFO = "info"
    ROUTINE = "routine"
    URGENT = "urgent"
    FLASH = "flash"

    @property
    def turn(self) -> int:
        """0 comes first."""
        return _TURNS.index(self)


_TURNS = (Precedence.FLASH, Precedence.URGENT, Precedence.ROUTINE, Precedence.INFO)


class Trust(StrEnum):
    """Whether the sender is proven (sealed, or PKI with the pinned key)."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"


class Via(StrEnum):
    """How a report reached the kit that recorded it."""

    RADIO = "radio"
    RUNNER = "runner"
    PHONE = "phone"
    OBSERVED = "observed"


class Role(StrEnum):
    """What a kit is for."""

    SECRETARIAT = "secretariat"
    MEETING_POINT = "meeting-point"
    INSTITUTION = "institution"


class Transport(StrEnum):
    """How a runner gets about."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    CAR = "car"


TOPIC_DA: dict[Topic, str] = {
    Topic.WATER: "vand",
    Topic.FOOD: "mad",
    Topic.HEAT: "varme",
    Topic.LIGHT: "lys",
    Topic.HYGIENE: "hygiejne",
    Topic.TOILET: "toilet",
    Topic.COMMS: "kommunikation",
    Topic.POWER: "nødstrøm",
    Topic.PAPER: "papir",
    Topic.PICKUP: "afhentning",
    Topic.CALM: "tryghed",
}
CONDITION_DA: dict[Condition, str] = {
    Condition.UNKNOWN: "ukendt",
    Condition.OK: "ok",
    Condition.SHORTAGE: "mangel",
    Condition.CRITICAL: "kritisk",
}
LEVEL_DA: dict[Level, str] = {
    Level.UNKNOWN: "ukendt",
    Level.GREEN: "grøn",
    Level.YELLOW: "gul",
    Level.RED: "rød",
}
PRECEDENCE_DA: dict[Precedence, str] = {
    Precedence.INFO: "orientering",
    Precedence.ROUTINE: "rutine",
    Precedence.URGENT: "haster",
    Precedence.FLASH: "akut",
}
TRUST_DA: dict[Trust, str] = {Trust.UNVERIFIED: "ubekræftet", Trust.VERIFIED: "bekræftet"}
VIA_DA: dict[Via, str] = {
    Via.RADIO: "radio",
    Via.RUNNER: "runner",
    Via.PHONE: "telefon",
    Via.OBSERVED: "set selv",
}
ROLE_DA: dict[Role, str] = {
    Role.SECRETARIAT: "sekretariat",
    Role.MEETING_POINT: "mødested",
    Role.INSTITUTION: "institution",
}
TO_ALL = "all"
"""What an event has in `to` when it is for every place; for all places of a role it has the role."""
ADDRESSED_DA: Mapping[str, str] = {
    Role.SECRETARIAT: "sekretariatet",
    Role.MEETING_POINT: "mødestederne",
    Role.INSTITUTION: "institutionerne",
    TO_ALL: "alle",
}
"""Whom a message is for when that is more than one place: what an event has in `to`, and what people say."""
ADDRESS_WORDS: Mapping[str, Role | None] = {
    "alle": None,
    "all": None,
    "secretariat": Role.SECRETARIAT,
    "sekretariat": Role.SECRETARIAT,
    "sekretariatet": Role.SECRETARIAT,
    "meeting point": Role.MEETING_POINT,
    "meeting points": Role.MEETING_POINT,
    "moedested": Role.MEETING_POINT,
    "moedesteder": Role.MEETING_POINT,
    "moedestederne": Role.MEETING_POINT,
    "institution": Role.INSTITUTION,
    "institutions": Role.INSTITUTION,
    "institutioner": Role.INSTITUTION,
    "institutionerne": Role.INSTITUTION,
}
"""The same as people type it, folded (`core.text.names.fold_name`): all places of a role; None: every place."""

TRANSPORT_DA: dict[Transport, str] = {
    Transport.FOOT: "til fods",
    Transport.BICYCLE: "cykel",
    Transport.CAR: "bil",
}

ACKNOWLEDGE_WITHIN_S: dict[Precedence, int | None] = {
    Precedence.INFO: None,
    Precedence.ROUTINE: 2 * 3600,
    Precedence.URGENT: 30 * 60,
    Precedence.FLASH: 5 * 60,
}
"""Seconds a human has to say forstået before the kit proposes a runner.

Why so: docs/decisions/0010-implicit-ack-is-not-received.md.
"""
