"""Numbers of people beside others: things for fewer than there are, and counts of another time or place."""

from itertools import pairwise

from fieldkit.core.phrase.counted import CARED, STAFF
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.sentences import Part


def too_few_for(parts: list[Part], children: int | None) -> list[Part]:
    """Parts such as `mad til femogtredive` where there are more than so many."""
    found: list[Part] = []
    for part in parts:
        for before, word in pairwise(part.words):
            if (
                before.text.split()[-1] == "til"
                and word.value is not None
                and children is not None
                and word.value < children
            ):
                found.append(part)
    return found


def doubtful(parts: list[Part]) -> bool:
    """Whether numbers of people are told of another time, or by or of others."""
    for part in parts:
        not_now = part.asks or part.quotes or part.supposes or part.elsewhere or part.has(Cue.PAST)
        pairs = zip(part.words, part.words[1:], strict=False)
        if not_now and any(word.value is not None and after.text in CARED | STAFF for word, after in pairs):
            return True
    return False
