"""Times that people type, as events keep them: `14.30`, `om 2 t`, `i morgen 8`, ISO. Danish clock; pure."""

import re
from datetime import UTC, datetime, timedelta, timezone

from fieldkit.core.clock.age import AHEAD_S
from fieldkit.core.clock.danish import SUMMER, WINTER, danish, moments
from fieldkit.core.clock.durations import duration_s
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, MAX_SECONDS
from fieldkit.core.errors import InputError

_CLOCK = re.compile(
    r"(?:(i morgen|tomorrow)\s+)?(?:kl\.?\s*)?([01]?[0-9]|2[0-4])(?:[.:]([0-5][0-9]))?(?:\s+(sommertid|vintertid))?",
    re.IGNORECASE,
)
_ZONES = {"sommertid": SUMMER, "vintertid": WINTER}
_IN = re.compile(r"(?:om|in)\s+", re.IGNORECASE)


def seconds_from(text: str, now: float, *, past: bool = False) -> int:
    """Seconds since 2025 for what a person typed at `now` (Unix seconds). InputError when it is no time.

    A time of day is the next one, or the last one when `past`; a duration counts from now, back when `past`.
    """
    return _since_2025(text, _unix_from(text.strip(), now, past))


def happened_at(text: str, now: float) -> int | None:
    """Seconds since 2025 of something that has happened; None for no text: when it is recorded. InputError when it is
    no time, or lies ahead."""
    if not text.strip():
        return None
    seconds = seconds_from(text, now, past=True)
    if seconds + EPOCH_UNIX_S > now + AHEAD_S:
        raise InputError(f"“{text}” ligger ude i fremtiden; skriv, hvornår det skete, for eksempel 14.30.")
    return seconds


def next_turn(text: str, now: float, every_s: int) -> int:
    """Seconds since 2025 of the next of the turns that come each `every_s` seconds (0: only once) and of which one is
    at `text`: a time of day is today's, also when it has passed."""
    clock = _CLOCK.fullmatch(text.strip())
    wall = _wall_of(clock, now) if clock and not clock[1] else None
    if clock is None or wall is None:
        return seconds_from(text, now)
    first = _nearest(text, [wall], now, past=False, whatever=True, zone=_zone_of(clock))
    turns = max(0, -int((first - now) // every_s)) if every_s else 0
    return _since_2025(text, first + turns * every_s)


def _since_2025(text: str, unix: float | None) -> int:
    if unix is None:
        raise InputError(f"“{text}” er ikke et tidspunkt; skriv for eksempel 14.30, “om 2 t” eller 2026-11-21T14:30.")
    seconds = int(unix) - EPOCH_UNIX_S
    if not 0 <= seconds <= MAX_SECONDS:
        raise InputError(f"Tidspunktet “{text}” ligger uden for det, kittet kan regne med (2025 til 2058).")
    return seconds


def _wall_of(clock: re.Match[str], now: float) -> datetime | None:
    """Today's wall time of a time of day; tomorrow's when it says so. None when there is no such time."""
    hour, minute = int(clock[2]), int(clock[3] or 0)
    if hour == 24 and minute:
        return None
    start = danish(now).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=hour // 24 + bool(clock[1]), hours=hour % 24, minutes=minute)


def _zone_of(clock: re.Match[str]) -> timezone | None:
    """Which of the two hours it says it means, as they are told apart where it is shown."""
    return _ZONES[clock[4].lower()] if clock[4] else None


def _nearest(
    text: str,
    walls: list[datetime],
    now: float,
    *,
    past: bool,
    whatever: bool = False,
    zone: timezone | None = None,
) -> float:
    """The moment that is nearest to `now` in the wanted direction, of those at which a Danish clock shows one of these
    walls; `whatever` the direction when there is none. InputError when no clock shows the nearest of them."""
    asked = danish(now + AHEAD_S if past else now).replace(tzinfo=None)
    for wall in sorted(walls, reverse=past):
        found = [at for at in moments(wall) if zone is None or danish(at).tzinfo is zone]
        if not found and zone is None and (whatever or (wall <= asked) is past):
            raise InputError(f"Kl. “{text}” findes ikke den nat: uret bliver stillet frem fra 2 til 3.")
        fitting = [at for at in found if (at <= now + AHEAD_S if past else at > now)]
        if fitting:
            return max(fitting) if past else min(fitting)
        if found and whatever:
            return max(found)
    if zone is not None and not any(danish(at).tzinfo is zone for wall in walls for at in moments(wall)):
        raise InputError(f"Kl. “{text}” findes ikke i de dage.")
    raise InputError(f"“{text}” har ikke været endnu." if past else f"“{text}” er forbi.")


def _unix_from(text: str, now: float, past: bool) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock and (clock[3] or clock[1] or text.lower().startswith("kl")):
        wall = _wall_of(clock, now)
        if wall is None:
            return None
        day = timedelta(days=1)
        if clock[1]:
            return _nearest(text, [wall], now, past=past, whatever=True, zone=_zone_of(clock))
        return _nearest(text, [wall + days * day for days in (-1, 0, 1, 2)], now, past=past, zone=_zone_of(clock))
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
    if iso.tzinfo:
        return iso.timestamp()
    if not 2000 < iso.year < 2100:
        return iso.replace(tzinfo=UTC).timestamp()  # refused by the caller; the Danish rule knows no such year
    return _nearest(text, [iso], now, past=past, whatever=True)
