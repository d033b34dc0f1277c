"""A virtual node's side towards its one client: want_config, queues, throttles, the memory of 20 ids. Sans-IO.

`ClientApi` is the node's, `Link` one connection to it. A server or a test feeds ToRadio bytes and takes FromRadio
messages; numbers and silences are those of firmware 2.8 (PhoneAPI.cpp, MeshService.cpp).
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.practice.mesh import traceroute
from fieldkit.practice.mesh.admin import Admin
from fieldkit.practice.mesh.air import US
from fieldkit.practice.mesh.board import Board
from fieldkit.practice.mesh.frame import BROADCAST, NO_ERROR, Arrival
from fieldkit.practice.mesh.handshake import handshake
from fieldkit.practice.mesh.modules import Modules
from fieldkit.practice.mesh.own_packets import OwnPackets, routing_payload
from fieldkit.practice.mesh.transmitter import QUEUE_LENGTH

Port = portnums_pb2.PortNum
TEXT_PORT: Final = int(Port.TEXT_MESSAGE_APP)
TO_CLIENT_LENGTH: Final = 16
REMEMBERED_IDS: Final = 20
POLL_US: Final = US // 4
"""An idle node looks at its TCP line four times a second, and counts its pauses from when it looks: of two texts sent
2.1 s apart the second is sometimes lost."""
LARGEST_PAYLOAD: Final = 237
"""More payload bytes do not decode in the node at all: silence."""
PAUSES_US: Final = {
    Port.TEXT_MESSAGE_APP: 2 * US,
    Port.ALERT_APP: 10 * US,
    Port.POSITION_APP: 10 * US,
    Port.TELEMETRY_APP: 10 * US,
    Port.WAYPOINT_APP: 10 * US,
    Port.TRACEROUTE_APP: 30 * US,
}
"""Shortest time between two packets of a kind from the client; earlier ones vanish with res=0."""


@dataclass(slots=True)
class SentMemory:
    """What a node remembers of one client's session, and forgets with it: the last 20 ids, the last time of a port."""

    ids: deque[int] = field(default_factory=lambda: deque(maxlen=REMEMBERED_IDS))
    port_at_us: dict[int, int] = field(default_factory=dict)


class Link:
    """One connection between a client and the node. A newer one closes it."""

    def __init__(self, api: "ClientApi") -> None:
        self._api = api
        self.closed = False
        self.memory = SentMemory()
        self.wants_packets = False
        """True after want_config: before it a client can send but is told nothing."""
        self.sink: Callable[[mesh_pb2.FromRadio], None] | None = None
        """Takes each FromRadio at once; without it they wait for `receive` in the node's short queues."""
        self.on_close: Callable[[], None] = lambda: None
        self.paused = False
        """A client that does not read: the node's queues fill up."""
        self.last_input_us = api.now_us()

    def send(self, *messages: mesh_pb2.ToRadio) -> None:
        """Hand over messages as one burst."""
        self.feed([message.SerializeToString() for message in messages])

    def feed(self, payloads: Iterable[bytes]) -> None:
        """Hand over the payloads of one read; answers come after all of them, as the firmware's loop does it."""
        if self.closed or self._api.frozen:
            return
        self.last_input_us = self._api.now_us()
        for payload in payloads:
            self._api.to_radio(self, payload)
            if self.closed:
                return
        self._api.pump()

    def receive(self) -> list[mesh_pb2.FromRadio]:
        """Everything that waits for this client, in order."""
        return [] if self.closed else list(self._api.drain(self))

    def close(self) -> None:
        """The client's or the node's end of it; the node keeps what is queued from now on."""
        if not self.closed:
            self.closed = True
            self._api.forget(self)
            self.on_close()


