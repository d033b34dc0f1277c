"""What the terminal sends, as keys, whatever it is: no byte ends the console, and none makes it deaf.

Textual's own driver takes UTF-8 alone, and ends with the first byte that is none: an æ from a terminal that is set to
Latin-1, noise on a serial line, a paste that was cut in the middle of a letter. Its parser then reads the letters; what
that cannot read is left out, and it begins anew.
"""

import codecs
import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import suppress

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from fieldkit.console.bursts import PASTE_BEGINS, PASTE_ENDS, Bursts, Code, CodeBegins
from fieldkit.console.messages import ScanBegins, Scanned

_AT_ONCE = 4096
_LOOK_S = 0.1
"""How often it is asked whether something waits to be finished, seconds."""
_CUT_AFTER = 10
"""Looks without a byte after which a paste that has not ended was cut."""
_PRINTS_FROM = 0xA0
"""Below it Latin-1 has no letters."""


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(chr(byte) for byte in wrong if byte >= _PRINTS_FROM), error.end


codecs.register_error("fieldkit-latin-1", _as_latin_1)


class KeyStream:
    """Turns bytes into Textual's messages. What is not UTF-8 counts as Latin-1, where that has a letter for it."""

    def __init__(self) -> None:
        self._letters = getincrementaldecoder("utf-8")(errors="fieldkit-latin-1")
        self._parser = XTermParser()
        self._bursts = Bursts()
        self._tail = ""
        """The last letters, in which a mark of a paste may have begun."""
        self._in_paste = False
        self._looks = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that these bytes complete."""
        self._looks = 0
        yield from self._told_apart(self._bursts.feed(self._letters.decode(data)))

    @property
    def wait_s(self) -> float:
        """How long nothing may come before `look` is called, seconds."""
        return _LOOK_S if self._bursts.wait_s is None else self._bursts.wait_s

    def look(self) -> Iterator[Message]:
        """Nothing has come for a while: the messages that waited for more which will not come."""
        if self._letters.getstate()[0]:
            yield from self._told_apart(self._bursts.feed(self._letters.decode(b"", final=True)))
            self._letters.reset()
        yield from self._told_apart(self._bursts.rest())
        self._looks += 1
        if self._in_paste and self._looks >= _CUT_AFTER:
            yield from self._told_apart(self._bursts.feed(PASTE_ENDS))
        yield from self._parsed(self._parser.tick())

    def _told_apart(self, pieces: Iterable[str]) -> Iterator[Message]:
        """What a hand scanner typed never becomes keys, wherever the focus is."""
        for piece in pieces:
            if isinstance(piece, Code):
                yield Scanned(piece)
            elif isinstance(piece, CodeBegins):
                yield ScanBegins()
            else:
                yield from self._read(piece)

    def _read(self, text: str) -> Iterator[Message]:
        if not text:  # to the parser that is the end
            return
        seen = self._tail + text
        begun, ended = seen.rfind(PASTE_BEGINS), seen.rfind(PASTE_ENDS)
        if begun != ended:
            self._in_paste = begun > ended
        self._tail = seen[1 - len(PASTE_BEGINS) :]
        yield from self._parsed(self._parser.feed(text))

    def _parsed(self, messages: Iterable[Message]) -> Iterator[Message]:
        try:
            yield from messages
        except Exception:  # noqa: BLE001 (numbers that are none, a size of a billion columns: the next key counts)
            self._parser, self._in_paste = XTermParser(), False


class Keyboard(LinuxDriver):
    """Textual's driver for a terminal, which reads what comes as `KeyStream` does."""

    def run_input_thread(self) -> None:
        stream = KeyStream()
        with selectors.DefaultSelector() as ready:
            ready.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = b""
                if ready.select(stream.wait_s):
                    with suppress(OSError):  # the terminal is gone
                        data = os.read(self.fileno, _AT_ONCE)
                    if not data:
                        self.exit_event.wait(_LOOK_S)
                for message in stream.feed(data) if data else stream.look():
                    self.process_message(message)
