"""What came to this place and went out from it, who has read it and until when a human must: a view of State.

Reads, never folds. How far a message got through the air is the store's bookkeeping and is not known here.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from fieldkit.core.facts.address import ToAll, ToPlace, ToRole, addressee_of
from fieldkit.core.facts.event import EXERCISE_BIT, Event, Ref, Stamp, number_of
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import ACKNOWLEDGE_WITHIN_S, Level, Precedence, Role, Topic, Trust
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.place_reports import PlaceReports
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.understood import Reader, readers_of
from fieldkit.core.views.with_chits import every_message, every_report, every_sign, every_word


class Direction(StrEnum):
    """Which way an entry goes, seen from this place. OTHER passes by: neither from here nor to here."""

    IN = "in"
    OUT = "out"
    OTHER = "other"


class Entry(msgspec.Struct, frozen=True):
    """A message, or a place's latest report. Times are Unix seconds.

    `sender` is a place's roster number (or an unknown node's stand-in), 0 when nobody knows it. `to` is "all", a role
    or a place's number. `waiting` are the places that should say forstået and have not; `due_at` is the moment when
    they should have, None when there is no deadline. `replaced_by` is the number of the message that stands instead.
    `report` holds what a report said, None for a message. `never_heard` are places that a message to everybody or to
    the institutions is for as well, and that nobody has heard anything from: they may have no kit and no phone that is
    on, so they are told and not waited for. `bystanders` said forstået to what is not for them: that is told, and
    counts for nobody.
    """

    ref: Ref
    number: str
    direction: Direction
    precedence: Precedence
    at: int
    time_sure: bool
    incident: int
    sender: int
    to: int | str
    text: str
    by: str
    trust: Trust
    readers: tuple[Reader, ...]
    waiting: tuple[int, ...]
    due_at: int | None
    overdue: bool
    replaced_by: str
    report: Report | None
    event_id: bytes
    never_heard: tuple[int, ...] = ()
    bystanders: tuple[Reader, ...] = ()

    @property
    def exercise(self) -> bool:
        return bool(self.incident & EXERCISE_BIT)

    @property
    def doubted(self) -> tuple[int, ...]:
        """Places that are waited for though somebody said forstået in their name: nothing proves who."""
        return tuple(reader.place for reader in self.readers if not reader.counts(self.precedence))

    @property
    def understood(self) -> frozenset[int]:
        """Places where people have said forstået, and that is enough."""
        return frozenset(reader.place for reader in self.readers if reader.counts(self.precedence))

    @property
    def asked(self) -> frozenset[int]:
        """Every place that it is for and that is to say forstået, also those that nobody has heard anything from: a
        count that left them out would sound as if all had read it."""
        return self.understood.union(self.waiting, self.never_heard if self.due_at is not None else ())

    @property
    def lacking(self) -> bool:
        """Not everybody whom it is for has said forstået, also of those that nobody waits for."""
        return not self.replaced_by and not self.asked <= self.understood

    @property
    def open(self) -> bool:
        """Somebody has still to say forstået; what is replaced waits for nobody."""
        return bool(self.waiting) and not self.replaced_by

    @property
    def waits_here(self) -> bool:
        """Somebody at this place has still to say forstået."""
        return self.open and self.direction is Direction.IN

    @property
    def cries(self) -> bool:
        """It is akut, and nobody at this place has read it: that comes before all that is late."""
        return self.waits_here and self.precedence is Precedence.FLASH


class _Ground(msgspec.Struct, frozen=True):
    """What every entry of a message rests on, beside the message, what was said to it, and now."""

    roster: Roster
    place: int
    kit: int
    scope: Scope
    heard: frozenset[int]
    kits: dict[int, int]
    owners: dict[int, int | None]


class _Seen(msgspec.Struct, frozen=True):
    """The entry of a message, how many acknowledgements and replacements it has counted, and when it turns late."""

    ref: Ref
    said: int
    instead: int
    late_from: int | None
    entry: Entry


class _Known(msgspec.Struct):
    """The entries of the last look, by event.

    There may be thousands in one incident, and between two looks hardly any of them changes.
    """

    ground: _Ground | None = None
    entries: dict[bytes, _Seen] = {}


_MANY = (ToAll(), ToRole(Role.INSTITUTION))
"""Addressees most of whom have nothing to answer with; every meeting point and the secretariat has a kit."""


def make_inbox(
    state: State, roster: Roster, now: float, *, place: int, kit: int, tag: int | None = None
) -> list[Entry]:
    """Entries of `place` (roster number), where `kit` stands, at `now` (Unix seconds).

    Those of incident `tag` (by default the one that runs), as `Scope.to_follow_up` has it. First what is akut and
    nobody here has read, then overdue ones, then what is open, then the rest; within each by precedence, then the
    oldest first of what is open and the newest first of what is settled.
    """
    tag = state.current() if tag is None else tag
    entries = [
        *_message_entries(state, roster, now, place, kit, tag),
        *_report_entries(state, roster, tag, place),
    ]
    return sorted(entries, key=_order)


def message_entries(
    state: State, roster: Roster, now: float, *, place: int, kit: int, tag: int | None = None
) -> list[Entry]:
    """The messages of `make_inbox` alone, in its order: only they have a deadline, and reports are many."""
    tag = state.current() if tag is None else tag
    return sorted(_message_entries(state, roster, now, place, kit, tag), key=_order)


def _message_entries(state: State, roster: Roster, now: float, place: int, kit: int, tag: int) -> list[Entry]:
    ground = _Ground(
        roster,
        place,
        kit,
        Scope.to_follow_up(state, tag),
        heard_places(state, roster),
        {number: place_of_kit(number, state, roster) for number in state.kits},
        {node: register.value for node, register in state.owners.items()},
    )
    known: _Known = state.seen_by_views.setdefault(_Known, _Known())
    before = known.entries if known.ground == ground else {}
    acks, replaced = state.acks, state.replaced
    found: dict[bytes, _Seen] = {}
    for event in every_message(state):
        seen = before.get(event.id)
        if seen is None and event not in ground.scope:
            continue
        ref = seen.ref if seen is not None else event.ref
        said, instead = len(acks.get(ref, ())), len(replaced.get(ref, ()))
        if seen is None or seen.said != said or seen.instead != instead:
            entry = message_entry(event, state, roster, place=place, kit=kit, heard=ground.heard)
            seen = _Seen(ref, said, instead, late_from(entry), entry)
        late = seen.late_from is not None and now > seen.late_from
        if seen.entry.overdue is not late:
            seen = msgspec.structs.replace(seen, entry=msgspec.structs.replace(seen.entry, overdue=late))
        found[event.id] = seen
    known.ground, known.entries = ground, found
    return [seen.entry for seen in found.values()]


def late_from(entry: Entry) -> int | None:
    """The moment after which somebody here is to see to it, None for never: what passes by is for others."""
    return entry.due_at if entry.open and entry.direction is not Direction.OTHER else None


def addressed(to: int | str, roster: Roster, sender: int) -> tuple[int, ...]:
    """Places that a message to `to` is for, without the sender; a number that the roster does not know stands alone."""
    numbers: tuple[int, ...]
    match addressee_of(to):
        case ToPlace(place):
            numbers = (place,)
        case ToRole(role):
            numbers = roster.numbers_of(role)
        case ToAll():
            numbers = roster.numbers_of(None)
    return tuple(number for number in numbers if number != sender) if sender in numbers else numbers


def heard_places(state: State, roster: Roster) -> frozenset[int]:
    """Places that can be expected to answer: those with a kit that was heard, and those that have said something
    themselves by phone, in any incident."""
    said = {place for (_, place), word in every_word(state) if word.value is not None}
    said |= {place for (place, _), _ in every_sign(state)}
    said |= {place_of_kit(feed.kit, state, roster) for feed in state.vector.feeds}
    return frozenset(resolve_place(place, state, roster) for place in said if place)


def _order(entry: Entry) -> tuple[int, int, int, str, bytes]:
    if entry.open:  # as all is that is late
        turn = 0 if entry.cries else 1 if entry.overdue else 2
        return (turn, entry.precedence.turn, entry.at, entry.number, entry.event_id)
    return (3, 0, -entry.at, entry.number, entry.event_id)


def message_entry(
    event: Event[Message], state: State, roster: Roster, *, place: int, kit: int, heard: frozenset[int]
) -> Entry:
    """A message seen from `place`, where `kit` stands, as it is before its deadline; `heard` as `heard_places` has
    them."""
    body = event.body
    sender = resolve_place(body.sender or place_of_kit(event.kit, state, roster), state, roster)
    to = tuple(resolve_place(number, state, roster) for number in addressed(body.to, roster, sender))
    if sender == place or (event.kit == kit and not body.sender):
        direction = Direction.OUT
    else:
        direction = Direction.IN if place in to else Direction.OTHER
    said = readers_of(event.ref, state, roster, sender=sender)
    readers = tuple(reader for reader in said if reader.place in to)
    read = {reader.place for reader in readers if reader.counts(body.precedence)}
    expected = (place,) if direction is Direction.IN else to
    never_heard: tuple[int, ...] = ()
    if direction is not Direction.IN and addressee_of(body.to) in _MANY:
        never_heard = tuple(number for number in to if number not in heard)
        expected = tuple(number for number in to if number in heard)
    within = ACKNOWLEDGE_WITHIN_S[body.precedence]
    waiting = tuple(number for number in expected if number not in read) if within is not None else ()
    due = event.at + within if within is not None else None
    replaced = max((ref for ref in state.replaced.get(event.ref, ())), default=None)
    return Entry(
        ref=event.ref,
        number=event.number,
        direction=direction,
        precedence=body.precedence,
        at=event.at,
        time_sure=event.time_sure,
        incident=event.incident,
        sender=sender,
        to=body.to,
        text=body.text,
        by=body.by,
        trust=body.trust,
        readers=readers,
        waiting=waiting,
        due_at=due,
        overdue=False,
        replaced_by=number_of(replaced.kit, replaced.seq) if replaced else "",
        report=None,
        event_id=event.id,
        never_heard=never_heard,
        bystanders=tuple(reader for reader in said if reader not in readers),
    )


def _report_entries(state: State, roster: Roster, tag: int, here: int) -> Iterable[Entry]:
    """The latest report of each place that this place is to read or has sent."""
    latest: dict[int, tuple[int, PlaceReports]] = {}
    scope = Scope.to_follow_up(state, tag)
    for (incident, said), reports in every_report(state):
        place = resolve_place(said, state, roster)
        if not scope.has(incident) or not reads(place, here, roster):
            continue
        known = latest.get(place)
        if known is None or _stamp(reports) > _stamp(known[1]):
            latest[place] = (incident, reports)
    for place, (incident, reports) in latest.items():
        told = _told(place, incident, reports)
        if told is not None:
            yield report_entry(told, state, roster, place=here)


def _stamp(reports: PlaceReports) -> tuple[Stamp, ...]:
    return (reports.last.stamp,) if reports.last.stamp else ()


class ToldReport(msgspec.Struct, frozen=True):
    """A report with what is known of the event that told it."""

    ref: Ref
    number: str
    event_id: bytes
    at: int
    time_sure: bool
    incident: int
    report: Report


def told_in(event: Event[Report]) -> ToldReport:
    """A report as it was recorded."""
    return ToldReport(event.ref, event.number, event.id, event.at, event.time_sure, event.incident, event.body)


def _told(place: int, incident: int, reports: PlaceReports) -> ToldReport | None:
    """The latest report of a place, from what State keeps of it."""
    stamp, seen = reports.last.stamp, reports.last.value
    if stamp is None or seen is None:
        return None
    topics: dict[Topic, TopicState] = {
        topic: register.value
        for topic, register in reports.topics.items()
        if register.stamp == stamp and register.value is not None
    }
    report = Report(
        place=place,
        topics=topics,
        children=reports.children.value if reports.children.stamp == stamp else None,
        staff=reports.staff.value if reports.staff.stamp == stamp else None,
        level=reports.level.value if reports.level.stamp == stamp else None,
        note=(reports.note.value or "") if reports.note.stamp == stamp else "",
        via=seen.via,
        trust=seen.trust,
    )
    return ToldReport(Ref(stamp.kit, stamp.epoch, stamp.seq), seen.number, stamp.id, stamp.at, True, incident, report)


def report_entry(told: ToldReport, state: State, roster: Roster, *, place: int, latest: bool = True) -> Entry:
    """A report seen from `place`; one that is not the `latest` waits for nobody."""
    report, origin = told.report, resolve_place(told.report.place, state, roster)
    direction = Direction.OUT if origin == place else Direction.IN if reads(origin, place, roster) else Direction.OTHER
    readers = readers_of(told.ref, state, roster, sender=origin)
    precedence = Precedence.URGENT if report.level is Level.RED else Precedence.ROUTINE
    read = {reader.place for reader in readers if reader.counts(precedence)}
    secretariat = roster.secretariat
    expected = (place,) if direction is Direction.IN else ((secretariat.number,) if secretariat else ())
    return Entry(
        ref=told.ref,
        number=told.number,
        direction=direction,
        precedence=precedence,
        at=told.at,
        time_sure=told.time_sure,
        incident=told.incident,
        sender=origin,
        to=Role.SECRETARIAT.value,
        text=report.note,
        by=report.by,
        trust=report.trust,
        readers=readers,
        waiting=tuple(number for number in expected if number not in read) if latest else (),
        due_at=None,
        overdue=False,
        replaced_by="",
        report=report,
        event_id=told.event_id,
    )


def reads(place: int, here: int, roster: Roster) -> bool:
    """Whether what `place` reports is for people at `here` to read: the secretariat reads everybody, a meeting point
    its institutions, everybody reads themselves."""
    own = roster.place(here)
    if place == here or own is None or own.role is Role.SECRETARIAT:
        return True
    other = roster.place(place)
    return other is not None and other.meeting_point == own.slug


class Unfit(StrEnum):
    """Why nobody at a place is to say forstået to an event."""

    KIND = "kind"
    """Nobody says it to such a thing."""
    OWN = "own"
    """It is from here."""
    READ = "read"
    """It was said here before."""


def unfit_to_understand(event: Event, state: State, roster: Roster, place: int) -> Unfit | None:
    """Why nobody at `place` is to say forstået to it; None when somebody may."""
    if not event.row.understood(event.body):
        return Unfit.KIND
    sender = resolve_place(event.row.origin(event.body) or place_of_kit(event.kit, state, roster), state, roster)
    if sender == place:
        return Unfit.OWN
    precedence, readers = event.row.precedence(event.body), readers_of(event.ref, state, roster)
    return Unfit.READ if any(reader.place == place and reader.counts(precedence) for reader in readers) else None
