"""What running text says of the eleven points by their names: each part of a sentence in the light of those before.

In doubt a part says nothing, or the worse; that a point is in order is taken only where nothing else is said of it that
was not understood.
"""

import re

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.amounts import few, hours_in
from fieldkit.core.phrase.claims import Claim, Hold, heaviest
from fieldkit.core.phrase.conditions import condition_of, is_only_one, is_partial, is_weakened, said_in
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.marks import QUIET, Mark, is_strange, marks_of
from fieldkit.core.phrase.presence import ENOUGH_TO_HAVE, is_limited_by, is_there
from fieldkit.core.phrase.reference import (
    ANSWER,
    BESIDE,
    Reading,
    answered,
    is_governed,
    is_of_another,
    stands_for,
    things_meant,
    things_named,
)
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.things import ITEMS
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

_PAST_WORDS = listed(
    """
    virkede kørte varmede fungerede startede kom fik smagte lugtede blinkede dryppede var havde gik røg blev
    """
)


_SPOILS = listed(
    """
    men dog bare kun desværre ikke ikk ik ingen intet nej undtagen hvis når lidt snart næsten måske ellers indtil
    selvom skulle ville burde kunne mangler værre bliver blive håber stadig endnu medmindre omend akkurat trods vil ups
    """
)
"""Words that, in a part that was not understood, may take back that something is in order."""


_SEVERAL = frozenset({Topic.FOOD, Topic.COMMS, Topic.HYGIENE})


_DEVICES = frozenset({Topic.COMMS, Topic.LIGHT})


def read(parts: list[Part]) -> Reading:
    """All claims of a text, in order."""
    reading = Reading()
    for i, part in enumerate(parts):
        before = parts[i - 1] if i else None
        known = len(reading.claims)
        _read_part(reading, part, before, parts[i + 1] if i + 1 < len(parts) else None)
        new = reading.claims[known:]
        if before is not None and not any(c.condition is not None for c in new) and not part.silent:
            _spoil(reading, part, before)
        elif before is not None and not part.silent and _takes_back(part) and not any(c.condition is OK for c in new):
            reading.claims += [Claim(topic, None) for topic in reading.in_order if topic not in part.topics()]
        reading.in_order = [c.topic for c in new if c.condition is OK] or (
            reading.in_order if not part.begins and not new else []
        )
    if any(word.text == "vand i kælderen" for part in parts for word in part.words):
        reading.claims = [c for c in reading.claims if c.topic is not Topic.WATER or c.condition is not OK]
    return reading


def _spoil(reading: Reading, part: Part, before: Part) -> None:
    """What follows `vandet er her` and was not understood may take it back: `nej det er bare kaffe`."""
    if ANSWER.match(said_in(before)) or (part.joint != "men" and is_of_another(part, marks_of(part))):
        return
    if _is_of_us(part):
        return
    we_need = part.says("vi", "jeg") and part.has(Cue.NEED) and not part.has(Cue.IT, Cue.NOT)
    only_that = part.says("ingen", "mangler") and len(part.words) < 5 and not part.says("til", "i", "af", "den", "det")
    we_need = we_need or (only_that and not part.has(Cue.IT, Cue.NOT) and not part.topics())
    if we_need and is_of_another(part, marks_of(part)):
        return  # `men vi mangler tallerkener`
    texts = {word.text for word in part.words} | {"ikke" for word in part.words if Cue.NOT in word.cues}
    joined = (
        _of_the_same(part, before)
        or part.sentence == before.sentence
        or part.words[0].cues & {Cue.BUT, Cue.CORRECTS, Cue.EXCEPT}
    )
    if (
        joined
        and (texts & _SPOILS or (part.has(Cue.CORRECTS) and not _asks_pardon(part)) or _of_the_same(part, before))
        and not part.has(Cue.CALM, Cue.UPSET, Cue.COLD, Cue.DARK, Cue.FETCHED)
    ):
        reading.claims += [Claim(topic, None) for topic in reading.in_order]


def _asks_pardon(part: Part) -> bool:
    """`undskyld det tog så lang tid`."""
    return (
        part.words[0].text == "undskyld"
        and len(part.words) > 1
        and not part.says("mener", "mente", "forkert", "jeg mener")
    )


def _of_the_same(part: Part, before: Part) -> bool:
    """`trappe 1-4 ok, trappe 5 defekt`."""
    strange = {word.text for word in before.words if is_strange(word)}
    bad = any(said is not OK for _, _, said in marks_of(part)) or part.has(Cue.DARK, Cue.COLD)
    return bad and any(word.text in strange for word in part.words)


_TAKES_BACK = re.compile(r"men (?:dog )?(?:kun|ikke|bare|uden|med|først|hvis|når|mangler|den|dem)(?: |$)")


