"""What all numbers of people in a text come to: those that correct, sum up or are left of others, and ourselves."""

import re

from fieldkit.core.phrase.counted import CARED, KINDS_OF_CARED, STAFF, Count
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.wording import Word

_OTHER_ONE = r"(?:mere|kollega|anden|til|vikar|voksen|pædagog|medhjælper|assistent|sosu|ung\w*|frivillig|studerende)"


def _plainly(word: Word) -> str:
    """A word, with numbers as digits and names as `NAME`."""
    if word.value is not None:
        return word.text if word.text in ("en", "et") else str(int(word.value))
    known = word.cues or word.topics or word.text in CARED | STAFF
    return "NAME" if word.titled and word.sort == "word" and word.start and not known else word.text


def ourselves(parts: list[Part], found: list[Count]) -> list[Count]:
    """`jeg og en kollega`, `ni unger og mig`."""
    told: list[str] = []
    for part in parts:
        if not (part.asks or part.supposes or part.quotes or part.elsewhere):
            told.append(" ".join(_plainly(word) for word in part.words))
    said = " | ".join(told)
    joined = said.replace(" | og", " og").replace(" | ", " ; ")
    few: int | None = None
    more = re.search(
        r"(?:^|\W)(?:jeg|mig)(?: selv)? og (\d+) (?:kolleger|kollegaer|andre|voksne|vikarer|pædagoger)", joined
    )
    if more:
        few = int(more[1]) + 1
    elif re.search(rf"(?:^|\W)(?:jeg|mig)(?: selv)? og (?:(?:en|én) {_OTHER_ONE}|NAME|min kollega)(?!\w)", joined) or (
        re.search(r"(?:^|\W)(?:min kollega|en kollega|kollegaen|NAME|en vikar|vikaren) og (?:jeg|mig)(?!\w)", joined)
    ):
        few = 2
    elif (
        re.search(
            r"(?:^|\W)(?:og|samt|kun|bare|\+) mig(?: selv)?(?: alene)?(?: *[;|]| *$| (?:på|til|her|med)(?!\w))", joined
        )
        or re.search(r"(?:eneste|ene) (?:voksne|voksen|ansatte|medarbejder|på vagt|på arbejde)", joined)
        or re.search(r"jeg (?:er|sidder|står)(?: \w+){0,2} alene(?!\w)(?! om)", joined)
        or re.search(r"alene (?:på (?:arbejde|vagt)|med (?:dem|\d+|børnene|alle))", joined)
    ):
        few = 1
    if few is None:
        return []
    for count in [*found]:
        if count.kind == "staff" and few > 1 and count.value == few - 1:
            found.remove(count)  # `mig og en vikar`
        elif count.kind in ("staff", "we"):
            return []
    return [Count("staff", few, "os", -1)]


def weighed(found: list[Count]) -> tuple[int | None, int | None]:
    """What all the counts come to. Two different numbers count nobody, unless one corrects, sums up or is left of the
    other."""
    for i, count in enumerate(found):
        if count.kind == "same":
            before = [other for other in found[:i] if other.kind != "same"]
            if before:
                count.kind = before[-1].kind
    we = [count for count in found if count.kind == "we"]
    staff = [count for count in found if count.kind == "staff"]
    children = [count for count in found if count.kind == "children"]
    for count in we:
        if any(child.weight for child in children) and not staff:
            staff.append(count)
        elif not children and (staff or count.value > 3):
            children.append(count)
        elif not children:
            staff.append(count)
    whole = [count for count in staff if count.name != "heraf"]
    part_of = any(count.name == "heraf" for count in found) and not whole
    staff = whole or staff
    if len(children) > 1 and staff:
        for count in [*children]:
            rest = sum(other.value for other in [*children, *staff] if other is not count)
            if count.value == rest and count.name in ("alt", "vi"):
                children.remove(count)  # `26 i alt, 22 børn og 4 voksne`
    return (None if part_of else _one(children)), _one(staff)


def _one(found: list[Count]) -> int | None:
    for i in range(len(found) - 1, -1, -1):
        if found[i].corrects:
            found = [*found[i:]]
            break
    best = max((count.weight for count in found), default=0)
    kept = [count for count in found if count.weight == best]
    if not kept:
        return None
    if best == 2:
        return kept[-1].value
    values = {count.value for count in kept}
    if len(values) == 1 and len({count.sentence for count in kept}) <= 2:
        names = {count.name for count in kept}
        if len(kept) == 1 or len(names) == 1 or not _sums(kept):
            return kept[0].value
    if _sums(kept):
        return sum(count.value for count in kept)
    return None


def _sums(kept: list[Count]) -> bool:
    """`to sygeplejersker og en kok`, `12 vuggestuebørn og 17 børnehavebørn`."""
    names = [count.name for count in kept]
    if len(kept) < 2 or len(set(names)) != len(names) or len({count.sentence for count in kept}) != 1:
        return False
    if kept[0].kind == "staff":
        return not set(names) & {"voksne", "voksen", "vi", "vagt", "personale", "ansatte", "medarbejdere", "vokse"}
    return set(names) <= KINDS_OF_CARED
