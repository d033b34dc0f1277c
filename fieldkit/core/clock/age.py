"""How old something is, as far as its own time and the clock of the reader can tell."""

AHEAD_S = 300
"""What claims to be so much later than now happened just now: watches differ. What claims more has no age known."""
SANE_FROM_UNIX_S = 1_767_225_600
"""2026-01-01: a clock before this was never set, and by it nothing has an age known."""


def age_s(at: float, now: float) -> int | None:
    """Seconds since `at`; None when that has not been yet, so that one of the two clocks is wrong,
    and when the clock that says `now` was never set."""
    return None if now < SANE_FROM_UNIX_S or at > now + AHEAD_S else max(0, int(now) - int(at))
