"""Running text cut into sentences and these into parts, each with what it asks, supposes, quotes or says of others."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.wording import Word, words_of

_OPENERS = listed(
    """
    men og eller samt så fordi når hvis at som mens selvom omend skønt såfremt medmindre ellers indtil skulle
    """
)
"""Words that begin a part of a sentence."""
_ORDER = listed(
    """
    kan har er må skal vil kommer får ved findes mangler skulle kunne burde stemmer passer gælder virker var
    """
)
"""Verbs that, first in a sentence, ask."""
_ASKED_OF_YOU = listed(
    """
    i du jer nogen der det de vi den man jeg
    """
)
_WH = listed(
    """
    hvornår hvordan hvor hvad hvem hvorfor hvilke hvilken hvilket mon
    """
)
_LINKS = frozenset(["og", "samt", "eller"])


@dataclass(slots=True)
class Part:
    """A part of a sentence: as a rule one verb and what belongs to it."""

    words: list[Word]
    sentence: int
    joint: str = ""
    """What joins it to the part before: `,`, `og`, `men` …; empty for the first of a sentence."""
    asks: bool = False
    supposes: bool = False
    quotes: bool = False
    elsewhere: bool = False
    cries: bool = False
    """The sentence ends with an exclamation mark."""
    begins: bool = False
    cues: frozenset[Cue] = field(default_factory=frozenset)

    @property
    def silent(self) -> bool:
        """It says nothing of how things are here and now."""
        return self.asks or self.supposes or self.quotes or self.elsewhere

    def has(self, *cues: Cue) -> bool:
        """Whether any of its words does one of these."""
        return any(cue in self.cues for cue in cues)

    def topics(self) -> list[Topic]:
        """In order, once each."""
        return list(dict.fromkeys(topic for word in self.words for topic in word.topics))

    def says(self, *texts: str) -> bool:
        """Whether one of these is a word of it."""
        return any(word.text in texts for word in self.words)


def parts_of(text: str) -> list[Part]:
    """All parts of a text, in order."""
    parts: list[Part] = []
    sentence: list[Word] = []
    number = 0
    words = words_of(text)
    dictated = _is_dictated(words)
    for at, word in enumerate([*words, None]):
        following = words[at + 1].text if at + 1 < len(words) else ""
        if word is not None and word.sort != "end":
            sentence.append(word)
            continue
        if sentence and word is not None and "." in word.text and _goes_on(sentence, following, dictated):
            continue
        if sentence:
            parts.extend(_parts(sentence, number, word.text if word else ""))
            number += 1
        elif word is not None and parts and "!" in word.text:
            parts[-1].cries = True
        sentence = []
    return parts


_SUBJECTS = frozenset(["vi", "jeg", "der", "det", "de", "han", "hun", "man"])
_VERBS = listed(
    """
    har er kan mangler skal må fryser sidder får kommer bliver vil bruger låner venter havde var fik ved tror kører
    mærker
    """
)
_LEADS_IN = listed(
    """
    at om hvad hvis når som fordi da hvor hvem og men så eller den det dem alt både nu mens selvom omend skønt
    hvornår hvordan her alle ingen der siger sagde tror ikke kun lige end vand mad
    """
)


def _begins_anew(sentence: list[Word], word: Word, current: Part) -> bool:
    """`vi har ikke flere batterier` in the middle of a line: somebody who writes no commas."""
    if word.text not in _SUBJECTS or len(current.words) < 2 or current.words[-1].text.split()[-1] in _LEADS_IN:
        return False
    if [other.text for other in current.words[:2]] in (["det", "er"], ["er", "det"]):
        return False  # `det er ikke vand vi mangler`
    after = next((other for other in sentence if other.start > word.start), None)
    verb = any(other.text.split()[0] in _VERBS or other.cues for other in current.words)
    return verb and after is not None and after.text.split()[0] in _VERBS


_COUNTED = listed("beboere børn elever voksne lærere ansatte timer grader")
_ROWS = listed("personale ansatte lærere voksne medarbejdere hentet rest personel")
_SELDOM_LAST = listed("har vi mangler på i for med af til ved de der er noget nogen jeg så hvis")
"""A sentence may end so; two of them in one text hardly do."""
_NEVER_LAST = listed(
    """
    og at som fordi en et
    """
)


def _is_dictated(words: list[Word]) -> bool:
    """Whether full stops stand in the wrong places more than once."""
    odd = [
        before for before, word in pairwise(words)
        if word.sort == "end" and before.sort == "word" and before.text.split()[-1] in _SELDOM_LAST | _NEVER_LAST
    ]  # fmt: skip
    return len(odd) > 1


_SHORTENED = listed(
    "spl ass pæd afd kl ca stk hj pl nr tlf temp vgl pers distr inkl max maks evt bl cirka mdr dvs f eks"
)
"""Behind these a full stop ends no sentence."""


def _goes_on(sentence: list[Word], following: str, dictated: bool) -> bool:
    """Whether a full stop stands where no sentence can end: somebody dictates."""
    first = sentence[0]
    row = len(sentence) < 4 and (Cue.PEOPLE in first.cues or first.text in _ROWS)
    if sentence[-1].sort == "number" and following in _COUNTED and not row:
        return True
    last = sentence[-1].text.split()[-1]
    if last in _SHORTENED and following:
        return True
    return len(sentence) > 1 and (last in _NEVER_LAST or (dictated and last in _SELDOM_LAST))


def _parts(sentence: list[Word], number: int, end: str) -> list[Part]:
    parts: list[Part] = []
    current = Part([], number, begins=True)
    for word in sentence:
        if word.text == ":" and _names_a_row(current):
            continue
        if word.sort == "comma":
            if current.words:
                parts.append(current)
                current = Part([], number, ",")
            elif not parts:
                continue
            current.joint = current.joint or ","
            continue
        head = word.text
        opens = head in _OPENERS and (head not in ("så", "at") or _opens_after_so(sentence, word, current))
        opens = opens or Cue.EXCEPT in word.cues or _begins_anew(sentence, word, current) or _is_next(word, current)
        if opens and (current.words or head not in _LINKS):
            if current.words:
                parts.append(current)
                current = Part([], number, word.text)
            else:
                current.joint = word.text
        current.words.append(word)
        if word.sort in ("good", "gone") and any(other.topics for other in current.words):
            parts.append(current)
            current = Part([], number, ",")
    if current.words:
        parts.append(current)
    for part in parts:
        part.cries = "!" in end
        part.cues = frozenset(cue for word in part.words for cue in word.cues)
    _ask(parts, "?" in end)
    _suppose(parts)
    _quote(parts)
    return parts


def _names_a_row(current: Part) -> bool:
    """`Vand: nej`, `Personale: 4`, `vand tilbage: 10 liter`."""
    if not current.words or len(current.words) > 2:
        return False
    first = current.words[0]
    row = bool(first.topics) or Cue.PEOPLE in first.cues or first.text in ("personale", "ansatte")
    return row and (len(current.words) == 1 or current.words[1].text == "tilbage")


_SERVED = {Cue.GOOD, Cue.GONE, Cue.POOR, Cue.WORKS, Cue.CAME}


def _is_next(word: Word, current: Part) -> bool:
    """`vand ok mad slut`: a thing, or the word before one, behind a thing of which all is said."""
    if len(current.words) < 2 or not (word.topics or word.cues & {Cue.NEED, Cue.NONE}):
        return False
    last = current.words[-1]
    return bool(last.cues & _SERVED) and not last.topics and any(other.topics for other in current.words[:-1])


def _opens_after_so(sentence: list[Word], word: Word, current: Part) -> bool:
    """`så` opens a part where somebody or something follows; in `så elleve`, `så småt` it does not."""
    if not current.words:
        return True
    after = next((other for other in sentence if other.start > word.start), None)
    return after is not None and bool(
        after.cues & {Cue.WE, Cue.IT, Cue.PEOPLE, Cue.NOW} or after.topics or after.text in _ORDER
    )


def _is_question(part: Part) -> bool:
    words = [
        text
        for word in part.words
        for text in word.text.split()
        if text not in ("og", "men", "så", "at", "hej", "jo", "nej", "eller")
    ]
    if not words or (part.words[0].text == "så" and len(part.words) > 1):
        return False
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in _WH:
        return True
    if first in _ORDER and second in _ASKED_OF_YOU:
        # `har i vand` asks; `har vi ikke` tells.
        return second not in ("vi", "jeg") or first in ("må", "skal", "kan")
    if first == "er" and part.begins and len(part.words) > 1 and (part.words[1].topics or second == "alt"):
        return True
    return first in ("stemmer", "passer") and "det" in words


def _ask(parts: list[Part], asked: bool) -> None:
    if not parts:
        return
    asking = [i for i, part in enumerate(parts) if _is_question(part)]
    if asked:
        first = asking[0] if asking else (0 if len(parts) == 1 else len(parts) - 1)
        while not asking and first and parts[first].joint in ("og", "eller", "samt"):
            first -= 1
        if not asking and parts and parts[-1].words[0].text.split()[0] not in _OPENERS | {"evt"}:
            first = 0
        if re.match(r"(?:er|passer|stemmer) det(?: rigtigt| sandt)?$", " ".join(word.text for word in parts[-1].words)):
            first = 0
        for part in parts[first:]:
            part.asks = True
        return
    for i in asking:
        if parts[i].words[0].text.split()[0] in _WH and i > 0 and parts[i].joint not in (",", "og", "men"):
            continue
        parts[i].asks = True


def _suppose(parts: list[Part]) -> None:
    for i, part in enumerate(parts):
        opens = next((word for word in part.words if word.text not in ("men", "og", "at")), None)
        if opens is None:
            continue
        asks_you = opens.text.split()[0] == "skulle" and part.begins and part.says("i", "skulle i", "du")
        if asks_you:
            part.supposes = True
        elif Cue.IF in opens.cues and opens.text not in ("når", "ellers"):
            to_you = any(word.text in ("i", "du") for word in part.words[1:3])
            for other in parts[i : i + 1] if to_you else parts[i:]:
                other.supposes = True
            if i and not to_you:
                parts[i - 1].cues |= {Cue.DOUBT}
        elif opens.text == "når":
            part.supposes = True
            if part.begins:
                for other in parts[i:]:
                    other.supposes = True
            elif i and not parts[i - 1].asks:
                parts[i - 1].cues |= {Cue.UNTIL}
            elif i and parts[0].words[0].text in ("hvad", "hvordan"):
                part.supposes = part.asks = False


_REPORTS = listed("melder meddeler oplyser rapporterer")
"""Words with which a place speaks of itself: `spejderhytten melder klar`."""


def _is_of_others(words: list[Word]) -> bool:
    return not words or any(
        word.text in ("de", "han", "hun", "man", "nogen", "kommunen", "naboen", "vandværket", "radioen", "der", "det")
        or word.text.startswith("nabo")
        for word in words
    )


def _quote(parts: list[Part]) -> None:
    quoted = turned = False
    for part in parts:
        if (
            part.joint == "men"
            or (turned and part.joint in (",", "så"))
            or (part.joint == "," and part.words[0].text in ("vi", "her", "vores", "nu"))
            or (part.joint == "," and len(part.words) > 1 and part.words[1].text in ("her", "hos os"))
        ):
            quoted = turned = False
        told = next((j for j, word in enumerate(part.words) if Cue.TOLD in word.cues), None)
        if told is not None:
            ourselves = any(word.text in ("vi", "jeg") for word in part.words[: told + 2])
            word = part.words[told].text
            after = part.words[told + 1].text if told + 1 < len(part.words) else ""
            if word in _REPORTS and not _is_of_others(part.words[:told]):
                continue
            if word == "skriver" and after.split(" ")[0] in ("i", "kort", "fra", "ned", "på", "det", "op", "selv"):
                continue
            heard = part.words[told].text in ("hører", "hørt", "har hørt", "hørte", "læst", "ikke sige", "troede")
            quoted = quoted or heard or not ourselves
            turned = part.words[told].text in ("ikke fordi", "ikke sådan", "ikke sige")
        part.quotes = quoted
