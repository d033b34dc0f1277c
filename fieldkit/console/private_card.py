"""Cards that bear a key: asked about, and straight to the printer, beside the screen; they never wait on the disk."""

from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts import typed
from fieldkit.acts.private_papers import print_card_apart
from fieldkit.console import messages
from fieldkit.console.apart import Apart
from fieldkit.console.questions import FRAME, Ask, Confirm
from fieldkit.console.sheets import Desk
from fieldkit.console.steady import Window
from fieldkit.core.document_kind import DocumentKind
from fieldkit.kit import Kit

WAIT_DA = "Venter på printeren; det kan tage et minut, når den er i gang med andet."


class Card(NamedTuple):
    """A card, and what is asked before it is printed."""

    kind: DocumentKind
    question: str
    danger: bool = False
    """A slip of the finger must not print it."""


CHANNEL_CARD = Card(
    DocumentKind.CHANNEL_CARD,
    "Radiokortet bærer kanalens nøgle. En telefon læser det og sætter sin radio op. Udskriv det nu? Giv det kun til "
    "den, der skal bruge det, og riv det i stykker bagefter.",
)
KEY_CARD = Card(
    DocumentKind.KEY_CARD,
    "Nøglekortet bærer kommunens nøgle: den, der har det, kan læse og sende alt. Udskriv det nu? Lås det inde, eller "
    "riv det i stykker, når det er brugt.",
    danger=True,
)


CARDS = {card.kind: card for card in (CHANNEL_CARD, KEY_CARD)}


def print_card(desk: Desk, card: Card) -> None:
    """Ask, and print it at once, by the name of who is on duty."""

    def print_it(by: str) -> None:
        desk.ask(PaperPage(desk.kit, card, by), lambda _done: None)

    def named(name: str) -> None:
        desk.post(messages.NameChanged(name))
        print_it(name)

    def answered(sure: bool) -> None:
        if sure and desk.operator:
            print_it(desk.operator)
        elif sure:
            desk.ask(Ask("Hvem udskriver det? Skriv dit navn.", check=typed.name), named)

    desk.ask(Confirm(card.question, danger=card.danger), answered)


class PaperPage(Window[None]):
    """Stands until the printer has answered; what became of it is told here."""

    DEFAULT_CSS = FRAME.format(name="PaperPage") + "PaperPage #done, PaperPage .fault { height: auto; max-height: 6; }"
    BINDINGS = [("escape,enter", "close", "Luk")]

    def __init__(self, kit: Kit, card: Card, by: str) -> None:
        super().__init__()
        self._kit = kit
        self._card = card
        self._by = by
        self._apart = Apart(self, self._say)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Udskriver …"), id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static(Content(WAIT_DA), classes="hint", markup=False)

    def on_mount(self) -> None:
        home, now = self._kit.home.folder, self._kit.own_clock
        work = partial(print_card_apart, home, now, self._card.kind, self._by)
        self._apart.do(work, lambda said: self._say(said, ""), lambda said: (said, ""))

    def _say(self, done: str, fault: str) -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))
        self.query_one(".hint", Static).update(Content("Enter eller Esc: luk"))

    def action_close(self) -> None:
        if not self._apart.busy:
            self.dismiss(None)

    def unfinished(self) -> str:
        return WAIT_DA if self._apart.busy else ""
