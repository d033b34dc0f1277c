"""What waits to be sent, what is with the node now, and what was sent: spacing, pauses and fresh packet ids.

One packet at a time is with the node: it keeps only its last two queueStatus for us, and a second answer would push out
the first.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from fieldkit.link import radio_types as types
from fieldkit.link.radio_types import Send

SPACING = {
    types.TEXT_APP: 2.4,
    types.ALERT_APP: 10.4,
    types.POSITION_APP: 10.4,
    types.WAYPOINT_APP: 10.4,
    types.TELEMETRY_APP: 10.4,
    types.TRACEROUTE_APP: 30.4,
}
"""Seconds between two sends of a port number: the firmware drops what comes sooner (2, 10, 30 s), mostly in silence.

0.25 s more, because it may take the first packet up late and the second at once (recorded: two texts 2.10 s apart, the
second lost).
"""


class RandomBits(Protocol):
    """The part of random.Random that is used."""

    def getrandbits(self, k: int, /) -> int: ...


@dataclass(slots=True)
class Sent:
    """A packet given to the node, with the (node, code) answers already told."""

    send: Send
    answers: set[tuple[int, int]] = field(default_factory=set)


class Sending:
    """The sends of one node, across connections. Times are of the caller's monotonic clock, in seconds."""

    def __init__(self, rng: RandomBits, max_waiting: int, remembered: int) -> None:
        self.waiting: list[Send] = []
        self.in_flight: int | None = None
        """Packet id that the node has not yet answered for."""
        self._rng = rng
        self._max_waiting = max_waiting
        self._remembered = remembered
        self._sent: OrderedDict[int, Sent] = OrderedDict()
        self._next_allowed: dict[int, float] = {}
        self._paused_until = 0.0

    def full(self) -> bool:
        return len(self.waiting) >= self._max_waiting

    def add(self, send: Send) -> None:
        """Queue it: in order, but urgent before what is not."""
        at = len(self.waiting)
        if send.urgent:
            at = next((i for i, waiting in enumerate(self.waiting) if not waiting.urgent), at)
        self.waiting.insert(at, send)

    def allowed_at(self, send: Send, own: int | None) -> float:
        """When spacing and pauses let it go. Talk with our own node takes no air."""
        spaced = self._next_allowed.get(send.portnum, 0.0)
        return spaced if send.to_node == own else max(spaced, self._paused_until)

    def candidates(self, free: int | None, own: int | None) -> list[Send]:
        """What the node's queue has room for, in order; `free` None: the node has not said, so nothing."""
        if free is None or self.in_flight is not None:
            return []
        return [send for send in self.waiting if free > 0 or send.to_node == own]

    def start(self, send: Send, now: float) -> int:
        """It goes to the node now; returns its fresh packet id."""
        self.waiting.remove(send)
        packet_id = self.fresh_id()
        self._sent[packet_id] = Sent(send)
        if len(self._sent) > self._remembered:
            self._sent.popitem(last=False)
        self.in_flight = packet_id
        if send.portnum in SPACING:
            self._next_allowed[send.portnum] = now + SPACING[send.portnum]
        return packet_id

    def finish(self) -> Send:
        """The packet with the node is answered, or given up."""
        if self.in_flight is None:
            raise RuntimeError("no packet is with the node")
        send = self._sent[self.in_flight].send
        self.in_flight = None
        return send

    def sent(self, packet_id: int) -> Sent | None:
        """What that id carried, if it is ours and not forgotten."""
        return self._sent.get(packet_id)

    def fresh_id(self) -> int:
        """A random id: a node ignores one among the last 20 it had from us, failed ones too, so none is used again."""
        while True:
            candidate = self._rng.getrandbits(32)
            if candidate and candidate not in self._sent:
                return candidate

    def pause(self, now: float, seconds: float) -> None:
        """Nothing goes on the air for so long."""
        self._paused_until = max(self._paused_until, now + seconds)

    def pause_port(self, portnum: int, now: float) -> float:
        """Nothing on this port number for its spacing, which is returned."""
        seconds = SPACING.get(portnum, SPACING[types.TEXT_APP])
        self._next_allowed[portnum] = now + seconds
        return seconds
