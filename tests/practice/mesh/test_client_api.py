"""What a virtual node's client sees: the handshake, queues, silences and admin, as firmware 2.8 was recorded."""

import pytest
from mesh_script import Port, joined, kinds, outgoing, packets, results, verdicts
from meshtastic.protobuf import admin_pb2, channel_pb2, config_pb2, mesh_pb2

from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.frame import BROADCAST
from fieldkit.practice.mesh.settings import public_half
from fieldkit.practice.mesh.world import World, specs_for

SECTIONS = [
    "device",
    "position",
    "power",
    "network",
    "display",
    "lora",
    "bluetooth",
    "security",
    "sessionkey",
    "device_ui",
]


@pytest.fixture
def world() -> World:
    return World(specs_for(3), seed=1, acquainted=True)


def want(link: Link, nonce: int) -> list[mesh_pb2.FromRadio]:
    link.send(mesh_pb2.ToRadio(want_config_id=nonce))
    return link.receive()


def test_the_handshake_comes_in_the_recorded_order(world: World) -> None:
    answers = want(world.nodes[0].api.connect(), 4711)
    order = kinds(answers)
    assert order[:4] == ["my_info", "deviceuiConfig", "node_info", "metadata"]
    assert order[4:12] == ["channel"] * 8
    assert [m.config.WhichOneof("payload_variant") for m in answers if m.HasField("config")] == SECTIONS
    modules = [m.moduleConfig.WhichOneof("payload_variant") for m in answers if m.HasField("moduleConfig")]
    assert modules[:4] == ["mqtt", "serial", "external_notification", "store_forward"]
    assert order[-4:] == ["node_info", "node_info", "fileInfo", "config_complete_id"]
    assert answers[-1].config_complete_id == 4711
    assert answers[2].node_info.num == world.nodes[0].number == answers[0].my_info.my_node_num
    assert all(len(m.node_info.user.public_key) == 32 for m in answers if m.HasField("node_info"))


def test_the_two_special_nonces(world: World) -> None:
    link = world.nodes[0].api.connect()
    only_config = kinds(want(link, 69420))
    assert only_config.count("node_info") == 1
    assert "config" in only_config
    only_nodes = kinds(want(link, 69421))
    assert only_nodes == ["node_info"] * 3 + ["config_complete_id"]


def test_without_want_config_a_packet_is_sent_and_nothing_is_told(world: World) -> None:
    link = world.nodes[0].api.connect()
    link.send(outgoing(b"no-config", packet_id=1))
    world.run_for(20)
    assert link.receive() == []
    assert world.air.statistics.transmissions >= 1


def test_heartbeats(world: World) -> None:
    link = joined(world, 0)
    link.send(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat()))
    assert results(link.receive()) == [(0, 0)]
    world.run_for(61)
    other = joined(world, 1)
    link.send(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat(nonce=1)))
    world.run_for(20)
    (packet,) = packets(other.receive(), Port.NODEINFO_APP)
    assert mesh_pb2.User.FromString(packet.decoded.payload).public_key == world.nodes[0].settings.public_key


def test_rubbish_is_ignored_and_disconnect_obeyed(world: World) -> None:
    link = joined(world, 0)
    link.feed([b"\xff\xff\xff\xff"])
    link.send(outgoing(bytes(400)))
    assert link.receive() == []
    link.send(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat()))
    assert results(link.receive()) == [(0, 0)]
    link.send(mesh_pb2.ToRadio(disconnect=True))
    assert link.closed


def test_an_id_used_before_is_ignored_in_silence_until_twenty_others_came(world: World) -> None:
    link = joined(world, 0)
    link.send(outgoing(b"x", packet_id=5))
    world.run_for(5)
    link.receive()
    link.send(outgoing(b"x", packet_id=5))
    assert link.receive() == []
    for packet_id in range(100, 120):
        link.send(outgoing(b"x", packet_id=packet_id))
        world.run_for(5)
    link.receive()
    link.send(outgoing(b"x", packet_id=5))
    assert results(link.receive()) == [(5, 0)]


