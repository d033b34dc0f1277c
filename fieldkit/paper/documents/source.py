"""What documents are made from, and the words for times, places and kits that all of them share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit.core.cards.cards import Card
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.event import EXERCISE_BIT, Event, Ref, number_of
from fieldkit.core.remedies import SeeNumbers, StartIncident
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.vector import Feed
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.views.board import place_name, place_of_kit, resolve_place
from fieldkit.paper.blocks import Banner, Block, Cut, Document, KeyValue, Qr, Text


@dataclass(frozen=True, slots=True)
class ListRows:
    """An opened emergency list: headings, rows of as many cells at most, and when it was made (Unix seconds)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    made: float


@dataclass(frozen=True, slots=True)
class KeyRows:
    """A key to put on paper: its number, its fingerprint and the digits of its QR codes."""

    number: int
    fingerprint: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelRows:
    """The channel of one key to put on paper: the key's number and fingerprint, the channel's name, the address that a
    phone's app takes it from, and whether the key is in use already."""

    number: int
    fingerprint: str
    name: str
    url: str
    in_use: bool


def _nothing_logged() -> list[Event]:
    return []


def _no_such(number: str) -> Event:
    raise InputError(f"Nummer {number} findes ikke her.", SeeNumbers())


def _nothing_at(ref: Ref) -> Event:
    raise InputError(f"Nummer {number_of(ref.kit, ref.seq)} findes ikke her.", SeeNumbers())


