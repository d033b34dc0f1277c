"""One LoRa frame of the simulated mesh, and what of it reaches a node or a person. No behaviour beyond sizes."""

from dataclasses import dataclass, field
from typing import Final

from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.link.node import airtime

BROADCAST: Final = 0xFFFFFFFF
NO_ERROR: Final = 0
QUEUE_FULL: Final = 32
"""`res` of a queueStatus when the transmit queue had no room (ErrorCode.h ERRNO_UNKNOWN)."""
DISABLED: Final = 34
"""`res` of a queueStatus when the radio is off: no region, or sending switched off (ErrorCode.h ERRNO_DISABLED)."""

ChannelKey = tuple[str, bytes]
"""Name and expanded PSK: nodes that share both read each other."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that reached a node. `verified` says that it came under the sender's own key (PKI), not the channel's."""

    sender: int
    to: int
    text: str
    packet_id: int
    at_s: float
    verified: bool
    alert: bool = False


@dataclass(slots=True)
class Frame:
    """A packet as it is on the air; a relay sends a copy. `data` is shared between copies and never changed.

    `channel` None means PKI: readable by the holder of `for_key` who knows the sender's `from_key`.
    """

    source: int
    to: int
    id: int
    hop_limit: int
    hop_start: int
    want_ack: bool
    relay: int
    channel: ChannelKey | None
    data: mesh_pb2.Data
    length: int
    priority: int
    from_key: bytes = b""
    for_key: bytes = b""
    heard_snr: float | None = None
    """SNR at the relaying node, None for its own packets."""
    next_hop: int = 0
    """Last byte of the one node asked to relay; 0: anybody may."""
    key: int = field(init=False)

    def __post_init__(self) -> None:
        self.key = frame_key(self.source, self.id)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet that a node could read and that was for it. `verified`: under the sender's own key (PKI)."""

    frame: Frame
    rssi: int
    snr: float
    at_s: float
    channel: int
    verified: bool


def frame_key(source: int, packet_id: int) -> int:
    """Number under which a packet is remembered: sender and id in one integer."""
    return source << 32 | packet_id


def relay_byte(number: int) -> int:
    """The last byte of a node number, by which frames name relays; 0 means nobody, hence 255 in its place."""
    return number & 0xFF or 0xFF


def relayed(frame: Frame, relay: int, snr: float, data: mesh_pb2.Data, length: int, next_hop: int) -> Frame:
    """The copy that a node passes on: one hop less, its own last byte as relay."""
    return Frame(
        frame.source,
        frame.to,
        frame.id,
        frame.hop_limit - 1,
        frame.hop_start,
        frame.want_ack,
        relay,
        frame.channel,
        data,
        length,
        RELAY_PRIORITY,
        frame.from_key,
        frame.for_key,
        snr,
        next_hop,
    )


def again(frame: Frame, next_hop: int) -> Frame:
    """The same node's next try of the same packet."""
    return Frame(
        frame.source,
        frame.to,
        frame.id,
        frame.hop_limit,
        frame.hop_start,
        frame.want_ack,
        frame.relay,
        frame.channel,
        frame.data,
        frame.length,
        frame.priority,
        frame.from_key,
        frame.for_key,
        frame.heard_snr,
        next_hop,
    )


RELAY_PRIORITY: Final = int(mesh_pb2.MeshPacket.Priority.DEFAULT)
NEVER_PKI: Final = frozenset(
    {
        portnums_pb2.PortNum.TRACEROUTE_APP,
        portnums_pb2.PortNum.NODEINFO_APP,
        portnums_pb2.PortNum.ROUTING_APP,
        portnums_pb2.PortNum.POSITION_APP,
    }
)
"""Port numbers that go under the channel's key even to one node (Router.cpp)."""
CORE_PORTS: Final = frozenset(range(1, 9)) | {
    portnums_pb2.PortNum.ALERT_APP,
    portnums_pb2.PortNum.KEY_VERIFICATION_APP,
    portnums_pb2.PortNum.TELEMETRY_APP,
    portnums_pb2.PortNum.TRACEROUTE_APP,
    portnums_pb2.PortNum.NEIGHBORINFO_APP,
}
"""What rebroadcast_mode CORE_PORTNUMS_ONLY passes on; PRIVATE_APP is not among them."""


def frame_length(data: mesh_pb2.Data, *, broadcast: bool, pki: bool) -> int:
    """Bytes on the air, with the 2.8 signature on broadcasts that still fit; more than 255 cannot be sent."""
    size = int(data.ByteSize())
    length = airtime.HEADER_BYTES + size
    if pki:
        return length + airtime.PKI_OVERHEAD
    if broadcast and airtime.is_signed(size):
        return length + airtime.SIGNATURE_BYTES
    return length


def default_priority(data: mesh_pb2.Data, want_ack: bool) -> int:
    """The firmware's own priority for a packet whose sender left it unset (MeshPacketQueue.cpp fixPriority)."""
    priority = mesh_pb2.MeshPacket.Priority
    if data.portnum == portnums_pb2.PortNum.ROUTING_APP:
        return int(priority.ACK)
    if data.portnum == portnums_pb2.PortNum.ALERT_APP:
        return int(priority.ALERT)
    if data.portnum == portnums_pb2.PortNum.TEXT_MESSAGE_APP:
        return int(priority.HIGH)
    if data.request_id:
        return int(priority.RESPONSE)
    return int(priority.RELIABLE if want_ack else priority.DEFAULT)
