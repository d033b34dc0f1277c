"""What running text says of the eleven points without naming them: people who freeze, sleep, wait or are hungry."""

import re
from itertools import pairwise

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.claims import Claim, Hold
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import is_strange
from fieldkit.core.phrase.sentences import Part

OK, SHORTAGE, CRITICAL = Condition.OK, Condition.SHORTAGE, Condition.CRITICAL
COLDEST_THAT_IS_ONLY_COLD = 10
"""Degrees indoors; below it is dangerous for those who sit still."""
COLD_BELOW, WARM_FROM = 18, 20
_SOME = listed(
    """
    lidt en smule småfryser ene enkelt enkelte ældre fingre fingrene fingr hænder jeg mine mig
    """
)
_TROUBLES = (Cue.NEED, Cue.GONE, Cue.HOPED, Cue.TROUBLE)
_WAITED = (
    "stadig",
    "endnu",
    "tilbage",
    "resten",
    "rest",
    "tilb",
    "fleste",
    "venter",
    "mangler",
    "halvdelen",
    "nogle",
    "flere",
)


def signs(parts: list[Part]) -> list[Claim]:
    """Claims in the order in which they are told."""
    found: list[Claim] = []
    mild = any(_degrees(part) and min(_degrees(part)) >= COLDEST_THAT_IS_ONLY_COLD for part in parts)
    for i, part in enumerate(parts):
        after = parts[i + 1] if i + 1 < len(parts) and parts[i + 1].sentence == part.sentence else None
        before = parts[i - 1] if i else None
        found += _cold(part, mild, after)
        found += _dark(part, before)
        found += _hungry(part)
        found += _calm(part, after, [p for p in parts[i + 1 :] if p.sentence == part.sentence])
        found += _pickup(part, parts)
        found += _kitchen_and_cistern(part)
    return found


def _silent(part: Part) -> bool:
    return part.asks or part.supposes or part.quotes or part.elsewhere


def _denied(part: Part, *cues: Cue) -> bool:
    """Whether `ikke` or `ingen` stands before the word, or `ikke` right after it."""
    at = next((i for i, word in enumerate(part.words) if word.cues & set(cues)), 0)
    before = any(word.cues & {Cue.NOT, Cue.NONE} for word in part.words[:at])
    after = any(word.cues & {Cue.NOT, Cue.NONE} for word in part.words[at + 1 : at + 3])
    return before or after


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


def _cold(part: Part, mild: bool, after: Part | None) -> list[Claim]:
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
    cold = part.has(Cue.COLD) and not of_a_thing and not part.says("koldt vand", "udenfor", "ude", "derude")
    if cold and not part.topics() and not part.quotes and not part.elsewhere:
        if _denied(part, Cue.COLD):
            claims.append(Claim(Topic.HEAT, None, hold=Hold.PAST))
        else:
            some = (
                mild
                or part.has(Cue.SCARCE, Cue.SOON, Cue.PART)
                or part.says("kolde", "koldere", "køligt", "kolde fingre", "kolde hænder", "kolde fødder")
                or any(word.text in _SOME for word in part.words)
            )
            claims.append(Claim(Topic.HEAT, SHORTAGE if some else CRITICAL))
    elif cold and part.has(Cue.TOLD) and part.has(Cue.NONE):
        claims.append(Claim(Topic.HEAT, None))
    if part.has(Cue.WARM) and not part.topics() and not _silent(part) and not part.says("varmt tøj"):
        if (
            part.has(Cue.NOT, Cue.NONE, *_TROUBLES)
            or part.has(Cue.EXCEPT, Cue.ONLY, Cue.SCARCE)
            or (after is not None and after.has(Cue.EXCEPT))
        ):
            claims.append(Claim(Topic.HEAT, SHORTAGE))
        else:
            claims.append(Claim(Topic.HEAT, OK))
    return claims


def _dark(part: Part, before: Part | None) -> list[Claim]:
    if not part.has(Cue.DARK) or _silent(part) or part.says("udenfor", "ude"):
        return []
    if before is not None and part.words[0].text == "så" and before.sentence == part.sentence:
        return [Claim(Topic.LIGHT, SHORTAGE)]
    if _denied(part, Cue.DARK):
        return [Claim(Topic.LIGHT, None)]
    soft = part.has(Cue.SOON, Cue.PART, Cue.UPSET, Cue.SCARCE, Cue.LASTS) or part.says("resten", "bange for")
    return [Claim(Topic.LIGHT, SHORTAGE if soft else CRITICAL)]


