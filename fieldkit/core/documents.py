"""The documents there are: their words, what each must be told, and which are private or print on the last power.

One table for everybody who names, wants or queues one; what stands on them is made in `paper.documents`.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec

from fieldkit.core.document_kind import EXERCISE_PAPER
from fieldkit.core.document_kind import DocumentKind as DocumentKind
from fieldkit.core.errors import InputError
from fieldkit.core.facts.exact import parse_exact
from fieldkit.core.remedies import GiveArgument, PrintExample, SeeAnswers

MOST_CHITS = 50
"""Chits at a time: half a roll of paper."""
LONGEST_NOTICE_H = 14 * 24
CONTINUITY = "continuity"
"""The word for the whole of `IN_THE_DARK`, in commands and proposals."""


class Receipt(msgspec.Struct, frozen=True):
    """What was handed in under this number."""

    number: str


class Docket(msgspec.Struct, frozen=True):
    """What a runner carries: the event, and the places on the way as people name them, none for the addressees'."""

    number: str
    places: tuple[str, ...] = ()


class CardSheet(msgspec.Struct, frozen=True):
    """An action card, by id or title."""

    card: str


class RosterList(msgspec.Struct, frozen=True):
    """The people of a place as somebody names it; of all places when none is named."""

    place: str = ""


class SignInSheet(msgspec.Struct, frozen=True):
    """Who comes and goes at a place; at the kit's own when none is named."""

    place: str = ""


class PlaceList(msgspec.Struct, frozen=True):
    """The meeting points."""


class ContactList(msgspec.Struct, frozen=True):
    """Whom to reach, and how without a phone."""


class BoardPicture(msgspec.Struct, frozen=True):
    """How things are now."""


class OpenMessages(msgspec.Struct, frozen=True):
    """Messages that wait."""


class LogSheet(msgspec.Struct, frozen=True):
    """The log for the paper folder; `after` is a number, "" for all of it."""

    after: str = ""


class HandoverSheet(msgspec.Struct, frozen=True):
    """What the next on duty must know."""


class EvaluationSheet(msgspec.Struct, frozen=True):
    """How an incident went: its name or a number of its lines; "" for the one that runs, else the last."""

    incident: str = ""


class NoticeSheet(msgspec.Struct, frozen=True):
    """A notice for the wall, to hold for `hours`; None leaves it to the event or the pen."""

    number: str
    hours: int | None = None


class AnswerSheet(msgspec.Struct, frozen=True):
    """The secretariat's answers to citizens: one instruks, or all for None."""

    instruks: int | None = None


class BlankChits(msgspec.Struct, frozen=True):
    """So many blank chits, from number `first` on; None takes the next free ones. InputError for too many."""

    count: int
    first: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_CHITS:
            raise InputError(f"{self.count} blanketter kan ikke udskrives på én gang: vælg fra 1 til {MOST_CHITS}.")


class Badge(msgspec.Struct, frozen=True):
    """A role to wear: a role, a role and a name, or a name of the roster."""

    who: str


class EmergencyList(msgspec.Struct, frozen=True):
    """A list of the vault, by its name."""

    name: str


class KeyCard(msgspec.Struct, frozen=True):
    """The municipality's key."""


class ChannelCard(msgspec.Struct, frozen=True):
    """The municipality's channel, for a phone to scan."""


class TestPage(msgspec.Struct, frozen=True):
    """What the printer can."""


Wanted = (
    Receipt
    | Docket
    | CardSheet
    | RosterList
    | SignInSheet
    | PlaceList
    | ContactList
    | BoardPicture
    | OpenMessages
    | LogSheet
    | HandoverSheet
    | EvaluationSheet
    | NoticeSheet
    | AnswerSheet
    | BlankChits
    | Badge
    | EmergencyList
    | KeyCard
    | ChannelCard
    | TestPage
)
"""One document and what it is to be about. `paper.documents.catalogue.make` makes it."""


class Continuity(msgspec.Struct, frozen=True):
    """All of `IN_THE_DARK` in one go."""


class FailedAgain(msgspec.Struct, frozen=True):
    """All that did not come out, once more in one go."""


class JobAgain(msgspec.Struct, frozen=True):
    """What this print job printed, once more: the paper says that it is a copy."""

    job: int


