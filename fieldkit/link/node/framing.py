"""Meshtastic's StreamAPI framing, sans-IO: the same decoder serves a client, a node and a recording.

Frame: 0x94 0xC3, uint16 big-endian length ≤ 512, protobuf bytes. Everything outside frames is the node's log text.
"""

import re

START1, START2 = 0x94, 0xC3
MAX_PAYLOAD = 512
"""Bytes; longer lengths are taken as garbage, as the firmware does (StreamAPI.h MAX_STREAM_BUF_SIZE)."""
WAKE = bytes([START2]) * 32
"""A client sends this first: it wakes a sleeping node and flushes half a frame."""
_STRAY_WAKE = re.compile(rb"\xc3(?![\x80-\xbf])")
"""A wake byte is also how a Danish letter begins in UTF-8; alone it is no text."""
MAX_LOG_LINE = 1024
"""Bytes of log text kept while waiting for a line end; more is given out as it is, so junk cannot grow memory."""


def frame(payload: bytes) -> bytes:
    """Wrap one protobuf message; ValueError when it is longer than a node accepts."""
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"{len(payload)} bytes do not fit in one stream frame of {MAX_PAYLOAD}")
    return bytes([START1, START2]) + len(payload).to_bytes(2, "big") + payload


class FrameDecoder:
    """Feed bytes as they come, take whole payloads out; never raises, never holds more than one frame."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._log = bytearray()
        self.log_lines: list[str] = []
        """Text the node wrote between frames; the owner takes and clears it."""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the payloads completed by `data`, in order."""
        self._buffer += data
        out: list[bytes] = []
        buffer = self._buffer
        at = 0
        while at < len(buffer):
            start = buffer.find(START1, at)
            if start != at:
                self._outside(bytes(buffer[at : start if start >= 0 else len(buffer)]))
                if start < 0:
                    at = len(buffer)
                    break
                at = start
            if len(buffer) - at < 2:
                break
            if buffer[at + 1] != START2:
                self._outside(bytes(buffer[at : at + 1]))
                at += 1
                continue
            if len(buffer) - at < 4:
                break
            length = int.from_bytes(buffer[at + 2 : at + 4], "big")
            if length > MAX_PAYLOAD:
                self._outside(bytes(buffer[at : at + 1]))
                at += 1
                continue
            if len(buffer) - at < 4 + length:
                break
            out.append(bytes(buffer[at + 4 : at + 4 + length]))
            at += 4 + length
        del buffer[:at]
        return out

    def reset(self) -> None:
        """Forget a half frame (a new connection starts clean)."""
        self._buffer.clear()
        self._log.clear()

    def _outside(self, data: bytes) -> None:
        self._log += data
        while True:
            end = self._log.find(b"\n")
            if end < 0 and len(self._log) <= MAX_LOG_LINE:
                return
            cut = min(end, MAX_LOG_LINE) if end >= 0 else MAX_LOG_LINE
            line = _STRAY_WAKE.sub(b"", bytes(self._log[:cut])).decode("utf-8", "replace").strip()
            del self._log[: cut + (end == cut)]
            if line:
                self.log_lines.append(line)
