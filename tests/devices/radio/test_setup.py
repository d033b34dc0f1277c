"""Provisioning against nodes of the virtual mesh, through the session that the kit uses."""

import asyncio
import base64
import json
import random
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshtastic.protobuf import mesh_pb2
from paths import FIXTURES
from radio_node import Watch

from fieldkit.core.errors import DeviceError, InputError
from fieldkit.devices.radio import setup as radio_setup
from fieldkit.devices.radio.reading import Reading
from fieldkit.devices.radio.session import RadioSession
from fieldkit.devices.radio.setup import Change, Wanted
from fieldkit.link.node.plan import Hold, Matter, Plan, differences
from fieldkit.link.node.ports import BROADCAST, PRIVATE_APP
from fieldkit.link.node.radio_types import Ack, Connected, PacketIn, Send
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.settings import NodeSpec

PSK = bytes(range(32))
WANTED = Wanted(PSK, long_name="Øvelse Nord", short_name="ØN1", canned_messages=("alt ok", "vand!", "ring"))


@asynccontextmanager
async def kit_on(mesh, index=0):
    watch = Watch()
    session = RadioSession(mesh.urls[index], watch, rng=random.Random(index), backoff_first=0.05)
    task = asyncio.create_task(session.run())
    try:
        yield session, watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def fast_mesh(nodes=1):
    # Fifty times as fast: the seven seconds before a reboot are then a moment.
    return VirtualMesh(nodes, speed=50.0, acquainted=True)


async def test_a_factory_new_node_is_set_up_read_back_and_then_right():
    spec = NodeSpec(preset="LONG_FAST", rebroadcast_mode="CORE_PORTNUMS_ONLY")
    async with fast_mesh([spec]) as mesh, kit_on(mesh) as (session, watch):
        rehearsal = (await radio_setup.apply(session, WANTED, dry_run=True)).changes
        named = {change.setting: change for change in rehearsal}
        assert named["preset"] == Change("preset", "LONG_FAST", "MEDIUM_FAST")
        assert named["rebroadcast_mode"].wanted == "ALL"
        assert named["channel_psk"].now == "standardnøgle"
        assert named["channel_psk"].wanted.startswith("nøgle ")
        assert PSK.hex() not in repr(rehearsal)
        before = await radio_setup.show(session)
        assert before["preset"] == "LONG_FAST"  # the rehearsal changed nothing

        assert (await radio_setup.apply(session, WANTED, reboot_s=2.0)).changes == rehearsal
        after = await radio_setup.show(session)
        assert (after["region"], after["preset"], after["channel_name"]) == ("EU_868", "MEDIUM_FAST", "BEREDSKAB")
        assert (after["long_name"], after["canned_messages"]) == ("Øvelse Nord", "alt ok|vand!|ring")
        assert after["override_duty_cycle"] == "nej"
        done = await radio_setup.apply(session, WANTED, reboot_s=2.0)
        assert (done.changes, done.skipped, done.node) == ([], (), session.connected)

        node = mesh.world.nodes[0]
        assert node.settings.channels[0].settings.psk == PSK
        latest = watch.of(Connected)[-1]
        assert (latest.long_name, latest.channels[0].name, latest.rebroadcast_mode) == (
            "Øvelse Nord",
            "BEREDSKAB",
            "ALL",
        )


@pytest.mark.real_time
async def test_a_node_that_was_set_up_says_who_it_is_before_its_ten_minutes_are_over():
    """At its first boot it said so without a region, into nothing; at the next it is too soon to say it again."""
    factory_new = NodeSpec(preset="LONG_FAST", region="UNSET", position=(55.7, 10.0))
    neighbour = NodeSpec(channel="BEREDSKAB", psk=PSK, position=(55.7005, 10.0))
    async with VirtualMesh([factory_new, neighbour], speed=50.0) as mesh, kit_on(mesh) as (session, watch):
        new, other = mesh.world.nodes
        known = asyncio.Event()
        other.on_arrival.append(lambda arrival: known.set() if arrival.frame.source == new.number else None)
        await watch.until(PacketIn)  # its first metrics: a minute has passed
        await radio_setup.apply(session, WANTED, reboot_s=2.0)
        await watch.until(PacketIn, 1 + len(watch.of(PacketIn)))
        assert new.number not in other.settings.known, "nobody can write to it"
        assert await radio_setup.introduce(session)
        await asyncio.wait_for(known.wait(), 5.0)
        assert other.settings.known[new.number].public_key == new.settings.public_key


