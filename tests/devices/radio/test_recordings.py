"""Recorded conversations with real firmware, played to the session machine byte for byte."""

import base64
import json
import random

import pytest
from google.protobuf.message import DecodeError
from meshtastic.protobuf import mesh_pb2
from paths import FIXTURES
from radio_node import status

from fieldkit.devices.radio.machine import RadioMachine, Settings
from fieldkit.devices.radio.states import State
from fieldkit.link.node.framing import WAKE, FrameDecoder, frame
from fieldkit.link.node.radio_types import (
    Ack,
    ChannelUse,
    Connected,
    LogLine,
    LogSource,
    Lost,
    Nak,
    NodeSeen,
    PacketIn,
    Send,
    SendAccepted,
    SendRefused,
)

RECORDINGS = sorted((FIXTURES / "transcripts").glob("*.jsonl"))
ONE, TWO = 0x0F545500, 0x006805D9
LATER = {"16": 0x6AF466D7, "17": 0x6F2BADE2}
"""The nodes of the recordings that were made with other ones."""


class Recorded:
    """random.Random's place: the nonce and packet ids that the recorded client drew."""

    def __init__(self, nonce):
        self.values = [nonce]

    def getrandbits(self, bits):
        return self.values.pop(0)


def conversations(path):
    """{connection: (nonce, [(t, direction, payload or None, text)])} of those that start with an own nonce."""
    lines = {}
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry["dir"] in ("to_radio", "from_radio"):
            payload = base64.b64decode(entry["b64"]) if "b64" in entry else bytes.fromhex(entry["raw_hex"])
            framed = "b64" in entry
            lines.setdefault(entry["conn"], []).append((entry["t"], entry["dir"], payload, framed, entry.get("text")))
    for connection, talk in lines.items():
        asked = [ask for _, way, payload, framed, _ in talk if way == "to_radio" and framed and (ask := want(payload))]
        if asked and asked[0] not in (69420, 69421):
            yield connection, asked[0], talk


def want(payload):
    try:
        return mesh_pb2.ToRadio.FromString(payload).want_config_id
    except DecodeError:  # the recording holds a deliberately broken message
        return 0


def as_send(packet):
    return Send(
        token=packet.id,
        to_node=packet.to,
        portnum=packet.decoded.portnum,
        payload=packet.decoded.payload,
        want_ack=packet.want_ack,
        channel_index=packet.channel,
        hop_limit=packet.hop_limit,
        pki=packet.pki_encrypted,
        want_response=packet.decoded.want_response,
    )


def replay(nonce, talk, chunking, with_sends, answer=5.0):
    """The events of one recorded connection; a heartbeat of ours that the recording has no answer to gets one."""
    rng = Recorded(nonce)
    machine = RadioMachine(rng, Settings(answer=answer))
    # Some recorded clients did not wait after the wake bytes.
    events = machine.opened(talk[0][0] - 0.2)
    assert machine.data_to_send() == WAKE
    decoder = FrameDecoder()

    def answer_heartbeats(now):
        for payload in decoder.feed(machine.data_to_send()):
            if mesh_pb2.ToRadio.FromString(payload).HasField("heartbeat"):
                events.extend(machine.receive(status(), now))

    for t, way, payload, framed, _ in talk:
        while (due := machine.next_timeout()) is not None and due <= t:
            events.extend(machine.tick(due))
            answer_heartbeats(due)
        if way == "from_radio":
            data = frame(payload) if framed else payload
            while data:
                cut = chunking.randint(1, 40)
                events.extend(machine.receive(data[:cut], t))
                data = data[cut:]
        elif with_sends and framed:
            message = mesh_pb2.ToRadio.FromString(payload)
            if message.HasField("packet"):
                rng.values.append(message.packet.id)
                events.extend(machine.send(as_send(message.packet), t))
        answer_heartbeats(t)
    return machine, events


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda p: p.stem)
def test_every_recorded_conversation_is_understood_whole(path):
    played = 0
    for connection, nonce, talk in conversations(path):
        machine, events = replay(nonce, talk, random.Random(connection), with_sends=False)
        incoming = [entry for entry in talk if entry[1] == "from_radio"]
        if not any(mesh_pb2.FromRadio.FromString(p).config_complete_id == nonce for _, _, p, framed, _ in incoming):
            continue  # thrown out before the handshake ended
        played += 1
        assert machine.state is State.READY
        assert not [e for e in events if isinstance(e, Lost)]
        assert not [e for e in events if isinstance(e, LogLine) and e.source is LogSource.SESSION]
        [connected] = [e for e in events if isinstance(e, Connected)]
        assert connected.node == LATER.get(path.stem[:2], ONE if connection.startswith("node1") else TWO)
        factory_new = (path.stem[:2], connection) == ("16", "node4#1")
        assert connected.region == ("UNSET" if factory_new else "EU_868")
        assert connected.firmware.startswith("2.8.0")
        assert len(connected.public_key) == 32
        assert len(connected.channels) >= 7
        told = [e.payload.decode() for e in events if isinstance(e, PacketIn) and e.portnum == 1]
        recorded = []
        for *_, payload, _, text in incoming:
            packet = mesh_pb2.FromRadio.FromString(payload).packet
            key = (getattr(packet, "from"), packet.id)
            if text is not None and key not in [k for k, _ in recorded]:
                recorded.append((key, text))
        assert told == [text for _, text in recorded]
    assert played


