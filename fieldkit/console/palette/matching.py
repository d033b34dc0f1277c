"""How well what somebody types fits the words of a thing: beginnings of words in any order, one wrong letter allowed.

Pure. æøå are as ae-oe-aa, and small words that everybody puts between the others count for nothing.
"""

import re
from functools import lru_cache

from fieldkit.core.text.names import fold_name

_NOT_LETTERS = re.compile(r"[^\w\s-]")
_SMALL = frozenset(
    ("af", "at", "den", "det", "du", "en", "er", "et", "for", "fra", "i", "jeg", "med", "om", "og", "paa", "til")
)
"""Words that say nothing about what is meant."""
_MISSPELT_FROM = 4
"""Letters that a word must have before one of them may be wrong."""
_INSIDE_FROM = 3
"""Letters that are looked for in the middle of a compound."""
SAME, BEGINS, INSIDE, MISSPELT = 0, 1, 3, 5
"""What a word costs: the less, the better."""


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(fold_name(_NOT_LETTERS.sub(" ", text)).split())


def asked_words(text: str) -> tuple[str, ...]:
    """What was typed, without the small words, unless there is nothing else. The last word may be on its way to be a
    longer one and always counts."""
    words = words_of(text)
    last = len(words) - 1
    return tuple(word for at, word in enumerate(words) if at == last or word not in _SMALL) or words


def cost(asked: tuple[str, ...], words: tuple[str, ...]) -> int | None:
    """How badly `words` fit what is asked; None when a word that is asked for is not among them."""
    total = 0
    for at, wanted in enumerate(asked):
        best = min((found for word in words if (found := _cost_of(wanted, word)) is not None), default=None)
        if best is None:
            if wanted in _SMALL and at and at == len(asked) - 1:
                continue
            return None
        total += best
    return total


@lru_cache(maxsize=65536)
def _cost_of(wanted: str, word: str) -> int | None:
    if word.startswith(wanted):
        return SAME if len(word) == len(wanted) else BEGINS
    if len(wanted) >= _INSIDE_FROM and wanted in word:
        return INSIDE
    if len(wanted) >= _MISSPELT_FROM and not wanted.isdigit() and begins_nearly(wanted, word):
        return MISSPELT
    return None


def begins_nearly(wanted: str, word: str) -> bool:
    """Whether a beginning of `word` is `wanted` but for one letter: wrong, missing, too many, or two in wrong order."""
    same = next((at for at, (a, b) in enumerate(zip(wanted, word, strict=False)) if a != b), None)
    if same is None:  # one is the beginning of the other
        return len(wanted) - len(word) <= 1
    rest, more = wanted[same:], word[same:]
    return (
        more[1:].startswith(rest[1:])
        or more.startswith(rest[1:])
        or more[1:].startswith(rest)
        or (rest[:2] == more[1::-1] and more[2:].startswith(rest[2:]))
    )
