"""A word with one wrong letter is recognised as by holding it against every word with a letter left out."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.phrase import spelling
from fieldkit.core.phrase.neighbours import NEIGHBOURS
from fieldkit.core.phrase.spelling import SENSES, canonical, digraphs, fold, one_letter_apart, plain
from fieldkit.core.phrase.words import TURNS, WORDS

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå'-é"


def spellings(word: str) -> list[str]:
    return [word, digraphs(word), *([] if word in spelling.PLAIN_IS_ANOTHER_WORD else [plain(word)])]


def less_one(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


@cache
def told() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Every spelling with its word; every spelling that may be misspelt, whole and with each letter left out."""
    exact: dict[str, str] = {}
    shortened: dict[str, list[tuple[str, str]]] = {}
    for word in [*WORDS, *sorted({part for turn in TURNS for part in turn} - WORDS.keys())]:
        sense = WORDS.get(word)
        long = len(word) >= spelling.SHORTEST_MISSPELT
        recognised = long and sense and sense.kind in spelling.TYPO_KINDS and word not in spelling.TOO_COMMON_A_SHAPE
        for spelt in spellings(word):
            exact.setdefault(spelt, digraphs(word))
            for key in (spelt, *less_one(spelt)) if recognised else ():
                shortened.setdefault(key, []).append((spelt, digraphs(word)))
    return exact, shortened


PROTECTED = {spelt for word in NEIGHBOURS for spelt in spellings(word)}


def plainly(typed: str) -> str:
    """What `canonical` is to give."""
    exact, shortened = told()
    folded = fold(typed)
    known = exact.get(folded) or exact.get(digraphs(folded))
    if known or not spelling.SHORTEST_MISSPELT - 1 <= len(folded) <= 30 or folded in PROTECTED:
        return known or digraphs(folded)
    targets = [
        target
        for key in (folded, *less_one(folded))
        for spelt, target in shortened.get(key, ())
        if one_letter_apart(folded, spelt)
    ]
    if targets and all(SENSES[target] == SENSES[targets[0]] for target in targets):
        return targets[0]
    return digraphs(folded)


def edited(word: str, at: int, letter: str) -> set[str]:
    """A word with one thing wrong at one place."""
    before, after = word[:at], word[at:]
    return {before + after[1:], before + after[1:2] + after[:1] + after[2:], before + letter + after} | {
        before + letter + after[1:]
    }


@pytest.mark.exhaustive
def test_every_word_with_any_one_letter_wrong_is_recognised_as_plainly():
    typed = {
        wrong
        for word in [*told()[0], *PROTECTED]
        for at in range(len(word) + 1)
        for letter in LETTERS
        for wrong in edited(word, at, letter)
    }
    assert [word for word in typed if canonical(word) != plainly(word)] == []
    assert len(typed) > 300_000 and sum(canonical(word) in SENSES for word in typed) > 50_000


@given(st.data())
def test_whatever_is_typed_is_recognised_as_plainly(data):
    word = data.draw(st.sampled_from([*told()[0], *sorted(PROTECTED)]) | st.text(LETTERS, max_size=32))
    for _ in range(data.draw(st.integers(1, 3))):
        wrong = edited(word, data.draw(st.integers(0, len(word))), data.draw(st.sampled_from(LETTERS)))
        word = data.draw(st.sampled_from(sorted(wrong)))
        assert canonical(word) == plainly(word)