class ClientApi:
    """What a node holds for its client, whether one is there or not."""

    def __init__(self, board: Board, own: OwnPackets, modules: Modules, admin: Admin, idle_limit_s: float) -> None:
        self._board = board
        self._own = own
        self._modules = modules
        self._admin = admin
        self._idle_limit_us = round(idle_limit_s * US)
        self._link: Link | None = None
        self._config: deque[mesh_pb2.FromRadio] = deque()
        self._statuses: deque[mesh_pb2.QueueStatus] = deque(maxlen=2)
        self._notices: deque[Any] = deque(maxlen=4)
        self._packets: deque[Any] = deque()
        self.frozen = False
        """The node hangs: it takes bytes and says nothing."""
        self.dropped = 0
        """Packets for the client that found no room."""

    def now_us(self) -> int:
        """The simulated moment."""
        return self._board.now_us

    @property
    def link(self) -> Link | None:
        """The present connection."""
        return self._link

    def connect(self) -> Link:
        """Open a connection; the one before is closed."""
        if self._link is not None:
            self._link.close()
        self._link = Link(self)
        self._config.clear()
        self._board.agenda.after(self._idle_limit_us, self._check_idle, self._link)
        return self._link

    def disconnect(self) -> None:
        """Close the connection from the node's side."""
        if self._link is not None:
            self._link.close()

    def forget(self, link: Link) -> None:
        """A link tells that it is closed."""
        if self._link is link:
            self._link = None

    def clear(self) -> None:
        """Lose everything that is in RAM."""
        for queue in (self._config, self._statuses, self._notices, self._packets):
            queue.clear()
        self.frozen = False

    # --- towards the client --------------------------------------------------------------------------------------

    def arrival(self, arrival: Arrival) -> None:
        """Queue a packet from the air; when 16 wait, text drives out the oldest and everything else is dropped."""
        self._queue(arrival, arrival.frame.data.portnum == TEXT_PORT)

    def packet(self, packet: mesh_pb2.MeshPacket) -> None:
        """Queue a packet that the node made itself."""
        self._queue(packet, False)

    def verdict(self, packet_id: int, error: int) -> None:
        """Queue how a packet of this node ended; no error is the implicit acknowledgement."""
        data = mesh_pb2.Data(portnum=Port.ROUTING_APP, payload=routing_payload(error), request_id=packet_id)
        number = self._board.number
        packet = mesh_pb2.MeshPacket(
            to=number, id=self._board.new_id(), decoded=data, priority=mesh_pb2.MeshPacket.Priority.ACK
        )
        setattr(packet, "from", number)
        self.packet(packet)

    def notice(self, packet_id: int, message: str) -> None:
        """Queue a warning for the person at the client."""
        note = mesh_pb2.ClientNotification(reply_id=packet_id, message=message)
        note.level = mesh_pb2.LogRecord.Level.WARNING
        self._notices.append(note)
        self.pump()

    def telemetry(self) -> None:
        """Queue the node's own metrics, as it does each minute when nothing else waits; they do not go on the air."""
        if self._packets:
            return
        data = mesh_pb2.Data(portnum=Port.TELEMETRY_APP, payload=self._modules.telemetry().SerializeToString())
        packet = self._own_packet(BROADCAST, data, self._board.new_id())
        packet.priority = mesh_pb2.MeshPacket.Priority.BACKGROUND
        self.packet(packet)

    def queue_has_space(self) -> None:
        """The full transmit queue got a place."""
        self._status(NO_ERROR, 0)
        self.pump()

    def pump(self) -> None:
        """Give what waits to a link that takes it at once."""
        link = self._link
        if link is not None and link.sink is not None and not link.paused:
            for message in self.drain(link):
                link.sink(message)

    def drain(self, link: Link) -> Iterable[mesh_pb2.FromRadio]:
        """Take out what waits: configuration, queue statuses, notices, packets."""
        if not link.wants_packets or self.frozen:
            return
        while not link.closed and not link.paused:
            if self._config:
                yield self._config.popleft()
            elif self._statuses:
                yield mesh_pb2.FromRadio(queueStatus=self._statuses.popleft())
            elif self._notices:
                yield mesh_pb2.FromRadio(clientNotification=self._notices.popleft())
            elif self._packets:
                yield mesh_pb2.FromRadio(packet=self._as_packet(self._packets.popleft()))
            else:
                return

    def _queue(self, item: Any, evicts: bool) -> None:
        if len(self._packets) >= TO_CLIENT_LENGTH:
            self.dropped += 1
            if not evicts:
                return
            self._packets.popleft()
        self._packets.append(item)
        self.pump()

    def _as_packet(self, item: Any) -> mesh_pb2.MeshPacket:
        if isinstance(item, mesh_pb2.MeshPacket):
            return item
        frame = item.frame
        packet = mesh_pb2.MeshPacket(
            to=frame.to,
            id=frame.id,
            channel=item.channel,
            rx_snr=item.snr,
            rx_rssi=item.rssi,
            hop_limit=frame.hop_limit,
            hop_start=frame.hop_start,
            want_ack=frame.want_ack,
            relay_node=frame.relay,
            next_hop=frame.next_hop,
            transport_mechanism=mesh_pb2.MeshPacket.TransportMechanism.TRANSPORT_LORA,
        )
        setattr(packet, "from", frame.source)
        packet.decoded.CopyFrom(frame.data)
        if frame.data.portnum == Port.TRACEROUTE_APP:
            packet.decoded.payload = traceroute.finished(frame, item.snr)
        if item.verified:
            packet.pki_encrypted = True
            packet.public_key = frame.from_key
        received = self._board.unix_s(item.at_s)
        if received is not None:
            packet.rx_time = received
        return packet

    def _status(self, result: int, packet_id: int) -> None:
        free = self._board.transmitter.free
        self._statuses.append(
            mesh_pb2.QueueStatus(res=result, free=free, maxlen=QUEUE_LENGTH, mesh_packet_id=packet_id)
        )

    def _check_idle(self, link: Link) -> None:
        if link.closed:
            return
        left = link.last_input_us + self._idle_limit_us - self.now_us()
        if left <= 0:
            link.close()
        else:
            self._board.agenda.after(left, self._check_idle, link)

    # --- from the client -----------------------------------------------------------------------------------------

    def to_radio(self, link: Link, payload: bytes) -> None:
        """Act on one message; what does not decode is ignored in silence."""
        message = mesh_pb2.ToRadio()
        try:
            message.ParseFromString(payload)
        except DecodeError:
            return
        kind = message.WhichOneof("payload_variant")
        if kind == "want_config_id":
            self._start_config(link, message.want_config_id)
        elif kind == "disconnect":
            link.close()
        elif kind == "heartbeat":
            self._heartbeat(message.heartbeat.nonce)
        elif kind == "packet" and len(message.packet.decoded.payload) <= LARGEST_PAYLOAD:
            self.submit(message.packet, link.memory)

    def submit(self, packet: mesh_pb2.MeshPacket, memory: SentMemory) -> int | None:
        """Send what a client hands over; returns the queueStatus' `res`, None when the id was used before.

        A throttled packet returns 0 like any other: the node does not tell.
        """
        board, data = self._board, packet.decoded
        if packet.id:
            if packet.id in memory.ids:
                return None
            memory.ids.append(packet.id)
        packet_id = packet.id or board.new_id()
        if self._too_soon(data.portnum, packet_id, memory.port_at_us):
            self._status(NO_ERROR, packet_id)
            return NO_ERROR
        if packet.to == board.number:
            result = self._to_itself(packet, packet_id)
        else:
            own = mesh_pb2.Data()
            own.CopyFrom(data)
            if own.portnum == Port.POSITION_APP:
                self._blur_position(own, packet.channel)
            result = self._own.send(
                packet.to,
                own,
                packet_id,
                want_ack=packet.want_ack or (own.portnum == Port.TRACEROUTE_APP and own.want_response),
                hop_limit=packet.hop_limit,
                channel=packet.channel,
                priority=packet.priority,
                pki=packet.pki_encrypted,
                public_key=bytes(packet.public_key),
            )
        self._status(result, packet_id)
        return result

    def _heartbeat(self, nonce: int) -> None:
        """Nonce 1 asks that the node tell all who it is, and gets no answer when that was done a minute ago."""
        packet_id = self._modules.send_node_info(want_response=True, on_demand=True) if nonce == 1 else 0
        if packet_id or nonce != 1:
            self._status(NO_ERROR, packet_id)

    def _start_config(self, link: Link, nonce: int) -> None:
        link.wants_packets = True
        metrics = self._modules.device_metrics()
        self._config.clear()
        self._config.extend(handshake(self._board.settings, nonce, self._board.wall_s, metrics))

    def _too_soon(self, port: int, packet_id: int, port_at_us: dict[int, int]) -> bool:
        pause = PAUSES_US.get(port)
        if pause is None:
            return False
        last = port_at_us.get(port)
        taken_up = self.now_us() + self._board.rng.randrange(POLL_US)
        if last is None or taken_up - last >= pause:
            port_at_us[port] = taken_up
            return False
        if port == Port.TRACEROUTE_APP:
            self.notice(packet_id, "TraceRoute can only be sent once every 30 seconds")
        elif port == Port.TEXT_MESSAGE_APP:
            # the firmware addresses its refusal to node 0: it costs airtime and tells nobody
            refusal = mesh_pb2.Routing(error_reason=mesh_pb2.Routing.Error.RATE_LIMIT_EXCEEDED).SerializeToString()
            data = mesh_pb2.Data(portnum=Port.ROUTING_APP, payload=refusal, request_id=packet_id)
            self._own.send(0, data, self._board.new_id(), hop_limit=0)
        return True

    def _to_itself(self, packet: mesh_pb2.MeshPacket, packet_id: int) -> int:
        board, data = self._board, packet.decoded
        is_admin = data.portnum == Port.ADMIN_APP
        answer = self._admin.act(bytes(data.payload)) if is_admin else None
        if answer is not None:
            reply = mesh_pb2.Data(portnum=Port.ADMIN_APP, payload=answer, request_id=packet_id)
        elif packet.want_ack or data.want_response:
            reply = mesh_pb2.Data(portnum=Port.ROUTING_APP, payload=routing_payload(NO_ERROR), request_id=packet_id)
        else:
            return NO_ERROR
        reply_id = board.new_id()
        back = self._own_packet(board.number, reply, reply_id)
        priority = mesh_pb2.MeshPacket.Priority
        back.priority = priority.RELIABLE if answer is not None else priority.ACK
        back.pki_encrypted = is_admin
        if is_admin:
            self._status(NO_ERROR, reply_id)
        self.packet(back)
        return NO_ERROR

    def _blur_position(self, data: mesh_pb2.Data, channel: int) -> None:
        """A channel's position_precision says how much of a position leaves the node: 0 bits, nothing."""
        channels = self._board.settings.channels
        precision = channels[channel].settings.module_settings.position_precision if channel < len(channels) else 0
        if precision == 0:
            data.payload = b""

    def _own_packet(self, to: int, data: mesh_pb2.Data, packet_id: int) -> mesh_pb2.MeshPacket:
        packet = mesh_pb2.MeshPacket(to=to, id=packet_id, decoded=data)
        packet.hop_limit = self._board.settings.config["lora"].hop_limit
        setattr(packet, "from", self._board.number)
        return packet
