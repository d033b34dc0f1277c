"""What running text says of the eleven points by their names: each part of a sentence in the light of those before.

In doubt a part says nothing, or the worse; that a point is in order is taken only where nothing else is said of it that
was not understood.
"""

import re
from dataclasses import dataclass, field

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.amounts import few, hours_in
from fieldkit.core.phrase.claims import Claim, Hold, heaviest
from fieldkit.core.phrase.conditions import WITHIN, condition_of, is_only_one, is_partial, is_weakened, said_in
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import QUIET, Mark, is_strange, marks_of
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.things import ITEMS

OK, SHORTAGE, CRITICAL = Condition.OK, Condition.SHORTAGE, Condition.CRITICAL
_PAST_WORDS = listed(
    """
    virkede kørte varmede fungerede startede kom fik smagte lugtede blinkede dryppede var havde gik røg
    """
)
_SPOILS = listed(
    """
    men dog bare kun desværre ikke ikk ik ingen intet nej undtagen hvis når lidt snart næsten måske ellers indtil
    selvom skulle ville burde kunne mangler værre bliver blive håber stadig endnu medmindre omend akkurat trods vil ups
    """
)
"""Words that, in a part that was not understood, may take back that something is in order."""
_MEALS = listed("middag middagen frokost frokosten morgenmad morgenmaden aftensmad aftensmaden aftenmad middagsmad")
_AT = listed("siden til efter før inden ved omkring fra over holder rækker")
"""Behind these a meal is a time of day."""
_DEVICES = frozenset({Topic.COMMS, Topic.LIGHT})


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
    shared: Condition | None = None
    """What was said before the first thing of a list: `mangler vand, mad`."""


def read(parts: list[Part]) -> Reading:
    """All claims of a text, in order."""
    reading = Reading()
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else None
        known = len(reading.claims)
        _read_part(reading, part, before)
        new = reading.claims[known:]
        if before is not None and not new and not _silent(part):
            _spoil(reading, part, before)
        reading.in_order = [c.topic for c in new if c.condition is OK] or (
            reading.in_order if not part.begins and not new else []
        )
    if any(word.text == "vand i kælderen" for part in parts for word in part.words):
        reading.claims = [c for c in reading.claims if c.topic is not Topic.WATER or c.condition is not OK]
    return reading


def _spoil(reading: Reading, part: Part, before: Part) -> None:
    """What follows `vandet er her` and was not understood may take it back: `nej det er bare kaffe`."""
    if _ANSWER.match(said_in(before)) or (part.joint != "men" and _is_of_another(part, marks_of(part))):
        return
    texts = {word.text for word in part.words} | {"ikke" for word in part.words if Cue.NOT in word.cues}
    joined = part.sentence == before.sentence or part.words[0].cues & {Cue.BUT, Cue.CORRECTS, Cue.EXCEPT}
    if (
        joined
        and (texts & _SPOILS or part.has(Cue.CORRECTS))
        and not part.has(Cue.CALM, Cue.UPSET, Cue.COLD, Cue.DARK, Cue.FETCHED)
    ):
        reading.claims += [Claim(topic, None) for topic in reading.in_order]


def _is_of_another(part: Part, marks: list[Mark]) -> bool:
    """`ingen tæpper`: a thing that nobody here knows is what is lacking."""
    lacking = (Cue.NONE, Cue.NEED)
    at = [i for i, cue, _ in marks if cue in lacking and part.words[i].cues.intersection(lacking)]
    return any(i + 1 < len(part.words) and is_strange(part.words[i + 1]) for i in at)


def _silent(part: Part) -> bool:
    return part.asks or part.supposes or part.quotes or part.elsewhere


