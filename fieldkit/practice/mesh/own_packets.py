"""A virtual node's own packets: what it may send, tries again and acknowledges, and what became of each.

Own packets are those that start here, acknowledgements included. Of relays it follows only those that ask one next hop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.board import Board
from fieldkit.practice.mesh.frame import (
    BROADCAST,
    NEVER_PKI,
    NO_ERROR,
    Frame,
    again,
    default_priority,
    frame_key,
    frame_length,
)

Error = mesh_pb2.Routing.Error
ROUTING_PORT: Final = int(portnums_pb2.PortNum.ROUTING_APP)
TRIES: Final = 3
RELAY_TRIES: Final = 2
MAX_HOPS: Final = 7


@dataclass(slots=True)
class Followed:
    """A packet whose fate is open: how many tries are left, and when the present one is given up."""

    frame: Frame
    left: int
    due_us: int = 0


class OwnPackets:
    """Sends for one node and follows each packet that wants an acknowledgement."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.on_verdict: list[Callable[[int, int], None]] = []
        """Called with the id of an own packet and the error it ended with (0: some node relayed it)."""
        self.on_notice: list[Callable[[int, str], None]] = []
        """Called with the id of an own packet and a warning for the person who sent it."""
        self._pending: dict[int, Followed] = {}
        self._epoch = 0
        self._may_exceed_duty = False

    def apply_settings(self) -> None:
        """Take up the duty cycle's override: illegal in EU_868, and modelled so that it can be found out."""
        self._may_exceed_duty = self._board.settings.config["lora"].override_duty_cycle

    def clear(self) -> None:
        """Forget what waits for an acknowledgement: a reboot."""
        self._pending.clear()
        self._epoch += 1

    def send(
        self,
        to: int,
        data: mesh_pb2.Data,
        packet_id: int,
        *,
        want_ack: bool = False,
        hop_limit: int | None = None,
        channel: int = 0,
        priority: int = 0,
        pki: bool = False,
        public_key: bytes = b"",
    ) -> int:
        """Put an own packet into the queue; returns the routing error, 32 for a full queue, or 0.

        A routing error is also told as a verdict.
        """
        data.bitfield = 2 if data.want_response else 0
        if (lapse := self._duty_lapse(packet_id)) or (lapse := self._permitted(to, data, channel, pki, public_key)):
            self._end(packet_id, lapse)
            return lapse
        known = self._board.settings.known.get(to)
        broadcast = to == BROADCAST
        use_pki = not broadcast and data.portnum not in NEVER_PKI
        length = frame_length(data, broadcast=broadcast, pki=use_pki)
        if length > airtime.MAX_PHY_BYTES:
            self._end(packet_id, Error.TOO_LARGE)
            return int(Error.TOO_LARGE)
        # who wants to hear a relay needs at least one
        if hop_limit is None or (hop_limit == 0 and want_ack):
            hop_limit = int(self._board.settings.config["lora"].hop_limit)
        hops = min(hop_limit, MAX_HOPS)
        frame = Frame(
            self._board.number,
            to,
            packet_id,
            hops,
            hops,
            want_ack and not broadcast,
            self._board.relay_byte,
            None if use_pki else self._board.settings.channel_key(channel),
            data,
            length,
            priority or default_priority(data, want_ack),
            self._board.settings.public_key if use_pki else b"",
            known.public_key if use_pki and known is not None else b"",
        )
        frame.next_hop = 0 if broadcast else self._board.memory.next_hop(to, frame.relay)
        self._board.memory.first(frame.key, frame.relay, frame.next_hop)
        self.grant(self._board.transmitter.duration_us(frame))
        result = self._board.transmitter.enqueue(frame)
        if want_ack:
            self._follow(Followed(frame, TRIES - 1))
        return result

    def follow_relay(self, frame: Frame) -> None:
        """See to it that the one next hop of a relayed packet passes it on; if not, flood it once."""
        self._follow(Followed(frame, RELAY_TRIES - 1))

    def settle(self, key: int) -> None:
        """A relayed packet needs no more care: it was heard again further on, or answered."""
        self._pending.pop(key, None)

    def grant(self, duration_us: int) -> None:
        """Give all open packets more time: while the air was taken, nobody could acknowledge them."""
        for followed in self._pending.values():
            followed.due_us += duration_us

    def acknowledge(self, frame: Frame, error: int, *, hop_limit: int, want_ack: bool = False) -> None:
        """Send a ROUTING answer to a packet's sender, under the channel's key."""
        data = mesh_pb2.Data(portnum=ROUTING_PORT, payload=routing_payload(error), request_id=frame.id)
        channel = 0 if frame.channel is None else self._board.channel_index(frame.channel) or 0
        self.send(frame.source, data, self._board.new_id(), want_ack=want_ack, hop_limit=hop_limit, channel=channel)

    def answered(self, request_id: int) -> None:
        """The receiver acknowledged or answered one of ours."""
        self._pending.pop(frame_key(self._board.number, request_id), None)

    def heard_relayed(self, frame: Frame) -> None:
        """Some node passes one of ours on: for a packet that is followed, that is the implicit acknowledgement.

        Not for one under the receiver's key: firmware 2.8 does not know it again, for it cannot read it (recording 17).
        """
        if frame.channel is None:
            return
        if self._pending.pop(frame.key, None) is not None:
            self._end(frame.id, NO_ERROR)

    def response_hops(self, frame: Frame) -> int:
        """Hop limit of an answer: what the question used and two more, at most the configured limit."""
        limit = int(self._board.settings.config["lora"].hop_limit)
        if not frame.hop_start:
            return limit
        used = frame.hop_start - frame.hop_limit
        return used if used > limit else min(used + 2, limit)

    def _end(self, packet_id: int, error: int) -> None:
        for tell in self.on_verdict:
            tell(packet_id, error)

    def _permitted(self, to: int, data: mesh_pb2.Data, channel: int, pki: bool, public_key: bytes) -> int:
        if to != BROADCAST and data.portnum not in NEVER_PKI:
            known = self._board.settings.known.get(to)
            if known is None or not known.public_key:
                return int(Error.PKI_SEND_FAIL_PUBLIC_KEY)
            if pki and public_key and public_key != known.public_key:
                return int(Error.PKI_FAILED)
            return NO_ERROR
        if pki:
            return int(Error.PKI_FAILED)
        return NO_ERROR if self._board.settings.channel_key(channel) else int(Error.NO_CHANNEL)

    def _duty_lapse(self, packet_id: int) -> int:
        if not self.over_duty():
            return NO_ERROR
        minutes = self._board.transmitter.minutes_until_free()
        for tell in self.on_notice:
            tell(packet_id, f"Duty cycle limit exceeded. You can send again in {minutes} mins")
        return int(Error.DUTY_CYCLE_LIMIT)

    def over_duty(self) -> bool:
        """Whether the node has used up its 10 % of the hour."""
        return not self._may_exceed_duty and self._board.transmitter.duty_share() > airtime.DUTY_CYCLE_EU868

    def _follow(self, followed: Followed) -> None:
        frame = followed.frame
        self._pending[frame.key] = followed
        followed.due_us = self._board.now_us + self._board.transmitter.retransmit_us(frame)
        self._board.agenda.at(followed.due_us, self._unanswered, self._epoch, followed)

    def _unanswered(self, epoch: int, followed: Followed) -> None:
        frame = followed.frame
        if epoch != self._epoch or self._pending.get(frame.key) is not followed:
            return
        if self._board.now_us < followed.due_us:
            self._board.agenda.at(followed.due_us, self._unanswered, epoch, followed)
            return
        if followed.left == 0:
            del self._pending[frame.key]
            if frame.source == self._board.number:
                self._end(frame.id, Error.MAX_RETRANSMIT)
            return
        followed.left -= 1
        next_hop = frame.next_hop
        if followed.left == 0 and next_hop:
            next_hop = 0
            self._board.memory.unlearn(frame.to)
        if not self.over_duty() and not self._board.transmitter.holds(frame.key):
            self._board.transmitter.enqueue(again(frame, next_hop))
        self._follow(followed)


def routing_payload(error: int) -> bytes:
    """The payload of a ROUTING packet; two bytes also for no error, as the firmware writes it."""
    return bytes(mesh_pb2.Routing(error_reason=error).SerializeToString()) or b"\x18\x00"
