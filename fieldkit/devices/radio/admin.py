"""Questions and orders to our own node (AdminMessage), one at a time over a running session."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from meshtastic.protobuf import admin_pb2

from fieldkit.core.errors import DeviceError
from fieldkit.devices.radio.session import RadioSession
from fieldkit.link.node.ports import ADMIN_APP
from fieldkit.link.node.radio_types import (
    Ack,
    Connected,
    Loss,
    Lost,
    Nak,
    PacketIn,
    RadioEvent,
    Send,
    SendAccepted,
    SendRefused,
)

ANSWER_S = 5.0
TRIES = 3
CONNECT_S = 45.0
"""A rebooting ESP32 needs about 15 s; the session's backoff comes on top."""
REBOOT_S = 12.0
"""Firmware 2.8 reboots 7 s after a change that needs it."""

_numbers = itertools.count(1)


def clock_order(unix: float) -> bytes:
    """The payload that sets a node's clock; a node with a better source of its own keeps that one."""
    return bytes(admin_pb2.AdminMessage(set_time_only=int(unix)).SerializeToString())


@dataclass(frozen=True, slots=True)
class AdminToken:
    """Names one question or order towards the session."""

    number: int


class RadioAdmin:
    """Used as `async with RadioAdmin(session) as admin`; keeps the session key that each answer renews."""

    def __init__(self, session: RadioSession, *, answer_s: float = ANSWER_S, reboot_s: float = REBOOT_S) -> None:
        self._session = session
        self._answer_s = answer_s
        self._reboot_s = reboot_s
        self._passkey = b""
        self._events: asyncio.Queue[RadioEvent] = asyncio.Queue()
        self._unsubscribe: Callable[[], None] | None = None

    async def __aenter__(self) -> "RadioAdmin":
        self._unsubscribe = self._session.subscribe(self._events.put_nowait)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()

    async def ask(self, *, tries: int = TRIES, **question: Any) -> Any:
        """One get_…_request; returns the AdminMessage that answers it. DeviceError when none comes."""
        await self.connected()
        for _ in range(tries):
            answer = await self._exchange(admin_pb2.AdminMessage(**question), wants_answer=True)
            if answer is not None:
                if answer.session_passkey:
                    self._passkey = answer.session_passkey
                return answer
        raise DeviceError(f"Radioen på {self._session.url} svarer ikke på {next(iter(question))}; sluk og tænd den.")

    async def order(self, **change: Any) -> None:
        """One set_… message, acknowledged by the node; DeviceError when it is refused or not answered."""
        await self.connected()
        message = admin_pb2.AdminMessage(session_passkey=self._passkey, **change)
        for _ in range(TRIES):
            if await self._exchange(message, wants_answer=False) is not None:
                return
        raise DeviceError(f"Radioen på {self._session.url} tog ikke imod {next(iter(change))}; sluk og tænd den.")

    async def connected(self) -> Connected:
        """The node, as soon as there is a conversation; DeviceError when none comes about."""
        sentence = f"Radioen på {self._session.url} svarer ikke; se efter kabel og strøm."
        try:
            async with asyncio.timeout(CONNECT_S):
                while (node := self._session.connected) is None:
                    event = await self._events.get()
                    if isinstance(event, Lost):
                        sentence = event.sentence
                        if event.reason is Loss.UNREACHABLE:
                            raise DeviceError(sentence)
        except TimeoutError:
            raise DeviceError(sentence) from None
        return node

    async def after_reboot(self) -> None:
        """Wait out the reboot that a change may cause, until the node is back."""
        try:
            async with asyncio.timeout(self._reboot_s):
                while not isinstance(await self._events.get(), Lost | Connected):
                    pass
        except TimeoutError:
            return
        deadline = asyncio.get_running_loop().time() + CONNECT_S
        while self._session.connected is None:
            left = deadline - asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(left, 0.0)):
                    await self._events.get()
            except TimeoutError:
                raise DeviceError(
                    f"Radioen på {self._session.url} kom ikke igen efter genstart; sluk og tænd den."
                ) from None

    async def _exchange(self, message: Any, *, wants_answer: bool) -> Any | None:
        """Send and wait for the answer (or the acknowledgement, then the message itself); None: try again."""
        while not self._events.empty():
            self._events.get_nowait()
        node = await self.connected()
        token = AdminToken(next(_numbers))
        payload = bytes(message.SerializeToString())
        self._session.send(
            Send(token, node.node, ADMIN_APP, payload, want_ack=True, want_response=wants_answer, urgent=True)
        )
        packet_id = None
        try:
            async with asyncio.timeout(self._answer_s):
                while True:
                    event = await self._events.get()
                    if isinstance(event, SendAccepted) and event.token == token:
                        packet_id = event.packet_id
                    elif isinstance(event, SendRefused | Nak) and event.token == token:
                        return None
                    elif isinstance(event, Ack) and event.token == token and not wants_answer:
                        return message
                    elif isinstance(event, Lost):
                        return None
                    elif isinstance(event, PacketIn) and event.portnum == ADMIN_APP and event.request_id == packet_id:
                        return admin_pb2.AdminMessage.FromString(event.payload)
        except (TimeoutError, DecodeError):
            return None
