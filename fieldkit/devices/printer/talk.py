"""Questions and answers with one open printer, so that no reply is lost while another is waited for."""

import asyncio

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PrinterPort
from fieldkit.devices.printer.reply import (
    STATUS_QUESTIONS,
    RealTime,
    Reply,
    ReplyParser,
    decode_status,
    status_question,
)
from fieldkit.paper.printing import PrinterStatus

STATUS_S = 0.5
"""Seconds a printer gets to answer one DLE EOT; real ones need some 10 ms."""


class Talk:
    """One opening's conversation. Every method may raise PortLost."""

    def __init__(self, port: PrinterPort) -> None:
        self._port = port
        self._parser = ReplyParser()
        self._kept: list[Reply] = []

    async def forget(self) -> None:
        """Throw away everything that came before anybody asked."""
        while self._port.answers and (data := await self._port.read(0)):
            self._parser.feed(data)
        self._parser = ReplyParser()
        self._kept.clear()

    async def status(self, within_s: float = STATUS_S) -> PrinterStatus:
        """How the printer is, by DLE EOT 1–4, `within_s` seconds each. Silence is UNKNOWN."""
        if not self._port.answers:
            return PrinterStatus.UNKNOWN
        await self._real_time(0)  # stale answers to older questions
        answers: dict[int, int] = {}
        for n in STATUS_QUESTIONS:
            question = status_question(n)
            if await self._port.write(question, within_s) < len(question):
                break
            value = await self._real_time(within_s)
            if value is None:
                # The four answers look alike: after a missing one the next could be taken for another's.
                break
            answers[n] = value
        return decode_status(answers)

    async def _real_time(self, within_s: float) -> int | None:
        """The last status byte that comes within the time; other replies are kept for `hear`."""
        value: int | None = None
        deadline = asyncio.get_running_loop().time() + within_s
        while value is None or within_s == 0:
            data = await self._port.read(max(0.0, deadline - asyncio.get_running_loop().time()))
            if not data:
                return value
            for reply in self._parser.feed(data):
                if isinstance(reply, RealTime):
                    value = reply.value
                else:
                    self._kept.append(reply)
        return value

    async def hear(self, within_s: float) -> list[Reply]:
        """Replies that are not status bytes, as soon as there is a whole one; empty for silence."""
        deadline = asyncio.get_running_loop().time() + within_s
        while not self._kept:
            data = await self._port.read(max(0.0, deadline - asyncio.get_running_loop().time()))
            if not data:
                break
            self._kept += [reply for reply in self._parser.feed(data) if not isinstance(reply, RealTime)]
        heard, self._kept = self._kept, []
        return heard


async def ask_status(port: PrinterPort, within_s: float = STATUS_S) -> PrinterStatus:
    """How a closed port's printer is: OFFLINE when it cannot be reached, UNKNOWN when it does not answer."""
    try:
        await port.open()
    except DeviceError:
        await port.close()
        return PrinterStatus.OFFLINE
    try:
        return await Talk(port).status(within_s)
    except DeviceError:
        return PrinterStatus.OFFLINE
    finally:
        await port.close()
