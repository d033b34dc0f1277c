"""Reads a scenario file and names every fault by its line. The language is described in exercises/README.md."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from fieldkit.acts import typed
from fieldkit.acts.typed import words_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import MAX_COUNT
from fieldkit.core.facts.exercises import LONGEST_S
from fieldkit.core.facts.staff import WARNING_SOURCE_DA, WarningSource
from fieldkit.core.facts.terms import VIA_DA, Precedence, Via
from fieldkit.core.faults import Fault
from fieldkit.core.roster.roster import Place, Roster
from fieldkit.core.text.personal_data import find_cpr
from fieldkit.practice.exercise.bodies import bodies_of
from fieldkit.practice.exercise.scenario import (
    BREAKS_DA,
    MUTES,
    OF_A_KIT,
    SORT_DA,
    Breakdown,
    Breaks,
    Inject,
    Scenario,
    Sort,
)
from fieldkit.practice.exercise.statements import Entry, Table, read_statements

LARGEST_FILE = 256 << 10
"""Bytes of a scenario file; an hour has some 10 kB."""
LONGEST_MIN = LONGEST_S // 60
MOST_STEPS = 400
BATTERY = (8, 14)
"""Percent that a battery may show in an exercise: below them a real kit saves and turns itself off, above them it
prints as usual (docs/facts/hardware.md, "Battery gauge")."""
LONGEST_TEXT = 1_000
"""Letters of what is read aloud, opened or told to the leader: one piece of paper."""
LONGEST_GUIDE = 6_000

INJECT, BREAKDOWN = "indspil", "svigt"
_SORTS: Mapping[str, Sort] = {word: sort for sort, word in SORT_DA.items()}
_BREAKS: Mapping[str, Breaks] = {word: what for what, word in BREAKS_DA.items()}
_VIAS: Mapping[str, Via] = words_of(VIA_DA)
_SOURCES: Mapping[str, WarningSource] = words_of(WARNING_SOURCE_DA)

T = TypeVar("T")
W = TypeVar("W")


class _Shape(NamedTuple):
    """Fields beside `minut`, `slags` and `forvent`: those that must be there, and those that may."""

    must: tuple[str, ...]
    may: tuple[str, ...] = ()


_HEAD = _Shape(("navn", "minutter", "vejledning"), ("om", "niveau"))
_SHAPES: Mapping[Sort, _Shape] = {
    Sort.REPORT: _Shape(("sted", "tekst"), ("via", "fra")),
    Sort.TEXT: _Shape(("sted", "tekst")),
    Sort.MESSAGE: _Shape(("sted", "tekst"), ("hast", "fra")),
    Sort.QUESTION: _Shape(("tekst",), ("sted", "antal", "fra")),
    Sort.REQUEST: _Shape(("sted", "tekst"), ("antal", "enhed", "hast", "fra")),
    Sort.WARNING: _Shape(("tekst", "kilde"), ("fra",)),
    Sort.CARD: _Shape(("kort",), ("fra",)),
    Sort.CALL: _Shape(("fra", "tekst")),
    Sort.ENVELOPE: _Shape(("sted", "tekst")),
    Sort.CUE: _Shape(("tekst",)),
}
_OF_EVERY = ("minut", "slags")
_BREAK = _Shape(("sted",), ("til", "procent"))


def read_scenario(
    file: str, text: str, roster: Roster, cards: Collection[str] | None = None
) -> tuple[Scenario | None, list[Fault]]:
    """The scenario in a file's text, and every fault in it by line; None when there is one. `cards` are the ids of the
    action cards that there are, None when nobody knows them."""
    reader = _Reader(file, roster, cards)
    tables, wrong = read_statements(text)
    for line, what in wrong:
        reader.fault(line, what)
    for number, line_text in enumerate(text.split("\n"), 1):
        if find_cpr(line_text):
            reader.fault(number, "Her står noget, der ligner et personnummer; det hører ikke hjemme i en drejebog.")
    scenario = reader.scenario(tables, hashlib.blake2s(text.encode(), digest_size=8).hexdigest())
    return (None if reader.faults else scenario), sorted(set(reader.faults))


class _Reader:
    """Collects faults while the tables of one file are read."""

    def __init__(self, file: str, roster: Roster, cards: Collection[str] | None) -> None:
        self.file, self.roster, self.cards = file, roster, cards
        self.faults: list[Fault] = []
        self.seconds = LONGEST_MIN * 60

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(self.file, line, what))

    def scenario(self, tables: Sequence[Table], digest: str) -> Scenario:
        head = tables[0]
        self._known(head, _HEAD, "drejebogen")
        name = self._text(head, "navn", typed.NAME.chars)
        minutes = self._number(head, "minutter", 1, LONGEST_MIN)
        self.seconds = (minutes or LONGEST_MIN) * 60
        about, guide = self._text(head, "om", LONGEST_TEXT), self._text(head, "vejledning", LONGEST_GUIDE)
        level = self._text(head, "niveau", typed.NAME.chars)
        injects, breakdowns = list[Inject](), list[Breakdown]()
        for table in tables[1:]:
            if table.name not in (INJECT, BREAKDOWN) or not table.listed:
                self.fault(table.line, f"Overskriften kan ikke bruges; skriv [[{INJECT}]] eller [[{BREAKDOWN}]].")
            elif table.name == INJECT:
                injects += self._inject(table)
            else:
                breakdowns += self._breakdown(table)
        if not injects and not any(table.name == INJECT for table in tables):
            self.fault(0, f"Der er ingen indspil; skriv mindst ét under [[{INJECT}]].")
        if len(injects) + len(breakdowns) > MOST_STEPS:
            self.fault(0, f"Der er flere end {MOST_STEPS} indspil og svigt; del drejebogen i to.")
        self._together(injects, breakdowns)
        return Scenario(name, about, guide, self.seconds, level, tuple(injects), tuple(breakdowns), digest)

    # --- one table ---------------------------------------------------------------------------------------------------

    def _inject(self, table: Table) -> Iterator[Inject]:
        sort = self._word(table, "slags", _SORTS)
        at_s = self._at(table, "minut")
        expects = self._text(table, "forvent", LONGEST_TEXT)
        if sort is None:
            return
        self._known(table, _SHAPES[sort], f"et indspil af slagsen {SORT_DA[sort]}")
        place = self._place(table)
        count = self._number(table, "antal", 1, MAX_COUNT)
        made = Inject(
            line=table.line,
            at_s=at_s or 0,
            sort=sort,
            place=place.slug if place is not None else "",
            text=self._text(table, "tekst", LONGEST_TEXT),
            sender=self._text(table, "fra", typed.NAME.chars),
            via=self._word(table, "via", _VIAS) or Via.PHONE,
            count=count,
            unit=self._text(table, "enhed", typed.NAME.chars),
            precedence=self._word(table, "hast", typed.PRECEDENCES) or Precedence.ROUTINE,
            source=self._word(table, "kilde", _SOURCES) or WarningSource.OTHER,
            card=self._card(table),
            expects=expects,
        )
        if sort is Sort.TEXT and place is not None and place.node is None:
            self.fault(self._line(table, "sted"), f"{place.name} har ingen radio i listerne og kan ikke sende en sms.")
        if made.text and (place is not None or "sted" not in table.entries):
            try:
                bodies_of(made, place.number if place is not None else 1)
            except InputError as wrong:
                self.fault(self._line(table, "tekst"), str(wrong))
        yield made

    def _breakdown(self, table: Table) -> Iterator[Breakdown]:
        what = self._word(table, "slags", _BREAKS)
        at_s = self._at(table, "minut")
        until_s = self._at(table, "til")
        expects = self._text(table, "forvent", LONGEST_TEXT)
        self._known(table, _BREAK, "et svigt")
        place = self._place(table)
        percent = self._number(table, "procent", *BATTERY)
        if what is None:
            return
        if at_s is not None and until_s is not None and until_s <= at_s:
            self.fault(self._line(table, "til"), "Svigtet er forbi, før det begynder; “til” skal være efter “minut”.")
        if what is Breaks.BATTERY and "procent" not in table.entries:
            self.fault(table.line, f"“procent” mangler: hvad batteriet viser, fra {BATTERY[0]} til {BATTERY[1]}.")
        elif what is not Breaks.BATTERY and "procent" in table.entries:
            self.fault(self._line(table, "procent"), f"“procent” hører kun til “{BREAKS_DA[Breaks.BATTERY]}”.")
        if place is not None and what in OF_A_KIT and place.kit is None:
            self.fault(self._line(table, "sted"), f"Der står ikke noget kit på {place.name}, som det kan ske for.")
        if place is not None and what is Breaks.RELAY and place.node is None:
            self.fault(self._line(table, "sted"), f"{place.name} har ingen radio i listerne.")
        if place is not None and at_s is not None:
            end = self.seconds if until_s is None else until_s
            yield Breakdown(table.line, at_s, end, what, place.slug, percent or 0, expects)

    def _together(self, injects: Sequence[Inject], breakdowns: Sequence[Breakdown]) -> None:
        """What is wrong only with all of it before one's eyes."""
        for nth, later in enumerate(breakdowns):
            for earlier in breakdowns[:nth]:
                same = (earlier.what, earlier.place) == (later.what, later.place)
                if same and earlier.at_s < later.until_s and later.at_s < earlier.until_s:
                    self.fault(later.line, f"Det samme svigt er i gang fra linje {earlier.line}.")
        for inject in injects:
            for broken in breakdowns:
                unheard = inject.sort is Sort.TEXT or (broken.what is Breaks.SILENT and inject.sort in _SPEAKS)
                lasts = broken.place == inject.place and broken.at_s <= inject.at_s < broken.until_s
                if lasts and unheard and broken.what in MUTES:
                    why = f"{BREAKS_DA[broken.what]}, linje {broken.line}"
                    self.fault(inject.line, f"Stedet kan ikke høres i minut {inject.at_s // 60}: {why}.")

    # --- one field ---------------------------------------------------------------------------------------------------

    def _known(self, table: Table, shape: _Shape, whose: str) -> None:
        """Fields that do not belong, and those that are missing; `minut` and `slags` are missed where they are read."""
        fields = (*shape.must, *shape.may)
        if table.name:
            fields = (*_OF_EVERY, *fields, "forvent")
        for key, entry in table.entries.items():
            if key not in fields:
                self.fault(entry.line, f"“{key}” hører ikke til {whose}; felterne er {', '.join(fields)}.")
        for key in shape.must:
            if key not in table.entries:
                self.fault(table.line, f"“{key}” mangler i {whose}.")

    def _get(self, table: Table, key: str, kind: type[T], a_kind: str) -> T | None:
        entry = table.entries.get(key)
        if entry is None:
            return None
        if not isinstance(entry.value, kind) or isinstance(entry.value, bool):
            self.fault(entry.line, f"“{key}” skal være {a_kind}.")
            return None
        return entry.value

    def _text(self, table: Table, key: str, most: int) -> str:
        found = self._get(table, key, str, "en tekst mellem gåseøjne")
        if found is None:
            return ""
        said = _flowing(found)
        if not typed.is_said(said):
            self.fault(self._line(table, key), f"“{key}” er tom.")
        if len(said) > most:
            self.fault(self._line(table, key), f"“{key}” er på {len(said)} tegn; der er plads til {most}.")
        return said

    def _number(self, table: Table, key: str, least: int, most: int) -> int | None:
        found = self._get(table, key, int, "et helt tal uden gåseøjne")
        if found is not None and not least <= found <= most:
            self.fault(self._line(table, key), f"“{key}” er {found}; det skal være fra {least} til {most}.")
            return None
        return found

    def _at(self, table: Table, key: str) -> int | None:
        """Seconds after the start."""
        if key not in table.entries:
            if key in _OF_EVERY:
                self.fault(table.line, f"“{key}” mangler: hvor mange minutter efter start.")
            return None
        minutes = self._number(table, key, 0, self.seconds // 60)
        return None if minutes is None else minutes * 60

    def _word(self, table: Table, key: str, words: Mapping[str, W]) -> W | None:
        if key not in table.entries:
            if key in _OF_EVERY:
                self.fault(table.line, f"“{key}” mangler; vælg {_choices(words)}.")
            return None
        found = self._get(table, key, str, "en tekst mellem gåseøjne")
        if found is None:
            return None
        value = words.get(" ".join(found.lower().split()))
        if value is None:
            self.fault(self._line(table, key), f"“{found}” kan ikke stå under “{key}”; vælg {_choices(words)}.")
        return value

    def _place(self, table: Table) -> Place | None:
        named = self._get(table, "sted", str, "en tekst mellem gåseøjne")
        if named is None:
            return None
        try:
            return self.roster.resolve(named)
        except InputError as wrong:
            self.fault(self._line(table, "sted"), str(wrong))
            return None

    def _card(self, table: Table) -> str:
        named = self._text(table, "kort", typed.NAME.chars)
        if named and self.cards is not None and named not in self.cards:
            self.fault(self._line(table, "kort"), f"Der er intet actioncard med id “{named}”.")
        return named

    @staticmethod
    def _line(table: Table, key: str) -> int:
        entry: Entry | None = table.entries.get(key)
        return table.line if entry is None else entry.line


_SPEAKS = frozenset({Sort.REPORT, Sort.TEXT, Sort.MESSAGE, Sort.REQUEST})
"""What a place says itself."""


def _flowing(text: str) -> str:
    """A text as it is told on any width: lines of a paragraph flow together; an empty line parts paragraphs, and a line
    in capitals is a heading."""
    told: list[str] = []
    for line in (" ".join(one.split()) for one in text.strip().split("\n")):
        flows = bool(told) and bool(line) and bool(told[-1]) and not told[-1].isupper() and not line.isupper()
        if flows:
            told[-1] = f"{told[-1]} {line}"
        elif line or (told and told[-1]):
            told.append(line)
    return "\n".join(told)


def _choices(words: Mapping[str, Any]) -> str:
    """The Danish words, which stand before the English ones."""
    first: dict[Any, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return ", ".join(first.values())
