"""How a part of a sentence says that something is: what its marks come to with all that limits or doubts them."""

import re

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.amounts import few, is_low_percent, lasts_till
from fieldkit.core.phrase.claims import heaviest
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import Mark, by_place
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

_WEAKENS = listed(
    """
    bliver blive bedre ville skulle burde kunne håber næsten snart ret nogenlunde engang delvist først indtil
    stedet forkerte
    """
)
"""Words that leave it open in the same part."""
WITHIN = frozenset({"i", "på", "ved", "inde", "ude", "oppe", "nede"})
_WINGS = frozenset({"fløj", "blok", "hus", "afdeling", "afd", "sal", "etage", "stue", "bygning", "opgang", "kælder"})
_ALL_OF_IT = listed(
    """
    skolen huset stedet institutionen børnehaven plads orden hele alle gang drift dag nat aften morgen natten ugen dagen
    """
)
_EVERYBODY = listed("alle os begge det at i natten kl klokken vi hele os vores køkkenet")


def _softened(part: Part, condition: Condition | None) -> Condition | None:
    """`snart`, `kun`, `nogle steder` take an edge off, on either side."""
    if few(part) and condition is not None:
        return SHORTAGE
    if condition is CRITICAL and part.has(Cue.SOON):
        return SHORTAGE
    if condition is OK and part.has(Cue.ONLY, Cue.SCARCE):
        return SHORTAGE
    doubt = any(
        Cue.DOUBT in word.cues and not (word.text == "nok" and by_place(part.words, i))
        for i, word in enumerate(part.words)
    ) or (Cue.DOUBT in part.cues and not any(Cue.DOUBT in word.cues for word in part.words))
    if condition is OK and (_to_some(part) or part.words[0].text in ("normalt", "som regel", "plejer")):
        return None
    if condition is OK and _TOMORROW.search(said_in(part)):
        return None
    if condition is OK and not doubt and not part.has(Cue.SOON, Cue.EXCEPT) and lasts_over_night(part):
        return OK
    if condition is OK and (doubt or part.has(Cue.SOON, Cue.UNTIL, Cue.EXCEPT)):
        return SHORTAGE if part.has(Cue.UNTIL, Cue.EXCEPT) else None
    return condition


_TOMORROW = re.compile(r"(?<!til )(?<!nok )i morgen(?! (?:også|tidlig også))")
_OVER_NIGHT = re.compile(
    r"(?:nok til|nok|rigeligt|rigelig|klar|på plads|klart|masser af \w+|rigeligt med \w+) (?:til )?"
    r"(?:til (?:i morgen(?: tidlig| middag| aften)?|imorgen|morgen|morgenmad)|i morgen(?: tidlig| middag| aften)?|"
    r"hele natten|natten over)(?: også| mindst)?$"
)


def lasts_over_night(part: Part) -> bool:
    """`mad nok til i morgen` is enough; `mad til i morgen` may not be."""
    return bool(_OVER_NIGHT.search(said_in(part))) and not part.has(Cue.ONLY, Cue.NOT, Cue.SCARCE)


def is_partial(part: Part) -> bool:
    """Whether it tells of some of them, or of one place in the house."""
    if part.has(Cue.PART):
        return True
    for i, word in enumerate(part.words[:-1]):
        numbered = part.words[i + 1].value
        if word.topics and Topic.TOILET in word.topics and numbered is not None and numbered < 10 and i == 0:
            return True  # `toilet 2 er lukket`
        if word.text in WITHIN and i and part.words[i + 1].text in _WINGS:
            return True
        if word.text in WITHIN and i and not part.words[i - 1].cues & {Cue.LASTS}:
            place = part.words[i + 1]
            if (
                place.text not in _ALL_OF_IT
                and place.value is None
                and not place.topics
                and not place.cues - {Cue.ELSEWHERE, Cue.PART}
                and place.text.endswith(("en", "et", "ne", "sal", "stue"))
            ):
                return True
    return False


