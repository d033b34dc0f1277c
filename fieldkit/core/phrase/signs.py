"""What running text says of the eleven points without naming them: people who freeze, sleep, wait or are hungry."""

import re

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.claims import Claim, Hold
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.feelings import TROUBLES, calm
from fieldkit.core.phrase.fetching import is_denied, pickup
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import is_strange
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

COLD_BELOW, WARM_FROM = 18, 20
COLDEST_THAT_IS_ONLY_COLD = 13
"""Degrees indoors; below it is dangerous for those who sit still."""


_SOME = listed(
    """
    lidt en smule småfryser ene enkelt enkelte ældre fingre fingrene fingr hænder jeg mine mig
    """
)


def signs(parts: list[Part]) -> list[Claim]:
    """Claims in the order in which they are told."""
    found: list[Claim] = []
    mild = any(_degrees(part) and min(_degrees(part)) >= COLDEST_THAT_IS_ONLY_COLD for part in parts)
    copes = any(word.text in _COPES for part in parts for word in part.words) and not any(part.cries for part in parts)
    for i, part in enumerate(parts):
        after = parts[i + 1] if i + 1 < len(parts) and parts[i + 1].sentence == part.sentence else None
        before = parts[i - 1] if i else None
        found += _cold(part, mild, before, after, copes)
        found += _dark(part, before, parts)
        found += _hungry(part, after)
        found += calm(part, after, [p for p in parts[i + 1 :] if p.sentence == part.sentence])
        found += pickup(part, parts)
        found += _kitchen_and_cistern(part)
    return found


def _degrees(part: Part) -> list[float]:
    """Degrees indoors."""
    if part.elsewhere or part.asks or part.says("feber", "udenfor", "ude", "derude"):
        return []
    found: list[float] = []
    for i, word in enumerate(part.words[1:], 1):
        value = part.words[i - 1].value
        if value is not None and word.text in ("grader", "graders", "grad", "°", "°c"):
            found.append(value)
    return found


def _is_a_cold_room(part: Part) -> bool:
    """`meget kold i rummet`, `gulvet er koldt`."""
    places = ("rum", "rummet", "stuen", "huset", "gangen", "hallen", "lokalet", "rummene", "stuerne", "værelserne")
    return part.says("kold", "koldt", "køligt", "kølig") and part.says(*places)


_COPES = frozenset(
    ("tæpper", "tæppe", "dyner", "dyne", "jakker", "jakke", "overtøj", "varme tæpper", "soveposer", "flyverdragt",
     "flyverdragter", "uldtæpper", "klarer", "holde ud", "udholdeligt", "halm", "huer")
)  # fmt: skip


def _cold(part: Part, mild: bool, before: Part | None, after: Part | None, copes: bool) -> list[Claim]:
    if part.asks or part.supposes:
        return []
    degrees = _degrees(part)
    claims: list[Claim] = []
    for value in degrees:
        minus = part.says("minus", "frost")
        if minus or value < COLDEST_THAT_IS_ONLY_COLD:
            claims.append(Claim(Topic.HEAT, CRITICAL))
        elif value < COLD_BELOW:
            claims.append(Claim(Topic.HEAT, SHORTAGE))
        elif WARM_FROM <= value <= 26 and not part.has(Cue.PAST):
            claims.append(Claim(Topic.HEAT, OK))
    at = next((i for i, word in enumerate(part.words) if Cue.COLD in word.cues), 0)
    of_a_thing = (
        at + 1 < len(part.words)
        and part.words[at].text in ("koldt", "kolde", "køligt")
        and is_strange(part.words[at + 1])
    )
    cold = (
        (part.has(Cue.COLD) or _is_a_cold_room(part))
        and not of_a_thing
        and not part.says("koldt vand", "udenfor", "ude", "derude")
    )
    if cold and not part.topics() and not part.quotes and not part.elsewhere:
        if re.search(r"ingen (?:af \w+ |af de \w+ )?fryser", " ".join(word.text for word in part.words)):
            claims.append(Claim(Topic.HEAT, OK))
        elif is_denied(part, Cue.COLD):
            claims.append(Claim(Topic.HEAT, None, hold=Hold.PAST))
        else:
            some = (
                mild
                or copes
                or part.has(Cue.SCARCE, Cue.SOON, Cue.PART)
                or part.says("kolde", "koldere", "køligt", "kolde fingre", "kolde hænder", "kolde fødder")
                or any(word.text in _SOME for word in part.words)
            )
            past = part.has(Cue.PAST) and part.says("i går", "i går aftes", "tidligere", "i morges")
            hold = Hold.PAST if past else Hold.STANDS
            claims.append(Claim(Topic.HEAT, SHORTAGE if some else CRITICAL, hold=hold))
    elif cold and part.has(Cue.TOLD) and part.has(Cue.NONE):
        claims.append(Claim(Topic.HEAT, None))
    spoken = (
        before is not None and before.sentence == part.sentence and {Topic.WATER, Topic.FOOD} & set(before.topics())
    )
    if (
        part.has(Cue.WARM)
        and not (spoken and is_denied(part, Cue.WARM))
        and not part.topics()
        and not part.silent
        and not part.says("varmt tøj")
        and not (part.says("lun", "lune") and not part.has(Cue.PEOPLE, Cue.WE))  # the soup is
    ):
        if (
            part.has(Cue.NOT, Cue.NONE, *TROUBLES)
            or part.has(Cue.EXCEPT, Cue.ONLY, Cue.SCARCE)
            or (after is not None and after.has(Cue.EXCEPT))
        ):
            claims.append(Claim(Topic.HEAT, SHORTAGE))
        else:
            claims.append(Claim(Topic.HEAT, OK))
    return claims