async def test_a_node_that_cannot_say_who_it_is_is_not_said_to_have_done_so():
    async with fast_mesh() as mesh, kit_on(mesh) as (session, watch):
        await watch.until(Connected)
        mesh.world.nodes[0].settings.node_info_sent_s = 1e9
        assert not await radio_setup.introduce(session, patience_s=0.2)


async def test_an_opened_duty_cycle_is_closed_again_and_never_opened():
    async with fast_mesh() as mesh, kit_on(mesh) as (session, _):
        mesh.world.nodes[0].settings.config["lora"].override_duty_cycle = True
        mesh.world.nodes[0].settings.config["lora"].override_frequency = 868.125
        changes = (await radio_setup.apply(session, Wanted(PSK), reboot_s=2.0)).changes
        assert Change("override_duty_cycle", "ja", "nej") in changes
        assert Change("own_frequency", "868,125", "ingen") in changes
        assert mesh.world.nodes[0].settings.config["lora"].override_duty_cycle is False
        assert mesh.world.nodes[0].settings.config["lora"].override_frequency == 0
        with pytest.raises(InputError, match="er lov"):
            await radio_setup.apply(session, Wanted(PSK, override_duty_cycle=True))


async def test_a_node_that_does_not_keep_a_setting_is_named():
    async with fast_mesh() as mesh, kit_on(mesh) as (session, _):
        mesh.world.nodes[0].settings.modules["mqtt"].enabled = True
        mesh.world.nodes[0].admin.deaf_to.add("set_module_config")
        with pytest.raises(DeviceError, match=r"beholdt ikke .*mqtt"):
            await radio_setup.apply(session, Wanted(PSK), reboot_s=2.0)


@pytest.mark.real_time
async def test_a_node_without_canned_messages_is_set_up_and_they_are_skipped_by_name():
    """Firmware that does not tell what it was built without, and answers nothing."""
    async with fast_mesh() as mesh, kit_on(mesh) as (session, _):
        mesh.world.nodes[0].admin.deaf_to.add("get_canned_message_module_messages_request")
        assert "canned_messages" not in await radio_setup.read(session, answer_s=0.5)
        assert (await radio_setup.apply(session, Wanted(PSK), answer_s=0.5, reboot_s=2.0)).changes
        done = await radio_setup.apply(session, WANTED, answer_s=0.5, reboot_s=2.0)
        assert done.skipped == ("canned_enabled", "canned_messages")
        assert [change.setting for change in done.changes] == ["long_name", "short_name"]
        again = await radio_setup.apply(session, WANTED, answer_s=0.5, reboot_s=2.0)
        assert (again.changes, again.skipped) == ([], done.skipped)


async def test_what_the_firmware_says_it_was_built_without_is_known_by_its_bits():
    async with fast_mesh() as mesh, kit_on(mesh) as (_, watch):
        there = await watch.until(Connected)
    for bits, without in ((0, set()), (0x40, {"canned_message", "canned_text"}), (0x21, {"telemetry", "mqtt"})):
        assert radio_setup.lacks(replace(there, excluded_modules=bits)) == without


@pytest.mark.real_time
async def test_a_factory_new_node_whose_firmware_has_no_canned_messages_is_set_up_twice_like_any_other():
    async with VirtualMesh([NodeSpec(region="UNSET", canned=False)], speed=50.0) as mesh, kit_on(mesh) as (session, _):
        first = await radio_setup.apply(session, WANTED, reboot_s=2.0)
        assert first.skipped == ("canned_enabled", "canned_messages")
        assert first.node.region == "EU_868" and first.node.node == mesh.world.nodes[0].number
        again = await radio_setup.apply(session, WANTED, reboot_s=2.0)
        assert (again.changes, again.skipped) == ([], first.skipped)
        assert differences(again.node, Plan(PSK, node=first.node.node)) == []


def recorded_nodes(name):
    """What a recorded node told of itself, each time that it was asked."""
    reading = Reading(0)
    for line in (FIXTURES / "transcripts" / name).read_text().splitlines():
        entry = json.loads(line)
        if entry["dir"] != "from_radio" or "b64" not in entry:
            continue
        told = mesh_pb2.FromRadio.FromString(base64.b64decode(entry["b64"]))
        kind = told.WhichOneof("payload_variant")
        if kind in ("my_info", "metadata", "channel", "config", "node_info"):
            getattr(reading, kind)(getattr(told, kind))
        elif kind == "config_complete_id":
            yield reading.connected()
            reading = Reading(0)