def _to_some(part: Part) -> bool:
    """`ok til de små`, `god nok til hunden`."""
    for i, word in enumerate(part.words):
        text = word.text.split()
        good = word.cues & {Cue.GOOD, Cue.ENOUGH} or word.text == "nok"
        if not good:
            continue
        rest = [t for other in part.words[i + 1 :] for t in other.text.split()]
        if text[-1] == "til":
            rest = ["til", *rest]
        if rest[:1] == ["nok"] or (word.text == "nok" and part.words[i + 1 : i + 2] and part.words[i + 1].topics):
            rest = rest[1:]
        number = any((other.value or 0) > 9 for other in part.words[i + 1 : i + 3]) or part.says(
            "døgn", "dage", "dag", "uge", "uger", "timer"
        )
        if part.says("overleve", "nød", "kop") or "overleve" in said_in(part):
            return True
        if rest[:1] == ["til"] and rest[1:2] and rest[1] not in _EVERYBODY and not number:
            return True
    return False


def is_only_one(part: Part) -> bool:
    """`en pære der lyser`."""
    return any(
        before.text in ("en", "et", "én", "1", "den ene", "det ene")
        and set(word.topics) & {Topic.LIGHT, Topic.TOILET, Topic.COMMS}
        for before, word in zip(part.words, part.words[1:], strict=False)
    )


def is_weakened(part: Part) -> bool:
    """Whether a word leaves open whether it is so."""
    return any(
        text in _WEAKENS for word in part.words for text in word.text.split() if not word.cues & {Cue.GOOD, Cue.ENOUGH}
    )


def condition_of(part: Part, marks: list[Mark], hours: int | None, topics: list[Topic]) -> Condition | str | None:
    """What it says of its things; `nothing` when it has no word for how they are."""
    if part.has(Cue.FALSE_ALARM):
        return OK
    if topics == [Topic.PICKUP] and part.says("slut", "afsluttet", "færdig", "overstået") and len(part.words) < 6:
        return OK
    if part.says("bange for at", "bekymret for", "frygter", "frygter at"):
        return SHORTAGE  # what is feared is not so; that it may come is a worry
    if part.has(Cue.LASTS) and part.topics() and re.search(r"hvor længe|ved ikke om|ikke sikker på om", said_in(part)):
        return SHORTAGE
    since = part.says("siden") and part.says("har", "har været", "har haft")
    if part.has(Cue.PAST) and not part.has(Cue.NOW, Cue.AGAIN) and not since:
        good = all(said is OK for _, _, said in marks)
        if good and marks:
            return None
        if part.says("fra") and part.says("til", "og"):
            return None
        if part.says("havde", "har haft", "plejede") and not part.has(Cue.WENT):
            return None
    if part.says("skylles", "trækkes", "bruges", "drikkes", "koges") and part.says("må", "skal", "kan kun"):
        return SHORTAGE  # `må skylles med spand`
    if Topic.TOILET in topics and any(word.text.startswith(("fyldt", "fuld")) for word in part.words):
        return CRITICAL
    if Topic.WATER in topics and re.search(r"ikke (?:drikke|drikkes)|udrikkelig", said_in(part)):
        return CRITICAL
    if part.topics() and re.search(r"kan (?:godt |kun )?bruges til|bruges til", said_in(part)):
        return None
    if (
        part.topics()
        and re.search(r"gal(?:t)? med|er problemet$|der bekymrer|bekymrer (?:mig|os)", said_in(part))
        and not (part.has(Cue.NOT, Cue.NONE))
    ):
        return SHORTAGE
    if _holds_out(part, marks, hours):
        return OK
    if part.says("ville") and any(c is Cue.WORKS for _, c, _ in marks):
        return CRITICAL
    if any(c is Cue.HOPED for _, c, _ in marks) and any(c is Cue.GOOD for _, c, _ in marks):
        return None
    if part.words[0].text in ("måske", "tror") and hours is not None:
        return SHORTAGE
    if part.words[0].text in ("måske", "tror") or part.says("tror ikke"):
        return None
    said = [condition for _, _, condition in marks]
    if Topic.HEAT in topics and part.topics() and any(word.text.startswith(("kold", "iskold")) for word in part.words):
        said.append(CRITICAL)
    worst = heaviest(said) if said else "nothing"
    if said and None in said and worst is OK:
        worst = None
    if hours is not None:
        generous = hours >= 24 and any(cue in (Cue.ENOUGH, Cue.CAME, Cue.GOOD) for _, cue, _ in marks)
        if worst in ("nothing", OK, None) and not generous:
            worst = SHORTAGE
    elif worst is OK and lasts_over_night(part):
        return _softened(part, OK)
    elif (part.has(Cue.UNTIL) or lasts_till(part) or re.search(r"til i \w", said_in(part))) and worst in (
        OK,
        None,
        "nothing",
    ):
        worst = SHORTAGE if worst is OK or part.has(Cue.ONLY, Cue.LASTS) else worst
    if worst == "nothing" and _has_it(part):
        return OK
    if worst == "nothing" and part.words[0].cues & {Cue.UNTIL} and not part.topics():
        return SHORTAGE
    if worst == "nothing" and re.search(
        r"til (?:kl|klokken|i morgen|i aften|i nat|middag|midnat|natten)", said_in(part)
    ):
        return SHORTAGE
    if worst in ("nothing", OK) and is_low_percent(part):
        return SHORTAGE
    if worst == "nothing":
        if part.has(Cue.LEFT):
            return _left(part)
        if part.has(Cue.AGAIN):
            amount = any(word.value is not None for word in part.words)
            return (
                SHORTAGE if amount and not part.has(Cue.NOW) and not part.says("kl", "siden") else _softened(part, OK)
            )
        if part.has(Cue.ONLY):
            return SHORTAGE
        return "nothing"
    if part.has(Cue.LEFT) and worst is OK and any(word.text == "tilbage" for word in part.words):
        worst = _left(part)
    if worst is SHORTAGE and part.says("kritisk", "akut", "alvorlig", "alvorligt", "kritiske"):
        worst = CRITICAL
    return _softened(part, worst)  # type: ignore[arg-type]


