"""What a node's firmware does with packets for it: NodeInfo, position, telemetry, traceroute, acknowledgements.

Admin packets from afar are refused here; those of the own client are `admin`.
"""

from typing import Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import config_pb2, mesh_pb2, portnums_pb2, telemetry_pb2

from fieldkit.practice.mesh import traceroute
from fieldkit.practice.mesh.board import Board
from fieldkit.practice.mesh.frame import BROADCAST, NO_ERROR, Arrival, Frame
from fieldkit.practice.mesh.own_packets import OwnPackets

Port = portnums_pb2.PortNum
Role = config_pb2.Config.DeviceConfig.Role
TEXT_PORT: Final = int(Port.TEXT_MESSAGE_APP)
ANSWERED: Final = frozenset({Port.NODEINFO_APP, Port.POSITION_APP, Port.TELEMETRY_APP, Port.TRACEROUTE_APP})
"""Port numbers whose requests the firmware answers, or leaves unanswered on purpose."""
HANDLED: Final = ANSWERED | {Port.ADMIN_APP}
STAY_UNASKED: Final = frozenset({Role.ROUTER, Role.ROUTER_LATE, Role.CLIENT_BASE})
"""Roles that do not greet newcomers."""
NODE_INFO_PAUSE_S: Final = 600.0
"""So soon after the last NodeInfo no other one goes out, whatever it is for: kept over reboots. In a mesh of more than
`QUIET_MESH` nodes longer (Default.h congestionScalingCoefficient)."""
QUIET_MESH: Final = 40
ONLINE_S: Final = 2 * 3600.0
"""A node that was heard within this time counts."""
NODE_INFO_ON_DEMAND_PAUSE_S: Final = 60.0
"""The same where the node's client asks for it."""
NODE_INFO_ASKED_S: Final = 12 * 3600.0
"""Who has asked within this time is not answered again; forgotten at a reboot."""
NODE_INFO_BUSIEST: Final = 0.40
"""Share of channel use from which no NodeInfo goes out."""
NEWCOMER_BUSIEST: Final = 0.25
"""Share of channel use from which a node that is heard for the first time is not told of us."""
EXTERNALLY_POWERED: Final = 101
"""battery_level of a node without a battery."""