def test_id_zero_gets_an_id_from_the_node(world: World) -> None:
    link = joined(world, 0)
    link.send(outgoing(b"idzero"))
    ((packet_id, result),) = results(link.receive())
    assert packet_id != 0
    assert result == 0


@pytest.mark.parametrize(
    ("port", "pause", "payload"),
    [(Port.TEXT_MESSAGE_APP, 2.0, b"burst"), (Port.TELEMETRY_APP, 10.0, b"\x12\x00"), (Port.ALERT_APP, 10.0, b"akut")],
)
def test_too_fast_is_lost_with_a_status_of_0(world: World, port: int, pause: float, payload: bytes) -> None:
    link, other = joined(world, 0), joined(world, 1)
    link.send(outgoing(payload, packet_id=1, port=port))
    world.run_for(pause - 0.3)
    link.send(outgoing(payload, packet_id=2, port=port))
    world.run_for(0.6)  # 0.3 s over: the node looks at its line four times a second
    link.send(outgoing(payload, packet_id=3, port=port))
    world.run_for(20)
    answers = link.receive()
    assert all(result == 0 for _, result in results(answers))
    assert not verdicts(answers, 2)
    got = [p.id for p in packets(other.receive(), port) if getattr(p, "from") == world.nodes[0].number]
    assert got == [1, 3]


def test_a_full_queue_refuses_and_only_two_statuses_survive(world: World) -> None:
    link = joined(world, 0)
    link.send(*[outgoing(b"raw", packet_id=number) for number in range(1, 31)])
    assert results(link.receive()) == [(29, 32), (30, 32)]
    world.run_for(60)
    assert (0, 0) in results(link.receive()), "a place became free"
    assert world.nodes[0].transmitter.sent_count == 16


def test_what_waits_for_an_absent_client(world: World) -> None:
    sender = joined(world, 0)
    for number in range(1, 21):
        sender.send(outgoing(b"offline", packet_id=number))
        world.run_for(2.5)
    waiting = packets(_came_back(world), Port.PRIVATE_APP)
    assert [packet.id for packet in waiting] == list(range(1, 17)), "the newest were dropped"


def test_text_drives_out_the_oldest(world: World) -> None:
    sender = joined(world, 0)
    for number in range(1, 21):
        sender.send(outgoing(b"tekst", packet_id=number, port=Port.TEXT_MESSAGE_APP))
        world.run_for(2.5)
    waiting = packets(_came_back(world), Port.TEXT_MESSAGE_APP)
    assert [packet.id for packet in waiting][-1] == 20
    assert 1 not in [packet.id for packet in waiting]
    assert world.nodes[1].api.dropped > 0


def _came_back(world: World) -> list[mesh_pb2.FromRadio]:
    return want(world.nodes[1].api.connect(), 9)


def test_a_newer_client_takes_the_place_of_the_older(world: World) -> None:
    old = joined(world, 0)
    new = joined(world, 0)
    assert old.closed
    assert not new.closed
    old.send(outgoing(b"from A", packet_id=1))
    world.run_for(5)
    assert world.air.statistics.transmissions == 0


def test_silence_of_fifteen_minutes_ends_the_connection(world: World) -> None:
    silent, talking = joined(world, 0), joined(world, 1)
    for _ in range(16):
        world.run_for(59)
        talking.send(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat()))
        talking.receive()
    assert silent.closed
    assert not talking.closed


def test_the_nodes_own_metrics_come_each_minute_and_stay_at_home(world: World) -> None:
    link = joined(world, 0)
    told = []
    for _ in range(200):
        world.run_for(1.0)
        told += [round(world.now_s)] * len(packets(link.receive(), Port.TELEMETRY_APP))
    assert told == [80, 140, 200], "the first one 80 s after boot, as seen"
    assert world.air.statistics.transmissions <= 3


def test_an_answer_to_oneself(world: World) -> None:
    link, me = joined(world, 0), world.nodes[0].number
    link.send(outgoing(b"to myself", me, 3, Port.TEXT_MESSAGE_APP, want_ack=True))
    assert verdicts(link.receive(), 3) == [(me, 0)]


