"""How far an event has come towards a place: five honest words, their Danish, and the one table of what may follow.

`heard` proves one relay and no recipient. Only the place's own HEADS (for a phone, its node's acknowledgement) makes
`received`, and only a human's word makes `acknowledged`. Radio, store, screen and command line all read it here.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce


class DeliveryState(StrEnum):
    """heard: some node relayed it. received: the place's kit or node has it. acknowledged: a human there said so."""

    QUEUED = "queued"
    SENT = "sent"
    HEARD = "heard"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"


DELIVERY_DA: dict[DeliveryState, str] = {
    DeliveryState.QUEUED: "i kø",
    DeliveryState.SENT: "sendt",
    DeliveryState.HEARD: "hørt",
    DeliveryState.RECEIVED: "modtaget",
    DeliveryState.ACKNOWLEDGED: "forstået",
}

_Q, _S, _H, _R, _A = DeliveryState
NEXT: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    _Q: (_S, _H, _R, _A),
    _S: (_H, _R, _A),
    _H: (_R, _A),
    _R: (_A,),
    _A: (),
}
"""What may follow each state; all else that is told changes nothing, so nothing leads back down. An event may be
received before it was ever sent (another carrier brought it), and acknowledged by voice before either."""
ARRIVED = (DeliveryState.RECEIVED, DeliveryState.ACKNOWLEDGED)
"""The place has it."""


def after(state: DeliveryState, told: DeliveryState) -> DeliveryState:
    """The state once it is told that the event has come as far as `told`."""
    return told if told in NEXT[state] else state


def has_reached(state: DeliveryState, told: DeliveryState) -> bool:
    """Whether `state` is as far as `told`, or further."""
    return after(state, told) == state


def furthest(states: Iterable[DeliveryState]) -> DeliveryState:
    """The furthest of several; QUEUED when there is none."""
    return reduce(after, states, DeliveryState.QUEUED)
