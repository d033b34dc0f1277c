"""What a short text from a phone does besides reporting: it acknowledges, cries for help, or asks how to write.

An acknowledgement says that a person has read something, so it is taken only where the text says so of that number; a
cry is taken wherever there may be one.
"""

import re
from typing import NamedTuple

from fieldkit.core.facts.terms import Precedence
from fieldkit.core.phrase.parse import parse

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－_~", "-"))
_TONES = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
"""What phones put behind a mark: how it is drawn, and the colour of the hand."""
_THUMBS = "👍👌✅✔☑🆗🫡🤙"
_HEARTS = "🙏❤🙂😊😀😃😄👏💪💚🤝😉☺"

_SAID = (
    r"(?:ok+|o\.k\.?|oka[yi]e?|okey|oki|forst(?:å|aa|a|o)e?d?t|forst(?:å|aa)s|modt(?:a|å)get?|modt|mod?taget|"
    r"l(?:æ|ae|e)st|set|kvitteret|kvittere[rs]?|kvit|bekræfte[trs]*|bekraefte[trs]*|roger|copy|noteret)"
)
_SIGN = rf"(?:[{_THUMBS}]+)"
_NUMBER = (
    r"(?<![\w.:,/-])#?(?P<kit>[0-9]{1,5})(?:\s?-\s?(?P<seq>[0-9]{1,9})|\s(?P<apart>0[0-9]{3}))(?![\w:/-]|[.,][0-9])"
)
_LINK = (
    r"(?:[\s,.:;!()'\"/-]|"
    r"(?:til|på|paa|for|er|nr|nummer|no|besked|beskeden|melding|meldingen|med|vi|jeg|har|den|det|tak|hermed|nu)\b)*"
)
_BEFORE = re.compile(rf"(?:(?<!\w){_SAID}(?!\w)|{_SIGN}){_LINK}{_NUMBER}", re.I)
_AFTER = re.compile(rf"{_NUMBER}{_LINK}(?:(?<!\w){_SAID}(?!\w)|{_SIGN})", re.I)
_MORE = re.compile(rf"(?:[\s,;+&]|(?:og|samt)\b|{_SAID}(?!\w))+{_NUMBER}", re.I)
"""A further number behind the first: `ok 1-0002 1-0003`, `ok 1-0002 og ok 1-0003`."""
_LISTED = re.compile(rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _NUMBER)}(?:[\s,;+&]|(?:og|samt)\b)+)+", re.I)
"""All that stands before `1-0003 ok` when it is more numbers."""
_GLUED = re.compile(r"(?<!\w)(ok(?:ay)?|forstået|modtaget|læst)(?=[0-9]{1,5}\s?-\s?[0-9])", re.I)
_NOT_SAID = re.compile(
    r"(?<!\w)(?:ikke|ikk|ik|ej|aldrig|ingen|intet|næppe|hvis|når|inden|før|måske|uden|snart|senere|skal|bør|kan|vil|"
    r"hvem|hvad|hvor|hvornår|hvilken|mangler|venter|endnu)(?!\w)",
    re.I,
)
"""Near the word or the number: then it was not said that it is read."""
_COURTESY = (
    "tak tusind mange super fint fedt godt det er den vi jeg har her herfra hej alle i og så vel nu helt hermed "
    "beskeden besked meldingen melding dem bare lige"
)
_ALONE = frozenset(_COURTESY.split())
"""May stand around a bare `ok` and change nothing."""
_WORD = re.compile(r"[^\W_]+|[^\w\s]")

