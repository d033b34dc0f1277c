"""One virtual node's mesh side: flooding, duplicates, acknowledgements, retransmission, keys, duty cycle.

The client side is `client_api`, own packets `own_traffic`, what it has heard `packet_memory`, the answers to requests
`node_modules`, the configuration `node_settings`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from meshtastic.protobuf import config_pb2, mesh_pb2, portnums_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh import node_modules
from fieldkit.practice.mesh.air import US, Agenda, Air
from fieldkit.practice.mesh.client_api import ClientApi
from fieldkit.practice.mesh.frame import (
    BROADCAST,
    CORE_PORTS,
    NO_ERROR,
    ChannelKey,
    Frame,
    frame_key,
    frame_length,
    relay_byte,
    relayed,
)
from fieldkit.practice.mesh.node_settings import KnownNode, NodeSettings
from fieldkit.practice.mesh.own_traffic import OwnTraffic
from fieldkit.practice.mesh.packet_memory import PacketMemory
from fieldkit.practice.mesh.transmitter import Transmitter

Port = portnums_pb2.PortNum
Role = config_pb2.Config.DeviceConfig.Role
TEXT_PORT: Final = int(Port.TEXT_MESSAGE_APP)
TRACEROUTE_PORT: Final = int(Port.TRACEROUTE_APP)
"""Names of a protobuf enum are looked up at each use; these are asked for each reception."""


class Relaying(IntEnum):
    """rebroadcast_mode of the device configuration."""

    ALL = 0
    ALL_SKIP_DECODING = 1
    LOCAL_ONLY = 2
    KNOWN_ONLY = 3
    NONE = 4
    CORE_PORTNUMS_ONLY = 5


REBOOT_US: Final = 1_500_000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all nodes share: the future, the air, the random source, Unix time at simulated second 0 (None: unknown)."""

    agenda: Agenda
    air: Air
    rng: random.Random
    wall_s: float | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet that a node could read and that was for it. `verified`: under the sender's own key (PKI)."""

    frame: Frame
    rssi: int
    snr: float
    at_s: float
    channel: int
    verified: bool


