"""Which events of an incident its timeline tells: what turned it, what was decided, who was missed."""

from collections.abc import Callable, Sequence
from typing import Any

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.exercises import ExercisePace
from fieldkit.core.facts.said import EntrySort, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Handover, LevelChange, Warned
from fieldkit.core.facts.terms import Level, Precedence
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    Request,
    RequestStatus,
    Round,
    Silence,
)

MOST = 150
"""Moments of one timeline: what a person reads through."""
_Weight = Callable[[Any], int | None]


def _always(weight: int) -> _Weight:
    return lambda body: weight


_WEIGHTS: dict[type, _Weight] = {
    Incident: _always(0),
    LevelChange: _always(0),
    ExercisePace: _always(1),
    Warned: _always(1),
    Note: lambda note: 1 if note.entry is not EntrySort.NOTE else None,
    Handover: _always(2),
    Round: _always(2),
    Silence: _always(2),
    Report: lambda report: 3 if report.level is Level.RED else None,
    Message: lambda message: {Precedence.FLASH: 1, Precedence.URGENT: 3}.get(message.precedence),
    Request: _always(3),
    RequestStatus: lambda status: 4 if not status.state.is_open else None,
    Dispatch: _always(3),
    DispatchStatus: lambda status: 4 if status.act is not DispatchAct.DELIVERED else None,
    Notice: _always(4),
    Answer: _always(4),
}
"""By type of body: how much a moment counts, 0 the most; None for none. What is not here is no moment."""


def moments(events: Sequence[Event], most: int = MOST) -> tuple[list[Event], int]:
    """The moments among these events, `most` at most, in the order of time; and how many were left out, those that
    count least and of those the latest."""
    weighed = [
        (weight, event.stamp, event)
        for event in events
        if (of := _WEIGHTS.get(type(event.body))) is not None and (weight := of(event.body)) is not None
    ]
    weighed.sort(key=lambda one: one[:2])
    kept = sorted((event for _, _, event in weighed[:most]), key=lambda event: event.stamp)
    return kept, len(weighed) - len(kept)