def _takes_back(part: Part) -> bool:
    """`men kun med spand`, `men ingen strøm til dem`."""
    if part.joint != "men":
        return False
    return bool(_TAKES_BACK.match(said_in(part))) or part.words[-1].text in ("dem", "den", "det", "til")


def _is_of_us(part: Part) -> bool:
    """`men vi er godt slidte`: of people, and nothing is denied."""
    texts = [text for word in part.words for text in word.text.split() if text not in ("men", "og", "selvom", "mens")]
    if len(texts) < 3 or texts[0] not in ("vi", "jeg", "folk", "børnene", "beboerne") or texts[1] != "er":
        return False
    denies = (Cue.NOT, Cue.NONE, Cue.IT, Cue.SOON, Cue.ONLY, Cue.NEED, Cue.GONE, Cue.SCARCE, Cue.CAME, Cue.DOUBT)
    return not part.has(*denies) and not set(texts) & {"af", "igennem", "til", "ved", "på", "med"}


def _claim_there(reading: Reading, part: Part, topics: list[Topic], names: tuple[str, ...]) -> None:
    for topic in dict.fromkeys([*(waiting for waiting, _ in reading.waiting), *topics]):
        reading.claims.append(Claim(topic, OK, words=names, there=True))
    reading.waiting, reading.shared, reading.having = [], None, part.sentence
    stands_for(reading, part, topics, names)


_OF_DEVICES = frozenset({Topic.POWER, Topic.HEAT, Topic.COMMS, Topic.LIGHT})


def _some_came(part: Part, marks: list[Mark]) -> bool:
    """`vi har fået 20 varmeovne`."""
    came = any(cue is Cue.CAME for _, cue, _ in marks)
    return (
        came
        and any(word.value is not None and word.text not in ("en", "et") for word in part.words)
        and not (part.has(Cue.AGAIN) or part.says("kl", "er", "klokken"))
    )


