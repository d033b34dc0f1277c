"""Cutting a text into items that know what they mean; every visible character belongs to one item."""

import re
from dataclasses import dataclass

from fieldkit.core.phrase.spelling import SENSES, canonical, turns_from
from fieldkit.core.phrase.words import (
    ABOUT_ANOTHER,
    AMOUNTS,
    BEFORE_A_THING,
    CRITICAL,
    FILL,
    LEFT_OPEN,
    OK,
    ORDERS,
    OTHER,
    SHORTAGE,
    Kind,
    Sense,
)

_TOKEN = re.compile(
    r"""
    (?P<face>[:;=]-?[()DPp](?![^\W\d_]))
  | (?P<measure>[0-9]+(?:[.,:/\-–][0-9]+)+)
  | (?P<number>[0-9]+)
  | (?P<short>(?i:ca|kl|pt|tlf|evt|mvh|nr|bl|inkl|el|lign)\.(?=\s|[0-9]|$))
  | (?P<word>[^\W\d_]+(?:['’´-][^\W\d_]+)*)
  | (?P<punct>[!?]+)
  | (?P<plus>\+|[\U0001F44D\U0001F44C\u2705\u2713\u2714\u2611]\ufe0f?[\U0001F3FB-\U0001F3FF]?)
  | (?P<minus>[÷\u274C\u2716\u2717\u2718\U0001F44E]\ufe0f?[\U0001F3FB-\U0001F3FF]?)
  | (?P<comma>,)
  | (?P<and>[/&])
  | (?P<dash>(?<!\S)[-–—]+(?!\S))
  | (?P<stop>[.;…|()•·*\[\]]+|[\n\r\v\f\u0085\u2028\u2029]+)
  | (?P<colon>[:=])
  | (?P<quote>["'«»“”„])
  | (?P<other>\S)
    """,
    re.VERBOSE,
)

_FIXED: dict[str, Sense] = {
    "face": OTHER,
    "measure": OTHER,
    "punct": Sense(Kind.PUNCT),
    "plus": Sense(Kind.MARK, condition=OK, after=True),
    "minus": Sense(Kind.MARK, condition=CRITICAL, after=True),
    "comma": Sense(Kind.COMMA),
    "and": Sense(Kind.AND),
    "dash": Sense(Kind.DASH),
    "stop": Sense(Kind.STOP),
    "colon": Sense(Kind.COLON),
    "quote": FILL,
    "other": OTHER,
}


@dataclass(slots=True)
class Item:
    """A stretch `start:end` of the text. `understood` ones are left out of the note."""

    start: int
    end: int
    sense: Sense
    word: str = ""
    value: int = 0
    understood: bool = False

    @property
    def kind(self) -> Kind:
        """The part it plays."""
        return self.sense.kind


_NAMES_ALONE = frozenset({"b", "v", "t", "h", "tim"})


