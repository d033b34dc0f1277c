"""What a part of a sentence is about: the things that it names, or those that `den` and silence stand for."""

import re
from dataclasses import dataclass, field

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.claims import Claim
from fieldkit.core.phrase.conditions import WITHIN, said_in
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import QUIET, Mark, is_strange
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.things import ITEMS
from fieldkit.core.phrase.words import CRITICAL, OK

_MEALS = listed("middag middagen frokost frokosten morgenmad morgenmaden aftensmad aftensmaden aftenmad middagsmad")


_AT = listed("siden til efter før inden ved omkring fra over holder rækker")
"""Behind these a meal is a time of day."""


BESIDE = listed(
    """
    beholdning beholdningen lager lageret rest resten status endelig altså overalt sådan bare hele også igen stadigvæk
    simpelthen totalt fuldstændig helt pludselig alligevel allerede hurtigt efterhånden gudskelov sikkert for så
    godt temmelig ret rigtig lige fint klokken nat natten dag dagen morgen aften tid tiden stund
    """
)
"""Words that may stand beside what is said of a thing that is only meant."""


@dataclass(slots=True)
class Reading:
    """State while the parts are read in order."""

    claims: list[Claim] = field(default_factory=list)
    last: list[Topic] = field(default_factory=list)
    """What `den` stands for."""
    last_words: tuple[str, ...] = ()
    waiting: list[tuple[Topic, str]] = field(default_factory=list)
    """Things named in a list, of which nothing was said yet."""
    false_alarm: int = -1
    """The sentence that says that something was none."""
    strange: list[Topic] = field(default_factory=list)
    """Things of the part before, of which something was said that was not understood."""
    in_order: list[Topic] = field(default_factory=list)
    """What the last part that was understood said is in order."""
    device: list[Topic] = field(default_factory=list)
    """Lamps and radios of this sentence that are in order, if only their batteries are."""
    having: int = -1
    """The sentence that tells of things that are there."""
    shared: Condition | None = None
    """What was said before the first thing of a list: `mangler vand, mad`."""


def is_of_another(part: Part, marks: list[Mark]) -> bool:
    """`ingen tæpper`: a thing that nobody here knows is what is lacking."""
    lacking = (Cue.NONE, Cue.NEED)
    at = [i for i, cue, _ in marks if cue in lacking and part.words[i].cues.intersection(lacking)]
    return any(
        i + 1 < len(part.words)
        and (is_strange(part.words[i + 1]) or (Cue.GOOD in part.words[i + 1].cues and i + 2 < len(part.words)
                                               and is_strange(part.words[i + 2])))
        for i in at
    )  # fmt: skip


_GOVERN = listed(
    "på i ved over under fra til af uden efter om mellem gennem bag langs omkring hos mod ud op ned skiftet via ad"
)


_LIFE_IN = listed("liv gang hul styr fat hold fut kontakt forbindelse låg orden")


def is_governed(part: Part, topic: Topic) -> bool:
    """`koger vand på ovnen` says nothing of the oven; `fået liv i generatoren`, `nok af vand` do."""
    found = False
    for i, word in enumerate(part.words):
        if topic not in word.topics:
            continue
        before = part.words[i - 1].text.split()[-1] if i else ""
        two = part.words[i - 2].text.split()[-1] if i > 1 else ""
        whole = part.words[i - 1].cues if i else frozenset()
        if before == "skiftet" and all(name in ITEMS.get(topic, ()) for name in word.text.split()):
            found = True
            continue
        if before not in _GOVERN or two in _LIFE_IN or whole & {Cue.ENOUGH, Cue.GOOD, Cue.CAME}:
            return False
        if i == 1 and before in ("på", "i", "ved"):
            return False  # `i hanerne er der vand`
        found = True
    return found


def stands_for(reading: Reading, part: Part, topics: list[Topic], names: tuple[str, ...]) -> None:
    """What `den` will stand for behind it: not the oven on which water is boiled."""
    subjects = [topic for topic in topics if not is_governed(part, topic)]
    if subjects or part.begins or not reading.last:
        reading.last, reading.last_words = subjects or topics, names


