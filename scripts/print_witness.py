"""One printer as an independent witness: what lies on its table, whatever it answered. Knows nothing of the program.

Bytes come in over TCP or a pseudo-terminal, wait in a buffer, and a head takes them from there at its own speed, text
letter by letter, commands whole: a question inside a picture is a part of the picture. Faults are fields of `Faults`,
and come by themselves at a count of bytes or when the hand of a `Witness` makes them.
"""

import asyncio
import contextlib
import os
import pty
import tty
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

OK, NEAR_END, OUT, COVER, OFFLINE, ERROR, OFF = "ok", "near_end", "out", "cover", "offline", "error", "off"
REAL_TIME = {
    OK: b"\x12\x12\x12\x12",
    NEAR_END: b"\x12\x12\x12\x1e",
    OUT: b"\x1a\x32\x12\x7e",
    COVER: b"\x1a\x16\x12\x12",
    OFFLINE: b"\x1a\x12\x12\x12",
    ERROR: b"\x1a\x52\x32\x12",
}
PRINTS = (OK, NEAR_END)
NO, READ, PRINTED = "no", "read", "printed"
"""When a question in the stream is answered: never, when it comes in, when the head gets to it."""
ASB = b"\x14\x00\x00\x0f"
TICK_S = 0.01
INTAKE = 512


@dataclass(frozen=True)
class Faults:
    """What is wrong with it. Counts are of bytes that came in since it was made, times are seconds."""

    status: bool = True
    parsed: str = PRINTED
    printed: str = PRINTED
    head: float = 900.0
    """Bytes a second that become paper."""
    buffer: int = 4096
    serial: bool = False
    holds: bool = True
    """Stops its sender when the buffer is full; else what comes is gone."""
    baud: int = 0
    """Of a serial line, as the witness reads it."""
    trouble: str = ""
    trouble_at: int = 0
    """That state comes when so many bytes lie on the table."""
    mended_after: float = 0.0
    clears: bool = False
    """What it had taken in is gone when the trouble is mended."""
    senses: bool = True
    """Says what its trouble is; else everything is well."""
    drop_every: int = 0
    drop_at: int = 0
    reset: bool = False
    drop_in_qr: bool = False
    off_at: int = 0
    off_for: float = 1.0
    deaf_at: int = 0
    """Takes no byte more, for `deaf_for` seconds."""
    deaf_for: float = 2.0
    echo: bool = False
    asb_every: int = 0
    asb_torn: bool = False
    greets: bytes = b""
    babbles: bytes = b""
    babble_every: int = 0
    answers_twice: bool = False
    late: float = 0.0
    loses_answer: int = 0
    """Each so-manieth answer to a question in the stream is lost."""
    keeps_answers: bool = False
    """What it could not say goes to who comes next."""
    wrong_token: bool = False
    says_paper: bool = True
    """GS r tells whether there is paper."""
    status_one_in: int = 1
    replies: bytes = b""
    """Says this to whatever comes: it is no printer."""
    absent_for: float = 0.0
    """Nobody answers at first."""
    one_at_a_time: bool = False


