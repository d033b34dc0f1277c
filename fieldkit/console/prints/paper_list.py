"""Every document there is: chosen, told what it is to be about where it must be, and seen before it is printed.

Private ones never lie in the queue and are not shown: a card goes straight to the printer once somebody has said yes.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual.content import Content

from fieldkit.console import messages
from fieldkit.console.private_card import CARDS, print_card
from fieldkit.console.questions import Ask
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk
from fieldkit.console.typed import people_names, place_names, place_typed
from fieldkit.console.words import DIM, cut, fitted
from fieldkit.core.documents import (
    CONTINUITY,
    DOCUMENTS,
    Continuity,
    DocumentKind,
    Wanted,
    wanted_of,
)
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.work import Dispatch, Notice
from fieldkit.core.roster.roster import PERSON_ROLE_DA
from fieldkit.core.views.answers import current_answers

ABOUT: Mapping[DocumentKind, str] = {
    DocumentKind.RECEIPT: "det, der blev afleveret under et nummer",
    DocumentKind.DOCKET: "det, en runner bærer",
    DocumentKind.CARD: "et actioncard til hånden eller væggen",
    DocumentKind.ROSTER: "folkene på ét sted eller alle",
    DocumentKind.SIGN_IN: "hvem der kommer og går på et sted",
    DocumentKind.PLACES: "alle mødesteder",
    DocumentKind.CONTACTS: "hvem der skal nås, og hvordan uden telefon",
    DocumentKind.BOARD: "hvordan det står nu",
    DocumentKind.MESSAGES: "beskeder, der venter på nogen",
    DocumentKind.LOG: "loggen til mappen, hele eller efter et nummer",
    DocumentKind.HANDOVER: "det, den næste på vagt skal vide",
    DocumentKind.EVALUATION: "hvordan en hændelse gik",
    DocumentKind.CHITS: "tomme blanketter at skrive på",
    DocumentKind.NOTICE: "et opslag til væggen",
    DocumentKind.ANSWERS: "det, borgere skal have at vide",
    DocumentKind.BADGE: "en rolle at bære, så alle kan se den",
    DocumentKind.LIST: "fortrolig: en nødliste, der låses op først",
    DocumentKind.KEY_CARD: "fortrolig: kommunens nøgle på papir",
    DocumentKind.CHANNEL_CARD: "fortrolig: radiokanalen til telefoner",
    DocumentKind.TEST: "hvad printeren kan",
}
OF_THE_LOG = 200
"""So many of the latest events are looked through for numbers to suggest."""
SUGGESTED = 3
_NUMBERED: Mapping[DocumentKind, tuple[type, ...]] = {
    DocumentKind.RECEIPT: (Message, Report),
    DocumentKind.DOCKET: (Message, Dispatch),
    DocumentKind.NOTICE: (Notice,),
    DocumentKind.LOG: (Message, Report),
}
"""What the numbers that are suggested are of."""


class Papers:
    """A row's key is the kind of document, or `CONTINUITY`. `show` opens the paper of what was chosen."""

    tab = "Papirer"

    def __init__(self, desk: Desk, show: Callable[[Wanted], None]) -> None:
        self._desk, self._show = desk, show

    def look(self) -> Count:
        return Count()

    def rows(self, width: int) -> list[Row]:
        made = [_row(CONTINUITY, "papirberedskab", "fire papirer, før det bliver mørkt", width)]
        for kind, row in DOCUMENTS.items():
            asks = " …" if row.needed and not row.private else ""
            made.append(_row(kind, row.danish + asks, ABOUT[kind], width))
        return made

    def actions(self, key: DocumentKind | str | None) -> list[Action]:
        if not isinstance(key, DocumentKind) or not DOCUMENTS[key].asks or DOCUMENTS[key].needed:
            return []
        return [Action("o", f"vælg {DOCUMENTS[key].asks.rstrip(',')}", partial(self._ask, key))]

    def at_once(self, key: DocumentKind | str | None) -> Wanted | None:
        """The document of a row that needs to be told nothing, and may be shown."""
        if not isinstance(key, DocumentKind) or DOCUMENTS[key].needed or DOCUMENTS[key].private:
            return None
        return wanted_of(key)

    def choose(self, key: DocumentKind | str) -> None:
        """What Enter does."""
        if not isinstance(key, DocumentKind):
            wanted = messages.PrintRequested(Continuity())
            what = "Udskriv papirberedskabet: situation, kontakter, åbne beskeder og 20 blanketter?"
            self._desk.confirm(what, lambda: self._desk.post(wanted))
        elif key in CARDS:
            print_card(self._desk, CARDS[key])
        elif key is DocumentKind.LIST:
            self._desk.post(messages.ShowWindow("lists"))
        elif (wanted_now := self.at_once(key)) is not None:
            self._show(wanted_now)
        else:
            self._ask(key)

    def _ask(self, kind: DocumentKind) -> None:
        row, names = DOCUMENTS[kind], self._names(kind)
        latest = f" Senest: {', '.join(names[:SUGGESTED])}." if kind in _NUMBERED and names else ""
        empty = "" if row.needed else " Tomt: alt."
        asks = row.asks.rstrip(",")
        question = Ask(
            f"{row.danish.capitalize()}: skriv {asks}.{latest}{empty}",
            names=names,
            check=partial(self._read, kind),
            may_be_empty=not row.needed,
        )
        self._desk.ask(question, lambda text: self._show(self._read(kind, text)))

    def _read(self, kind: DocumentKind, text: str) -> Wanted:
        """What is meant; InputError also when it is not there."""
        from fieldkit.acts.previews import is_slow
        from fieldkit.acts.printing import document_of

        kit = self._desk.kit
        if kind in (DocumentKind.ROSTER, DocumentKind.SIGN_IN) and text.strip():
            text = place_typed(text, kit.roster).slug
        wanted = wanted_of(kind, text)
        if not is_slow(kit, wanted):
            document_of(kit, wanted)
        return wanted

    def _names(self, kind: DocumentKind) -> Sequence[str]:
        """What is suggested while one types."""
        kit = self._desk.kit
        match kind:
            case DocumentKind.ROSTER | DocumentKind.SIGN_IN:
                return place_names(kit.roster)
            case DocumentKind.CARD:
                return [word for card in kit.cards.values() for word in (card.id, card.title)]
            case DocumentKind.BADGE:
                return [*PERSON_ROLE_DA.values(), *people_names(kit.roster)]
            case DocumentKind.ANSWERS:
                return [str(view.instruks) for view in current_answers(kit.state)]
            case DocumentKind.EVALUATION:
                return [incident.name.value or "" for incident in kit.state.incidents.values()]
            case DocumentKind.CHITS:
                return ["10", "20", "50"]
            case _ if kind in _NUMBERED:
                return [event.number for event in self._latest(_NUMBERED[kind])]
        return []

    def _latest(self, kinds: tuple[type, ...]) -> list[Event]:
        return [event for event in self._desk.kit.reading.latest(OF_THE_LOG) if isinstance(event.body, kinds)]


def _row(key: DocumentKind | str, name: str, about: str, width: int) -> Row:
    head = f"  {fitted(name.capitalize(), 19)}"
    return Row(key, Content.assemble(head, (cut(about, width - len(head)), DIM)))