def test_a_question_nobody_answers(world: World) -> None:
    link, there = joined(world, 0), world.nodes[1].number
    question = outgoing(b"resp?", there, 3, want_ack=True)
    question.packet.decoded.want_response = True
    link.send(question)
    world.run_for(20)
    assert set(verdicts(link.receive(), 3)) >= {(there, 0), (there, mesh_pb2.Routing.Error.NO_RESPONSE)}


def test_positions_stay_empty_on_a_channel_without_precision(world: World) -> None:
    link, other = joined(world, 0), joined(world, 1)
    place = mesh_pb2.Position(latitude_i=557000000, longitude_i=100000000).SerializeToString()
    link.send(outgoing(place, packet_id=1, port=Port.POSITION_APP))
    world.run_for(10)
    assert [p.decoded.payload for p in packets(other.receive(), Port.POSITION_APP)] == [b""]


# --- admin ---


def admin(world: World, link: Link, message: admin_pb2.AdminMessage, packet_id: int = 0) -> list[mesh_pb2.FromRadio]:
    request = outgoing(message.SerializeToString(), world.nodes[0].number, packet_id, Port.ADMIN_APP, want_ack=True)
    request.packet.decoded.want_response = True
    link.send(request)
    return link.receive()


def answered(messages: list[mesh_pb2.FromRadio]) -> admin_pb2.AdminMessage:
    (packet,) = packets(messages, Port.ADMIN_APP)
    return admin_pb2.AdminMessage.FromString(packet.decoded.payload)


def test_every_section_can_be_read(world: World) -> None:
    link = joined(world, 0)
    for number, name in enumerate(SECTIONS):
        reply = answered(admin(world, link, admin_pb2.AdminMessage(get_config_request=number)))
        assert reply.get_config_response.WhichOneof("payload_variant") == name
        assert len(reply.session_passkey) == 8
    for number in range(13):
        reply = answered(admin(world, link, admin_pb2.AdminMessage(get_module_config_request=number)))
        assert reply.HasField("get_module_config_response")
    for number in range(1, 9):
        reply = answered(admin(world, link, admin_pb2.AdminMessage(get_channel_request=number)))
        assert reply.get_channel_response.index == number - 1
    assert answered(admin(world, link, admin_pb2.AdminMessage(get_device_metadata_request=True))).HasField(
        "get_device_metadata_response"
    )


def test_a_changed_owner_reboots_after_seven_seconds(world: World) -> None:
    link, me = joined(world, 0), world.nodes[0].number
    change = admin_pb2.AdminMessage(set_owner=mesh_pb2.User(long_name="Øvelse 1", short_name="OV1"))
    assert verdicts(admin(world, link, change, 5), 5) == [(me, 0)]
    world.run_for(6.9)
    assert not link.closed
    world.run_for(0.2)
    assert link.closed
    world.run_for(2)
    link = joined(world, 0)
    owner = answered(admin(world, link, admin_pb2.AdminMessage(get_owner_request=True))).get_owner_response
    assert (owner.long_name, owner.short_name) == ("Øvelse 1", "OV1")
    assert verdicts(admin(world, link, change, 6), 6) == [(me, 0)]
    world.run_for(10)
    assert not link.closed, "the same owner again changes nothing"


def test_a_provisioned_node_reads_back_and_talks_on_the_new_channel(world: World) -> None:
    link = joined(world, 0)
    lora = config_pb2.Config()
    lora.lora.CopyFrom(world.nodes[0].settings.config["lora"])
    lora.lora.modem_preset = 6
    admin(world, link, admin_pb2.AdminMessage(set_config=lora))
    channel = channel_pb2.Channel(index=0, role=channel_pb2.Channel.Role.PRIMARY)
    channel.settings.name, channel.settings.psk = "BEREDSKAB", bytes(range(32))
    admin(world, link, admin_pb2.AdminMessage(set_channel=channel))
    admin(world, link, admin_pb2.AdminMessage(set_canned_message_module_messages="alt ok|mangler vand"))
    world.run_for(15)
    assert not link.closed, "LoRa and channels need no reboot"
    assert world.nodes[0].settings.preset.name == "SHORT_FAST"
    assert answered(admin(world, link, admin_pb2.AdminMessage(get_channel_request=1))).get_channel_response == channel
    canned = answered(admin(world, link, admin_pb2.AdminMessage(get_canned_message_module_messages_request=True)))
    assert canned.get_canned_message_module_messages_response == "alt ok|mangler vand"
    assert world.air.neighbours(0) == []


