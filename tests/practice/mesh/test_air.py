"""The simulated mesh as its clients and a listener on the air see it, held against recordings of real firmware."""

import random
from dataclasses import replace

import pytest
from mesh_script import joined, outgoing, packets, results, verdicts
from meshtastic.protobuf import mesh_pb2, portnums_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.air import US, Agenda, Air, Propagation
from fieldkit.practice.mesh.frame import BROADCAST
from fieldkit.practice.mesh.settings import NodeSpec
from fieldkit.practice.mesh.world import World, specs_for

Port = portnums_pb2.PortNum
Error = mesh_pb2.Routing.Error
FLAT = Propagation(shadowing_db=0.0)


def line(count: int, spacing_m: float = 2000.0, **fields: object) -> list[NodeSpec]:
    """Nodes in a row; on MEDIUM_FAST each hears its neighbours and nobody else."""
    return [NodeSpec(position=(55.7 + index * spacing_m / 110_574, 10.0), **fields) for index in range(count)]  # type: ignore[arg-type]


def heard_ids(world: World) -> list[list[int]]:
    """A list for each node, filled with the ids of the PRIVATE_APP packets it gets."""
    got: list[list[int]] = [[] for _ in world.nodes]
    for node, ids in zip(world.nodes, got, strict=True):
        node.on_arrival.append(
            lambda arrival, ids=ids: (
                ids.append(arrival.frame.id) if arrival.frame.data.portnum == Port.PRIVATE_APP else None
            )
        )
    return got


def test_a_broadcast_reaches_everybody_once_with_the_fields_of_a_real_node() -> None:
    world = World(specs_for(3), seed=4, acquainted=True)
    sender, receiver = joined(world, 0), joined(world, 1)
    sender.send(outgoing(b"raw 00", packet_id=11))
    world.run_for(20)
    assert results(sender.receive())[:1] == [(11, 0)]
    (packet,) = packets(receiver.receive(), Port.PRIVATE_APP)
    assert (getattr(packet, "from"), packet.to, packet.id) == (world.nodes[0].number, BROADCAST, 11)
    assert packet.decoded.payload == b"raw 00"
    assert packet.decoded.HasField("bitfield")
    assert packet.hop_start == 3
    assert packet.rx_rssi < 0
    assert packet.rx_snr != 0
    assert packet.transport_mechanism == mesh_pb2.MeshPacket.TransportMechanism.TRANSPORT_LORA
    assert not packet.pki_encrypted
    assert packet.rx_time == 0, "a node without a good clock says nothing of time"


def test_hop_limit_ends_a_flood_and_duplicates_are_not_delivered() -> None:
    world = World(line(7), seed=1, propagation=FLAT, acquainted=True)
    assert world.air.neighbours(0) == [1]
    assert world.air.neighbours(3) == [2, 4]
    got = heard_ids(world)
    joined(world, 0).send(outgoing(b"x", packet_id=5))
    world.run_for(60)
    assert got == [[], [5], [5], [5], [5], [], []], "three relays make four hops"
    assert sum(node.router.duplicate_count for node in world.nodes) > 0


def test_a_relay_is_cancelled_when_another_was_faster() -> None:
    crowd = World(specs_for(12, spacing_m=100), seed=2, acquainted=True)
    joined(crowd, 0).send(outgoing(b"x"))
    crowd.run_for(30)
    assert 2 <= crowd.air.statistics.transmissions <= 6, "eleven nodes could have relayed"


def test_weak_signals_are_relayed_first() -> None:
    """The far node draws from the small window: it usually wins, and the near one keeps quiet."""
    first = 0
    for seed in range(20):
        world = World(
            [NodeSpec(position=(55.7 + metres / 110_574, 10.0)) for metres in (0, 100, 1900)],
            seed=seed,
            propagation=FLAT,
            acquainted=True,
        )
        joined(world, 0).send(outgoing(b"x"))
        world.run_for(20)
        first += world.nodes[2].transmitter.sent_count > world.nodes[1].transmitter.sent_count
    assert first >= 14


