"""One virtual node's mesh side: flooding, duplicates, acknowledgements, retransmission, keys, duty cycle.

The client side is `client_api`, the answers to requests `node_modules`, the configuration `node_settings`. Learned next
hops are not modelled: every packet floods, as a real node's first and last try do.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from meshtastic.protobuf import config_pb2, mesh_pb2, portnums_pb2

from fieldkit.link import airtime
from fieldkit.practice import node_modules
from fieldkit.practice.air import US, Agenda, Air
from fieldkit.practice.client_api import ClientApi
from fieldkit.practice.frame import (
    BROADCAST,
    CORE_PORTS,
    NEVER_PKI,
    NO_ERROR,
    ChannelKey,
    Frame,
    again,
    default_priority,
    frame_key,
    frame_length,
    relayed,
)
from fieldkit.practice.node_settings import KnownNode, NodeSettings
from fieldkit.practice.transmitter import Transmitter

Port = portnums_pb2.PortNum
Error = mesh_pb2.Routing.Error
Role = config_pb2.Config.DeviceConfig.Role
Relaying = config_pb2.Config.DeviceConfig.RebroadcastMode

SEEN_CAPACITY: Final = 200
"""Packets remembered by (sender, id); firmware holds 160 to 240 by board."""
TRIES: Final = 3
REBOOT_US: Final = 1_500_000
MAX_HOPS: Final = 7


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
        self.alive = False
        self.on_arrival: list[Callable[[Arrival], None]] = []
        """Called for each packet for this node or for all, in order, whether or not a client is there."""
        self.on_verdict: list[Callable[[int, int], None]] = []
        """Called with the id of an own packet and the error it ended with (0: some node relayed it)."""
        self.on_power: list[Callable[[bool], None]] = []
        """Called when the node goes up or down: a server opens or closes its port."""
        self.transmitter = Transmitter(around.air, around.agenda, around.rng, index, settings.preset)
        self.api = ClientApi(self, idle_limit_s)
        self.transmitter.on_space = self.api.queue_has_space
        self._boot_epoch = 0
        self._booted_us = 0
        self._reboot_at_us = 0
        self._seen: dict[int, None] = {}
        self._pending: dict[int, list[int]] = {}
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
        self._seen.clear()
        self._pending.clear()
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
        self._relays = role not in (Role.CLIENT_MUTE, Role.CLIENT_HIDDEN)
        self.transmitter.early_relay = role in (Role.ROUTER, Role.REPEATER)

    # --- sending -------------------------------------------------------------------------------------------------

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

        On a routing error the node's client also gets a negative acknowledgement.
        """
        data.bitfield = 2 if data.want_response else 0
        if (lapse := self._duty_lapse(packet_id)) or (lapse := self._permitted(to, data, channel, pki, public_key)):
            self.nak_client(packet_id, lapse)
            return lapse
        known = self.settings.known.get(to)
        broadcast = to == BROADCAST
        use_pki = not broadcast and data.portnum not in NEVER_PKI
        length = frame_length(data, broadcast=broadcast, pki=use_pki)
        if length > airtime.MAX_PHY_BYTES:
            self.nak_client(packet_id, Error.TOO_LARGE)
            return int(Error.TOO_LARGE)
        hops = min(self.settings.config["lora"].hop_limit if hop_limit is None else hop_limit, MAX_HOPS)
        frame = Frame(
            self.number,
            to,
            packet_id,
            hops,
            hops,
            want_ack and not broadcast,
            self.number & 0xFF,
            None if use_pki else self.settings.channel_key(channel),
            data,
            length,
            priority or default_priority(data, want_ack),
            self.settings.public_key if use_pki else b"",
            known.public_key if use_pki and known is not None else b"",
        )
        self._remember(frame.key)
        result = self.transmitter.enqueue(frame)
        if want_ack:
            self._pending[frame.key] = [TRIES - 1, 0]
            self._watch(frame)
        return result

    def acknowledge(self, frame: Frame, error: int, *, hop_limit: int, want_ack: bool = False) -> None:
        """Send a ROUTING answer to a packet's sender, under the channel's key."""
        data = mesh_pb2.Data(portnum=Port.ROUTING_APP, payload=_routing(error), request_id=frame.id)
        channel = 0 if frame.channel is None else self._channel_index(frame.channel) or 0
        self.send(frame.source, data, self.new_id(), want_ack=want_ack, hop_limit=hop_limit, channel=channel)

    def nak_client(self, packet_id: int, error: int) -> None:
        """Tell the own client how a packet of this node ended; NONE is the implicit acknowledgement."""
        packet = mesh_pb2.MeshPacket(to=self.number, id=self.new_id(), priority=mesh_pb2.MeshPacket.Priority.ACK)
        setattr(packet, "from", self.number)
        packet.decoded.portnum = Port.ROUTING_APP
        packet.decoded.payload = _routing(error)
        packet.decoded.request_id = packet_id
        self.api.packet(packet)
        for tell in self.on_verdict:
            tell(packet_id, error)

    def response_hops(self, frame: Frame) -> int:
        """Hop limit of an answer: what the question used and two more, at most the configured limit."""
        limit = int(self.settings.config["lora"].hop_limit)
        if not frame.hop_start:
            return limit
        used = frame.hop_start - frame.hop_limit
        return used if used > limit else min(used + 2, limit)

    def _permitted(self, to: int, data: mesh_pb2.Data, channel: int, pki: bool, public_key: bytes) -> int:
        if to != BROADCAST and data.portnum not in NEVER_PKI:
            known = self.settings.known.get(to)
            if known is None or not known.public_key:
                return int(Error.PKI_SEND_FAIL_PUBLIC_KEY)
            if pki and public_key and public_key != known.public_key:
                return int(Error.PKI_FAILED)
            return NO_ERROR
        if pki:
            return int(Error.PKI_FAILED)
        return NO_ERROR if self.settings.channel_key(channel) else int(Error.NO_CHANNEL)

    def _duty_lapse(self, packet_id: int) -> int:
        if not self._over_duty():
            return NO_ERROR
        minutes = self.transmitter.minutes_until_free()
        self.api.notice(packet_id, f"Duty cycle limit exceeded. You can send again in {minutes} mins")
        return int(Error.DUTY_CYCLE_LIMIT)

    def _over_duty(self) -> bool:
        if self.settings.config["lora"].override_duty_cycle:
            return False
        return self.transmitter.duty_share() > airtime.DUTY_CYCLE_EU868

    def _watch(self, frame: Frame) -> None:
        pending = self._pending[frame.key]
        pending[1] += 1
        wait = self.transmitter.retransmit_us(frame)
        self.around.agenda.after(wait, self._unanswered, self._boot_epoch, frame, pending[1])

    def _unanswered(self, epoch: int, frame: Frame, watch: int) -> None:
        pending = self._pending.get(frame.key)
        if epoch != self._boot_epoch or pending is None or pending[1] != watch:
            return
        if pending[0] == 0:
            del self._pending[frame.key]
            self.nak_client(frame.id, Error.MAX_RETRANSMIT)
            return
        pending[0] -= 1
        if not self._over_duty():
            self.transmitter.cancel(frame.key)
            self.transmitter.enqueue(again(frame))
        self._watch(frame)

    # --- receiving -----------------------------------------------------------------------------------------------

    def sent(self, frame: object, duration_us: int) -> None:
        """The air has taken the node's transmission."""
        self.transmitter.sent(duration_us)

    def hear(self, frame: object, rssi_dbm: int, snr_db: float) -> None:
        """A frame arrived whole."""
        assert isinstance(frame, Frame)
        if frame.key in self._seen:
            self.duplicate_count += 1
            self._heard_again(frame, snr_db)
            return
        self._remember(frame.key)
        self.received_count += 1
        channel = self._readable(frame)
        if channel is not None:
            self._note_sender(frame, snr_db)
            if frame.data.request_id and frame.to != self.number:
                self.transmitter.cancel(frame_key(frame.to, frame.data.request_id))
        if frame.to != self.number:
            self._pass_on(frame, snr_db, channel is not None)
        if channel is not None and frame.to in (self.number, BROADCAST):
            self._take(Arrival(frame, rssi_dbm, snr_db, self.now_s, channel, frame.channel is None))

    def _heard_again(self, frame: Frame, snr: float) -> None:
        if frame.source == self.number:
            if frame.key in self._pending:
                del self._pending[frame.key]
                self.nak_client(frame.id, NO_ERROR)
            return
        if frame.hop_limit == frame.hop_start and frame.hop_start:
            # the sender itself tries again: it has not heard the acknowledgement, or nobody relayed
            if frame.to == self.number:
                if frame.want_ack and self._readable(frame) is not None:
                    self.acknowledge(frame, NO_ERROR, hop_limit=0)
            elif not self.transmitter.holds(frame.key):
                self._pass_on(frame, snr, self._readable(frame) is not None)
        elif self._cancels:
            self.transmitter.cancel(frame.key)

    def _pass_on(self, frame: Frame, snr: float, readable: bool) -> None:
        if not self._relays or frame.hop_limit == 0 or frame.source == self.number or self._over_duty():
            return
        mode = self.settings.config["device"].rebroadcast_mode
        if mode == Relaying.NONE or (mode in (Relaying.LOCAL_ONLY, Relaying.KNOWN_ONLY) and not readable):
            return
        known = self.settings.known.get(frame.source)
        if mode == Relaying.KNOWN_ONLY and (known is None or known.user is None):
            return
        if mode == Relaying.CORE_PORTNUMS_ONLY and readable and frame.data.portnum not in CORE_PORTS:
            return
        data, length = frame.data, frame.length
        if readable and data.portnum == Port.TRACEROUTE_APP:
            data = node_modules.traced(self.number, frame, snr)
            length = min(frame_length(data, broadcast=False, pki=False), airtime.MAX_PHY_BYTES)
        self.transmitter.enqueue(relayed(frame, self.number, snr, data, length))

    def _readable(self, frame: Frame) -> int | None:
        """The own channel that a frame belongs to (0 for PKI), None when the node cannot read it."""
        if frame.channel is not None:
            index = self._channel_index(frame.channel)
            if frame.to == self.number and frame.data.portnum == Port.TEXT_MESSAGE_APP:
                return None  # firmware 2.8 rejects text under the channel's key to one node
            return index
        known = self.settings.known.get(frame.source)
        if frame.to != self.number or frame.for_key != self.settings.public_key or known is None:
            return None
        return 0 if known.public_key == frame.from_key else None

    def _channel_index(self, key: ChannelKey) -> int | None:
        if key not in self._channel_indexes:
            self._channel_indexes[key] = self.settings.channel_index(key)
        return self._channel_indexes[key]

    def _take(self, arrival: Arrival) -> None:
        frame, data = arrival.frame, arrival.frame.data
        mine = frame.to == self.number
        if mine and data.request_id:
            self._pending.pop(frame_key(self.number, data.request_id), None)
        answer = node_modules.answer(self, arrival)
        if mine:
            if isinstance(answer, mesh_pb2.Data):
                answer.request_id = frame.id
                hops = self.response_hops(frame)
                self.send(frame.source, answer, self.new_id(), want_ack=frame.want_ack, hop_limit=hops)
            elif isinstance(answer, int):
                self.acknowledge(frame, answer, hop_limit=self.response_hops(frame), want_ack=True)
            else:
                if frame.want_ack:
                    self._acknowledge_arrival(frame)
                if data.want_response and data.portnum not in node_modules.ANSWERED:
                    self.acknowledge(frame, Error.NO_RESPONSE, hop_limit=self.response_hops(frame))
        if not (mine and data.portnum == Port.ADMIN_APP):
            self.api.arrival(arrival)
        for tell in self.on_arrival:
            tell(arrival)

    def _acknowledge_arrival(self, frame: Frame) -> None:
        if not frame.data.request_id:
            is_text = frame.data.portnum == Port.TEXT_MESSAGE_APP
            self.acknowledge(frame, NO_ERROR, hop_limit=self.response_hops(frame), want_ack=is_text)
        elif frame.hop_start and frame.hop_start == frame.hop_limit:
            self.acknowledge(frame, NO_ERROR, hop_limit=0)

    def _note_sender(self, frame: Frame, snr: float) -> None:
        known = self.settings.known.get(frame.source)
        if known is None:
            known = self.settings.known[frame.source] = KnownNode(frame.source)
        known.last_heard_s = self.now_s
        known.hops_away = frame.hop_start - frame.hop_limit
        if known.hops_away == 0:
            known.snr = snr

    def _remember(self, key: int) -> None:
        seen = self._seen
        seen[key] = None
        if len(seen) > SEEN_CAPACITY:
            del seen[next(iter(seen))]

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


def _routing(error: int) -> bytes:
    return bytes(mesh_pb2.Routing(error_reason=error).SerializeToString()) or b"\x18\x00"
