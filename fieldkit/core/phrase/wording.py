"""The words of running text: what each may mean, however it is spelt, and which of them are numbers.

A word that is Danish in its own right is never taken for a misspelt one (`core.phrase.neighbours`).
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.compounds import topic_of_compound
from fieldkit.core.phrase.cues import TURNS, Cue
from fieldkit.core.phrase.neighbours import ALSO_DANISH
from fieldkit.core.phrase.numerals import numeral
from fieldkit.core.phrase.spelling import SHORTEST_MISSPELT, fold, one_letter_apart
from fieldkit.core.phrase.things import ENDINGS, NOT_THINGS, THINGS

TOKEN = re.compile(
    r"""
    (?P<time>[0-9]{1,2}[.:][0-9]{2}(?![0-9]))
  | (?P<range>[0-9]+\s?[-–]\s?[0-9]+)
  | (?P<half>[0-9]*\s?½|[0-9]+[.,]5(?![0-9]))
  | (?P<fraction>[0-9]/[0-9](?![0-9]))
  | (?P<ordinal>[0-9]{1,2}\.(?=\s?(?:sal|etage|klasse|time|gang|stue)))
  | (?P<number>[0-9]+)
  | (?P<word>[^\W\d_]+(?:['’´-][^\W\d_]+)*)
  | (?P<good>\+|[👍👌✅✔☑🆗])
  | (?P<gone>[👎❌✖🚫⛔❎💀☠])
  | (?P<thing>[💧🚰🍞🍽🍲🥪💡🔦🧻🧼🚽📞📱📻🔋⚡🔌])
  | (?P<cold>[🥶❄])
  | (?P<sleep>[😴💤])
  | (?P<percent>%)
  | (?P<end>[.!?;…|\n]+)
  | (?P<comma>[,:()/]|(?<!\S)[-–—]+(?!\S))
  | (?P<other>\S)
    """,
    re.VERBOSE,
)
_MARKS = {"good": Cue.GOOD, "gone": Cue.GONE, "cold": Cue.COLD, "sleep": Cue.CALM}


@dataclass(slots=True)
class Word:
    """A word, or a turn of several, of a text: `start:end`."""

    text: str
    start: int
    end: int
    sort: str = "word"
    topics: tuple[Topic, ...] = ()
    cues: frozenset[Cue] = frozenset()
    value: float | None = None
    titled: bool = False
    """Whether it alone begins with a capital letter, as names do."""


def _turns(data: str) -> list[tuple[str, ...]]:
    return [tuple(turn.split()) for turn in data.replace("\n", " ").split(",") if turn.strip()]


@dataclass(slots=True)
class _Lexicon:
    topics: dict[str, Topic] = field(default_factory=dict)
    turns: dict[tuple[str, ...], set[Cue]] = field(default_factory=dict)
    nothing: set[tuple[str, ...]] = field(default_factory=set)
    first: dict[str, int] = field(default_factory=dict)
    """How long the longest turn is that begins with a word."""
    words: set[str] = field(default_factory=set)


@cache
def lexicon() -> _Lexicon:
    """All words and turns, in their right spelling."""
    found = _Lexicon()
    for topic, words in THINGS.items():
        for word in words.split():
            found.topics[word] = topic
    for cue, data in TURNS.items():
        for turn in _turns(data):
            found.turns.setdefault(turn, set()).add(cue)
    found.nothing.update(_turns(NOT_THINGS))
    for turn in [*found.turns, *found.nothing]:
        found.first[turn[0]] = max(found.first.get(turn[0], 0), len(turn))
        found.words.update(turn)
    found.words.update(found.topics)
    return found


def _plain(word: str) -> str:
    """As typed without slash and ring, in either way."""
    for long, short in (("ae", "a"), ("oe", "o"), ("aa", "a"), ("æ", "a"), ("ø", "o"), ("å", "a")):
        word = word.replace(long, short)
    return word


def _sound(word: str) -> str:
    """What two spellings of a word have in common when they sound alike."""
    word = re.sub(r"(.)\1", r"\1", _plain(word))
    for written, said in (
        ("hv", "v"),
        ("hj", "j"),
        ("dt", "t"),
        ("ld", "l"),
        ("nd", "n"),
        ("rd", "r"),
        ("j", "i"),
        ("gt", "t"),
    ):
        word = word.replace(written, said)
    return word


@cache
def _by_plain() -> dict[str, str]:
    return {_plain(word): word for word in sorted(lexicon().words, reverse=True) if _plain(word) != word}


@cache
def _by_sound() -> dict[str, str]:
    return {
        _sound(word): word
        for word in sorted(lexicon().words, reverse=True)
        if len(word) >= SHORTEST_MISSPELT or (len(word) == 4 and word in lexicon().topics)
    }


def _halves(word: str) -> list[str]:
    middle = len(word) // 2
    return [word[:middle] + "<", ">" + word[middle:]]


@cache
def _by_half() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(lexicon().words):
        if len(word) > SHORTEST_MISSPELT or (len(word) == SHORTEST_MISSPELT and word in lexicon().topics):
            for spelt in {word, _plain(word)}:
                for half in _halves(spelt):
                    found.setdefault(half, []).append(spelt + " " + word)
    return found


def _misspelt(word: str) -> str | None:
    """The one word that is a letter away."""
    near: set[str] = set()
    for cut in range(len(word) // 2 - 1, len(word) // 2 + 2):
        for half in (word[:cut] + "<", ">" + word[cut:]):
            for entry in _by_half().get(half, ()):
                spelt, _, right = entry.partition(" ")
                if one_letter_apart(word, spelt) and word[0] == spelt[0]:
                    near.add(right)
    meant = {_meaning(right) for right in near}
    return min(near) if len(meant) == 1 else None


@cache
def _topic_sounds() -> list[tuple[str, str]]:
    return [(_sound(word), word) for word in lexicon().topics if len(word) >= 8]


def _sounds_near(word: str) -> str | None:
    """A long name of a thing that sounds nearly so."""
    sound = _sound(word)
    near = [right for said, right in _topic_sounds() if one_letter_apart(sound, said) and sound[0] == said[0]]
    return near[0] if len({lexicon().topics[right] for right in near}) == 1 else None


def _meaning(word: str) -> tuple[object, frozenset[Cue]]:
    known = lexicon()
    return known.topics.get(word), frozenset(known.turns.get((word,), ()))


def _compound(word: str) -> str | None:
    if len(word) < 7:
        return None
    for ending, _topic in _endings():
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            return ending
    return None


@cache
def _endings() -> list[tuple[str, Topic]]:
    pairs = [(ending, topic) for topic, words in ENDINGS.items() for ending in words.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


@lru_cache(4096)
def recognised(word: str) -> str:
    """The right spelling of a word, as far as it is known; else the word as it is."""
    word = fold(word).replace("´", "'").replace("’", "'")
    known = lexicon()
    if word in known.words or numeral(word) is not None:
        return word
    spelt = _by_plain().get(_plain(word)) if word.isascii() else None
    if spelt is not None and word not in ALSO_DANISH:
        return spelt
    squeezed = re.sub(r"(.)\1", r"\1", word)
    if squeezed != word and squeezed in known.topics and word not in ALSO_DANISH:
        return squeezed
    if len(word) == 4 and word not in ALSO_DANISH:
        return _by_sound().get(_sound(word), word)
    if len(word) >= SHORTEST_MISSPELT and word not in ALSO_DANISH:
        spelt = _by_sound().get(_sound(word)) or _misspelt(word)
        if spelt is None and word.isascii():
            ringed = word.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
            spelt = (_misspelt(ringed) if ringed != word else None) or _misspelt(_plain(word))
        if spelt is None and len(word) >= 8:
            spelt = _sounds_near(word)
        if spelt is not None:
            return spelt
    return word


def _topic(word: str) -> Topic | None:
    known = lexicon().topics.get(word)
    if known is not None or word in lexicon().words or word in ALSO_DANISH:
        return known
    about = topic_of_compound(word)
    if about is not None:
        return about
    ending = _compound(word)
    return dict(_endings())[ending] if ending else None


def _raw(text: str) -> list[Word]:
    words: list[Word] = []
    for match in TOKEN.finditer(text):
        sort, written = match.lastgroup or "other", match.group()
        word = Word(written, match.start(), match.end(), sort)
        if sort == "word":
            word.text = recognised(written)
            word.titled = written.istitle()
            word.value = numeral(word.text)
        elif sort == "number":
            word.value = float(written) if len(written) < 7 else None
        elif sort == "half":
            word.value = float(re.sub(r"[^0-9].*", "", written) or 0) + 0.5
        elif sort == "range":
            word.value = float(re.split(r"\D+", written)[0])
        elif sort == "thing":
            word.sort = "word"
        elif written == "+" and re.match(r"\s*[^\W\d_]", text[match.end() :]):
            word.sort = "comma"
        elif sort in _MARKS:
            word.cues = frozenset({_MARKS[sort]})
        words.append(word)
    return words


def words_of(text: str) -> list[Word]:
    """The words of a text, turns joined; punctuation is words of sort `end` and `comma`."""
    raw, known = _raw(text), lexicon()
    words: list[Word] = []
    at = 0
    while at < len(raw):
        word = raw[at]
        if word.text in ("halvt", "halv") and at + 1 < len(raw) and raw[at + 1].text in ("hundrede", "hundred"):
            words.append(Word("halvt hundrede", word.start, raw[at + 1].end, value=50.0))
            at += 2
            continue
        if word.sort not in ("word", "number"):
            words.append(word)
            at += 1
            continue
        for length in range(min(known.first.get(word.text, 1), len(raw) - at), 0, -1):
            turn = tuple(w.text for w in raw[at : at + length])
            if turn in known.nothing:
                words.append(
                    Word(
                        " ".join(turn),
                        word.start,
                        raw[at + length - 1].end,
                        "word",
                        titled=word.titled,
                    )
                )
                break
            if turn in known.turns:
                topics = (known.topics[turn[0]],) if length == 1 and turn[0] in known.topics else ()
                cues = frozenset(known.turns[turn])
                words.append(
                    Word(" ".join(turn), word.start, raw[at + length - 1].end, word.sort, topics, cues,
                         word.value if length == 1 else None, word.titled)
                )  # fmt: skip
                break
        else:
            topic = _topic(word.text) if word.sort == "word" else None
            word.topics = (topic,) if topic else ()
            words.append(word)
            length = 1
        at += length
    return words
