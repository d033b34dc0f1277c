"""How fast each event must go: precedence of every kind, and the table of waits that follows from it."""

from typing import NamedTuple

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.link.node.airtime import broadcast_ms


class Pace(NamedTuple):
    """Seconds. gather: wait for company in the frame · first: before the first resend · factor: each wait grows by it
    · longest: the waits stop growing · until: age at which resending ends and gap repair alone goes on
    · answer: within which an addressed kit says that it has the event."""

    gather: float
    first: float
    factor: float
    longest: float
    until: float
    answer: float


PACES: dict[Precedence, Pace] = {
    Precedence.FLASH: Pace(0.0, 12.0, 1.6, 240.0, 6 * 3600.0, 3.0),
    Precedence.URGENT: Pace(0.5, 25.0, 1.8, 600.0, 6 * 3600.0, 8.0),
    Precedence.ROUTINE: Pace(2.0, 60.0, 2.0, 960.0, 4 * 3600.0, 20.0),
    Precedence.INFO: Pace(5.0, 180.0, 2.0, 960.0, 2 * 3600.0, 60.0),
}
"""Retries with decay, then tell (docs/facts/peers.md, "Under stress"): akut 12 s … 4 min, rutine 1 … 16 min."""
PATIENCE = 1.5
"""A resend waits for the answers, and half as long again."""


def stretch(preset: str) -> float:
    """How much longer than on MEDIUM_FAST all waits are that give a frame time to flood: 0.5 … 4 by time on air."""
    return min(4.0, max(0.5, broadcast_ms(80, preset) / broadcast_ms(80, "MEDIUM_FAST")))


def answer_within(precedence: Precedence, answering: int) -> float:
    """Seconds over which `answering` kits spread their answers: each floods the whole mesh."""
    return PACES[precedence].answer * max(1.0, answering / 2)


def urgency(event: Event) -> Precedence:
    """The precedence an event travels with."""
    pace: Precedence = event.row.pace(event.body)
    return pace