Printable = Wanted | Continuity | FailedAgain | JobAgain
"""What a person can have printed in one go."""
IN_THE_DARK: tuple[Wanted, ...] = (BoardPicture(), ContactList(), OpenMessages(), BlankChits(20))
"""What people need when the kit goes dark: how things are, who to reach, what waits, and something to write on."""


class OnCard(StrEnum):
    """Whether an action card's step can print a document, and what its line must say then."""

    NO = "no"
    WHOLE = "whole"
    """The card says what it is about, for that is known when the card is written."""
    ASKS = "asks"
    """The card may leave that out: it is known only when the step is ticked, and the person is asked."""


class DocumentRow(NamedTuple):
    """What there is to know of a kind of document.

    `danish` names it for people, `several` more than one of it where that is told; `wanted` is its type, `read` makes
    one of what a person writes after the name. `asks` is what that is, empty for nothing; `needed` false means that it
    may be left out. `essential` ones print even on a low battery. `private` ones hold personal data or a key: they go
    straight to the printer, and no copy of them may stay in the kit. `also` are other words for it.
    """

    danish: str
    wanted: type[Wanted]
    read: Callable[[str], Wanted]
    asks: str = ""
    needed: bool = False
    essential: bool = False
    private: bool = False
    on_card: OnCard = OnCard.WHOLE
    also: tuple[str, ...] = ()
    several: str = ""


def _number(text: str) -> str:
    parse_exact(text)
    return text


def _docket(text: str) -> Docket:
    number, _, rest = text.partition(" ")
    return Docket(_number(number), tuple(place.strip() for place in rest.split(",") if place.strip()))


def _notice(text: str) -> NoticeSheet:
    number, _, rest = text.partition(" ")
    said = rest.strip().removesuffix("t").strip()
    hours = _whole(said)
    if said and (hours is None or not 1 <= hours <= LONGEST_NOTICE_H):
        raise InputError(f"“{said}” er ikke et antal timer.", PrintExample(DocumentKind.NOTICE, f"{number} 6"))
    return NoticeSheet(_number(number), hours)


def _answers(text: str) -> AnswerSheet:
    wanted = text.removeprefix("instruks ").strip()
    if wanted and _whole(wanted) is None:
        raise no_answer(wanted)
    return AnswerSheet(_whole(wanted))


def no_answer(wanted: str) -> InputError:
    """Nobody is to answer so now."""
    return InputError(f"Instruks {wanted} gælder ikke eller findes ikke.", SeeAnswers())


def _chits(text: str) -> BlankChits:
    match [_whole(word) for word in text.split()]:
        case [int(count)]:
            return BlankChits(count)
        case [int(count), int(first)] if first >= 1:
            return BlankChits(count, first)
    raise InputError(f"“{text}” er ikke et antal blanketter.", PrintExample(DocumentKind.CHITS, "10"))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


