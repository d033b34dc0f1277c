"""The situation picture: a view of State for one incident, with age, silence and unknowns. Reads, never folds."""

from typing import TypeVar

import msgspec

from fieldkit.core.clock.age import age_s
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import EXERCISE_BIT, number_of
from fieldkit.core.facts.terms import Condition, Level, Topic, Trust, Via
from fieldkit.core.roster.roster import PlaceKind, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.incidents import besides, called
from fieldkit.core.state.place_reports import PlaceReports
from fieldkit.core.state.register import Register
from fieldkit.core.views.scope import Scope
from fieldkit.core.views.with_chits import every_report

T = TypeVar("T")

REPORT_EVERY_S = 3 * 3600
"""A status report every third hour unless the staff decides otherwise (domain README)."""


class TopicCell(msgspec.Struct, frozen=True):
    """One topic of one place: how it is, for how long, how old the word is (s, None: nobody knows), and the event that
    said it."""

    condition: Condition
    hours: int | None
    age_s: int | None
    number: str


class BoardRow(msgspec.Struct, frozen=True):
    """One place now. Topics not in `topics` are unknown. `age_s` None: nothing was ever heard, or a clock was wrong
    and nobody knows when."""

    place: int
    slug: str
    name: str
    level: Level
    age_s: int | None
    silent: bool
    topics: dict[Topic, TopicCell]
    children: int | None
    staff: int | None
    note: str
    via: Via | None
    trust: Trust | None
    number: str
    second_hand: bool = False
    """The latest report is what somebody elsewhere saw or heard about the place."""
    event_id: bytes = b""
    """Of the latest report, which bears `number`; empty when there is none."""

    @property
    def heard(self) -> bool:
        """Whether anything was ever heard."""
        return bool(self.number)


class Board(msgspec.Struct, frozen=True):
    """The picture of one incident; rows with the worst places first."""

    tag: int
    incident: str
    exercise: bool
    level: str
    rows: list[BoardRow]
    others: tuple[str, ...] = ()
    """What else runs, as `core.state.incidents.called` says it: of that the picture shows nothing."""


def place_slug(place: int, roster: Roster) -> str:
    """The slug people use; `unknown-HEX` for a node that no place owns, `sted-N` for a number not in the roster."""
    if place >= UNKNOWN_PLACE:
        return f"unknown-{place - UNKNOWN_PLACE:08x}"
    known = roster.place(place)
    return known.slug if known else f"sted-{place}"


def place_name(place: int, roster: Roster) -> str:
    """The name people read."""
    if place >= UNKNOWN_PLACE:
        return f"Ukendt radio {place - UNKNOWN_PLACE:08x}"
    known = roster.place(place)
    return known.name if known else f"Sted {place}"


def resolve_place(place: int, state: State, roster: Roster) -> int:
    """The place that owns an unknown node, by decision or by roster; the place itself otherwise."""
    if place < UNKNOWN_PLACE:
        return place
    node = place - UNKNOWN_PLACE
    assigned = state.owner(node)
    if assigned is not None:
        return assigned
    owner = roster.by_node(node)
    return owner.number if owner else place


def place_of_kit(kit: int, state: State, roster: Roster) -> int:
    """Where a kit stands: by its own word, else by the roster; 0 when nobody knows."""
    told = state.kits.get(kit)
    if told is not None and told.value is not None:
        return told.value.place
    known = roster.by_kit(kit)
    return known.number if known else 0


def report_every_s(state: State, tag: int) -> int | None:
    """Seconds between two reports in incident `tag`; None when the secretariat has called the rounds off."""
    said = state.reporting.rounds.get(tag)
    if said is None or said.value is None:
        return REPORT_EVERY_S
    return said.value.hours * 3600 or None


def place_reports(state: State, roster: Roster, tag: int) -> dict[int, PlaceReports]:
    """What each place said in incident `tag`, with the day before it; unknown nodes folded into their owners."""
    found: dict[int, PlaceReports] = {}
    scope = Scope.with_day_before(state, tag)
    for (incident, place), reports in every_report(state):
        if scope.has(incident, reports.last.stamp.hlc if reports.last.stamp else 0):
            found.setdefault(resolve_place(place, state, roster), PlaceReports()).merge(reports)
    return found


