"""What a printer on the table can do, as kit.toml and a person who looked at its test page say it. What bytes follow
from it is `devices.printer.escpos`'s matter.
"""

from enum import StrEnum


class Letters(StrEnum):
    """Which letters come out right. PLAIN: none but a to z, so ø is written oe: its code page cannot be set, or it
    takes two bytes for one Chinese sign whatever it is told."""

    DANISH = "danish"
    PLAIN = "plain"


class QrWay(StrEnum):
    """How a QR code gets onto the paper: drawn by the printer itself, sent as a picture of dot rows (GS v 0) or of
    dot columns (ESC *), or not at all."""

    PRINTER = "printer"
    RASTER = "raster"
    COLUMNS = "columns"
    NONE = "none"