def things_meant(
    reading: Reading, part: Part, before: Part | None, marks: list[Mark], hours: int | None
) -> list[Topic]:
    """What a part without a thing is about: the last one, when it has nothing else that it could be about."""
    till = re.search(r"til (?:kl|klokken)", said_in(part))
    if part.has(Cue.UNTIL) and part.words[0].cues & {Cue.UNTIL} and len(part.words) < 9:
        return reading.last[-1:]
    left = part.has(Cue.LEFT) and part.words[0].value is not None and not part.begins
    if left and reading.last and len(part.words) < 5:
        return reading.last
    if not reading.last or not (marks or hours is not None or till):
        return []
    if any(word.text.startswith("kold") for word in part.words) and not part.says("den", "det", "de"):
        return []
    texts = {text for word in part.words for text in word.text.split()}
    cues = {cue for _, cue, _ in marks}
    if (
        not marks
        and hours is not None
        and before is not None
        and before.sentence == part.sentence
        and not (before.topics())
        and any(is_strange(word) for word in before.words)
    ):
        return []  # `skifter kabel, ca 2 timer`
    if (
        cues <= {Cue.NEED, Cue.ENOUGH}
        and cues
        and hours is None
        and not texts & {"den", "det", "dem", "nok", "mere"}
        and not re.search(r"(?:hos os|her) er der", said_in(part))
    ):
        return []  # of something else, which follows or was not understood
    if cues == {Cue.GOOD} and re.search(r"(?:^| )(?:vi|alle|jeg) (?:er|har det)(?: |$)", said_in(part)):
        return []  # of the place
    if is_of_another(part, marks):
        return []
    said = said_in(part)
    if texts & {"alt", "alting"} and cues <= {Cue.GOOD, Cue.WORKS}:
        return []
    if re.match(r"(?:og |men |så )*(?:vi|jeg) er (?:alene|(?:helt|lidt|ret) alene)", said):
        return []
    if re.match(r"(?:og |men |så )*(?:vi|jeg) er (?:kun |bare |jo )*(?:\d|en |to |tre |fire |fem )", said):
        return []  # of people
    if part.words[0].text == "flere" and part.has(Cue.NEED) and not part.begins:
        return reading.last
    if (
        marks
        and marks[0][0] == 0
        and marks[0][1] in (Cue.GONE, Cue.POOR)
        and len(part.words) > 1
        and (is_strange(part.words[1]) and part.words[1].text not in BESIDE and not part.begins)
    ):
        return []  # `tilstoppet filter`
    if Cue.NONE in cues and "ellers" in texts:
        return []
    if any(cue is Cue.NEED for cue in cues) and part.has(Cue.NONE):
        return []
    apart = part.begins and not texts & {"den", "det", "de", "dem"}
    if apart and hours is None and any(is_strange(word) and not set(word.text.split()) & BESIDE for word in part.words):
        return []
    first = min([m[0] for m in marks] or [len(part.words)])
    only_not = cues == {Cue.NONE} and not part.has(Cue.NONE)
    at = 0
    while at < (len(part.words) if only_not else first):
        word = part.words[at]
        at += 1
        if only_not and word.text.split()[0] in WITHIN:
            return []  # `men ikke i virkeligheden`
        if word.text.split()[0] in WITHIN or word.text in ("dem i", "dem på", "dem ved", "den i", "den på"):
            at += 1
            continue
        known = (
            word.text.split()[0] in QUIET | BESIDE
            or word.text in QUIET
            or word.value is not None
            or word.sort == "time"
        )
        if not known and (not word.cues or word.cues & {Cue.PEOPLE, Cue.KIN, Cue.TOLD, Cue.ELSEWHERE}):
            return []
    if part.has(Cue.PEOPLE, Cue.KIN) and not part.has(Cue.IT):
        return []
    return reading.last


def things_named(part: Part, last: list[Topic]) -> list[Topic]:
    """What a part names, without who speaks (`radioen siger`) and what stands behind `hvornår`."""
    found: list[Topic] = []
    powered = any(Topic.POWER in word.topics for word in part.words)
    if powered and part.says("på radioen", "på telefonen", "i telefonen", "i radioen"):
        found.append(Topic.COMMS)
    for word, after in zip(part.words, part.words[1:], strict=False):
        if word.topics and re.match(r"på (?:toilet|wc)", after.text):
            return []  # `lys på toilet`: which of them would be a guess
    for i, word in enumerate(part.words):
        if word.text in ("hvornår", "om") and i and word.text == "hvornår":
            break
        if word.text in _MEALS and i and part.words[i - 1].text.split()[-1] in _AT:
            continue
        told = i + 1 < len(part.words) and Cue.TOLD in part.words[i + 1].cues and i == 0
        if not told:
            found += [topic for topic in word.topics if topic is not Topic.CALM]
    if (
        Topic.PAPER in found
        and {Topic.TOILET, Topic.HYGIENE} & set(last)
        and all(word.text in ("papir", "papiret") for word in part.words if Topic.PAPER in word.topics)
    ):
        found[found.index(Topic.PAPER)] = Topic.HYGIENE
    return list(dict.fromkeys(found))


def answered(reading: Reading, part: Part, before: Part | None) -> Condition | None:
    """`det har vi ikke`, `det er vi ikke`: what was said of others or asked, turned to us."""
    said = " ".join(word.text for word in part.words)
    if reading.last and re.match(
        r"^(?:jo|men|nej)?(?: ?nu)? ?(?:(?:den|det|de) gør(?: igen| nu)?|det gør (?:den|det|de)(?: jo)?)$", said
    ):
        return OK
    if reading.last and _BACK.match(said):
        return OK
    if before is not None and before.asks and len(before.words) == 1 and before.words[0].topics:
        answers = {"nej": CRITICAL, "ja": OK, "ok": OK, "nada": CRITICAL}
        if said in answers:
            return answers[said]
    found = ANSWER.match(said)
    if found is None or not reading.last:
        return None
    denied = bool(found["not"])
    if found["verb"] == "har":
        return CRITICAL if denied else OK
    return OK if denied else CRITICAL


_BACK = re.compile(
    r"^(?:men |og |nu |så |heldigvis )*(?:er (?:den|det|de)(?: nu| heldigvis)? (?:tilbage|her|tændt|i gang)|"
    r"kom (?:den|det|de)(?: tilbage)?|(?:den|det|de) er (?:tilbage|her igen|i gang igen|her nu))(?: igen| nu| her)*$"
)


ANSWER = re.compile(
    r"^(?:men |og |jo |nej )*(?:det|dem|den) (?P<verb>har|er) vi"
    r"(?: (?:også|heldigvis|stadig|skam|nu|jo|godt nok|ellers|da|altså))*"
    r"(?P<not> (?:ikke|ik|slet ikke|bestemt ikke))?$"
)
