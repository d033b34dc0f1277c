"""Who knows whom on the virtual mesh: what a newly set-up node lacks, and what mends it, as seen on firmware 2.8."""

import zlib
from dataclasses import replace

import pytest
from mesh_script import Port, joined, outgoing, packets, results, verdicts
from meshtastic.protobuf import admin_pb2, config_pb2, mesh_pb2

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.frame import DISABLED
from fieldkit.practice.mesh.settings import KnownNode
from fieldkit.practice.mesh.world import World, specs_for

Error = mesh_pb2.Routing.Error
INTRODUCE = mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat(nonce=1))


def pair() -> World:
    return World(specs_for(2, spacing_m=100), seed=1)


def said_long_ago(world: World) -> None:
    """Nobody has said who it is within ten minutes."""
    for node in world.nodes:
        node.settings.node_info_sent_s = -3600.0


def knows(world: World, one: int, other: int) -> bool:
    known = world.nodes[one].settings.known.get(world.nodes[other].number)
    return known is not None and bool(known.public_key)


def admin(world: World, link: Link, message: admin_pb2.AdminMessage) -> list[mesh_pb2.FromRadio]:
    link.send(outgoing(message.SerializeToString(), world.nodes[0].number, port=Port.ADMIN_APP, want_ack=True))
    return link.receive()


def test_newly_set_up_nodes_do_not_know_each_other() -> None:
    world = pair()
    assert not knows(world, 0, 1)
    world.run_for(28)
    assert not knows(world, 0, 1) and not knows(world, 1, 0)
    world.run_for(17)
    assert knows(world, 0, 1) and knows(world, 1, 0), "each said who it is 30 s after boot"


def test_who_it_is_is_not_said_again_within_ten_minutes_nor_after_a_reboot() -> None:
    world = pair()
    world.kill(1)
    world.run_for(60)
    world.revive(1)
    for _ in range(3):
        world.reboot(0)
        world.run_for(120)
    assert not knows(world, 1, 0), "the newcomer has heard nothing of it"
    world.run_for(200)
    world.reboot(0)
    world.run_for(45)
    assert knows(world, 1, 0), "ten minutes after the first time it is said again"


def test_what_may_not_be_said_at_boot_waits_for_hours() -> None:
    world = pair()
    world.run_for(40)
    del world.nodes[1].settings.known[world.nodes[0].number]
    world.reboot(0)
    world.run_for(3 * 3600)
    assert not knows(world, 1, 0)


def test_in_a_mesh_of_many_the_ten_minutes_are_longer_but_not_for_a_client() -> None:
    world = pair()
    node, other = world.nodes
    for stranger in range(1, 81):  # 81 heard lately, LONG_FAST: 1 + 41 · 0.08192 times ten minutes
        node.settings.known[stranger] = KnownNode(stranger, last_heard_s=0.0)
    lora = node.settings.config["lora"]
    lora.modem_preset = airtime.preset_named("LONG_FAST").number
    node.settings.node_info_sent_s = 0.0
    world.run_for(2500)
    assert node.modules.send_node_info(other.number) == 0
    world.run_for(120)
    assert node.modules.send_node_info(other.number)
    world.run_for(61)
    assert node.modules.send_node_info(on_demand=True)


def test_a_client_can_have_it_said_at_once_but_once_a_minute() -> None:
    world = pair()
    link = joined(world, 0)
    world.run_for(40)
    del world.nodes[1].settings.known[world.nodes[0].number]
    world.run_for(20)
    link.receive()
    link.send(INTRODUCE)
    assert link.receive() == [], "30 s after the first time: nothing is said, and nobody told"
    world.run_for(35)
    link.send(INTRODUCE)
    [(packet_id, result)] = results(link.receive())
    assert packet_id and result == 0
    world.run_for(2)
    assert knows(world, 1, 0)


def test_a_node_that_lacks_our_key_drops_what_we_send_it_in_silence() -> None:
    world = World(specs_for(2, spacing_m=100), seed=1, acquainted=True)
    link, there = joined(world, 0), joined(world, 1)
    me, other = world.nodes[0], world.nodes[1]
    me.settings.node_info_sent_s = 0.0
    del other.settings.known[me.number]
    link.send(outgoing(b"?", other.number, 1, Port.TEXT_MESSAGE_APP, want_ack=True))
    world.run_for(40)
    assert verdicts(link.receive(), 1) == [(me.number, Error.MAX_RETRANSMIT)]
    assert packets(there.receive(), Port.TEXT_MESSAGE_APP) == []
    world.run_for(30)
    link.send(INTRODUCE)
    world.run_for(2)
    link.send(outgoing(b"!", other.number, 2, Port.TEXT_MESSAGE_APP, want_ack=True))
    world.run_for(10)
    assert verdicts(link.receive(), 2)[-1] == (other.number, Error.NONE)


