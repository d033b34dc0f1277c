"""How people are, as running text tells it: whether they sleep, sing, weep or quarrel."""

import re

from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.phrase.claims import Claim, Hold
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.fetching import is_denied
from fieldkit.core.phrase.marks import is_strange
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.words import CRITICAL, OK, SHORTAGE

TROUBLES = (Cue.NEED, Cue.GONE, Cue.HOPED, Cue.TROUBLE)


def calm(part: Part, after: Part | None, rest: list[Part]) -> list[Claim]:
    if part.silent:
        return [Claim(Topic.CALM, None, hold=Hold.PAST)] if part.has(Cue.CALM, Cue.UPSET, Cue.FEAR) else []
    claims: list[Claim] = []
    self_only = part.says("jeg", "mig", "min") and not part.has(Cue.PEOPLE)
    one = (
        not part.says("alle sover", "sover alle")
        and part.says("hun", "han", "en pige", "en dreng", "hende", "ham")
        and not part.says("alle", "børnene", "de")
    )
    things = [topic for topic in part.topics() if topic is not Topic.CALM]
    if is_denied(part, Cue.UPSET) and part.has(Cue.UPSET) and part.says("endnu", "foreløbig", "længe"):
        return [Claim(Topic.CALM, None)]
    if part.says("bekymret for", "bange for at") and not is_denied(part, Cue.DOUBT):
        claims.append(Claim(Topic.CALM, None))
    if part.has(Cue.CALM) and part.says("endnu") and part.words[0].text.startswith("ingen"):
        return [Claim(Topic.CALM, None)]
    if part.has(Cue.FEAR):
        claims.append(Claim(Topic.CALM, OK if is_denied(part, Cue.FEAR) else CRITICAL))
    if (
        part.has(Cue.UPSET)
        and not self_only
        and not things
        and (part.has(Cue.PEOPLE, Cue.WE, Cue.IT, Cue.PART) or _is_noun(part) or _is_human(part))
    ):
        if is_denied(part, Cue.UPSET):
            excepted = part.has(Cue.EXCEPT) or (after is not None and after.has(Cue.EXCEPT))
            claims.append(Claim(Topic.CALM, SHORTAGE if excepted else None if part.has(Cue.BUT) else OK))
        else:
            past = part.has(Cue.PAST) and part.says("var", "blev") and not part.has(Cue.NOW)
            claims.append(Claim(Topic.CALM, SHORTAGE, hold=Hold.PAST if past else Hold.STANDS))
    elif _mood(part) is not None:
        claims.append(Claim(Topic.CALM, _mood(part)))
    elif (
        part.has(Cue.UPSET) and self_only and not things and not is_denied(part, Cue.UPSET) and not part.has(Cue.EXCEPT)
    ):
        claims.append(Claim(Topic.CALM, SHORTAGE))
    welfare = part.says("har det godt", "har det fint", "har det okay", "har det ok") and (
        part.words[0].text in ("vi", "her") or not part.has(Cue.PEOPLE) or part.says("vi")
    )
    if [word.text for word in part.words] == ["ro på"]:
        return []  # an order
    going = part.says("går") and part.says("stille og roligt", "stille", "roligt") and part.has(Cue.IT)
    if going and part.has(Cue.CALM):
        claims.append(Claim(Topic.CALM, None, hold=Hold.PAST))
    if (
        part.has(Cue.CALM)
        and not going
        and not things
        and not one
        and not welfare
        and not (self_only and not part.says("her"))
    ):
        if is_denied(part, Cue.CALM):
            claims.append(Claim(Topic.CALM, SHORTAGE))
        elif (
            part.has(*TROUBLES)
            or part.says("kan", "vil", "skal", "prøver", "forsøger", "bare", "kun", "gid")
            or part.has(Cue.PAST, Cue.DOUBT, Cue.UNTIL)
            or any(Cue.IF in word.cues and word.text != "ellers" for word in part.words)
            or _is_taken_back(after)
            or _is_somebody_else(part)
        ):
            claims.append(Claim(Topic.CALM, None))
        elif _only_sleeps(part) or part.has(Cue.PART, Cue.SCARCE) or part.says("tredjedel"):
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


def _only_sleeps(part: Part) -> bool:
    """`lederen sover`, `tolv børn sover`, `sover i hallen`: that some lie down says little of how they are."""
    said = " ".join(word.text for word in part.words)
    if re.search(r"sover (?:på|i|ved|hos)(?: |$)", said):
        return True
    some = part.says("sover") and not part.has(Cue.IT) and not part.says(*_GROUPS)
    return some and (part.joint != "og" or part.has(Cue.SOON))


def _is_somebody_else(part: Part) -> bool:
    if part.says("udenfor", "derude", "udadtil", "udenpå"):
        return True
    return _is_a_stranger(part)


def _is_a_stranger(part: Part) -> bool:
    """`lederen sover`, `vejret er roligt`: of somebody or something that nobody here knows."""
    at = next((i for i, word in enumerate(part.words) if Cue.CALM in word.cues), 0)
    if at and is_strange(part.words[at - 1]) and not part.has(Cue.PEOPLE, Cue.ALL):
        return True
    verb = next(
        (i for i, word in enumerate(part.words[: at + 1]) if word.text in ("er", "sover", "sidder", "bliver")), 0
    )
    subject = part.words[verb - 1] if verb else None
    return (
        subject is not None
        and verb == 1
        and is_strange(subject)
        and not subject.titled
        and not subject.text.endswith("ne")
    )


_GROUPS = (
    "børnene", "beboerne", "alle", "eleverne", "ungerne", "borgerne", "de små", "de gamle", "folk", "patienterne",
    "resten", "pigerne", "drengene", "nu", "sover alle", "de store", "de mindste",
)  # fmt: skip


def _mood(part: Part) -> Condition | None:
    """`dejlig stemning`, `humøret er godt`."""
    at = next((i for i, word in enumerate(part.words) if word.text in _MOODS), None)
    if at is None or part.has(Cue.NOT, Cue.NONE, Cue.PAST, Cue.IF, Cue.NEED, Cue.CALM, Cue.DOUBT, Cue.ONLY):
        return None
    near = [word for word in part.words[max(0, at - 1) : at + 4] if word.text not in _MOODS]
    if any(word.cues & {Cue.POOR, Cue.SCARCE, Cue.GONE, Cue.UPSET} for word in near):
        return SHORTAGE
    return OK if any(Cue.GOOD in word.cues or word.text in ("højt", "højt humør") for word in near) else None


_MOODS = ("stemning", "stemningen", "humør", "humøret", "moralen", "gemytterne")


def _is_taken_back(after: Part | None) -> bool:
    """`men det varer ikke ved`, `de små er ikke`: nothing else is understood of it than that it denies."""
    if after is None or after.topics() or after.has(Cue.CALM, Cue.UPSET, Cue.COLD, Cue.NEED, Cue.FETCHED, Cue.WARM):
        return False
    return (
        after.has(Cue.NOT)
        or (after.joint == "men" and after.has(Cue.SCARCE, Cue.GONE, Cue.POOR))
        or (after.joint == "men" and after.has(Cue.ONLY, Cue.SOON))
    )


def _is_human(part: Part) -> bool:
    """Words that are said of people only, whatever their names."""
    return not part.says("hyler", "skriger", "råber", "på spil", "går i ring", "spændt", "oppe at køre", "ballade")


def _is_noun(part: Part) -> bool:
    return len(part.words) <= 4 or any(topic is Topic.CALM for topic in part.topics())
