"""The battery as Linux shows it (/sys/class/power_supply): percent and whether mains is on; unknown is a value."""

from dataclasses import dataclass
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
STOP_PRINTING_PERCENT = 15
"""Below it a print head's 2 A peak may pull the kit down, so only what is essential prints."""
SHUT_DOWN_PERCENT = 7
"""Below it the kit checkpoints its log and asks for a power-off (docs/facts/hardware.md, "Battery gauge")."""


@dataclass(frozen=True, slots=True)
class Power:
    """`percent` 0..100 or None when no gauge answers; `mains` None when nothing tells."""

    percent: int | None = None
    mains: bool | None = None


def too_low_to_print(percent: int | None) -> bool:
    """Whether only what is essential may print; an unknown battery is not low."""
    return percent is not None and percent < STOP_PRINTING_PERCENT


def read_power(folder: Path = SUPPLIES) -> Power:
    """Read every supply; the lowest battery counts. A gauge that cannot be read is unknown, never full."""
    percent: int | None = None
    mains: bool | None = None
    try:
        supplies = sorted(folder.iterdir())
    except OSError:
        return Power()
    for supply in supplies:
        kind = _read(supply / "type")
        if kind in ("Mains", "USB"):
            online = _read(supply / "online")
            if online in ("0", "1"):
                mains = bool(mains) or online == "1"
        elif (capacity := _read(supply / "capacity")).isdigit():
            found = min(100, int(capacity))
            percent = found if percent is None else min(percent, found)
    return Power(percent, mains)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
