"""One line of the journal: an event with what is known of it from all others."""

import msgspec

from fieldkit.core.facts.body import Personal
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.facts.terms import Trust
from fieldkit.core.signed.standing import Standing
from fieldkit.resync.journal import words


class JournalLine(msgspec.Struct, frozen=True):
    """One event, as the JSON journal has it (docs/journal.schema.json).

    anchor: its number, with as much of its id as tells it from others with that number · place: where the kit stood
    that wrote it, 0 when nobody has said, and what that was called · at: UTC, local: Danish time, both ISO 8601; clock:
    the same for people, with ca. when unsure · apart: its author was not believed any more · fork: another event has
    this number · replaces, replaced_by: numbers of what it stands instead of, and of what stands instead of it ·
    personal: by field, what it may tell of people.
    """

    anchor: str
    number: str
    id: str
    kit: int
    epoch: int
    seq: int
    place: int
    place_name: str
    by: str
    at: str
    local: str
    clock: str
    at_certain: bool
    incident: int
    incident_name: str
    exercise: bool
    kind: str
    kind_da: str
    text: str
    via_da: str
    trust: Trust
    signature: Standing
    signature_da: str
    apart: bool
    fork: bool
    replaces: str
    replaced_by: tuple[str, ...]
    personal: dict[str, Personal]
    body: msgspec.Raw

    @property
    def incident_words(self) -> str:
        """`ØVELSE Strømsvigt nord`; empty outside any incident."""
        return incident_words(self.incident, self.incident_name)

    @property
    def who(self) -> str:
        """Where it was written, as people call it: the place, else the kit."""
        return self.place_name or f"{words.KIT} {self.kit}"


def incident_words(tag: int, name: str) -> str:
    """`ØVELSE Strømsvigt nord`; empty outside any incident."""
    if not tag:
        return ""
    called = name or f"{words.UNNAMED} {tag & ~EXERCISE_BIT}"
    return f"{words.EXERCISE} {called}" if tag & EXERCISE_BIT else called


class Marked:
    """Marks round what may tell of people, in texts that are made from clean ones, where no such letter stands."""

    OPEN = {Personal.NAME: "\ue000", Personal.CONTACT: "\ue001", Personal.FREE: "\ue002"}
    CLOSE = "\ue003"

    @staticmethod
    def put(sort: Personal, text: str) -> str:
        return f"{Marked.OPEN[sort]}{text}{Marked.CLOSE}"


def left_out(sort: Personal, text: str) -> str:
    """What stands in the place of what may tell of people."""
    return words.LEFT_OUT[sort]


def in_one_line(said: str, most: int) -> str:
    """A sentence made of clean texts without line ends, cut where nobody reads any more; marks in it stay."""
    return " ".join(said.split())[:most]
