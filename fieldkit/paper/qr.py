"""How big a QR code becomes: version, modules, and the module size that fits the paper (ISO/IEC 18004)."""

from functools import cache
from typing import Any, Literal

DATA_CODEWORDS: dict[str, tuple[int, ...]] = {
    "L": (
        19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461, 523, 589, 647, 721, 795, 861,
        932, 1006, 1094, 1174, 1276, 1370, 1468, 1531, 1631, 1735, 1843, 1955, 2071, 2191, 2306, 2434, 2566, 2702,
        2812, 2956,
    ),
    "M": (
        16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669,
        714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992, 2102,
        2216, 2334,
    ),
}  # fmt: skip
"""Bytes for data in versions 1 to 40, by level of error correction."""

QUIET = 4
"""Modules of white on each side."""
MODULE_DOTS = (3, 8)
"""Smallest module that phones and hand scanners read from thermal paper, and the largest worth the paper, in dots."""


def _bits_needed(data: str | bytes, version: int) -> int:
    band = 0 if version < 10 else 1 if version < 27 else 2
    if isinstance(data, str):
        whole, rest = divmod(len(data), 3)
        return 4 + (10, 12, 14)[band] + 10 * whole + (0, 4, 7)[rest]
    return 4 + (8, 16, 16)[band] + 8 * len(data)


def version_for(data: str | bytes, level: Literal["L", "M"]) -> int | None:
    """The smallest version that holds digits (str) or bytes; None when not even version 40 does."""
    for version, room in enumerate(DATA_CODEWORDS[level], start=1):
        if _bits_needed(data, version) <= 8 * room:
            return version
    return None


def modules(version: int) -> int:
    """Modules along one side, without the quiet zone."""
    return 17 + 4 * version


def module_dots(version: int, dots: int) -> int | None:
    """Dots a module may be on paper `dots` wide, quiet zone included; None when even the smallest is too wide."""
    fitting = dots // (modules(version) + 2 * QUIET)
    smallest, largest = MODULE_DOTS
    return None if fitting < smallest else min(fitting, largest)


def most_digits(dots: int, level: Literal["L", "M"] = "M", module: int = 4) -> int:
    """How many digits one code on paper `dots` wide can carry with modules of `module` dots: what a slip may hold.

    Four dots (0.5 mm) is what old hand scanners read from a creased slip; `MODULE_DOTS[0]` is the least.
    """
    version = min(40, (dots // module - 2 * QUIET - 17) // 4)
    if version < 1:
        return 0
    room = 8 * DATA_CODEWORDS[level][version - 1] - _bits_needed("", version)
    return room // 10 * 3 + (2 if room % 10 >= 7 else 1 if room % 10 >= 4 else 0)


def modules_of(data: str | bytes, level: Literal["L", "M"]) -> list[list[bool]]:
    """The modules by rows, dark ones True, of the smallest code that holds it (`version_for`), with its quiet zone."""
    return _of_digits(data, level) if isinstance(data, str) else _of_bytes(data, level)


def _of_digits(digits: str, level: Literal["L", "M"]) -> list[list[bool]]:
    """By the library that reads codes: fifty times as fast as the one for bytes, and a slip has up to 57 of them. What
    is no digits it would write with a mark of its alphabet in front, which makes the code larger than it needs be."""
    import zxingcpp

    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    drawn: Any = memoryview(zxingcpp.write_barcode_to_image(code, add_quiet_zones=False))
    edge = [False] * QUIET
    above = [[False] * (len(drawn) + 2 * QUIET)] * QUIET
    return [*above, *([*edge, *(grey == 0 for grey in row), *edge] for row in drawn.tolist()), *above]


def _of_bytes(data: bytes, level: Literal["L", "M"]) -> list[list[bool]]:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

    _reckon_with_zeros()
    drawn: Any = qrcode.QRCode(
        version=version_for(data, level),
        error_correction={"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M}[level],
        border=QUIET,
    )
    drawn.add_data(data, optimize=0)
    drawn.make(fit=False)
    rows: list[list[bool]] = drawn.get_matrix()
    return rows


@cache
def _reckon_with_zeros() -> None:
    """The library (8.2) has no remainder of a block that is nothing but zeros, as a long run of one letter gives: such
    a block's is zeros."""
    from qrcode.base import Polynomial

    remainder = Polynomial.__mod__

    def with_zeros(self: Any, other: Any) -> Any:
        return remainder(self, other) if any(self) else self

    Polynomial.__mod__ = with_zeros