def fates(name, connection="node1#1", answer=5.0):
    """{text or payload of what was sent: its events}, from one recording."""
    [path] = [p for p in RECORDINGS if p.stem.startswith(name)]
    [(_, nonce, talk)] = [c for c in conversations(path) if c[0] == connection]
    _, events = replay(nonce, talk, random.Random(1), with_sends=True, answer=answer)
    out = {}
    for _, way, payload, framed, _ in talk:
        if way == "to_radio" and framed:
            packet = mesh_pb2.ToRadio.FromString(payload).packet
            out.setdefault(packet.decoded.payload.decode("latin-1"), []).extend(
                e for e in events if getattr(e, "token", None) == packet.id
            )
    return out


def test_a_broadcasts_ack_is_implicit_and_a_direct_messages_ack_is_its_receivers():
    broadcast = fates("02")
    assert [type(e) for e in broadcast["hello broadcast no ack"]] == [SendAccepted]
    accepted, ack = broadcast["hello broadcast with ack"]
    assert isinstance(accepted, SendAccepted)
    assert (ack.from_node, ack.implicit) == (ONE, True)
    direct = fates("03")
    for text in ("dm one", "dm two"):
        assert direct[text][1:] == [Ack(direct[text][0].token, TWO, implicit=False)]
    assert [type(e) for e in direct["dm no ack"]] == [SendAccepted]
    # To oneself one's own answer is the real one.
    assert direct["to myself"][1].implicit is False


def test_refusals_and_naks_are_told_with_their_reason():
    absent = fates("04")
    [refused] = absent["anyone?"]
    assert isinstance(refused, SendRefused)
    assert (refused.word, refused.maybe_sent) == ("PKI_SEND_FAIL_PUBLIC_KEY", False)
    assert [e.word for e in absent["are you there"] if isinstance(e, Nak)] == ["MAX_RETRANSMIT"]
    assert [e.word for e in absent["alone"] if isinstance(e, Nak)] == ["MAX_RETRANSMIT"]
    # Delivered, then "no response": the acknowledgement stands.
    assert [type(e) for e in absent["resp?"]] == [SendAccepted, Ack, Nak]
    assert absent["badchan"][-1].word == "NO_CHANNEL"
    # A node that had never heard the destination was told "heard" by a relay only.
    assert [e.implicit for e in absent[""] if isinstance(e, Ack)] == [True]


def test_a_real_ack_can_follow_a_nak_and_a_repeated_ack_is_told_once():
    # That client had many packets with the node at once; a short wait lets ours keep up with it.
    burst = fates("07b", answer=0.05)
    late = [events for events in burst.values() if any(isinstance(e, Nak) for e in events)]
    assert late
    for events in late:
        answers = [e for e in events if isinstance(e, Nak | Ack)]
        assert answers[0].code == 5
        assert [e.implicit for e in answers[1:]] == [False]
    for events in burst.values():
        assert len([e for e in events if isinstance(e, Ack)]) <= 1


def test_pki_packets_show_the_senders_key_and_telemetry_shows_the_channel():
    [path] = [p for p in RECORDINGS if p.stem.startswith("03")]
    [(_, nonce, talk)] = [c for c in conversations(path) if c[0] == "node2#1"]
    _, events = replay(nonce, talk, random.Random(2), with_sends=False)
    dm = next(e for e in events if isinstance(e, PacketIn) and e.payload == b"dm one")
    connected = next(e for e in events if isinstance(e, Connected))
    assert dm.pki_encrypted
    assert dm.public_key == next(n.public_key for n in connected.nodes if n.number == ONE)
    assert (dm.rx_rssi, dm.rx_snr, dm.hops, dm.rx_time) == (-60, 6.0, 0, None)
    use = next(e for e in events if isinstance(e, ChannelUse))
    assert 12 < use.channel_percent < 13
    assert (use.battery_percent, use.external_power) == (None, True)


def test_a_nodeinfo_broadcast_is_told_as_a_node_seen():
    [path] = [p for p in RECORDINGS if p.stem.startswith("10")]
    seen = []
    for connection, nonce, talk in conversations(path):
        seen += [e for e in replay(nonce, talk, random.Random(connection), False)[1] if isinstance(e, NodeSeen)]
    everywhere = [p for p in RECORDINGS if p.stem.startswith("12")]
    for connection, nonce, talk in conversations(everywhere[0]):
        seen += [e for e in replay(nonce, talk, random.Random(connection), False)[1] if isinstance(e, NodeSeen)]
    assert {e.node.number for e in seen} <= {ONE, TWO}
    assert any(e.node.long_name.startswith("Meshtastic") for e in seen)
