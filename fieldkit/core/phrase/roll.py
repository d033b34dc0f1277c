"""How many are at the place, as running text tells it: only numbers for all of them, none for those who are missing,
fetched, ill or expected.

Every number is held against what it counts and what is said of those; then what was found is weighed together.
"""

import re

from fieldkit.core.facts.body import MAX_COUNT
from fieldkit.core.phrase.counted import (
    CARED,
    DUTY,
    LIMIT,
    NOT_THOSE,
    NUMBERED,
    QUIET,
    STAFF,
    UNITS,
    Count,
    Token,
    are_away,
    counts_people_here,
    follows_correction,
    kind_of,
    noun_of,
)
from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.grouped import last_named, read_named, read_unnamed
from fieldkit.core.phrase.places import names_place
from fieldkit.core.phrase.sentences import Part
from fieldkit.core.phrase.summed import ourselves, weighed


def counts(parts: list[Part]) -> tuple[int | None, int | None]:
    """(children, staff)."""
    found: list[Count] = []
    fetched = any(part.has(Cue.FETCHED, Cue.WAITS) for part in parts)
    for at, part in enumerate(parts):
        if _is_lacking(parts, at) or part.words[0].text in ("hilsen", "mvh", "vh", "kh"):
            continue
        if not (part.asks and not _left_of(part)) and not part.supposes and not part.quotes and not part.elsewhere:
            found += _in_part(parts, at, fetched)
    if _in_two_places(parts):
        found = [count for count in found if count.weight == 2]
    found += ourselves(parts, found)
    return weighed(found)


def _is_lacking(parts: list[Part], at: int) -> bool:
    """`mangler: diesel, 1 sygeplejerske`."""
    part = parts[at]
    if at and part.joint in ("og", ",", "samt") and parts[at - 1].sentence == part.sentence:
        before = parts[at - 1]
        opening = before.has(Cue.NEED) and Cue.NEED not in before.words[-1].cues
        if opening and not part.has(Cue.WE) and not DUTY.search(" ".join(w.text for w in before.words)):
            return True
    while at and parts[at].joint in ("og", ",", "samt") and parts[at - 1].sentence == part.sentence:
        at -= 1
        if parts[at].has(Cue.NEED) and parts[at].words[0].cues & {Cue.NEED}:
            return not part.has(Cue.WE)
    return False


def _left_of(part: Part) -> bool:
    """`hvad gør vi med de otte børn der ikke er hentet?`"""
    return part.has(Cue.WAITS)


def _tokens(part: Part) -> list[Token]:
    tokens: list[Token] = []
    for word in part.words:
        texts = word.text.split()
        corrects = Cue.CORRECTS in word.cues
        if word.value is not None or word.sort != "word":
            whole = word.value is not None and word.value == int(word.value)
            counts_it = whole and word.sort not in ("time", "range", "half", "fraction", "ordinal")
            tokens.append(Token(word.text, int(word.value or 0) if counts_it else None, corrects, word.titled))
            continue
        tokens += [Token(text, None, corrects, word.titled) for text in texts]
    return tokens


def _in_part(parts: list[Part], at: int, fetched: bool) -> list[Count]:
    part = parts[at]
    tokens = _tokens(part)
    texts = [token.text for token in tokens]
    found: list[Count] = []
    for i, token in enumerate(tokens):
        if token.value is None or token.value > MAX_COUNT or not _counts_people(texts, i, token.value):
            continue
        count = _read(parts, at, tokens, i, fetched)
        if count is not None:
            count.corrects = count.corrects or (i > 0 and tokens[i - 1].corrects) or follows_correction(parts, at, i)
            found.append(count)
    if re.match(r"(?:og |der er )*ingen (?:børn|elever|unger|af børnene)(?: er)?(?: her)? tilbage", " ".join(texts)):
        found.append(Count("children", 0, "rest", part.sentence, 2))
    last = re.search(_LAST, " ".join(texts))
    if last and part.has(Cue.FETCHED) and not part.has(Cue.NOT, Cue.SOON, Cue.WAITS, Cue.NEED, Cue.HOPED):
        found.append(Count("children", 0, "rest", part.sentence, 2))
    return found