def test_a_direct_message_is_sealed_and_acknowledged_by_its_receiver() -> None:
    world = World(specs_for(3, preset="LONG_FAST"), seed=3, acquainted=True)
    here, there = world.nodes[0], world.nodes[2]
    sender, receiver, bystander = joined(world, 0), joined(world, 2), joined(world, 1)
    sender.send(outgoing(b"dm one", there.number, 9, Port.TEXT_MESSAGE_APP, want_ack=True))
    world.run_for(10)
    (packet,) = packets(receiver.receive(), Port.TEXT_MESSAGE_APP)
    assert packet.pki_encrypted
    assert packet.public_key == here.settings.public_key
    assert len(packet.public_key) == 32
    assert packet.want_ack
    assert (there.number, Error.NONE) in verdicts(sender.receive(), 9)
    assert not packets(bystander.receive(), Port.TEXT_MESSAGE_APP)


@pytest.mark.parametrize(("preset", "least", "most"), [("LONG_FAST", 0.9, 2.0), ("SHORT_FAST", 0.05, 0.4)])
def test_an_acknowledgement_takes_as_long_as_recorded(preset: str, least: float, most: float) -> None:
    took = []
    for seed in range(12):
        world = World(specs_for(2, preset=preset, spacing_m=100), seed=seed, acquainted=True)
        link = joined(world, 0)
        began = world.now_s
        link.send(outgoing(b"dm one", world.nodes[1].number, 9, want_ack=True))
        while not verdicts(link.receive(), 9):
            world.run_for(0.01)
        took.append(world.now_s - began)
    assert least < sorted(took)[6] < most


def test_an_absent_receiver_is_told_after_three_tries() -> None:
    world = World(specs_for(2, preset="LONG_FAST"), seed=1, acquainted=True)
    link = joined(world, 0)
    world.kill(1)
    link.send(outgoing(b"are you there", world.nodes[1].number, 9, Port.TEXT_MESSAGE_APP, want_ack=True))
    world.run_for(18)
    assert not verdicts(link.receive(), 9)
    world.run_for(7)
    assert verdicts(link.receive(), 9) == [(world.nodes[0].number, Error.MAX_RETRANSMIT)]
    assert world.air.statistics.transmissions == 3


def test_keys_that_are_unknown_wrong_or_forgotten() -> None:
    world = World(specs_for(2), seed=1, acquainted=True)
    link, there = joined(world, 0), world.nodes[1]
    link.send(outgoing(b"?", 0x12345678, 1, want_ack=True))
    link.send(outgoing(b"?", there.number, 2, want_ack=True, pki_encrypted=True, public_key=bytes(range(32))))
    link.send(outgoing(b"?", BROADCAST, 3, pki_encrypted=True))
    answers = link.receive()
    assert verdicts(answers, 1) == [(world.nodes[0].number, Error.PKI_SEND_FAIL_PUBLIC_KEY)]
    assert verdicts(answers, 2) == [(world.nodes[0].number, Error.PKI_FAILED)]
    assert verdicts(answers, 3) == [(world.nodes[0].number, Error.PKI_FAILED)]
    assert results(answers) == [(2, 34), (3, 34)], "only the last two statuses are kept"

    del there.settings.known[world.nodes[0].number]
    listener = joined(world, 1)
    link.send(outgoing(b"do you know me", there.number, 4, want_ack=True))
    world.run_for(40)
    assert verdicts(link.receive(), 4) == [(world.nodes[0].number, Error.MAX_RETRANSMIT)]
    assert not packets(listener.receive(), Port.PRIVATE_APP)


def test_the_first_key_wins() -> None:
    world = World(specs_for(2), seed=1, acquainted=True)
    victim = world.nodes[0]
    honest = victim.settings.known[world.nodes[1].number].public_key
    world.nodes[1].settings.user = mesh_pb2.User(long_name="En anden", public_key=bytes(range(32)))
    world.nodes[1].modules.send_node_info()
    world.run_for(10)
    known = victim.settings.known[world.nodes[1].number]
    assert known.public_key == honest
    assert known.user is not None
    assert known.user.long_name != "En anden"