class Witness:
    """A printer. `table` is all that lies there, in order; `state` is how it really is."""

    def __init__(self, faults: Faults, speed: float = 1.0) -> None:
        """`speed`: everything goes so many times faster."""
        self.faults, self.speed = faults, speed
        self.table = bytearray()
        self.state = OK if faults.trouble != NEAR_END or faults.trouble_at else NEAR_END
        self.url = ""
        self._waiting = bytearray()
        self._heard = bytearray()
        """Of what is answered on reading: the beginning of a question that is not whole."""
        self._came = 0
        self._half = b""
        self._asked = self._answered = 0
        self._credit = 0.0
        self._within = 0
        self._trouble_due = bool(faults.trouble) and faults.trouble != NEAR_END
        self._off_due, self._deaf_due, self._drop_due = faults.off_at > 0, faults.deaf_at > 0, faults.drop_at > 0
        self._qr_due = faults.drop_in_qr
        self._deaf = False
        self._say: Callable[[bytes], object] = lambda data: None
        self._unsaid = b""
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = False
        self._open: asyncio.StreamWriter | None = None
        self._break = False
        self._moved = 0
        self._server: asyncio.Server | None = None
        self._ends: tuple[int, int] | None = None

    # --- where it stands

    async def stand(self) -> str:
        """Take a place; the URL is what a kit is told."""
        self._do(self._head())
        if self.faults.serial:
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            os.set_blocking(ours, False)
            self._ends = (ours, theirs)
            self._say = self._to_pty
            self._do(self._listen_pty(ours))
            flow = "rtscts" if self.faults.holds else "none"
            self.url = f"serial:{os.ttyname(theirs)}?baud={self.faults.baud or 19200}&flow={flow}"
        else:
            self._server = await asyncio.start_server(self._converse, "127.0.0.1", 0, limit=INTAKE)
            self.url = f"tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        if self.faults.absent_for:
            self.state = OFF
            self._later(self.faults.absent_for, self.mend)
        return self.url

    async def leave(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for end in self._ends or ():
            os.close(end)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _later(self, seconds: float, deed: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(seconds / self.speed, deed)

    def mend(self) -> None:
        """A person puts it right: a new roll, the cover, the plug."""
        if self.faults.clears and self.state != OK:
            self._waiting.clear()
            self._within = 0
        self._deaf, self.state = False, OK

    # --- the line

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        mine = not (self.state == OFF or (self.faults.one_at_a_time and self._busy))
        try:
            if not mine:
                writer.transport.abort()
                return
            self._busy, self._break, self._open = True, False, writer

            def say(data: bytes) -> None:
                if not writer.is_closing():
                    writer.write(data)

            self._say = say
            self._greet()
            while not self._break and self.state != OFF:
                if self._deaf or (self.faults.holds and len(self._waiting) >= self.faults.buffer):
                    await asyncio.sleep(TICK_S / self.speed)
                    continue
                try:
                    async with asyncio.timeout(0.1):
                        data = await reader.read(64)
                except TimeoutError:
                    continue
                if not data:
                    return
                self._receive(data)
            if self.faults.reset:
                writer.transport.abort()
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            if mine:
                self._busy = False
            writer.close()
            self._tasks.discard(task)

    def _to_pty(self, data: bytes) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            if self._ends is not None:
                os.write(self._ends[0], data)

    async def _listen_pty(self, end: int) -> None:
        """At the speed of the line, or as long as there is room where the line is held back."""
        self._greet()
        credit, at = 0.0, asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(TICK_S / self.speed)
            now = asyncio.get_running_loop().time()
            credit += (now - at) * self.speed * (self.faults.baud or 19200) / 10
            at = now
            if self.faults.holds and (self._deaf or len(self._waiting) >= self.faults.buffer or self.state == OFF):
                credit = 0.0
                continue
            try:
                data = os.read(end, max(1, int(credit)))
            except (BlockingIOError, OSError):
                credit = 0.0
                continue
            credit -= len(data)
            for start in range(0, len(data), 16):
                self._receive(data[start : start + 16])

    def _greet(self) -> None:
        if self.faults.greets:
            self._say(self.faults.greets)
        if self._unsaid:
            self._say(self._unsaid)
            self._unsaid = b""

    # --- what comes in

    def _receive(self, data: bytes) -> None:
        faults = self.faults
        if faults.echo:
            self._say(data)
        if faults.replies:
            self._say(faults.replies)
            return
        if self.state == OFF:
            return
        data, self._half = self._half + data, b""
        at = 0
        while at < len(data):
            if data[at : at + 2] == b"\x10\x04" and at + 2 < len(data):
                self._real_time(data[at + 2])
                at += 3
                continue
            if data[at:] in (b"\x10", b"\x10\x04"):
                self._half = data[at:]
                return
            self._take(data[at])
            at += 1
            if self.state == OFF or self._break:
                return

    def _real_time(self, n: int) -> None:
        self._asked += n == 1
        if not self.faults.status or not 1 <= n <= 4 or self._asked % self.faults.status_one_in:
            return
        state = self.state if self.faults.senses else OK
        self._answer(REAL_TIME[state][n - 1 : n])

    def _take(self, byte: int) -> None:
        faults = self.faults
        self._came += 1
        if len(self._waiting) < faults.buffer + (INTAKE if faults.holds else 0):
            self._waiting.append(byte)
        if READ in (faults.parsed, faults.printed):
            self._heard.append(byte)
            self._answer_on_reading()
        if faults.asb_every and self._came % faults.asb_every == 0:
            self._spontaneous()
        if faults.babble_every and self._came % faults.babble_every == 0:
            self._say(faults.babbles)
        if self._off_due and self._came >= faults.off_at:
            self._off_due, self.state, self._within = False, OFF, 0
            self._waiting.clear()
            self._later(faults.off_for, self.mend)
        if self._deaf_due and self._came >= faults.deaf_at:
            self._deaf_due, self._deaf = False, True
            self._later(faults.deaf_for, self.mend)
        in_qr = self._qr_due and b"\x1d(k" in self._waiting[-60:-20]
        if in_qr or (faults.drop_every and self._came % faults.drop_every == 0):
            self._break, self._qr_due = True, self._qr_due and not in_qr
        if self._drop_due and self._came >= faults.drop_at:
            self._break, self._drop_due = True, False

    def _answer_on_reading(self) -> None:
        """The questions of a printer that answers as soon as it has read them."""
        if self.faults.parsed == READ and self._heard[-3:] == b"\x1dr\x01":
            self._in_stream(self._paper_byte())
        if self.faults.printed == READ and self._heard[-10:-4] == b"\x1d(H\x06\x00\x30"[:6]:
            self._in_stream(b"\x37\x22" + bytes(self._heard[-4:]) + b"\0")
        del self._heard[:-10]

    def _spontaneous(self) -> None:
        if self.faults.asb_torn:
            self._say(ASB[:2])
            self._later(0.05, lambda: self._say(ASB[2:]))
        else:
            self._say(ASB)

    def _paper_byte(self) -> bytes:
        return b"\x0c" if self.faults.says_paper and self.state == OUT else b"\0"

    def _in_stream(self, answer: bytes) -> None:
        self._answered += 1
        if self.faults.loses_answer and self._answered % self.faults.loses_answer == 0:
            return
        if self.faults.wrong_token and answer[:1] == b"\x37":
            answer = b"\x37\x220000\0"
        self._answer(answer * (2 if self.faults.answers_twice else 1))

    def _answer(self, answer: bytes) -> None:
        if self.faults.late:
            self._later(self.faults.late, lambda: self._say(answer))
        elif self.faults.keeps_answers and (self._open is None or self._open.is_closing()):
            self._unsaid += answer
        else:
            self._say(answer)

    # --- the head

    async def _head(self) -> None:
        at = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(TICK_S / self.speed)
            now = asyncio.get_running_loop().time()
            self._credit = min(self._credit + (now - at) * self.speed * self.faults.head, 2000.0)
            at = now
            while self._credit >= 1 and self.state in PRINTS and self._waiting:
                if self._within:  # a long command goes on, whatever its bytes look like
                    length = min(self._within, len(self._waiting), 64)
                    self._within -= length
                    self.table += self._waiting[:length]
                    self._credit -= length
                    del self._waiting[:length]
                    continue
                whole = command_length(self._waiting)
                if whole is None or (whole <= 16 and whole > len(self._waiting)):
                    break
                length = whole if whole <= 16 else 8
                self._within = whole - length
                self._credit -= length if self._waiting[0] else 0  # what prints nothing is read past
                self._lay(bytes(self._waiting[:length]))
                del self._waiting[:length]
            if not self._waiting:
                self._credit = 0.0

    def _lay(self, what: bytes) -> None:
        if what == b"\x1dr\x01":
            if self.faults.parsed == PRINTED:
                self._in_stream(self._paper_byte())
            return
        if what[:5] == b"\x1d(H\x06\x00":
            if self.faults.printed == PRINTED:
                self._in_stream(b"\x37\x22" + what[7:] + b"\0")
            return
        if not what.strip(b"\0"):
            return
        self.table += what
        self._moved += len(what)
        if self._trouble_due and len(self.table) >= self.faults.trouble_at:
            self._trouble_due, self.state = False, self.faults.trouble
            if self.faults.mended_after:
                self._later(self.faults.mended_after, self.mend)


_FIXED = {
    0x1B: {b"@": 2, b"$": 4, b"\\": 4, **{bytes([c]): 3 for c in b"taEM!-{JdGVR"}},
    0x1C: {b".": 2, b"&": 2},
    0x1D: {b"L": 4, b"W": 4, **{bytes([c]): 3 for c in b"!BHwhfar"}},
}


def command_length(data: bytes | bytearray) -> int | None:
    """Bytes of what stands first: a letter, or a whole command; None while that cannot be told yet."""
    if data[0] not in _FIXED:
        return 1
    if len(data) < 2:
        return None
    second = bytes(data[1:2])
    if data[0] == 0x1D and second == b"(":
        length = None if len(data) < 5 else 5 + int.from_bytes(data[3:5], "little")
    elif data[0] == 0x1D and second == b"v":
        length = None if len(data) < 8 else 8 + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7])
    elif data[0] == 0x1D and second == b"V":
        length = None if len(data) < 3 else 4 if data[2] >= 65 else 3
    else:
        length = _FIXED[data[0]].get(second, 1)
    return length
