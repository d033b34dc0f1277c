"""How many are at the place, as running text tells it: only numbers for all of them, none for those who are missing,
fetched, ill or expected."""

import re
from itertools import pairwise

from fieldkit.core.facts.body import MAX_COUNT
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.places import names_place
from fieldkit.core.phrase.sentences import Part

_CARED = listed(
    """
    børn barn børnene elever elev eleverne beboere beboerne beboer borgere borgerne mennesker personer unger poder
    rollinger ældre gamle evakuerede patienter hoveder sjæle unge småbørn vuggestuebørn børnehavebørn skolebørn
    drenge piger indsatte plejehjemsbeboere deltagere belægning fremmødte babyer kunder brugere små tilskadekomne
    """
)
_STAFF = listed(
    """
    voksne voksen personale personaler ansatte ansat medarbejdere medarbejder pædagoger pædagog lærere lærer
    kolleger kollegaer vagter hjælpere medhjælpere sygeplejersker assistenter assistent bemanding vikarer sosu'er
    sosuer nattevagter frivillige plejere
    """
)
_ADJECTIVES = listed(
    """
    gamle små unge trætte store ældre raske rolige sovende levende søde friske våde kolde voksne glade
    """
)
_UNITS = listed(
    "time timer timers t min minutter døgn dage grader liter l pct procent % kg km meter pk pakker rum stole"
)
_LIMIT = listed(
    """
    mindst over under flere yderligere ekstra nye højst max maks minus hver til heraf deraf af mangler mere end blandt
    bare venter tager send sende brug ud får fik kom kommer før sagde var havde hentet kan plads skal eller mellem
    """
)
"""Before a number: it is not the count of all."""
_PART_AFTER = listed(
    """
    som der hentet afhentet syge sygt syg mangler savner fryser græder sover har er skal kan vil venter kommer kom blev
    gik af mere mindre ekstra færre tilbage under over med ud savnes kastede på
    """
)
"""Behind a count: it is a part of them."""


def counts(parts: list[Part]) -> tuple[int | None, int | None]:
    """(children, staff)."""
    children: list[int] = []
    staff: list[int] = []
    for i, part in enumerate(parts):
        lacking = (
            i
            and part.joint in ("og", ",", "samt")
            and parts[i - 1].sentence == part.sentence
            and parts[i - 1].has(Cue.NEED)
        )
        if part.asks or part.supposes or part.quotes or part.elsewhere or (lacking and not part.has(Cue.WE)):
            continue
        _in_part(part, parts, i, children, staff)
    if _in_two_places(parts):
        children, staff = [], []
    everything = " ".join(word.text for part in parts for word in part.words)
    if re.search(r"(?:^|\s)(?:jeg|mig) og (?:en|én) (?:mere|kollega|anden|til|vikar)(?!\w)", everything):
        staff.append(2)
    if re.search(r"(?:^|\s)(?:min kollega|en kollega|kollegaen) og jeg(?!\w)", everything):
        staff.append(2)
    if re.search(r"eneste (?:voksne|voksen|ansatte|medarbejder|på vagt|på arbejde)", everything):
        staff.append(1)
    return _one(children), _one(staff)


def too_few_for(parts: list[Part], children: int | None) -> list[Part]:
    """Parts such as `mad til femogtredive` where there are more than so many."""
    found: list[Part] = []
    for part in parts:
        for before, word in pairwise(part.words):
            if (
                before.text.split()[-1] == "til"
                and word.value is not None
                and children is not None
                and word.value < children
            ):
                found.append(part)
    return found


def doubtful(parts: list[Part]) -> bool:
    """Whether numbers of people are told of another time, or by or of others."""
    for part in parts:
        not_now = part.asks or part.quotes or part.supposes or part.elsewhere or part.has(Cue.PAST)
        pairs = zip(part.words, part.words[1:], strict=False)
        if not_now and any(word.value is not None and after.text in _CARED | _STAFF for word, after in pairs):
            return True
    return False


def _in_two_places(parts: list[Part]) -> bool:
    """Of two places neither count is all."""
    places = [
        word.text for part in parts for before, word in zip(part.words, part.words[1:], strict=False)
        if names_place(word.text) and before.text in ("i", "på", "ved") and any(w.value is not None for w in part.words)
    ]  # fmt: skip
    return len(set(places)) > 1


