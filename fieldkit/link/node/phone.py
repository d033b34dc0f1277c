"""Phone-only places: what a plain text from a stock node means, what is answered, and how long texts are cut.

Pure: decides, never sends. A phone shows texts of at most 200 bytes; every answer says what was understood.
"""

import re
from collections.abc import Sequence

import msgspec

from fieldkit.core.facts.terms import PRECEDENCE_DA, Precedence
from fieldkit.core.phrase.answers import acknowledged, also_read, asks_how_to_write, cry, may_ask_how_to_write
from fieldkit.core.phrase.parse import Phrase, parse
from fieldkit.core.text.clean import one_line
from fieldkit.core.text.personal_data import find_cpr

TEXT_BYTES = 200
"""What phone apps let people type and show whole (docs/facts/radio.md, "Sizes")."""
HELP = (
    "Skriv kort: vand! mad ok varme? 43b 6v. Tegn: ok / ? mangel / ! kritisk. Punkter: vand mad varme lys hygiejne "
    "toilet kommunikation nødstrøm papir afhentning tryghed. Læst: ok + nummer"
)
"""Answer to `?`; fits in one text."""
_DRILL = r"^(?P<drill>øvelse\b[\s.:,!-]*)?"
"""In an exercise people begin their texts so; what follows says what it always says."""
_FLASH = re.compile(_DRILL + r"(?:akut|sos|nødråb|112)\b[\s:,!-]*", re.I)
_URGENT = re.compile(_DRILL + r"(?:haster|hastemelding|vigtigt)\b[\s:,!-]*", re.I)


_KITS_WORDS = re.compile(
    r"""
    (?:[0-9]{1,2}/[0-9]{1,2}\ |Til\ [^:]{1,80}:\ )
  | [0-9]{1,5}-[0-9]{4,9}\ (?:ØVELSE|AKUT|HASTER|RUTINE|ORIENTERING|Noteret:|Modtaget\ som|er\ |[0-9]+\ tekster)
  | (?:IKKE\ noteret:|Noteret:|Kender\ ikke|Hvilken\ besked\?|Flere\ beskeder\ har|Der\ kommer\ mange|Skriv\ kort:)
    """,
    re.X,
)
"""How each text begins that a kit says to phones."""


class AsksHelp(msgspec.Struct, frozen=True):
    """The text is `?`: nothing is said by it."""


class Acknowledges(msgspec.Struct, frozen=True):
    """`ok 12-0147`: forstået. `number` None: a bare `ok`, meant for what the phone received last.
    `words`: what the text says besides, which is a text of its own. `also`: further numbers that it says are read."""

    number: tuple[int, int] | None
    words: str = ""
    also: tuple[tuple[int, int], ...] = ()


class Reports(msgspec.Struct, frozen=True):
    """The text says something of the eleven points, counts or level."""

    phrase: Phrase


class Says(msgspec.Struct, frozen=True):
    """Free text for the secretariat, with the precedence that its first word claims or that a cry for help has.

    `asks_help`: it may also ask how to write (`hjælp`) · `phrase`: what it reports besides.
    """

    text: str
    precedence: Precedence
    asks_help: bool = False
    phrase: Phrase | None = None


class HasPersonalData(msgspec.Struct, frozen=True):
    """A CPR number is in it: neither logged nor sent on."""


Meaning = AsksHelp | Acknowledges | Reports | Says | HasPersonalData | None


def meaning_of(text: str) -> Meaning:
    """What a text from a phone-only place means; None for an empty one. Never raises."""
    text = one_line(text)
    if not text:
        return None
    if find_cpr(text):
        return HasPersonalData()
    if asks_how_to_write(text):
        return AsksHelp()
    if read := acknowledged(text):
        return Acknowledges(read.number, read.words, also_read(text))
    phrase = parse(text)
    if urgency := cry(text):
        return Says(text, urgency, may_ask_how_to_write(text), phrase if phrase.is_report else None)
    for pattern, precedence in ((_FLASH, Precedence.FLASH), (_URGENT, Precedence.URGENT)):
        if pattern.match(text):
            said = pattern.sub(lambda found: found["drill"] or "", text) or text
            return Says(said, precedence, phrase=phrase if phrase.is_report else None)
    if phrase.is_report:
        return Reports(phrase)
    return Says(text, Precedence.ROUTINE, may_ask_how_to_write(text))


def alarm_of(text: str) -> Meaning:
    """What a text means that was sent as an alarm (the port of alerts): akut whatever it says, unless it acknowledges
    or must not be kept. Never raises."""
    meaning = meaning_of(text)
    if isinstance(meaning, Acknowledges | HasPersonalData):
        return meaning
    if isinstance(meaning, Says):
        return msgspec.structs.replace(meaning, precedence=Precedence.FLASH)
    phrase = meaning.phrase if isinstance(meaning, Reports) else None
    return Says(one_line(text) or "(alarm uden tekst)", Precedence.FLASH, phrase=phrase)


def claims_akut(text: str) -> bool:
    """Whether its first word says so, or the one behind ØVELSE."""
    return bool(_FLASH.match(one_line(text)))


def reaction_of(text: str, emoji: int) -> str:
    """The mark of a reaction: apps write it as text, and some as the number of the letter."""
    return text if text.strip() or not 1 < emoji <= 0x10FFFF else chr(emoji)


def is_kits_words(text: str) -> bool:
    """Whether a text is one of those that kits say to phones, and not a person's."""
    return bool(_KITS_WORDS.match(text))


def told_number(number: str, *, exercise: bool) -> str:
    """A number as a phone is told it: `12-0147`, `12-0147 ØVELSE`."""
    return f"{number} ØVELSE" if exercise else number


def outgoing(number: str, sender: str, precedence: Precedence, text: str, *, exercise: bool) -> str:
    """A message as a phone shows it: number, ØVELSE, precedence, from whom, text, and how to say forstået."""
    head = f"{told_number(number, exercise=exercise)} {PRECEDENCE_DA[precedence].upper()} fra {sender}: "
    tail = "" if precedence is Precedence.INFO else f" (svar: ok {number})"
    return head + one_line(text) + tail


def chunks(text: str, limit: int = TEXT_BYTES) -> list[str]:
    """Cut at words into texts of at most `limit` bytes UTF-8, each numbered `1/3 ` when there are several."""
    if len(text.encode()) <= limit:
        return [text]
    for digits in (1, 2):
        room = limit - (2 * digits + 2)
        parts = _cut(text.split(), room)
        if len(parts) < 10**digits:
            return [f"{index}/{len(parts)} {part}" for index, part in enumerate(parts, 1)]
    raise ValueError("a text of more than 99 parts is no text message")


def _cut(words: Sequence[str], room: int) -> list[str]:
    parts: list[str] = []
    line = ""
    for word in words:
        for piece in _pieces(word, room):
            joined = f"{line} {piece}" if line else piece
            if len(joined.encode()) <= room:
                line = joined
            else:
                parts.append(line)
                line = piece
    if line:
        parts.append(line)
    return parts


def _pieces(word: str, room: int) -> list[str]:
    """A word in pieces that fit; nearly always just the word."""
    pieces = [""]
    for char in word:
        if len((pieces[-1] + char).encode()) > room:
            pieces.append("")
        pieces[-1] += char
    return pieces
