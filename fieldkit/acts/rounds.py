"""Reporting rounds: how often every place reports; asking a place that has not. What is read: `core.views.rounds`."""

from typing import NamedTuple

from fieldkit.acts import messages
from fieldkit.acts.whole import whole
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.facts.work import Round, Silence, SilenceStep
from fieldkit.kit import Kit

HOUR_S = 3600


class Asked(NamedTuple):
    """The message that asks, and the step of the ladder that was taken with it."""

    message: Event
    step: Event


def call(kit: Kit, hours: int, *, first: int | None = None, by: str = "") -> Event[Round]:
    """Every place reports each `hours` hours; 0 calls the rounds off. `first` is the first round, seconds since 2025,
    by default the next whole hour."""
    start = (int(kit.now()) // HOUR_S + 1) * HOUR_S - EPOCH_UNIX_S if first is None else first
    return kit.record(whole(Round)(hours, start, by=by))


def remind(kit: Kit, place: int, text: str, *, by: str = "") -> Asked:
    """Ask a silent place itself once more."""
    message = messages.send(kit, text, place, precedence=Precedence.URGENT, sender=kit.place, by=by)
    return Asked(message, kit.record(whole(Silence)(place, SilenceStep.RESEND, by=by)))


def ask_neighbour(kit: Kit, place: int, neighbour: int, text: str, *, by: str = "") -> Asked:
    """Ask the place that is nearest to a silent one."""
    message = messages.send(kit, text, neighbour, precedence=Precedence.URGENT, sender=kit.place, by=by)
    return Asked(message, kit.record(whole(Silence)(place, SilenceStep.ASK, asked=neighbour, by=by)))
