"""What clients of real firmware 2.8 said, said again to two virtual nodes with the same keys: the same must come back.

Compared are the fate of each client packet (`res`, verdicts) and what reached the other side; not the random timing.
"""

import base64
import json
import zlib
from typing import Any

import pytest
from mesh_script import Port
from meshtastic.protobuf import admin_pb2, mesh_pb2
from paths import FIXTURES

from fieldkit.practice.mesh.air import Propagation
from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.frame import BROADCAST, Frame, frame_length
from fieldkit.practice.mesh.settings import KnownNode, NodeSpec
from fieldkit.practice.mesh.world import World

FOLDER = FIXTURES / "transcripts"
NUMBERS = {"node1": 257185024, "node2": 6817241}
BLOCKS = {"now out of range": [(0, 1), (1, 0)], "node1 cannot hear node2": [(1, 0)], "in range again": []}
"""What notes in the recordings say of who heard whom."""
Fate = tuple[str, int, int, int]
"""(node, packet id, who says so, error)"""


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (FOLDER / f"{name}.jsonl").read_text().splitlines()]


def from_radio(row: dict[str, Any]) -> mesh_pb2.FromRadio | None:
    known = row["dir"] == "from_radio" and "b64" in row
    return mesh_pb2.FromRadio.FromString(base64.b64decode(row["b64"])) if known else None