def test_a_transaction_takes_effect_at_its_commit(world: World) -> None:
    link = joined(world, 0)
    admin(world, link, admin_pb2.AdminMessage(begin_edit_settings=True))
    device = config_pb2.Config()
    device.device.CopyFrom(world.nodes[0].settings.config["device"])
    device.device.role = config_pb2.Config.DeviceConfig.Role.CLIENT_MUTE
    admin(world, link, admin_pb2.AdminMessage(set_config=device))
    world.run_for(20)
    assert not link.closed
    admin(world, link, admin_pb2.AdminMessage(commit_edit_settings=True))
    world.run_for(7.5)
    assert link.closed
    world.run_for(2)
    assert world.nodes[0].alive
    assert world.nodes[0].settings.user.role == config_pb2.Config.DeviceConfig.Role.CLIENT_MUTE


def test_a_new_private_key_brings_its_public_half(world: World) -> None:
    link = joined(world, 0)
    security = config_pb2.Config()
    security.security.private_key = bytes(range(32))
    admin(world, link, admin_pb2.AdminMessage(set_config=security))
    assert world.nodes[0].settings.public_key == public_half(bytes(range(32)))


def test_remote_admin_is_refused(world: World) -> None:
    link, there = joined(world, 0), world.nodes[1].number
    request = admin_pb2.AdminMessage(get_device_metadata_request=True).SerializeToString()
    link.send(outgoing(request, there, 4, Port.ADMIN_APP, want_ack=True))
    world.run_for(10)
    assert (there, mesh_pb2.Routing.Error.ADMIN_PUBLIC_KEY_UNAUTHORIZED) in verdicts(link.receive(), 4)


# --- phones ---


def test_phones_write_to_each_other_beside_the_nodes_client(world: World) -> None:
    school, office = world.phone(1), world.phone(0)
    client = joined(world, 0)
    asked = school.send_text("vand! mad ok 43b 6v", office.number)
    to_all = school.send_text("er der nogen?")
    world.run_for(20)
    direct, everybody = office.texts
    assert (direct.text, direct.sender, direct.verified) == ("vand! mad ok 43b 6v", school.number, True)
    assert (everybody.text, everybody.to, everybody.verified) == ("er der nogen?", BROADCAST, False)
    assert school.acknowledged == {asked: True}
    assert to_all not in school.acknowledged
    assert len(packets(client.receive(), Port.TEXT_MESSAGE_APP)) == 2
    alert = office.send_text("akut", school.number, alert=True)
    world.run_for(10)
    assert school.texts[-1].alert
    assert office.acknowledged == {alert: True}


def test_a_phone_learns_that_its_text_was_refused(world: World) -> None:
    phone = world.phone(0)
    unknown = phone.send_text("hallo", 0x12345678)
    assert phone.acknowledged == {unknown: False}
    world.kill(1)
    world.kill(2)
    gone = phone.send_text("hallo", world.nodes[1].number)
    world.run_for(60)
    assert phone.acknowledged[gone] is False
    with pytest.raises(ValueError, match="200"):
        phone.send_text("æ" * 101)


@pytest.mark.parametrize(
    ("knows", "real_pace", "then"), [(None, True, 1_800_000_001), (None, False, 0), (5e8, True, 5e8 + 1)]
)
def test_a_node_without_the_time_takes_it_from_its_client_and_one_that_has_it_keeps_its_own(
    knows: float | None, real_pace: bool, then: float
) -> None:
    world = World(specs_for(2), seed=1, acquainted=True, wall_s=knows, real_pace=real_pace)
    link, other = joined(world, 0), joined(world, 1)
    started = world.now_s
    admin(world, link, admin_pb2.AdminMessage(set_time_only=1_800_000_000))
    other.send(outgoing(b"now?", packet_id=3))
    world.run_for(5)
    (packet,) = packets(link.receive(), Port.PRIVATE_APP)
    expected = then + started if knows else then
    assert packet.rx_time == pytest.approx(expected, abs=3)
