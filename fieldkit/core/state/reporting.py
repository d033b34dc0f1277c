"""The part of State about reporting: rounds, steps about silent places, and signs of life. Folded by `core.state.fold`.

Small, however long an incident lasts: the latest word of each place. The views are `core.views.rounds` and friends.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.said import Ack, Message, Note, Report
from fieldkit.core.facts.terms import Via
from fieldkit.core.facts.work import Dispatch, Request, Round, Silence, SilenceStep
from fieldkit.core.state.chits import told_by
from fieldkit.core.state.register import Register


class Word(NamedTuple):
    """A report as a sign of life: its number, who gave it, and the kit that recorded it."""

    number: str
    by: str
    kit: int


class ReportingState(msgspec.Struct):
    """Everything folded about who reports when."""

    rounds: dict[int, Register[Round]] = {}
    """By incident tag."""
    silence: dict[tuple[int, int], dict[SilenceStep, Register[Silence]]] = {}
    """By (incident tag, place number): the latest of each step."""
    told: dict[tuple[int, int], Register[Word]] = {}
    """By (incident tag, place number): the latest report that came from the place itself."""
    observed: dict[tuple[int, int, int], Register[Word]] = {}
    """By (incident tag, place number, kit): the latest report that somebody at that kit made of what they saw."""
    spoken: dict[tuple[int, int], int] = {}
    """By (place number, 0), or (0, kit) for where the kit stands: the latest hybrid time at which somebody there wrote,
    said forstået, noted, asked or sent a runner, in any incident."""


def _round(reporting: ReportingState, event: Event[Round], body: Round) -> None:
    reporting.rounds.setdefault(event.incident, Register()).put(event.stamp, body)


def _silence(reporting: ReportingState, event: Event[Silence], body: Silence) -> None:
    steps = reporting.silence.setdefault((event.incident, body.place), {})
    steps.setdefault(body.step, Register()).put(event.stamp, body)


def _heard(reporting: ReportingState, event: Event[Report], body: Report) -> None:
    """Take in a report as a sign of life."""
    word = Word(event.number, body.by, event.kit)
    if body.via is Via.OBSERVED:
        # whether that kit stands at the place itself is known to the views: its hello may come later
        reporting.observed.setdefault((event.incident, body.place, event.kit), Register()).put(event.stamp, word)
    else:
        reporting.told.setdefault((event.incident, body.place), Register()).put(event.stamp, word)


_SPEAKS: dict[type, Callable[[Any], int]] = {
    Message: lambda message: message.sender,
    Ack: lambda ack: ack.place,
    Note: lambda note: 0,
    Request: lambda request: 0,
    Dispatch: lambda dispatch: 0,
}
"""What is a sign of life beside a report, and the place that it names as the one that spoke, 0 for none."""


def spoken_by(event: Event) -> tuple[int, int] | None:
    """Who gave a sign of life that is no report: (place number, 0), or (0, kit) for where the kit stands; else None."""
    place = _SPEAKS.get(type(event.body))
    if place is None:
        return None
    said = place(event.body)
    return (said, 0) if said else (0, event.kit)


def _spoke(reporting: ReportingState, event: Event, body: Any) -> None:
    """Take in a sign of life that is no report."""
    if (key := spoken_by(event)) is not None:
        reporting.spoken[key] = max(reporting.spoken.get(key, 0), event.at)


HANDLERS: dict[type, Callable[[ReportingState, Any, Any], None]] = {
    Round: _round,
    Silence: _silence,
    Report: _heard,
    **dict.fromkeys(_SPEAKS, _spoke),
}


class Sign(NamedTuple):
    """A sign of life from a place, 0 for where the kit stands; `at` Unix seconds. `observed`: somebody elsewhere saw
    the place, unless the kit stands there."""

    place: int
    at: int
    observed: bool


def sign_of(event: Event) -> Sign | None:
    """The sign of life that one event is, by what is folded of it; None for none. A chit is what stands on it."""
    said = told_by(event) if says(event, Chit) else event
    if said is None or (take := HANDLERS.get(type(said.body))) is None:
        return None
    state = ReportingState()
    take(state, said, said.body)
    for _, place in state.told:
        return Sign(place, said.at, False)
    for _, place, _ in state.observed:
        return Sign(place, said.at, True)
    for place, _ in state.spoken:
        return Sign(place, said.at, False)
    return None
