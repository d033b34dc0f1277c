"""The conversation with a Meshtastic node, sans-IO: bytes and `now` in, bytes and events out.

`now` is any monotonic clock in seconds. The machine outlives connections: spacing, the ids in use and what has been
sent are kept, so an acknowledgement that the node kept for us finds its token after a reconnect. The table of
transitions is `states`; `session` moves the bytes. Why not the official client: docs/facts/radio.md, "Why not the
official client's threads".
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import mesh_pb2

from fieldkit.devices.radio import translate
from fieldkit.devices.radio.reading import MAX_NODES, Reading
from fieldkit.devices.radio.sending import RandomBits, Sending, refusal
from fieldkit.devices.radio.states import TRANSITIONS, Signal, State
from fieldkit.link.node import ports
from fieldkit.link.node import radio_types as types
from fieldkit.link.node.framing import WAKE, FrameDecoder, frame
from fieldkit.link.node.radio_types import NodeInfo, RadioEvent, Send


@dataclass(frozen=True, slots=True)
class Settings:
    """Seconds, unless said. A hung node is found within `heartbeat + answer`, which must stay below 40."""

    wake: float = 0.1
    """Between the wake bytes and the first question (as the official client waits)."""
    configure: float = 20.0
    heartbeat: float = 30.0
    answer: float = 5.0
    """For the queueStatus that answers a heartbeat or a packet."""
    poll_when_full: float = 1.0
    introduce: float = 61.0
    """Between two introductions: the node leaves out one within 60 s of its last NodeInfo, whatever that was for."""
    introduce_again: float = 5.0
    """Until one that the node seems to have left out is asked for again, `introduce_tries` times in all: it does not
    say so, but tells the queue of one that it sends. Asking costs no air."""
    introduce_tries: int = 13
    duty_pause: float = 60.0
    """A rolling hour frees little per minute; more eager tries only cost refusals."""
    drain: float = 2.0
    waiting: int = 64
    """Sends held back here before more are refused."""
    remembered: int = 512
    """Packets whose answers can still find their token."""
    heard: int = 2048
    """Packets remembered so that the mesh's late copies are not told twice; nodes themselves remember 160–240."""


RESERVED_NONCES = (69420, 69421)
"""want_config nonces with a meaning of their own (config only, nodes only)."""


