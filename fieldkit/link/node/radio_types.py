"""What a radio session tells and is asked: plain frozen values between the device below and the protocol above.

No protobuf, port or clock appears here. Node numbers and packet ids are unsigned 32-bit; `token` is the asker's own
name for a send, of any type, and comes back in every answer to it. Times of the node are whole Unix seconds; None
always means "not said".
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fieldkit.link.node.ports import BROADCAST

Token = Hashable


@dataclass(frozen=True, slots=True)
class Send:
    """One payload to be sent. It may wait for spacing and queue room; it is answered by SendAccepted or SendRefused."""

    token: Token
    to_node: int
    portnum: int
    payload: bytes
    want_ack: bool = False
    channel_index: int = 0
    reply_id: int | None = None
    hop_limit: int | None = None
    """None: the node's own setting."""
    pki: bool = False
    """True: refuse rather than fall back to the channel key."""
    public_key: bytes | None = None
    """With `pki`: the pinned 32-byte key; the node refuses when it knows another one for the destination."""
    want_response: bool = False
    urgent: bool = False
    """Goes before everything that is not urgent and still waits here."""

    def __post_init__(self) -> None:
        if not 0 < self.to_node <= BROADCAST:
            raise ValueError(f"{self.to_node} is no node number")
        if not 0 <= self.channel_index <= 7 or not 0 <= (self.hop_limit or 0) <= 7 or not 0 < self.portnum <= 511:
            raise ValueError("channel index and hop limit are 0 to 7, port numbers 1 to 511")
        if self.public_key is not None and len(self.public_key) != 32:
            raise ValueError("a public key has 32 bytes")


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the node's eight channels; `role` is PRIMARY, SECONDARY or DISABLED."""

    index: int
    name: str
    role: str
    psk: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What our node knows of a node (itself or another)."""

    number: int
    long_name: str = ""
    short_name: str = ""
    public_key: bytes = b""
    """32 bytes, or empty when unknown."""
    role: str = ""
    hardware: str = ""
    latitude: float | None = None
    longitude: float | None = None
    altitude_m: int | None = None
    last_heard: int | None = None
    snr: float | None = None
    hops: int | None = None
    battery_percent: int | None = None
    """0–100; None when unknown or on external power."""
    external_power: bool | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """The handshake is complete (again after a reboot): this is the node we speak through."""

    node: int
    long_name: str
    short_name: str
    public_key: bytes
    firmware: str
    hardware: str
    region: str | None
    """`EU_868` …, `UNSET`; None when the node did not say."""
    preset: str | None
    """`MEDIUM_FAST` …; None when unknown or when the node uses own modem numbers."""
    hop_limit: int
    tx_enabled: bool | None
    role: str | None
    rebroadcast_mode: str | None
    channels: tuple[Channel, ...]
    nodes: tuple[NodeInfo, ...]
    excluded_modules: int = 0
    """Bits of the modules that its firmware was built without (mesh.proto, ExcludedModules)."""
    own_frequency_mhz: float = 0.0
    """Set by hand; 0: that of region and preset."""


class Loss(StrEnum):
    """Why there is no conversation with the node."""

    CLOSED = "closed"
    SILENT = "silent"
    NO_CONFIG = "no-config"
    UNPLUGGED = "unplugged"
    EVICTED = "evicted"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"


LOSS_DA: Mapping[Loss, str] = {
    Loss.CLOSED: "Radioen lukkede forbindelsen; kittet prøver igen af sig selv.",
    Loss.SILENT: "Radioen svarer ikke mere; kittet prøver igen, ellers sluk og tænd radioen.",
    Loss.NO_CONFIG: (
        "Radioen svarede ikke på opkaldet; se efter at adressen er en Meshtastic-radio, og sluk og tænd den."
    ),
    Loss.UNPLUGGED: "Radioen er trukket ud; sæt USB-kablet i igen.",
    Loss.EVICTED: (
        "Et andet program tager radioen fra kittet igen og igen; luk det andet program eller telefonens app."
    ),
    Loss.UNREACHABLE: "Der er ikke forbindelse til radioen; se efter kabel, strøm og adresse.",
    Loss.STOPPED: "Radioen er koblet fra, fordi programmet blev lukket.",
}
"""The sentence shown when nothing more exact is known."""


@dataclass(frozen=True, slots=True)
class Lost:
    """No conversation with the node until the next Connected. `sentence` is for people."""

    reason: Loss
    sentence: str


@dataclass(frozen=True, slots=True)
class PacketIn:
    """One decoded packet that the node heard (ROUTING answers come as Ack and Nak instead)."""

    from_node: int
    to_node: int
    channel: int
    portnum: int
    payload: bytes
    packet_id: int
    reply_id: int
    request_id: int
    want_ack: bool
    pki_encrypted: bool
    public_key: bytes
    rx_time: int | None
    rx_snr: float | None
    rx_rssi: int | None
    hops: int | None
    """Relays between the sender and us; None when the sender did not say."""
    emoji: int = 0
    """Not 0: the payload is a reaction to the packet `reply_id`, no text."""


@dataclass(frozen=True, slots=True)
class SendAccepted:
    """The node has put the packet in its transmit queue; nothing is known yet of the air."""

    token: Token
    packet_id: int


@dataclass(frozen=True, slots=True)
class SendRefused:
    """The send is over; a new try is a new Send. `code`: a routing error, 32 = queue full, or one of ours below 0."""

    token: Token
    code: int
    word: str
    maybe_sent: bool = False
    """True: the node may have sent it all the same (the connection broke or the answer was lost)."""
    packet_id: int = 0
    """Of the packet that it may have sent."""


@dataclass(frozen=True, slots=True)
class Ack:
    """`implicit`: our own node heard a relay, which proves no recipient; else the destination's radio answered."""

    token: Token
    from_node: int
    implicit: bool