def _dark(part: Part, before: Part | None, parts: list[Part]) -> list[Claim]:
    if not part.has(Cue.DARK) or part.silent or part.says("udenfor", "ude"):
        return []
    lit = any(Topic.LIGHT in p.topics() and not p.has(Cue.NONE, Cue.NOT, Cue.GONE, Cue.WENT, Cue.NEED) for p in parts)
    if lit and re.search(r"mørkt? (?:i|på|ved) \w", " ".join(word.text for word in part.words)):
        return [Claim(Topic.LIGHT, SHORTAGE)]
    if (
        before is not None
        and {w.text for w in part.words[:2]} & {"så", "derefter", "bagefter"}
        and before.sentence == part.sentence
    ):
        return [Claim(Topic.LIGHT, SHORTAGE)]
    if is_denied(part, Cue.DARK):
        return [Claim(Topic.LIGHT, None)]
    soft = part.has(Cue.SOON, Cue.PART, Cue.UPSET, Cue.SCARCE, Cue.LASTS) or part.says("resten", "bange for")
    return [Claim(Topic.LIGHT, SHORTAGE if soft else CRITICAL)]


def _hungry(part: Part, after: Part | None) -> list[Claim]:
    if part.silent:
        return []
    claims: list[Claim] = []
    if (
        part.says("mætte", "mæt")
        and not part.has(Cue.NOT, Cue.NONE, Cue.PART, Cue.SCARCE)
        and not part.says("kan", "skal", "bliver")
    ):
        claims.append(Claim(Topic.FOOD, OK))
    gone = after is not None and after.joint in ("men", "og") and after.has(Cue.NONE, Cue.NEED, Cue.NOT, Cue.GONE)
    if _have_eaten(part) and not (gone and not (after is not None and after.topics())):
        claims.append(Claim(Topic.FOOD, OK))
    for cue, topic in ((Cue.HUNGRY, Topic.FOOD), (Cue.THIRSTY, Topic.WATER)):
        if part.has(cue) and not is_denied(part, cue):
            claims.append(Claim(topic, SHORTAGE))
    return claims


_EATEN = re.compile(
    r"(?:^|\s)har (?:nu |lige |jo |alle |faktisk |allerede |også |endelig )*"
    r"(?:spist|fået (?:mad|aftensmad|frokost|morgenmad|noget at spise|middag|spist))"
    r"(?: nu| suppe| grød| brød| alle sammen| og| til aften| aftensmad| morgenmad| frokost)*$"
)


def _have_eaten(part: Part) -> bool:
    """`alle har spist`."""
    if part.has(Cue.NOT, Cue.NONE, Cue.ONLY, Cue.EXCEPT, Cue.SCARCE, Cue.DOUBT, Cue.SOON, Cue.BUT):
        return False
    some = any((word.cues & {Cue.PART} and word.text != "resten") or word.value is not None for word in part.words)
    if some and not part.says("alle"):
        return False
    return bool(_EATEN.search(" ".join(word.text for word in part.words)))


def _kitchen_and_cistern(part: Part) -> list[Claim]:
    """`kan ikke skylle`, `kan ikke lave mad`."""
    if part.silent or not part.has(Cue.NOT):
        return []
    said = " ".join(word.text for word in part.words)
    if re.search(
        r"(?:ikke|ik|ikk)(?: længere| mere| kunnet)? (?:skylle|trække ud|trække i snoren)(?: ud)?(?!\w)", said
    ):
        return [Claim(Topic.TOILET, CRITICAL)]
    if re.search(r"ikke (?:lave (?:suppe|noget mad|aftensmad|frokost)|koge|varme (?:maden|mad))", said):
        return [Claim(Topic.FOOD, SHORTAGE)]
    return []
