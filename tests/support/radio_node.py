"""A scripted node for the session's tests: it answers as a real one does, or misbehaves on command."""

import asyncio
import contextlib
import os
import random
import tempfile
import tty
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from meshtastic.protobuf import channel_pb2, config_pb2, mesh_pb2

from fieldkit.devices.radio.machine import Settings
from fieldkit.devices.radio.session import RadioSession
from fieldkit.link.node.framing import FrameDecoder, frame

QUICK = Settings(wake=0.005, configure=0.3, heartbeat=0.1, answer=0.1, poll_when_full=0.02, drain=0.2)
"""A session's patience with a node on the same machine."""
NODE_INFO = 0x1D
"""The packet id of a NodeInfo that the node sends when it is asked to."""
NODE, PEER = 0x0F545500, 0x006805D9


def from_radio(**fields) -> bytes:
    return frame(mesh_pb2.FromRadio(**fields).SerializeToString())


def packet(
    sender=PEER, to=0xFFFFFFFF, portnum=1, payload=b"", packet_id=77, request_id=0, emoji=0, reply_id=0, **fields
) -> bytes:
    message = mesh_pb2.MeshPacket(to=to, id=packet_id, rx_rssi=-60, rx_snr=6.0, hop_start=3, hop_limit=2, **fields)
    setattr(message, "from", sender)
    message.decoded.portnum = portnum
    message.decoded.payload = payload
    message.decoded.request_id = request_id
    message.decoded.emoji, message.decoded.reply_id = emoji, reply_id
    return from_radio(packet=message)


def routing(request_id, code=0, sender=NODE) -> bytes:
    payload = mesh_pb2.Routing(error_reason=code).SerializeToString()
    # Each answer is a packet of its own with its own id.
    return packet(
        sender, NODE, 5, payload, packet_id=(request_id * 7 + code + sender) & 0xFFFFFFFF or 1, request_id=request_id
    )


def status(packet_id=0, res=0, free=16) -> bytes:
    return from_radio(queueStatus=mesh_pb2.QueueStatus(res=res, free=free, maxlen=16, mesh_packet_id=packet_id))


def configuration(nonce) -> bytes:
    """The least a node tells, with a channel, the LoRa setting and one neighbour."""
    own = mesh_pb2.NodeInfo(num=NODE)
    own.user.long_name, own.user.short_name, own.user.public_key = "Øvelsesnode", "ØV", b"\x11" * 32
    peer = mesh_pb2.NodeInfo(num=PEER, last_heard=1_700_000_000)
    peer.user.long_name = "Nabo"
    peer.position.latitude_i, peer.position.longitude_i = 557_000_000, 125_000_000
    channel = channel_pb2.Channel(index=0, role=channel_pb2.Channel.Role.PRIMARY)
    channel.settings.name, channel.settings.psk = "BEREDSKAB", b"\x22" * 32
    config = config_pb2.Config()
    config.lora.use_preset = True
    config.lora.modem_preset = config_pb2.Config.LoRaConfig.ModemPreset.MEDIUM_FAST
    config.lora.region = config_pb2.Config.LoRaConfig.RegionCode.EU_868
    config.lora.hop_limit = 4
    return b"".join(
        [
            from_radio(my_info=mesh_pb2.MyNodeInfo(my_node_num=NODE)),
            from_radio(node_info=own),
            from_radio(metadata=mesh_pb2.DeviceMetadata(firmware_version="2.8.0.test")),
            from_radio(channel=channel),
            from_radio(config=config),
            from_radio(node_info=peer),
            from_radio(config_complete_id=nonce),
        ]
    )


