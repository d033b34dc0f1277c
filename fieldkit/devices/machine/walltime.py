"""What this machine's wall clock is worth: where its time comes from. A Pi without a clock chip starts in the past."""

import platform
import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from fieldkit.core.clock.age import SANE_FROM_UNIX_S


class ClockSource(StrEnum):
    """Where the time comes from; NONE: from nothing that can be trusted."""

    NTP = "ntp"
    RTC = "rtc"
    NONE = "none"


CLOCK_SOURCE_DA: Mapping[ClockSource, str] = {
    ClockSource.NTP: "sat fra nettet",
    ClockSource.RTC: "urchip",
    ClockSource.NONE: "ikke sat",
}
_SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
_RTC = Path("/sys/class/rtc/rtc0")


_CHIP_TIME = Path("/sys/class/rtc/rtc0/since_epoch")


def chip_ahead_s() -> float | None:
    """Seconds by which the clock chip is ahead of the machine's clock; None when there is none to ask."""
    try:
        return int(_CHIP_TIME.read_text().strip()) - time.time()
    except (OSError, ValueError):
        return None


def clock_source() -> ClockSource:
    """Where the time comes from: ntp, a clock chip, or nothing that can be trusted."""
    if time.time() < SANE_FROM_UNIX_S:
        return ClockSource.NONE
    if _SYNCHRONIZED.exists():
        return ClockSource.NTP
    # every PC has a clock chip, also where a virtual machine hides it; a Raspberry Pi has none unless one was added
    if _RTC.exists() or platform.machine() in ("x86_64", "AMD64", "i686"):
        return ClockSource.RTC
    return ClockSource.NONE
