"""What this machine's wall clock is worth: where its time comes from. A Pi without a clock chip starts in the past."""

import platform
import time
from pathlib import Path
from typing import Literal

Source = Literal["ntp", "rtc", "human", "none"]
SANE_FROM_UNIX_S = 1_767_225_600
"""2026-01-01: a clock before this was never set."""
_SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
_RTC = Path("/sys/class/rtc/rtc0")


def clock_source() -> Source:
    """Where the time comes from: ntp, a clock chip, or nothing that can be trusted."""
    if time.time() < SANE_FROM_UNIX_S:
        return "none"
    if _SYNCHRONIZED.exists():
        return "ntp"
    # every PC has a clock chip, also where a virtual machine hides it; a Raspberry Pi has none unless one was added
    if _RTC.exists() or platform.machine() in ("x86_64", "AMD64", "i686"):
        return "rtc"
    return "none"
