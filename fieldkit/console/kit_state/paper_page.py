"""R and N: cards that bear a key. They go straight to the printer, beside the screen, and never wait on the disk."""

from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts.private_papers import PrivatePaper, channel_card, key_card, print_private
from fieldkit.console.questions import FRAME, Confirm
from fieldkit.console.remedies import told
from fieldkit.console.sheets import Desk
from fieldkit.console.steady import Window
from fieldkit.core.errors import FieldkitError, StoreError
from fieldkit.kit import Kit

WAIT_DA = "Venter på printeren; det kan tage et minut, når den er i gang med andet."


class Card(NamedTuple):
    """A card: what makes it, and what is asked before it is printed."""

    make: Callable[[Kit], PrivatePaper]
    question: str
    danger: bool = False
    """A slip of the finger must not print it."""


CHANNEL_CARD = Card(
    channel_card,
    "Radiokortet bærer kanalens nøgle. En telefon læser det og sætter sin radio op. Udskriv det nu? Giv det kun til "
    "den, der skal bruge det, og riv det i stykker bagefter.",
)
KEY_CARD = Card(
    key_card,
    "Nøglekortet bærer kommunens nøgle: den, der har det, kan læse og sende alt. Udskriv det nu? Lås det inde, eller "
    "riv det i stykker, når det er brugt.",
    danger=True,
)


def print_card(desk: Desk, card: Card) -> None:
    """Ask, and print it at once."""

    def answered(sure: bool) -> None:
        if sure:
            desk.ask(PaperPage(desk.kit, card, desk.operator), lambda _done: None)

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
        self._busy = True

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Udskriver …"), id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static(Content(WAIT_DA), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.run_worker(self._print, thread=True)

    def _print(self) -> None:
        """In a thread of its own, which opens the kit for itself."""
        done, faults = "", []

        def unnoted(text: str, error: StoreError) -> None:
            faults.append(f"Det kunne ikke noteres i loggen ({told(error)}) Skriv det på papir: {text}.")

        try:
            with closing(Kit.open(self._kit.home.folder, now=self._kit.own_clock)) as kit:
                paper = self._card.make(kit)
                confirmed = print_private(kit, paper, unnoted, self._by)
            said = "er udskrevet." if confirmed else "er sendt til printeren; se, om papiret kom ud."
            done = f"{paper.document.title} {said}"
        except FieldkitError as error:
            faults.append(told(error))
        self.app.call_from_thread(self._told, done, "\n".join(faults))

    def _told(self, done: str, fault: str) -> None:
        self._busy = False
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))
        self.query_one(".hint", Static).update(Content("Enter eller Esc: luk"))

    def action_close(self) -> None:
        if not self._busy:
            self.dismiss(None)
