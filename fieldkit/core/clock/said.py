"""Times that people type, as events keep them: `14.30`, `om 2 t`, `i morgen 8`, ISO. Danish clock; pure."""

import re
from datetime import UTC, datetime, timedelta

from fieldkit.core.clock.danish import danish
from fieldkit.core.clock.durations import duration_s
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, MAX_SECONDS
from fieldkit.core.errors import InputError

_CLOCK = re.compile(r"(?:(i morgen|tomorrow)\s+)?(?:kl\.?\s*)?([01]?[0-9]|2[0-4])(?:[.:]([0-5][0-9]))?", re.IGNORECASE)
_IN = re.compile(r"(?:om|in)\s+", re.IGNORECASE)
AHEAD_S = 300
"""What happened at a time this much ahead of now happened today: watches differ."""


def seconds_from(text: str, now: float, *, past: bool = False) -> int:
    """Seconds since 2025 for what a person typed at `now` (Unix seconds). InputError when it is no time.

    A time of day is the next one, or the last one when `past`; a duration counts from now, back when `past`.
    """
    unix = _unix_from(text.strip(), now, past)
    if unix is None:
        raise InputError(f"“{text}” er ikke et tidspunkt; skriv for eksempel 14.30, “om 2 t” eller 2026-11-21T14:30.")
    seconds = int(unix) - EPOCH_UNIX_S
    if not 0 <= seconds <= MAX_SECONDS:
        raise InputError(f"Tidspunktet “{text}” ligger uden for det, kittet kan regne med (2025 til 2058).")
    return seconds


def happened_at(text: str, now: float) -> int | None:
    """Seconds since 2025 of something that has happened; None for no text: when it is recorded. InputError when it is
    no time, or lies ahead."""
    if not text.strip():
        return None
    seconds = seconds_from(text, now, past=True)
    if seconds + EPOCH_UNIX_S > now + AHEAD_S:
        raise InputError(f"“{text}” ligger ude i fremtiden; skriv, hvornår det skete, for eksempel 14.30.")
    return seconds


def _unix_from(text: str, now: float, past: bool) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock and (clock[3] or clock[1] or text.lower().startswith("kl")):
        today = danish(now).replace(tzinfo=None)
        hour, minute = int(clock[2]), int(clock[3] or 0)
        if hour == 24 and minute:
            return None
        start = today.replace(hour=0, minute=0, second=0, microsecond=0)
        when = (start + timedelta(days=hour // 24)).replace(hour=hour % 24, minute=minute)
        if clock[1]:
            when += timedelta(days=1)
        elif past and when > today + timedelta(seconds=AHEAD_S):
            when -= timedelta(days=1)
        elif not past and when <= today:
            when += timedelta(days=1)
        return _unix_of(when)
    try:
        length = duration_s(_IN.sub("", text, count=1))
    except ValueError:
        pass  # no duration: the last form is tried
    else:
        return now - length if past else now + length
    try:
        iso = datetime.fromisoformat(text)
    except ValueError:
        return None
    return iso.timestamp() if iso.tzinfo else _unix_of(iso)


def _unix_of(wall: datetime) -> float:
    """Unix seconds when a Danish clock shows `wall` (no zone). The hour that comes twice in autumn is the first."""
    as_utc = wall.replace(tzinfo=UTC).timestamp()
    if not 2000 < wall.year < 2100:
        return as_utc  # refused by the caller; the Danish rule knows no such year
    summer = as_utc - 2 * 3600
    return summer if danish(summer).replace(tzinfo=None) == wall else as_utc - 3600