def level_of(reports: PlaceReports) -> Level:
    """The lowest accurate colour: the worst of what was said and what the topics show.

    Green needs the word itself or all eleven topics ok.
    """
    conditions = {t: r.value.condition for t, r in reports.topics.items() if r.value is not None}
    said = reports.level.value or Level.UNKNOWN
    if set(conditions.values()) == {Condition.OK} and len(conditions) == len(Topic):
        stamps = [register.stamp for register in reports.topics.values() if register.stamp is not None]
        if reports.level.stamp is not None and min(stamps) > reports.level.stamp:
            return Level.GREEN  # “alt ok” takes back a colour that was said before it
    if Condition.CRITICAL in conditions.values() or said is Level.RED:
        return Level.RED
    if Condition.SHORTAGE in conditions.values() or said is Level.YELLOW:
        return Level.YELLOW
    if said is Level.GREEN or len(conditions) == len(Topic):
        return Level.GREEN
    return Level.UNKNOWN


def make_board(state: State, roster: Roster, now: float, tag: int | None = None, *, knows_time: bool = True) -> Board:
    """The picture at `now` (Unix seconds) of incident `tag`, by default the one that runs. Without `knows_time` that is
    not what the time is: then nothing has an age, and nobody is silent."""
    tag = state.current() if tag is None else tag
    incident = state.incidents.get(tag)
    started = incident.started.at if incident and incident.started else None
    reports = place_reports(state, roster, tag)
    every = report_every_s(state, tag)
    rows = []
    for place in sorted({p.number for p in roster.places if p.kind is not PlaceKind.SECRETARIAT} | set(reports)):
        said = reports.get(place) or PlaceReports()
        seen = said.last.value
        other = seen is not None and seen.via is Via.OBSERVED and place_of_kit(seen.kit, state, roster) != place
        rows.append(_row(place, said, roster, now, started, every, other))
    if not knows_time:
        rows = [_without_age(row) for row in rows]
    rows.sort(key=lambda row: (_ORDER[row.level], not row.silent, row.place))
    return Board(
        tag=tag,
        incident=(incident.name.value or "") if incident else "",
        exercise=bool(tag & EXERCISE_BIT),
        level=(incident.level.value or "") if incident else "",
        rows=rows,
        others=tuple(called(state.incidents, other) for other in besides(state.incidents, tag)) if tag else (),
    )


_ORDER = {Level.RED: 0, Level.YELLOW: 1, Level.UNKNOWN: 2, Level.GREEN: 3}


def _without_age(row: BoardRow) -> BoardRow:
    topics = {topic: msgspec.structs.replace(cell, age_s=None) for topic, cell in row.topics.items()}
    return msgspec.structs.replace(row, age_s=None, silent=False, topics=topics)


def _row(
    place: int,
    reports: PlaceReports,
    roster: Roster,
    now: float,
    started: float | None,
    every: int | None,
    second_hand: bool,
) -> BoardRow:
    age = _age(reports.last, now)
    if every is None:
        silent = False
    elif reports.last.stamp is None:
        silent = started is not None and now - started > every
    else:
        silent = age is not None and age > every
    seen = reports.last.value
    return BoardRow(
        place=place,
        slug=place_slug(place, roster),
        name=place_name(place, roster),
        level=level_of(reports),
        age_s=age,
        silent=silent,
        topics={
            t: TopicCell(r.value.condition, r.value.hours, _age(r, now), _number(r))
            for t in Topic
            if (r := reports.topics.get(t)) is not None and r.value is not None
        },
        children=reports.children.value,
        staff=reports.staff.value,
        note=reports.note.value or "",
        via=seen.via if seen else None,
        trust=seen.trust if seen else None,
        number=seen.number if seen else "",
        second_hand=second_hand,
        event_id=reports.last.stamp.id if reports.last.stamp else b"",
    )


def _age(register: Register[T], now: float) -> int | None:
    return age_s(register.stamp.at, now) if register.stamp else None


def _number(register: Register[T]) -> str:
    return number_of(register.stamp.kit, register.stamp.seq) if register.stamp else ""