def _hungry(part: Part) -> list[Claim]:
    if _silent(part):
        return []
    claims: list[Claim] = []
    if (
        part.says("mætte", "mæt")
        and not part.has(Cue.NOT, Cue.NONE, Cue.PART, Cue.SCARCE)
        and not part.says("kan", "skal", "bliver")
    ):
        claims.append(Claim(Topic.FOOD, OK))
    for cue, topic in ((Cue.HUNGRY, Topic.FOOD), (Cue.THIRSTY, Topic.WATER)):
        if part.has(cue) and not _denied(part, cue):
            claims.append(Claim(topic, SHORTAGE))
    return claims


def _kitchen_and_cistern(part: Part) -> list[Claim]:
    """`kan ikke skylle`, `kan ikke lave mad`."""
    if _silent(part) or not part.has(Cue.NOT):
        return []
    said = " ".join(word.text for word in part.words)
    if re.search(
        r"(?:ikke|ik|ikk)(?: længere| mere| kunnet)? (?:skylle|trække ud|trække i snoren)(?: ud)?(?!\w)", said
    ):
        return [Claim(Topic.TOILET, CRITICAL)]
    if re.search(r"ikke (?:lave (?:suppe|noget mad|aftensmad|frokost)|koge|varme (?:maden|mad))", said):
        return [Claim(Topic.FOOD, SHORTAGE)]
    return []


def _calm(part: Part, after: Part | None, rest: list[Part]) -> list[Claim]:
    if _silent(part):
        return [Claim(Topic.CALM, None, hold=Hold.PAST)] if part.has(Cue.CALM, Cue.UPSET, Cue.FEAR) else []
    claims: list[Claim] = []
    self_only = part.says("jeg", "mig", "min") and not part.has(Cue.PEOPLE)
    one = (
        not part.says("alle sover", "sover alle")
        and part.says("hun", "han", "en pige", "en dreng", "hende", "ham")
        and not part.says("alle", "børnene", "de")
    )
    things = [topic for topic in part.topics() if topic is not Topic.CALM]
    if part.has(Cue.FEAR):
        claims.append(Claim(Topic.CALM, OK if _denied(part, Cue.FEAR) else CRITICAL))
    if (
        part.has(Cue.UPSET)
        and not self_only
        and not things
        and (part.has(Cue.PEOPLE, Cue.WE, Cue.IT, Cue.PART) or _is_noun(part) or _is_human(part))
    ):
        if _denied(part, Cue.UPSET):
            excepted = part.has(Cue.EXCEPT) or (after is not None and after.has(Cue.EXCEPT))
            claims.append(Claim(Topic.CALM, SHORTAGE if excepted else None if part.has(Cue.BUT) else OK))
        else:
            claims.append(Claim(Topic.CALM, SHORTAGE))
    welfare = part.says("har det godt", "har det fint", "har det okay", "har det ok") and (
        part.words[0].text in ("vi", "her") or not part.has(Cue.PEOPLE) or part.says("vi")
    )
    if part.has(Cue.CALM) and not things and not one and not welfare and not (self_only and not part.says("her")):
        if _denied(part, Cue.CALM):
            claims.append(Claim(Topic.CALM, SHORTAGE))
        elif (
            part.has(*_TROUBLES)
            or part.says("kan", "vil", "skal", "prøver", "forsøger", "bare", "kun", "gid")
            or part.has(Cue.PAST, Cue.DOUBT, Cue.IF, Cue.UNTIL)
            or _is_taken_back(after)
        ):
            claims.append(Claim(Topic.CALM, None))
        elif part.has(Cue.PART, Cue.SCARCE) or part.says("tredjedel"):
            claims.append(Claim(Topic.CALM, None, hold=Hold.PAST))
        else:
            excepted = part.has(Cue.EXCEPT) or (after is not None and after.has(Cue.EXCEPT))
            upset = any(
                word.cues & {Cue.UPSET, Cue.TOLD} or word.text in ("vandrer", "vågen", "vågne")
                for other in rest
                for word in other.words
            )
            asleep = not upset and part.says("sover", "sover alle", "alle sover")
            claims.append(Claim(Topic.CALM, SHORTAGE if excepted and not asleep else OK))
    return claims