def test_strangers_become_acquainted_by_node_info() -> None:
    world = World(specs_for(2), seed=1)
    link = joined(world, 0)
    link.send(outgoing(b"?", world.nodes[1].number, 1))
    assert results(link.receive()) == [(1, 39)]
    world.run_for(40)
    link.send(outgoing(b"!", world.nodes[1].number, 2, want_ack=True))
    world.run_for(10)
    assert verdicts(link.receive(), 2)[-1] == (world.nodes[1].number, Error.NONE)


def test_a_broadcast_with_acknowledgement_proves_one_relay_and_no_recipient() -> None:
    world = World(specs_for(3), seed=1, acquainted=True)
    link, me = joined(world, 0), world.nodes[0].number
    link.send(outgoing(b"x", packet_id=1, want_ack=True))
    world.run_for(15)
    assert verdicts(link.receive(), 1) == [(me, Error.NONE)]
    world.kill(1)
    world.kill(2)
    link.send(outgoing(b"x", packet_id=2, want_ack=True))
    world.run_for(40)
    assert verdicts(link.receive(), 2) == [(me, Error.MAX_RETRANSMIT)]


@pytest.mark.parametrize(
    ("size", "to_one", "length"), [(160, False, 250), (166, False, 190), (231, False, 255), (219, True, 255)]
)
def test_sizes_on_the_air(size: int, to_one: bool, length: int) -> None:
    world = World(specs_for(2), seed=1, acquainted=True)
    link = joined(world, 0)
    to = world.nodes[1].number if to_one else BROADCAST
    link.send(outgoing(bytes(size), to, 1))
    world.run_for(5)
    duration = round(airtime.time_on_air_ms(length, "MEDIUM_FAST") * 1000)
    assert results(link.receive())[0] == (1, 0)
    assert world.nodes[0].transmitter.duty_share() * 3600 * US == pytest.approx(duration)


@pytest.mark.parametrize(("size", "to_one"), [(232, False), (220, True), (234, False)])
def test_too_large_is_refused(size: int, to_one: bool) -> None:
    world = World(specs_for(2), seed=1, acquainted=True)
    link = joined(world, 0)
    link.send(outgoing(bytes(size), world.nodes[1].number if to_one else BROADCAST, 1))
    answers = link.receive()
    assert results(answers) == [(1, Error.TOO_LARGE)]
    assert verdicts(answers, 1) == [(world.nodes[0].number, Error.TOO_LARGE)]


def test_the_duty_cycle_is_a_wall() -> None:
    world = World(specs_for(2, preset="LONG_FAST", spacing_m=100), seed=1, acquainted=True)
    link = joined(world, 0)
    packet_id = 100
    refused: list[mesh_pb2.FromRadio] = []
    while not refused and packet_id < 400:
        packet_id += 1
        link.send(outgoing(bytes(160), packet_id=packet_id))
        world.run_for(8)
        answers = link.receive()
        if (packet_id, Error.DUTY_CYCLE_LIMIT) in results(answers):
            refused = answers
    sent_s = world.nodes[0].transmitter.duty_share() * 3600
    assert 360 < sent_s < 365, "10 % of an hour"
    assert verdicts(refused, packet_id) == [(world.nodes[0].number, Error.DUTY_CYCLE_LIMIT)]
    (notice,) = [m.clientNotification for m in refused if m.HasField("clientNotification")]
    assert "Duty cycle limit exceeded" in notice.message

    other = joined(world, 1)
    other.send(outgoing(b"can you ack?", world.nodes[0].number, 7, want_ack=True))
    world.run_for(60)
    assert verdicts(other.receive(), 7) == [(world.nodes[1].number, Error.MAX_RETRANSMIT)]
    assert packets(link.receive(), Port.PRIVATE_APP), "it hears, it only may not answer"

    world.run_for(3600)
    assert link.closed, "an hour without a word is longer than the node waits"
    link = joined(world, 0)
    link.send(outgoing(b"again", packet_id=999))
    assert results(link.receive())[-1] == (999, 0)


def test_other_keys_are_not_read_but_are_relayed() -> None:
    specs = line(3)
    specs[1] = replace(specs[1], psk=bytes(range(16)))
    world = World(specs, seed=1, propagation=FLAT, acquainted=True)
    got = heard_ids(world)
    joined(world, 0).send(outgoing(b"x", packet_id=5))
    world.run_for(20)
    assert got == [[], [], [5]]


