"""What was said between one place and the municipality, in the order of time, and which places' threads need a person:
a view of State, found by an index of its messages. How far something got through the air is not known here.

A thread is of a place, or of a group: what went out to all of it at once.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter

import msgspec

from fieldkit.core.facts.address import ToAll, ToPlace, ToRole, addressee_of
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.inbox import (
    Direction,
    Entry,
    heard_places,
    late_from,
    message_entry,
    reads,
    report_entry,
    told_in,
)
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.understood import Reader

LINES = 60
"""Entries of a thread that are read at first."""
Other = int | str
"""Whose thread: a place's roster number (0 nobody knows whose), "all" or a role."""


class Said(msgspec.Struct, frozen=True):
    """One thing in a thread. `theirs`: the place of the thread said it; else it was said to it. `standing`: nothing
    newer stands in its place (another message, a later report of the place)."""

    entry: Entry
    theirs: bool
    standing: bool = True

    @property
    def is_report(self) -> bool:
        """A melding; else a besked."""
        return self.entry.report is not None

    @property
    def waits_here(self) -> bool:
        """A person here has still to say forstået."""
        return self.entry.waits_here

    def read_by(self, other: Other) -> Reader | None:
        """Who said forstået to it at this place, of those whose word is enough."""
        found = (one for one in self.entry.readers if one.place == other and one.counts(self.entry.precedence))
        return next(found, None)

    def waits_for(self, other: Other) -> bool:
        """People at this place have still to say forstået."""
        return self.entry.open and other in self.entry.waiting


class Thread(msgspec.Struct, frozen=True):
    """What was said between `of` and the others, the oldest first. `more`: there is more before it."""

    of: Other
    said: tuple[Said, ...]
    more: bool

    @property
    def unread(self) -> Said | None:
        """The newest that a person here has still to read."""
        return next((one for one in reversed(self.said) if one.waits_here), None)


def reporting_places(of: Other, state: State, roster: Roster, *, place: int) -> frozenset[int]:
    """The places whose reports belong to the thread `of`, seen from `place`, with the nodes that stand for them: with
    the secretariat one speaks of oneself."""
    if not isinstance(of, int):
        return frozenset()
    wanted = {of}
    if roster.secretariat is not None and of == roster.secretariat.number:
        wanted.add(place)
    named = {said for _, said in state.reports if resolve_place(said, state, roster) in wanted}
    return frozenset(named | (wanted - {0}))


def make_thread(
    state: State,
    roster: Roster,
    now: float,
    of: Other,
    *,
    place: int,
    kit: int,
    reports: Iterable[Event[Report]] = (),
    limit: int = LINES,
    tag: int | None = None,
) -> Thread:
    """The latest `limit` of what was said between `of` and people at `place`, where `kit` stands, and with others as
    far as what `of` says is for `place` to read. In incident `tag`, as `Scope.to_follow_up` has it.

    `reports` are the latest of `reporting_places`, more than `limit` where there are more (`Reading.reports_of`).
    """
    tag = state.current() if tag is None else tag
    scope = Scope.to_follow_up(state, tag)
    told = sorted(
        {event.id: event for event in _reports(state, roster, of, place, reports) if event in scope}.values(),
        key=_stamp,
        reverse=True,
    )
    messages = _Between(state, roster, of, place).newest_first(scope)
    events = list(islice(merge(told, messages, key=_stamp, reverse=True), limit + 1))
    latest = _latest_of_each(told, state, roster)
    heard = heard_places(state, roster)
    said = []
    for event in reversed(events[:limit]):
        if says(event, Report):
            standing = event.id in latest
            entry = report_entry(told_in(event), state, roster, place=place, latest=standing)
        elif says(event, Message):
            entry = message_entry(event, state, roster, place=place, kit=kit, heard=heard)
            late = late_from(entry)
            entry = msgspec.structs.replace(entry, overdue=late is not None and now > late)
            standing = not entry.replaced_by
        else:
            continue
        said.append(Said(entry, entry.sender == of, standing))
    return Thread(of, tuple(said), len(events) > limit)


