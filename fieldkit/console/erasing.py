"""The names in an incident that is over are erased when the municipality's period has run out: asked twice, and who
decided it is said."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts import erasure, typed
from fieldkit.console import messages
from fieldkit.console.questions import FRAME, Ask, Confirm
from fieldkit.console.regions import focus_on
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Window
from fieldkit.console.words import LATE, clock_da
from fieldkit.core.errors import InputError
from fieldkit.core.state.incidents import called, running
from fieldkit.kit import Kit

WORD = "SLET"
"""What must be written before names are erased."""
AFTER_DA = (
    "Giv de andre kits og arkivet en USB-nøgle med loggen. Slut kittets skærm og motor, og åbn dem igen. "
    "Slet ældre kopier og journaler på andre medier i hånden; dem i kittets mappe er væk."
)


class ErasePage(Window[None]):
    """The incidents that are over, and until when their names are kept."""

    DEFAULT_CSS = (
        FRAME.format(name="ErasePage")
        + """
    ErasePage RowList { height: auto; max-height: 8; }
    ErasePage #done { height: auto; max-height: 5; }
    ErasePage .fault { height: auto; max-height: 4; }
    """
    )
    BINDINGS = [("escape", "close", "Luk")]

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Slet navne: hvad der skete, bliver; hvem der gjorde det, slettes", classes="question")
            yield RowList(id="over")
            yield Static("", id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static("Enter: slet navnene, efter to spørgsmål · Esc: luk", classes="hint")

    def on_mount(self) -> None:
        self._show()
        focus_on(self.query_one(RowList))

    def _show(self) -> None:
        kit = self._kit
        over = [tag for tag in kit.state.incidents if tag not in running(kit.state.incidents)]
        late = set(erasure.overdue(kit))
        rows = [Row(tag, self._line(tag, late=tag in late)) for tag in sorted(over, key=lambda tag: tag not in late)]
        none = Row(None, Content("Ingen hændelse er slut endnu."), heading=True)
        self.query_one(RowList).show_rows(rows or [none])

    def _line(self, tag: int, *, late: bool) -> Content:
        kit, until = self._kit, erasure.kept_until(self._kit, tag)
        if tag in kit.state.erased:
            state = "navnene er slettet"
        elif until is None:
            state = "kommunen har ingen frist sat"
        else:
            day = clock_da(until, now=kit.now())
            state = f"fristen udløb {day}" if late else f"navnene bliver til {day}"
        return Content.assemble(f"{called(kit.state.incidents, tag)}: ", (state, LATE if late else ""))

    def _say(self, done: str, fault: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        tag = self.query_one(RowList).key
        if not isinstance(tag, int):
            return
        name = called(self._kit.state.incidents, tag)
        question = f"Slet navnene i {name} på dette kit, og på de andre, når de hører det? Det kan ikke fortrydes."

        def sure(yes: bool | None) -> None:
            if yes:
                again = Ask(f"Skriv {WORD} for at slette navnene i {name}.", check=_is_word)
                self.app.push_screen(again, partial(self._again, tag))

        self.app.push_screen(Confirm(question, yes="slet", danger=True), sure)

    def _again(self, tag: int, word: str | None) -> None:
        if word is None:
            return
        name = str(getattr(self.app, "operator", ""))
        who = Ask("Hvem har besluttet det? Navnet står i loggen.", value=name, check=typed.name)
        self.app.push_screen(who, partial(self._decided, tag))

    def _decided(self, tag: int, by: str | None) -> None:
        if by is None:
            return
        kit = self._kit

        def erased(_event: object) -> None:
            self._show()
            self._say(AFTER_DA)

        def refused() -> None:
            self._say("", "Intet er slettet; grunden står nederst på skærmen.")

        done = f"Navnene i {called(kit.state.incidents, tag)} er slettet på dette kit ({{number}})."
        act = messages.Act(
            lambda _name: erasure.erase_names(kit, tag, by), done, then=erased, otherwise=refused, signed=False
        )
        self.app.post_message(act)

    def action_close(self) -> None:
        self.dismiss(None)


def _is_word(text: str) -> None:
    if text.strip().upper() != WORD:
        raise InputError(f"Skriv {WORD}, eller tryk Esc: intet er slettet.")
