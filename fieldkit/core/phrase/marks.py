"""The words of a part of a sentence that say how something is, with what `ikke` and `ingen` make of them."""

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.wording import Word
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

Mark = tuple[int, Cue, Condition | None]
"""Index of the word, what it does, and what it says; None: not so bad, and no more is known."""
_STATES = {
    Cue.NONE: CRITICAL,
    Cue.GONE: CRITICAL,
    Cue.WENT: CRITICAL,
    Cue.POOR: SHORTAGE,
    Cue.SCARCE: SHORTAGE,
    Cue.NEED: SHORTAGE,
    Cue.TROUBLE: SHORTAGE,
    Cue.HOPED: SHORTAGE,
    Cue.ENOUGH: OK,
    Cue.GOOD: OK,
    Cue.WORKS: OK,
    Cue.CAME: OK,
}
_DENIED = {
    Cue.NONE: SHORTAGE,
    Cue.GONE: None,
    Cue.WENT: None,
    Cue.POOR: None,
    Cue.SCARCE: None,
    Cue.NEED: OK,
    Cue.TROUBLE: OK,
    Cue.HOPED: CRITICAL,
    Cue.ENOUGH: SHORTAGE,
    Cue.GOOD: SHORTAGE,
    Cue.WORKS: CRITICAL,
    Cue.CAME: SHORTAGE,
}
_ORDER = (
    Cue.NONE, Cue.GONE, Cue.SCARCE, Cue.POOR, Cue.NEED, Cue.TROUBLE,
    Cue.GOOD, Cue.ENOUGH, Cue.CAME, Cue.WORKS, Cue.HOPED, Cue.WENT,
)  # fmt: skip
"""Which of its cues a word stands for when it has several."""
QUIET = listed(
    """
    ca cirka omkring ligesom faktisk
    er var der det den de nu så og men at jo da altså også ellers bare lige helt stadig fortsat endnu igen ikke har
    vi i øjeblikket ret ganske virkelig faktisk meget temmelig begge alle sammen blevet bliver blev desværre
    heldigvis her kun snart næsten eller nej hele tiden fuldstændig totalt som mere fandme sgu simpelthen nok vist
    jeg dem disse dog på siden kl kan skal gør ud ned op af vores time timer timers t minutter min døgn dage stk par
    halv
    """
)
"""Words between a thing and what is said of it, also where the thing is only meant."""


_SIGNS = frozenset({Cue.COLD, Cue.WARM, Cue.CALM, Cue.HUNGRY, Cue.THIRSTY, Cue.DARK, Cue.FEAR, Cue.UPSET})


