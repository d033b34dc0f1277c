"""What the session may expect of a node, held by every stand-in for one; recordings hold the real firmware to it.

A new stand-in, or a new line to one, adds its bench to the list.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from meshtastic.protobuf import mesh_pb2
from radio_node import PEER, ScriptedNode, SerialNode, TcpNode, device_name, packet, running

from fieldkit.link.node.ports import BROADCAST, PRIVATE_APP
from fieldkit.link.node.radio_types import Ack, Connected, Lost, PacketIn, QueueState, Send, SendAccepted, SendRefused
from fieldkit.practice.mesh.live import VirtualMesh


@dataclass(frozen=True)
class Bench:
    """A node with one neighbour, and a hand on both."""

    url: str
    peer: int
    say: Callable[[bytes], None]
    """The neighbour says it to everybody."""
    cut: Callable[[], None]
    """The node ends the connection and lives on."""
    hang: Callable[[], None]
    mend: Callable[[], None]


def bench_of(node: ScriptedNode, url: str, push: Callable[[bytes], None], cut: Callable[[], None]) -> Bench:
    ids = itertools.count(1000)

    def hung(state: bool) -> None:
        node.hung = state

    def say(payload: bytes) -> None:
        push(packet(PEER, portnum=PRIVATE_APP, payload=payload, packet_id=next(ids)))

    return Bench(url, PEER, say, cut, lambda: hung(True), lambda: hung(False))


@contextlib.asynccontextmanager
async def scripted_on_tcp() -> AsyncIterator[Bench]:
    node = ScriptedNode()
    async with TcpNode(node) as server:
        yield bench_of(node, server.url, server.push, server.kick)


@contextlib.asynccontextmanager
async def scripted_on_serial() -> AsyncIterator[Bench]:
    node = ScriptedNode()
    with device_name() as link:
        line = SerialNode(node, link)

        def replug() -> None:
            line.unplug()
            line.plug()

        line.plug()
        try:
            yield bench_of(node, f"serial:{link}", line.push, replug)
        finally:
            line.unplug()


@contextlib.asynccontextmanager
async def virtual_mesh() -> AsyncIterator[Bench]:
    # Fifty times as fast: what takes seconds on the air is then a moment.
    async with VirtualMesh(2, speed=50.0, acquainted=True) as mesh:
        peer = mesh.world.nodes[1]

        def say(payload: bytes) -> None:
            mesh.catch_up()
            peer.send(BROADCAST, mesh_pb2.Data(portnum=PRIVATE_APP, payload=payload), peer.new_id())
            mesh.wake()

        yield Bench(
            mesh.urls[0],
            peer.number,
            say,
            lambda: mesh.drop_client(0),
            lambda: mesh.hang(0),
            lambda: mesh.reboot(0),
        )


class TestNodeContract:
    """A session against each of them."""

    @pytest.fixture(params=[scripted_on_tcp, scripted_on_serial, virtual_mesh], ids=lambda node: node.__name__)
    async def bench(self, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
        async with request.param() as made:
            yield made

    async def test_a_conversation_begins_with_who_the_node_is_and_what_room_it_has(self, bench: Bench) -> None:
        async with running(bench.url) as (session, watch):
            connected = await watch.until(Connected)
            assert session.connected == connected
            assert {node.number for node in connected.nodes} == {connected.node, bench.peer}
            assert len(connected.public_key) == 32
            assert connected.long_name
            assert connected.firmware
            assert (connected.region, connected.preset) == ("EU_868", "MEDIUM_FAST")
            assert [channel.role for channel in connected.channels][:1] == ["PRIMARY"]
            assert (await watch.until(QueueState)).free > 0

    async def test_a_broadcast_is_taken_under_its_token_and_then_heard_by_a_relay(self, bench: Bench) -> None:
        async with running(bench.url) as (session, watch):
            connected = await watch.until(Connected)
            session.send(Send("t1", BROADCAST, PRIVATE_APP, b"frame", want_ack=True))
            assert (await watch.until(SendAccepted)).token == "t1"
            assert await watch.until(Ack) == Ack("t1", connected.node, implicit=True)

    async def test_what_a_neighbour_says_arrives_whole(self, bench: Bench) -> None:
        async with running(bench.url) as (_, watch):
            await watch.until(QueueState)
            bench.say(bytes(range(160)))
            heard = await watch.until(PacketIn)
            while heard.portnum != PRIVATE_APP:  # a virtual node's own metrics may come first
                heard = await watch.until(PacketIn, len(watch.of(PacketIn)) + 1)
            assert (heard.from_node, heard.to_node, heard.payload) == (bench.peer, BROADCAST, bytes(range(160)))
            assert not heard.pki_encrypted
            assert heard.rx_snr is not None

    async def test_a_connection_that_ends_is_told_and_healed(self, bench: Bench) -> None:
        async with running(bench.url) as (_, watch):
            await watch.until(Connected)
            bench.cut()
            assert (await watch.until(Lost)).reason in ("closed", "unplugged")
            await watch.until(Connected, 2)

    async def test_a_node_that_hangs_is_left_and_taken_up_again(self, bench: Bench) -> None:
        async with running(bench.url) as (session, watch):
            await watch.until(QueueState)
            bench.hang()
            session.send(Send(1, BROADCAST, PRIVATE_APP, b"x"))
            assert (await watch.until(Lost)).reason == "silent"
            assert watch.of(SendRefused)[0].maybe_sent
            bench.mend()
            await watch.until(Connected, 2)

    async def test_a_session_that_stops_leaves_the_node_to_the_next(self, bench: Bench) -> None:
        async with running(bench.url) as (session, watch):
            await watch.until(Connected)
            await session.stop()
            async with asyncio.timeout(5), running(bench.url) as (_, next_watch):
                await next_watch.until(Connected)
            assert [lost.reason for lost in watch.of(Lost)] == ["stopped"]
