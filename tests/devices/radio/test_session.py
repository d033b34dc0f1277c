"""The session on real lines: loopback TCP and pseudo-terminals, with a node that misbehaves on command."""

import asyncio
import os
import random
import socket
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from radio_node import NODE, PEER, ScriptedNode, SerialNode, TcpNode, Watch, packet

from fieldkit.core.errors import DeviceError, InputError
from fieldkit.devices.radio.machine import Settings
from fieldkit.devices.radio.ports import SerialUrl, TcpUrl, open_port, parse_radio_url
from fieldkit.devices.radio.session import RadioSession
from fieldkit.link.node.radio_types import (
    BROADCAST,
    PRIVATE_APP,
    Ack,
    Connected,
    Lost,
    PacketIn,
    QueueState,
    Send,
    SendAccepted,
    SendRefused,
)

QUICK = Settings(wake=0.005, configure=0.3, heartbeat=0.1, answer=0.1, poll_when_full=0.02, drain=0.2)


@asynccontextmanager
async def running(url, settings=QUICK):
    watch = Watch()
    session = RadioSession(url, watch, rng=random.Random(5), settings=settings, backoff_first=0.01)
    task = asyncio.create_task(session.run())
    try:
        yield session, watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def link():
    # The URL must name something under /dev.
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder) / "usb-Øvelse_node-if00"


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


async def test_the_node_ending_the_connection_is_told_and_healed():
    async with TcpNode(ScriptedNode()) as server, running(server.url) as (_, watch):
        await watch.until(Connected)
        server.kick()
        assert (await watch.until(Lost)).reason == "closed"
        await watch.until(Connected, 2)


async def test_a_hung_node_is_left_and_taken_up_again_when_it_answers():
    node = ScriptedNode()
    async with TcpNode(node) as server, running(server.url) as (session, watch):
        await watch.until(QueueState)
        node.hung = True
        session.send(Send(1, BROADCAST, PRIVATE_APP, b"x"))
        assert (await watch.until(Lost)).reason == "silent"
        assert watch.of(SendRefused)[0].maybe_sent
        node.hung = False
        await watch.until(Connected, 2)


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

        session._listeners.insert(0, broken)
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


async def test_serial_handshake_unplug_and_replug(link):
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


async def test_a_serial_line_that_takes_few_bytes_at_a_time_gets_all_of_them(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    loop = asyncio.get_running_loop()
    loop.remove_reader(node.master)  # nobody empties the line: it fills up
    try:
        port = await open_port(SerialUrl(str(link)))
        data = bytes(range(256)) * 1024
        port.write(data)
        got = bytearray()
        done = asyncio.Event()

        def read():
            got.extend(os.read(node.master, 300))
            if len(got) >= len(data):
                done.set()

        assert port._out  # the line took less than it was given
        loop.add_reader(node.master, read)
        await asyncio.wait_for(done.wait(), 10)
        assert bytes(got) == data
        await port.close()
    finally:
        node.unplug()


async def test_a_serial_line_that_nobody_empties_can_still_be_closed(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    asyncio.get_running_loop().remove_reader(node.master)
    try:
        port = await open_port(SerialUrl(str(link)))
        port.write(bytes(200_000))
        await asyncio.wait_for(port.close(), 5)
    finally:
        node.unplug()


async def test_a_serial_line_in_use_is_named(link):
    node = SerialNode(ScriptedNode(), link)
    node.plug()
    try:
        port = await open_port(SerialUrl(str(link)))
        with pytest.raises(DeviceError, match="optaget af et andet program"):
            await open_port(SerialUrl(str(link)))
        await port.close()
        again = await open_port(SerialUrl(str(link)))
        await again.close()
    finally:
        node.unplug()


async def test_what_is_no_serial_line_is_told_in_one_sentence(link):
    link.write_text("not a tty")
    with pytest.raises(DeviceError, match="kan ikke åbnes"):
        await open_port(SerialUrl(str(link)))


@pytest.mark.parametrize(
    ("url", "meaning"),
    [
        ("none", None),
        ("serial:/dev/serial/by-id/usb-x-if00", SerialUrl("/dev/serial/by-id/usb-x-if00")),
        ("serial:/dev/pts/3", SerialUrl("/dev/pts/3")),
        ("tcp://127.0.0.1:4405", TcpUrl("127.0.0.1", 4405)),
        ("tcp://node.local", TcpUrl("node.local", 4403)),
        ("tcp://[::1]:4403", TcpUrl("::1", 4403)),
    ],
)
def test_addresses(url, meaning):
    assert parse_radio_url(url) == meaning


WRONG = """serial: serial:ttyUSB0 tcp:// tcp://:4403 tcp://a:0 tcp://a:99999 tcp://a:b usb:1 tcp://a:1/x tcp://u@a:1
    /dev/ttyUSB0 http://a:1 tcp://[::1"""


@pytest.mark.parametrize("url", ["", "tcp://a b:1", *WRONG.split()])
def test_a_wrong_address_gets_one_sentence(url):
    with pytest.raises(InputError) as raised:
        RadioSession(url)
    sentence = str(raised.value)
    assert sentence.endswith((".", "none."))
    assert "adresse" in sentence
    assert "\n" not in sentence
