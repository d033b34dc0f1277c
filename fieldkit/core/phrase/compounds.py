"""Danish compound words: the last part says what kind of thing it is, and some first parts what it is for.

`ferskvandsbeholdningen` is about water, `nødgeneratoren` about power; `spildevand` is no water that anybody has.
"""

import re
from functools import cache

from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.listed import listed

_LAST: dict[Topic, str] = {
    Topic.WATER: "vand drikkevand vandhane vanddunk",
    Topic.FOOD: "mad brød suppe grød mælk mælkserstatning pandekage madpakke konserves",
    Topic.HEAT: "varme radiator brændeovn varmeovn gasovn pilleovn petroleumsovn elradiator",
    Topic.LIGHT: "lygte lampe belysning lanterne stearinlys",
    Topic.HYGIENE: "sæbe serviet toiletpapir håndsprit",
    Topic.TOILET: "toilet kloak latrin",
    Topic.COMMS: "radio telefon mobilnet telefonnet",
    Topic.POWER: "strøm generator batteri aggregat diesel brændstof benzin",
    Topic.PAPER: "liste skema blanket journal",
}
_FIRST: dict[Topic, str] = {
    Topic.WATER: "vand drikkevand ferskvand postevand",
    Topic.FOOD: "mad føde proviant brød",
    Topic.HEAT: "varme fjernvarme radiator",
    Topic.LIGHT: "lys nødlys",
    Topic.HYGIENE: "hygiejne ble sæbe sprit rengørings toiletpapir",
    Topic.TOILET: "toilet kloak latrin wc",
    Topic.COMMS: "tele telefon mobil radio internet samband",
    Topic.POWER: "strøm el nødstrøm batteri diesel brændstof generator benzin nød",
    Topic.PAPER: "papir liste journal skema blanket",
}
_WHAT_FOR = listed(
    """
    tryk hane tank dunk forsyning flaske beholder post ledning pumpe beholdning lager reserve tilførsel leverance
    depot vare pakke kasse anlæg system blæser apparat kilde kanon kæde bank net dækning forbindelse linje udstyr
    kø forhold kabine vogn ark bunke midler artikel ting skift produkt status situation mængde rør
    """
)
_PARTS_OF_NOTHING = listed(
    """
    spildevand saltvand badevand regnvand smeltevand grundvand varmtvand kølevand skyllevand vaskevand opvaskevand
    mundvand dagslys sollys måneskinslys søjlelys levebrød elevator elever element elektriker pædagog tandlæge
    vandrer vandring vandel vandmænd internat internet radiator netop nødder nødig nødt nødvendig nødtørft nødder
    papirkurv nødherberg nødsituation nødopkald nødhjælp lysten lystig lyser sprittusch madras madrasser blev bleg
    halvanden halvandet forvand omvand indvand varmedunk varmedunke varmeflaske varmepude varmepose kropsvarme
    skabet telegram telt telte mobilisering varmer holder elskede eller ellers elleve postnummer natpotte julelys
    kulturradio nødudgang nødbord nødråb maddag vandskade vandgrød isvand kaffevand tevand fodbad blevet ovnlåge
    handske bind lyskryds frisk journalist nomade
    """
)
_INFLECTED = "(?:e|n|en|et|er|r|ene|erne|ne|s|ns|ens|ets|ernes|enes)?"


@cache
def _patterns() -> tuple[list[tuple[re.Pattern[str], Topic]], list[tuple[re.Pattern[str], Topic]]]:
    last = []
    for topic, words in _LAST.items():
        heads = "|".join(_stem(word) for word in words.split())
        last.append((re.compile(f"[a-zæøå]{{3,}}(?:{heads}){_INFLECTED}$"), topic))
    first = []
    what = "|".join(_stem(word) for word in sorted(_WHAT_FOR))
    for topic, words in _FIRST.items():
        first.append((re.compile(f"(?:{'|'.join(words.split())})s?(?:{what}){_INFLECTED}$"), topic))
    return last, first


def _stem(word: str) -> str:
    """A word as it may stand before an inflection: `artikel`, `artikler`; `ble`, `bleer`."""
    if word.endswith("el") and len(word) > 4:
        return f"{word[:-2]}(?:el|l)"
    return word + (word[-1] + "?" if word[-1] in "tnpk" and len(word) > 3 else "")


def topic_of_compound(word: str) -> Topic | None:
    """What a compound word is about; None when it is none, or about something else."""
    word = word.replace("-", "")
    if len(word) < 6 or any(word.startswith(other) or word == other for other in _PARTS_OF_NOTHING):
        return None
    if any(re.match(re.escape(other) + _INFLECTED + "$", word) for other in _PARTS_OF_NOTHING):
        return None
    last, first = _patterns()
    for pattern, topic in first:
        if pattern.match(word):
            return topic
    for pattern, topic in last:
        if pattern.match(word) and len(word) >= 7:
            return topic
    return None
