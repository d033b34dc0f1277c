"""Questions and answers with one open printer, so that no reply is lost while another is waited for."""

import asyncio
from typing import NamedTuple

from fieldkit.core.errors import DeviceError
from fieldkit.devices.printer.port import PrinterBusy, PrinterPort
from fieldkit.devices.printer.reply import (
    PARSED_QUESTION,
    PRINTED_HEAD,
    STATUS_QUESTIONS,
    Parsed,
    Printed,
    RealTime,
    Reply,
    ReplyParser,
    decode_status,
    status_question,
)
from fieldkit.paper.printing import PrinterStatus

STATUS_S = 0.5
"""Seconds a printer gets to answer one DLE EOT; real ones need some 10 ms."""
_QUESTIONS = (*(status_question(n) for n in STATUS_QUESTIONS), PARSED_QUESTION, PRINTED_HEAD)
_LONGEST = max(map(len, _QUESTIONS))


class Heard(NamedTuple):
    """What came back: `parsed` answers to GS r, the tokens of GS ( H in order, whether a GS r said that paper is out,
    and how many bytes came that no printer sends."""

    parsed: int = 0
    tokens: tuple[bytes, ...] = ()
    out: bool = False
    junk: int = 0
    echo: bool = False
    """The line sends our own questions back."""


class Talk:
    """One opening's conversation. Every method may raise PortLost."""

    def __init__(self, port: PrinterPort) -> None:
        self._port = port
        self._parser = ReplyParser()
        self._kept: list[Reply] = []
        self._tail = b""
        self._owed = b""
        """The rest of a question of which only a piece was taken: it must go before anything else."""
        self.echoes = False

    async def forget(self) -> None:
        """Throw away everything that came before anybody asked."""
        while self._port.answers and (data := await self._port.read(0)):
            self._parser.feed(data)
        self._parser = ReplyParser()
        self._kept.clear()

    async def write(self, data: bytes, within_s: float) -> int:
        """As the port's, with what is owed first."""
        return await self._port.write(data, within_s) if await self._pay(within_s) else 0

    async def ask(self, question: bytes, within_s: float) -> bool:
        """Whether the whole question was taken; what was not goes before the next bytes, for half a question would
        take them for its own."""
        if not await self._pay(within_s):
            return False
        taken = await self._port.write(question, within_s)
        self._owed = question[taken:] if taken else b""
        return taken == len(question)

    async def _pay(self, within_s: float) -> bool:
        if self._owed:
            self._owed = self._owed[await self._port.write(self._owed, within_s) :]
        return not self._owed

    async def status(self, within_s: float = STATUS_S) -> PrinterStatus:
        """How the printer is, by DLE EOT 1–4, `within_s` seconds each. Silence is UNKNOWN."""
        if not self._port.answers:
            return PrinterStatus.UNKNOWN
        await self._real_time(0)  # stale answers to older questions
        answers: dict[int, int] = {}
        for n in STATUS_QUESTIONS:
            if not await self.ask(status_question(n), within_s):
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
            for reply in self._feed(data):
                if isinstance(reply, RealTime):
                    value = reply.value
                elif isinstance(reply, Parsed | Printed):
                    self._kept.append(reply)
        return value

    async def hear(self, within_s: float) -> Heard:
        """Answers to GS r and GS ( H, as soon as there is one; silence after `within_s`. What a printer says of its own
        is passed over."""
        deadline = asyncio.get_running_loop().time() + within_s
        if not self._port.answers:
            await asyncio.sleep(within_s)
        while self._port.answers and not self._kept:
            data = await self._port.read(max(0.0, deadline - asyncio.get_running_loop().time()))
            if not data:
                break
            self._kept += [reply for reply in self._feed(data) if isinstance(reply, Parsed | Printed)]
        heard, self._kept = self._kept, []
        junk, self._parser.junk = self._parser.junk, 0
        parsed = [reply for reply in heard if isinstance(reply, Parsed)]
        tokens = tuple(reply.token for reply in heard if isinstance(reply, Printed))
        return Heard(len(parsed), tokens, any(reply.out for reply in parsed), junk, self.echoes)

    def _feed(self, data: bytes) -> list[Reply]:
        seen = self._tail + data
        self.echoes = self.echoes or any(question in seen for question in _QUESTIONS)
        self._tail = seen[-_LONGEST:]
        return self._parser.feed(data)


async def ask_status(port: PrinterPort, within_s: float = STATUS_S) -> PrinterStatus:
    """How a closed port's printer is: OFFLINE when it cannot be reached, UNKNOWN when it does not answer. PrinterBusy
    when another prints on it."""
    try:
        await port.open()
    except PrinterBusy:
        raise
    except DeviceError:
        await port.close()
        return PrinterStatus.OFFLINE
    try:
        return await Talk(port).status(within_s)
    except DeviceError:
        return PrinterStatus.OFFLINE
    finally:
        await port.close()
