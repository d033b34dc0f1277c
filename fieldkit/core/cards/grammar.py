"""The small Danish grammar of a card's attributes: durations, calling orders, actions, triggers. Text in, types out."""

import re

from fieldkit.core.cards.types import (
    OCCASION_DA,
    SEEN_DA,
    Action,
    OpenCard,
    PrintDocument,
    Seen,
    SendMessage,
    SendReport,
    StartTimer,
    TopicBad,
    ToSlug,
    Trigger,
)
from fieldkit.core.clock.durations import duration_s
from fieldkit.core.documents import DOCUMENTS, ON_CARDS, OnCard, wanted_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.address import ToAll, ToRole
from fieldkit.core.facts.terms import ADDRESSED_DA, CONDITION_DA, PRECEDENCE_DA, TO_ALL, TOPIC_DA, Condition, Role

SKIP_QUESTION = "Hvorfor er det ikke relevant?"

_ROLE = re.compile(r"[a-zæøå0-9]+(?:[ -][a-zæøå0-9]+)*")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_ADDRESSEES = {word: str(to) for to, word in ADDRESSED_DA.items()}
_PRECEDENCES = {danish: precedence for precedence, danish in PRECEDENCE_DA.items()}
_TOPICS = {danish: topic for topic, danish in TOPIC_DA.items()}
_BAD = {CONDITION_DA[condition]: condition for condition in (Condition.SHORTAGE, Condition.CRITICAL)}
_OCCASIONS = {danish: occasion for occasion, danish in OCCASION_DA.items()}
_SEEN = {danish: seen for seen, danish in SEEN_DA.items()}
_ACTIONS = "send melding · send besked · print · start ur · åbn kort"


class Misread(Exception):
    """A part of a card cannot be read; the message is a plain Danish sentence. Caught by the card's reader.

    `usable` is what of an action can be used all the same."""

    def __init__(self, what: str, usable: Action | None = None) -> None:
        super().__init__(what)
        self.usable = usable


def read_duration(text: str) -> int:
    """Seconds. Raises `Misread`."""
    try:
        return duration_s(text)
    except ValueError as wrong:
        raise Misread(str(wrong)) from wrong


def read_ring(text: str) -> tuple[str, ...]:
    """A calling order `A > B > C` of role names. Raises `Misread`."""
    names = tuple(name.strip() for name in text.split(">"))
    for name in names:
        if not is_role(name):
            raise Misread(f"i ring: er “{name}” ikke et rollenavn; skriv fx ring: beredskabschef > borgmester.")
    if len(set(names)) < len(names):
        raise Misread("samme rolle står to gange i ring:.")
    return names


def is_role(text: str) -> bool:
    """Whether the text is shaped as a role's name: small letters, digits, single blanks and hyphens."""
    return bool(_ROLE.fullmatch(text))


def read_role(text: str) -> str:
    """A role's name in small letters. Raises `Misread`."""
    if not is_role(text):
        raise Misread(f"“{text}” er ikke et rollenavn; brug små bogstaver, fx rolle: logfører.")
    return text


def read_action(text: str) -> Action:
    """What `gør:` says. Raises `Misread`."""
    words, _, tail = text.partition(":")
    words, tail = " ".join(words.split()), tail.strip()
    if words == "send melding" and not tail:
        return SendReport()
    if words.startswith("send besked"):
        return _read_message(words, tail)
    if words.startswith("print ") and not tail:
        _, document, *about = words.split()
        return _read_print(document, " ".join(about))
    if words.startswith("start ur "):
        return StartTimer(read_duration(words.removeprefix("start ur ")), tail)
    if words.startswith("åbn kort ") and not tail:
        card = words.removeprefix("åbn kort ")
        if not SLUG.fullmatch(card):
            raise Misread(f"“{card}” er ikke et korts id; skriv fx gør: åbn kort runner.")
        return OpenCard(card)
    raise Misread(f"forstår ikke gør: “{text}”; kittet kan {_ACTIONS}.")


def read_seen(text: str) -> Seen:
    """What `kittet ser:` says. Raises `Misread`."""
    words = " ".join(text.split())
    if words not in _SEEN:
        raise Misread(f"kittet kan ikke se “{words}”; det kan se: {', '.join(_SEEN)}.")
    return _SEEN[words]


def _read_print(word: str, about: str) -> PrintDocument:
    if word not in ON_CARDS:
        raise Misread(f"kender ikke dokumentet “{word}”; kendte er {', '.join(sorted(ON_CARDS))}.")
    kind = ON_CARDS[word]
    row = DOCUMENTS[kind]
    if row.needed and not about:
        if row.on_card is OnCard.ASKS:
            return PrintDocument(kind)
        raise Misread(f"efter print {word} skal der stå {row.asks}.", PrintDocument(kind))
    try:
        wanted = wanted_of(kind, about)
    except InputError as wrong:
        raise Misread(f"print {word}: {str(wrong).rstrip('.')}.", PrintDocument(kind)) from wrong
    if row.private:
        what = f"en {word} er låst inde, og et kort kan ikke udskrive den; skriv kun print {word}."
        raise Misread(what, PrintDocument(kind, wanted))
    if about and not row.asks:
        raise Misread(f"{word} tager ikke imod mere; fjern “{about}”.", PrintDocument(kind, wanted))
    return PrintDocument(kind, wanted)


def _read_message(words: str, text: str) -> SendMessage:
    found = re.fullmatch(r"send besked (\S+) til (\S+)", words)
    if not found:
        raise Misread("en besked skrives: gør: send besked haster til sekretariatet: tekst.")
    precedence, addressee = found[1], found[2]
    if precedence not in _PRECEDENCES:
        raise Misread(f"“{precedence}” er ikke en hastegrad; brug akut, haster, rutine eller orientering.")
    if addressee not in _ADDRESSEES and not SLUG.fullmatch(addressee):
        raise Misread(f"kender ikke modtageren “{addressee}”; brug {', '.join(_ADDRESSEES)} eller et steds korte navn.")
    return SendMessage(_PRECEDENCES[precedence], _addressee(_ADDRESSEES.get(addressee, addressee)), text)


def _addressee(to: str) -> ToAll | ToRole | ToSlug:
    if to == TO_ALL:
        return ToAll()
    return ToRole(to) if to in tuple(Role) else ToSlug(to)


def read_trigger(text: str) -> Trigger:
    """What `foreslås ved:` says: `vand kritisk` (a topic as bad as that or worse) or a word of `OCCASION_DA`."""
    words = " ".join(text.split())
    if words in _OCCASIONS:
        return _OCCASIONS[words]
    topic, _, condition = words.partition(" ")
    if topic in _TOPICS and condition in _BAD:
        return TopicBad(_TOPICS[topic], _BAD[condition])
    raise Misread(f"forstår ikke foreslås ved: “{words}”; skriv fx vand kritisk, eller {', '.join(_OCCASIONS)}.")
