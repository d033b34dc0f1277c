"""What a printer says back: telling its replies apart, and the status that four of them add up to. No I/O.

Bits and bytes: docs/facts/printing.md, "Did paper come out?" (DLE EOT, GS a, GS r, GS ( H). Nothing here takes silence
for good news.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fieldkit.paper.printing import PrinterStatus

STATUS_QUESTIONS = (1, 2, 3, 4)
"""n of DLE EOT: printer, cause of offline, cause of error, paper."""
PARSED_QUESTION = b"\x1dr\x01"
"""GS r 1: answered when the bytes before it have been read and understood."""
PRINTED_HEAD = b"\x1d(H\x06\x0000"
"""GS ( H function 48, before its token."""


def status_question(n: int) -> bytes:
    """DLE EOT n; answered at once, past everything that waits in the printer."""
    return bytes([0x10, 0x04, n])


def printed_question(token: bytes) -> bytes:
    """GS ( H function 48: answered with `token` (4 bytes 0x20–0x7e) when what stands before it has been printed."""
    if len(token) != 4 or not all(0x20 <= byte <= 0x7E for byte in token):
        raise ValueError(f"a process token is four printable ASCII bytes: {token!r}")
    return PRINTED_HEAD + token


@dataclass(frozen=True, slots=True)
class RealTime:
    """The byte that answers one DLE EOT; which one is known only by order."""

    value: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """The byte that answers GS r 1: how the paper sensors are."""

    value: int

    @property
    def out(self) -> bool:
        """Whether it says that the paper has ended."""
        return bool(self.value & 0x0C)


@dataclass(frozen=True, slots=True)
class Printed:
    """The process token of a GS ( H that has been reached."""

    token: bytes


@dataclass(frozen=True, slots=True)
class Spontaneous:
    """Four bytes of automatic status nobody asked for."""

    data: bytes


Reply: TypeAlias = RealTime | Parsed | Printed | Spontaneous
_HOLD_AND_GO_ON = (0x13, 0x11)
"""XOFF and XON, which a printer on a serial line sends of its own."""


class ReplyParser:
    """Feed bytes as they come, take whole replies out; junk is dropped and counted, at most seven bytes are held."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.junk = 0
        """Bytes that are no reply of any printer."""

    def feed(self, data: bytes) -> list[Reply]:
        """The replies completed by `data`, in order."""
        self._held += data
        out: list[Reply] = []
        while self._held:
            first = self._held[0]
            length = 7 if first == 0x37 else 4 if first & 0x93 == 0x10 else 1
            if len(self._held) < length:
                break
            reply = _reply(bytes(self._held[:length]))
            del self._held[: length if reply is not None else 1]
            if reply is not None:
                out.append(reply)
            elif first not in _HOLD_AND_GO_ON:
                self.junk += 1
        return out


def _reply(data: bytes) -> Reply | None:
    first = data[0]
    if first == 0x37:
        return Printed(data[2:6]) if data[1] == 0x22 and data[6] == 0 else None
    if first & 0x93 == 0x10:
        return Spontaneous(data) if all(byte & 0x90 == 0 for byte in data[1:]) else None
    if first & 0x93 == 0x12:
        return RealTime(first)
    return Parsed(first) if first & 0x90 == 0 else None


def decode_status(answers: Mapping[int, int]) -> PrinterStatus:
    """The status from the answers to DLE EOT 1–4, by n. A fault is believed from one answer, ok needs all four."""
    offline, cause, error, paper = (answers.get(n, 0) for n in STATUS_QUESTIONS)
    if cause & 0x04:
        return PrinterStatus.COVER
    if paper & 0x60 or cause & 0x20:
        return PrinterStatus.OUT
    if error & 0x68 or cause & 0x40:
        return PrinterStatus.ERROR
    if offline & 0x08:
        return PrinterStatus.OFFLINE
    if any(n not in answers for n in STATUS_QUESTIONS):
        return PrinterStatus.UNKNOWN
    return PrinterStatus.NEAR_END if paper & 0x0C else PrinterStatus.OK
