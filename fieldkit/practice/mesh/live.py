"""The virtual mesh on a real clock and real sockets: node i speaks the stream protocol on 127.0.0.1, port + i.

The official clients take its nodes for real ones. Between events it sleeps; nothing is polled. The mesh itself is
`world.World`, which also runs alone in simulated time.
"""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

from meshtastic.protobuf import mesh_pb2

from fieldkit.core.errors import DeviceError
from fieldkit.core.remedies import ChoosePort
from fieldkit.link.node.framing import FrameDecoder, frame
from fieldkit.practice.mesh.air import Propagation
from fieldkit.practice.mesh.client_api import Link
from fieldkit.practice.mesh.frame import BROADCAST
from fieldkit.practice.mesh.node import VirtualNode
from fieldkit.practice.mesh.phone import Phone
from fieldkit.practice.mesh.settings import NodeSpec
from fieldkit.practice.mesh.world import World, specs_for

log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
WRITE_HIGH_WATER: Final = 64 * 1024
"""Bytes unsent towards a client that does not read, after which the node's own short queue fills instead."""
READ_BYTES: Final = 64 * 1024


class VirtualMesh:
    """Nodes that the official clients accept, in real time or `speed` times faster.

    `nodes` is a number or the specs themselves; they are strangers unless `acquainted` (see `World`). `port` 0 takes
    any free ports; `urls` tells which. Same arguments, same numbers, names, keys and places. `knows_time`: packets
    carry the time of reception; at another speed than 1 they do not, for the mesh's time is not ours then. Everything
    of `world` may be used from the event loop; after sending into it by hand (`world.phone(i).send_text`), call `wake`;
    the methods here do that themselves.
    """

    def __init__(
        self,
        nodes: int | Sequence[NodeSpec] = 3,
        port: int = 0,
        seed: int = 1,
        *,
        preset: str = "MEDIUM_FAST",
        speed: float = 1.0,
        loss: float = 0.0,
        acquainted: bool = False,
        propagation: Propagation | None = None,
        knows_time: bool = True,
    ) -> None:
        specs = specs_for(nodes, seed=seed, preset=preset) if isinstance(nodes, int) else list(nodes)
        self.world = World(
            specs,
            seed=seed,
            propagation=propagation,
            loss=loss,
            acquainted=acquainted,
            wall_s=time.time() if knows_time and speed == 1.0 else None,
            real_pace=speed == 1.0,
            # the idle limit is the client's time, not the mesh's
            idle_limit_s=900.0 * max(speed, 1.0),
        )
        self.speed = speed
        self._doors = [_Door(self, node, port + index if port else 0) for index, node in enumerate(self.world.nodes)]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._real_start = 0.0
        self._world_start = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def ports(self) -> list[int]:
        """TCP port of each node."""
        return [door.port for door in self._doors]

    @property
    def urls(self) -> list[str]:
        """Device URL of each node, as a kit's configuration takes it."""
        return [f"tcp://{HOST}:{port}" for port in self.ports]

    async def start(self) -> None:
        """Open all ports and let time run; DeviceError when a port is taken."""
        self._loop = asyncio.get_running_loop()
        self._real_start = self._loop.time()
        self._world_start = self.world.now_s
        try:
            for door in self._doors:
                await door.open()
        except OSError as error:
            await self.stop()
            raise DeviceError(f"Port {door.port} er optaget.", ChoosePort()) from error
        self.wake()

    async def stop(self) -> None:
        """Close every connection and port; the world keeps its state and can be started again."""
        self._loop = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for node in self.world.nodes:
            node.api.disconnect()
        for task in list(self._tasks):
            task.cancel()
        for door in self._doors:
            await door.close()

    async def __aenter__(self) -> "VirtualMesh":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def ports_reopened(self) -> None:
        """Wait until the nodes that came back have their ports open again."""
        await asyncio.gather(*self._tasks)

    def wake(self) -> None:
        """Bring the world to the present and sleep until its next event."""
        loop = self._loop
        if loop is None:
            return
        self.catch_up()
        if self._timer is not None:
            self._timer.cancel()
        upcoming = self.world.next_event_s()
        if upcoming is not None:
            when = self._real_start + (upcoming - self._world_start) / self.speed
            self._timer = loop.call_at(when, self.wake)

    def catch_up(self) -> None:
        """Run everything that is due, without planning the next wake-up."""
        if self._loop is not None:
            present = self._world_start + (self._loop.time() - self._real_start) * self.speed
            self.world.run_for(max(present - self.world.now_s, 0.0))

    # --- phones ------------------------------------------------------------------------------------------------------

    def phone(self, index: int) -> Phone:
        """The phone beside node `index`; its `texts` and `on_text` tell what arrives there."""
        return self.world.phone(index)

    def phone_send(self, index: int, text: str, to: int = BROADCAST, *, alert: bool = False) -> int:
        """Send a text from the phone beside a node; returns the packet id."""
        self.catch_up()
        packet_id = self.world.phone(index).send_text(text, to, alert=alert)
        self.wake()
        return packet_id

    # --- faults ------------------------------------------------------------------------------------------------------

    def kill(self, index: int) -> None:
        """Take a node's power: its port refuses connections until `revive`."""
        self._now(lambda: self.world.kill(index))

    def revive(self, index: int) -> None:
        """Give a node its power back."""
        self._now(lambda: self.world.revive(index))

    def hang(self, index: int) -> None:
        """Let a node take connections and bytes and answer nothing, until `reboot`."""
        self._now(lambda: self.world.hang(index))

    def reboot(self, index: int) -> None:
        """Off and on: the client sees the connection end, and a port that refuses for 1.5 s."""
        self._now(lambda: self.world.reboot(index))

    def partition(self, groups: list[list[int]]) -> None:
        """Split the mesh into groups of node indexes that do not hear each other; `[]` heals."""
        self._now(lambda: self.world.partition(groups))

    def set_loss(self, share: float) -> None:
        """Lose this share (0–1) of all receptions from now on."""
        self._now(lambda: self.world.set_loss(share))

    def jam(self, seconds: float, nodes: list[int] | None = None) -> None:
        """Noise at some nodes (None: all) for a while of simulated time."""
        self._now(lambda: self.world.jam(seconds, nodes))

    def drop_client(self, index: int) -> None:
        """Cut a node's TCP connection, as when a cable is pulled."""
        self._now(lambda: self.world.drop_client(index))

    def _now(self, act: Callable[[], None]) -> None:
        self.catch_up()
        act()
        self.wake()

    def run_soon(self, work: Coroutine[object, object, None]) -> None:
        """Keep a piece of door-keeping alive until it is done."""
        if self._loop is None:
            work.close()
            return
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Door:
    """A node's TCP port: open while the node has power."""

    def __init__(self, mesh: VirtualMesh, node: VirtualNode, port: int) -> None:
        self.mesh = mesh
        self.node = node
        self.port = port
        self._server: asyncio.Server | None = None
        node.on_power.append(self._power)

    async def open(self) -> None:
        if self._server is None and self.node.alive:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: _Session(self), HOST, self.port, backlog=8)
            self.port = server.sockets[0].getsockname()[1]
            if self.node.alive:
                self._server = server
            else:
                server.close()

    async def reopen(self) -> None:
        """Open again after a reboot; another program may have taken the port meanwhile."""
        try:
            await self.open()
        except OSError as error:
            log.error("node !%08x cannot open port %d again: %s", self.node.number, self.port, error)

    async def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _power(self, on: bool) -> None:
        if not on and self._server is not None:
            self._server.close()
            self._server = None
        elif on:
            self.mesh.run_soon(self.reopen())


