"""The words by which people are counted: those who are cared for, those on duty, and those who are not here."""

import re
from dataclasses import dataclass

from fieldkit.core.phrase.cues import Cue
from fieldkit.core.phrase.listed import listed
from fieldkit.core.phrase.sentences import Part

CARED = listed(
    """
    børn barn børnene elever elev eleverne beboere beboer beboerne borgere borger borgerne mennesker menneske
    personer unger poder rollinger ældre gamle evakuerede patienter hoveder sjæle unge småbørn vuggestuebørn
    børnehavebørn skolebørn drenge piger indsatte plejehjemsbeboere deltagere belægning fremmødte babyer kunder
    brugere små bebor tilskadekomne spejdere passagerer tilflyttede civile overnattende pensionister beboertal
    børnetal elevtal vug bh kids tumlinge lokale sfo-børn klubbørn sovebørn stykker nødstedte gangbesværede senge
    kørestolsbrugere oldinge pus purke
    """
)


STAFF = listed(
    """
    voksne voksen vokse personale personaler ansatte ansat medarbejdere medarbejder pædagoger pædagog pæd lærere
    lærer kolleger kollegaer kollega vagter hjælpere medhjælpere medhjælper sygeplejersker sygeplejerske assistenter
    assistent bemanding vikarer vikar sosu'er sosuer sosu nattevagter nattevagt frivillige plejere personel spl
    ledere leder kok dagplejere pedel pedeller social-og sosu-assistenter sosu-hjælpere mandskab studerende
    rengøringsdame pedagog pedagoger helpers spejderledere køkkendame køkkendamer køkkenassistent ergo fys
    terapeuter fysioterapeut aftenvagter ass
    """
)


KINDS_OF_CARED = listed(
    "vuggestuebørn børnehavebørn drenge piger vug bh små store babyer skolebørn unge ældre klubbørn"
)


_ADJECTIVES = listed(
    """
    gamle små unge trætte store ældre raske rolige sovende levende søde friske våde kolde voksne glade styk stk af
    vores demente faste frivillige kolde nattevågne erfarne ekstra evakuerede lokale
    """
)


UNITS = listed(
    """
    time timer timers t min minutter kvarter døgn dag dage uger uge grader liter ltr l pct procent % kg km meter m pk
    pakker pakke rum stole gange gang sal etage etager klasser klasse flasker flaske dunke dunk poser pose kasser kasse
    portioner portion tæpper puder madrasser senge stk lygter lamper toiletter radioer dåser ruller rulle bleer watt kw
    sæt biler busser kasser lister ark kopper
    """
)


NUMBERED = listed(
    """
    kl klokken nr nummer stue stuer rute post afd afdeling fejl str størrelse side blok fløj bed rum hold team værelse
    seng klasse kanal fra § lokale blad version
    """
)
"""What goes by a number: it counts nothing."""


LIMIT = listed(
    """
    mindst over under flere yderligere ekstra nye højst max maks minus plus hver af mere end blandt
    før sagde plads eller mellem mod normalt ellers plejer oprindeligt inden efter første hveranden op
    """
)
"""Before a number: it is not the count of all."""


NOT_THOSE = listed(
    """
    mangler mangle tage tager sende sender send modtage modtager plads venter forventer skal savner huse kørt henter
    hentede sendt fulgt afleveret får brug var havde hentet fik ventes mistet kender overnattede afhentet hente
    """
)
"""Somewhere before a number, in its part: those counted are not here, or not all."""


GONE = listed(
    """
    hentet afhentet syge sygt syg feber mangler savnes kommer kom kørt sendt gået væk hjem fulgt ventes forventes vej
    hentes kastet kaster omkgang ekstra mindre mere færre taget indlagt døde tilskadekomne hentede mødte
    """
)


SOME = listed(
    """
    fryser græder bange urolige urolig kede ked vågne vågen med uden skal kan vil har savner blev gik kastede der som
    tuder skriger fik halter hoster spørger vandrer klager får
    """
)


QUIET = listed(
    """
    er blevet allerede stadig nu lige også i alt ialt her endnu inde ude samlet herinde herude hernede tilbage hos os
    sammen til natten nat hele lige fortsat fordelt så og jo altså
    """
)


WE_LEAD = listed(
    """
    er har kun nu stadig så jo ca cirka omkring næsten lige alle i alt altså ialt endnu her sidder sådan vel en et
    fortsat ikke flere end bare faktisk vi tæller der ligger godt nok heroppe hernede herude efterhånden tilsammen
    samlet roligt et lidt
    """
)


THERE_LEAD = listed("der er her sidder ligger stadig nu kun endnu vi har jeg tæller talt tæl ca så lige fortsat sover")


DUTY = re.compile(
    r"(?:(?:pers|stk|personer) )?(?:på (?:vagt|arbejde|job|nat|post|vagten|aften|dag)|"
    r"i (?:nattevagt|vagt|aftenvagt|dagvagt)|(?:mand|mænd) på|"
    r"til at (?:passe|klare|holde|tage)|af os|om (?:de|det|\d+)|fra personalet|vågne|ved roret|til det hele)(?!\w)"
)


@dataclass(slots=True)
class Count:
    """`kind`: `children`, `staff` or `we`. `weight`: 2 for a count of all or of those who are left, 0 for a hint."""

    kind: str
    value: int
    name: str
    sentence: int
    weight: int = 1
    corrects: bool = False


@dataclass(slots=True)
class Token:
    text: str
    value: int | None
    corrects: bool
    titled: bool


def follows_correction(parts: list[Part], at: int, i: int) -> bool:
    if i > 1 or not at:
        return False
    before = parts[at - 1]
    return all(Cue.CORRECTS in word.cues or word.sort != "word" or word.text == "fejl" for word in before.words)


def noun_of(texts: list[str], i: int) -> tuple[str, int]:
    """(noun, index) of what is counted from index `i` on; empty when that is not said."""
    at = i + 1
    while at < len(texts) and texts[at] in _ADJECTIVES and at + 1 < len(texts) and (
        texts[at + 1] in CARED | STAFF | _ADJECTIVES or _is_compound(texts[at + 1])
    ):  # fmt: skip
        at += 1
    if at < len(texts) and (texts[at] in CARED | STAFF or texts[at] == "b" or _is_compound(texts[at])):
        return texts[at], at
    return "", i


def _is_compound(word: str) -> bool:
    return len(word) > 7 and word.endswith(
        ("børn", "elever", "beboere", "borgere", "pædagoger", "assistenter", "vagter")
    )


def kind_of(noun: str) -> str:
    if noun in STAFF or noun.endswith(("pædagoger", "assistenter", "vagter")):
        return "staff"
    return "children"


def counts_people_here(parts: list[Part], at: int, i: int, fetched: bool) -> bool:
    """Whether people are what a bare number counts."""
    part = parts[at]
    near = [p for p in parts[:at] if p.sentence == part.sentence]
    if part.topics() or any(p.topics() and not p.has(Cue.PEOPLE, Cue.FETCHED, Cue.KIN) for p in near[-1:]):
        return False
    return fetched or any(p.has(Cue.PEOPLE, Cue.KIN) for p in parts)


def are_away(after: list[str]) -> bool:
    """Whether those counted are said to be gone, ill or on their way."""
    words = [text for text in after if text not in QUIET]
    return bool(words) and words[0] in GONE and "ikke" not in after[:4]