def _read_part(reading: Reading, part: Part, before: Part | None, after: Part | None) -> None:
    topics = things_named(part, reading.last)
    names = tuple(word.text for word in part.words if word.topics)
    marks = marks_of(part)
    hours = hours_in(part)
    if part.begins:
        reading.waiting, reading.shared = [], None
    if part.begins:
        reading.device = []
    if (
        not topics
        and before is not None
        and part.words[0].text in ("men", "ikke")
        and reading.last
        and (_NOT_THERE.match(said_in(part)))
    ):
        reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last if before.topics()]
        return
    if not topics and part.says("grader"):
        reading.last, reading.last_words = [Topic.HEAT], ()
    if not topics and part.words[0].text == "ellers" and not part.has(Cue.GOOD, Cue.ENOUGH, Cue.WORKS):
        return  # `ellers er det slut`
    if not topics:
        answer = answered(reading, part, before)
        if answer is not None:
            reading.claims += [Claim(topic, answer, hold=Hold.RENEWS) for topic in reading.last]
            return
        topics = things_meant(reading, part, before, marks, hours)
        inherited = True
    else:
        inherited = False
    if not topics:
        if part.has(Cue.EXCEPT) and before is not None and before.sentence == part.sentence and before.topics():
            reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last]
        if any(cue is Cue.NEED and said is SHORTAGE for _, cue, said in marks) and not part.silent:
            reading.shared = SHORTAGE
            if part.has(Cue.ONLY) and before is not None and before.sentence == part.sentence:
                reading.claims += [Claim(topic, SHORTAGE) for topic in reading.last]
        elif marks and marks[-1][1] is Cue.ENOUGH and not part.silent:
            reading.shared = OK
        elif part.joint not in (",", "og", "samt"):
            reading.shared = None
        return
    if part.silent:
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
    if inherited and part.has(Cue.ONLY) and part.says("var", "havde været") and reading.in_order:
        return  # `den var bare løbet tør`
    if inherited and after is None and _FAREWELL.match(said_in(part)) and before is not None:
        return
    if all(name in _FUSES for name in names) and names and part.has(Cue.PAST) and reading.in_order:
        return  # `varmen er kommet igen, der var en sikring der var gået`
    supposed = before is not None and before.supposes and before.sentence == part.sentence
    if not inherited and not supposed and not marks and hours is None and is_there(part, topics, after):
        _claim_there(reading, part, topics, names)
        return
    plain = all(
        word.topics or word.text in ("og", "samt", "også", "fra", "i", "hele", "på") or is_strange(word)
        for word in part.words
    )
    if (
        reading.having == part.sentence
        and plain
        and part.joint in (",", "og", "samt")
        and not inherited
        and (part.words[0].topics or (len(part.words) > 1 and part.words[1].topics))
        and all(name in ENOUGH_TO_HAVE for name in names[:1])
        and (after is None or not is_limited_by(after, part, topics))
    ):
        _claim_there(reading, part, topics[:1], names[:1])
        return
    condition, kept = condition_of(part, marks, hours, topics), None
    if part.sentence == reading.false_alarm:
        return
    if condition == "nothing":
        strange = any(is_strange(word) and word.text not in BESIDE for word in part.words)
        if (
            part.joint in (",", "og", "samt", "eller")
            and reading.shared is not None
            and not inherited
            and not (strange and reading.shared is OK)
        ):
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
                stands_for(reading, part, topics, names)
            strange = any(
                word.sort == "word" and not word.cues and not word.topics and word.text.split()[0] not in QUIET
                for word in part.words
            )
            if strange and not inherited:
                reading.strange = topics
            limiting = part.has(Cue.EXCEPT, Cue.DOUBT, Cue.ONLY, Cue.SOON) or any(
                Cue.BUT in word.cues for word in part.words[1:]
            )
            if part.has(Cue.BUT) and (after is None or after.joint not in ("og", ",", "samt") or not after.topics()):
                limiting = True
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
        final is CRITICAL
        and before is not None
        and before.sentence == part.sentence
        and part.words[0].text == "så"
        and not part.has(Cue.NOW, Cue.WENT, Cue.PAST)
        and not before.has(Cue.PAST)
        and not part.cries
    ):
        lasts = hours_in(before)
        if lasts is not None:
            final, hours = SHORTAGE, lasts  # `3 timer, så er dunkene tomme`
    if final is SHORTAGE and part.cries and not (any(said is OK for _, _, said in marks) and hours is None):
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
        devices = final is OK and topic in _OF_DEVICES and not inherited
        named = [name for word in part.words if topic in word.topics for name in word.text.split()]
        if devices and (all(name in ITEMS.get(topic, ()) for name in named) or _some_came(part, marks)):
            reading.claims.append(Claim(topic, None, hold=Hold.PAST, words=names))
            continue  # that there are batteries does not say that there is power
        if final is OK and not inherited and is_governed(part, topic):
            reading.claims.append(Claim(topic, None, hold=Hold.PAST, words=names))
            continue
        item = (bool(names) and all(name in ITEMS.get(topic, ()) for name in names)) or topic is Topic.HYGIENE
        some = (
            final is SHORTAGE
            and part.has(Cue.ONLY, Cue.SCARCE, Cue.LEFT, Cue.POOR)
            and not part.has(Cue.NEED, Cue.NONE)
        )
        told_of = names or reading.last_words
        reading.claims.append(
            Claim(
                topic,
                final,
                hours,
                hold,
                partial,
                lasting,
                item,
                told_of,
                there=some and not inherited and topic in _SEVERAL,
            )
        )
        if topic in _DEVICES and final is OK:
            reading.device.append(topic)
        elif topic is Topic.POWER and final in (SHORTAGE, CRITICAL) and all(name in ITEMS[topic] for name in names):
            reading.claims += [Claim(device, SHORTAGE, hours) for device in reading.device]
    first_topic = next((i for i, word in enumerate(part.words) if word.topics), 99)
    opening = [m for m in marks if m[0] < first_topic and m[1] in (Cue.NEED, Cue.NONE, Cue.ENOUGH, Cue.SCARCE)]
    reading.shared = final if opening else kept
    if not inherited:
        stands_for(reading, part, topics, names)


_NOT_THERE = re.compile(r"(?:men )?ikke (?:i|på|ved|inde|ude|oppe|nede)(?: |_)?\w")
"""`men ikke i klasserne`."""


_FAREWELL = re.compile(r"(?:slut(?: fra \w+| her)?|over|skifter|ikke mere)$")


_FUSES = listed("sikring sikringen hfi-relæ hpfi-relæ hfi hpfi kabel stik relæ")


def _hold(part: Part, marks: list[Mark]) -> Hold:
    if part.has(Cue.FALSE_ALARM):
        return Hold.RENEWS
    if part.words[0].cues & {Cue.CORRECTS} or part.has(Cue.NOW, Cue.AGAIN):
        return Hold.RENEWS
    if any(cue is Cue.CAME for _, cue, _ in marks) and part.says(
        "er", "blevet", "er her endnu", "er her", "er tilbage"
    ):
        return Hold.RENEWS
    if part.says("har været", "har haft"):
        return Hold.PAST
    if any(cue is Cue.WENT for _, cue, _ in marks) or any(word.text.split()[0] in _PAST_WORDS for word in part.words):
        return Hold.PAST
    return Hold.STANDS