def test_a_router_left_at_its_default_does_not_relay_private_app() -> None:
    specs = line(3)
    specs[1] = replace(specs[1], role="ROUTER", rebroadcast_mode="CORE_PORTNUMS_ONLY")
    world = World(specs, seed=1, propagation=FLAT, acquainted=True)
    got = heard_ids(world)
    link = joined(world, 0)
    link.send(outgoing(b"x", packet_id=5))
    world.run_for(20)
    assert got[2] == []
    phone = world.phone(2)
    link.send(outgoing(b"text", packet_id=6, port=Port.TEXT_MESSAGE_APP))
    world.run_for(20)
    assert [text.text for text in phone.texts] == ["text"]


def test_a_muted_node_and_another_preset() -> None:
    specs = line(3)
    specs[1] = replace(specs[1], role="CLIENT_MUTE")
    world = World(specs, seed=1, propagation=FLAT, acquainted=True)
    got = heard_ids(world)
    joined(world, 0).send(outgoing(b"x", packet_id=5))
    world.run_for(20)
    assert got == [[], [5], []]
    near = specs_for(3, spacing_m=100)
    mixed = World(
        [replace(near[0], preset="LONG_FAST"), replace(near[1], preset="SHORT_FAST"), near[2]], acquainted=True
    )
    assert mixed.air.neighbours(0) == []


def test_a_traceroute_names_every_hop() -> None:
    world = World(line(3), seed=1, propagation=FLAT, acquainted=True)
    link = joined(world, 0)
    question = outgoing(b"", world.nodes[2].number, 5, Port.TRACEROUTE_APP)
    question.packet.decoded.want_response = True
    link.send(question)
    world.run_for(20)
    (packet,) = packets(link.receive(), Port.TRACEROUTE_APP)
    route = mesh_pb2.RouteDiscovery.FromString(packet.decoded.payload)
    middle = world.nodes[1].number
    assert (list(route.route), list(route.route_back)) == ([middle], [middle])
    assert (len(route.snr_towards), len(route.snr_back)) == (2, 2)


def test_a_way_that_worked_is_asked_for_and_flooded_again_when_it_fails() -> None:
    """Two roads between the ends: after an answer came by one relay, the other keeps quiet, until the first is dead."""
    places = [(0.0, 0.0), (2000.0, 300.0), (2000.0, -300.0), (4000.0, 0.0)]
    specs = [NodeSpec(position=(55.7 + north / 110_574, 10.0 + east / 62_250)) for north, east in places]
    world = World(specs, seed=3, propagation=FLAT, acquainted=True)
    assert world.air.neighbours(0) == world.air.neighbours(3) == [1, 2]
    link, far = joined(world, 0), world.nodes[3]
    for packet_id in range(1, 6):
        link.send(outgoing(b"x", far.number, packet_id, want_ack=True))
        world.run_for(60)
        assert (far.number, Error.NONE) in verdicts(link.receive(), packet_id)
    hop = world.nodes[0].board.memory.next_hop(far.number, 0)
    asked = next(node for node in world.nodes[1:3] if node.board.relay_byte == hop)
    other = next(node for node in world.nodes[1:3] if node.board.relay_byte != hop)
    before = other.transmitter.sent_count
    link.send(outgoing(b"x", far.number, 10, want_ack=True))
    world.run_for(4)
    assert other.transmitter.sent_count - before <= 1, "at most the way back"
    asked.shut_down()
    got = heard_ids(world)
    link.send(outgoing(b"x", far.number, 11, want_ack=True))
    world.run_for(60)
    assert 11 in got[3]