def _one(found: list[int]) -> int | None:
    """Two different numbers count nobody, unless the later was a correction and has taken the other's place."""
    values = set(found)
    return found[-1] if len(values) == 1 and 0 <= found[-1] <= MAX_COUNT else None


def _numbers(part: Part) -> list[tuple[int, int]]:
    """(index, value) of what counts."""
    found: list[tuple[int, int]] = []
    for i, word in enumerate(part.words):
        if word.value is None or word.value != int(word.value) or word.sort in ("time", "range", "half"):
            continue
        if word.text in ("en", "et", "ene") and not (
            i + 1 < len(part.words) and part.words[i + 1].text in _CARED | _STAFF
        ):
            continue
        found.append((i, int(word.value)))
    return found


def _in_part(part: Part, parts: list[Part], at: int, children: list[int], staff: list[int]) -> None:
    words = part.words
    texts = [word.text for word in words]
    for i, value in _numbers(part):
        if value > MAX_COUNT or (i + 1 < len(texts) and texts[i + 1].split()[0] in _UNITS):
            continue
        if _of_all(texts[:i]) and not part.topics() and (i + 1 == len(texts) or texts[i + 1] in _CARED):
            _put(children, value, True)
            continue
        if (
            i
            and i == len(words) - 1
            and texts[i - 1] in _CARED | _STAFF
            and (i == 1 or texts[i - 2] in ("antal", "og"))
        ):
            _put(children if texts[i - 1] in _CARED else staff, value, False)
            continue
        follows = texts[i + 1 : i + 4]
        noun_at = i + 1
        while (
            noun_at < len(texts)
            and texts[noun_at] in _ADJECTIVES
            and noun_at + 1 < len(texts)
            and texts[noun_at + 1] in _CARED | _STAFF
        ):
            noun_at += 1
        noun = texts[noun_at] if noun_at < len(texts) else ""
        lead = texts[:i]
        corrected = bool(lead) and Cue.CORRECTS in words[i - 1].cues
        if lead[-1:] == ["til"] and _we_are(lead[:-2], part, ["til"]):
            _put(children, value, False)
        if not corrected and not _leads(lead):
            continue
        if (noun in _CARED and noun not in ("gamle", "små", "unge", "ældre")) or (
            noun in _CARED and noun_at == len(texts) - 1
        ):
            if _all_of_them(texts, noun_at, part, parts, at):
                _put(children, value, corrected)
        elif noun in _STAFF:
            if _all_of_them(texts, noun_at, part, parts, at):
                _put(staff, value, corrected)
        elif _on_duty(follows):
            _put(staff, value, corrected)
        elif corrected and (children or staff):
            _put(staff if staff and not children else children, value, True)
        elif _we_are(lead, part, follows):
            spoken = {word.text for other in parts[: at + 1] for word in other.words}
            is_staff = (bool(spoken & _STAFF) and not spoken & _CARED) or follows[:1] == ["til"]
            _put(staff if is_staff else children, value, False)
        elif not lead and at and parts[at - 1].sentence == part.sentence and parts[at - 1].words[-1].text == "talt":
            _put(children, value, False)
        elif noun in ("i", "inde", "samlet") and _in_a_room(texts[noun_at:]):
            _put(children, value, corrected)
        elif (len(lead) > 1 and lead[-1] == "er" and lead[-2] in _CARED and not follows) or (
            lead == ["stadig"] and not follows and any(p.has(Cue.FETCHED, Cue.WAITS) for p in parts)
        ):
            _put(children, value, False)
        elif (noun in ("tilbage", "børn tilbage", "venter") and any(p.has(Cue.FETCHED) for p in parts)) or (
            noun == "der venter" and "vi har" in " ".join(lead)
        ):
            _put(children, value, corrected)
        elif ("i alt" in " ".join(texts) and not part.topics()) or lead[-1:] == ["talt"]:
            _put(children, value, False)
    if part.says("alene") and not part.has(Cue.KIN):
        alone = texts.index("alene")
        follows = texts[alone + 1 : alone + 3]
        if follows[:1] == ["med"] and len(words) > alone + 2 and words[alone + 2].value is not None:
            _put(staff, 1, False)
            _put(children, int(words[alone + 2].value or 0), False)
        elif "jeg" in texts and re.search("på arbejde|på vagt|er alene", " ".join(texts)):
            _put(staff, 1, False)
    last = re.search("sidste (?:barn|børn|to|beboer|elev)|(?:den|de) (?:to |tre |fire |fem )?sidste", " ".join(texts))
    if last and part.has(Cue.FETCHED) and not part.has(Cue.NOT, Cue.SOON):
        _put(children, 0, False)