def _nothing_evaluated(incident: str) -> Told:
    raise InputError("Der har ingen hændelse eller øvelse været her.", StartIncident())


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """Everything a document may need; the caller fills it from an open kit. Times are Unix seconds.

    `kit` and `place` are the printing kit's number and its place's roster number. `knows_time` false puts `ca.` on
    times of printing. `find` gives the event with a number, `at` what a body points at, or raises InputError; `log`
    gives all events.
    `slip_digits` gives the QR codes (digits) that carry events on this paper, none when they do not fit.
    `kept_card(id, version)` gives the text that a run was started on. `find_list` opens an emergency list.
    `battery` is percent, None unknown. `unsure_jobs` are print jobs that a person must judge, in words.
    `next_chit` is the first free number of hand-written chits. `evaluated` gives all that is known of how an incident
    went, by what a person calls it.
    """

    state: State
    roster: Roster
    now: float
    kit: int
    place: int = 0
    cards: Mapping[str, Card] = field(default_factory=dict)
    find: Callable[[str], Event] = _no_such
    at: Callable[[Ref], Event] = _nothing_at
    log: Callable[[], Iterable[Event]] = _nothing_logged
    knows_time: bool = True
    zone: str = "Europe/Copenhagen"
    slip_digits: Callable[[Sequence[Event]], Sequence[str]] | None = None
    kept_card: Callable[[str, str], Card | None] | None = None
    find_list: Callable[[str], ListRows] | None = None
    key: KeyRows | None = None
    channel: ChannelRows | None = None
    battery: int | None = None
    unsure_jobs: tuple[str, ...] = ()
    next_chit: int = 1
    evaluated: Callable[[str], Told] = _nothing_evaluated

    @property
    def tag(self) -> int:
        """The incident that runs now, 0 for none."""
        return self.state.current()

    @property
    def exercise(self) -> bool:
        """Whether what runs now is an exercise."""
        return bool(self.tag & EXERCISE_BIT)

    def local(self, unix_s: float) -> datetime:
        """Local time; UTC, and named so, on a machine without the zone's table."""
        zone: tzinfo
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = UTC
        return datetime.fromtimestamp(unix_s, zone)

    @property
    def lost_lists(self) -> list[Block]:
        """Stands on what is made from the lists when one that was taken in is gone or cannot be read."""
        if not self.roster.lost:
            return []
        return [Text(f"LISTERNE ER IKKE HELE: {', '.join(self.roster.lost)} mangler eller kan ikke læses.", bold=True)]

    def moment(self, unix_s: float, *, sure: bool = True) -> str:
        """`21.11.2026 20.15`, with `ca.` before it when unsure."""
        return self._said(f"{self.local(unix_s):%d.%m.%Y %H.%M}", unix_s, sure)

    def clock(self, unix_s: float, *, sure: bool = True) -> str:
        """`20.15` on the day of printing, `20.11. 20.15` on any other."""
        at = self.local(unix_s)
        today = self.local(self.now).date()
        if at.date() == today:
            return self.hour(unix_s, sure=sure)
        near = abs((today - at.date()).days) < 180
        return self._said(f"{at:%d.%m. %H.%M}" if near else f"{at:%d.%m.%Y %H.%M}", unix_s, sure)

    def hour(self, unix_s: float, *, sure: bool = True) -> str:
        """`20.15`, where the day stands above it."""
        return self._said(f"{self.local(unix_s):%H.%M}", unix_s, sure)

    def _said(self, text: str, unix_s: float, sure: bool) -> str:
        at = self.local(unix_s)
        mark = " UTC" if at.tzinfo is UTC and self.zone != "UTC" else ""
        if at.utcoffset() != at.replace(fold=1 - at.fold).utcoffset():  # the hour that comes twice
            mark = " sommertid" if at.dst() else " vintertid"
        return f"{'' if sure else 'ca. '}{text}{mark}"

    def time_of(self, event: Event) -> str:
        """When the event happened, with the date."""
        return self.moment(event.at, sure=event.time_sure)

    def place_name(self, place: int) -> str:
        """The name people read; a node without an owner says so."""
        if not place:
            return "ukendt sted"
        return place_name(resolve_place(place, self.state, self.roster), self.roster)

    def kit_name(self, kit: int) -> str:
        """`Kit 12, Uglemoseskolen`."""
        place = self.place if kit == self.kit and self.place else place_of_kit(kit, self.state, self.roster)
        return f"Kit {kit}, {self.place_name(place)}" if place else f"Kit {kit}"

    def sender_of(self, event: Event, sender: int) -> int:
        """The place that said something: the one named, else where the recording kit stands; 0 when nobody knows."""
        place = sender or place_of_kit(event.kit, self.state, self.roster)
        return resolve_place(place, self.state, self.roster)

    @property
    def log_end(self) -> str:
        """`log 12-0147`: how far this kit's own log goes, so that two prints can be told apart."""
        own = [head for feed, head in self.state.vector.heads().items() if Feed(*feed).kit == self.kit]
        return f"log {number_of(self.kit, max(own))}" if own and max(own) > 0 else "log tom"

    def outdated(self, event: Event) -> list[Block]:
        """A loud word when a newer message or notice stands instead of this one."""
        replacing = self.state.replaced.get(event.ref, set()) | self.state.work.notice_replaced.get(event.ref, set())
        newer = max(replacing, default=None)
        if newer is None:
            return []
        return [Banner("FORÆLDET"), KeyValue("Erstattet af nr.", number_of(newer.kit, newer.seq), bold=True)]

    def of_event(self, title: str, event: Event, blocks: Sequence[Block]) -> Document:
        """A document about one event: its number and time, and the kit that prints."""
        return Document(
            title, tuple(blocks), event.number, self.time_of(event), self.kit_name(self.kit), event.exercise
        )

    def of_now(self, title: str, blocks: Sequence[Block], number: str = "", *, headed: bool = True) -> Document:
        """A document about how things are now: the time of printing, and how far the log goes unless told otherwise."""
        return Document(
            title,
            tuple(blocks),
            number or self.log_end,
            self.moment(self.now, sure=self.knows_time),
            self.kit_name(self.kit),
            self.exercise,
            headed,
        )

    def codes(self, events: Sequence[Event], caption: str = "Scan på et kit") -> list[Block]:
        """The QR codes that carry these events; nothing when this kit makes none, a word when they cannot be made."""
        try:
            digits = list(self.slip_digits(events)) if self.slip_digits is not None else []
        except CarrierError as wrong:
            return [Text(f"Ingen QR-kode: {wrong}")]  # a slip without a code is worth more than no slip
        count = len(digits)
        return [
            Qr(code, caption if count == 1 else f"{caption} ({index}/{count})") for index, code in enumerate(digits, 1)
        ]


def in_parts(
    entries: Sequence[Sequence[Block]], per_part: int, again: Callable[[], Sequence[Block]] = tuple
) -> list[Block]:
    """Entries of blocks, cut after each `per_part` of them; what `again` gives stands first in each later part."""
    blocks: list[Block] = []
    for index, entry in enumerate(entries):
        if index and index % per_part == 0:
            blocks += [Cut(), *again()]
        blocks += entry
    return blocks
