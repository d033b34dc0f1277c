"""The part of State that holds incidents: which run, which are over, and for how long. Folded by `core.state.fold`."""

from collections.abc import Callable
from typing import Any

import msgspec

from fieldkit.core.facts.event import EXERCISE_BIT, Event, Stamp
from fieldkit.core.facts.exercises import ExercisePace
from fieldkit.core.facts.said import Incident
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.state.register import Register

LEFT_OVER = 3
"""So many of the incidents that ended last are still to be followed up while none runs."""


class IncidentState(msgspec.Struct):
    """One crisis or exercise. `open` holds whether it runs; `started` is the earliest start; `pace` how an exercise
    goes on, empty while it goes with the clock from its start."""

    name: Register[str] = msgspec.field(default_factory=Register)
    level: Register[str] = msgspec.field(default_factory=Register)
    open: Register[bool] = msgspec.field(default_factory=Register)
    started: Stamp | None = None
    pace: Register[ExercisePace] = msgspec.field(default_factory=Register)

    @property
    def ended(self) -> Stamp | None:
        """When it ended; None while it runs, and where only its level is known here."""
        return self.open.stamp if self.open.value is False else None


Incidents = dict[int, IncidentState]
"""By tag."""


def running(incidents: Incidents) -> frozenset[int]:
    """Tags of those that have begun and not ended."""
    return frozenset(tag for tag, incident in incidents.items() if incident.open.value)


def current(incidents: Incidents) -> int:
    """The tag of the one that runs now, 0 when none does. A real one comes before any exercise."""
    found = [
        (not tag & EXERCISE_BIT, incident.open.stamp, tag)
        for tag, incident in incidents.items()
        if incident.open.value and incident.open.stamp is not None
    ]
    return max(found)[2] if found else 0


def besides(incidents: Incidents, tag: int) -> list[int]:
    """Tags of those that run besides `tag`, the newest first."""
    others = running(incidents) - {tag}
    return sorted(others, key=lambda other: (incidents[other].open.stamp or (), other), reverse=True)


def called(incidents: Incidents, tag: int) -> str:
    """`“Strømsvigt nord”`, `ØVELSE “Efterår”`."""
    known = incidents.get(tag)
    name = (known.name.value if known else None) or "Hændelsen"
    return f"{'ØVELSE ' if tag & EXERCISE_BIT else ''}“{name}”"


def over_for_long(incidents: Incidents) -> frozenset[int]:
    """Tags of those that ended before the last `LEFT_OVER`."""
    ended = sorted((incident.ended, tag) for tag, incident in incidents.items() if incident.ended is not None)
    return frozenset(tag for _, tag in ended[:-LEFT_OVER])


def _incident(incidents: Incidents, event: Event[Incident], body: Incident) -> None:
    if event.exercise and not body.tag & EXERCISE_BIT:
        return  # within an exercise nothing real begins or ends
    incident = incidents.setdefault(body.tag, IncidentState())
    incident.open.put(event.stamp, not body.stop)
    if body.level:
        incident.level.put(event.stamp, body.level)
    if not body.stop:
        incident.name.put(event.stamp, body.name)
        if incident.started is None or event.stamp < incident.started:
            incident.started = event.stamp


def _level(incidents: Incidents, event: Event[LevelChange], body: LevelChange) -> None:
    if event.incident:
        incident = incidents.setdefault(event.incident, IncidentState())
        incident.level.put(event.stamp, "" if body.level is None else str(body.level))


def _pace(incidents: Incidents, event: Event[ExercisePace], body: ExercisePace) -> None:
    if event.incident:
        incidents.setdefault(event.incident, IncidentState()).pace.put(event.stamp, body)


HANDLERS: dict[type, Callable[[Incidents, Any, Any], None]] = {
    Incident: _incident,
    LevelChange: _level,
    ExercisePace: _pace,
}
