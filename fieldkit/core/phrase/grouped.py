"""What a number counts: people by their name, or `vi er 31`, `14 tilbage`, `alle 12`."""

import re

from fieldkit.core.phrase.counted import (
    CARED,
    GONE,
    QUIET,
    SOME,
    STAFF,
    THERE_LEAD,
    UNITS,
    WE_LEAD,
    Count,
    Token,
    are_away,
    counts_people_here,
    follows_correction,
    kind_of,
)
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.places import names_place
from fieldkit.core.phrase.sentences import Part


def read_named(parts: list[Part], at: int, tokens: list[Token], i: int, noun: str, noun_at: int) -> Count | None:
    part, texts = parts[at], [token.text for token in tokens]
    lead, after = texts[:i], texts[noun_at + 1 :]
    value, kind = tokens[i].value or 0, kind_of(noun)
    rest = [text for text in after if text not in QUIET and not text.isdigit()]
    nxt = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].sentence == part.sentence else None
    near = [p for p in parts if p.sentence == part.sentence and p is not part]
    others = any(p.says("resten", "de andre", "de øvrige", "andre") for p in [part, *near])
    if nxt is not None and rest[:1] == ["sover"] and _NUMBER_IS.match(" ".join(w.text for w in nxt.words)):
        return None  # `tolv børn sover, tre er vågne`
    if "kollega" in noun or (noun == "kolleger" and "jeg" in lead):
        return None
    if (
        noun in ("gamle", "små", "unge", "ældre", "stykker", "lokale")
        and rest
        and rest[0] not in GONE
        and (rest[0] not in CARED and not _is_verb(rest[0]) and rest[0] not in ("i", "på", "hos", "og", "sove", "her"))
    ):
        return None  # `3 gamle damer`
    if are_away(after) or (part.has(Cue.FETCHED) and not part.has(Cue.NOT, Cue.WAITS) and rest[:1] != ["og"]):
        waits = part.has(Cue.WAITS) or {"ikke", "venter", "hentes"} & set(after)
        if not waits:
            return None
    if any(text.endswith(("syge", "syg", "feber", "influenza")) for text in rest) and not _is_all(lead):
        return None
    if rest[:1] == ["flyttet"] and not _is_all(lead):
        return None
    if nxt is not None and nxt.joint in ("som", "der") and not nxt.has(Cue.WAITS, Cue.BLOCKED):
        return None
    if rest[:2] in (["ikke", "hentet"], ["på", "vej"]) or (
        after[:2] in (["i", "morgen"], ["i", "aften"], ["i", "dag"]) and "også" not in after
    ):
        return None
    placed = [text for text in after if text == "i" or text not in QUIET]
    beyond = _past_places(placed)
    if len(beyond) < len(placed) and beyond and (beyond[0] in GONE | SOME) and beyond[0] not in ("med", "og", "hele"):
        return None
    if len(placed) > 1 and placed[0] in ("på", "i") and placed[1] in _ELSEWHERE:
        return None
    if rest and rest[0] in SOME and not _is_all(lead) and not ({"ikke", "venter"} & set(rest[:3])):
        some = rest[0] in ("der", "som", "skal", "kan", "vil", "har", "med", "uden", "fik", "får")
        whole = rest[0] in ("har", "med") and (
            rest[1:2] and rest[1] in ("det", "en", "et", "to", "tre", "fået", "spist")
        )
        counted = rest[0] == "med" or (rest[0] == "har" and whole)
        if rest[0] in ("vågne", "vågen"):
            counted = True
        if not counted or (others and not some):
            return None
    if others and rest and rest[0] not in ("i", "på"):
        return None
    if lead[-1:] == ["til"]:
        return None if part.has(Cue.KIN) else Count(kind, value, noun, part.sentence, 0)
    if rest[:1] == ["på"] and rest[1:] and not rest[1].endswith(("en", "et", "er", "ne")) and not rest[1].isdigit():
        return None  # `to beboere på iltapparat`
    if lead[-1:] in (["heraf"], ["hvoraf"], ["deraf"]):
        return Count(kind, value, "heraf", part.sentence) if kind == "staff" else None
    if lead[-2:] == ["til", "alle"] or lead[-2:] == ["alle", "vores"]:
        return Count(kind, value, noun, part.sentence)
    if lead[-1:] == ["om"] or lead[-1:] == ["på"]:
        return Count(kind, value, noun, part.sentence, 0)
    if lead[-1:] == ["med"] and not {"vi", "jeg", "alene", "her"} & set(lead):
        return Count(kind, value, noun, part.sentence, 0)
    if lead[-1:] == ["de"] and rest and not {"venter", "tilbage"} & set(rest) and kind == "children":
        return Count(kind, value, noun, part.sentence, 0)
    return Count(kind, value, noun, part.sentence)


