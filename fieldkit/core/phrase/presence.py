"""That there is some of a thing, and nothing else: `vi har lys`, `mad er der`."""

import re

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.sentences import Part

ENOUGH_TO_HAVE = listed(
    """
    vand vandet drikkevand varme varmen mad maden aftensmad morgenmad morgenmaden aftensmaden frokost lys lyset
    stearinlys lommelygter lygter nødlys strøm strømmen nødstrøm net nettet dækning forbindelse sæbe bleer toiletter
    papir lister skemaer listerne toiletpapir håndsprit brød suppe grød telefonforbindelse radioforbindelse
    """
)


_HERE_IT_IS = re.compile(
    r"^(?:(?:og|men|ja|jo|så|altså|her|nu|hos os|heldigvis|dog) )*"
    r"(?:(?:vi|jeg) har(?: (?:da|også|heldigvis|stadig|jo|altså|sgu|skam|både|nu|såmænd|fortsat|godt|igen))*|"
    r"der er(?: (?:da|også|heldigvis|stadig|jo|altså|sgu|skam|både|nu|såmænd|fortsat|igen))*|"
    r"har vi(?: (?:da|også|heldigvis|stadig|nu|både))*|er der(?: (?:da|også|heldigvis|stadig|nu|både))*) #"
    r"(?: (?:her|igen|stadig|endnu|nu|hos os|i huset|overalt|i hele huset|på|alle steder|i alle rum|til alle))*$"
)
"""`vi har lys`, `der er også varme`."""


_IT_IS_HERE = re.compile(
    r"^(?:(?:og|ja|jo|så|heldigvis) )*#(?: (?:og )?#)* (?:er der|har vi|er her)"
    r"(?: (?:da|også|heldigvis|stadig|skam|nu|endnu|jo|altså|godt nok|her|masser af|igen))*$"
)
"""`mad er der`, `lister har vi`."""


_ALSO = re.compile(r"^(?:og )?# (?:også|ligeså|ligeledes)$")


def is_there(part: Part, topics: list[Topic], after: Part | None) -> bool:
    """Whether it says that there is some, and nothing else: `vi har lys`."""
    said = " ".join("#" if word.topics and not word.cues else word.text for word in part.words)
    if not (_HERE_IT_IS.match(said) or _IT_IS_HERE.match(said) or _ALSO.match(said)) or part.asks:
        return False
    named = [word.text for word in part.words if word.topics]
    if not all(name in ENOUGH_TO_HAVE for name in named):
        return False
    return after is None or not is_limited_by(after, part, topics)


def is_limited_by(after: Part, part: Part, topics: list[Topic]) -> bool:
    """Whether what follows makes less of it."""
    again = bool(set(after.topics()) & set(topics)) and after.begins and len(after.words) < 4
    limited = again or after.has(Cue.ONLY, Cue.UNTIL, Cue.IF, Cue.EXCEPT, Cue.CORRECTS, Cue.LASTS)
    taken_back = after.sentence == part.sentence and (
        after.joint in ("men", "omend", "der", "som", "når", "hvis", "selvom")
        or after.has(Cue.BUT, Cue.NOT, Cue.NONE)
        or (not after.topics() and after.joint != "og" and not after.says("også"))
    )
    return limited or (taken_back and (not after.topics() or bool(set(after.topics()) & set(topics))))