def marks_of(part: Part) -> list[Mark]:
    """(index, cue, what it says) of every word that says how something is, negations done."""
    words = part.words
    marks: list[tuple[int, Cue]] = []
    for i, word in enumerate(words):
        if word.topics and not word.cues & {Cue.NONE, Cue.NEED}:
            continue
        cue = next((cue for cue in _ORDER if cue in word.cues), None)
        if cue is Cue.GONE and Cue.WENT in word.cues:
            cue = Cue.WENT
        if word.text == "gik" and i + 1 < len(words) and words[i + 1].text in ("godt", "fint", "ok", "okay", "an"):
            continue
        if word.text == "manglede" and any(other.cues & {Cue.CAME, Cue.WORKS, Cue.GOOD} for other in words[i + 1 :]):
            continue
        if word.text in ("tørre", "våde") and any(Cue.PEOPLE in other.cues for other in words):
            continue
        if word.text == "ude" and i + 1 < len(words) and words[i + 1].text in ("i", "på", "ved", "bag", "hos"):
            continue
        if Cue.NONE in word.cues and i + 1 < len(words) and any(other.cues & _SIGNS for other in words[i + 1 : i + 4]):
            continue  # `ingen fryser`
        if (
            word.text in ("spist", "drukket")
            and not (i and Cue.NOT in words[i - 1].cues)
            and not any(other.topics for other in words[:i])
        ):
            continue  # `alle har spist`
        if cue is Cue.HOPED and word.text == "kommer" and _comes_still(words, i):
            cue = Cue.WORKS
        if cue is None and word.text == "hentet" and any(other.topics for other in words) and i:
            cue = Cue.CAME
        if cue is None:
            cue = by_place(words, i)
        if cue is Cue.WORKS and word.text in _OWN_VERBS:
            cue = _own_verb(words, word.text)
        if cue is not None:
            marks.append((i, cue))
    denied: set[int] = set()
    alone: list[int] = []
    for i, word in enumerate(words):
        if Cue.NOT not in word.cues or (i + 1 < len(words) and words[i + 1].cues & _SIGNS and not words[i + 1].topics):
            continue
        after = next((m for m in marks if m[0] > i), None)
        before = next((m for m in reversed(marks) if m[0] < i), None)
        verb = before is not None and i - before[0] == 1 and before[1] in (Cue.WORKS, Cue.HOPED, Cue.NEED)
        if after is not None and after[0] - i <= 5 and (not verb or after[1] is Cue.GOOD):
            denied ^= {after[0]}
        elif (before is not None and before[1] is not Cue.HOPED) or (before is not None and i - before[0] <= 3):
            denied ^= {before[0]}
        else:
            alone.append(i)
    nobody = next((at for at, cue in marks if cue is Cue.NONE and _is_nobody(words, at)), None)
    marks = [m for m in marks if not (m[1] is Cue.NONE and _is_nobody(words, m[0]))]
    if any(cue is Cue.GOOD for _, cue in marks):
        marks = [m for m in marks if not words[m[0]].text.startswith(("smag", "lugt"))]
    none_before = next((i for i, cue in marks if cue is Cue.NONE), None)
    if len(words) < 4 and words[0].text in ("send", "sende") and not part.says("dog", "nu"):
        return []  # an order; what it says of the place is not sure
    marks = [m for m in marks if not _is_of_another_thing(words, marks, *m)]
    said: list[Mark] = []
    for i, cue in marks:
        turned = i in denied
        if cue in (Cue.TROUBLE, Cue.NEED) and none_before is not None and none_before < i:
            turned = not turned
        by_nobody = nobody is not None and nobody < i and cue in (Cue.CAME, Cue.WORKS, Cue.ENOUGH)
        turned = turned or by_nobody
        unfed = words[i].text in ("har ikke fået", "fik ikke") and any(word.text in _EVER for word in words)
        never = unfed or (cue is Cue.CAME and turned and (by_nobody or any(word.text in _EVER for word in words)))
        said.append((i, cue, CRITICAL if never else _DENIED[cue] if turned else _STATES[cue]))
    if any(cue in (Cue.TROUBLE, Cue.NEED) and none_before is not None and none_before < i for i, cue in marks):
        said = [mark for mark in said if mark[0] != none_before]
    need = next((i for i, cue in marks if cue is Cue.NEED), None)
    if need is not None and any(cue is Cue.NONE and 0 < i - need <= 2 for i, cue in marks):
        said = [(need, Cue.NEED, OK)]
    lasts = part.has(Cue.LASTS)
    said += [(i, Cue.SCARCE, SHORTAGE) if lasts else (i, Cue.NONE, CRITICAL) for i in alone]
    if part.has(Cue.ONLY) and not said and any(word.value is not None for word in words):
        said = [(next(i for i, word in enumerate(words) if Cue.ONLY in word.cues), Cue.SCARCE, SHORTAGE)]
    return sorted(said, key=lambda mark: mark[0])


def is_strange(word: Word) -> bool:
    """A thing that nobody here knows."""
    first = word.text.split()[0]
    return (
        word.sort == "word"
        and not word.cues
        and not word.topics
        and word.value is None
        and first not in QUIET
        and len(first) > 2
    )


def _comes_still(words: list[Word], at: int) -> bool:
    """`vandet kommer stadig`, `vandet kommer fra egen brønd`."""
    after = {text for word in words[at + 1 :] for text in word.text.split()}
    if not words[0].topics or after & _LATER or any(word.value is not None for word in words[at + 1 :]):
        return False
    return bool(after & {"stadig", "stadigvæk", "fra", "ud", "fint", "endnu"})