def _split_words(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """A hyphenated word as one, unless its halves are a topic and a mark (`vand-ok`)."""
    word, start = match.group(), match.start()
    whole = canonical(word)
    if "-" not in word or whole in SENSES:
        return [(start, match.end(), whole)]
    head, _, tail = word.partition("-")
    first, second = SENSES.get(canonical(head)), SENSES.get(canonical(tail))
    if first and second and first.kind is Kind.TOPIC and second.kind is Kind.MARK:
        cut = start + len(head)
        return [(start, cut, canonical(head)), (cut, cut + 1, "-"), (cut + 1, match.end(), canonical(tail))]
    return [(start, match.end(), whole)]


def _raw(text: str) -> list[Item]:
    items: list[Item] = []
    for match in _TOKEN.finditer(text):
        group = match.lastgroup or "other"
        if group == "number":
            digits = match.group()
            value = int(digits) if len(digits) <= 6 else -1
            items.append(Item(match.start(), match.end(), Sense(Kind.NUMBER) if value >= 0 else OTHER, value=value))
        elif group == "word":
            for start, end, word in _split_words(match):
                sense = Sense(Kind.COLON) if word == "-" else SENSES.get(word, OTHER)
                if word in _NAMES_ALONE and not (items and items[-1].kind is Kind.NUMBER):
                    sense = OTHER
                items.append(Item(start, end, sense, word))
        elif group == "short":
            word = match.group()[:-1].casefold()
            items.append(Item(match.start(), match.end(), FILL if word == "pt" else SENSES.get(word, OTHER), word))
        else:
            items.append(Item(match.start(), match.end(), _FIXED[group], match.group()))
    return items


def _join_turns(items: list[Item]) -> list[Item]:
    """Turns of phrase become one item; their words must stand next to each other."""
    joined: list[Item] = []
    at = 0
    while at < len(items):
        taken = 1
        for words, sense in turns_from(items[at].word) if items[at].word else ():
            if tuple(item.word for item in items[at : at + len(words)]) == words:
                last = items[at + len(words) - 1]
                joined.append(Item(items[at].start, last.end, sense, " ".join(words)))
                taken = len(words)
                break
        else:
            joined.append(items[at])
        at += taken
    return joined


def _is_something_else(item: Item, before: Item | None, after: Item | None) -> bool:
    """Whether a topic's word tells of another thing where it stands."""
    if item.kind is not Kind.TOPIC:
        return False
    thing_follows = after is not None and after.kind is Kind.OTHER
    if item.word in ORDERS:
        return thing_follows or (after is not None and after.kind in (Kind.TOPIC, Kind.NUMBER))
    if before and before.word in ABOUT_ANOTHER:
        return True
    if item.word in LEFT_OPEN and before and after and before.kind is after.kind is Kind.TOPIC:
        return True
    # An adjective before a thing (`koldt gulv`, `varme tæpper`) tells of the thing.
    is_adjective = item.sense.condition is not None and item.word.endswith("t") and " " not in item.word
    return thing_follows and (is_adjective or item.word in BEFORE_A_THING)


def _settle(items: list[Item]) -> None:
    """Words whose part depends on their neighbours."""
    for i, item in enumerate(items):
        before = items[i - 1] if i else None
        after = items[i + 1] if i + 1 < len(items) else None
        if _is_something_else(item, before, after):
            item.sense = OTHER
        elif item.kind is Kind.DASH:
            links = before and after and before.kind is Kind.TOPIC and after.kind is Kind.MARK and after.sense.after
            item.sense = FILL if links else Sense(Kind.STOP)
        elif item.kind is Kind.ALL and after and after.kind is Kind.TOPIC:
            item.sense = FILL
    for i in range(len(items) - 2):
        one, between, two = items[i : i + 3]
        if one.kind is two.kind is Kind.TOPIC and between.kind is Kind.PREPOSITION and one.sense.condition is None:
            # `lys på toilet`: which of them the mark is about would be a guess.
            one.sense = between.sense = two.sense = OTHER


COLOURS = {"groen": OK, "gul": SHORTAGE, "gult": SHORTAGE, "roed": CRITICAL, "roedt": CRITICAL}
"""How a point is. `grønt` is not among them: water may be green and not in order."""


def _colours(items: list[Item]) -> None:
    """`lys gul, varme: rød`: a colour right behind a point tells of it, and not of the place."""
    for i, item in enumerate(items):
        behind = i - 1
        while behind >= 0 and (items[behind].kind is Kind.COLON or items[behind].word == "er"):
            behind -= 1
        after = items[i + 1].kind if i + 1 < len(items) else None
        if (
            item.word in COLOURS
            and behind >= 0
            and items[behind].kind is Kind.TOPIC
            and items[behind].sense.condition is None
            and after not in (Kind.OTHER, Kind.PREPOSITION)
        ):
            item.sense = Sense(Kind.MARK, condition=COLOURS[item.word], after=True)


def _plus_between(items: list[Item]) -> None:
    """`vand + varme mangler`: a `+` that joins is no mark, unless the last of the row has one as well."""
    for i, item in enumerate(items[1:-1], 1):
        if item.word == "+" and items[i - 1].kind is items[i + 1].kind is Kind.TOPIC:
            last = i + 1
            while last + 2 < len(items) and items[last + 1].word == "+" and items[last + 2].kind is Kind.TOPIC:
                last += 2
            if last + 1 >= len(items) or items[last + 1].word not in ("+", "÷", "!", "?"):
                item.sense = Sense(Kind.AND)


def _amounts(items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        if item.word in AMOUNTS and joined and joined[-1].kind is Kind.NUMBER:
            number = joined.pop()
            joined.append(Item(number.start, item.end, Sense(Kind.ADVERB), item.word))
        else:
            joined.append(item)
    return joined


def items_of(text: str) -> list[Item]:
    """The items of a text in order, turns of phrase joined."""
    items = _amounts(_join_turns(_raw(text)))
    _settle(items)
    _colours(items)
    _plus_between(items)
    return items
