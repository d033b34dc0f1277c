"""Which level was decided by whom, how long the staff has to be complete, and who is called in which order. A view."""

from enum import StrEnum

import msgspec

from fieldkit.core.facts.event import said_at
from fieldkit.core.facts.staff import CallResult, LevelAct
from fieldkit.core.roster.roster import Person, PersonRole, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.staff import LevelWord
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.crew import on_duty
from fieldkit.core.views.scope import Scope

FULL_WITHIN_S = 2 * 3600
"""The staff is complete two hours after the decision (a main plan, section 3.1), unless the ladder says otherwise."""
ENDURE_S = 3 * 24 * 3600
"""And can be kept going for three days (same section)."""
RETRY_S = 10 * 60
"""Who did not answer is called again after ten minutes, when all others have been tried."""


class Change(StrEnum):
    """What a decision did to the level."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    SAME = "same"
    FULL = "full"
    STAND_DOWN = "stand-down"


CHANGE_DA: dict[Change, str] = {
    Change.FIRST: "aktiveret",
    Change.UP: "hævet",
    Change.DOWN: "sænket",
    Change.SAME: "fastholdt",
    Change.FULL: "staben er fuldtallig",
    Change.STAND_DOWN: "staben er ophørt",
}


class LevelLine(msgspec.Struct, frozen=True):
    """One decision. `at` Unix seconds; `by` "" when nobody wrote who; `level` None: no level any more."""

    number: str
    at: int
    time_sure: bool
    level: int | None
    change: Change
    by: str
    reason: str


class StaffClock(msgspec.Struct, frozen=True):
    """Counts from the decision that raised the level. Unix seconds; `full_at` None until somebody says it is complete.

    `missing` are the roles that the level calls in and that nobody on duty has.
    """

    decided_at: int
    full_by: int
    full_at: int | None
    late: bool
    endure_until: int
    missing: tuple[PersonRole, ...]


class Activation(msgspec.Struct, frozen=True):
    """The level now, with its history, oldest first. `clock` None when the level calls no staff."""

    level: int | None
    name: str
    decided_by: str
    since: int | None
    clock: StaffClock | None
    history: tuple[LevelLine, ...]


class Attempt(msgspec.Struct, frozen=True):
    """One call. `at` Unix seconds."""

    number: str
    at: int
    result: CallResult
    by: str
    note: str


class Callee(msgspec.Struct, frozen=True):
    """A person of the calling order with the attempts so far, oldest first. `on_duty`: has come, call or no call."""

    person: Person
    attempts: tuple[Attempt, ...]
    on_duty: bool

    @property
    def reached(self) -> bool:
        return self.on_duty or any(a.result in (CallResult.REACHED, CallResult.STAND_IN) for a in self.attempts)


class CallSeat(msgspec.Struct, frozen=True):
    """A seat to fill: the person whose it is, then the stand-ins. One of them reached is enough."""

    role: PersonRole
    people: tuple[Callee, ...]

    @property
    def reached(self) -> bool:
        return any(callee.reached for callee in self.people)


class NextCall(msgspec.Struct, frozen=True):
    """Whom to call next. `due_at` Unix seconds: now, or when one who did not answer should be tried again."""

    person: Person
    tried: int
    due_at: int


def make_activation(state: State, roster: Roster, now: float, tag: int | None = None) -> Activation:
    """The level of incident `tag` (by default the one that runs) at `now` (Unix seconds)."""
    tag = state.current() if tag is None else tag
    scope = Scope.with_day_before(state, tag)
    words = (word for word in state.staff.levels.values() if word.event in scope)
    level: int | None = None
    decided: LevelLine | None = None
    raised_at: int | None = None
    full_at: int | None = None
    lines: list[LevelLine] = []
    for word in sorted(words, key=lambda word: word.event.stamp):
        line = _line(word, level, first=decided is None)
        lines.append(line)
        if line.change is Change.FULL:
            full_at = line.at
            continue
        if line.change in (Change.FIRST, Change.UP):
            raised_at, full_at = line.at, None
        level, decided = line.level, line
        if line.change is Change.STAND_DOWN or level is None:
            raised_at = full_at = None
    within = full_within_s(level, roster)
    clock = None
    if raised_at is not None and within is not None:
        step = roster.level(level) if level is not None else None
        present = {spell.role for spell in on_duty(state, now, tag)}
        clock = StaffClock(
            decided_at=raised_at,
            full_by=raised_at + within,
            full_at=full_at,
            late=(now if full_at is None else full_at) > raised_at + within,
            endure_until=raised_at + ENDURE_S,
            missing=tuple(role for role in (step.calls if step else ()) if role not in present),
        )
    step = roster.level(level) if level is not None else None
    return Activation(
        level=level,
        name=step.name if step else "",
        decided_by=decided.by if decided else "",
        since=decided.at if decided else None,
        clock=clock,
        history=tuple(lines),
    )


def calling_order(
    state: State, roster: Roster, now: float, level: int | None = None, tag: int | None = None
) -> list[CallSeat]:
    """The seats that a level fills, in the ladder's order; with no level decided, the lowest step's that calls anybody.

    Without a ladder everybody with a role, in the order of roles.
    """
    tag = state.current() if tag is None else tag
    if level is None:
        level = make_activation(state, roster, now, tag).level
    step = roster.level(level) if level is not None else None
    if step is None or not step.calls:
        step = next((s for s in sorted(roster.levels, key=lambda s: s.level) if s.calls), None)
    roles = step.calls if step else tuple(PersonRole)
    made: dict[str, list[Attempt]] = {}
    scope = Scope.with_day_before(state, tag)
    calls = (e for e in state.staff.calls.values() if e in scope)
    for event in sorted(calls, key=lambda e: e.stamp):
        body = event.body
        attempt = Attempt(event.number, said_at(body.at, event), body.result, body.by, body.note)
        made.setdefault(fold_name(body.name), []).append(attempt)
    present = {fold_name(spell.name) for spell in on_duty(state, now, tag)}
    return [
        CallSeat(role, tuple(_callee(person, made, present) for person in people))
        for role in roles
        for people in _seats(role, roster)
    ]


def next_call(seats: list[CallSeat], now: float) -> NextCall | None:
    """The next person to call: whoever was not tried yet, seat by seat; then those who did not answer, the one tried
    longest ago first. None when every seat is reached."""
    open_people = [callee for seat in seats if not seat.reached for callee in seat.people]
    for callee in open_people:
        if not callee.attempts:
            return NextCall(callee.person, 0, int(now))
    waiting = [(callee.attempts[-1].at + RETRY_S, index) for index, callee in enumerate(open_people)]
    if not waiting:
        return None
    due, index = min(waiting)
    callee = open_people[index]
    return NextCall(callee.person, len(callee.attempts), max(due, int(now)))


def full_within_s(level: int | None, roster: Roster) -> int | None:
    """Seconds to a complete staff; None when the level calls none. A level that is on no ladder counts two hours."""
    if level is None:
        return None
    step = roster.level(level)
    if step is None:
        return FULL_WITHIN_S if level else None
    return None if step.full_within_min is None else step.full_within_min * 60


def _line(word: LevelWord, before: int | None, *, first: bool) -> LevelLine:
    event = word.event
    if word.act is LevelAct.FULL:
        change, level = Change.FULL, before
    elif word.act is LevelAct.STAND_DOWN:
        change, level = Change.STAND_DOWN, word.level
    else:
        change, level = _change(before, word.level, first=first), word.level
    at, sure = said_at(word.at, event), event.time_sure or word.at is not None
    return LevelLine(event.number, at, sure, level, change, word.by, word.reason)


def _change(before: int | None, level: int | None, *, first: bool) -> Change:
    if before is None:
        return Change.FIRST if first or level is not None else Change.SAME
    if level is None or level < before:
        return Change.DOWN
    return Change.UP if level > before else Change.SAME


def _seats(role: PersonRole, roster: Roster) -> list[list[Person]]:
    """People with a role, each with the stand-ins behind."""
    people = roster.people_with(role)
    names = {fold_name(person.name) for person in people}
    seats: dict[str, list[Person]] = {}
    loose: list[Person] = []
    for person in people:
        of = fold_name(person.stand_in_for)
        if of and of in names and of != fold_name(person.name):
            loose.append(person)
        else:
            seats.setdefault(fold_name(person.name), []).append(person)
    for person in loose:
        seats.setdefault(fold_name(person.stand_in_for), []).append(person)
    return list(seats.values())


def _callee(person: Person, made: dict[str, list[Attempt]], present: set[str]) -> Callee:
    name = fold_name(person.name)
    return Callee(person, tuple(made.get(name, ())), name in present)


def decided_words(by: str) -> str:
    """`besluttet af direktøren`; of a level that an incident began with nobody has written who."""
    return f"besluttet af {by}" if by else "uden at det er skrevet, hvem der har besluttet det"
