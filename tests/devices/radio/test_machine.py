"""The session machine on a clock of the test's own: timing, spacing, queue room, refusals, hung and rebooted nodes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meshtastic.protobuf import mesh_pb2
from radio_node import NODE, PEER, ScriptedNode, configuration, from_radio, packet, routing, status

from fieldkit.devices.radio.machine import RadioMachine, Settings
from fieldkit.devices.radio.states import TRANSITIONS, Signal, State
from fieldkit.link.node.framing import FrameDecoder
from fieldkit.link.node.ports import ALERT_APP, BROADCAST, PRIVATE_APP, TEXT_APP
from fieldkit.link.node.radio_types import (
    Ack,
    Connected,
    Introduced,
    Loss,
    Lost,
    Nak,
    NodeSeen,
    PacketIn,
    Paused,
    Send,
    SendAccepted,
    SendRefused,
)


class Talk:
    """A machine and a scripted node on one clock; `seen` is everything the machine told, with the time."""

    def __init__(self, hung=False, **kwargs):
        self.node = ScriptedNode()
        self.node.hung = hung
        self.machine = RadioMachine(random.Random(1), Settings(**kwargs))
        self.now = 0.0
        self.seen = []
        self.raw = []
        self.tell(self.machine.opened(self.now))
        self.run(1.0)

    def tell(self, events):
        self.seen += [(self.now, event) for event in events]
        while data := self.machine.data_to_send():
            self.raw.append((self.now, data))
            answer = self.node.feed(data)
            if answer:
                self.seen += [(self.now, e) for e in self.machine.receive(answer, self.now)]

    def run(self, seconds):
        end = self.now + seconds
        while (due := self.machine.next_timeout()) is not None and due <= end:
            self.now = max(self.now, due)
            self.tell(self.machine.tick(self.now))
        self.now = end

    def send(self, token, portnum=PRIVATE_APP, to=BROADCAST, payload=b"x", **kwargs):
        self.tell(self.machine.send(Send(token, to, portnum, payload, **kwargs), self.now))

    def push(self, data):
        self.tell(self.machine.receive(data, self.now))

    def of(self, *kinds):
        return [event for _, event in self.seen if isinstance(event, kinds)]

    def when(self, kind):
        return [t for t, event in self.seen if isinstance(event, kind)]

    def heartbeats(self):
        decoder = FrameDecoder()
        return [
            t
            for t, data in self.raw
            for payload in decoder.feed(data)
            if mesh_pb2.ToRadio.FromString(payload).HasField("heartbeat")
        ]


def test_the_handshake_tells_who_the_node_is_and_whom_it_knows():
    talk = Talk()
    [connected] = talk.of(Connected)
    assert (connected.node, connected.long_name, connected.firmware) == (NODE, "Øvelsesnode", "2.8.0.test")
    assert (connected.region, connected.preset, connected.hop_limit) == ("EU_868", "MEDIUM_FAST", 4)
    assert [(c.index, c.name, c.role) for c in connected.channels] == [(0, "BEREDSKAB", "PRIMARY")]
    peer = next(n for n in connected.nodes if n.number == PEER)
    assert (peer.long_name, round(peer.latitude, 3), peer.last_heard) == ("Nabo", 55.7, 1_700_000_000)
    assert peer.battery_percent is None
    assert "\\x22" not in repr(connected)  # the channel's key is not for logs


def test_a_configuration_for_another_nonce_does_not_count():
    talk = Talk(hung=True)
    talk.push(configuration(12345))
    assert talk.of(Connected) == []
    assert talk.machine.state is State.CONFIGURING


def test_a_node_that_never_configures_is_given_up():
    talk = Talk(hung=True)
    talk.run(60)
    [lost] = talk.of(Lost)
    assert lost.reason == "no-config"
    assert talk.when(Lost)[0] <= 40
    assert talk.of(Connected) == []


def test_a_heartbeat_every_30_seconds_keeps_the_conversation():
    talk = Talk()
    talk.run(300)
    gaps = [b - a for a, b in zip(talk.heartbeats(), talk.heartbeats()[1:], strict=False)]
    assert len(gaps) >= 9
    assert max(gaps) <= 30.001
    assert talk.of(Lost) == []


@pytest.mark.parametrize("offset", [0.0, 0.5, 12.0, 29.9])
def test_a_hung_node_is_found_within_40_seconds(offset):
    talk = Talk()
    talk.run(30 + offset)
    talk.node.hung = True
    hung = talk.now
    talk.send("late")
    talk.run(100)
    [lost] = talk.of(Lost)
    assert lost.reason == "silent"
    assert talk.when(Lost)[0] - hung <= 40
    [refused] = talk.of(SendRefused)
    assert (refused.token, refused.maybe_sent) == ("late", True)
    assert refused.packet_id, "phones may point at it"
    assert talk.machine.state is State.BROKEN
    assert talk.machine.next_timeout() is None


def test_texts_keep_2_1_seconds_and_alerts_10_1_and_others_do_not_wait_for_them():
    talk = Talk()
    for i in range(3):
        talk.send(f"text{i}", TEXT_APP)
        talk.send(f"alert{i}", ALERT_APP)
        talk.send(f"frame{i}")
    start = talk.now
    talk.run(30)
    took = {e.token: t - start for t, e in talk.seen if isinstance(e, SendAccepted)}
    assert took["frame2"] == 0
    assert [round(took[f"text{i}"], 3) for i in range(3)] == [0, 2.4, 4.8]
    assert [round(took[f"alert{i}"], 3) for i in range(3)] == [0, 10.4, 20.8]


def test_spacing_survives_a_reconnect():
    talk = Talk()
    talk.send("a", TEXT_APP)
    start = talk.now
    talk.tell(talk.machine.gone(Loss.CLOSED))
    talk.tell(talk.machine.opened(talk.now))
    talk.run(0.2)
    talk.send("b", TEXT_APP)
    talk.run(5)
    [_, second] = [t for t, e in talk.seen if isinstance(e, SendAccepted)]
    assert second - start >= 2.4


def test_urgent_goes_first_among_what_waits():
    talk = Talk()
    talk.node.free = 0
    talk.push(status(free=0))
    for token in ("a", "b"):
        talk.send(token)
    talk.send("flash", urgent=True)
    talk.node.free = 16
    talk.run(5)
    assert [e.token for e in talk.of(SendAccepted)] == ["flash", "a", "b"]


def test_a_full_queue_holds_back_without_blocking_and_goes_on_when_there_is_room():
    talk = Talk()
    talk.node.free = 0
    talk.push(status(free=0))
    talk.send("waits")
    talk.run(20)
    assert talk.node.sent == []
    assert talk.of(SendRefused, Lost) == []
    talk.node.free = 3
    talk.run(2)
    assert [e.token for e in talk.of(SendAccepted)] == ["waits"]


def test_the_node_never_has_two_packets_of_ours_unanswered():
    talk = Talk()
    talk.node.answer = lambda message: b""
    for i in range(5):
        talk.send(i)
    [(_, data)] = [r for r in talk.raw if r[0] == talk.now]
    assert len(FrameDecoder().feed(data)) == 1


def test_more_than_can_wait_is_refused_at_once():
    talk = Talk(waiting=2)
    talk.push(status(free=0))
    talk.node.free = 0
    for i in range(3):
        talk.send(i)
    assert [(e.token, e.word) for e in talk.of(SendRefused)] == [(2, "WAITING_FULL")]


def test_what_no_node_takes_is_refused_at_once():
    talk = Talk()
    talk.send("big", payload=bytes(234))
    assert [(e.token, e.word) for e in talk.of(SendRefused)] == [("big", "TOO_LARGE")]
    assert talk.node.sent == []
    with pytest.raises(ValueError, match="no node number"):
        Send("x", 0, PRIVATE_APP, b"")


def test_without_a_conversation_a_send_is_refused_at_once():
    machine = RadioMachine(random.Random(1))
    [refused] = machine.send(Send("early", BROADCAST, TEXT_APP, b"x"), 0.0)
    assert (refused.word, refused.maybe_sent) == ("NOT_CONNECTED", False)


def test_duty_cycle_pauses_everything_but_talk_with_our_own_node():
    talk = Talk()
    answer = talk.node.answer

    def over_the_limit(message):
        if message.HasField("packet") and message.packet.to != NODE:
            packet_id = message.packet.id
            return status(packet_id, res=9) + routing(packet_id, code=9)
        return answer(message)

    talk.node.answer = over_the_limit
    talk.send("first")
    # The refusal is told once, though the node says it twice.
    assert [(e.token, e.word) for e in talk.of(SendRefused, Nak)] == [("first", "DUTY_CYCLE_LIMIT")]
    assert talk.of(Paused)[0].seconds == 60
    talk.send("second")
    talk.send("own", portnum=6, to=NODE)
    talk.node.answer = answer
    start = talk.now
    talk.run(90)
    took = {e.token: t - start for t, e in talk.seen if isinstance(e, SendAccepted)}
    assert took == {"own": 0, "second": 60}


def test_a_rate_limit_holds_that_port_number_only():
    talk = Talk()
    answer = talk.node.answer
    talk.node.answer = lambda message: status(message.packet.id, res=38) if message.HasField("packet") else b""
    talk.send("text", TEXT_APP)
    talk.node.answer = answer
    talk.send("again", TEXT_APP)
    talk.send("frame")
    start = talk.now
    talk.run(10)
    took = {e.token: round(t - start, 3) for t, e in talk.seen if isinstance(e, SendAccepted)}
    assert took == {"frame": 0, "again": 2.4}
    assert talk.of(SendRefused)[0].word == "RATE_LIMIT_EXCEEDED"


def test_every_packet_has_a_new_id_even_when_the_random_source_repeats():
    class Stuck:
        values = [7, 0, 100, 100, 0, 100, 101, 101, 102]

        def getrandbits(self, bits):
            return self.values.pop(0)

    talk = Talk()
    talk.machine = RadioMachine(Stuck())
    talk.tell(talk.machine.opened(talk.now))
    talk.run(1)
    for token in range(3):
        talk.send(token)
    assert [p.id for p in talk.node.sent] == [100, 101, 102]


def test_what_was_asked_is_what_goes_out():
    talk = Talk()
    key = b"\x09" * 32
    payload = "æ".encode()
    pinned = {"pki": True, "public_key": key}
    talk.send(1, TEXT_APP, PEER, payload, want_ack=True, channel_index=2, reply_id=5, hop_limit=0, **pinned)
    talk.send(2)
    first, second = talk.node.sent
    assert (first.to, first.channel, first.want_ack, first.hop_limit) == (PEER, 2, True, 0)
    assert (first.decoded.payload, first.decoded.reply_id) == ("æ".encode(), 5)
    assert (first.pki_encrypted, first.public_key) == (True, key)
    # The node's own hop limit otherwise, and no priority of ours: the firmware's is better.
    assert (second.hop_limit, second.pki_encrypted, second.priority) == (4, False, 0)


def test_an_answer_after_a_reconnect_still_finds_its_send():
    talk = Talk()
    talk.node.answer = lambda message: status(message.packet.id) if message.HasField("packet") else b""
    talk.send("dm", to=PEER, want_ack=True)
    accepted = talk.of(SendAccepted)[0]
    talk.node.answer = ScriptedNode.answer.__get__(talk.node)
    talk.tell(talk.machine.gone(Loss.CLOSED))
    talk.tell(talk.machine.opened(talk.now))
    talk.run(1)
    talk.push(routing(accepted.packet_id, sender=PEER))
    assert talk.of(Ack) == [Ack("dm", PEER, implicit=False)]


def test_a_strangers_acknowledgement_acknowledges_nothing():
    talk = Talk()
    talk.node.answer = lambda message: status(message.packet.id) if message.HasField("packet") else b""
    talk.send("dm", to=PEER, want_ack=True)
    talk.send("all", want_ack=True)
    for accepted in talk.of(SendAccepted):
        talk.push(routing(accepted.packet_id, sender=0x1234))
    talk.push(routing(999, sender=PEER))
    assert talk.of(Ack) == []


def test_losing_the_line_answers_every_open_send():
    talk = Talk()
    talk.node.hung = True
    talk.send("with the node")
    talk.send("waiting")
    talk.tell(talk.machine.gone(Loss.UNPLUGGED))
    assert [(e.token, e.word, e.maybe_sent) for e in talk.of(SendRefused)] == [
        ("with the node", "CONNECTION_LOST", True),
        ("waiting", "CONNECTION_LOST", False),
    ]
    [lost] = talk.of(Lost)
    assert (lost.reason, lost.sentence) == ("unplugged", "Radioen er trukket ud; sæt USB-kablet i igen.")
    assert talk.machine.gone(Loss.UNPLUGGED) == []


def test_a_reboot_reads_the_configuration_again_and_keeps_what_waits():
    talk = Talk()
    talk.node.free = 0
    talk.push(status(free=0))
    talk.send("waits")
    talk.node.free = 16
    talk.push(from_radio(rebooted=True))
    talk.run(1)
    assert len(talk.of(Connected)) == 2
    assert talk.node.handshakes == 2
    assert talk.of(Lost) == []
    assert [e.token for e in talk.of(SendAccepted)] == ["waits"]


def test_what_has_not_gone_can_be_taken_back_and_is_refused():
    talk = Talk()
    talk.node.free = 0
    talk.push(status(free=0))
    talk.send("text", portnum=TEXT_APP)
    talk.send("order", to=NODE)
    talk.send("frame")
    talk.tell(talk.machine.take_back(lambda send: send.to_node != NODE))
    assert [(e.token, e.word) for e in talk.of(SendRefused)] == [("text", "NOT_CONNECTED"), ("frame", "NOT_CONNECTED")]
    talk.node.free = 16
    talk.run(31)
    assert [e.token for e in talk.of(SendAccepted)] == ["order"] and len(talk.node.sent) == 1


def test_a_lost_queue_status_is_made_good_by_any_answer_to_the_packet():
    talk = Talk()
    talk.node.answer = lambda message: b""
    talk.send("dm", to=PEER, want_ack=True)
    packet_id = FrameDecoder().feed(talk.raw[-1][1])[0]
    packet_id = mesh_pb2.ToRadio.FromString(packet_id).packet.id
    talk.push(routing(packet_id, sender=PEER))
    assert [type(e) for e in talk.of(SendAccepted, SendRefused, Ack)] == [SendAccepted, Ack]


def test_packets_come_out_once_with_all_that_the_node_said():
    talk = Talk()
    heard = packet(
        payload=b"vand!",
        packet_id=9,
        emoji=1,
        reply_id=77,
        rx_time=1_700_000_000,
        pki_encrypted=True,
        public_key=b"k" * 32,
    )
    talk.push(heard)
    talk.push(heard)
    [told] = talk.of(PacketIn)
    assert (told.from_node, told.to_node, told.portnum, told.payload) == (PEER, BROADCAST, TEXT_APP, b"vand!")
    assert (told.rx_time, told.rx_rssi, told.hops, told.pki_encrypted) == (1_700_000_000, -60, 1, True)
    assert (told.emoji, told.reply_id) == (1, 77)


def test_a_node_that_tells_its_name_is_seen_but_cannot_swap_its_key():
    talk = Talk()
    user = mesh_pb2.User(long_name="Skole", short_name="SK", public_key=b"a" * 32)
    talk.push(packet(0x77, portnum=4, payload=user.SerializeToString(), packet_id=1))
    user.public_key = b"b" * 32
    user.long_name = "Skolen"
    talk.push(packet(0x77, portnum=4, payload=user.SerializeToString(), packet_id=2))
    assert [(e.node.long_name, e.node.public_key[:1]) for e in talk.of(NodeSeen)] == [("Skole", b"a"), ("Skolen", b"a")]


def test_draining_finishes_the_packet_in_hand_and_says_goodbye():
    talk = Talk()
    talk.send("a", TEXT_APP)
    talk.send("must wait", TEXT_APP)
    talk.tell(talk.machine.drain(talk.now))
    assert [e.token for e in talk.of(SendAccepted)] == ["a"]
    assert [(e.token, e.maybe_sent) for e in talk.of(SendRefused)] == [("must wait", False)]
    assert talk.node.goodbyes == 1
    assert [e.reason for e in talk.of(Lost)] == ["stopped"]


def test_every_state_can_be_left_when_the_line_goes():
    for state, ways in TRANSITIONS.items():
        assert state is State.CLOSED or ways[Signal.GONE] is State.CLOSED
    with pytest.raises(RuntimeError, match="OPENED cannot happen"):
        machine = RadioMachine(random.Random(1))
        machine.opened(0.0)
        machine.opened(0.0)


NOISE = st.one_of(
    st.binary(max_size=80),
    st.binary(max_size=120).map(lambda b: b"\x94\xc3" + len(b).to_bytes(2, "big") + b),
    st.sampled_from([status(free=0), status(), from_radio(rebooted=True), packet(), routing(5), configuration(1)]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NOISE, st.floats(0, 20), st.booleans()), max_size=15))
def test_no_bytes_and_no_timing_can_make_it_raise_or_forget_a_send(steps):
    talk = Talk()
    for token, (noise, seconds, gone) in enumerate(steps):
        talk.send(token)
        talk.push(noise)
        talk.run(seconds)
        if gone or talk.machine.state is State.BROKEN:
            talk.tell(talk.machine.gone(Loss.CLOSED))
            talk.tell(talk.machine.opened(talk.now))
            talk.run(1)
    talk.tell(talk.machine.gone(Loss.CLOSED))
    answered = [e.token for e in talk.of(SendAccepted, SendRefused)]
    assert sorted(answered) == list(range(len(steps)))


def introductions(talk):
    """When the machine had the node say who it is."""
    times = []
    for now, data in talk.raw:
        messages = [mesh_pb2.ToRadio.FromString(payload) for payload in FrameDecoder().feed(data)]
        times += [now for message in messages if message.heartbeat.nonce == 1]
    return times


def test_an_introduction_goes_at_once_and_not_twice_in_a_minute():
    talk = Talk()
    assert introductions(talk) == [], "it is asked for, not done by itself: a set-up would waste it"
    begin = talk.now
    talk.tell(talk.machine.introduce(talk.now))
    assert introductions(talk) == [begin]
    talk.run(10)
    talk.tell(talk.machine.introduce(talk.now))
    talk.tell(talk.machine.introduce(talk.now))
    talk.run(200)
    first, second = introductions(talk)
    assert 60 < second - first < 62, "kept until it may go, and once for both"
    assert len(introductions(talk)) == 2, "the node tells its queue of a packet of its own: it was made"
    talk.send("after it", to=PEER)
    assert [type(e) for e in talk.of(SendAccepted)] == [SendAccepted], "the node's answer to it confuses nothing"


def test_an_introduction_that_the_node_leaves_out_in_silence_is_asked_for_again_but_not_for_ever():
    talk = Talk()
    talk.node.introduced_lately = True
    talk.tell(talk.machine.introduce(talk.now))
    talk.send("ours", to=PEER)
    talk.run(12)
    assert len(introductions(talk)) == 3, "that our own packet was taken says nothing of it"
    assert talk.of(Introduced) == []
    talk.node.introduced_lately = False
    talk.run(400)
    assert len(introductions(talk)) == 4
    assert talk.of(Introduced) == [Introduced()]
    talk.node.introduced_lately = True
    talk.tell(talk.machine.introduce(talk.now))
    talk.run(400)
    assert len(introductions(talk)) == 4 + 13, "for over a minute; not for ever, for old firmware does not know how"


def test_an_introduction_that_could_not_be_made_is_made_after_the_next_handshake():
    talk = Talk()
    talk.tell(talk.machine.gone(Loss.CLOSED))
    talk.tell(talk.machine.introduce(talk.now))
    assert introductions(talk) == []
    talk.run(5)
    talk.tell(talk.machine.opened(talk.now))
    talk.run(1)
    assert len(introductions(talk)) == 1