class _Session(asyncio.Protocol):
    """One TCP connection to a node."""

    def __init__(self, door: _Door) -> None:
        self._door = door
        self._decoder = FrameDecoder()
        self._link: Link | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=WRITE_HIGH_WATER)
        self._door.mesh.catch_up()
        self._link = self._door.node.api.connect()
        self._link.sink = self._write
        self._link.on_close = transport.close
        self._door.mesh.wake()

    def data_received(self, data: bytes) -> None:
        if self._link is None:
            return
        payloads = self._decoder.feed(data)
        self._decoder.log_lines.clear()
        if payloads:
            self._door.mesh.catch_up()
            self._link.feed(payloads)
            self._door.mesh.wake()

    def eof_received(self) -> bool:
        # the firmware does not notice a client's end: it writes on, and loses what it writes
        return True

    def connection_lost(self, error: Exception | None) -> None:
        if self._link is not None:
            if error is not None:
                self._take_rest()
            self._link.on_close = _nothing
            self._link.close()

    def _take_rest(self) -> None:
        """Act on what the client sent before it left: a write that fails ends the reading while bytes still wait."""
        assert self._transport is not None
        rest = bytearray()
        with contextlib.suppress(OSError):  # nothing more waits, or the connection was reset after the last byte
            while data := os.read(self._transport.get_extra_info("socket").fileno(), READ_BYTES):
                rest += data
        if rest:
            self.data_received(bytes(rest))

    def pause_writing(self) -> None:
        if self._link is not None:
            self._link.paused = True

    def resume_writing(self) -> None:
        if self._link is not None:
            self._link.paused = False
            self._door.node.api.pump()

    def _write(self, message: mesh_pb2.FromRadio) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(frame(message.SerializeToString()))


def _nothing() -> None:
    """A connection that is already gone needs no closing."""
