"""The whole journal: the log is gone through for what a line must know of others, and once more for the lines.

Order is by `Stamp`, times are Danish by rule and not by the machine's zone table, and what places are called and where
kits stood the events say themselves. Memory does not grow with the lines: what is held of most of them is a bit.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from fieldkit.core.clock.danish import danish, danish_date_time
from fieldkit.core.clock.hybrid import iso_at, unix_of
from fieldkit.core.facts.body import UNKNOWN_PLACE, Personal
from fieldkit.core.facts.event import Event, Ref, Stamp, number_of, saying
from fieldkit.core.facts.exact import exact_among
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.personal import Put, json_without_personal, personal_of, with_personal
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.roster.roster import Roster
from fieldkit.core.signed.standing import STANDING_DA, Standing, Standings
from fieldkit.core.state.fold import PARTS, State, apply, begins_at
from fieldkit.core.state.place_names import PlaceBook
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.core.tell.parts import WRITTEN_BY, Names, incident_names
from fieldkit.core.tell.sentences import MOST_CHARS, author, kind_words, told, unsigned, via
from fieldkit.core.text.clean import one_line
from fieldkit.core.views.board import place_name
from fieldkit.resync.journal import words
from fieldkit.resync.journal.choice import Choice
from fieldkit.resync.journal.line import JournalLine, Marked, in_one_line, incident_words, left_out

Read = Callable[[], Iterable[Event]]
"""Every event once, in the order that is the same everywhere; it is gone through several times."""
Apart = Callable[[Event], bool]
"""Whether an event stands apart: its author was not believed any more when it was written."""
MOST_CORRECTIONS = 2_000
"""So many are told beside what they correct, the first of all; of more only the number."""
_NAMING = frozenset(kind.kind for part in PARTS if "incidents" in part.attributes for kind in part.folds)
"""Kinds that say what an incident is called."""
_PAGE_BITS = 10


class Period(NamedTuple):
    """From which event to which, by the time at which they were written."""

    first: Event
    last: Event

    def with_(self, event: Event) -> "Period":
        return Period(min(self.first, event, key=_when), max(self.last, event, key=_when))


class Section(NamedTuple):
    """What was written on one day in one incident; the day is that of the order, which never goes back."""

    day: date
    incident: int


class KitFeed(NamedTuple):
    """What was merged of one kit and number series: where it stood last, the sequences from its first to the last seen,
    and how many events there are."""

    kit: int
    epoch: int
    place: int
    place_name: str
    first: int
    last: int
    events: int


class Gap(NamedTuple):
    """Sequences of a feed that are missing, from the first to the last."""

    kit: int
    epoch: int
    first: int
    last: int


class Correction(NamedTuple):
    """What stands instead of something: which event, and itself while there are few."""

    ref: Ref
    id: bytes
    event: Event | None


class _Marks:
    """Which of very many numbers have been seen: a bit for each, a page of them for neighbours."""

    def __init__(self) -> None:
        self._pages: dict[tuple[int, int], int] = {}

    def seen(self, kit: int, seq: int) -> bool:
        """Whether this one was seen before; it is now."""
        page, bit = (kit, seq >> _PAGE_BITS), 1 << (seq & ((1 << _PAGE_BITS) - 1))
        before = self._pages.get(page, 0)
        self._pages[page] = before | bit
        return bool(before & bit)


class Journal:
    """The lines that were chosen of a log, and what must be known of all of it to write any of them.

    `roster` names only the places that no event names. What `is_apart` stands there and is marked, and names nothing.
    """

    def __init__(
        self,
        read: Read,
        standings: Standings | None = None,
        *,
        roster: Roster | None = None,
        choice: Choice | None = None,
        is_apart: Apart | None = None,
    ) -> None:
        self.choice = choice or Choice()
        self.total = self.count = 0
        """Events in the log, and lines that were chosen."""
        self.apart = 0
        """Lines that stand apart."""
        self.period: Period | None = None
        self.periods: dict[int, Period] = {}
        """By incident."""
        self.feeds: Counter[Feed] = Counter()
        self.vector = Vector()
        self.book = PlaceBook()
        self.names: set[str] = set()
        """Of those who wrote, as they stand in the events; not of those whom a report came from."""
        self.sections: Counter[Section] = Counter()
        """How many lines each has, in the order in which they begin."""
        self.signatures: Counter[Standing] = Counter()
        self._read = read
        self._roster = roster or Roster()
        self.is_apart = is_apart or _nothing_is
        self._standing = (standings or Standings()).of
        self._incidents = State()
        self._shared: dict[tuple[int, int], list[bytes]] = {}
        """By kit and sequence: ids of the events that bear one number."""
        self._editions: list[Event] = []
        """Of those the first, for who shows them side by side."""
        self._instead: dict[Ref, list[Correction]] = {}
        self._now: Event | None = None
        self._as_known = Names(self._place, sender=self._sender, incident=incident_names(self._incidents.incidents))
        self._go_through()

    def _go_through(self) -> None:
        marks, corrections = _Marks(), 0
        for event in self._read():
            self.total += 1
            apart = self.is_apart(event)
            if not apart:
                self.book.learn(event)
            self._learn_feed(event)
            if marks.seen(event.kit, event.seq):
                self._shared[event.kit, event.seq] = []
            if event.kind in _NAMING and not apart:
                apply(self._incidents, event)
            old = event.row.replaces(event.body)
            if old is not None:
                told_beside = event if corrections < MOST_CORRECTIONS else None
                self._instead.setdefault(ref_of(old), []).append(Correction(event.ref, event.id, told_beside))
                corrections += 1
            if self.choice.is_whole:
                self._count(event)
        if not self.choice.is_whole:
            for event in self.events():
                self._count(event)
        if self._shared:
            first = set(sorted(self._shared)[: words.KEPT_MOST])
            for event in self._read():
                number = event.kit, event.seq
                if number in self._shared:
                    self._shared[number].append(event.id)
                    if number in first and self._takes(event):
                        self._editions.append(event)

    def _learn_feed(self, event: Event) -> None:
        self.vector.add(event.kit, event.epoch, event.seq)
        begins = begins_at(event)
        if begins is not None:
            self.vector.feed(event.kit, event.epoch).rebase(begins)
        self.feeds[Feed(event.kit, event.epoch)] += 1

    def _count(self, event: Event) -> None:
        self.count += 1
        self.period = self.period.with_(event) if self.period else Period(event, event)
        known = self.periods.get(event.incident)
        self.periods[event.incident] = known.with_(event) if known else Period(event, event)
        by = author(event)
        if by is not None and by.key == WRITTEN_BY and by.value:
            self.names.add(by.value)
        self.sections[section_of(event)] += 1
        self.signatures[self._standing(event)] += 1
        self.apart += self.is_apart(event)

    @property
    def municipalities(self) -> dict[int, str]:
        """By code, 0 when only a name was said: what the events call the municipality. One, unless they were mixed."""
        return self.book.municipalities

    @property
    def shared(self) -> int:
        """How many numbers several events bear."""
        return len(self._shared)

    def called(self, place: int) -> str:
        """What a place was called last; empty for none."""
        return (self.book.latest(place) or place_name(place, self._roster)) if place else ""

    def leads(self) -> dict[date, Section]:
        """By day, the section with the most lines."""
        found: dict[date, Section] = {}
        for section, lines in self.sections.items():
            if section.day not in found or lines > self.sections[found[section.day]]:
                found[section.day] = section
        return found

    def in_turn(self) -> list[Section]:
        """The sections in the order in which they stand: by day, the largest first."""
        leads = self.leads()
        return sorted(self.sections, key=lambda one: (one.day, leads[one.day] != one))

    def tags(self) -> list[int]:
        """The incidents that have lines, the earliest first; 0 for what is outside any."""
        return sorted(self.periods, key=lambda tag: _when(self.periods[tag].first))

    def standings(self) -> list[Standing]:
        """What stands behind the lines, the least first."""
        return [standing for standing in Standing if self.signatures[standing]]

    def kits(self) -> Iterator[KitFeed]:
        """The feeds that were merged, whatever of them was chosen."""
        for feed in sorted(self.feeds):
            place, progress = self.book.last_place(*feed), self.vector.feeds[feed]
            yield KitFeed(*feed, place, self.called(place), progress.base, progress.top, self.feeds[feed])

    def gaps(self) -> Iterator[Gap]:
        """Numbers that are missing between the first and the last that were seen of each feed."""
        for feed, ranges in self.vector.gaps().items():
            yield from (Gap(*feed, first, last) for first, last in ranges)

    def _takes(self, event: Event) -> bool:
        return self.choice.is_whole or self.choice.takes(event, self.book.place_of(event))

    def events(self) -> Iterator[Event]:
        """The events that have a line."""
        return filter(self._takes, self._read())

    def lines(self) -> Iterator[JournalLine]:
        return map(self.line, self.events())

    def forks(self) -> Iterator[list[str]]:
        """The ids of the events that bear one number, by number; their anchors where ids are left out."""
        for number in sorted(self._shared):
            ids = self._shared[number]
            yield [one.hex() if self.choice.personal else self._anchor(*number, one) for one in ids]

    def editions(self) -> list[list[Event]]:
        """The first of them, side by side, those that were chosen."""
        found: dict[tuple[int, int], list[Event]] = {}
        for event in self._editions:
            found.setdefault((event.kit, event.seq), []).append(event)
        return [found[number] for number in sorted(found)]

    def corrections(self, event: Event) -> Iterator[tuple[str, Event | None]]:
        """What stands instead of this one: its anchor, and the event where it is told beside."""
        for one in self._instead.get(event.ref, ()):
            shown = one.event is not None and self._takes(one.event)
            yield self._anchor(one.ref.kit, one.ref.seq, one.id), one.event if shown else None

    def anchor(self, event: Event) -> str:
        """Its number, with as much of its id as tells it from others with that number."""
        return self._anchor(event.kit, event.seq, event.id)

    def _anchor(self, kit: int, seq: int, event_id: bytes) -> str:
        ids = self._shared.get((kit, seq))
        return number_of(kit, seq) if ids is None else exact_among(number_of(kit, seq), event_id, ids)

    def incident_words(self, tag: int) -> str:
        """`ØVELSE Strømsvigt nord`; empty outside any incident."""
        return incident_words(tag, self.incident_name(tag))

    def incident_name(self, tag: int) -> str:
        """What the incident is called now, without more; empty when nobody has said."""
        incident = self._incidents.incidents.get(tag)
        return (incident.name.value if incident is not None else None) or ""

    def place_name(self, event: Event, place: int) -> str:
        """What a place was called when the event was written."""
        if place >= UNKNOWN_PLACE:
            return place_name(place, self._roster)
        return self.book.name(event, place) or place_name(place, self._roster)

    def text(self, event: Event, put: Put | None = None, *, signed: bool = True) -> str:
        """The sentence, without who wrote it unless `signed`, in which `put` is applied to what may tell of people."""
        if not signed:
            event = unsigned(event)
        if put is not None:
            event = saying(event, with_personal(event.body, put))
        self._now = event
        said = told(event, self._as_known)
        return in_one_line(said, MOST_CHARS) if put is Marked.put else one_line(said, MOST_CHARS)

    def shown(self, event: Event, *, signed: bool = True) -> str:
        """The sentence as this journal has it: without what may tell of people where that is left out."""
        if self.choice.personal:
            return self.text(event, signed=signed)
        if not REGISTRY.knows(event.body):
            return f"{words.UNKNOWN_KIND} “{event.kind}” {words.LEFT_OUT[Personal.FREE]}"
        return self.text(event, left_out, signed=signed)

    def by(self, event: Event) -> str:
        """Who wrote it, where it keeps a name and somebody gave one; what stands for that where it is left out."""
        given = author(event)
        if given is None or not given.value:
            return ""
        return given.value if self.choice.personal else words.LEFT_OUT[Personal.NAME]

    def _place(self, place: int) -> str:
        assert self._now is not None
        return self.place_name(self._now, place)

    def _sender(self, event: Event, place: int) -> int:
        return place or self.book.place_of(event)

    def line(self, event: Event, text: str | None = None) -> JournalLine:
        """All that stands in its line; `text` for who tells it otherwise."""
        standing = self._standing(event)
        stood = self.book.place_of(event)
        old = event.row.replaces(event.body)
        return JournalLine(
            anchor=self.anchor(event),
            number=event.number,
            id=event.id.hex() if self.choice.personal else "",
            kit=event.kit,
            epoch=event.epoch,
            seq=event.seq,
            place=stood,
            place_name=self.place_name(event, stood) if stood else "",
            by=self.by(event),
            at=iso_at(event.at),
            local=danish(event.at).isoformat(),
            clock=clock_of(event),
            at_certain=event.time_sure,
            incident=event.incident,
            incident_name=self.incident_name(event.incident),
            exercise=event.exercise,
            kind=event.kind,
            kind_da=kind_words(event.kind),
            text=self.shown(event) if text is None else text,
            via_da=via(event),
            trust=event.row.trust(event.body),
            signature=standing,
            signature_da=STANDING_DA[standing],
            apart=self.is_apart(event),
            fork=(event.kit, event.seq) in self._shared,
            replaces=number_of(old.kit, old.seq) if old is not None else "",
            replaced_by=tuple(anchor for anchor, _ in self.corrections(event)),
            personal=personal_of(event.body),
            body=msgspec.Raw(event.raw if self.choice.personal else json_without_personal(event.as_written)),
        )


def _nothing_is(event: Event) -> bool:
    return False


def _when(event: Event) -> tuple[float, Stamp]:
    return event.at, event.stamp


def section_of(event: Event) -> Section:
    """The section that its line stands in."""
    return Section(danish(unix_of(event.order)).date(), event.incident)


def clock_of(event: Event) -> str:
    """Its time for people, with ca. when unsure."""
    return ("" if event.time_sure else "ca. ") + danish_date_time(event.at)