def _read_part(reading: Reading, part: Part, before: Part | None) -> None:
    topics = _things(part, reading.last)
    names = tuple(word.text for word in part.words if word.topics)
    marks = marks_of(part)
    hours = hours_in(part)
    if part.begins:
        reading.waiting, reading.shared = [], None
    if part.begins:
        reading.device = []
    if not topics:
        answer = _answered(reading, part, before)
        if answer is not None:
            reading.claims += [Claim(topic, answer, hold=Hold.RENEWS) for topic in reading.last]
            return
        topics = _meant(reading, part, marks, hours)
        inherited = True
    else:
        inherited = False
    if not topics:
        if part.has(Cue.EXCEPT) and before is not None and before.sentence == part.sentence and before.topics():
            reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last]
        if any(cue is Cue.NEED and said is SHORTAGE for _, cue, said in marks) and not _silent(part):
            reading.shared = SHORTAGE
            if part.has(Cue.ONLY) and before is not None and before.sentence == part.sentence:
                reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last]
        elif marks and marks[-1][1] is Cue.ENOUGH and not _silent(part):
            reading.shared = OK
        elif part.joint not in (",", "og", "samt"):
            reading.shared = None
        return
    if _silent(part):
        if not inherited:
            reading.last, reading.last_words = topics, names
        reading.claims += [Claim(topic, None, hold=Hold.PAST) for topic in topics]
        if part.quotes and not part.asks and not part.supposes and not part.elsewhere:
            worst = heaviest([said for _, _, said in marks])
            ours = any(word.text in ("vi", "vores", "her") for word in part.words)
            if part.has(Cue.HOPED) or (ours and (worst in (SHORTAGE, CRITICAL) or hours is not None)):
                found = SHORTAGE if worst in (OK, None) or part.has(Cue.HOPED) else worst
                reading.claims += [Claim(topic, found, hours, words=names) for topic in topics]
        return
    condition, kept = condition_of(part, marks, hours, topics), None
    if part.sentence == reading.false_alarm:
        return
    if condition == "nothing":
        if part.joint in (",", "og", "samt", "eller") and reading.shared is not None and not inherited:
            condition = kept = reading.shared
        else:
            if part.has(Cue.EXCEPT) and not inherited:
                if before is not None and before.sentence == part.sentence and before.topics():
                    reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last]
                elif not (before is not None and before.has(Cue.GONE)):
                    has_all = before is not None and before.says("har")
                    reading.claims += [Claim(topic, CRITICAL if has_all else SHORTAGE) for topic in topics]
                return
            if part.says("har", "er her") and not inherited:
                reading.claims += [Claim(topic, None, hold=Hold.PAST, words=names, there=True) for topic in topics]
            if not inherited:
                reading.waiting += [(topic, names[0]) for topic in topics]
                reading.last, reading.last_words = topics, names
            strange = any(
                word.sort == "word" and not word.cues and not word.topics and word.text.split()[0] not in QUIET
                for word in part.words
            )
            if strange and not inherited:
                reading.strange = topics
            limiting = part.has(Cue.BUT, Cue.EXCEPT, Cue.DOUBT, Cue.ONLY, Cue.SOON)
            if limiting:
                reading.claims += [Claim(topic, None) for topic in topics]
            return
    if part.has(Cue.FALSE_ALARM):
        reading.false_alarm = part.sentence
    hold = _hold(part, marks)
    if (
        hold is Hold.RENEWS
        and condition is not OK
        and not (part.words[0].cues & {Cue.CORRECTS} or part.has(Cue.NOW, Cue.AGAIN))
    ):
        hold = Hold.STANDS
    if (
        before is not None
        and before.sentence == part.sentence
        and all(word.cues & {Cue.CORRECTS} for word in before.words)
    ):
        hold = Hold.RENEWS
    partial = is_partial(part) and (
        not inherited or part.words[0].text.startswith(("dem", "den i", "den på")) or few(part)
    )
    if condition is OK and is_only_one(part):
        condition = SHORTAGE
    if condition is OK and is_weakened(part):
        condition = None
    if condition is OK and part.has(Cue.PART):
        final: Condition | None = SHORTAGE
    elif condition is OK and partial:
        final = None
    else:
        final = condition  # type: ignore[assignment]
    if (
        final is SHORTAGE
        and part.cries
        and (hours is not None or any(cue in (Cue.NEED, Cue.NONE, Cue.SCARCE, Cue.HOPED) for _, cue, _ in marks))
    ):
        final = CRITICAL
    if part.joint == "men" and final is OK:
        reading.claims += [Claim(topic, None) for topic in topics if topic in reading.strange]
    reading.strange = []
    lasting = hours is not None and hours >= 24 and final is SHORTAGE and not marks and not part.has(Cue.ONLY)
    told = [*topics]
    if reading.waiting and part.joint in (",", "og", "samt", "eller") and not inherited:
        told = [*(topic for topic, _ in reading.waiting), *told]
    reading.waiting = []
    for topic in dict.fromkeys(told):
        item = (bool(names) and all(name in ITEMS.get(topic, ()) for name in names)) or topic is Topic.HYGIENE
        reading.claims.append(Claim(topic, final, hours, hold, partial, lasting, item, names or reading.last_words))
        if topic in _DEVICES and final is OK:
            reading.device.append(topic)
        elif topic is Topic.POWER and final in (SHORTAGE, CRITICAL) and all(name in ITEMS[topic] for name in names):
            reading.claims += [Claim(device, SHORTAGE, hours) for device in reading.device]
    first_topic = next((i for i, word in enumerate(part.words) if word.topics), 99)
    opening = [m for m in marks if m[0] < first_topic and m[1] in (Cue.NEED, Cue.NONE, Cue.ENOUGH, Cue.SCARCE)]
    reading.shared = final if opening else kept
    if not inherited:
        reading.last, reading.last_words = topics, names


