"""From the alarm to a complete staff: when the level was decided, the meeting points opened and everybody was there.

Counted twice: from the alarm, and from the decision, for it is from that that a plan gives the staff its two hours.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from fieldkit.core.facts.event import Event, said_at
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import PersonRole, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.activation import FULL_WITHIN_S, Change, LevelLine, full_within_s, make_activation
from fieldkit.core.views.board import place_of_kit
from fieldkit.core.views.crew import Spell, spells
from fieldkit.core.views.scope import Scope


class Milestone(msgspec.Struct, frozen=True):
    """Something that happened once. `at` Unix seconds, `sure` whether the clock behind it was set, `number` the event
    that says so, `after_s` seconds since the alarm."""

    at: int
    sure: bool
    number: str
    after_s: int


class OpenedPoint(msgspec.Struct, frozen=True):
    """A meeting point (roster number) and when its first person came on duty, else when its kit first wrote anything;
    None when it did not open, as far as anybody wrote. `by_crew` false: nobody signed in."""

    place: int
    opened: Milestone | None
    by_crew: bool = True


class StaffChain(msgspec.Struct, frozen=True):
    """The beginning of an incident. Times are Unix seconds, durations seconds.

    `alarm` is its start, or the first call or decision when that came before. `decided` is the first decision that
    calls a staff in, of `level`, and `within_s` how long that level gives it. `full` is when somebody said that it is
    complete; `manned` when the last of the called roles came on duty, which nobody need have said, None while a role is
    `missing`. `points_open` is when the last of the meeting points opened, None when not all have.
    """

    alarm: Milestone
    level: int | None
    decided: Milestone | None
    within_s: int | None
    points: tuple[OpenedPoint, ...]
    points_open: Milestone | None
    manned: Milestone | None
    missing: tuple[PersonRole, ...]
    full: Milestone | None
    stood_down: Milestone | None

    @property
    def late(self) -> bool | None:
        """Whether the staff was complete too late after the decision; None when nobody said that it was complete."""
        if self.full is None or self.decided is None or self.within_s is None:
            return None
        return self.full.at > self.decided.at + self.within_s

    @property
    def alarm_to_full_s(self) -> int | None:
        """Seconds from the alarm to a complete staff, as somebody said it."""
        return self.full.after_s if self.full is not None else None


def staff_chain(
    state: State, roster: Roster, events: Sequence[Event], started: Event | None, until: int, tag: int
) -> StaffChain:
    """The beginning of incident `tag`, whose `events` these are, up to `until`; it began with the event `started`."""
    history = make_activation(state, roster, until, tag).history
    decided = _first_call_in(history, roster)
    alarm_at, sure, number = _alarm(state, events, started, decided, tag)

    def milestone(at: int, sure: bool, number: str) -> Milestone:
        return Milestone(at, sure, number, max(0, at - alarm_at))

    def of_line(line: LevelLine | None) -> Milestone | None:
        return milestone(line.at, line.time_sure, line.number) if line is not None else None

    duty = spells(state, until, tag)
    points = tuple(_points(state, roster, events, duty, milestone))
    opened = [point.opened for point in points if point.opened is not None]
    step = roster.level(decided.level) if decided is not None and decided.level is not None else None
    called = step.calls if step is not None else ()
    came = {role: min(found, key=lambda spell: spell.since) for role in called if (found := _in_role(duty, role))}
    manned = max(came.values(), key=lambda spell: spell.since) if called and len(came) == len(set(called)) else None
    after = [line for line in history if decided is not None and line.at >= decided.at]
    return StaffChain(
        alarm=Milestone(alarm_at, sure, number, 0),
        level=decided.level if decided is not None else None,
        decided=of_line(decided),
        within_s=full_within_s(decided.level, roster) if decided is not None else FULL_WITHIN_S,
        points=points,
        points_open=max(opened, key=lambda one: one.at) if opened and len(opened) == len(points) else None,
        manned=milestone(manned.since, manned.time_sure, manned.number) if manned is not None else None,
        missing=tuple(role for role in called if role not in came),
        full=of_line(next((line for line in after if line.change is Change.FULL), None)),
        stood_down=of_line(next((line for line in reversed(after) if line.change is Change.STAND_DOWN), None)),
    )


def _first_call_in(history: Sequence[LevelLine], roster: Roster) -> LevelLine | None:
    """The first decision on a level that calls a staff in."""
    for line in history:
        if line.change in (Change.FIRST, Change.UP) and full_within_s(line.level, roster) is not None:
            return line
    return None


def _alarm(
    state: State, events: Sequence[Event], started: Event | None, decided: LevelLine | None, tag: int
) -> tuple[int, bool, str]:
    """When it began, whether that is sure, and the number of the event that says so."""
    scope = Scope.with_day_before(state, tag)
    found = [(event.at, event.time_sure, event.number) for event in (started,) if event is not None]
    found += [
        (said_at(call.body.at, call), call.time_sure or call.body.at is not None, call.number)
        for call in state.staff.calls.values()
        if call in scope
    ]
    if decided is not None:
        found.append((decided.at, decided.time_sure, decided.number))
    if not found:  # of an incident that only others' lines are known of
        found = [(event.at, event.time_sure, event.number) for event in events]
    return min(found)


def _in_role(duty: Sequence[Spell], role: str) -> list[Spell]:
    return [spell for spell in duty if spell.role == role]


def _points(
    state: State,
    roster: Roster,
    events: Sequence[Event],
    duty: Sequence[Spell],
    milestone: Callable[[int, bool, str], Milestone],
) -> Iterator[OpenedPoint]:
    """Every meeting point of the roster, in its order."""
    wrote: dict[int, Event] = {}
    stands = {kit: place_of_kit(kit, state, roster) for kit in {event.kit for event in events}}
    for event in events:
        first = wrote.setdefault(stands[event.kit], event)
        if event.at < first.at:
            wrote[stands[event.kit]] = event
    for place in roster.with_role(Role.MEETING_POINT):
        came = [spell for spell in duty if spell.place == place.number]
        if came:
            first_on = min(came, key=lambda spell: spell.since)
            yield OpenedPoint(place.number, milestone(first_on.since, first_on.time_sure, first_on.number))
        elif (line := wrote.get(place.number)) is not None:
            yield OpenedPoint(place.number, milestone(line.at, line.time_sure, line.number), by_crew=False)
        else:
            yield OpenedPoint(place.number, None)