def _of_all(lead: list[str]) -> bool:
    """`i alt 17`."""
    return lead[-1:] in (["ialt"], ["i alt"]) or lead[-2:] == ["i", "alt"]


def _leads(lead: list[str]) -> bool:
    """Whether what stands before a number lets it count all."""
    words = [word for text in lead for word in text.split()]
    if words[:2] == ["har", "vi"] or (words[:2] == ["er", "vi"] and len(words) == 2):
        return False  # asks
    if set(words) & _OF_OTHERS:
        return False
    return not words or words[-1] not in _LIMIT


_OF_OTHERS = listed(
    """
    mangler tage sende send modtage plads venter forventer skal kan får savner huse
    """
)
_TAIL = listed(
    """
    her nu i alt stadig endnu lige inde ude samlet herinde herude hernede tilbage og så samt plus sovende ialt
    sammen hos os med til hele natten at passe voksne børn + & ro vi vil jeg tro på vagt arbejde job
    """
)


def _all_of_them(texts: list[str], noun_at: int, part: Part, parts: list[Part], at: int) -> bool:
    """Whether nothing behind the count makes it a part of those at the place."""
    after = [word for text in texts[noun_at + 1 :] for word in text.split()]
    if after and part.has(Cue.WAITS, Cue.FETCHED):
        return False
    while after:
        if after[:3] == ["i", "stedet", "for"]:
            return True
        if len(after) > 1 and after[0] in ("i", "på", "ved", "inde", "ude") and names_place(after[1]):
            after = after[2:]
        elif after[0] in _TAIL and not (
            after[0] in ("i", "til") and len(after) > 1 and after[1] in ("morgen", "aften")
        ):
            after = after[1:]
        else:
            break
    if not after:
        nxt = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].sentence == part.sentence else None
        return not (nxt is not None and nxt.joint in ("som", "der"))
    return (
        len(texts) > noun_at + 1
        and after[0] not in _PART_AFTER | {"på", "i", "ved"}
        and bool(set(after) & {"børn", "voksne"} or after[0][0].isdigit() or part.topics())
    )


def _on_duty(follows: list[str]) -> bool:
    joined = " ".join(follows)
    return bool(re.match(r"(?:på vagt|på arbejde|mand på|på job|til at passe)(?!\w)", joined))


def _in_a_room(follows: list[str]) -> bool:
    """`112 i hallen`."""
    return len(follows) > 1 and (names_place(follows[1]) or follows[1].endswith(("huset", "stuen", "kirken", "alt")))


def _we_are(lead: list[str], part: Part, follows: list[str]) -> bool:
    """`vi er 31`, `vi har stadig 23`, `så er vi elleve`."""
    words = [word for text in lead for word in text.split()]
    if not words or words[-1] not in {
        "vi",
        "er",
        "nu",
        "kun",
        "stadig",
        "så",
        "næsten",
        "ca",
        "cirka",
        "har",
        "os",
        "omkring",
        "lige",
    }:
        return False
    if "vi" not in words:
        return False
    nxt = follows[0] if follows else ""
    return nxt in (
        "",
        "og",
        "til",
        "lige",
        "nu",
        "her",
        "i",
        "der",
        "i alt",
        "stadig",
        "tilbage",
        "ikke",
        "på",
        "endnu",
        "lige nu",
        "der venter",
        "fra",
        "stykker",
        "mand",
        "stk",
    )


def _put(found: list[int], value: int, corrected: bool) -> None:
    if corrected:
        found.clear()
    found.append(value)