class VirtualNode:
    """A node on the air; `Air` calls `hear` and `sent`, clients come through `api`."""

    def __init__(self, around: Surroundings, index: int, settings: NodeSettings, idle_limit_s: float = 900.0) -> None:
        self.around = around
        self.index = index
        self.settings = settings
        self.number = settings.number
        self.relay_byte = relay_byte(settings.number)
        self.alive = False
        self.on_arrival: list[Callable[[Arrival], None]] = []
        """Called for each packet for this node or for all, in order, whether or not a client is there."""
        self.on_verdict: list[Callable[[int, int], None]] = []
        """Called with the id of an own packet and the error it ended with (0: some node relayed it)."""
        self.on_power: list[Callable[[bool], None]] = []
        """Called when the node goes up or down: a server opens or closes its port."""
        self.transmitter = Transmitter(around.air, around.agenda, around.rng, index, settings.preset)
        self.traffic = OwnTraffic(self)
        self.send = self.traffic.send
        """Send an own packet: see `OwnTraffic.send`."""
        self.api = ClientApi(self, idle_limit_s)
        self.transmitter.on_space = self.api.queue_has_space
        self._boot_epoch = 0
        self._booted_us = 0
        self._reboot_at_us = 0
        self.memory = PacketMemory(self.relay_byte)
        self._channel_indexes: dict[ChannelKey, int | None] = {}
        self.node_info_sent_us = -1
        self.editing = False
        """Inside an admin transaction: changes are kept, their effect waits for the commit."""
        self._passkey = b""
        self.received_count = 0
        self.duplicate_count = 0

    @property
    def uptime_s(self) -> int:
        """Whole seconds since boot."""
        return (self.around.agenda.now - self._booted_us) // US

    @property
    def now_s(self) -> float:
        """Simulated seconds since the mesh began."""
        return self.around.agenda.now / US

    def new_id(self) -> int:
        """A packet id of the node's own choice; never 0."""
        return self.around.rng.randrange(1, 1 << 32)

    # --- power ---------------------------------------------------------------------------------------------------

    def boot(self, first_node_info_us: int = 30 * US) -> None:
        """Switch on with empty RAM. NodeInfo goes out 30 s later, as on real nodes, unless told otherwise."""
        self.alive = True
        self.editing = False
        self._passkey = b""
        self._boot_epoch += 1
        self._booted_us = self.around.agenda.now
        self.memory.clear()
        self.traffic.clear()
        self.transmitter.clear()
        self.api.clear()
        self.apply_settings()
        self.around.air.power(self.index, True)
        self.around.agenda.after(first_node_info_us, self._node_info_due, self._boot_epoch)
        self.around.agenda.after(60 * US, self._telemetry_due, self._boot_epoch)
        for tell in self.on_power:
            tell(True)

    def shut_down(self) -> None:
        """Switch off: the client's connection ends, everything in RAM is gone."""
        if not self.alive:
            return
        self.alive = False
        self._boot_epoch += 1
        self.around.air.power(self.index, False)
        self.transmitter.clear()
        self.api.disconnect()
        self.api.clear()
        for tell in self.on_power:
            tell(False)

    def hang(self) -> None:
        """Stop working with the power and the connection still there: only a reboot helps."""
        self._boot_epoch += 1
        self.around.air.power(self.index, False)
        self.transmitter.clear()
        self.api.frozen = True

    def reboot(self) -> None:
        """Off, and on again 1.5 s later."""
        self.shut_down()
        self.settings.reboots += 1
        self.around.agenda.after(REBOOT_US, self._come_back, self._boot_epoch)

    def reboot_in(self, seconds: float) -> None:
        """Plan a reboot; a later plan replaces an earlier one."""
        self._reboot_at_us = self.around.agenda.now + round(seconds * US)
        self.around.agenda.at(self._reboot_at_us, self._reboot_due, self._boot_epoch)

    def shut_down_in(self, seconds: float) -> None:
        """Plan to switch off."""
        self.around.agenda.after(round(seconds * US), self._shut_down_due, self._boot_epoch)

    def session_passkey(self) -> bytes:
        """Eight bytes, new after each boot, that admin answers carry."""
        if not self._passkey:
            self._passkey = self.around.rng.randbytes(8)
        return self._passkey

    def apply_settings(self) -> None:
        """Take up changed configuration: preset, role, channels."""
        self._channel_indexes.clear()
        self.transmitter.tune(self.settings.preset)
        self.around.air.tune(self.index, self.settings.preset)
        role = self.settings.config["device"].role
        self._cancels = role not in (Role.ROUTER, Role.REPEATER, Role.ROUTER_LATE)
        self._rebroadcast_mode = self.settings.config["device"].rebroadcast_mode
        self.traffic.may_exceed_duty = self.settings.config["lora"].override_duty_cycle
        self._relays = role not in (Role.CLIENT_MUTE, Role.CLIENT_HIDDEN)
        self.transmitter.early_relay = role in (Role.ROUTER, Role.REPEATER)

    # --- receiving -----------------------------------------------------------------------------------------------

    def sent(self, frame: object, duration_us: int) -> None:
        """The air has taken the node's transmission."""
        self.transmitter.sent(duration_us)

    def hear(self, frame: object, rssi_dbm: int, snr_db: float) -> None:
        """A frame arrived whole."""
        assert isinstance(frame, Frame)
        self.traffic.grant(self.transmitter.duration_us(frame))
        if frame.key in self.memory:
            self.duplicate_count += 1
            self._heard_again(frame, snr_db)
            return
        self.memory.first(frame.key, frame.relay, frame.next_hop)
        self.received_count += 1
        channel = self._readable(frame)
        if channel is not None:
            self._note_sender(frame, snr_db)
            if frame.data.request_id:
                self._note_answer(frame)
        if frame.to != self.number:
            self._pass_on(frame, snr_db, channel is not None)
        if channel is not None and frame.to in (self.number, BROADCAST):
            self._take(Arrival(frame, rssi_dbm, snr_db, self.now_s, channel, frame.channel is None))

    def _heard_again(self, frame: Frame, snr: float) -> None:
        self.memory.again(frame.key, frame.relay)
        if frame.source == self.number:
            self.traffic.heard_relayed(frame)
            return
        self.traffic.settle(frame.key)
        asked = self.memory.asked_hop(frame.key)
        if frame.hop_limit == frame.hop_start and frame.hop_start:
            # the sender itself tries again: it has not heard the acknowledgement, or nobody relayed
            if frame.to == self.number:
                if frame.want_ack and self._readable(frame) is not None:
                    self.traffic.acknowledge(frame, NO_ERROR, hop_limit=0)
            elif not self.transmitter.holds(frame.key):
                self._pass_on(frame, snr, self._readable(frame) is not None)
        elif asked and not frame.next_hop and frame.to != self.number and not self.memory.passed_on(frame.key):
            # the relay that was asked failed, and somebody floods
            self._pass_on(frame, snr, self._readable(frame) is not None)
        elif self._cancels and asked != self.relay_byte:
            self.transmitter.cancel(frame.key)

    def _note_answer(self, frame: Frame) -> None:
        question = frame_key(frame.to, frame.data.request_id)
        self.memory.learn(question, frame.source, frame.relay)
        if frame.to != self.number:
            self.transmitter.cancel(question)
            self.traffic.settle(question)

    def _pass_on(self, frame: Frame, snr: float, readable: bool) -> None:
        if not self._relays or frame.hop_limit == 0 or frame.source == self.number or self.traffic.over_duty():
            return
        if frame.next_hop not in (0, self.relay_byte):
            return
        if self._rebroadcast_mode != Relaying.ALL and not self._mode_allows(frame, readable):
            return
        data, length = frame.data, frame.length
        if readable and data.portnum == TRACEROUTE_PORT:
            data = node_modules.traced(self.number, frame, snr)
            length = min(frame_length(data, broadcast=False, pki=False), airtime.MAX_PHY_BYTES)
        next_hop = 0 if frame.to == BROADCAST else self.memory.next_hop(frame.to, frame.relay)
        copy = relayed(frame, self.relay_byte, snr, data, length, next_hop)
        self.memory.again(frame.key, self.relay_byte)
        self.transmitter.enqueue(copy)
        if next_hop and copy.hop_limit:
            self.traffic.follow_relay(copy)

    def _mode_allows(self, frame: Frame, readable: bool) -> bool:
        mode = self._rebroadcast_mode
        if mode == Relaying.NONE or (mode in (Relaying.LOCAL_ONLY, Relaying.KNOWN_ONLY) and not readable):
            return False
        known = self.settings.known.get(frame.source)
        if mode == Relaying.KNOWN_ONLY and (known is None or known.user is None):
            return False
        return not (mode == Relaying.CORE_PORTNUMS_ONLY and readable and frame.data.portnum not in CORE_PORTS)

    def _readable(self, frame: Frame) -> int | None:
        """The own channel that a frame belongs to (0 for PKI), None when the node cannot read it."""
        if frame.channel is not None:
            index = self.channel_index(frame.channel)
            if frame.to == self.number and frame.data.portnum == TEXT_PORT:
                return None  # firmware 2.8 rejects text under the channel's key to one node
            return index
        known = self.settings.known.get(frame.source)
        if frame.to != self.number or frame.for_key != self.settings.public_key or known is None:
            return None
        return 0 if known.public_key == frame.from_key else None

    def channel_index(self, key: ChannelKey) -> int | None:
        """Which own channel a frame belongs to, None when it cannot be read."""
        if key not in self._channel_indexes:
            self._channel_indexes[key] = self.settings.channel_index(key)
        return self._channel_indexes[key]

    def _take(self, arrival: Arrival) -> None:
        frame, data = arrival.frame, arrival.frame.data
        mine = frame.to == self.number
        if mine and data.request_id:
            self.traffic.answered(data.request_id)
        answer = node_modules.answer(self, arrival)
        if mine:
            if isinstance(answer, mesh_pb2.Data):
                answer.request_id = frame.id
                hops = self.traffic.response_hops(frame)
                self.send(frame.source, answer, self.new_id(), want_ack=frame.want_ack, hop_limit=hops)
            elif isinstance(answer, int):
                self.traffic.acknowledge(frame, answer, hop_limit=self.traffic.response_hops(frame), want_ack=True)
            else:
                if frame.want_ack:
                    self._acknowledge_arrival(frame)
                if data.want_response and data.portnum not in node_modules.ANSWERED:
                    self.traffic.acknowledge(
                        frame, mesh_pb2.Routing.Error.NO_RESPONSE, hop_limit=self.traffic.response_hops(frame)
                    )
        self.api.arrival(arrival)
        for tell in self.on_arrival:
            tell(arrival)

    def _acknowledge_arrival(self, frame: Frame) -> None:
        if not frame.data.request_id:
            is_text = frame.data.portnum == TEXT_PORT
            self.traffic.acknowledge(frame, NO_ERROR, hop_limit=self.traffic.response_hops(frame), want_ack=is_text)
        elif frame.hop_start and frame.hop_start == frame.hop_limit:
            self.traffic.acknowledge(frame, NO_ERROR, hop_limit=0)

    def _note_sender(self, frame: Frame, snr: float) -> None:
        known = self.settings.known.get(frame.source)
        if known is None:
            known = self.settings.known[frame.source] = KnownNode(frame.source)
        known.last_heard_s = self.now_s
        known.hops_away = frame.hop_start - frame.hop_limit
        if known.hops_away == 0:
            known.snr = snr

    # --- what happens by itself ------------------------------------------------------------------------------------

    def send_node_info(self, *, want_response: bool = False) -> int:
        """Broadcast who this node is; returns the packet id."""
        self.node_info_sent_us = self.around.agenda.now
        data = mesh_pb2.Data(portnum=Port.NODEINFO_APP, payload=self.settings.user.SerializeToString())
        data.want_response = want_response
        packet_id = self.new_id()
        self.send(BROADCAST, data, packet_id, priority=mesh_pb2.MeshPacket.Priority.BACKGROUND)
        return packet_id

    def _node_info_due(self, epoch: int) -> None:
        if epoch != self._boot_epoch:
            return
        quiet = self.transmitter.utilisation() < 0.25 and self.transmitter.duty_share() < airtime.DUTY_CYCLE_EU868 / 2
        if quiet:
            self.send_node_info()
        interval = max(int(self.settings.config["device"].node_info_broadcast_secs), 3600) if quiet else 60
        self.around.agenda.after(interval * US, self._node_info_due, epoch)

    def _telemetry_due(self, epoch: int) -> None:
        if epoch != self._boot_epoch:
            return
        self.api.telemetry()
        self.around.agenda.after(60 * US, self._telemetry_due, epoch)

    def _reboot_due(self, epoch: int) -> None:
        if epoch == self._boot_epoch and self.around.agenda.now == self._reboot_at_us:
            self.reboot()

    def _shut_down_due(self, epoch: int) -> None:
        if epoch == self._boot_epoch:
            self.shut_down()

    def _come_back(self, epoch: int) -> None:
        if epoch == self._boot_epoch and not self.alive:
            self.boot()