def _meant(reading: Reading, part: Part, marks: list[Mark], hours: int | None) -> list[Topic]:
    """What a part without a thing is about: the last one, when it has nothing else that it could be about."""
    till = re.search(r"til (?:kl|klokken)", said_in(part))
    if part.has(Cue.UNTIL) and part.words[0].cues & {Cue.UNTIL} and len(part.words) < 9:
        return reading.last[-1:]
    if not reading.last or not (marks or hours is not None or till):
        return []
    if any(word.text.startswith("kold") for word in part.words) and not part.says("den", "det", "de"):
        return []
    texts = {text for word in part.words for text in word.text.split()}
    cues = {cue for _, cue, _ in marks}
    if cues <= {Cue.NEED, Cue.ENOUGH} and cues and hours is None and not texts & {"den", "det", "dem", "nok"}:
        return []  # of something else, which follows or was not understood
    if cues == {Cue.GOOD} and re.search(r"(?:^| )(?:vi|alle|jeg) (?:er|har det)(?: |$)", said_in(part)):
        return []  # of the place
    if _is_of_another(part, marks):
        return []
    if Cue.NONE in cues and "ellers" in texts:
        return []
    if any(cue is Cue.NEED for cue in cues) and part.has(Cue.NONE):
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
        known = word.text.split()[0] in QUIET or word.text in QUIET or word.value is not None or word.sort == "time"
        if not known and (not word.cues or word.cues & {Cue.PEOPLE, Cue.KIN, Cue.TOLD, Cue.ELSEWHERE}):
            return []
    if part.has(Cue.PEOPLE, Cue.KIN) and not part.has(Cue.IT):
        return []
    return reading.last


def _things(part: Part, last: list[Topic]) -> list[Topic]:
    """What a part names, without who speaks (`radioen siger`) and what stands behind `hvornår`."""
    found: list[Topic] = []
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


def _answered(reading: Reading, part: Part, before: Part | None) -> Condition | None:
    """`det har vi ikke`, `det er vi ikke`: what was said of others or asked, turned to us."""
    said = " ".join(word.text for word in part.words)
    if reading.last and re.match(
        r"^(?:jo|men|nej)?(?: ?nu)? ?(?:(?:den|det|de) gør(?: igen| nu)?|det gør (?:den|det|de)(?: jo)?)$", said
    ):
        return OK
    if before is not None and before.asks and len(before.words) == 1 and before.words[0].topics:
        answers = {"nej": CRITICAL, "ja": OK, "ok": OK, "nada": CRITICAL}
        if said in answers:
            return answers[said]
    found = _ANSWER.match(said)
    if found is None or not reading.last:
        return None
    denied = bool(found["not"])
    if found["verb"] == "har":
        return CRITICAL if denied else OK
    return OK if denied else CRITICAL


_ANSWER = re.compile(
    r"^(?:men |og |jo |nej )*(?:det|dem|den) (?P<verb>har|er) vi"
    r"(?: (?:også|heldigvis|stadig|skam|nu|jo|godt nok|ellers|da|altså))*"
    r"(?P<not> (?:ikke|ik|slet ikke|bestemt ikke))?$"
)


def _hold(part: Part, marks: list[Mark]) -> Hold:
    if part.has(Cue.FALSE_ALARM):
        return Hold.RENEWS
    if part.words[0].cues & {Cue.CORRECTS} or part.has(Cue.NOW, Cue.AGAIN):
        return Hold.RENEWS
    if any(cue is Cue.CAME for _, cue, _ in marks) and part.says(
        "er", "blevet", "er her endnu", "er her", "er tilbage"
    ):
        return Hold.RENEWS
    if any(cue is Cue.WENT for _, cue, _ in marks) or any(word.text.split()[0] in _PAST_WORDS for word in part.words):
        return Hold.PAST
    return Hold.STANDS
