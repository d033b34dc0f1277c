"""The official meshtastic client and its command line, unchanged, against the virtual mesh over TCP."""

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from mesh_script import outgoing
from mesh_thread import RunningMesh, in_thread
from meshtastic.protobuf import mesh_pb2
from meshtastic.tcp_interface import TCPInterface

from fieldkit.core.errors import DeviceError
from fieldkit.link.node.framing import WAKE, FrameDecoder, frame
from fieldkit.practice.mesh.live import VirtualMesh


@pytest.fixture
def running() -> Iterator[RunningMesh]:
    with in_thread(VirtualMesh(3, seed=1, acquainted=True)) as mesh:
        yield mesh


def cli(running: RunningMesh, index: int, *arguments: str) -> str:
    """Run the official command line against node `index`; returns what it printed on stdout.

    Its stderr is no witness: at exit it may write a heartbeat to the socket that it has just closed itself.
    """
    host = f"127.0.0.1:{running.mesh.ports[index]}"
    done = subprocess.run(
        [sys.executable, "-m", "meshtastic", "--host", host, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def connected(running: RunningMesh, index: int) -> TCPInterface:
    return TCPInterface("127.0.0.1", portNumber=running.mesh.ports[index], timeout=10)


@pytest.mark.processes
def test_the_command_line_takes_the_nodes_for_real(running: RunningMesh) -> None:
    nodes = running.mesh.world.nodes
    info = cli(running, 2, "--info")
    assert "Connected to radio" in info
    assert "Virtuel node 3" in info
    assert "MEDIUM_FAST" in info
    table = cli(running, 1, "--nodes")
    for node in nodes:
        assert f"!{node.number:08x}" in table


@pytest.mark.processes
def test_the_command_line_sends_to_all_and_to_one(running: RunningMesh) -> None:
    office, receiver = running.mesh.world.nodes[0], running.mesh.phone(0)
    said = cli(running, 2, "--sendtext", "vand! mad ok 43b 6v", "--ack")
    assert "implicit ACK" in said
    # node 1 out of the way: a relay heard before the answer would already content the official client
    running.call(lambda: running.mesh.partition([[0, 2], [1]]))
    said = cli(running, 2, "--dest", f"!{office.number:08x}", "--sendtext", "kun til jer", "--ack")
    assert "Received an ACK." in said
    running.wait_for(lambda: len(receiver.texts) == 2)
    assert [(text.text, text.verified) for text in receiver.texts] == [
        ("vand! mad ok 43b 6v", False),
        ("kun til jer", True),
    ]


@pytest.mark.processes
def test_the_command_line_asks_and_changes(running: RunningMesh) -> None:
    other = f"!{running.mesh.world.nodes[0].number:08x}"
    assert "Route traced back to us" in cli(running, 1, "--traceroute", other)
    assert "Position received" in cli(running, 1, "--dest", other, "--request-position")
    cli(running, 2, "--set-canned-message", "alt ok|mangler vand")
    assert "alt ok|mangler vand" in cli(running, 2, "--get-canned-message")
    cli(running, 2, "--set", "lora.hop_limit", "4")
    assert running.mesh.world.nodes[2].settings.config["lora"].hop_limit == 4


@pytest.mark.real_time
def test_the_python_client_sends_and_receives(running: RunningMesh) -> None:
    nodes, near, far = running.mesh.world.nodes, running.mesh.phone(1), running.mesh.phone(2)
    with contextlib.closing(connected(running, 0)) as client:
        assert client.myInfo.my_node_num == nodes[0].number
        assert set(client.nodesByNum) == {node.number for node in nodes}
        acknowledged = threading.Event()
        client.sendText("til alle")
        client.sendText("direkte", nodes[1].number, wantAck=True, onResponse=lambda _: acknowledged.set())
        assert [t.text for t in far.texts] == []
        client._waitConnected()
        running.wait_for(lambda: len(far.texts) == 1)
        received: list[dict[str, object]] = []
        arrived = threading.Event()

        def on_packet(packet: dict[str, object], interface: TCPInterface) -> None:
            received.append(packet)
            arrived.set()

        from pubsub import pub

        pub.subscribe(on_packet, "meshtastic.receive.text")
        running.call(lambda: running.mesh.phone_send(2, "svar fra skolen", nodes[0].number))
        assert arrived.wait(15)
        assert received[0]["decoded"]["text"] == "svar fra skolen"  # type: ignore[index]
        assert received[0]["pkiEncrypted"] is True
    assert [text.text for text in near.texts] == ["til alle"], "two texts within two seconds: the second is lost"


def test_what_a_client_sent_before_it_closed_is_handled_though_the_node_wrote_first(running: RunningMesh) -> None:
    api, receiver = running.mesh.world.nodes[0].api, running.mesh.phone(1)
    with contextlib.closing(connected(running, 0)) as client:
        client._waitConnected()
        begun, gone = threading.Event(), threading.Event()

        def busy_until_it_is_gone() -> None:
            begun.set()
            assert gone.wait(10)
            for _ in range(3):
                api.telemetry()

        busy = threading.Thread(target=running.call, args=(busy_until_it_is_gone,))
        busy.start()
        assert begun.wait(10)
        client.sendText("sendt og lukket")
    gone.set()
    busy.join(10)
    running.wait_for(lambda: [text.text for text in receiver.texts] == ["sendt og lukket"], 5)


async def test_a_newer_client_evicts_the_older_and_a_reboot_closes_the_port() -> None:
    async with VirtualMesh(2, seed=1, acquainted=True) as mesh:
        reader, writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        second, second_writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        assert await asyncio.wait_for(reader.read(), 5) == b""
        mesh.kill(0)
        assert await asyncio.wait_for(second.read(), 5) == b""
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        for one in (writer, second_writer):
            one.close()
        opened = asyncio.Event()
        mesh.world.nodes[0].on_power.append(lambda on: opened.set())
        mesh.revive(0)
        await asyncio.wait_for(opened.wait(), 5)
        await mesh.ports_reopened()
        _, again = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        again.close()


async def test_a_raw_client_wakes_the_node_amid_rubbish() -> None:
    async with VirtualMesh(2, seed=1, acquainted=True) as mesh:
        reader, writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        want = mesh_pb2.ToRadio(want_config_id=99).SerializeToString()
        writer.write(WAKE + b"garbage\x94\x94\xc3\xff\xff" + frame(want))
        decoder, seen = FrameDecoder(), list[mesh_pb2.FromRadio]()
        while not (seen and seen[-1].config_complete_id == 99):
            seen += map(mesh_pb2.FromRadio.FromString, decoder.feed(await asyncio.wait_for(reader.read(4096), 5)))
        assert decoder.log_lines == []
        writer.write(frame(outgoing(b"hej", packet_id=5).SerializeToString()))
        while not seen[-1].HasField("queueStatus"):
            seen += map(mesh_pb2.FromRadio.FromString, decoder.feed(await asyncio.wait_for(reader.read(4096), 5)))
        assert seen[-1].queueStatus.mesh_packet_id == 5
        writer.close()


async def test_what_is_written_to_a_client_that_left_is_lost() -> None:
    async with VirtualMesh(2, seed=1, speed=10.0, acquainted=True) as mesh:
        node = mesh.world.nodes[0]
        arrived: asyncio.Queue[int] = asyncio.Queue()
        node.on_arrival.append(lambda arrival: arrived.put_nowait(arrival.frame.id))

        async def text_from_the_other() -> int:
            packet_id = mesh.phone_send(1, "er der nogen?")
            while await asyncio.wait_for(arrived.get(), 10) != packet_id:
                pass
            return packet_id

        reader, writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        writer.write(frame(mesh_pb2.ToRadio(want_config_id=1).SerializeToString()))
        assert await asyncio.wait_for(reader.readexactly(2), 5) == b"\x94\xc3"
        link = node.api.link
        assert link is not None
        writer.close()
        await writer.wait_closed()
        assert not link.closed, "the node does not notice a client's end"
        lost = await text_from_the_other()
        while not link.closed:
            lost = await text_from_the_other()
        kept = await text_from_the_other()
        back = node.api.connect()
        back.send(mesh_pb2.ToRadio(want_config_id=2))
        waiting = [m.packet.id for m in back.receive() if m.HasField("packet")]
        assert kept in waiting
        assert lost not in waiting


async def test_a_hung_node_takes_bytes_and_says_nothing_until_it_reboots() -> None:
    async with VirtualMesh(1, seed=1, speed=20.0, acquainted=True) as mesh:
        mesh.hang(0)
        reader, writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        want = frame(mesh_pb2.ToRadio(want_config_id=3).SerializeToString())
        writer.write(want)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        up = asyncio.Event()
        mesh.world.nodes[0].on_power.append(lambda on: up.set() if on else None)
        mesh.reboot(0)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        await asyncio.wait_for(up.wait(), 5)
        await mesh.ports_reopened()
        reader, writer = await asyncio.open_connection("127.0.0.1", mesh.ports[0])
        writer.write(want)
        assert await asyncio.wait_for(reader.readexactly(2), 5) == b"\x94\xc3"
        writer.close()


async def test_a_mesh_can_be_stopped_and_started_on_the_same_ports() -> None:
    mesh = VirtualMesh(2, seed=1, acquainted=True)
    await mesh.start()
    ports = mesh.ports
    await mesh.stop()
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", ports[0])
    await mesh.start()
    assert mesh.ports == ports
    _, writer = await asyncio.open_connection("127.0.0.1", ports[1])
    writer.close()
    await mesh.stop()


async def test_a_taken_port_is_told_in_one_sentence() -> None:
    async with VirtualMesh(1, acquainted=True) as mesh:
        with pytest.raises(DeviceError, match="optaget"):
            await VirtualMesh(1, port=mesh.ports[0], acquainted=True).start()
