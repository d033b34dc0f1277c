"""Whether those who should be fetched are, as running text tells it."""

from itertools import pairwise

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.claims import Claim, Hold
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

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


def is_denied(part: Part, *cues: Cue) -> bool:
    """Whether `ikke` or `ingen` stands before the word, or `ikke` right after it."""
    at = next((i for i, word in enumerate(part.words) if word.cues & set(cues)), 0)
    before = any(word.cues & {Cue.NOT, Cue.NONE} for word in part.words[:at])
    after = any(word.cues & {Cue.NOT, Cue.NONE} for word in part.words[at + 1 : at + 3])
    return before or after


_ALL_OF_THEM = (
    "alle", "alle sammen", "allesammen", "sidste", "de sidste", "den sidste", "det sidste", "begge", "samtlige",
    "børnene", "ungerne", "eleverne", "de små", "de store", "resten", "dem alle", "de alle", "børn",
)  # fmt: skip


def _all_fetched(part: Part, parts: list[Part]) -> bool:
    """Whether those who were fetched are all of them, and not one or the staff."""
    near = [other for other in parts if other.sentence == part.sentence]
    if any(other.says(*_ALL_OF_THEM) for other in near) or part.has(Cue.ALL):
        return True
    said = [text for word in part.words for text in word.text.split()]
    return part.has(Cue.KIN) and not {"en", "et"} & set(said) and not any(w.value is not None for w in part.words)


def pickup(part: Part, parts: list[Part]) -> list[Claim]:
    if part.asks or part.supposes or part.elsewhere:
        return []
    claims: list[Claim] = []
    nearby = [other for other in parts if not other.asks]
    if part.says("voksne", "ansatte", "ansat", "kolleger", "kollega", "kollegaer", "personale", "vagten", "diesel"):
        return []
    before = [other for other, this in pairwise(parts) if this is part and other.sentence == part.sentence]
    if part.has(Cue.FETCHED) and any(
        other.says("personale", "syg", "syge", "ansatte", "vikar", "voksne") for other in before
    ):
        return []  # `personale 7 heraf 1 syg som er sendt hjem`
    nearby = [other for other in nearby if not other.says("voksne", "ansatte", "kolleger", "personale")]
    kin = (
        part.has(Cue.KIN)
        or (part.says("kan ikke hente", "kan ikke hentes", "ikke kan hentes") and part.has(Cue.PEOPLE))
        or part.says("ingen henter", "som ingen henter", "ingen kan komme", "ingen kan hente")
    )
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
        if is_denied(part, Cue.FETCHED) or (
            few and not part.says("af sin", "den sidste", "de sidste", "det sidste") and not part.has(Cue.KIN)
        ):
            claims.append(Claim(Topic.PICKUP, SHORTAGE))
        elif (
            part.words[0].value is not None
            and part.says("blev", "er", "er hentet", "er blevet hentet")
            and not (part.says("alle"))
        ):
            claims.append(Claim(Topic.PICKUP, None, hold=Hold.PAST))  # `to blev hentet`
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
            if waits or _all_fetched(part, parts):
                claims.append(Claim(Topic.PICKUP, SHORTAGE if waits else OK))
            else:
                claims.append(Claim(Topic.PICKUP, None, hold=Hold.PAST))
    elif part.has(Cue.KIN) and any(
        word.text in ("kom", "er kommet", "kommet", "dukket op", "ankommet") for word in part.words
    ):
        if (
            not part.topics()
            and not part.has(Cue.NOT, Cue.NONE, Cue.SOON)
            and not any(p.has(Cue.WAITS) for p in nearby)
            and part.says("alle", "forældrene", "forældre", "pårørende", "familierne")
            and part.says("kom", "er kommet", "kommet")
            and not any(p.joint == "men" and p.sentence == part.sentence for p in parts)
            and any(p.says("børnene", "børn", "alle") for p in nearby)
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