def test_real_firmware_without_canned_messages_says_so_and_is_as_planned_once_it_was_set_up():
    new, *_, last = recorded_nodes("16_provisioning_without_canned.jsonl")
    assert {"canned_message", "canned_text"} <= radio_setup.lacks(new) and radio_setup.lacks(new) == radio_setup.lacks(
        last
    )
    plan = Plan(last.channels[0].psk, node=last.node)
    found = {one.matter: one.holds for one in differences(new, plan)}
    assert found == {Matter.REGION: Hold.ALL, Matter.CHANNEL: Hold.ALL, Matter.PRESET: Hold.ALL}
    assert differences(last, plan) == []


async def test_channels_that_were_left_on_the_node_are_named_and_switched_off():
    async with fast_mesh() as mesh, kit_on(mesh) as (session, _):
        for index, name in ((1, "Camping"), (3, "")):
            left = mesh.world.nodes[0].settings.channels[index]
            left.role = left.Role.SECONDARY
            left.settings.name, left.settings.psk = name, b"\x01"
        done = await radio_setup.apply(session, Wanted(PSK), reboot_s=2.0)
        assert Change("other_channels", "1 “Camping”, 3", "ingen") in done.changes
        assert [channel.role for channel in done.node.channels] == ["PRIMARY", *["DISABLED"] * 7]
        assert mesh.world.nodes[0].settings.channels[0].settings.psk == PSK


async def test_without_a_node_the_sentence_says_so():
    session = RadioSession("none")
    task = asyncio.create_task(session.run())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fieldkit.devices.radio.admin.CONNECT_S", 0.05)
        with pytest.raises(DeviceError, match="svarer ikke"):
            await radio_setup.show(session)
    await session.stop()
    await task


async def test_two_kits_talk_over_the_virtual_mesh_and_survive_a_reboot():
    async with fast_mesh(2) as mesh, kit_on(mesh, 0) as (here, mine), kit_on(mesh, 1) as (_, theirs):
        me, them = await mine.until(Connected), await theirs.until(Connected)
        assert {node.number for node in me.nodes} == {me.node, them.node}
        here.send(Send("dm", them.node, PRIVATE_APP, b"facts", want_ack=True))
        arrived = await theirs.until(PacketIn)
        while arrived.portnum != PRIVATE_APP:
            arrived = await theirs.until(PacketIn, len(theirs.of(PacketIn)) + 1)
        assert (arrived.payload, arrived.from_node, arrived.pki_encrypted) == (b"facts", me.node, True)
        assert arrived.public_key == me.public_key
        ack = await mine.until(Ack)
        assert (ack.token, ack.from_node, ack.implicit) == ("dm", them.node, False)
        mesh.reboot(0)
        await mine.until(Connected, 2)
        here.send(Send("all", BROADCAST, PRIVATE_APP, b"again"))
        async with asyncio.timeout(5):
            while not [p for p in theirs.of(PacketIn) if p.payload == b"again"]:
                theirs.news.clear()
                await theirs.news.wait()


def test_a_plan_is_empty_exactly_when_all_is_as_wanted():
    current = WANTED.values()
    assert radio_setup.plan(current, WANTED) == []
    del current["role"]
    assert radio_setup.plan(current, WANTED) == [Change("role", "ukendt", "CLIENT")]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(b"short"), "5 bytes"),
        (Wanted(PSK, preset="SHORT_TURBO"), "EU_868"),
        (Wanted(PSK, hop_limit=8), "1 til 7"),
        (Wanted(PSK, long_name="å" * 20), "39 bytes"),
        (Wanted(PSK, short_name=""), "1 til 4"),
        (Wanted(PSK, canned_messages=("å" * 101,)), "202 bytes"),
        (Wanted(PSK, canned_messages=("a|b",)), "tegnet |"),
        (Wanted(PSK, long_name="\udcff"), "39 bytes"),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_sentence(wanted, says):
    with pytest.raises(InputError, match=says.replace("|", r"\|")):
        radio_setup.plan({}, wanted)


@given(st.lists(st.text(st.characters(exclude_characters="|"), min_size=1), max_size=12).map(tuple))
def test_canned_messages_either_fit_the_node_or_are_refused(messages):
    wanted = Wanted(PSK, canned_messages=messages)
    try:
        text = wanted.values()["canned_messages"]
    except InputError:
        assert any(not m.strip() or not m.isprintable() for m in messages) or len("|".join(messages).encode()) > 200
    else:
        assert len(text.encode()) <= 200
        assert tuple(text.split("|")) == messages or messages == ()
