"""Which documents there are, by their English names, and what each needs to be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldkit.core.cards.grammar import DOCUMENT_DA
from fieldkit.core.errors import InputError
from fieldkit.core.remedies import GiveArgument, PrintExample, PrintList
from fieldkit.core.roster.roster import Place
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents import handwork, people, picture, technical
from fieldkit.paper.documents.action_card import action_card, card_named
from fieldkit.paper.documents.answers import answer_sheet
from fieldkit.paper.documents.dockets import docket
from fieldkit.paper.documents.handover import handover
from fieldkit.paper.documents.open_items import open_items
from fieldkit.paper.documents.receipts import receipt
from fieldkit.paper.documents.source import DocumentSource

Maker = Callable[[str, DocumentSource], Document]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document. `danish` names it for people; `asks` is what to write after the name, empty for nothing.

    `needed` false means that the argument may be left out. `essential` ones print even on a low battery. `private`
    ones hold personal data or a key: they go straight to the printer, and no copy of them may stay in the kit.
    """

    danish: str
    make: Maker
    asks: str = ""
    needed: bool = False
    essential: bool = False
    private: bool = False


def make(name: str, argument: str, source: DocumentSource) -> Document:
    """The document `name` (English, or the Danish word that cards use) about `argument`.

    InputError in one sentence for a document, number, card, place or list that is not there.
    """
    kind = CATALOGUE[canonical_name(name)]
    given = argument.strip()
    if kind.needed and not given:
        missing = f"{kind.danish.capitalize()} kan ikke laves: der mangler {kind.asks.rstrip(',')}."
        raise InputError(missing, GiveArgument(canonical_name(name), kind.asks))
    return kind.make(given, source)


def canonical_name(name: str) -> str:
    """The catalogue's name for what a person or a card calls a document; InputError with all names when unknown."""
    wanted = name.strip().casefold()
    wanted = ALIASES.get(wanted, DOCUMENT_DA.get(wanted, wanted))
    wanted = ALIASES.get(wanted, wanted)
    if wanted not in CATALOGUE:
        raise InputError(f"Dokumentet “{name.strip()}” kendes ikke: vælg {', '.join(CATALOGUE)}.")
    return wanted


def _receipt(argument: str, source: DocumentSource) -> Document:
    return receipt(source.find(argument), source)


def _docket(argument: str, source: DocumentSource) -> Document:
    number, _, rest = argument.partition(" ")
    places = [source.roster.resolve(text) for text in rest.split(",") if text.strip()]
    return docket(source.find(number), source, places)


def _card(argument: str, source: DocumentSource) -> Document:
    return action_card(card_named(argument, source), source)


def _roster(argument: str, source: DocumentSource) -> Document:
    return people.roster_list(source, source.roster.resolve(argument) if argument else None)


def _signin(argument: str, source: DocumentSource) -> Document:
    own: Place | None = source.roster.place(source.place)
    return people.sign_in_sheet(source, source.roster.resolve(argument) if argument else own)


def _log(argument: str, source: DocumentSource) -> Document:
    return picture.message_log(source, source.find(argument) if argument else None)


def _notice(argument: str, source: DocumentSource) -> Document:
    number, _, rest = argument.partition(" ")
    rest = rest.strip().removesuffix("t").strip()
    if not rest:
        return handwork.notice(source.find(number), source)
    hours = _whole(rest)
    if hours is None or not 1 <= hours <= handwork.LONGEST_NOTICE_H:
        raise InputError(f"“{rest}” er ikke et antal timer.", PrintExample("notice", f"{number} 6"))
    return handwork.notice(source.find(number), source, hours)


def _chits(argument: str, source: DocumentSource) -> Document:
    words = [_whole(word) for word in argument.split()]
    count, first = (words[0], words[1]) if len(words) == 2 else (words[0], source.next_chit)
    if len(words) > 2 or count is None or first is None or first < 1:
        raise InputError(f"“{argument}” er ikke et antal blanketter.", PrintExample("chits", "10"))
    return handwork.chits(count, source, first)


def _list(argument: str, source: DocumentSource) -> Document:
    if source.find_list is None:
        raise InputError("Nødlister ligger låst inde.", PrintList())
    return people.emergency_list(argument, source.find_list(argument), source)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


NUMBER = "et nummer, for eksempel 12-0147,"
CATALOGUE: Mapping[str, Kind] = {
    "receipt": Kind("kvittering", _receipt, NUMBER, needed=True, essential=True),
    "docket": Kind("følgeseddel", _docket, NUMBER, needed=True, essential=True),
    "card": Kind("actioncard", _card, "kortets id", needed=True),
    "roster": Kind("mandskabsliste", _roster, "et sted"),
    "signin": Kind("fremmødeliste", _signin, "et sted"),
    "places": Kind("mødestedsliste", lambda _, source: people.place_list(source)),
    "contacts": Kind("kontaktliste", lambda _, source: people.contact_list(source)),
    "board": Kind("situationsbillede", lambda _, source: picture.board_picture(source)),
    "messages": Kind("åbne beskeder", lambda _, source: open_items(source)),
    "log": Kind("log", _log, "det nummer, loggen skal begynde efter,"),
    "handover": Kind("vagtskifte", lambda _, source: handover(source)),
    "notice": Kind("opslag", _notice, NUMBER, needed=True),
    "answers": Kind("instruks", answer_sheet, "nummeret på et svar"),
    "chits": Kind("blanketter", _chits, "hvor mange blanketter", needed=True),
    "badge": Kind("rollekort", handwork.badge, "en rolle eller et navn", needed=True),
    "list": Kind("nødliste", _list, "listens navn", needed=True, private=True),
    "keycard": Kind("nøglekort", lambda _, source: technical.key_card(source.key, source), private=True),
    "test": Kind("prøveside", lambda _, source: technical.test_page(source)),
}
"""Every document by its English name."""

ALIASES: Mapping[str, str] = {
    "sign-in": "signin",
    "meeting-points": "places",
    "emergency-list": "list",
    "key-card": "keycard",
    **{kind.danish: name for name, kind in CATALOGUE.items()},
}
"""Other words for the same documents, as cards and people write them."""
