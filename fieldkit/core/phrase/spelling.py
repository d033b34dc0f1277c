"""Recognising the shorthand's words however they were typed: case, ae/oe/aa, missing rings, one wrong letter.

A word that is Danish in its own right is never taken for a misspelt one (`core.phrase.neighbours`).
"""

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

_TYPO_KINDS = frozenset(
    {Kind.TOPIC, Kind.MARK, Kind.NOT, Kind.ALL, Kind.LEVEL, Kind.CHILDREN, Kind.STAFF, Kind.HOUR_UNIT}
)
_TOO_COMMON_A_SHAPE = frozenset({"tomme", "kører", "savner"})
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


def _protected() -> frozenset[str]:
    """The neighbours in each spelling, so that `maaden` and `måden` are both left alone."""
    return frozenset(spelling for word in NEIGHBOURS for spelling in _spellings(word))


def _vocabulary() -> tuple[dict[str, str], dict[str, Sense], dict[str, list[tuple[str, str]]]]:
    exact: dict[str, str] = {}
    senses: dict[str, Sense] = {}
    shortened: dict[str, list[tuple[str, str]]] = {}
    parts = {part for turn in TURNS for part in turn}
    for word in [*WORDS, *sorted(parts - WORDS.keys())]:
        canonical = digraphs(word)
        sense = WORDS.get(word)
        if sense:
            senses[canonical] = sense
        for spelling in _spellings(word):
            exact.setdefault(spelling, canonical)
        if len(word) >= SHORTEST_MISSPELT and sense and sense.kind in _TYPO_KINDS and word not in _TOO_COMMON_A_SHAPE:
            for spelling in _spellings(word):
                for key in (spelling, *_less_one(spelling)):
                    shortened.setdefault(key, []).append((spelling, canonical))
    return exact, senses, shortened


_EXACT, SENSES, _SHORTENED = _vocabulary()
_PROTECTED = _protected()
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
    if len(folded) < SHORTEST_MISSPELT - 1 or len(folded) > 30 or folded in _PROTECTED:
        return digraphs(folded)
    close: dict[str, None] = {}
    for key in (folded, *_less_one(folded)):
        for spelling, target in _SHORTENED.get(key, ()):
            if one_letter_apart(folded, spelling):
                close[target] = None
    targets = list(close)
    if targets and all(SENSES[target] == SENSES[targets[0]] for target in targets):
        return targets[0]
    return digraphs(folded)


def turns_from(first: str) -> list[tuple[tuple[str, ...], Sense]]:
    """The turns of phrase that begin with this canonical word, longest first."""
    return _BY_FIRST.get(first, [])
