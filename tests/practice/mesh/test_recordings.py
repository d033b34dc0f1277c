"""What clients of real firmware 2.8 said, said again to two virtual nodes with the same keys: the same must come back.

Compared are the fate of each client packet (`res`, verdicts) and what reached the other side; not the random timing.
"""

import base64
import json
from typing import Any

import pytest
from mesh_script import Port
from meshtastic.protobuf import mesh_pb2
from paths import FIXTURES

from fieldkit.practice.mesh.air import Propagation
from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.settings import NodeSpec
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
        elif packet.id in self._ids:
            said = b"" if data.portnum in (Port.NODEINFO_APP, Port.TRACEROUTE_APP) else data.payload
            sealed = (packet.pki_encrypted, bytes(packet.public_key))
            self.arrivals.add((node, packet.id, sender, packet.to, data.portnum, said, sealed, packet.hop_start))


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
    account = Account(client_ids(rows))
    keys = private_keys(rows)
    specs = [
        NodeSpec(number=NUMBERS[name], private_key=keys[name], preset="LONG_FAST", position=(55.7, 10.0 + place))
        for name, place in (("node1", 0.0), ("node2", 0.001))
    ]
    world = World(specs, seed=1, propagation=Propagation(shadowing_db=0.0))
    for node in world.nodes:  # the recorded ones knew no place, and had told who they are a short while ago
        node.settings.position = None
        node.modules.node_info_sent_us = 0
    links: dict[str, Link] = {}
    at = 0
    while at < len(rows):
        row = rows[at]
        world.run_for(max(row["t"] - world.now_s, 0.0))
        at += 1
        if row["dir"] == "event" and row["event"] == "connected":
            name = row["conn"][:5]
            link = links[row["conn"]] = world.node(NUMBERS[name]).api.connect()
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
    return account


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