def test_who_asks_is_not_answered_twice_in_twelve_hours_unless_we_rebooted() -> None:
    world = World(specs_for(2, spacing_m=100), seed=1, acquainted=True)
    link, other = joined(world, 0), world.nodes[1]
    said_long_ago(world)
    other.boot(20 * 3600 * 1_000_000)

    def answered() -> bool:
        link.receive()
        link.send(INTRODUCE)
        world.run_for(20)
        return bool(packets(link.receive(), Port.NODEINFO_APP))

    assert answered()
    world.run_for(3600)
    link = joined(world, 0)
    assert not answered()
    world.run_for(12 * 3600)
    link = joined(world, 0)
    assert answered()
    world.run_for(700)
    other.boot(20 * 3600 * 1_000_000)
    link = joined(world, 0)
    assert answered(), "who has asked is in RAM"


def test_a_newcomer_who_is_heard_is_told_who_we_are_and_asked() -> None:
    world = pair()
    world.kill(1)
    world.run_for(10)
    world.revive(1)
    newcomer = joined(world, 1)
    newcomer.send(outgoing(b"here I am", packet_id=1))
    world.run_for(10)
    assert knows(world, 1, 0) and knows(world, 0, 1)


def test_what_a_node_tells_another_is_learnt_by_who_overhears_it() -> None:
    world = World(specs_for(3, spacing_m=100), seed=1, acquainted=True)
    first, second, third = (node.number for node in world.nodes)
    del world.nodes[2].settings.known[first]
    listener = joined(world, 2)
    said_long_ago(world)
    world.nodes[0].modules.send_node_info(second)
    world.run_for(5)
    assert knows(world, 2, 0)
    [told] = packets(listener.receive(), Port.NODEINFO_APP)
    assert (told.to, third) == (second, world.nodes[2].number), "its client is told what was news"


def test_the_number_is_made_from_the_key_and_a_new_key_makes_another() -> None:
    world = World(specs_for(2, spacing_m=100), seed=1, acquainted=True)
    node = world.nodes[0]
    assert node.number == zlib.crc32(node.settings.public_key)
    before = node.number
    link = joined(world, 0)
    security = config_pb2.Config()
    security.security.private_key = bytes(range(32))
    admin(world, link, admin_pb2.AdminMessage(set_config=security))
    assert node.number == before
    world.run_for(10)
    assert node.number == zlib.crc32(node.settings.public_key) != before
    link = node.api.connect()
    link.send(mesh_pb2.ToRadio(want_config_id=8))
    told = link.receive()
    assert [m.my_info.my_node_num for m in told if m.HasField("my_info")] == [node.number]
    assert next(m.node_info.user.id for m in told if m.HasField("node_info")) == f"!{node.number:08x}"
    assert not knows(world, 1, 0), "to others it is somebody else"


@pytest.mark.parametrize(("order", "same"), [("factory_reset_config", True), ("factory_reset_device", False)])
def test_a_factory_reset_clears_the_region_and_the_whole_one_the_key(order: str, same: bool) -> None:
    world = World(specs_for(2, spacing_m=100), seed=1, acquainted=True)
    node, link = world.nodes[0], joined(world, 0)
    before = node.number
    admin(world, link, admin_pb2.AdminMessage(**{order: 1}))
    world.run_for(10)
    assert (node.number == before) is same
    assert node.number == zlib.crc32(node.settings.public_key)
    assert not node.settings.has_region
    assert not knows(world, 0, 1)


def test_without_a_region_nothing_is_sent_and_nothing_heard_and_metrics_come_all_the_same() -> None:
    near = specs_for(2, spacing_m=100)
    world = World([replace(near[0], region="UNSET"), near[1]], seed=1)
    mute, other = joined(world, 0), joined(world, 1)
    mute.send(outgoing(b"anyone?", packet_id=1))
    assert results(mute.receive()) == [(1, DISABLED)]
    other.send(outgoing(b"hello", packet_id=2))
    world.run_for(90)
    assert packets(other.receive(), Port.NODEINFO_APP) == []
    told = mute.receive()
    assert packets(told, Port.PRIVATE_APP) == []
    assert len(packets(told, Port.TELEMETRY_APP)) == 1
    lora = config_pb2.Config()
    lora.lora.CopyFrom(world.nodes[0].settings.config["lora"])
    lora.lora.region = config_pb2.Config.LoRaConfig.RegionCode.EU_868
    admin(world, mute, admin_pb2.AdminMessage(set_config=lora))
    mute.send(outgoing(b"now?", packet_id=3))
    world.run_for(5)
    assert [p.decoded.payload for p in packets(other.receive(), Port.PRIVATE_APP)] == [b"now?"]


def test_firmware_without_canned_messages_acknowledges_and_ignores_them() -> None:
    world = World([replace(specs_for(1)[0], canned=False)], seed=1)
    link = world.nodes[0].api.connect()
    link.send(mesh_pb2.ToRadio(want_config_id=8))
    [metadata] = [m.metadata for m in link.receive() if m.HasField("metadata")]
    assert metadata.excluded_modules == mesh_pb2.ExcludedModules.CANNEDMSG_CONFIG == 0x40
    for message in (
        admin_pb2.AdminMessage(set_canned_message_module_messages="ok"),
        admin_pb2.AdminMessage(get_canned_message_module_messages_request=True),
    ):
        told = admin(world, link, message)
        assert packets(told, Port.ADMIN_APP) == []
        assert len(packets(told, Port.ROUTING_APP)) == 1
    assert world.nodes[0].settings.canned_messages == ""