@dataclass(frozen=True, slots=True)
class Nak:
    """The network gave up or refused. An Ack can still follow; even codes 5 and 8 can follow a delivery."""

    token: Token
    code: int
    word: str
    from_node: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Sending is held back for `seconds` (duty cycle or rate limit answered by the node); what waits is kept."""

    code: int
    word: str
    seconds: float


@dataclass(frozen=True, slots=True)
class NodeSeen:
    """A node is new or told something new of itself."""

    node: NodeInfo


@dataclass(frozen=True, slots=True)
class Introduced:
    """Our node tells all who it is, as it was asked to: who hears it can read what it sends under PKI."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """Free places in the node's transmit queue."""

    free: int
    maxlen: int


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """Our own node's telemetry: percent of the last minute busy, percent of the last hour that it sent itself."""

    channel_percent: float | None
    tx_percent: float | None
    battery_percent: int | None
    external_power: bool | None
    voltage: float | None


class LogSource(StrEnum):
    """Where a line comes from: between the node's frames, in its log frames or notices, or our own session."""

    STREAM = "stream"
    LOG = "log"
    NOTICE = "notice"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class LogLine:
    """Text from the node, or about the talk with it."""

    text: str
    source: LogSource


RadioEvent = (
    Connected
    | Lost
    | PacketIn
    | SendAccepted
    | SendRefused
    | Ack
    | Nak
    | Paused
    | NodeSeen
    | Introduced
    | QueueState
    | ChannelUse
    | LogLine
)

NOT_CONNECTED, NO_ANSWER, WAITING_FULL, CONNECTION_LOST = -1, -2, -3, -4
QUEUE_FULL = 32
"""In queueStatus this number means a full queue; as a routing error the same number is BAD_REQUEST."""

REFUSALS = {
    NOT_CONNECTED: "NOT_CONNECTED",
    NO_ANSWER: "NO_ANSWER",
    WAITING_FULL: "WAITING_FULL",
    CONNECTION_LOST: "CONNECTION_LOST",
    QUEUE_FULL: "QUEUE_FULL",
}
"""Words for codes of SendRefused that are not routing errors."""