_MANUAL = re.compile(r"^[?\s]+$")
_ASKS_ALSO = re.compile(
    r"^(?:hj(?:æ|ae|a|e)lp|help|info|hj(?:æ|ae|a)lp mig|hj(?:æ|ae|a)lp os|sos|vejledning|manual)[\s?!.]*$", re.I
)
"""A word alone that may also be a request for how to write."""
_HELP_WORD = r"(?:hj(?:æ|ae|a|e)lp|h(?:æ|ae)jlp|hlæp|hj(?:æ|ae)pl|help)"
_DANGER = r"""
    (?<!\w)(?:bløder|blødning(?:en)?|krampe(?:r|anfald)?|kvæles|kvalt|besvimet|slagtilfælde|blodprop|hjerteanfald)(?!\w)
  | (?<!\w)(?:ondt|smerter|trykken)\s+(?:i|for)\s+(?:brystet|hjertet)
  | (?<!\w)(?:kan|får)\s+ikke\s+(?:få\s+|trække\s+)?(?:luft|vejret)
  | (?<!\w)svært\s+ved\s+at\s+(?:trække\s+vejret|få\s+luft)
  | (?<!\w)(?:faldet\s+om|kommet\s+til\s+skade|alvorligt\s+såret|hårdt\s+såret)(?!\w)
  | (?<!\w)ambulance\s*(?:nu|!|tak|hurtigt|straks)
  | (?<!\w)(?:brug\s+for|mangler|send|skal\s+have|må\s+have|ring\s+efter)\s+
    (?:straks\s+|nu\s+)?(?:en\s+)?(?:ambulance|læge)(?!\w)
  | (?<!\w)røg\s+(?:i|fra|ud\s+af|på|fra)\s
  | (?<!\w)(?:lugter|lugt)\s+(?:af\s+)?(?:gas|røg|brændt)(?!\w)
  | (?<!\w)(?:gaslugt|kulilte|eksplosion|eksploderet)(?!\w)
  | (?<!\w)(?:døren|taget|huset|køkkenet|skuret|bygningen|skolen|bilen|gangen|kælderen|loftet|tavlen)\s+
    (?:er\s+i\s+brand|brænder)
  | (?<!\w)(?:bliver\s+truet|truer\s+(?:os|med)|har\s+en\s+kniv|skyder|overfaldet)(?!\w)
  | (?<!\w)(?:barn(?:et)?|pige(?:n)?|dreng(?:en)?|borger(?:en)?|beboer(?:en)?)\s+
    (?:er\s+)?(?:væk|forsvundet|savnes|stukket\s+af)(?!\w)
"""
"""Danger to life that is told, without a word for help."""
_CRY = re.compile(
    rf"""
    ^\W*(?:akut\W+|nu\W+)*{_HELP_WORD}(?:\s*[!.,:]|\W*$|\s+(?:mig|os|mi|me|us|her|nu|hurtigt|straks|please|vi|jeg|der|han|hun|en|et|børn)(?!\s+med\b)\b)
  | (?<!\w){_HELP_WORD}\s*!
  | (?<!\w){_HELP_WORD}\s+(?:mig|os)(?:\s+(?:nu|her|straks|hurtigt))?\s*(?:[!.]|$)
  | (?<!\w)(?:brug\s+for|skal\s+have|må\s+have|maa\s+have|send(?:er)?|kom\s+med)\s+(?:øjeblikkelig\s+|akut\s+)?
    hj(?:æ|ae|a)lp\s*(?:nu|straks|hurtigt|med\s+det\s+samme|omgående|akut|!)
  | (?<!\w)(?:sos|mayday|nødråb|noedraab|nodrab|livsfare|nødsituation)(?!\w)
  | (?<!\w)(?:red|frels)\s+(?:mig|os)(?!\w)
  | (?<!\w)det\s+brænder(?!\w)(?!\s+(?:på|fint|godt|ikke))
  | (?<!\w)(?:der\s+er|vi\s+har)\s+(?:gået\s+)?(?:ild|brand)(?!\w)
  | (?<!\w)(?:ring|tilkald|alarm[eé]r)\s+(?:112|et\s+hundrede\s+og\s+tolv|ambulance|brandvæsen(?:et)?)
  | (?<!\w)(?:trækker\s+ikke\s+vejret|ånder\s+ikke|hjertestop|bevidstløs|livløs|er\s+ved\s+at\s+dø)(?!\w)
  | {_DANGER}
    """,
    re.I | re.X,
)
_NO_CRY = re.compile(
    rf"""
    (?<!\w)(?:ikke|ingen|ikk|intet|slet|uden|behøver)(?:\s+\w+){{0,3}}\s+
    (?:{_HELP_WORD}|sos|brand|ild|røg|bløder|ambulance|læge|besvimet|kommet\s+til\s+skade|faldet\s+om|væk|lugt(?:er)?)
  | {_HELP_WORD}\s+(?:er\s+)?ikke
  | falsk\s+alarm
  | (?<!\w)(?:slukket|stoppet\s+(?:med\s+at\s+bløde|blødningen)|hentet\s+af\s+ambulance|fundet\s+igen)(?!\w)
  | (?<!\w)ambulancen\s+(?:har|er\s+kørt)(?!\w)
    """,
    re.I | re.X,
)


class Acked(NamedTuple):
    """`number` None: a bare ok. `words`: what else was said."""

    number: tuple[int, int] | None
    words: str


def acknowledged(text: str) -> Acked | None:
    """What a text says is read; None when it does not say so. `text` is one line."""
    spelt = _spelt(text)
    found = _numbered(spelt)
    if found is not None:
        return found[0]
    return Acked(None, "") if _is_bare(spelt) else None


def also_read(text: str) -> tuple[tuple[int, int], ...]:
    """The numbers besides that of `acknowledged` which the same words say are read."""
    found = _numbered(_spelt(text))
    return found[1] if found is not None else ()


def _spelt(text: str) -> str:
    return _GLUED.sub(r"\1 ", _TONES.sub("", text.translate(_DASHES)))