_HOLDS_OUT = re.compile(
    r"(?:holder|rækker|holder stand)(?: (?:endnu|stadig|fint|godt|skam|jo|stadigvæk|indtil videre|vist))*$"
)


def _holds_out(part: Part, marks: list[Mark], hours: int | None) -> bool:
    """`varmen holder endnu`, `vand på dunk rækker`."""
    bad = any(said is not OK for _, _, said in marks)
    if (
        bad
        or hours is not None
        or not part.topics()
        or not (part.words[0].topics or (part.words[0].text == "og" and len(part.words) > 1 and part.words[1].topics))
    ):
        return False
    if part.has(Cue.NOT, Cue.NONE, Cue.ONLY, Cue.UNTIL, Cue.SOON, Cue.IF, Cue.PART, Cue.EXCEPT, Cue.SCARCE):
        return False
    return bool(_HOLDS_OUT.search(said_in(part)))


def said_in(part: Part) -> str:
    """Its words, turns as they stand."""
    return " ".join(word.text for word in part.words)


def _has_it(part: Part) -> bool:
    """`sæbe har vi også`, `vi har både mad og drikke`."""
    said = " ".join(word.text for word in part.words)
    return bool(re.search(r"(?:^|\s)har vi(?: (?:også|heldigvis|stadig|skam|endnu|da|jo))*$", said)) and bool(
        part.words[0].topics
        or (part.words[0].text in ("og", "men", "jo") and len(part.words) > 1 and part.words[1].topics)
    )


def _left(part: Part) -> Condition | None:
    """`strømmen er tilbage` is back; `vand tilbage` after an amount is what is left."""
    amounts = any(word.value is not None or word.sort in ("number", "percent") for word in part.words)
    if not part.says("tilbage"):
        return None
    if amounts or part.has(Cue.ONLY, Cue.SCARCE) or part.says("har", "af", "har vi"):
        return SHORTAGE
    return OK