_LAST = r"sidste (?:barn|børn|to|beboer|elev|elever|er)|(?:den|de|det) (?:to |tre |fire |fem )?sidste"


def _counts_people(texts: list[str], i: int, value: int) -> bool:
    after = texts[i + 1] if i + 1 < len(texts) else ""
    before = texts[i - 1] if i else ""
    if texts[max(0, i - 3) : i] == ["ikke", "flere", "end"]:
        before = ""
    if before in NUMBERED or (before in LIMIT and not (before in ("plus", "inden") and after in STAFF)):
        return False
    if texts[i] in ("en", "et", "ene", "én", "ét"):
        return after in STAFF and after != "kollega" and (after != "voksen" or before in ("og", "+", "er"))
    unit = after in UNITS and not (after in ("stk", "senge") and (i + 2 == len(texts) or texts[i + 2] in CARED | {"b"}))
    return not unit


def _read(parts: list[Part], at: int, tokens: list[Token], i: int, fetched: bool) -> Count | None:
    part, texts = parts[at], [token.text for token in tokens]
    value, lead = tokens[i].value or 0, texts[:i]
    sentence = part.sentence
    row = _row(parts, at, texts, i)
    if lead[:1] in (["kl"], ["klokken"]):
        lead = lead[2:]
    if row:
        if row in ("rest", "resten", "tilbage", "ikke hentet"):
            return Count("children", value, row, sentence, 2)
        return Count(kind_of(row), value, row, sentence)
    noun, noun_at = noun_of(texts, i)
    if i == 1 and noun_at == 2 and len(texts) == 3 and texts[0] in CARED | STAFF and texts[0] != noun:
        return None  # `børn 6 voksne`
    after = texts[noun_at + 1 :]
    said = " ".join(after)
    if (
        part.has(Cue.PAST)
        and not part.has(Cue.NOW, Cue.AGAIN)
        and set(texts) & {"var", "havde", "sidste", "plejer", "skrev", "tidligere"}
    ):
        return None
    total = _out_of(tokens, i)
    if total is not None:
        done = part.has(Cue.FETCHED) and not part.has(Cue.WAITS, Cue.NOT) and total > value
        return Count("children", total - value, "rest", sentence, 2) if done else None
    excepted = (
        part.has(Cue.EXCEPT) and lead[:1] and lead[0] in ("undtagen", "bortset", "på", "pånær", "undtaget", "lige")
    )
    if excepted or (lead[-1:] == ["undtagen"]) or (lead[-2:] == ["på", "nær"]) or lead[-2:] == ["bortset", "fra"]:
        near = [p for p in parts if p.sentence == sentence]
        return Count("children", value, "rest", sentence, 2) if any(p.has(Cue.FETCHED) for p in near) else None
    if _only_missing(parts, at, lead):
        return Count("children", value, "rest", sentence, 2)
    if set(lead) & NOT_THOSE and "venter" not in after and not _is_left(texts, i, noun_at):
        return None
    if lead[:2] in (["har", "i"], ["har", "vi"], ["hun", "har"], ["han", "har"]):
        return None
    if "alt" in texts and re.search(r"(?:^| )(?:i alt|ialt)(?: |$)", " ".join([*lead[-2:], "|", *after[:3]])):
        if noun and kind_of(noun) == "staff":
            return Count("staff", value, noun, sentence, 2)
        if part.topics() and not noun:
            return None
        return Count("children", value, noun or "alt", sentence, 2 if "vi" not in lead else 1)
    if lead[-1:] == ["ialt"] or after[:1] == ["ialt"]:
        return Count("children" if not noun else kind_of(noun), value, noun or "alt", sentence, 2)
    if _is_left(texts, i, noun_at) and (noun or counts_people_here(parts, at, i, fetched)) and not are_away(after):
        if kind_of(noun) == "staff" if noun else last_named(parts[: at + 1]) == "staff" and "vi" in lead:
            return Count("staff", value, noun or "vi", sentence)
        return Count("children", value, noun or "rest", sentence, 2 if fetched else 1)
    if DUTY.match(said) and kind_of(noun or "voksne") == "staff":
        return Count("staff", value, noun or "vagt", sentence)
    if noun:
        return read_named(parts, at, tokens, i, noun, noun_at)
    return read_unnamed(parts, at, tokens, i, fetched)