def _is_taken_back(after: Part | None) -> bool:
    """`men det varer ikke ved`, `de små er ikke`: nothing else is understood of it than that it denies."""
    if after is None or after.topics() or after.has(Cue.CALM, Cue.UPSET, Cue.COLD, Cue.NEED, Cue.FETCHED, Cue.WARM):
        return False
    return after.has(Cue.NOT) or (after.joint == "men" and after.has(Cue.ONLY, Cue.SOON))


def _is_human(part: Part) -> bool:
    """Words that are said of people only, whatever their names."""
    return not part.says("hyler", "skriger", "råber", "på spil", "går i ring", "spændt", "oppe at køre", "ballade")


def _is_noun(part: Part) -> bool:
    return len(part.words) <= 4 or any(topic is Topic.CALM for topic in part.topics())


def _pickup(part: Part, parts: list[Part]) -> list[Claim]:
    if part.asks or part.supposes or part.elsewhere:
        return []
    claims: list[Claim] = []
    nearby = [other for other in parts if not other.asks]
    if part.says("voksne", "ansatte", "ansat", "kolleger", "kollega", "kollegaer", "personale", "vagten", "diesel"):
        return []
    nearby = [other for other in nearby if not other.says("voksne", "ansatte", "kolleger", "personale")]
    kin = part.has(Cue.KIN) or part.says("ingen kan komme", "ingen kan hente")
    if (
        part.has(Cue.BLOCKED)
        and (kin or any(p.has(Cue.KIN) or p.has(Cue.FETCHED, Cue.WAITS) for p in nearby))
        and not part.topics()
    ):
        claims.append(Claim(Topic.PICKUP, CRITICAL))
    elif (
        part.has(Cue.WAITS) or (part.has(Cue.KIN) and part.says("venter", "afventer", "ventet"))
    ) and not part.topics():
        claims.append(Claim(Topic.PICKUP, SHORTAGE))
    elif part.has(Cue.FETCHED) and not part.topics():
        few = part.says("ikke alle", "ikke helt alle", "af", "næsten", "snart") or (
            part.has(Cue.SOON, Cue.SCARCE) and not part.says("sidste")
        )
        if _denied(part, Cue.FETCHED) or (
            few and not part.says("af sin", "den sidste", "de sidste", "det sidste") and not part.has(Cue.KIN)
        ):
            claims.append(Claim(Topic.PICKUP, SHORTAGE))
        elif any(
            Cue.FETCHED in word.cues
            and after.text.split()[0] in ("ind", "ned", "op", "fra", "på", "i", "over", "ud", "til")
            for word, after in pairwise(part.words)
        ):
            claims.append(Claim(Topic.PICKUP, None, hold=Hold.PAST))
        else:
            waits = any(
                other.has(Cue.WAITS, Cue.EXCEPT, Cue.BLOCKED)
                or any(set(word.text.split()) & set(_WAITED) for word in other.words)
                or other.has(Cue.PART)
                for other in nearby
            )
            claims.append(Claim(Topic.PICKUP, SHORTAGE if waits else OK))
    elif part.has(Cue.KIN) and any(
        word.text in ("kom", "er kommet", "kommet", "dukket op", "ankommet") for word in part.words
    ):
        if (
            not part.topics()
            and not part.has(Cue.NOT, Cue.NONE, Cue.SOON)
            and not any(p.has(Cue.WAITS) for p in nearby)
        ):
            claims.append(Claim(Topic.PICKUP, OK))
    elif (
        part.says("hente", "hent")
        and not part.topics()
        and any(other.has(Cue.KIN) and other.sentence == part.sentence for other in parts)
        and part.says("skal", "må", "bed", "sig", "komme", "hente")
    ):
        claims.append(Claim(Topic.PICKUP, CRITICAL if part.cries else SHORTAGE))
    elif (
        part.has(Cue.KIN)
        and part.says("kommer først", "får først", "først", "kommer senere", "kommer i morgen")
        and not part.topics()
        and not part.says("hilsen")
    ):
        claims.append(Claim(Topic.PICKUP, SHORTAGE))
    return claims