NUMBER = "et nummer, for eksempel 12-0147,"
DOCUMENTS: Mapping[DocumentKind, DocumentRow] = {
    DocumentKind.RECEIPT: DocumentRow(
        "kvittering",
        Receipt,
        lambda text: Receipt(_number(text)),
        NUMBER,
        needed=True,
        essential=True,
        on_card=OnCard.ASKS,
        several="kvitteringer",
    ),
    DocumentKind.DOCKET: DocumentRow(
        "følgeseddel",
        Docket,
        _docket,
        NUMBER,
        needed=True,
        essential=True,
        on_card=OnCard.ASKS,
        several="følgesedler",
    ),
    DocumentKind.CARD: DocumentRow("actioncard", CardSheet, CardSheet, "kortets id", needed=True),
    DocumentKind.ROSTER: DocumentRow("mandskabsliste", RosterList, RosterList, "et sted"),
    DocumentKind.SIGN_IN: DocumentRow(
        "fremmødeliste",
        SignInSheet,
        SignInSheet,
        "et sted",
        also=("sign-in",),
    ),
    DocumentKind.PLACES: DocumentRow(
        "mødestedsliste",
        PlaceList,
        lambda _: PlaceList(),
        also=("meeting-points",),
    ),
    DocumentKind.CONTACTS: DocumentRow("kontaktliste", ContactList, lambda _: ContactList()),
    DocumentKind.BOARD: DocumentRow("situationsbillede", BoardPicture, lambda _: BoardPicture()),
    DocumentKind.MESSAGES: DocumentRow("åbne beskeder", OpenMessages, lambda _: OpenMessages(), on_card=OnCard.NO),
    DocumentKind.LOG: DocumentRow(
        "log", LogSheet, lambda text: LogSheet(_number(text) if text else ""), "det nummer, loggen skal begynde efter,"
    ),
    DocumentKind.HANDOVER: DocumentRow("vagtskifte", HandoverSheet, lambda _: HandoverSheet()),
    DocumentKind.EVALUATION: DocumentRow("evaluering", EvaluationSheet, EvaluationSheet, "en hændelse"),
    DocumentKind.CHITS: DocumentRow("blanketter", BlankChits, _chits, "hvor mange blanketter", needed=True),
    DocumentKind.NOTICE: DocumentRow("opslag", NoticeSheet, _notice, NUMBER, needed=True, on_card=OnCard.ASKS),
    DocumentKind.ANSWERS: DocumentRow(
        "instruks",
        AnswerSheet,
        _answers,
        "nummeret på et svar",
        on_card=OnCard.NO,
    ),
    DocumentKind.BADGE: DocumentRow(
        "rollekort", Badge, Badge, "en rolle eller et navn", needed=True, on_card=OnCard.NO
    ),
    DocumentKind.LIST: DocumentRow(
        "nødliste",
        EmergencyList,
        EmergencyList,
        "listens navn",
        needed=True,
        private=True,
        on_card=OnCard.ASKS,
        also=("emergency-list",),
    ),
    DocumentKind.KEY_CARD: DocumentRow(
        "nøglekort", KeyCard, lambda _: KeyCard(), private=True, on_card=OnCard.NO, also=("key-card",)
    ),
    DocumentKind.CHANNEL_CARD: DocumentRow(
        "radiokort", ChannelCard, lambda _: ChannelCard(), private=True, on_card=OnCard.NO, also=("channel-card",)
    ),
    DocumentKind.TEST: DocumentRow("prøveside", TestPage, lambda _: TestPage()),
}
"""Every document, in the order in which they are told to people."""

ESSENTIAL = frozenset(kind for kind, row in DOCUMENTS.items() if row.essential)
"""Documents that print on the last of the battery."""
ON_LAST_POWER = f"{', '.join(DOCUMENTS[kind].several for kind in DOCUMENTS if kind in ESSENTIAL)} og papirberedskabet"
"""The same, and what a person asks for by `Continuity`, in words: `kvitteringer, følgesedler og papirberedskabet`."""
ON_CARDS: Mapping[str, DocumentKind] = {
    row.danish: kind for kind, row in DOCUMENTS.items() if row.on_card is not OnCard.NO
}
"""What an action card can have printed, by the words that cards use."""
_BY_WORD: Mapping[str, DocumentKind] = {
    word: kind for kind, row in DOCUMENTS.items() for word in (kind.value, row.danish, *row.also)
}
_BY_TYPE: Mapping[type[Wanted], DocumentKind] = {row.wanted: kind for kind, row in DOCUMENTS.items()}


def kind_named(word: str) -> DocumentKind | None:
    """The kind that a person calls so, in Danish or English; None when there is none such."""
    return _BY_WORD.get(word.strip().casefold())


def kind_of(wanted: Wanted) -> DocumentKind:
    """Which document it is."""
    return _BY_TYPE[type(wanted)]


def wanted_of(kind: DocumentKind, text: str = "") -> Wanted:
    """The document that a person means who writes `text` after its name. InputError when it cannot be read so, or when
    something is missing."""
    row, said = DOCUMENTS[kind], text.strip()
    if row.needed and not said:
        what = f"{row.danish.capitalize()} kan ikke laves: der mangler {row.asks.rstrip(',')}."
        raise InputError(what, GiveArgument(kind, row.asks))
    return row.read(said)


def said_of(wanted: Wanted) -> str:
    """What a person writes after the document's name; `wanted_of` reads it back."""
    match wanted:
        case Docket(number, places):
            return f"{number} {','.join(places)}".strip()
        case NoticeSheet(number, hours) if hours is not None:
            return f"{number} {hours}"
        case _:
            told = [value for value in msgspec.structs.astuple(wanted) if value is not None]
            return " ".join(str(value) for value in told)


def danish_of(kind: DocumentKind) -> str:
    """The Danish word for the document of a print job; its own name when it has no row here, as another version's."""
    row = DOCUMENTS.get(kind)
    if row is None:
        return "øvelsespapir" if kind == EXERCISE_PAPER else kind.value
    return row.danish