_ELSEWHERE = listed("skadestuen sygehuset hospitalet arbejdspladsen legepladsen vejen tur ferie orlov kursus isolation")


def _past_places(words: list[str]) -> list[str]:
    """What follows behind `på gårdspladsen`."""
    while len(words) > 1 and words[0] in ("i", "på", "ved", "inde", "ude", "hos"):
        words = words[2:] if words[0] not in ("inde", "ude") else words[1:]
    return words


_NUMBER_IS = re.compile(r"(?:og )?\w+ er ")


def _is_verb(word: str) -> bool:
    return word in ("er", "har", "sover", "sidder", "ligger", "venter", "sov")


def _is_all(lead: list[str]) -> bool:
    return bool({"alle", "alt", "ialt"} & set(lead[-3:]))


def read_unnamed(parts: list[Part], at: int, tokens: list[Token], i: int, fetched: bool) -> Count | None:
    part, texts = parts[at], [token.text for token in tokens]
    lead, after = texts[:i], texts[i + 1 :]
    value = tokens[i].value or 0
    if lead[:1] in (["kl"], ["klokken"]):
        lead = lead[2:]
    if after[:2] in (["med", "vikaren"], ["med", "mig"], ["med", "afløseren"]):
        return Count("staff", value, "vi", part.sentence, 1, True)
    if lead[-1:] == ["de"] and after[:2] in (["er", "voksne"], ["er", "ansatte"], ["er", "personale"]):
        return Count("staff", value, "heraf", part.sentence)
    tail = _tail_from_we(lead)
    if tail is not None and all(text in WE_LEAD for text in tail):
        if after[:1] and after[0] in ("mand", "mænd"):
            if after[1:2] == ["på"]:
                return Count("staff", value, "vi", part.sentence)
            return Count("children", value, "vi", part.sentence) if value > 9 else None
        if part.topics() and not set(tail) & {"er"}:
            return None
        if "har" in tail and not (fetched or counts_people_here(parts, at, i, fetched)):
            return None
        if after and after[0] in UNITS:
            return None
        if after[:1] in (["til"], ["på"]) and after[1:2] and after[1].isdigit():
            return Count("staff", value, "vi", part.sentence)
        if after and after[0] not in QUIET | {
            "der",
            "med",
            "mod",
            "til",
            "om",
            "fra",
            "på",
            "stk",
            "tilsammen",
            "ligger",
        }:
            return None
        if not after and last_named(parts[: at + 1]) == "staff" and "er" in tail and value < 20:
            return Count("staff", value, "vi", part.sentence)
        if after[:1] == ["tilbage"] and last_named(parts[: at + 1]) == "staff":
            return Count("staff", value, "vi", part.sentence)
        return Count("children" if "har" in tail else "we", value, "vi", part.sentence)
    if (
        len(texts) >= 2
        and texts[i + 1 : i + 2] == ["mand"]
        and (len(texts) == i + 2 or texts[i + 2] == "på")
        and i <= 1
    ):
        kind = "staff" if value < 10 or texts[i + 2 : i + 3] == ["på"] else "children"
        return Count(kind, value, "mand", part.sentence)
    if lead[-1:] == ["alle"] and not after:
        return Count("children", value, "alle", part.sentence)
    if after[:1] == ["igen"] and fetched and not part.topics():
        return Count("children", value, "rest", part.sentence, 2)
    if part.topics():
        return None
    if lead[-1:] in (["alle"], ["allesammen"]) and not are_away(after):
        return Count("children", value, "alle", part.sentence)
    if lead[-1:] == ["til"] and {"vi", "er"} <= set(lead) and not after and not part.topics():
        return Count("children", value, "til", part.sentence)
    if lead[-2:] == ["der", "er"] and after[:1] == ["her"]:
        return Count("children", value, "der", part.sentence)
    if after[:1] == ["gæster"] and value > 9:
        return Count("children", value, "gæster", part.sentence)
    if lead[-2:] == ["de", "er"] and not after and value > 2:
        return Count("children", value, "de", part.sentence)
    if (
        not lead
        and after[:2] in (["er", "her"], ["er", "tilbage"], ["sidder", "her"])
        and counts_people_here(parts, at, i, fetched)
    ):
        return Count("children", value, "her", part.sentence, 2 if fetched else 1)
    said = set(lead)
    mine = "jeg" in said and "tæller" not in said
    known = all(text in THERE_LEAD | {"og", "men", "dem", "vi"} for text in lead)
    there = bool(lead) and not mine and known and bool({"er", "sidder", "ligger", "tæller", "talt", "sover"} & said)
    if there and (not after or after[0] in QUIET) and not are_away(after) and counts_people_here(parts, at, i, fetched):
        return Count("children", value, "der", part.sentence, 2 if fetched and "nu" in lead else 1)
    if there and not after and {"tæller", "talt"} & set(lead):
        return Count("children", value, "talt", part.sentence, 2)
    if lead and lead[-1] == "er" and len(lead) > 1 and lead[-2] in CARED and not after:
        return Count("children", value, lead[-2], part.sentence)
    if lead and lead[-1] in ("stadig", "er") and not after and counts_people_here(parts, at, i, fetched):
        return Count("children", value, "der", part.sentence, 2 if fetched else 1)
    if after[:1] == ["sover"] and not lead and len(after) > 1 and value > 3:
        return Count("children", value, "sover", part.sentence)
    if lead == ["det", "er"] and not after and at and any(word.value is not None for word in parts[at - 1].words):
        named = last_named(parts[: at + 1])
        return Count(named, value, "det", part.sentence, 1, True) if named else None
    if lead[-2:] in (["om", "de"], ["med", "de"]) and not after:
        return Count("children", value, "de", part.sentence)
    if lead[-2:] in (["alene", "med"],) and not after:
        return Count("children", value, "de", part.sentence)
    if (
        after[:1]
        and after[0] in ("i", "på", "inde", "ude", "ved")
        and len(after) > 1
        and all(text in THERE_LEAD for text in lead)
        and (names_place(after[1]) or after[1].endswith(("huset", "stuen", "kirken", "hytten", "klubben", "gården")))
    ):
        return Count("children", value, after[1], part.sentence)
    before = parts[at - 1] if at and parts[at - 1].sentence == part.sentence else None
    if i == 0 and len(texts) == 1 and before is not None and before.words[-1].text.split()[-1] == "talt":
        return Count("children", value, "talt", part.sentence, 2)
    if i == 0 and follows_correction(parts, at, 0) and len(texts) == 1:
        return Count("same", value, "", part.sentence, 1, True)
    if i and tokens[i - 1].corrects and not after:
        return Count("same", value, "", part.sentence, 1, True)
    return None


def last_named(parts: list[Part]) -> str:
    names = [text for part in parts for word in part.words for text in word.text.split() if text in CARED | STAFF]
    return kind_of(names[-1]) if names else ""


def _tail_from_we(lead: list[str]) -> list[str] | None:
    """The words from `vi` on to a number."""
    for at in range(len(lead) - 1, -1, -1):
        if lead[at] == "vi":
            before = lead[at - 1 : at]
            return [*before, *lead[at + 1 :]] if before in (["er"], ["har"]) else lead[at + 1 :]
    return None