class ScriptedNode:
    """Bytes in, bytes out. `hung` answers nothing; `junk` goes before each answer; `sent` was taken for the air."""

    def __init__(self):
        self.decoder = FrameDecoder()
        self.hung = False
        self.junk = b""
        self.free = 16
        self.sent: list[mesh_pb2.MeshPacket] = []
        self.handshakes = 0
        self.introductions = 0
        self.introduced_lately = False
        """It leaves out a NodeInfo that it is asked for, and says nothing."""
        self.goodbyes = 0
        self.goodbye = asyncio.Event()

    def connect(self):
        self.decoder.reset()

    def feed(self, data: bytes) -> bytes:
        return b"".join(self.junk + self.answer(mesh_pb2.ToRadio.FromString(p)) for p in self.decoder.feed(data))

    def answer(self, message: mesh_pb2.ToRadio) -> bytes:
        kind = message.WhichOneof("payload_variant")
        if kind == "disconnect":
            self.goodbyes += 1
            self.goodbye.set()
        if self.hung:
            return b""
        if kind == "want_config_id":
            self.handshakes += 1
            return configuration(message.want_config_id)
        if kind == "heartbeat":
            if message.heartbeat.nonce != 1:
                return status(free=self.free)
            self.introductions += 1
            return b"" if self.introduced_lately else status(NODE_INFO, free=self.free)
        if kind == "packet":
            self.sent.append(message.packet)
            return status(message.packet.id, free=self.free) + routing(message.packet.id)
        return b""


class TcpNode:
    """The node as a TCP server on a free port; a newcomer throws the older client out, as the firmware does."""

    def __init__(self, node: ScriptedNode):
        self.node = node
        self.writers: list[asyncio.StreamWriter] = []
        self.connections = 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"tcp://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_):
        self.server.close()
        self.kick()
        await asyncio.sleep(0)

    def kick(self):
        for writer in self.writers:
            writer.close()
        self.writers.clear()

    def push(self, data: bytes):
        self.writers[-1].write(data)

    async def _serve(self, reader, writer):
        self.kick()
        self.connections += 1
        self.writers.append(writer)
        self.node.connect()
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                writer.write(self.node.feed(data))
        writer.close()


class SerialNode:
    """The node behind a pseudo-terminal; `link` is a stable name for it, as /dev/serial/by-id gives."""

    def __init__(self, node: ScriptedNode, link: Path):
        self.node = node
        self.link = link
        self.master = -1

    def plug(self):
        self.master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self.master, False)
        self.link.symlink_to(os.ttyname(slave))
        # Kept open until the session has it: a pty without a client reads as a hang-up.
        self.slave = slave
        self.node.connect()
        asyncio.get_running_loop().add_reader(self.master, self._readable)

    def push(self, data: bytes):
        os.write(self.master, data)

    def unplug(self):
        self.link.unlink(missing_ok=True)
        if self.master >= 0:
            asyncio.get_running_loop().remove_reader(self.master)
            os.close(self.master)
            os.close(self.slave)
            self.master = -1

    def _readable(self):
        with contextlib.suppress(BlockingIOError, OSError):
            # Small bites, so that the session meets a full line.
            answer = self.node.feed(os.read(self.master, 200))
            if answer:
                os.write(self.master, answer)


class Watch:
    """Keeps a session's events and waits for the next of a kind."""

    def __init__(self):
        self.events = []
        self.news = asyncio.Event()

    def __call__(self, event):
        self.events.append(event)
        self.news.set()

    def of(self, *kinds):
        return [e for e in self.events if isinstance(e, kinds)]

    async def until(self, kind, count=1, seconds=5.0):
        async with asyncio.timeout(seconds):
            while len(self.of(kind)) < count:
                self.news.clear()
                await self.news.wait()
        return self.of(kind)[count - 1]


@contextlib.asynccontextmanager
async def running(url: str, settings: Settings = QUICK) -> AsyncIterator[tuple[RadioSession, Watch]]:
    """A session in conversation with the node at `url`, and what it tells."""
    watch = Watch()
    session = RadioSession(url, watch, rng=random.Random(5), settings=settings, backoff_first=0.01)
    task = asyncio.create_task(session.run())
    try:
        yield session, watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.contextmanager
def device_name() -> Iterator[Path]:
    """A name for a serial node, in a folder under /dev, where the URL of one must point."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder) / "usb-Øvelse_node-if00"
