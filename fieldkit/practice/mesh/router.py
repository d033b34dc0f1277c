"""One virtual node's ear on the mesh: duplicates, flooding, next hops, and which packets it can read.

What it sends itself is `own_packets`, what its firmware answers `modules`.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Final

from meshtastic.protobuf import config_pb2, portnums_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh import traceroute
from fieldkit.practice.mesh.board import Board
from fieldkit.practice.mesh.frame import (
    BROADCAST,
    CORE_PORTS,
    NO_ERROR,
    Arrival,
    Frame,
    frame_key,
    frame_length,
    relayed,
)
from fieldkit.practice.mesh.own_packets import OwnPackets
from fieldkit.practice.mesh.settings import KnownNode

Port = portnums_pb2.PortNum
Role = config_pb2.Config.DeviceConfig.Role
TEXT_PORT: Final = int(Port.TEXT_MESSAGE_APP)
TRACEROUTE_PORT: Final = int(Port.TRACEROUTE_APP)
NODE_INFO_PORT: Final = int(Port.NODEINFO_APP)
"""Names of a protobuf enum are looked up at each use; these are asked for each reception."""


class Relaying(IntEnum):
    """rebroadcast_mode of the device configuration."""

    ALL = 0
    ALL_SKIP_DECODING = 1
    LOCAL_ONLY = 2
    KNOWN_ONLY = 3
    NONE = 4
    CORE_PORTNUMS_ONLY = 5


class Router:
    """What `Air` calls when a frame reaches the node."""

    def __init__(self, board: Board, own: OwnPackets) -> None:
        self._board = board
        self._own = own
        self.on_arrival: list[Callable[[Arrival], None]] = []
        """Called for each packet for this node or for all, in order, whether or not a client is there."""
        self.on_overheard: list[Callable[[Arrival], None]] = []
        """Called for each readable NodeInfo that goes to another node alone: a node learns from those too."""
        self.received_count = 0
        self.duplicate_count = 0
        self.apply_settings()

    def apply_settings(self) -> None:
        """Take up a changed role."""
        device = self._board.settings.config["device"]
        self._cancels = device.role not in (Role.ROUTER, Role.REPEATER, Role.ROUTER_LATE)
        self._relays = device.role not in (Role.CLIENT_MUTE, Role.CLIENT_HIDDEN)
        self._mode = device.rebroadcast_mode
        self._board.transmitter.early_relay = device.role in (Role.ROUTER, Role.REPEATER)

    def sent(self, frame: object, duration_us: int) -> None:
        """The air has taken the node's transmission."""
        self._board.transmitter.sent(duration_us)

    def hear(self, frame: object, rssi_dbm: int, snr_db: float) -> None:
        """A frame arrived whole."""
        assert isinstance(frame, Frame)
        board, own = self._board, self._own
        own.grant(board.transmitter.duration_us(frame))
        if frame.key in board.memory:
            self.duplicate_count += 1
            self._heard_again(frame, snr_db)
            return
        board.memory.first(frame.key, frame.relay, frame.next_hop)
        self.received_count += 1
        channel = self._readable(frame)
        if channel is not None:
            self._note_sender(frame, snr_db)
            if frame.data.request_id:
                self._note_answer(frame)
        if frame.to != board.number:
            self._pass_on(frame, snr_db, channel is not None)
        if channel is None:
            return
        if frame.to not in (board.number, BROADCAST):
            listeners = self.on_overheard if frame.data.portnum == NODE_INFO_PORT else []
        else:
            listeners = self.on_arrival
            if frame.to == board.number and frame.data.request_id:
                own.answered(frame.data.request_id)
        arrival = Arrival(frame, rssi_dbm, snr_db, board.now_s, channel, frame.channel is None)
        for tell in listeners:
            tell(arrival)

    def _heard_again(self, frame: Frame, snr: float) -> None:
        board, own = self._board, self._own
        board.memory.again(frame.key, frame.relay)
        if frame.source == board.number:
            own.heard_relayed(frame)
            return
        own.settle(frame.key)
        asked = board.memory.asked_hop(frame.key)
        if frame.hop_limit == frame.hop_start and frame.hop_start:
            # the sender itself tries again: it has not heard the acknowledgement, or nobody relayed
            if frame.to == board.number:
                if frame.want_ack and self._readable(frame) is not None:
                    own.acknowledge(frame, NO_ERROR, hop_limit=0)
            elif not board.transmitter.holds(frame.key):
                self._pass_on(frame, snr, self._readable(frame) is not None)
        elif asked and not frame.next_hop and frame.to != board.number and not board.memory.passed_on(frame.key):
            # the relay that was asked failed, and somebody floods
            self._pass_on(frame, snr, self._readable(frame) is not None)
        elif self._cancels and asked != board.relay_byte:
            board.transmitter.cancel(frame.key)

    def _note_answer(self, frame: Frame) -> None:
        question = frame_key(frame.to, frame.data.request_id)
        self._board.memory.learn(question, frame.source, frame.relay)
        if frame.to != self._board.number:
            self._board.transmitter.cancel(question)
            self._own.settle(question)

    def _pass_on(self, frame: Frame, snr: float, readable: bool) -> None:
        board, own = self._board, self._own
        if not self._relays or frame.hop_limit == 0 or frame.source == board.number or own.over_duty():
            return
        if frame.next_hop not in (0, board.relay_byte):
            return
        if self._mode != Relaying.ALL and not self._mode_allows(frame, readable):
            return
        data, length = frame.data, frame.length
        if readable and data.portnum == TRACEROUTE_PORT:
            data = traceroute.passed_on(board.number, frame, snr)
            length = min(frame_length(data, broadcast=False, pki=False), airtime.MAX_PHY_BYTES)
        next_hop = 0 if frame.to == BROADCAST else board.memory.next_hop(frame.to, frame.relay)
        copy = relayed(frame, board.relay_byte, snr, data, length, next_hop)
        board.memory.again(frame.key, board.relay_byte)
        board.transmitter.enqueue(copy)
        if next_hop and copy.hop_limit:
            own.follow_relay(copy)

    def _mode_allows(self, frame: Frame, readable: bool) -> bool:
        mode = self._mode
        if mode == Relaying.NONE or (mode in (Relaying.LOCAL_ONLY, Relaying.KNOWN_ONLY) and not readable):
            return False
        known = self._board.settings.known.get(frame.source)
        if mode == Relaying.KNOWN_ONLY and (known is None or known.user is None):
            return False
        return not (mode == Relaying.CORE_PORTNUMS_ONLY and readable and frame.data.portnum not in CORE_PORTS)

    def _readable(self, frame: Frame) -> int | None:
        """The own channel that a frame belongs to (0 for PKI), None when the node cannot read it."""
        board = self._board
        if frame.channel is not None:
            index = board.channel_index(frame.channel)
            if frame.to == board.number and frame.data.portnum == TEXT_PORT:
                return None  # firmware 2.8 rejects text under the channel's key to one node
            return index
        known = board.settings.known.get(frame.source)
        if frame.to != board.number or frame.for_key != board.settings.public_key or known is None:
            return None
        return 0 if known.public_key == frame.from_key else None

    def _note_sender(self, frame: Frame, snr: float) -> None:
        known = self._board.settings.known.get(frame.source)
        if known is None:
            known = self._board.settings.known[frame.source] = KnownNode(frame.source)
        known.last_heard_s = self._board.now_s
        known.hops_away = frame.hop_start - frame.hop_limit
        if known.hops_away == 0:
            known.snr = snr