_LATER = listed(
    "først snart måske nok senere morgen kl klokken aften nat ikke kun når hvis eftermiddag kommunen dråber"
)


_ADJECTIVES = listed(
    "god godt gode fin fint fine dejlig dejligt dejlige klar klart rent rene skøn skønt normal normalt"
)


def _is_of_another_thing(words: list[Word], marks: list[tuple[int, Cue]], at: int, cue: Cue) -> bool:
    """`vand ok tæpper mangler`, `vand ingen tæpper`: the mark is about the thing beside it."""
    known = any(word.topics for word in words[:at])
    after = words[at + 1] if at + 1 < len(words) else None
    if known and cue in (Cue.NEED, Cue.NONE) and after is not None and is_strange(after):
        return not any(word.topics for word in words[at + 1 :])
    if cue is Cue.GOOD and after is not None and is_strange(after) and words[at].text in _ADJECTIVES:
        return True  # `god ide med toilettet`
    earlier = any(i < at for i, _ in marks)
    return earlier and cue in (Cue.NEED, Cue.GONE) and at > 0 and is_strange(words[at - 1]) and not any(
        word.topics for word in words[at:]
    )  # fmt: skip


_OWN_VERBS: dict[str, frozenset[Topic]] = {
    "løber": frozenset({Topic.WATER}),
    "brænder": frozenset({Topic.LIGHT, Topic.HEAT}),
    "lyser": frozenset({Topic.LIGHT}),
    "varmer": frozenset({Topic.HEAT}),
    "gløder": frozenset({Topic.HEAT}),
    "svarer": frozenset({Topic.COMMS}),
    "fanger": frozenset({Topic.COMMS}),
    "larmer": frozenset({Topic.POWER}),
    "åben": frozenset({Topic.TOILET}),
    "åbent": frozenset({Topic.TOILET}),
    "åbne": frozenset({Topic.TOILET}),
}
"""What works when it does so: a tap may run, a toilet had better not."""


def _own_verb(words: list[Word], verb: str) -> Cue | None:
    named = {topic for word in words for topic in word.topics}
    if named & _OWN_VERBS[verb]:
        return Cue.WORKS
    return Cue.POOR if verb in ("løber", "brænder") else None


def by_place(words: list[Word], at: int) -> Cue | None:
    """Words that say how something is only right beside it: `mad nok`, `vand: nej`, `fuld tank`."""
    word = words[at]
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    if word.text == "nok":
        beside = any(other is not None and other.topics for other in (before, after))
        ends = after is None and any(other.text in ("har", "er") for other in words[:at])
        supposed = before is not None and before.text in (
            "går",
            "skal",
            "kommer",
            "vil",
            "kan",
            "god",
            "godt",
            "fin",
            "fint",
        )
        follows = after is not None and after.text in ("til", "af", "med")
        return Cue.ENOUGH if (beside or ends or follows) and not supposed else None
    if word.text in ("fuld", "fuldt", "fulde"):
        toilet = any(Topic.TOILET in other.topics for other in words)
        if after is not None and is_strange(after) and after.text not in ("tank", "tanke", "dunk", "dunke", "styrke"):
            return None
        return Cue.GONE if toilet else Cue.SCARCE if any(Cue.SCARCE in other.cues for other in words) else Cue.ENOUGH
    if before is not None and before.topics and word.text in ("nej", "ja"):
        return Cue.GONE if word.text == "nej" else Cue.GOOD
    return None


_EVER = frozenset(
    ("aldrig", "slet ikke", "dagen", "døgnet", "natten", "siden", "hele dagen", "i går", "i dag", "dage", "timer")
)


def _is_nobody(words: list[Word], at: int) -> bool:
    """`ingen har set det`: nobody."""
    after = words[at + 1].text.split()[0] if at + 1 < len(words) else ""
    return words[at].text == "ingen" and after in ("har", "er", "kan", "ved", "kommer", "der", "vil", "tør", "af")
