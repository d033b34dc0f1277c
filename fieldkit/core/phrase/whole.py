"""What a text says of the whole place, as plainly as a colour: `vi er okay`, `vi klarer den ikke`."""

import re

from fieldkit.core.facts.terms import Condition, Level, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.sentences import Part

_WELL = (
    "(?:ok|okay|okej|oki|fint|godt|udmærket|fine|i orden|"
    "i skønneste orden|i den skønneste orden|i fineste orden|vel|velbeholdne|helt fint|godt nok)"
)
_FIRST = "(?:men|og|jo|ja|at|så|altså|lige nu|hos os|for tiden|i øjeblikket|ellers|bare|tak)"
_WHO = "(?:vi|her|alle|alting|alt|det hele|alle sammen)"
_IS = "(?:har det|klarer os|klarer den|er|går|er alt|er alting|går det|er det hele|går det hele)"
_HOW = (
    "(?:sådan set|alle|alle sammen|stadig|fortsat|faktisk|her|alt|nu|jo|sgu|helt|ganske|rigtig|lige nu|endnu|os|hos os|"
    "altså)"
)
_NOTHING = "(?:ikke noget|ingenting|intet|ikke en skid|ikke noget som helst)"
_LAST = (
    "(?:her|nu|lige nu|tak|endnu|stadig|herude|heroppe|hernede|herinde|hos os|på skolen|herfra|i nat|indtil videre|"
    "alle sammen|👍)"
)
_SAYINGS = (
    f"{_WHO} {_IS}(?: {_HOW})* {_WELL}",
    f"(?:lige nu|nu|her) går det(?: (?:faktisk|fint|helt))* {_WELL}",
    "(?:her )?(?:er )?alt(?: (?:er|her|hos os))* (?:ok|okay|i orden|vel|godt|fint|som det skal være|som det skal)",
    "(?:her )?er alt som det skal(?: være)?",
    "alt (?:virker|kører|fungerer)",
    f"(?:vi|jeg) mangler {_NOTHING}",
    "(?:der er )?ingen(?: der)? mangler noget",
    "vi har (?:alt|hvad|alt hvad) vi (?:skal bruge|behøver|har brug for)",
    "ingen(?: her)? (?:har brug for|mangler|behøver) noget",
    "(?:alt )?ok herfra",
    "(?:alle |alt )?ok (?:her|hos os)",
    "alt vel(?: om bord)?",
    "vi har (?:nok|rigeligt) af (?:alt|det hele)",
    "(?:der )?mangler (?:ingenting|intet|ikke noget)(?: her)?(?: hos os)?(?: på \\w+)?",
    "(?:intet|ingenting|ikke noget) mangler",
    "(?:situationen|det hele|alt)(?: (?:er|helt))* under kontrol",
)
_GREEN = re.compile(f"(?:{_FIRST} )*(?:{'|'.join(_SAYINGS)})(?: {_LAST})*$")
_RED = re.compile(
    "klarer (?:den|det) ikke|alt brænder på|det brænder på|ude af kontrol|alt er kaos|det hele sejler|"
    "kan ikke klare (?:det|den|mere)|bryder sammen her|fuldstændig kaos|vi må evakuere|skal evakueres nu"
)


_COLOUR = re.compile(
    r"(?:melder|status|niveau|farve|kode|vi er|tilstand|vurdering|ændret til)(?: er| nu| stadig)* "
    r"(grøn|gul|rød)(?:t|e|ne)?$"
)
_COLOURS = {"grø": Level.GREEN, "gul": Level.YELLOW, "rød": Level.RED}


def level_of(parts: list[Part], topics: dict[Topic, TopicState]) -> Level | None:
    """Red or green, when the text says so in words for the whole place; nothing in it may speak against green."""
    for at, part in enumerate(parts):
        before = _said(parts[at - 1]) if at and parts[at - 1].sentence == part.sentence else ""
        named = _COLOUR.search(f"{before} {_said(part)}")
        if named and not (part.asks or part.supposes or part.elsewhere or part.has(Cue.NOT)):
            return _COLOURS[named[1][:3]]
    ours = [part for part in parts if not (part.asks or part.supposes or part.quotes or part.elsewhere)]
    if any(_RED.search(_said(part)) for part in ours):
        return Level.RED
    hints = (Cue.NEED, Cue.GONE, Cue.EXCEPT, Cue.NONE, Cue.BUT, Cue.UPSET, Cue.COLD, Cue.DARK)
    if any(state.condition is not Condition.OK for state in topics.values()):
        return None
    for part in ours:
        others = [other for other in parts if other is not part and not other.elsewhere and not other.asks]
        if not any(other.has(*hints) or other.supposes for other in others) and _GREEN.match(_said(part)):
            return Level.GREEN
    return None


def _said(part: Part) -> str:
    return " ".join(word.text for word in part.words if word.sort != "other")