def _reports(
    state: State, roster: Roster, of: Other, place: int, given: Iterable[Event[Report]]
) -> Iterator[Event[Report]]:
    """Those that were handed in, and those that stand on chits."""
    yield from given
    wanted = reporting_places(of, state, roster, place=place)
    for event in state.paper.reports.values():
        if event.body.place in wanted or resolve_place(event.body.place, state, roster) in wanted:
            yield event


def _latest_of_each(newest_first: Iterable[Event[Report]], state: State, roster: Roster) -> set[bytes]:
    """The ids of the latest report about each place."""
    found: dict[int, bytes] = {}
    for event in newest_first:
        found.setdefault(resolve_place(event.body.place, state, roster), event.id)
    return set(found.values())


_stamp = attrgetter("stamp")


class _ByEnds(msgspec.Struct):
    """The messages of the last look by each end, as it stands in them; those of an end in the order of their stamps."""

    source: dict[bytes, Event[Message]] = {}
    many: int = 0
    to: dict[Other, list[Event[Message]]] = {}
    sender: dict[int, list[Event[Message]]] = {}
    """By the place that is named as the sender."""
    kit: dict[int, list[Event[Message]]] = {}
    """By the kit, where no sender is named."""

    def take(self, event: Event[Message], *, sort: bool) -> None:
        body = event.body
        ends = self.to.setdefault(body.to, [])
        begins = self.sender.setdefault(body.sender, []) if body.sender else self.kit.setdefault(event.kit, [])
        for found in (ends, begins):
            if sort and found and event.stamp < found[-1].stamp:
                insort(found, event, key=_stamp)
            else:
                found.append(event)


def _by_ends(state: State) -> _ByEnds:
    known: _ByEnds = state.seen_by_views.setdefault(_ByEnds, _ByEnds())
    messages = state.messages
    if known.source is messages and known.many == len(messages):
        return known
    anew = known.source is not messages or known.many > len(messages)  # it only grows, or is another
    if anew:
        known.source, known.to, known.sender, known.kit = messages, {}, {}, {}
        for event in messages.values():
            known.take(event, sort=False)
        for found in (known.to, known.sender, known.kit):
            for events in found.values():
                events.sort(key=_stamp)
    else:
        new = list(islice(reversed(messages.values()), len(messages) - known.many))
        for event in reversed(new):
            known.take(event, sort=True)
    known.many = len(messages)
    return known


class _Between:
    """The messages of one thread."""

    def __init__(self, state: State, roster: Roster, of: Other, place: int) -> None:
        self._state, self._roster, self._of, self._place = state, roster, of, place
        self._all_of_it = isinstance(of, int) and reads(of, place, roster)

    def newest_first(self, scope: Scope) -> Iterator[Event[Message]]:
        """Each once, from the lists of both ends."""
        state, of = self._state, self._of
        index = _by_ends(state)
        if not isinstance(of, int):
            lists = [index.to.get(of, [])]
        else:
            lists = [found for to, found in index.to.items() if self._is_for(to, of)]
            lists += [found for sender, found in index.sender.items() if self._resolved(sender) == of]
            lists += [found for kit, found in index.kit.items() if self._stands(kit) == of]
        on_chits = [event for event in state.paper.told.values() if says(event, Message)]
        on_chits.sort(key=_stamp, reverse=True)
        before = b""
        for event in merge(*map(reversed, lists), on_chits, key=_stamp, reverse=True):
            if event.id != before and event in scope and self._belongs(event):
                before = event.id
                yield event

    def _belongs(self, event: Event[Message]) -> bool:
        of, place, to = self._of, self._place, event.body.to
        origin = self._resolved(event.body.sender or self._stands(event.kit))
        if not isinstance(of, int):
            return to == of
        if origin != of and not self._is_for(to, of):
            return False
        return self._all_of_it or origin == place or (origin == of and self._is_for(to, place))

    def _is_for(self, to: Other, place: int) -> bool:
        match addressee_of(to):
            case ToPlace(number):
                return self._resolved(number) == place
            case ToRole(role):
                return place in self._roster.numbers_of(role)
            case ToAll():
                return place in self._roster.numbers_of(None)
        return False

    def _resolved(self, place: int) -> int:
        return resolve_place(place, self._state, self._roster)

    def _stands(self, kit: int) -> int:
        return self._resolved(place_of_kit(kit, self._state, self._roster))


