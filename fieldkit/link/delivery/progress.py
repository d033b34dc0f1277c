"""How far an own event has come towards one place: five honest words, and the one table of steps between them.

Nothing leads back down. `heard` proves one relay and no recipient; only the place's own HEADS (or, for a phone, its
node's acknowledgement) makes `received`, and only a human's word makes `acknowledged`.
"""

from enum import StrEnum


class DeliveryState(StrEnum):
    """i kø · sendt · hørt · modtaget · forstået."""

    QUEUED = "queued"
    SENT = "sent"
    HEARD = "heard"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"


class Step(StrEnum):
    """What can happen to an event on its way to a place."""

    TAKEN = "taken"
    """The node has put a frame with it in its queue."""
    REFUSED = "refused"
    """The node would not take the frame, or was lost with it: it goes out again."""
    RELAYED = "relayed"
    """Our node heard some other node pass the frame on."""
    HELD = "held"
    """The place's kit told in HEADS that it has the event, or the place's radio acknowledged the text."""
    SAID = "said"
    """A human at the place said that it is read."""


_Q, _S, _H, _R, _A = DeliveryState
NEXT: dict[DeliveryState, dict[Step, DeliveryState]] = {
    _Q: {Step.TAKEN: _S, Step.REFUSED: _Q, Step.RELAYED: _H, Step.HELD: _R, Step.SAID: _A},
    _S: {Step.TAKEN: _S, Step.REFUSED: _S, Step.RELAYED: _H, Step.HELD: _R, Step.SAID: _A},
    _H: {Step.TAKEN: _H, Step.REFUSED: _H, Step.RELAYED: _H, Step.HELD: _R, Step.SAID: _A},
    _R: {Step.TAKEN: _R, Step.REFUSED: _R, Step.RELAYED: _R, Step.HELD: _R, Step.SAID: _A},
    _A: {Step.TAKEN: _A, Step.REFUSED: _A, Step.RELAYED: _A, Step.HELD: _A, Step.SAID: _A},
}
"""The whole machine of one delivery. An event may be held before it was ever sent: another carrier brought it."""


def after(state: DeliveryState, step: Step) -> DeliveryState:
    """The state that `step` leads to."""
    return NEXT[state][step]
