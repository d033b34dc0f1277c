"""Short words for talking to a simulated node in tests: what a client sends, and what it got back."""

from typing import Any

from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.frame import BROADCAST
from fieldkit.practice.mesh.world import World

Port = portnums_pb2.PortNum


def joined(world: World, index: int) -> Link:
    """A client that has been through want_config; its answers are taken out."""
    link = world.nodes[index].api.connect()
    link.send(mesh_pb2.ToRadio(want_config_id=7))
    link.receive()
    return link


def outgoing(
    payload: bytes, to: int = BROADCAST, packet_id: int = 0, port: int = Port.PRIVATE_APP, **fields: Any
) -> mesh_pb2.ToRadio:
    """One packet as a client hands it over."""
    packet = mesh_pb2.MeshPacket(to=to, id=packet_id, hop_limit=fields.pop("hop_limit", 3), **fields)
    packet.decoded.portnum = port
    packet.decoded.payload = payload
    return mesh_pb2.ToRadio(packet=packet)


def kinds(messages: list[mesh_pb2.FromRadio]) -> list[str]:
    """The variant of each message."""
    return [str(message.WhichOneof("payload_variant")) for message in messages]


def packets(messages: list[mesh_pb2.FromRadio], port: int) -> list[mesh_pb2.MeshPacket]:
    """The mesh packets of one port number."""
    return [m.packet for m in messages if m.HasField("packet") and m.packet.decoded.portnum == port]


def verdicts(messages: list[mesh_pb2.FromRadio], packet_id: int) -> list[tuple[int, int]]:
    """(from, error) of each ROUTING answer to a packet."""
    found = []
    for packet in packets(messages, Port.ROUTING_APP):
        if packet.decoded.request_id == packet_id:
            routing = mesh_pb2.Routing.FromString(packet.decoded.payload)
            found.append((getattr(packet, "from"), routing.error_reason))
    return found


def results(messages: list[mesh_pb2.FromRadio]) -> list[tuple[int, int]]:
    """(packet id, res) of each queueStatus."""
    return [(m.queueStatus.mesh_packet_id, m.queueStatus.res) for m in messages if m.HasField("queueStatus")]
