"""Bytes as decimal digits and back: what a QR code in numeric mode carries and every scanner's keyboard can type.

22 bytes become 53 digits (log10(256) * 22 = 52.98), the last bytes as few digits as hold them, so that no more than a
fiftieth of a digit a byte is lost and each length of digits belongs to one length of bytes.
"""

from math import ceil, log10

BLOCK_BYTES, BLOCK_DIGITS = 22, 53
_DIGITS_OF = [ceil(count * log10(256)) for count in range(BLOCK_BYTES + 1)]
_BYTES_OF = {digits: count for count, digits in enumerate(_DIGITS_OF)}


def to_digits(data: bytes) -> str:
    """`data` as ASCII digits."""
    blocks = (data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES))
    return "".join(f"{int.from_bytes(block, 'big'):0{_DIGITS_OF[len(block)]}d}" for block in blocks)


def from_digits(digits: str) -> bytes:
    """The bytes that `to_digits` made these of; ValueError when it would not have made them."""
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError("not digits only")
    out = []
    for at in range(0, len(digits), BLOCK_DIGITS):
        block = digits[at : at + BLOCK_DIGITS]
        size = _BYTES_OF.get(len(block))
        value = int(block)
        if size is None or value >> (8 * size):
            raise ValueError("digits that stand for no bytes")
        out.append(value.to_bytes(size, "big"))
    return b"".join(out)


def bytes_in(digits: int) -> int:
    """How many bytes go in so many digits."""
    blocks, rest = divmod(max(digits, 0), BLOCK_DIGITS)
    return blocks * BLOCK_BYTES + max(count for count, need in enumerate(_DIGITS_OF) if need <= rest)