class Modules:
    """The modules of one node; `take` is told every packet that was for it."""

    def __init__(self, board: Board, own: OwnPackets) -> None:
        self._board = board
        self._own = own
        self._asked_s: dict[int, float] = {}
        """When each node last asked who we are."""

    def clear(self) -> None:
        """Forget who has asked: a reboot."""
        self._asked_s.clear()

    def take(self, arrival: Arrival) -> None:
        """Learn from an arrival, and answer or acknowledge it where it was for this node alone."""
        frame, data = arrival.frame, arrival.frame.data
        answer = self._answer(arrival)
        self._greet(arrival)
        if frame.to != self._board.number:
            return
        hops = self._own.response_hops(frame)
        if isinstance(answer, mesh_pb2.Data):
            answer.request_id = frame.id
            self._own.send(frame.source, answer, self._board.new_id(), want_ack=frame.want_ack, hop_limit=hops)
        elif isinstance(answer, int):
            self._own.acknowledge(frame, answer, hop_limit=hops, want_ack=True)
        else:
            if frame.want_ack:
                self._acknowledge(frame)
            if data.want_response and data.portnum not in ANSWERED:
                self._own.acknowledge(frame, mesh_pb2.Routing.Error.NO_RESPONSE, hop_limit=hops)

    def send_node_info(
        self, to: int = BROADCAST, *, channel: int = 0, want_response: bool = False, on_demand: bool = False
    ) -> int:
        """Say who this node is; returns the packet id, 0 when it was said a short while ago or the air is full."""
        data = self._node_info(NODE_INFO_ON_DEMAND_PAUSE_S if on_demand else self._pause_s())
        if data is None:
            return 0
        data.want_response = want_response
        packet_id = self._board.new_id()
        priority = mesh_pb2.MeshPacket.Priority
        self._own.send(
            to, data, packet_id, channel=channel, priority=priority.DEFAULT if on_demand else priority.BACKGROUND
        )
        return packet_id

    def learn_user(self, frame: Frame) -> bool:
        """Take up what a NodeInfo tells; whether it was news. The first key of a number stays."""
        user = mesh_pb2.User()
        try:
            user.ParseFromString(frame.data.payload)
        except DecodeError:
            return False
        known = self._board.settings.known.get(frame.source)
        # the first key wins: a later NodeInfo with another key is refused whole (NodeDB.cpp updateUser)
        if known is None or (known.public_key and known.public_key != user.public_key):
            return False
        user.id = f"!{frame.source:08x}"
        news = bool(known.user != user)
        known.user = user
        return news

    def telemetry(self) -> telemetry_pb2.Telemetry:
        """The node's device metrics now."""
        report = telemetry_pb2.Telemetry()
        now = self._board.unix_s(self._board.now_s)
        if now is not None:
            report.time = now
        report.device_metrics.CopyFrom(self.device_metrics())
        return report

    def device_metrics(self) -> telemetry_pb2.DeviceMetrics:
        """Battery, channel use and own airtime in per cent, uptime."""
        return telemetry_pb2.DeviceMetrics(
            battery_level=EXTERNALLY_POWERED,
            channel_utilization=100 * self._board.transmitter.utilisation(),
            air_util_tx=100 * self._board.transmitter.duty_share(),
            uptime_seconds=self._board.uptime_s,
        )

    def _answer(self, arrival: Arrival) -> mesh_pb2.Data | int | None:
        """A Data to send back, a routing error, or None when the firmware has nothing to say."""
        frame, data = arrival.frame, arrival.frame.data
        port = data.portnum
        if port not in HANDLED:
            return None
        if port == Port.ADMIN_APP:
            refused = int(mesh_pb2.Routing.Error.ADMIN_PUBLIC_KEY_UNAUTHORIZED)
            return refused if frame.to == self._board.number else None
        if port == Port.NODEINFO_APP:
            self.learn_user(frame)
        elif port == Port.POSITION_APP:
            self._learn_position(frame)
        if not data.want_response or (frame.to == BROADCAST and port != Port.NODEINFO_APP):
            return None
        if port == Port.NODEINFO_APP:
            return self._own_user(frame)
        if port == Port.POSITION_APP and self._board.settings.position is not None:
            return mesh_pb2.Data(portnum=port, payload=self._board.settings.position.SerializeToString())
        if port == Port.TELEMETRY_APP:
            return mesh_pb2.Data(portnum=port, payload=self.telemetry().SerializeToString())
        if port == Port.TRACEROUTE_APP:
            return mesh_pb2.Data(portnum=port, payload=traceroute.answered(frame, arrival.snr))
        return None

    def _acknowledge(self, frame: Frame) -> None:
        if not frame.data.request_id:
            is_text = frame.data.portnum == TEXT_PORT
            self._own.acknowledge(frame, NO_ERROR, hop_limit=self._own.response_hops(frame), want_ack=is_text)
        elif frame.hop_start and frame.hop_start == frame.hop_limit:
            self._own.acknowledge(frame, NO_ERROR, hop_limit=0)

    def _learn_position(self, frame: Frame) -> None:
        known = self._board.settings.known.get(frame.source)
        position = mesh_pb2.Position()
        try:
            position.ParseFromString(frame.data.payload)
        except DecodeError:
            return
        if known is not None and position.latitude_i:
            known.position = position

    def _greet(self, arrival: Arrival) -> None:
        """Tell a node that has not said who it is who we are, and ask it (MeshService.cpp handleFromRadio)."""
        frame, board = arrival.frame, self._board
        known = board.settings.known.get(frame.source)
        if known is None or known.user is not None or board.settings.config["device"].role in STAY_UNASKED:
            return
        if frame.data.portnum == Port.TELEMETRY_APP and frame.data.request_id:
            return
        if board.transmitter.utilisation() < NEWCOMER_BUSIEST:
            self.send_node_info(frame.source, channel=arrival.channel, want_response=True)

    def _node_info(self, pause_s: float) -> mesh_pb2.Data | None:
        """A NodeInfo that goes out now, None when the last one went out less than `pause_s` ago or the air is full."""
        settings, now = self._board.settings, self._board.now_s
        sent = settings.node_info_sent_s
        if self._board.transmitter.utilisation() >= NODE_INFO_BUSIEST or (sent is not None and now - sent < pause_s):
            return None
        settings.node_info_sent_s = now
        return mesh_pb2.Data(portnum=Port.NODEINFO_APP, payload=settings.user.SerializeToString())

    def _pause_s(self) -> float:
        settings, now = self._board.settings, self._board.now_s
        if settings.config["device"].role in (Role.ROUTER, Role.ROUTER_LATE):
            return NODE_INFO_PAUSE_S
        heard = (known.last_heard_s for known in settings.known.values())
        online = sum(at is not None and now - at < ONLINE_S for at in heard)
        return NODE_INFO_PAUSE_S * (1 + max(0, online - QUIET_MESH) * settings.preset.symbol_ms / 100)

    def _own_user(self, frame: Frame) -> mesh_pb2.Data | None:
        now = self._board.now_s
        asked, self._asked_s[frame.source] = self._asked_s.get(frame.source), now
        if asked is not None and now - asked < NODE_INFO_ASKED_S:
            return None
        data = self._node_info(self._pause_s())
        if data is None or frame.to == self._board.number:
            return data
        data.request_id = frame.id
        hops = self._own.response_hops(frame)
        self._own.send(frame.source, data, self._board.new_id(), hop_limit=hops)
        return None
