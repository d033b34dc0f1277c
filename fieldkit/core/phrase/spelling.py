"""Recognising the shorthand's words however they were typed: case, ae/oe/aa, missing rings, one wrong letter.

A word that is Danish in its own right is never taken for a misspelt one (`core.phrase.neighbours`).
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from fieldkit.core.phrase.neighbours import NEIGHBOURS
from fieldkit.core.phrase.words import TURNS, WORDS, Kind, Sense

SHORTEST_MISSPELT = 5
"""Letters; in shorter words one wrong letter makes another word too easily."""

_FOREIGN = str.maketrans(
    {
        "ä": "æ",
        "ö": "ø",
        "ü": "u",
        "é": "e",
        "è": "e",
        "ê": "e",
        "á": "a",
        "à": "a",
        "ó": "o",
        "ò": "o",
        "’": "'",
        "´": "'",
    }
)
_DIGRAPHS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_PLAIN = str.maketrans({"æ": "a", "ø": "o", "å": "a"})

_CLASHES = "rød rødt røde når får går nå må så både måske været tør"
PLAIN_IS_ANOTHER_WORD = frozenset(_CLASHES.split())
"""Without its slash or ring each of these is another Danish word (`rod` is a root), so it is not recognised so."""

TYPO_KINDS = frozenset(
    {Kind.TOPIC, Kind.MARK, Kind.NOT, Kind.ALL, Kind.LEVEL, Kind.CHILDREN, Kind.STAFF, Kind.HOUR_UNIT}
)
TOO_COMMON_A_SHAPE = frozenset({"tomme", "kører", "savner"})
"""Dozens of Danish words are one letter away; these must be spelt."""


def fold(word: str) -> str:
    """Lower case with Danish letters kept: what the vocabulary is compared with."""
    return word.casefold().translate(_FOREIGN)


def digraphs(word: str) -> str:
    """The canonical spelling: ae, oe, aa."""
    return word.translate(_DIGRAPHS)


def plain(word: str) -> str:
    """As typed without slash and ring: a, o, a."""
    return word.translate(_PLAIN)


def _spellings(word: str) -> tuple[str, ...]:
    without = () if word in PLAIN_IS_ANOTHER_WORD else (plain(word),)
    return (word, digraphs(word), *without)


def _less_one(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


class _Spelling(NamedTuple):
    """How a word may be spelt whose misspellings are recognised; `order` as in the vocabulary."""

    order: int
    spelling: str
    canonical: str


@cache
def _protected() -> frozenset[str]:
    """The neighbours in each spelling, so that `maaden` and `måden` are both left alone."""
    return frozenset(spelling for word in NEIGHBOURS for spelling in _spellings(word))


def _vocabulary() -> tuple[dict[str, str], dict[str, Sense]]:
    exact: dict[str, str] = {}
    senses: dict[str, Sense] = {}
    parts = {part for turn in TURNS for part in turn}
    for word in [*WORDS, *sorted(parts - WORDS.keys())]:
        canonical = digraphs(word)
        sense = WORDS.get(word)
        if sense:
            senses[canonical] = sense
        for spelling in _spellings(word):
            exact.setdefault(spelling, canonical)
    return exact, senses


_EXACT, SENSES = _vocabulary()


@cache
def _halves() -> dict[tuple[int, str], list[_Spelling]]:
    """What may be misspelt, by its length and either half: a word that is typed with one wrong letter still has one.

    Made for the first word that may be misspelt: most texts have none.
    """
    found: dict[tuple[int, str], list[_Spelling]] = {}
    order = 0
    for word, sense in WORDS.items():
        if len(word) < SHORTEST_MISSPELT or sense.kind not in TYPO_KINDS or word in TOO_COMMON_A_SHAPE:
            continue
        target = digraphs(word)
        for spelling in dict.fromkeys(_spellings(word)):
            length, order = len(spelling), order + 1
            one = _Spelling(order, spelling, target)
            for half in {spelling[: length // 2], spelling[length // 2 :]}:
                found.setdefault((length, half), []).append(one)
    return found


def _near(word: str) -> set[_Spelling]:
    """Spellings that are one letter away from a word."""
    halves, length = _halves(), len(word)
    middle = length // 2
    # two letters swapped across the middle leave neither half as it was
    keys = [(length, word[: middle - 1] + word[middle])]
    for long in (length - 1, length, length + 1):
        keys += [(long, word[: long // 2]), (long, word[length - (long - long // 2) :])]
    return {one for key in keys for one in halves.get(key, ()) if one_letter_apart(word, one.spelling)}


def _nearest(word: str, near: Iterable[_Spelling]) -> _Spelling:
    """The one that needs the first letter left out, of the word as well, until they are the same."""
    shorter = {left: at for at, left in reversed([*enumerate((word, *_less_one(word)))])}

    def order(one: _Spelling) -> tuple[int, int]:
        return min(shorter[left] for left in (one.spelling, *_less_one(one.spelling)) if left in shorter), one.order

    return min(near, key=order)


_BY_FIRST: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
for _turn, _sense in TURNS.items():
    _words = tuple(digraphs(word) for word in _turn)
    _BY_FIRST.setdefault(_words[0], []).append((_words, _sense))
for _turns_of_word in _BY_FIRST.values():
    _turns_of_word.sort(key=lambda turn: -len(turn[0]))


def one_letter_apart(a: str, b: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours makes `a` into `b` (or they are the same)."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    swapped = a[start + 1 : start + 2] + a[start : start + 1]
    return swapped == b[start : start + 2] and a[start + 2 :] == b[start + 2 :]


def canonical(word: str) -> str:
    """The vocabulary's spelling of a typed word; the word itself, folded, when it is none or could be two."""
    folded = fold(word)
    known = _EXACT.get(folded) or _EXACT.get(digraphs(folded))
    if known:
        return known
    if len(folded) < SHORTEST_MISSPELT - 1 or len(folded) > 30 or folded in _protected():
        return digraphs(folded)
    near = _near(folded)
    if not near:
        return digraphs(folded)
    nearest = _nearest(folded, near)
    same = all(SENSES[one.canonical] == SENSES[nearest.canonical] for one in near)
    return nearest.canonical if same else digraphs(folded)


def turns_from(first: str) -> list[tuple[tuple[str, ...], Sense]]:
    """The turns of phrase that begin with this canonical word, longest first."""
    return _BY_FIRST.get(first, [])