def _numbered(text: str) -> tuple[Acked, tuple[tuple[int, int], ...]] | None:
    for match in sorted([*_BEFORE.finditer(text), *_AFTER.finditer(text)], key=lambda m: (m.start(), -m.end())):
        number = _number_in(match)
        before, after = text[: match.start()], text[match.end() :]
        if not _can_be(number):
            continue
        if _refused(match.group(), before, after) or _is_a_topics_mark(before, match.group()):
            continue
        more, before, after = _listed(before, after)
        return Acked(number, _words(before, after)), tuple(one for one in more if one != number)
    return None


def _number_in(match: re.Match[str]) -> tuple[int, int]:
    return int(match["kit"]), int(match["seq"] or match["apart"])


def _can_be(number: tuple[int, int]) -> bool:
    return 1 <= number[0] <= 0xFFFF and number[1] >= 1


def _listed(before: str, after: str) -> tuple[list[tuple[int, int]], str, str]:
    """The numbers in one row with one that is read, and what is left before and after them. None where what follows may
    be said of the last of them: `ok 1-0002 1-0003 mangler vi`."""
    found, rest = [], after
    while match := _MORE.match(rest):
        found.append(_number_in(match))
        rest = rest[match.end() :]
    first = re.split(r"[.!;,\n]", rest)[0]
    if "?" in first or _NOT_SAID.search(first):
        found, rest = [], after
    if _LISTED.fullmatch(before.lstrip()):
        found += [_number_in(match) for match in re.finditer(_NUMBER, before)]
        before = ""
    return ([], before, after) if not all(map(_can_be, found)) else (found, before, rest)


def _refused(said: str, before: str, after: str) -> bool:
    """Whether it is denied, asked or put off: `1-0008 ikke forstået`, `er 1-0008 læst?`."""
    sentence_before = re.split(r"[.!?;,\n]", before)[-1]
    sentence_after, end = re.match(r"([^.!?;,\n]*)(.?)", after).groups()  # type: ignore[union-attr]
    if end == "?" or _NOT_SAID.search(said) or _NOT_SAID.search(sentence_before):
        return True
    if re.search(r"(?<!\w)(?:kl|klokken|den|mellem|side|stue|fra)\W*$", sentence_before, re.I):
        return True  # `mødes kl 14-15 ok`
    denied = re.match(
        r"\s*(?:er\s+|har\s+vi\s+|vi\s+har\s+)?(?:ikke|ikk|ik|ej|aldrig|når|hvis|senere|snart)(?!\w)",
        sentence_after,
        re.I,
    )
    return denied is not None


def _is_a_topics_mark(before: str, said: str) -> bool:
    """`vand ok 1-0008`: the mark says how the water is."""
    mark = re.match(rf"{_SAID}|{_SIGN}", said, re.I)
    if mark is None or not before.strip():
        return False
    return parse(f"{before} {mark.group()}").topics != parse(before).topics


def _words(before: str, after: str) -> str:
    """What else was said, without thanks and marks of approval."""
    parts = [part.strip(" ,.;:-–()/") for part in (before, after)]
    parts = [part for part in parts if not _says_nothing(part)]
    return ", ".join(re.sub(r"^(?:men|og)\s+", "", part, flags=re.I) for part in parts)


def _says_nothing(part: str) -> bool:
    return all(
        word.casefold() in _ALONE or re.fullmatch(_SAID, word, re.I) or (not word.isalnum() and word not in "?")
        for word in _WORD.findall(part)
    ) or part.casefold() in ("svar", "mvh", "hilsen")


def _is_bare(text: str) -> bool:
    """Only words and marks that say `read`, with thanks around them."""
    words = _WORD.findall(text.casefold())
    if not words or "?" in words:
        return False
    said = [word for word in words if re.fullmatch(_SAID, word, re.I) or word in _THUMBS]
    if not said or len(words) > 12:
        return False
    rest = [word for word in words if word not in said]
    if "set" in said and len(set(said)) == 1 and rest:
        return False
    if {"vi", "jeg", "her"} & set(rest) and not {"forstået", "modtaget", "læst"} & set(said):
        return False  # `vi er ok`
    return all(word in _ALONE or word in _HEARTS or word in ".,!:;-)(" for word in rest)


def asks_how_to_write(text: str) -> bool:
    """Only `?`: nothing is said by it."""
    return bool(_MANUAL.match(text)) and "?" in text


def may_ask_how_to_write(text: str) -> bool:
    """A word alone that may ask for the manual, and may be a cry: `hjælp`."""
    return bool(_ASKS_ALSO.match(text))


def cry(text: str) -> Precedence | None:
    """How urgent a call for help is; None when there is none."""
    if _NO_CRY.search(text):
        return None
    if re.fullmatch(rf"{_HELP_WORD}[\s?.]*", text, re.I):
        return Precedence.URGENT
    return Precedence.FLASH if _CRY.search(text) else None
