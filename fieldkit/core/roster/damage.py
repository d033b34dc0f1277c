"""What spreadsheets and wrong alphabets make of cells that were right: seen in the text alone, told as faults.

A damaged cell looks filled, and nobody can tell it from a right one once it is in. So lists are judged when they are
handed in, and a cell when it is edited; what a kit lives on already is not judged again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache

from fieldkit.core.faults import Fault
from fieldkit.core.roster.cells import Row, Shape, clean_cell, column_names
from fieldkit.core.text.personal_data import find_cpr

LONGEST_CELL = 1_000
"""Letters; an edit takes 200 (`core.facts.roster`)."""
_SHOWN = 40
"""Letters of a cell that a fault repeats."""

_REMARKS = ("bemærkning", "hvornår", "kanal")
"""Columns of whole sentences: dates and questions may stand in them."""
_DATES = ("revideret",)

_ERRORS = re.compile(
    r"#(?:NULL!|NUL!|DIV/0!|DIVISION/0!|VALUE!|VÆRDI!|REF!|REFERENCE!|NAME\?|NAVN\?|NUM!|N/A|I/T|SPILL!|OVERLØB!|CALC!"
    r"|BEREGN!|GETTING_DATA|HENTER_DATA|ERROR!)"
    r"|\b(?:Err|Fejl|Error):[0-9]{3}\b|#{4,}",
    re.IGNORECASE,
)
"""Error words of Excel in English and Danish, of LibreOffice and of Google, also with text behind them; and what is
saved of a number in too narrow a column."""
_ERROR_ALONE = re.compile(r"#[A-ZÆØÅÄÖÜÉ][A-ZÆØÅÄÖÜÉ0-9_/. ]*[!?]|#N/?[ABDV]|TRUE|FALSE|FALSK|###+")
"""A cell that is nothing else: the newer words, and those of other languages (#SPILDT!, #BEZUG!, #NV)."""

_FORMULA = re.compile(r"=|[+\-@]\s*[A-Za-zÆØÅæøå.]+\(|[+\-@][^|]*\|[^!]*!|'[=+\-@0-9]|[\"“”][0-9 +]*[\"“”]$")
"""How a formula begins, or one of the tricks that make a number a text; or digits in quotation marks."""
_SCIENTIFIC = re.compile(r"[+\-]?[0-9]+(?:[.,][0-9]+)?\s?E[+\-][0-9]+", re.IGNORECASE)

_MONTHS = (
    r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|sept|okt|oct|nov|dec|januar|januari|january|februar|february|marts|march"
    r"|april|juni|june|juli|july|august|september|oktober|october|november|december)"
)
_DAY, _MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])"
_CLOCK = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
_NAMED_DATE = re.compile(
    rf"{_DAY}\.?[-. /]\s?{_MONTHS}\.?(?:[-. /]\s?(?:[0-9]{{2}}){{1,2}})?|{_MONTHS}\.?[-. /][0-9]{{2,4}}", re.IGNORECASE
)
_DATE = re.compile(
    rf"(?:{_DAY}[-./]{_MONTH}[-./](?:[0-9]{{2}}|[12][0-9]{{3}})|{_MONTH}/{_DAY}/(?:[0-9]{{2}}){{1,2}}"
    rf"|[1-9][0-9]{{3}}[-./]{_MONTH}[-./]{_DAY})(?:[ T]{_CLOCK})?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)

_FOLLOWS = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the second byte of a letter in UTF-8 is in the Western alphabet."""
_LETTER = "A-Za-zÆØÅæøåÄÖÜäöüÉé"
_SMALL = "a-zæøåäöüé"
_BROKEN = re.compile(
    rf"[ÃĂ][{_FOLLOWS}ĄĽŁŞŤŻ]|Â[\xa0-\xbf]|â€|ï»¿|├\S|√[^\s0-9]"  # UTF-8 read as another alphabet
    rf"|[{_LETTER}][›‘†¿¾°µ¯¤¢¥][{_LETTER}]|[{_LETTER}][›¿¾¢](?=\s|$)|(?:^|[\s\-/(])[›†¾¯¤¢¥ÏÿĹ][{_LETTER}]"
    rf"|[{_LETTER}][ÕÊÏÂŒ][{_SMALL}]|[\u2500-\u257f]|ĺ|≈(?=[{_SMALL}])|[{_SMALL}]σ|[A-ZÆØÅ]σ"  # other pages
    rf"|[{_LETTER}][{{|}}][{_SMALL}]|(?:^|\s)[{{|}}\\][{_SMALL}]|\\u00[0-9a-f]{{2}}|\\x[0-9a-f]{{2}}"  # seven bits
    r"|&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});"  # and the codes of web pages, letters and addresses
    r"|=C3=[89AB][0-9A-F]|[A-Za-z]=[C-F][0-9A-F](?=[a-z])|%C3%[89AB][0-9A-F]"
)
_NO_LETTER = re.compile("[\x80-\x9f\x1a\ufffd\ue000-\uf8ff]")
"""What stands where a letter could not be read or written; in no text that is whole."""
_ASKED = re.compile(rf"[{_LETTER}0-9]\?[{_LETTER}]|(?:^|[\s\-/(])\?[{_LETTER}]|^\?+$")
"""A question mark inside a word, or before it: what `?` replaces."""
_ASKED_AT_END = re.compile(rf"[{_LETTER}]\?")


class Damage(StrEnum):
    """What has happened to a cell."""

    TOO_LONG = "too long"
    ERROR_WORD = "error word"
    BROKEN = "broken"
    FORMULA = "formula"
    LOST_DIGITS = "lost digits"
    DATE = "date"
    LOST_ZEROS = "lost zeros"


DAMAGE_DA: dict[Damage, str] = {
    Damage.TOO_LONG: f"er for lang: højst {LONGEST_CELL} tegn.",
    Damage.ERROR_WORD: "er et fejlord fra regnearket: skriv det, der skulle stå.",
    Damage.BROKEN: "har bogstaver, der er gået i stykker: skriv dem igen, og gem filen som “CSV UTF-8”.",
    Damage.FORMULA: "er en formel eller et regnearkskneb uden værdi: skriv selve teksten eller tallet.",
    Damage.LOST_DIGITS: "har mistet cifre i regnearket: formatér cellen som tekst, og skriv tallet igen.",
    Damage.DATE: "er blevet til en dato i regnearket: formatér cellen som tekst, og skriv den igen.",
    Damage.LOST_ZEROS: "er intet telefonnummer; er nuller foran faldet væk? Skriv alle cifrene, og et lokalnummer "
    "med et ord foran, fx “lokal 4123”.",
}


@lru_cache(maxsize=4096)
def damage_of(raw: str, column: str = "") -> Damage | None:
    """What has happened to a cell as it was read, None when nothing is to be seen. Without its column only what is
    damage everywhere. A personal number is for others to tell.

    Remembered: a municipality's lists say most of their words many times over, and are read several times on their way
    in.
    """
    text = clean_cell(raw)
    if not text or find_cpr(text):
        return None
    if len(text) > LONGEST_CELL:
        return Damage.TOO_LONG
    if _ERRORS.search(text) or _ERROR_ALONE.fullmatch(text):
        return Damage.ERROR_WORD
    if is_broken(column, raw):
        return Damage.BROKEN
    if _FORMULA.match(text):
        return Damage.FORMULA
    if _SCIENTIFIC.fullmatch(text):
        return Damage.LOST_DIGITS
    if column and column not in _DATES:
        if _NAMED_DATE.fullmatch(text) or (column not in _REMARKS and _DATE.fullmatch(text)):
            return Damage.DATE
        if column == "telefon" and _has_lost_zeros(text):
            return Damage.LOST_ZEROS
    return None


def damage_da(column: str, raw: str) -> str:
    """A cell's damage in a sentence that repeats it; "" for none."""
    found = damage_of(raw, column)
    if found is None:
        return ""
    text = clean_cell(raw)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"{column} “{shown}” {DAMAGE_DA[found]}"


def is_broken(column: str, raw: str) -> bool:
    """Whether letters were broken before the file came here: read in a wrong alphabet, or replaced."""
    if _NO_LETTER.search(raw):
        return True
    text = clean_cell(raw)
    if "://" in text or "www." in text or column in ("nøgle", "radio"):
        return False
    asked = _ASKED.search(text) or (column and column not in _REMARKS and _ASKED_AT_END.search(text))
    return bool(_BROKEN.search(text) or asked)


def _has_lost_zeros(text: str) -> bool:
    """A number to ring of digits alone that no telephone has, as when zeros in front fell away."""
    digits = text.replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        return False
    match len(digits):
        case 0 | 1 | 2:
            return False  # no number at all: that is told already
        case 3:
            return not digits.startswith("11")
        case 4 | 6:
            return not digits.startswith("18" if len(digits) == 4 else "11")  # 1813; 116 and 118 and three more
        case 5 | 7:
            return True
        case 9:
            return not digits.startswith(("298", "299"))
    return False


def damaged_cells(file: str, shape: Shape, lines: Iterable[Row]) -> Iterator[Fault]:
    """The faults of one table: in its columns' names, which are the cells of the line above, and in its known cells."""
    names: Mapping[str, str | None] = {}
    for line, raw in lines:
        if not names:
            names = column_names(shape, raw)
            for header in raw:
                if header and is_broken("", header):
                    what = f"Kolonnen “{header[:_SHOWN]}” har bogstaver, der er gået i stykker: skriv navnet igen."
                    yield Fault(file, 1, what)
        for header, text in raw.items():
            column = names.get(header)
            if column and (what := damage_da(column, text)):
                yield Fault(file, line, what)
