"""Scope: which events belong to an incident, said in one place; a view takes the variant that fits what it shows.

What a thing is decides how much of the work outside any incident ("daily work") belongs to the incident that runs:

    variant            its own   daily work, a real incident   daily work, an exercise   while no incident runs
    alone                 x                  –                            –               daily work
    with_day_before       x        from a day before it                   –               daily work
    whole_log             x        from a day before it                   –               everything
    with_daily_work       x                 all                           –               daily work
    to_follow_up          x                 all                           –         all but what is over for long
    to_send               x                 all                          all              daily work
    while_it_lasted       x        from its start to its end              –               daily work
"""

from dataclasses import dataclass

from fieldkit.core.clock.hybrid import MAX_HLC, hlc_of_unix
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.state.fold import State
from fieldkit.core.state.held import EVERYTHING, InPlay

DAILY_BEFORE_S = 24 * 3600
"""How long before the start of a real incident that which was recorded outside any belongs to it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs to the incident `tag` (0: to none). Ask `event in scope`, or `has` for what State keeps by incident.

    `daily_from`: hybrid time from which daily work belongs to it as well, None when none does. `idle`: what belongs
    while no incident runs, also of what was left by incidents that are over; None: daily work alone. `daily_to`: hybrid
    time up to which.
    """

    tag: int
    daily_from: int | None = None
    idle: InPlay | None = None
    daily_to: int = MAX_HLC

    def __contains__(self, event: Event) -> bool:
        return self.has(event.incident, event.order)

    def has(self, incident: int, hlc: int = MAX_HLC) -> bool:
        """Whether what was recorded in `incident` at `hlc` (by default: just now) belongs."""
        if incident == self.tag or (self.idle is not None and not self.tag and incident in self.idle):
            return True
        return not incident and self.daily_from is not None and self.daily_from <= hlc <= self.daily_to

    @classmethod
    def alone(cls, tag: int) -> "Scope":
        """A card run or a step about a silent place: it was begun in one incident, and ends with it."""
        return cls(tag)

    @classmethod
    def with_day_before(cls, state: State, tag: int) -> "Scope":
        """The picture, the staff, what citizens ask: places report and people come on duty before somebody presses
        start. An exercise never mixes with anything."""
        return cls(tag, _day_before(state, tag))

    @classmethod
    def whole_log(cls, state: State, tag: int) -> "Scope":
        """The log on paper: as the picture, and everything when no incident runs."""
        return cls(tag, _day_before(state, tag), idle=EVERYTHING)

    @classmethod
    def with_daily_work(cls, tag: int) -> "Scope":
        """Requests, notices, notes, rounds and proposals: what somebody needs does not lapse because a crisis begins,
        however old it is. An exercise never mixes with anything."""
        return cls(tag, _all_daily(tag))

    @classmethod
    def to_follow_up(cls, state: State, tag: int) -> "Scope":
        """Messages, and cards that are open here: with daily work; and when no incident runs all that is left of those
        that are over, for somebody must still read or close it, but not of those that are over for long."""
        return cls(tag, _all_daily(tag), idle=InPlay(state.put_away(), but=True))

    @classmethod
    def to_send(cls, tag: int) -> "Scope":
        """What an engine that starts puts in the queue: never what an incident left that is over or not begun."""
        return cls(tag, 0)

    @classmethod
    def while_it_lasted(cls, state: State, tag: int) -> "Scope":
        """Looking back: with what kits wrote that had not heard yet that it runs. An exercise never mixes with
        anything."""
        incident = state.incidents.get(tag)
        if not tag or tag & EXERCISE_BIT or incident is None or incident.started is None:
            return cls(tag)
        return cls(tag, incident.started.hlc, daily_to=MAX_HLC if incident.ended is None else incident.ended.hlc)


def _day_before(state: State, tag: int) -> int | None:
    incident = state.incidents.get(tag)
    if not tag or tag & EXERCISE_BIT or incident is None or incident.started is None:
        return None
    return hlc_of_unix(incident.started.at - DAILY_BEFORE_S)


def _all_daily(tag: int) -> int | None:
    return None if tag & EXERCISE_BIT else 0
