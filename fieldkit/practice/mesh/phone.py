"""A phone beside a virtual node: what a school with only a stock app has. Sends texts, keeps those that arrive."""

from collections import deque
from collections.abc import Callable
from typing import Final

from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.practice.mesh.client_api import SentMemory
from fieldkit.practice.mesh.frame import BROADCAST, Arrival, Text
from fieldkit.practice.mesh.node import VirtualNode

Port = portnums_pb2.PortNum
SPACING_US: Final = 2_300_000
"""A phone that types faster than the node takes text (one in 2 s, seen by its clock) waits: nothing is lost unseen."""
KEPT_TEXTS: Final = 200


class Phone:
    """Sends from and listens at one node, beside whatever TCP client the node has."""

    def __init__(self, node: VirtualNode) -> None:
        self._node = node
        self._next_free_us = 0
        self._memory = SentMemory()
        self._mine: set[int] = set()
        self.texts: deque[Text] = deque(maxlen=KEPT_TEXTS)
        """The last texts that arrived here, oldest first."""
        self.on_text: list[Callable[[Text], None]] = []
        self.acknowledged: dict[int, bool] = {}
        """By packet id of a sent text: True when the receiver's node has it, False when it was refused."""
        node.on_arrival.append(self._arrived)
        node.on_verdict.append(self._judged)

    @property
    def number(self) -> int:
        """Number of the node that the phone is paired with."""
        return self._node.number

    def send_text(self, text: str, to: int = BROADCAST, *, alert: bool = False) -> int:
        """Send a text to one node (acknowledged) or to all; returns the packet id. ValueError over 200 bytes."""
        if len(text.encode()) > 200:
            raise ValueError("a phone takes 200 bytes of text at most")
        packet_id = self._node.new_id()
        self._mine.add(packet_id)
        agenda = self._node.board.agenda
        at = max(agenda.now, self._next_free_us)
        self._next_free_us = at + SPACING_US
        packet = mesh_pb2.MeshPacket(to=to, id=packet_id, want_ack=to != BROADCAST)
        packet.hop_limit = self._node.settings.config["lora"].hop_limit
        packet.decoded.portnum = Port.ALERT_APP if alert else Port.TEXT_MESSAGE_APP
        packet.decoded.payload = text.encode()
        if at > agenda.now:
            agenda.at(at, self._submit, packet)
        else:
            self._submit(packet)
        return packet_id

    def _submit(self, packet: mesh_pb2.MeshPacket) -> None:
        if not self._node.alive:
            self.acknowledged[packet.id] = False
            return
        if self._node.api.submit(packet, self._memory):
            self.acknowledged[packet.id] = False

    def _judged(self, packet_id: int, error: int) -> None:
        if error and packet_id in self._mine:
            self.acknowledged.setdefault(packet_id, False)

    def _arrived(self, arrival: Arrival) -> None:
        frame = arrival.frame
        port = frame.data.portnum
        if port == Port.ROUTING_APP:
            if frame.data.request_id in self._mine:
                self.acknowledged[frame.data.request_id] = frame.data.payload in (b"", b"\x18\x00")
            return
        if port not in (Port.TEXT_MESSAGE_APP, Port.ALERT_APP):
            return
        text = Text(
            frame.source,
            frame.to,
            frame.data.payload.decode("utf-8", "replace"),
            frame.id,
            self._node.board.now_s,
            arrival.verified,
            port == Port.ALERT_APP,
        )
        self.texts.append(text)
        for tell in self.on_text:
            tell(text)
