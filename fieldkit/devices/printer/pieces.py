"""Where a print job may be interrupted: its bytes cut after whole lines and whole commands, with what each costs in
paper. Only there may a question stand; inside a picture or a QR code it would be eaten as data.
"""

from dataclasses import dataclass

LINE_ROWS = 30
"""Dot rows of one line of text: 1/6 inch and a little, as printers set it by themselves."""
QR_ROWS = 400
"""Dot rows of a QR code that the printer draws: as high as the paper is wide."""
_LF = 0x0A
_ESC, _FS, _GS = 0x1B, 0x1C, 0x1D
_SHORT: dict[int, dict[int, int]] = {
    _ESC: {
        **dict.fromkeys(b"@2<LSim", 2),
        **dict.fromkeys(b"taEM!-{JdGVRr3Vp ", 3),
        **dict.fromkeys(b"$\\c", 4),
    },
    _FS: {**dict.fromkeys(b".&", 2), **dict.fromkeys(b"!-C", 3)},
    _GS: {**dict.fromkeys(b"!BHwhfbarI", 3), **dict.fromkeys(b"LWP", 4)},
}
"""Length of commands that have a fixed one, by their second byte."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that belong together, and how many dot rows of paper they move."""

    data: bytes
    rows: int


def pieces(payload: bytes, most: int) -> list[Piece]:
    """The job in order, each piece at most `most` bytes unless one line or command is longer. Nothing is lost: the
    pieces joined are the payload. After a command that is not known here the rest is one piece."""
    found: list[Piece] = []
    begun, rows, at, tall = 0, 0, 0, 1
    cut = 0
    """The last place where it could be cut, after `begun`."""
    cut_rows = 0
    while at < len(payload):
        length, moved, tall = _next(payload, at, tall)
        end = min(len(payload), at + length)
        if end - begun > most and cut > begun:
            found.append(Piece(payload[begun:cut], cut_rows))
            begun, rows = cut, rows - cut_rows
        at, rows = end, rows + moved
        if payload[at - 1] == _LF or length > 1:
            cut, cut_rows = at, rows
    if begun < len(payload):
        found.append(Piece(payload[begun:], rows))
    return found


def _next(payload: bytes, at: int, tall: int) -> tuple[int, int, int]:
    """Length of what stands at `at`, the dot rows that it moves, and how tall the text is after it."""
    first = payload[at]
    if first == _LF:
        return 1, LINE_ROWS * tall, tall
    if first not in _SHORT or at + 1 >= len(payload):
        return 1, 0, tall
    second = payload[at + 1]
    number = payload[at + 2] if at + 2 < len(payload) else 0
    if first == _ESC and second == ord("@"):
        return 2, 0, 1
    if first == _ESC and second == ord("J"):
        return 3, number, tall
    if first == _ESC and second == ord("d"):
        return 3, number * LINE_ROWS, tall
    if first == _GS and second == ord("!"):
        return 3, 0, 1 + (number & 0x07)
    if first == _GS and second == ord("V"):
        return (4 if number >= 65 else 3), LINE_ROWS * 4, tall
    if first == _GS and second == ord("("):
        size = int.from_bytes(payload[at + 3 : at + 5], "little")
        draws = payload[at + 2 : at + 3] == b"k" and payload[at + 6 : at + 7] == b"Q"
        return 5 + size, QR_ROWS if draws else 0, tall
    if first == _ESC and second == ord("*"):
        wide = int.from_bytes(payload[at + 3 : at + 5], "little")
        return 5 + wide * (3 if number >= 32 else 1), 0, tall
    if first == _GS and payload[at + 1 : at + 3] == b"v0":
        width = int.from_bytes(payload[at + 4 : at + 6], "little")
        high = int.from_bytes(payload[at + 6 : at + 8], "little")
        return 8 + width * high, high, tall
    known = _SHORT[first].get(second)
    return (len(payload) - at, 0, tall) if known is None else (known, 0, tall)