class ThreadHead(msgspec.Struct):
    """A thread in the list: its latest entry, how many in it wait for forstået `here`, how many of ours are not
    understood `there`, and how many of each are overdue. `cries`: one of them is akut and nobody here has read it."""

    of: Other
    latest: Entry
    waits_here: int = 0
    late_here: int = 0
    waits_there: int = 0
    late_there: int = 0
    cries: bool = False

    def count(self, entry: Entry) -> None:
        """Take in an entry that is open."""
        if entry.waits_here:
            self.waits_here += 1
            self.late_here += entry.overdue
            self.cries = self.cries or entry.cries
        elif entry.direction is Direction.OUT:
            self.waits_there += 1
            self.late_there += entry.overdue

    @property
    def turn(self) -> int:
        """The worst first: akut unread here, overdue here, unread here, overdue there, not understood there."""
        needs = (self.cries, self.late_here, self.waits_here, self.late_there, self.waits_there)
        return next((turn for turn, many in enumerate(needs) if many), len(needs))


def make_threads(entries: Sequence[Entry], state: State, roster: Roster, *, place: int) -> list[ThreadHead]:
    """The threads that these entries (`make_inbox`) stand in, the worst first, then the latest. A message to a group
    has a thread of its own, and counts with each place that has not understood it."""
    heads: dict[Other, ThreadHead] = {}
    known: dict[tuple[object, ...], tuple[Other, ...]] = {}
    """Thousands of entries stand in a few threads."""
    for entry in entries:
        ends = entry.report is None, entry.direction, entry.sender, entry.to
        threads = known.get(ends)
        if threads is None:
            threads = known[ends] = tuple(threads_of(entry, state, roster, place=place))
        for of in threads:
            head = heads.get(of)
            if head is None:
                head = heads[of] = ThreadHead(of, entry)
            elif entry.at > head.latest.at or (entry.at == head.latest.at and entry.event_id > head.latest.event_id):
                head.latest = entry
            if entry.open:
                head.count(entry)
    for entry in entries:
        if entry.open and entry.direction is Direction.OUT and isinstance(_end(entry, state, roster), str):
            for number in entry.waiting:
                heads.setdefault(number, ThreadHead(number, entry)).count(entry)
    return sorted(heads.values(), key=lambda head: (head.turn, -head.latest.at, str(head.of)))


def threads_of(entry: Entry, state: State, roster: Roster, *, place: int) -> set[Other]:
    """The threads in which an entry stands; none for what passes by between others whom nobody here looks after."""
    secretariat = roster.secretariat
    if entry.report is not None:
        own = entry.sender == place and secretariat is not None
        return {secretariat.number if own and secretariat is not None else entry.sender}
    to = _end(entry, state, roster)
    match entry.direction:
        case Direction.OUT:
            return {to}
        case Direction.IN:
            return {entry.sender}
        case Direction.OTHER:
            return {one for one in (entry.sender, to) if isinstance(one, int) and reads(one, place, roster)}


def _end(entry: Entry, state: State, roster: Roster) -> Other:
    """Whom an entry is for: one place, also where its role was written, or a group."""
    if isinstance(entry.to, int):
        return resolve_place(entry.to, state, roster)
    numbers = roster.numbers_of(entry.to)
    return numbers[0] if len(numbers) == 1 else entry.to
