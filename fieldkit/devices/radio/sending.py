"""What waits to be sent, what is with the node now, what was sent and answered: spacing, pauses, fresh packet ids.

One packet at a time is with the node: it keeps only its last two queueStatus for us, and a second answer would push out
the first.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from fieldkit.devices.radio import translate
from fieldkit.link.node import ports
from fieldkit.link.node import radio_types as types
from fieldkit.link.node.radio_types import PacketIn, RadioEvent, Send

DUTY_CYCLE, RATE_LIMIT = 9, 38
"""Errors by which our own node says that it has sent enough."""

SPACING = {
    ports.TEXT_APP: 2.4,
    ports.ALERT_APP: 10.4,
    ports.POSITION_APP: 10.4,
    ports.WAYPOINT_APP: 10.4,
    ports.TELEMETRY_APP: 10.4,
    ports.TRACEROUTE_APP: 30.4,
}
"""Seconds between two sends of a port number: the firmware drops what comes sooner (2, 10, 30 s), mostly in silence.

0.25 s more, because it may take the first packet up late and the second at once (recorded: two texts 2.10 s apart, the
second lost; docs/facts/radio.md, "Reliability").
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
    """The sends of one node, across connections. Times are of the caller's monotonic clock, in seconds.

    duty_pause: seconds that nothing goes on the air after the node told that its duty cycle is used up.
    """

    def __init__(self, rng: RandomBits, max_waiting: int, remembered: int, duty_pause: float) -> None:
        self.waiting: list[Send] = []
        self.in_flight: int | None = None
        """Packet id that the node has not yet answered for."""
        self._rng = rng
        self._max_waiting = max_waiting
        self._remembered = remembered
        self._duty_pause = duty_pause
        self._sent: OrderedDict[int, Sent] = OrderedDict()
        self._next_allowed: dict[int, float] = {}
        self._paused_until = 0.0

    def full(self) -> bool:
        return len(self.waiting) >= self._max_waiting

    def knows(self, packet_id: int) -> bool:
        """Whether a packet was given to the node by us, as far as is remembered."""
        return packet_id in self._sent

    def add(self, send: Send) -> None:
        """Queue it: in order, but urgent before what is not."""
        at = len(self.waiting)
        if send.urgent:
            at = next((i for i, waiting in enumerate(self.waiting) if not waiting.urgent), at)
        self.waiting.insert(at, send)

    def take_back(self, which: Callable[[Send], bool]) -> list[Send]:
        """Give up what has not gone to the node; in order."""
        taken = [send for send in self.waiting if which(send)]
        self.waiting = [send for send in self.waiting if send not in taken]
        return taken

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

    def refused(self, code: int, own: int | None, now: float) -> list[RadioEvent]:
        """Our own node refuses the packet that is with it. The same often follows as a routing answer; told once."""
        if own is not None and self.in_flight is not None:
            self._sent[self.in_flight].answers.add((own, code))
        send = self.finish()
        return [*self._obey(code, send, now), refusal(send, code)]

    def answered(self, answer: PacketIn, own: int | None, now: float) -> list[RadioEvent]:
        """A routing answer came; what it says of a packet of ours, and only once."""
        sent = self._sent.get(answer.request_id)
        if sent is None:
            return []  # for the firmware's own packets, or older than we remember
        try:
            code = translate.routing_code(answer.payload)
        except DecodeError:
            return [types.LogLine("undecodable routing answer", types.LogSource.SESSION)]
        if code is None or (answer.from_node, code) in sent.answers:
            return []
        sent.answers.add((answer.from_node, code))
        send, is_own = sent.send, answer.from_node == own
        if code:
            paused = self._obey(code, send, now) if is_own else []
            return [*paused, types.Nak(send.token, code, translate.error_word(code), answer.from_node)]
        if is_own or answer.from_node == send.to_node:
            return [types.Ack(send.token, answer.from_node, implicit=is_own and send.to_node != own)]
        # Whoever has the channel key can write this; it says nothing about the destination.
        what = f"acknowledgement from !{answer.from_node:08x}, which was not asked"
        return [types.LogLine(what, types.LogSource.SESSION)]

    def fresh_id(self) -> int:
        """A random id: a node ignores one among the last 20 it had from us, failed ones too, so none is used again."""
        while True:
            candidate = self._rng.getrandbits(32)
            if candidate and candidate not in self._sent:
                return candidate

    def _obey(self, code: int, send: Send, now: float) -> list[RadioEvent]:
        """Hold back what our own node will not take: everything on the air, or one port number for its spacing."""
        if code == DUTY_CYCLE:
            seconds = self._duty_pause
            self._paused_until = max(self._paused_until, now + seconds)
        elif code == RATE_LIMIT:
            seconds = SPACING.get(send.portnum, SPACING[ports.TEXT_APP])
            self._next_allowed[send.portnum] = now + seconds
        else:
            return []
        return [types.Paused(code, translate.error_word(code), seconds)]


def refusal(send: Send, code: int, maybe_sent: int = 0) -> types.SendRefused:
    """A send is over; `maybe_sent` is the id of the packet when the node may have sent it all the same."""
    return types.SendRefused(send.token, code, translate.refusal_word(code), maybe_sent != 0, maybe_sent)