def _row(parts: list[Part], at: int, texts: list[str], i: int) -> str:
    """What stands before a number in a list: `Personale: 4`, `beboertal uændret 36`, `Rest: 4`."""
    rows = CARED | STAFF | {"rest", "resten", "hentet", "b", "v"}
    first = texts[0] if texts[0] != "antal" else texts[1] if len(texts) > 1 else ""
    if i and first in rows and all(text in QUIET | {"uændret", "antal", "cirka", "ca", ":"} for text in texts[1:i][:3]
                                   if text != first):  # fmt: skip
        ends = i + 1 == len(texts) or texts[i + 1] in rows | QUIET | {"inkl", "inklusive", "incl"}
        if i + 2 == len(texts) and texts[i + 1] in rows:
            ends = False  # `nattevagt: 8 beboere`
        alone = not any(text in ("er", "har") for text in texts[1:i]) or len(texts) == i + 1
        if ends and alone and i <= 3:
            return first if first not in ("hentet", "b", "v") else ""
    if i > 1 and texts[i - 1] in rows and len(texts) > 2 and texts[0] in rows and texts[1].isdigit():
        return texts[i - 1] if texts[i - 1] != "hentet" else ""
    if i == 0 and len(texts) == 1 and at and parts[at - 1].sentence == parts[at].sentence:
        before = [text for word in parts[at - 1].words for text in word.text.split()]
        counted = any(word.value is not None for word in parts[at - 1].words)
        if len(before) <= 2 and before[-1] in rows - {"hentet"} and not counted:
            return before[-1]
    return ""


def _out_of(tokens: list[Token], i: int) -> int | None:
    """`9 ud af 12`: the 12."""
    rest = [token.text for token in tokens[i + 1 : i + 5]]
    for skip in (["ud", "af"], ["af"]):
        if rest[: len(skip)] == skip:
            at = i + 1 + len(skip)
            while at < len(tokens) and tokens[at].text in ("de", "vores", "alle"):
                at += 1
            if at < len(tokens) and tokens[at].value is not None:
                value = tokens[at].value
                tokens[at].value = None
                return value
    return None


def _only_missing(parts: list[Part], at: int, lead: list[str]) -> bool:
    """`nu mangler vi bare to, resten er hentet`."""
    near = [part for part in parts if part.sentence == parts[at].sentence and part is not parts[at]]
    return bool({"mangler"} & set(lead)) and any(
        part.has(Cue.FETCHED) and part.says("resten", "de andre", "alle andre", "dem", "andre") for part in near
    )


def _is_left(texts: list[str], i: int, noun_at: int) -> bool:
    """`3 tilbage`, `de sidste 4`, `så nu er der kun 2`."""
    after = texts[noun_at + 1 : noun_at + 3]
    lead = texts[max(0, i - 4) : i]
    return (
        bool({"tilbage", "tilb", "venter"} & set(after[:2]))
        or after[:1] in (["der", "venter"], ["endnu"])
        or lead[-1:] in (["sidste"], ["rest"], ["resten"])
        or (after[:2] == ["der", "ikke"] or after[:2] == ["som", "ikke"])
    )


def _in_two_places(parts: list[Part]) -> bool:
    """Of two places neither count is all."""
    for kind in (CARED, STAFF):
        places = [
            word.text for part in parts for before, word in zip(part.words, part.words[1:], strict=False)
            if names_place(word.text) and before.text in ("i", "på", "ved")
            and any(w.value is not None for w in part.words)
            and any(w.text in kind for w in part.words) and not part.topics()
        ]  # fmt: skip
        if len(set(places)) > 1:
            return True
    return False
