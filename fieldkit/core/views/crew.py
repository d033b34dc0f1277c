"""Who is on duty where since when, how long they have been at it, and two teams when it lasts. A view of State."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from fieldkit.core.facts.event import said_at
from fieldkit.core.roster.roster import CRISIS_ROLES, PERSON_ROLE_DA, Person, PersonRole, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.staff import CrewKey, Movement
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.scope import Scope

TWO_TEAMS_S = 24 * 3600
"""When an incident lasts longer, the staff works in two teams (a crisis communication plan, section 6)."""
TWO_TEAMS_WARN_S = 18 * 3600
"""Six hours before that somebody must begin to find the second team, by day rather than by night."""
LONG_SHIFT_S = 12 * 3600
"""A person who has been on duty longer is to be relieved."""


class Spell(msgspec.Struct, frozen=True):
    """One person's time on duty at one place. Unix seconds; `until` None while it lasts.

    `number` is the event that began it, `time_sure` whether its clock was set. `elsewhere` are other places where the
    same name is on duty now: either one person who forgot to sign out, or two people.
    """

    name: str
    role: str
    place: int
    since: int
    until: int | None
    number: str
    time_sure: bool
    long: bool
    elsewhere: tuple[int, ...] = ()


class TeamsState(StrEnum):
    """Whether two teams are needed: not yet, soon, or now."""

    NOT_YET = "not-yet"
    SOON = "soon"
    NOW = "now"


class Seat(msgspec.Struct, frozen=True):
    """A role in two teams: who has it now, who could take over. "" when nobody is known: fetch help from outside."""

    role: PersonRole
    first: str
    second: str


class TwoTeams(msgspec.Struct, frozen=True):
    """Advice on two teams. `at` Unix seconds when the incident has lasted a day, None when no incident runs."""

    state: TeamsState
    at: int | None
    seats: tuple[Seat, ...]


def role_words(role: str) -> str:
    """The Danish word of a role's key; any other role as somebody typed it."""
    return PERSON_ROLE_DA[PersonRole(role)] if role in _ROLE_KEYS else role


def role_key(words: str) -> str:
    """The key of a role that a person wrote in Danish or as its key; the words themselves when there is none such."""
    folded = fold_name(words)
    for role, danish in PERSON_ROLE_DA.items():
        if folded in (fold_name(danish), fold_name(role.value)):
            return role.value
    return words.strip()


def spells(state: State, now: float, tag: int | None = None) -> list[Spell]:
    """Everybody's times on duty in incident `tag` (by default the one that runs), in the order in which they began.

    Read in the order of stamps: a sign-in while on duty changes the role, and the start only when one is said.
    """
    tag = state.current() if tag is None else tag
    scope = Scope.with_day_before(state, tag)
    found: list[Spell] = []
    for key, events in state.staff.crew.items():
        mine = sorted((m for m in events.values() if m.event in scope), key=lambda m: m.event.stamp)
        found += _spells_of(key.place, mine, now)
    return sorted(found, key=lambda spell: (spell.since, spell.place, spell.name, spell.number))


def on_duty(state: State, now: float, tag: int | None = None, place: int | None = None) -> list[Spell]:
    """Those on duty now, at one place or at all, by place and then by time."""
    open_now = [spell for spell in spells(state, now, tag) if spell.until is None]
    places: dict[str, list[int]] = {}
    for spell in open_now:
        places.setdefault(fold_name(spell.name), []).append(spell.place)
    told = [
        msgspec.structs.replace(spell, elsewhere=tuple(p for p in places[fold_name(spell.name)] if p != spell.place))
        for spell in open_now
        if place in (None, spell.place)
    ]
    return sorted(told, key=lambda spell: (spell.place, spell.since, spell.name))


def spell_of(state: State, now: float, name: str, place: int, tag: int | None = None) -> Spell | None:
    """A person's last time on duty at a place, as `spells` has it, read without all the others; None for none."""
    scope = Scope.with_day_before(state, state.current() if tag is None else tag)
    moves = state.staff.crew.get(CrewKey(place, fold_name(name)), {}).values()
    mine = sorted((move for move in moves if move.event in scope), key=lambda move: move.event.stamp)
    found = _spells_of(place, mine, now)
    return found[-1] if found else None


def two_teams(state: State, roster: Roster, now: float, tag: int | None = None) -> TwoTeams:
    """Whether the staff should split in two teams now, and who could be in the second."""
    tag = state.current() if tag is None else tag
    incident = state.incidents.get(tag)
    if not tag or incident is None or incident.started is None:
        return TwoTeams(TeamsState.NOT_YET, None, ())
    started = incident.started.at
    age = now - started
    how = TeamsState.NOT_YET
    if age >= TWO_TEAMS_WARN_S:
        how = TeamsState.NOW if age >= TWO_TEAMS_S else TeamsState.SOON
    duty = on_duty(state, now, tag)
    busy = {fold_name(spell.name) for spell in duty}
    seats = []
    for role in CRISIS_ROLES:
        people = roster.people_with(role)
        first = next((spell.name for spell in duty if spell.role == role), people[0].name if people else "")
        free = next((p.name for p in people if fold_name(p.name) not in busy | {fold_name(first)}), "")
        seats.append(Seat(role, first, free))
    return TwoTeams(how, started + TWO_TEAMS_S, tuple(seats))


def find_people(text: str, roster: Roster) -> tuple[Person, ...]:
    """The roster's rows of a person that somebody names, one for each role; none when the name is not on it."""
    folded = fold_name(text)
    return tuple(person for person in roster.people if fold_name(person.name) == folded)


_ROLE_KEYS = frozenset(role.value for role in PersonRole)


def _spells_of(place: int, moves: Iterable[Movement], now: float) -> list[Spell]:
    found: list[Spell] = []
    current: Spell | None = None
    for event, arrives, shown, role, said in moves:
        if arrives:
            if current is None:
                current = Spell(
                    name=shown,
                    role=role,
                    place=place,
                    since=said_at(said, event),
                    until=None,
                    number=event.number,
                    time_sure=event.time_sure or said is not None,
                    long=False,
                )
            else:
                since = current.since if said is None else said_at(said, event)
                current = msgspec.structs.replace(current, name=shown, role=role or current.role, since=since)
        elif current is not None:
            until = max(said_at(said, event), current.since)
            found.append(_measured(msgspec.structs.replace(current, until=until), until))
            current = None
    if current is not None:
        found.append(_measured(current, now))
    return found


def _measured(spell: Spell, until: float) -> Spell:
    return msgspec.structs.replace(spell, long=until - spell.since > LONG_SHIFT_S)
