"""For how long something lasts, and how much of it there is, where running text gives numbers."""

import re

from fieldkit.core.facts.said import MAX_HOURS
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.wording import Word


def hours_in(part: Part) -> int | None:
    """For how many whole hours from now something lasts; None when the part tells of no such time."""
    words = part.words
    found: list[int] = []
    for i, word in enumerate(words):
        value, unit_at = word.value, i + 1
        if value is None or (word.sort == "word" and word.text in ("en", "et") and i + 1 >= len(words)):
            continue
        if word.text in ("en", "et", "ene") and i + 1 < len(words):
            follows = words[i + 1].text
            if follows in ("halv", "halvt"):
                value, unit_at = 0.5, i + 2
            elif follows == "par":
                value, unit_at = 2.0, i + 2
            elif words[i + 1].value is not None and words[i + 1].text not in ("en", "et"):
                continue
        factor = _unit(words, unit_at)
        if factor is None:
            continue
        before = words[i - 1].text if i else ""
        after = words[unit_at + 1].text if unit_at + 1 < len(words) else ""
        if (
            before == "de sidste"
            or after in ("siden", "ad", "gammel", "uden")
            or before in ("for", "hver", "siden", "sidste", "efter")
            or _has_run(words, i)
        ):
            continue
        lasts = value * factor
        if lasts <= MAX_HOURS:
            found.append(max(1, int(lasts)))
    return min(found) if found else None


def _unit(words: list[Word], at: int) -> float | None:
    if at >= len(words):
        return None
    unit = words[at].text
    if unit in ("time", "timer", "timers", "times", "t", "tim", "h"):
        return 1.0
    if unit in ("minut", "minutter", "minutters", "min", "kvarter"):
        return 0.25 if unit == "kvarter" else 1 / 60
    if unit in ("døgn", "dage", "dag", "dages", "døgns"):
        return 24.0
    return None


def _has_run(words: list[Word], at: int) -> bool:
    """`har kørt i tre timer` tells of the past."""
    if not at or words[at - 1].text != "i":
        return False
    return any(
        word.text in ("kørt", "været", "stået", "virkede", "siddet", "ventet", "haft", "kørte", "sovet")
        for word in words[:at]
    ) or any(word.text in ("var", "havde", "manglede", "har været", "har haft", "sad") for word in words[:at])


def few(part: Part) -> bool:
    """`1 af 3`, `to af de tre`."""
    said = " ".join("#" if word.value is not None else word.text for word in part.words)
    if not re.search(r"(?:#|et|en)(?: ud)? af (?:de |vores |alle )?#", said):
        return False
    values = [word.value for word in part.words if word.value is not None]
    return len(set(values)) > 1


def is_low_percent(part: Part) -> bool:
    """`batteri 20 pct`."""
    for i, word in enumerate(part.words[:-1]):
        after = part.words[i + 1]
        if (
            word.value is not None
            and (after.sort == "percent" or after.text in ("pct", "procent"))
            and word.value <= 60
        ):
            return True
    return False


def lasts_till(part: Part) -> bool:
    """`holder til kl 4`."""
    return part.has(Cue.LASTS) and any(word.text in ("kl", "klokken") or word.sort == "time" for word in part.words)