def private_keys(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    keys = {}
    for row in rows:
        message = from_radio(row)
        if message is not None and message.config.HasField("security"):
            keys[row["conn"][:5]] = bytes(message.config.security.private_key)
    return keys


class Account:
    """What the clients were told, sorted so that two sessions can be held against each other."""

    def __init__(self, ids: set[int]) -> None:
        self._ids = ids
        self.results: dict[tuple[str, int], int] = {}
        self.fates: set[Fate] = set()
        self.arrivals: set[tuple[object, ...]] = set()
        self.notices: set[tuple[str, int]] = set()
        self.answers: dict[int, object] = {}
        """By packet id of a question to the own node: what it says of itself."""

    def add(self, node: str, message: mesh_pb2.FromRadio) -> None:
        if message.HasField("queueStatus") and message.queueStatus.mesh_packet_id in self._ids:
            self.results[node, message.queueStatus.mesh_packet_id] = message.queueStatus.res
        elif message.HasField("clientNotification"):
            self.notices.add((node, message.clientNotification.reply_id))
        elif message.HasField("packet"):
            self._packet(node, message.packet)

    def _packet(self, node: str, packet: mesh_pb2.MeshPacket) -> None:
        data, sender = packet.decoded, getattr(packet, "from")
        if data.portnum == Port.ROUTING_APP and data.request_id in self._ids:
            error = mesh_pb2.Routing.FromString(data.payload).error_reason
            self.fates.add((node, data.request_id, sender, error))
        elif data.portnum == Port.ADMIN_APP and data.request_id in self._ids:
            self.answers[data.request_id] = told(admin_pb2.AdminMessage.FromString(data.payload))
        elif packet.id in self._ids:
            said = b"" if data.portnum in (Port.NODEINFO_APP, Port.TRACEROUTE_APP) else data.payload
            sealed = (packet.pki_encrypted, bytes(packet.public_key))
            self.arrivals.add((node, packet.id, sender, packet.to, data.portnum, said, sealed, packet.hop_start))


def told(answer: admin_pb2.AdminMessage) -> object:
    """What an answer says of the settings that a set-up is about; the rest differs from board to board."""
    kind = answer.WhichOneof("payload_variant")
    value = getattr(answer, kind)
    if kind == "get_owner_response":
        return kind, value.long_name, value.short_name, bytes(value.public_key)
    if kind == "get_channel_response":
        return kind, value.role, value.settings.name, bytes(value.settings.psk)
    section = value.WhichOneof("payload_variant")
    chosen = {
        "lora": ("region", "use_preset", "modem_preset", "hop_limit", "tx_enabled"),
        "device": ("role", "rebroadcast_mode", "node_info_broadcast_secs"),
        "position": ("position_broadcast_secs",),
        "telemetry": ("device_update_interval",),
        "canned_message": ("enabled",),
    }
    return kind, section, *(getattr(getattr(value, section), name) for name in chosen.get(section, ()))


def client_ids(rows: list[dict[str, Any]]) -> set[int]:
    sent = [base64.b64decode(row["b64"]) for row in rows if row["dir"] == "to_radio" and "b64" in row]
    return {mesh_pb2.ToRadio.FromString(one).packet.id for one in sent} - {0}


def as_recorded(rows: list[dict[str, Any]]) -> Account:
    account = Account(client_ids(rows))
    for row in rows:
        message = from_radio(row)
        if message is not None:
            account.add(row["conn"][:5], message)
    return account


def replayed(rows: list[dict[str, Any]]) -> Account:
    keys = private_keys(rows)
    specs = [
        NodeSpec(number=NUMBERS[name], private_key=keys[name], preset="LONG_FAST", position=(55.7, 10.0 + place))
        for name, place in (("node1", 0.0), ("node2", 0.001))
    ]
    world = World(specs, seed=1, propagation=Propagation(shadowing_db=0.0), acquainted=True)
    for node in world.nodes:  # the recorded ones knew no place
        node.settings.position = None
    return said_again(rows, world, NUMBERS)


def said_again(rows: list[dict[str, Any]], world: World, numbers: dict[str, int]) -> Account:
    """What the clients of virtual nodes are told when they say what the recorded ones said, when those said it.

    Our nodes take a second longer to boot: what comes after that comes later by as much. What third nodes sent, and
    was heard, is sent by them again.
    """
    account = Account(client_ids(rows))
    links: dict[str, Link] = {}
    late, at = 0.0, 0
    while at < len(rows):
        row = rows[at]
        world.run_for(max(row["t"] + late - world.now_s, 0.0))
        at += 1
        if row["dir"] == "event" and row["event"] == "connected":
            name = row["conn"][:5]
            node = world.node(numbers[name])
            while not node.alive:
                world.run_for(0.1)
                late += 0.1
            link = links[row["conn"]] = node.api.connect()
            link.sink = lambda message, name=name: account.add(name, message)
        elif row["dir"] == "note":
            for words, pairs in BLOCKS.items():
                if words in row["note"]:
                    world.block(pairs)
        elif row["dir"] == "to_radio" and "b64" in row:
            burst = [base64.b64decode(row["b64"])]
            while at < len(rows) and rows[at].get("conn") == row["conn"] and rows[at]["t"] - row["t"] < 0.01:
                if rows[at]["dir"] == "to_radio" and "b64" in rows[at]:
                    burst.append(base64.b64decode(rows[at]["b64"]))
                elif rows[at]["dir"] == "from_radio":
                    break
                at += 1
            links[row["conn"]].feed(burst)
        elif (message := from_radio(row)) is not None and message.HasField("packet"):
            overhear(world, message.packet, set(numbers.values()))
    return account


def overhear(world: World, packet: mesh_pb2.MeshPacket, with_clients: set[int]) -> None:
    """Send a recorded broadcast of a node without a recorded client: a known one sends it, a stranger's is heard."""
    sender = getattr(packet, "from")
    if sender in with_clients or packet.to != BROADCAST or packet.decoded.portnum not in (1, 256):
        return
    data = mesh_pb2.Data(portnum=packet.decoded.portnum, payload=packet.decoded.payload)
    data.reply_id, data.emoji = packet.decoded.reply_id, packet.decoded.emoji
    node = next((node for node in world.nodes if node.number == sender), None)
    if node is not None:
        node.send(BROADCAST, data, packet.id)
        return
    channel = world.nodes[0].settings.channel_key(0)
    length = frame_length(data, broadcast=True, pki=False)
    for node in world.nodes:
        frame = Frame(sender, BROADCAST, packet.id, 3, 3, False, packet.relay_node, channel, data, length, 64)
        node.router.hear(frame, -60, 6.0)


SESSIONS = [
    "02_broadcast_text",
    "03_dm_ack",
    "04_dm_absent",
    "06_private_app_256",
    "07a_burst20_text",
    "08_duplicates",
    "11a_dm_pkc",
    "12_requests_and_broadcasts",
]


@pytest.mark.parametrize("name", SESSIONS)
def test_a_recorded_session_comes_out_the_same(name: str) -> None:
    rows = recorded(name)
    real, virtual = as_recorded(rows), replayed(rows)
    assert len(real.results) >= 3
    assert {key: virtual.results.get(key) for key in real.results} == real.results
    assert virtual.fates == real.fates
    assert virtual.notices == real.notices
    if name != "07a_burst20_text":  # which of a burst's texts fell inside the two seconds is a matter of milliseconds
        assert virtual.arrivals == real.arrivals


def test_a_set_up_of_a_node_without_canned_messages_comes_out_the_same() -> None:
    """Asked for its canned messages it acknowledges and says nothing, told some it acknowledges and keeps none."""
    rows = recorded("16_provisioning_without_canned")
    spec = NodeSpec(
        private_key=private_keys(rows)["node4"],
        long_name="Meshtastic ee04",
        short_name="ee04",
        preset="LONG_FAST",
        position=(55.7, 10.0),
        region="UNSET",
        canned=False,
    )
    world = World([spec], seed=1)
    [node] = world.nodes
    assert node.number == first_number(rows, "node4") == 0x6AF466D7, "the number is made from the key"
    real, virtual = as_recorded(rows), said_again(rows, world, {"node4": node.number})
    assert len(real.results) == 48 and len(real.answers) == 32
    assert virtual.results == real.results
    assert virtual.fates == real.fates
    assert virtual.answers == real.answers
    assert node.settings.canned_messages == ""
    assert node.settings.reboots == 2


def test_a_phone_that_lacks_our_key_is_out_of_reach_until_our_node_says_who_it_is() -> None:
    """For six minutes every text under PKI ends in MAX_RETRANSMIT; then our node greets a stranger, the phone's node
    overhears it, and the next try arrives."""
    rows = recorded("17_kit_with_phone_that_lacks_our_key")
    nodes = {info.num: info for info in first_nodes(rows)}
    own, phone, other = first_number(rows, "node1"), 0xFA7C6355, 0xEF6A2663
    primary = next(m.channel.settings for row in rows if (m := from_radio(row)) is not None and m.HasField("channel"))
    specs = [
        NodeSpec(number=number, position=(55.7, 10.0 + place / 1000), channel=primary.name, psk=bytes(primary.psk))
        for place, number in enumerate((own, phone, other))
    ]
    world = World(specs, seed=1, propagation=Propagation(shadowing_db=0.0))
    for node in world.nodes:
        settings, user = node.settings, nodes[node.number].user
        settings.position = None
        settings.user.CopyFrom(user)
        settings.numbered_by = user.public_key
        assert zlib.crc32(user.public_key) == node.number
        settings.node_info_sent_s = None if node.number == phone else -250.0
        if node.number != phone:  # its memory of nodes was wiped just now
            for other_node in nodes.values():
                settings.known.setdefault(other_node.num, KnownNode(other_node.num, other_node.user))
    real, virtual = as_recorded(rows), said_again(rows, world, {"node1": own})
    given_up = {packet for _, packet, _, error in real.fates if error == mesh_pb2.Routing.Error.MAX_RETRANSMIT}
    assert len(given_up) == 12
    assert virtual.results == real.results
    assert virtual.fates == real.fates


def first_number(rows: list[dict[str, Any]], name: str) -> int:
    """The number under which a recorded node presented itself first."""
    messages = (from_radio(row) for row in rows if row.get("conn", "").startswith(name))
    return next(m.my_info.my_node_num for m in messages if m is not None and m.HasField("my_info"))


def first_nodes(rows: list[dict[str, Any]]) -> list[mesh_pb2.NodeInfo]:
    """The nodes with a name that a recorded node knew at the first handshake."""
    messages = (from_radio(row) for row in rows if row.get("conn") == "node1#1")
    return [m.node_info for m in messages if m is not None and m.HasField("node_info") and m.node_info.HasField("user")]
