"""Which events belong to the incident that runs: its own, and with a real one what was said just before its start."""

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, unix_of
from fieldkit.core.facts.event import EXERCISE_BIT, Event
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import DAILY_BEFORE_S


def in_scope(event: Event, state: State, tag: int) -> bool:
    """Whether `event` counts while `tag` runs. An exercise never mixes with anything; a real incident also counts what
    was recorded outside any from a day before its start, for people come on duty before somebody presses start."""
    if event.incident == tag:
        return True
    if event.incident or not tag or tag & EXERCISE_BIT:
        return False
    incident = state.incidents.get(tag)
    started = incident.started if incident else None
    return started is not None and unix_of(event.hlc) >= unix_of(started.hlc) - DAILY_BEFORE_S


def said_at(seconds: int | None, event: Event) -> int:
    """Unix seconds of what an event tells: as a person said it (seconds since 2025), else when it was recorded."""
    return unix_of(event.hlc) if seconds is None else seconds + EPOCH_UNIX_S
