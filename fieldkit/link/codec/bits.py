"""Bit-level reading and writing: what makes a full report fit in 36 sealed bytes. Reading never runs past the end."""

from fieldkit.link.errors import FrameError


class BitWriter:
    """Most significant bit first."""

    def __init__(self) -> None:
        self._value = 0
        self._bits = 0

    def put(self, value: int, width: int) -> None:
        """Append `value` in `width` bits; ValueError when it does not fit."""
        if value < 0 or value >> width:
            raise ValueError(f"{value} does not fit in {width} bits")
        self._value = (self._value << width) | value
        self._bits += width

    def flag(self, value: bool) -> None:
        self.put(1 if value else 0, 1)

    def varint(self, value: int, chunk: int = 4) -> None:
        """Unsigned of any size, in chunks of `chunk` bits, each with a more-bit, least significant first."""
        if value < 0:
            raise ValueError("a varint is not negative")
        while True:
            low, value = value & ((1 << chunk) - 1), value >> chunk
            self.put(((1 if value else 0) << chunk) | low, chunk + 1)
            if not value:
                return

    def __len__(self) -> int:
        return self._bits

    def to_bytes(self) -> bytes:
        """Padded with zero bits to whole bytes."""
        size = (self._bits + 7) // 8
        return (self._value << (size * 8 - self._bits)).to_bytes(size, "big")


class BitReader:
    """Reads what `BitWriter` wrote; FrameError past the end."""

    def __init__(self, data: bytes, bits: int | None = None) -> None:
        """`bits`: how many of the last bits of `data` count, all by default."""
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8 if bits is None else bits

    def take(self, width: int) -> int:
        if width > self._left:
            raise FrameError("frame ends in the middle of a field")
        self._left -= width
        return (self._value >> self._left) & ((1 << width) - 1)

    def flag(self) -> bool:
        return self.take(1) == 1

    def varint(self, chunk: int = 4, limit: int = 1 << 40) -> int:
        """FrameError above `limit`: a sender's number never decides how much we do."""
        value = shift = 0
        while True:
            part = self.take(chunk + 1)
            value |= (part & ((1 << chunk) - 1)) << shift
            if value > limit:
                raise FrameError("a number in the frame is too large")
            if not part >> chunk:
                return value
            shift += chunk

    def part(self, width: int) -> "BitReader":
        """A reader of the next `width` bits alone; this one goes on behind them."""
        return BitReader(self.take(width).to_bytes((width + 7) // 8, "big"), width)

    @property
    def left(self) -> int:
        """Bits not read."""
        return self._left

    def end(self) -> None:
        """FrameError unless only zero padding is left: one meaning, one encoding."""
        if self._left >= 8 or self.take(self._left):
            raise FrameError("frame has bytes after its end")
