"""Which words an event is found by, and what somebody looks for: pure, the same for what is kept and what is not.

Both sides are folded alike: case, accents, and æøå as ae, oe and aa; ü is found as u and as ue. Places are found by
what the roster calls them when somebody looks, so words hold no name of any place.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import Event, number_of, parse_number
from fieldkit.core.facts.named_places import places_named
from fieldkit.core.facts.terms import TOPIC_DA
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.parts import Names
from fieldkit.core.tell.sentences import head_words, kind_words, telling, told
from fieldkit.core.views.board import place_name

SHORTEST_INSIDE = 3
"""Letters of a word that is looked for inside other words, too; a shorter one only begins them."""
_NO_ROSTER = Roster()
_LETTERS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ä", "ae"), ("ö", "oe"), ("ü", "u"))
_PLAIN = _LETTERS + tuple((mark, " ") for mark in "“”…–·’")
"""Also the marks that sentences are full of: what is plain then needs no closer look."""
_WORD = re.compile(r"[0-9]{1,5}-[0-9]{4,9}(?![^\W_])|[^\W_]+")
"""An event's number, or letters and digits."""
_TEXT = re.compile(r'"([^"]*)"(?!:)')
"""A text in JSON without a backslash, and no field's name."""
_TOPICS = [(f'"{topic}"'.encode(), word) for topic, word in TOPIC_DA.items()]


def words_in(text: str) -> list[str]:
    """The words of a text, folded. An event's number is one word, the only one with a hyphen, and its halves are words
    beside it: a number is looked for whole, or by what of it is no number."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _replaced(unicodedata.normalize("NFC", text).casefold(), _PLAIN)
    if not folded.isascii():
        parts = unicodedata.normalize("NFD", folded)
        folded = _replaced("".join(char for char in parts if not unicodedata.combining(char)), _LETTERS)
    found = _WORD.findall(folded)
    return found + [half for word in found if "-" in word for half in word.split("-")]


def _replaced(text: str, plain: Iterable[tuple[str, str]]) -> str:
    for letter, letters in plain:  # several times as fast as str.translate
        text = text.replace(letter, letters)
    return text


def words_of(event: Event) -> list[str]:
    """Every word that this event is found by, once: its number, its kind, its sentence, all its texts, its topics."""
    said = [event.number, kind_words(event.kind), head_words(event), told(event, _NAMELESS)]
    if telling(event).searched:
        plain = b"\\" not in event.raw
        said += _TEXT.findall(event.raw.decode()) if plain else _texts(msgspec.json.decode(event.raw))
    said += [word for code, word in _TOPICS if code in event.raw]
    text = " ".join(said)
    found = words_in(text)
    if "ü" in text or "Ü" in text:  # people write it as u, and as ue
        found += words_in(text.replace("ü", "ue").replace("Ü", "ue"))
    return list(dict.fromkeys(found))


def _nameless(place: int) -> str:
    return place_name(place, _NO_ROSTER) if place >= UNKNOWN_PLACE else ""


_NAMELESS = Names(_nameless)


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for each in said.values() if isinstance(said, dict) else said:
            yield from _texts(each)


class SoughtWord(NamedTuple):
    """One folded word. `whole`: it is an event's number, and part of another number is no match. `places`: those whose
    name or slug it is found in."""

    word: str
    whole: bool
    places: frozenset[int] = frozenset()

    @property
    def inside(self) -> bool:
        """Whether it is found inside words as well."""
        return not self.whole and len(self.word) >= SHORTEST_INSIDE

    def is_in(self, said: str) -> bool:
        """`said`: words with a space round each."""
        if self.inside:
            return self.word in said
        return f" {self.word} " in said if self.whole else f" {self.word}" in said


class Sought(NamedTuple):
    """What somebody looks for: all of these words."""

    words: tuple[SoughtWord, ...]

    def fits(self, event: Event, said: str) -> bool:
        """Whether it is found by `said`, its words with a space round each, or by the places that it names."""
        named: Set[int] | None = None
        for word in self.words:
            if word.is_in(said):
                continue
            if word.places and named is None:
                named = places_named(event.kind, event.raw)
            if not named or word.places.isdisjoint(named):
                return False
        return bool(self.words)


def spaced(words: list[str]) -> str:
    """Words with a space round each."""
    return f" {' '.join(words)} "


def sought(text: str, roster: Roster) -> Sought:
    """What `text` asks for; places as the roster knows them now."""
    names = [(place.number, spaced(words_in(f"{place.name} {place.slug}"))) for place in roster.places]
    found = []
    for typed in text.split():
        number = _number(typed)
        for word in [number] if number else words_in(typed):
            one = SoughtWord(word, bool(number))
            found.append(SoughtWord(word, one.whole, frozenset(place for place, name in names if one.is_in(name))))
    return Sought(tuple(dict.fromkeys(found)))


def _number(typed: str) -> str:
    try:
        return number_of(*parse_number(typed))
    except InputError:
        return ""
