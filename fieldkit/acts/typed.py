"""What people type and what it stands for in acts: places, addressees, numbers of events, words of a list, counts.

Console and command line both come here. Times are `core.clock.said`; what only the screen takes (the beginning of a
name) is the screen's.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from fieldkit.core.errors import InputError, Remedy
from fieldkit.core.facts.body import MAX_COUNT, NAME_CHARS, Body, Text, unknown_place
from fieldkit.core.facts.event import Event, Ref, says
from fieldkit.core.facts.terms import ADDRESS_WORDS, PRECEDENCE_DA, TO_ALL, TOPIC_DA, Precedence, Topic
from fieldkit.core.facts.work import REQUEST_STATE_DA, RequestState
from fieldkit.core.remedies import LeaveEmpty, SeeNumbers, SendAsMessage, SetLetters, WriteIt, WriteText
from fieldkit.core.roster.roster import Place, Roster
from fieldkit.core.text.clean import MAX_TEXT, clean_text, one_line
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.personal_data import refuse_cpr
from fieldkit.kit import Kit

if TYPE_CHECKING:
    from fieldkit.core.phrase.parse import Phrase

B = TypeVar("B")
K = TypeVar("K", bound=Body)
Word = TypeVar("Word", bound=StrEnum)
NAME = Text(NAME_CHARS)
NAME_LETTERS = 2
LINES = Text(lines=True)
"""The longest there is: several lines in a person's own words."""
_UNKNOWN_NODE = re.compile(r"unknown-([0-9a-f]{1,8})")


def words_of(danish: Mapping[Word, str]) -> dict[str, Word]:
    """What may be typed for the values of an enum: its Danish words, in the order of the table, then its own."""
    return {**{word: value for value, word in danish.items()}, **{str(value): value for value in danish}}


TOPICS: Mapping[str, Topic] = words_of(TOPIC_DA)
PRECEDENCES: Mapping[str, Precedence] = words_of(PRECEDENCE_DA)
REQUEST_STATES: Mapping[str, RequestState] = words_of(REQUEST_STATE_DA)


def word(words: Mapping[str, B], text: str, what: str, *, may_be_empty: bool = False) -> B:
    """The value that a Danish or English word stands for; InputError with the Danish words when it stands for none.

    `what` is what it should have been: `en hast`. `may_be_empty`: a person may say nothing instead.
    """
    found = words.get(" ".join(text.lower().split()))
    if found is None:
        first: dict[str, str] = {}  # the Danish words stand before the English ones
        for name, value in words.items():
            first.setdefault(str(value), name)
        raise InputError(
            f"“{text}” er ikke {what}; vælg {', '.join(first.values())}.", LeaveEmpty("det") if may_be_empty else None
        )
    return found


def known_place(text: str, roster: Roster) -> Place:
    """A place of the roster; InputError with near names when there is none such."""
    return roster.resolve(text)


def place(text: str, roster: Roster, known: Callable[[str, Roster], Place] = known_place) -> int:
    """A place's number from its slug, number, radio or name; from `unknown-HEX` that of a node that no place owns.
    InputError with near names when there is none such. `known` finds a place of the roster."""
    unowned = _UNKNOWN_NODE.fullmatch(text.strip().lower())
    return unknown_place(int(unowned[1], 16)) if unowned else known(text, roster).number


def node(text: str) -> int:
    """A radio node's number as it stands on the board, `unknown-HEX`, or as the radio has it, `!HEX`."""
    digits = text.strip().lower().removeprefix("unknown-").removeprefix("!")
    try:
        number = int(digits, 16)
    except ValueError:
        number = -1
    if not 0 <= number <= 0xFFFFFFFF or len(digits) > 8:
        raise InputError(f"“{text}” er ingen radio; skriv den som på tavlen, for eksempel unknown-0a0f0099.")
    return number


