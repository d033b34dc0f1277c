"""Durations as people write them: `30 min`, `2 t`, `3 døgn`."""

import re

_UNIT_S = {
    "min": 60,
    "minut": 60,
    "minutter": 60,
    "t": 3600,
    "time": 3600,
    "timer": 3600,
    "døgn": 86400,
    "dag": 86400,
    "dage": 86400,
}
_DURATION = re.compile(r"(\d{1,4}) ?([a-zøæå]+)")


def duration_s(text: str) -> int:
    """Seconds in `30 min`, `2 t`, `1 time`, `3 døgn`; at most 14 days. ValueError in plain Danish."""
    found = _DURATION.fullmatch(text.strip().lower())
    if not found or found[2] not in _UNIT_S:
        raise ValueError(f"kan ikke læse tiden “{text.strip()}”; skriv fx 30 min, 2 t eller 3 døgn.")
    seconds = int(found[1]) * _UNIT_S[found[2]]
    if not 0 < seconds <= 14 * 86400:
        raise ValueError(f"tiden “{text.strip()}” skal være over 0 og højst 14 døgn.")
    return seconds


def duration_da(seconds: int) -> str:
    """`30 min`, `2 t`, `3 døgn`: the shortest whole way to say a duration; the reverse of `duration_s`."""
    if seconds % 86400 == 0:
        return f"{seconds // 86400} døgn"
    if seconds % 3600 == 0:
        return f"{seconds // 3600} t"
    return f"{round(seconds / 60)} min"


def about_da(seconds: int) -> str:
    """`12 min`, `2 t`, `3 døgn`, `3 år`: about how long, in the largest unit that there are two of."""
    for unit, word in ((365 * 86400, "år"), (86400, "døgn"), (3600, "t")):
        if seconds >= 2 * unit:
            return f"{round(seconds / unit)} {word}"
    return f"{max(1, round(seconds / 60))} min"
