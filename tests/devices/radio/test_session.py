"""The session on real lines, with a node that misbehaves on command. What it may expect of any: test_node_contract."""

import asyncio
import random
import socket

from radio_node import NODE, PEER, QUICK, ScriptedNode, SerialNode, TcpNode, Watch, device_name, packet, running

from fieldkit.devices.radio.ports import TcpUrl, open_port
from fieldkit.devices.radio.session import RadioSession
from fieldkit.link.node.ports import BROADCAST, PRIVATE_APP
from fieldkit.link.node.radio_types import Ack, Connected, Lost, PacketIn, QueueState, Send, SendAccepted, SendRefused


async def test_tcp_handshake_packet_in_and_acknowledged_send():
    node = ScriptedNode()
    async with TcpNode(node) as server, running(server.url) as (session, watch):
        connected = await watch.until(Connected)
        assert (connected.node, session.connected) == (NODE, connected)
        server.push(packet(payload=b"vand! mad ok 43b 6v"))
        assert (await watch.until(PacketIn)).payload == b"vand! mad ok 43b 6v"
        session.send(Send("t1", PEER, PRIVATE_APP, b"frame", want_ack=True))
        assert (await watch.until(SendAccepted)).token == "t1"
        assert (await watch.until(Ack)).implicit
        assert node.sent[0].decoded.payload == b"frame"


async def test_an_introduction_reaches_the_node():
    node = ScriptedNode()
    async with TcpNode(node) as server, running(server.url) as (session, watch):
        await watch.until(Connected)
        assert node.introductions == 0
        session.introduce()
        await watch.until(QueueState, 3)
        assert node.introductions == 1


async def test_junk_between_frames_and_in_pieces_harms_nothing():
    node = ScriptedNode()
    node.junk = b"INFO  | boot \xff\xfe\x94 \xc3\r\n"
    async with TcpNode(node) as server, running(server.url) as (_, watch):
        await watch.until(Connected)
        for i in range(len(heard := b"\x00\x94\xc3\xff" + packet(payload=b"hel"))):
            server.push(heard[i : i + 1])
            await asyncio.sleep(0)
        assert (await watch.until(PacketIn)).payload == b"hel"
        assert watch.of(Lost) == []


async def test_a_tug_of_war_with_another_client_is_named():
    async with TcpNode(ScriptedNode()) as server, running(server.url) as (_, watch):
        for round_ in range(1, 4):
            await watch.until(Connected, round_)
            _, rival = await asyncio.open_connection("127.0.0.1", server.port)
            await watch.until(Lost, round_)
            rival.close()
        assert [e.reason for e in watch.of(Lost)] == ["closed", "closed", "evicted"]
        assert "Et andet program" in watch.of(Lost)[2].sentence
        await watch.until(Connected, 4)


async def test_an_unreachable_node_is_told_once_and_found_when_it_comes():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tries = 0

    async def opener(url):
        nonlocal tries
        tries += 1
        if tries > 4:
            url = TcpUrl("127.0.0.1", server.port)
        return await open_port(url)

    async with TcpNode(ScriptedNode()) as server:
        watch = Watch()
        url = f"tcp://127.0.0.1:{port}"
        session = RadioSession(url, watch, rng=random.Random(1), settings=QUICK, backoff_first=0.002, opener=opener)
        task = asyncio.create_task(session.run())
        await watch.until(Connected)
        [lost] = watch.of(Lost)
        assert lost.reason == "unreachable"
        assert lost.sentence == f"Radioen på 127.0.0.1:{port} kan ikke nås; se efter strøm, netværk og adresse."
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_stopping_says_goodbye_and_ends_run():
    node = ScriptedNode()
    async with TcpNode(node) as server:
        watch = Watch()
        session = RadioSession(server.url, watch, settings=QUICK)
        task = asyncio.create_task(session.run())
        await watch.until(Connected)
        await session.stop()
        await asyncio.wait_for(task, 5)
        assert [e.reason for e in watch.of(Lost)] == ["stopped"]
        await asyncio.wait_for(node.goodbye.wait(), 5)


async def test_cancelling_says_goodbye_and_leaves_no_task_behind():
    node = ScriptedNode()
    async with TcpNode(node) as server:
        before = asyncio.all_tasks()
        async with running(server.url) as (_, watch):
            await watch.until(Connected)
        await asyncio.wait_for(node.goodbye.wait(), 5)
        assert watch.of(Lost)[0].reason == "stopped"
        server.kick()
        # Nothing but the server's own handlers may still be about, and they end with their connections.
        await asyncio.wait_for(asyncio.gather(*(asyncio.all_tasks() - before)), 5)


async def test_no_radio_is_a_session_that_waits_and_refuses():
    async with running("none") as (session, watch):
        session.send(Send(1, BROADCAST, PRIVATE_APP, b"x"))
        assert (await watch.until(SendRefused)).word == "NOT_CONNECTED"
        await session.stop()


async def test_a_listener_that_fails_disturbs_no_other(caplog):
    async with TcpNode(ScriptedNode()) as server, running(server.url) as (session, watch):

        def broken(event):
            raise ZeroDivisionError

        session.subscribe(broken)
        later = Watch()
        end = session.subscribe(later)
        await watch.until(Connected)
        assert later.of(Connected)
        end()
        count = len(later.events)
        session.send(Send(1, BROADCAST, PRIVATE_APP, b"x"))
        await watch.until(SendAccepted)
        assert len(later.events) == count
    assert "a listener failed on Connected" in caplog.text


async def test_a_listener_may_send_from_within_an_event():
    node = ScriptedNode()
    async with TcpNode(node) as server, running(server.url) as (session, watch):
        answered = []

        def reply(event):
            if isinstance(event, PacketIn) and not answered:
                answered.append(event)
                session.send(Send("reply", event.from_node, PRIVATE_APP, b"modtaget"))

        session.subscribe(reply)
        await watch.until(Connected)
        server.push(packet(payload=b"hej"))
        assert (await watch.until(SendAccepted)).token == "reply"


async def test_a_cable_that_is_pulled_and_put_back():
    with device_name() as link:
        node = SerialNode(ScriptedNode(), link)
        node.plug()
        try:
            async with running(f"serial:{link}") as (session, watch):
                await watch.until(Connected)
                session.send(Send("s", BROADCAST, PRIVATE_APP, b"x"))
                await watch.until(SendAccepted)
                node.unplug()
                assert (await watch.until(Lost)).reason == "unplugged"
                missing = await watch.until(Lost, 2)
                assert missing.reason == "unreachable"
                assert "sæt USB-kablet i" in missing.sentence
                node.plug()
                await watch.until(Connected, 2)
        finally:
            node.unplug()