def test_faults_on_command() -> None:
    world = World(specs_for(4), seed=1, acquainted=True)
    got = heard_ids(world)
    link = joined(world, 0)

    def send(packet_id: int) -> list[int]:
        link.send(outgoing(b"x", packet_id=packet_id))
        world.run_for(20)
        return [index for index, ids in enumerate(got) if packet_id in ids]

    assert send(1) == [1, 2, 3]
    world.partition([[0, 1], [2, 3]])
    assert send(2) == [1]
    world.partition([])
    assert send(3) == [1, 2, 3]
    world.block([(other, 3) for other in range(3)])
    assert send(30) == [1, 2]
    world.block([])
    world.kill(3)
    assert send(4) == [1, 2]
    world.revive(3)
    assert send(5) == [1, 2, 3]
    world.set_loss(1.0)
    assert send(6) == []
    world.set_loss(0.0)
    world.jam(30)
    assert send(7) == [], "the sender waits for a free channel"
    world.run_for(20)
    assert [index for index, ids in enumerate(got) if 7 in ids] == [1, 2, 3]
    world.hang(3)
    assert send(8) == [1, 2]
    world.reboot(3)
    world.run_for(2)
    assert send(9) == [1, 2, 3]


def test_loss_is_near_the_share_asked_for() -> None:
    world = World(specs_for(2, spacing_m=50), seed=5, loss=0.3, acquainted=True)
    got = heard_ids(world)
    link = joined(world, 0)
    for packet_id in range(1, 201):
        link.send(outgoing(b"x", packet_id=packet_id, hop_limit=0))
        world.run_for(3)
    assert 120 <= len(got[1]) <= 160


def test_the_same_seed_makes_the_same_morning() -> None:
    def morning(seed: int) -> tuple[object, ...]:
        world = World(specs_for(8, seed=seed), seed=seed, acquainted=True)
        for index, node in enumerate(world.nodes):
            link = joined(world, index)
            link.send(outgoing(bytes(40), packet_id=index + 1, want_ack=True))
            assert node.number == World(specs_for(8, seed=seed), seed=seed, acquainted=True).nodes[index].number
        world.run_for(120)
        return (world.air.statistics, [node.router.received_count for node in world.nodes])

    assert morning(1) == morning(1)
    assert morning(1) != morning(2)


class Ear:
    """A receiver that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def hear(self, frame: object, rssi_dbm: int, snr_db: float) -> None:
        self.heard.append(frame)

    def sent(self, frame: object, duration_us: int) -> None:
        self.heard.append(("sent", frame))


def in_a_row(metres: list[float]) -> tuple[Agenda, Air, list[Ear]]:
    agenda = Agenda()
    air = Air(agenda, random.Random(1), FLAT)
    ears = [Ear() for _ in metres]
    for ear, north in zip(ears, metres, strict=True):
        air.join(ear, north / 110_574, 0.0, airtime.PRESETS["MEDIUM_FAST"])
    return agenda, air, ears


@pytest.mark.parametrize(
    ("metres", "heard"),
    [
        ([0, 1000, 2000], []),  # equally strong: both are lost
        ([0, 1000, 1200], ["right"]),  # the near one is more than 6 dB stronger
        ([800, 1000, 2000], ["left"]),
        ([0, 1000, 1900], []),  # stronger, but by less than 6 dB
    ],
)
def test_two_at_once_and_capture(metres: list[float], heard: list[str]) -> None:
    agenda, air, ears = in_a_row(metres)
    air.transmit(0, "left", 300_000)
    agenda.at(100_000, air.transmit, 2, "right", 300_000)
    agenda.run_until(US)
    assert [frame for frame in ears[1].heard if isinstance(frame, str)] == heard
    assert air.statistics.collisions == 1


def test_who_sends_hears_nothing() -> None:
    agenda, air, ears = in_a_row([0, 500])
    air.transmit(0, "left", 300_000)
    agenda.at(100_000, air.transmit, 1, "right", 300_000)
    agenda.run_until(US)
    assert ears[0].heard == [("sent", "left")]
    assert ears[1].heard == [("sent", "right")]


def test_listen_before_talk_sees_a_transmission_only_after_two_and_a_half_symbols() -> None:
    agenda, air, _ = in_a_row([0, 500, 50_000])
    air.transmit(0, "frame", 300_000)
    agenda.run_until(4_000)
    assert not air.is_busy(1)
    agenda.run_until(6_000)
    assert air.is_busy(1)
    assert not air.is_busy(2), "too far away to hear it"
    agenda.run_until(300_000)
    assert not air.is_busy(1)
