"""How long a document becomes on paper: its lines and codes, as printers feed them unless told otherwise."""

from collections.abc import Iterable

from fieldkit.paper.layout import CutMark, Item, Line, QrCode
from fieldkit.paper.qr import QUIET, module_dots, modules, version_for
from fieldkit.paper.widths import DOTS

LINE_MM = 30 / 8
"""A line is 30 dots high, of which eight make a millimetre; a tall one has two of them."""
TEAR_MM = 19
"""From the head to the edge to tear at."""
SLOW_MM_PER_S = 30.0
"""What a slow head prints (`devices.printer.step_types.Patience.rows_per_s`): who waits is not told too little."""


def millimetres(items: Iterable[Item], columns: int) -> int:
    """The length of what was laid out on paper of so many columns."""
    total = 0.0
    for item in items:
        match item:
            case Line(tall=tall, wide=wide):
                total += LINE_MM * (2 if tall or wide else 1)
            case QrCode(data, level):
                version = version_for(data, level) or 40
                side = modules(version) + 2 * QUIET
                total += side * (module_dots(version, DOTS.get(columns, max(DOTS.values()))) or 1) / 8
            case CutMark():
                total += TEAR_MM
    return round(total)