class RadioMachine:
    """One node's session. Each call returns the events it caused; ask `data_to_send` and `next_timeout` after it."""

    def __init__(self, rng: RandomBits, settings: Settings = Settings()) -> None:
        self.state = State.CLOSED
        self.connected: types.Connected | None = None
        """The last complete handshake of this connection, None before it."""
        self._settings = settings
        self._decoder = FrameDecoder()
        self._out = bytearray()
        self._events: list[RadioEvent] = []
        self._reading: Reading | None = None
        self._nodes: dict[int, NodeInfo] = {}
        self._own: int | None = None
        self._hop_limit = translate.DEFAULT_HOPS
        self._free: int | None = None
        self._sending = Sending(rng, settings.waiting, settings.remembered, settings.duty_pause)
        self._heard: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._deadline: float | None = None
        """Of WAKING, CONFIGURING and DRAINING."""
        self._heartbeat_at = 0.0
        self._status_due: float | None = None
        """When the answer to a heartbeat must have come."""
        self._flight_due = 0.0
        self._introduction_due: float | None = None
        self._introduction_tries = 0
        self._introduction_allowed = float("-inf")

    # What the owner tells

    def opened(self, now: float) -> list[RadioEvent]:
        """A fresh connection: wake the node."""
        self._move(Signal.OPENED)
        self._decoder.reset()
        self._out[:] = WAKE
        self._deadline = now + self._settings.wake
        return self._take()

    def gone(self, reason: types.Loss, sentence: str = "") -> list[RadioEvent]:
        """The connection ended (EOF, error, cable); after BROKEN this only closes the books."""
        if self.state is State.CLOSED:
            return []
        was_broken = self.state is State.BROKEN
        self._move(Signal.GONE)
        if not was_broken:
            self._lose(reason, sentence)
        self._out.clear()
        return self._take()

    def receive(self, data: bytes, now: float) -> list[RadioEvent]:
        """Bytes from the node, cut anywhere; nothing in them can raise."""
        if self.state in (State.CLOSED, State.BROKEN):
            return []
        for payload in self._decoder.feed(data):
            self._frame(payload, now)
        self._events += [types.LogLine(line, types.LogSource.STREAM) for line in self._decoder.log_lines]
        self._decoder.log_lines.clear()
        self._pump(now)
        return self._take()

    def send(self, request: Send, now: float) -> list[RadioEvent]:
        """Take a send; it goes when spacing and the node's queue allow."""
        if self.state not in (State.CONFIGURING, State.READY) or self.connected is None:
            self._refuse(request, types.NOT_CONNECTED)
        elif len(request.payload) > ports.MAX_DATA:
            self._refuse(request, mesh_pb2.Routing.Error.TOO_LARGE)
        elif self._sending.full():
            self._refuse(request, types.WAITING_FULL)
        else:
            self._sending.add(request)
            self._pump(now)
        return self._take()

    def introduce(self, now: float) -> list[RadioEvent]:
        """Have our node tell all who it is and ask them the same: as soon as there is a conversation and it may again.

        Who has not heard that lacks our key, and drops what we send under PKI in silence; the node itself says it once
        after boot and then hours later (docs/facts/radio.md, "Seen on real firmware with kits").
        """
        if self._introduction_due is None:
            self._introduction_due, self._introduction_tries = max(now, self._introduction_allowed), 0
        self._pump(now)
        return self._take()

    def take_back(self, which: Callable[[Send], bool]) -> list[RadioEvent]:
        """Refuse what waits here and has not gone to the node: it must not go to the node that is there now."""
        for send in self._sending.take_back(which):
            self._refuse(send, types.NOT_CONNECTED)
        return self._take()

    def drain(self, now: float) -> list[RadioEvent]:
        """Finish what can go at once, take nothing new, then say goodbye: the state ends in BROKEN."""
        if self.state in (State.CLOSED, State.BROKEN, State.DRAINING):
            return []
        talking = self.state is State.READY
        self._move(Signal.DRAIN)
        if talking:
            self._deadline = now + self._settings.drain
            self._pump(now)
        else:
            self._lose(types.Loss.STOPPED)
        return self._take()

    def hang_up(self) -> list[RadioEvent]:
        """Say goodbye at once; without it a node keeps writing to the dead connection, and that is lost."""
        if self.state in (State.CONFIGURING, State.READY, State.DRAINING):
            self._goodbye()
        return self._take()

    def tick(self, now: float) -> list[RadioEvent]:
        """Do what has become due; harmless at any time."""
        if self._deadline is not None and now >= self._deadline:
            self._deadline_passed(now)
        if self.state in (State.READY, State.DRAINING):
            packet_id = self._sending.in_flight
            if packet_id is not None and now >= self._flight_due:
                self._refuse(self._sending.finish(), types.NO_ANSWER, packet_id)
                self._heartbeat(now)
            if self._status_due is not None and now >= self._status_due:
                self._give_up(types.Loss.SILENT)
            elif now >= self._heartbeat_at:
                self._heartbeat(now)
        self._pump(now)
        return self._take()

    # What the owner asks

    def data_to_send(self) -> bytes:
        """Bytes to write now; they are given once."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def next_timeout(self) -> float | None:
        """When `tick` wants to be called, on the clock of `now`; None while there is no connection."""
        if self.state in (State.CLOSED, State.BROKEN):
            return None
        due = [] if self._deadline is None else [self._deadline]
        if self.state in (State.READY, State.DRAINING):
            due.append(self._heartbeat_at)
            if self._status_due is not None:
                due.append(self._status_due)
            if self._sending.in_flight is not None:
                due.append(self._flight_due)
            candidates = self._sending.candidates(self._free, self._own)
            due += [self._sending.allowed_at(send, self._own) for send in candidates]
        if self.state is State.READY and self._introduction_due is not None:
            due.append(self._introduction_due)
        return min(due)

    # Frames from the node

    def _frame(self, payload: bytes, now: float) -> None:
        try:
            message = mesh_pb2.FromRadio.FromString(payload)
        except DecodeError:
            self._log(f"undecodable frame of {len(payload)} bytes")
            return
        kind = message.WhichOneof("payload_variant")
        if self.state is State.BROKEN or kind is None:
            return
        if kind in self._HANDLERS:
            self._HANDLERS[kind](self, getattr(message, kind), now)
        elif kind in self._COLLECTED and self._reading is not None:
            self._COLLECTED[kind](self._reading, getattr(message, kind))

    def _on_node_info(self, info: mesh_pb2.NodeInfo, now: float) -> None:
        if self._reading is not None:
            self._reading.node_info(info)
        else:
            self._learn(translate.node_info(info))

    def _on_config_complete(self, nonce: int, now: float) -> None:
        reading = self._reading
        if self.state is not State.CONFIGURING or reading is None or nonce != reading.nonce:
            return
        connected = reading.connected()
        if connected is None:
            self._log("configuration without a node number")
            return
        self._reading = self._deadline = self._free = None
        self.connected = connected
        self._own = connected.node
        self._hop_limit = connected.hop_limit
        self._nodes = dict(reading.nodes)
        self._move(Signal.CONFIGURED)
        self._events.append(connected)
        # Its answer tells how much room there is; nothing is sent before.
        self._heartbeat(now)

    def _on_rebooted(self, rebooted: bool, now: float) -> None:
        if not rebooted or Signal.REBOOTED not in TRANSITIONS[self.state]:
            return
        # Its queue was in memory only.
        self._log("node rebooted; configuration is read again")
        self._abandon_flight()
        self._move(Signal.REBOOTED)
        self._ask_config(now)

    def _on_queue_status(self, status: mesh_pb2.QueueStatus, now: float) -> None:
        self._free = status.free
        self._status_due = None
        self._heartbeat_at = now + self._settings.heartbeat
        self._events.append(types.QueueState(status.free, status.maxlen))
        if self._introduction_tries and status.mesh_packet_id and not self._sending.knows(status.mesh_packet_id):
            # a packet of the node's own: that is it
            self._introduction_due, self._introduction_tries = None, 0
            self._events.append(types.Introduced())
        if self._sending.in_flight is None or status.mesh_packet_id != self._sending.in_flight:
            return
        if status.res == 0:
            self._settle()
        else:
            self._events += self._sending.refused(status.res, self._own, now)

    def _on_packet(self, packet: mesh_pb2.MeshPacket, now: float) -> None:
        if packet.WhichOneof("payload_variant") != "decoded":
            return
        incoming = translate.packet_in(packet)
        if incoming.request_id and incoming.request_id == self._sending.in_flight:
            # Only the last two queueStatus are kept for us; an answer to the packet proves as much.
            self._settle()
        if incoming.portnum == ports.ROUTING_APP:
            self._events += self._sending.answered(incoming, self._own, now)
            return
        key = (incoming.from_node, incoming.packet_id)
        if incoming.packet_id and key in self._heard:
            return
        self._heard[key] = None
        if len(self._heard) > self._settings.heard:
            self._heard.popitem(last=False)
        self._events.append(incoming)
        if incoming.from_node == self._own:
            if incoming.portnum == ports.TELEMETRY_APP:
                use = translate.channel_use(incoming.payload)
                self._events += [use] if use else []
            return
        known = self._nodes.get(incoming.from_node) or NodeInfo(incoming.from_node)
        learnt = translate.learnt(known, incoming)
        if learnt is not None:
            self._learn(learnt)

    def _on_log_record(self, record: mesh_pb2.LogRecord, now: float) -> None:
        self._events.append(types.LogLine(record.message, types.LogSource.LOG))

    def _on_notification(self, notification: mesh_pb2.ClientNotification, now: float) -> None:
        self._events.append(types.LogLine(notification.message, types.LogSource.NOTICE))

    _HANDLERS: dict[str, Callable[..., None]] = {
        "node_info": _on_node_info,
        "config_complete_id": _on_config_complete,
        "rebooted": _on_rebooted,
        "queueStatus": _on_queue_status,
        "packet": _on_packet,
        "log_record": _on_log_record,
        "clientNotification": _on_notification,
    }
    _COLLECTED: dict[str, Callable[..., None]] = {
        "my_info": Reading.my_info,
        "channel": Reading.channel,
        "config": Reading.config,
        "metadata": Reading.metadata,
    }

    # Sending

    def _pump(self, now: float) -> None:
        """Give the node the next packet when it may have one."""
        if self.state not in (State.READY, State.DRAINING):
            return
        if self.state is State.READY and self._introduction_due is not None and now >= self._introduction_due:
            self._ask_introduction(now)
        sending = self._sending
        for send in sending.candidates(self._free, self._own):
            if now >= sending.allowed_at(send, self._own):
                packet_id = sending.start(send, now)
                self._flight_due = now + self._settings.answer
                self._out += frame(translate.packet_out(send, packet_id, self._hop_limit))
                break
        if sending.in_flight is not None:
            return
        if sending.waiting and self._free == 0 and self._status_due is None:
            self._heartbeat_at = min(self._heartbeat_at, now + self._settings.poll_when_full)
        if self.state is State.DRAINING:
            # What must wait longer than this is the outbox's business at the next start.
            self._goodbye()

    def _settle(self) -> None:
        packet_id = self._sending.in_flight
        if packet_id is not None:
            self._events.append(types.SendAccepted(self._sending.finish().token, packet_id))

    def _refuse(self, send: Send, code: int, maybe_sent: int = 0) -> None:
        self._events.append(refusal(send, code, maybe_sent))

    def _abandon_flight(self) -> None:
        packet_id = self._sending.in_flight
        if packet_id is not None:
            self._refuse(self._sending.finish(), types.CONNECTION_LOST, packet_id)

    # States

    def _move(self, signal: Signal) -> None:
        try:
            self.state = TRANSITIONS[self.state][signal]
        except KeyError:
            raise RuntimeError(f"{signal.name} cannot happen to a radio session in {self.state.name}") from None

    def _deadline_passed(self, now: float) -> None:
        self._deadline = None
        if self.state is State.WAKING:
            self._move(Signal.WOKEN)
            self._ask_config(now)
        elif self.state is State.CONFIGURING:
            self._give_up(types.Loss.NO_CONFIG)
        elif self.state is State.DRAINING:
            self._goodbye()

    def _ask_config(self, now: float) -> None:
        nonce = self._sending.fresh_id()
        while nonce in RESERVED_NONCES:
            nonce = self._sending.fresh_id()
        self._reading = Reading(nonce)
        self._status_due = None
        self._deadline = now + self._settings.configure
        self._out += frame(mesh_pb2.ToRadio(want_config_id=nonce).SerializeToString())

    def _heartbeat(self, now: float) -> None:
        # Nonce 0 asks for a queueStatus and nothing else; 1 is an introduction, and is not always answered.
        self._out += frame(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat()).SerializeToString())
        self._heartbeat_at = now + self._settings.heartbeat
        if self._status_due is None:
            self._status_due = now + self._settings.answer

    def _ask_introduction(self, now: float) -> None:
        self._introduction_tries += 1
        more = self._introduction_tries < self._settings.introduce_tries
        self._introduction_due = now + self._settings.introduce_again if more else None
        self._introduction_allowed = now + self._settings.introduce
        self._out += frame(mesh_pb2.ToRadio(heartbeat=mesh_pb2.Heartbeat(nonce=1)).SerializeToString())

    def _goodbye(self) -> None:
        self._out += frame(mesh_pb2.ToRadio(disconnect=True).SerializeToString())
        self._give_up(types.Loss.STOPPED)

    def _give_up(self, reason: types.Loss) -> None:
        self._move(Signal.GAVE_UP)
        self._lose(reason)

    def _lose(self, reason: types.Loss, sentence: str = "") -> None:
        """Every send still open is answered: the outbox above decides what to try again."""
        self._abandon_flight()
        for send in self._sending.take_back(lambda send: True):
            self._refuse(send, types.CONNECTION_LOST)
        self._reading = None
        self._deadline = self._status_due = self._free = None
        self.connected = None
        self._events.append(types.Lost(reason, sentence or types.LOSS_DA[reason]))

    def _learn(self, node: NodeInfo) -> None:
        if self._nodes.get(node.number) != node and (node.number in self._nodes or len(self._nodes) < MAX_NODES):
            self._nodes[node.number] = node
            self._events.append(types.NodeSeen(node))

    def _log(self, text: str) -> None:
        self._events.append(types.LogLine(text, types.LogSource.SESSION))

    def _take(self) -> list[RadioEvent]:
        events, self._events = self._events, []
        return events