def addressee(text: str, roster: Roster) -> int | str:
    """Whom something is for, as an event has it: `alle`, the word of a role, or a place as in `place`."""
    folded = fold_name(text)
    if folded not in ADDRESS_WORDS:
        return place(text, roster)
    role = ADDRESS_WORDS[folded]
    return TO_ALL if role is None else role.value


def report(text: str) -> "Phrase":
    """What a text in the Danish shorthand says of the eleven points, counts and level; InputError when nothing."""
    from fieldkit.core.phrase.parse import parse  # its tables take longer to load than all else here

    phrase = parse(fits(need(text, "Meldingen"), "Meldingen"))
    return must_report(phrase, f"“{text}”")


def must_report(said: "Phrase", what: str = "Meldingen", remedy: Remedy | None = None) -> "Phrase":
    """What was said, when it is a report; InputError when it says nothing that belongs in one. `what` it is called."""
    if not said.is_report:
        raise InputError(f"{what} siger intet om de elleve punkter, antal eller niveau.", remedy or SendAsMessage())
    return said


def event_of(number: str, kit: Kit, kind: type[K], what: str) -> tuple[Event, K]:
    """The event with this number and its body; InputError when it is of another kind. `what` is what it should have
    been: `et opslag`."""
    event = kit.find(number)
    if not says(event, kind):
        raise InputError(f"{event.number} er ikke {what}.", SeeNumbers())
    return event, event.body


def ref(number: str, kit: Kit) -> Ref | None:
    """Points at the event with this number; None for an empty one."""
    return kit.find(number).ref if number else None


def count(text: str, most: int = MAX_COUNT, least: int = 0) -> int | None:
    """A whole number; None for no text."""
    if not text.strip():
        return None
    if not text.isascii() or not text.strip().isdigit() or not least <= int(text) <= most:
        raise InputError(f"“{text}” er ikke et antal; skriv et helt tal fra {least} til {most}.", LeaveEmpty("feltet"))
    return int(text)


def is_said(text: str) -> bool:
    """Whether there is anything in it that people can read."""
    return bool(clean_text(text))


def required(text: str, what: str) -> str:
    """The text, when there is one; InputError when there is none. `what` it is: `Navnet`, `Overskriften`."""
    if not is_said(text):
        raise InputError(f"{what} mangler.", WriteIt(_it(what)))
    return text


def need(text: str, what: str) -> str:
    """As `required`, for what a person came to say: `Beskeden`."""
    if not is_said(text):
        empty = "tomt" if _it(what) == "det" else "tom"
        raise InputError(f"{what} er {empty}.", WriteText(_it(what)))
    return text


def must_name(text: str) -> None:
    """InputError for a single letter in place of the name or the initials of somebody who answers for something: it
    names nobody whom others could ask."""
    if is_said(text) and sum(letter.isalnum() for letter in clean_text(text)) < NAME_LETTERS:
        raise InputError(f"“{text.strip()}” er ikke et navn: skriv mindst to bogstaver.")


def name(text: str) -> str:
    """A person's name; InputError when there is none, or when no fact could hold it."""
    refuse_cpr(text)
    must_name(required(text, "Navnet"))
    return fits(text, "Navnet", NAME)


def fits(text: str, what: str, rule: Text = LINES) -> str:
    """The text, which may be empty; InputError when a field with this rule would cut it, or when nobody can read its
    letters."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(f"{what} har bogstaver, som ikke kan læses.", SetLetters(_it(what)))
    if text.strip():
        need(text, what)  # letters that nobody can see are not what the person meant
    said = clean_text(text, None) if rule.lines else one_line(text, None)
    if len(said) > rule.chars:
        do = f"del {_it(what)} i flere" if rule.chars >= MAX_TEXT else f"skriv {_it(what)} kortere"
        raise InputError(f"{what} er på {len(said)} tegn, og der er plads til {rule.chars}; {do}.")
    return text


def _it(what: str) -> str:
    """What stands for the noun that a phrase begins with: `den`, or `det`."""
    return "det" if what.split()[0].rstrip(",").endswith("et") else "den"
