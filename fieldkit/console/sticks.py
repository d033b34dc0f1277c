"""U in the log: a stick goes from kit to kit. What others put on it comes in, and what this kit knows lies there after.

The work is done beside the screen, on the kit opened once more: the store is what the two share.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts import sticks
from fieldkit.acts.sticks import Visit
from fieldkit.console.apart import Apart, Words
from fieldkit.console.questions import FRAME, Ask
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import RowList
from fieldkit.console.steady import Window
from fieldkit.console.stick_list import StickList
from fieldkit.kit import Kit

KEYS_DA = "Enter: hent og læg · H: hent kun · L: læg kun · M: mappe · Esc: luk"
NONE_KEYS_DA = "M: i en mappe · Esc: luk"
OUT_DA = "Nøglen kan tages ud."
BUSY_DA = "Lad nøglen sidde, til det er færdigt."


class StickPage(Window[None]):
    """Nothing is done before somebody says what. `changed` is called when something came."""

    DEFAULT_CSS = (
        FRAME.format(name="StickPage")
        + """
    StickPage #done { height: auto; max-height: 8; }
    StickPage .fault { height: auto; max-height: 5; }
    """
    )
    BINDINGS = [
        ("escape", "close", "Luk"),
        ("h", "visit(True, False)", "Hent"),
        ("l", "visit(False, True)", "Læg"),
        ("m", "folder", "Mappe"),
    ]

    def __init__(self, kit: Kit, changed: Callable[[], object]) -> None:
        super().__init__()
        self._kit = kit
        self._changed = changed
        self._apart = Apart(self, self._ended)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("USB-nøgle: loggen fra kit til kit"), classes="question")
            yield StickList(id="sticks")
            yield Static("", id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        focus_on(self._sticks)

    @property
    def _sticks(self) -> StickList:
        return self.query_one(StickList)

    @on(StickList.Changed)
    def _changed_sticks(self, event: StickList.Changed) -> None:
        event.stop()
        self._hint(KEYS_DA if event.any_in else NONE_KEYS_DA)

    def _hint(self, text: str) -> None:
        self.query_one(".hint", Static).update(Content(text))

    def _say(self, done: str, faults: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(faults))

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.action_visit(True, True)

    def action_folder(self) -> None:
        """A stick that the kit does not find by itself, or what goes from kit to kit in another way."""
        if self._apart.busy:
            return

        def given(text: str | None) -> None:
            if text and self.is_attached:
                self._sticks.folder = Path(text).expanduser()
                self._sticks.look(again=True)
                self._sticks.go_to(self._sticks.folder)

        question = "Hvilken mappe? Skriv hele stien, fx /media/usb."
        self.app.push_screen(Ask(question, check=lambda text: sticks.the_stick(Path(text).expanduser())), given)

    def action_visit(self, takes: bool, puts: bool) -> None:
        """Begin with the stick under the cursor, unless it is being done."""
        folder = self._sticks.stick
        if self._apart.busy or folder is None:
            return
        self._sticks.rests = True
        self._say("Begynder …")
        self._hint(BUSY_DA)
        self._apart.do(partial(self._visit, folder, takes=takes, puts=puts), self._told, _words)

    def _visit(self, folder: Path, *, takes: bool, puts: bool) -> Visit:
        """In a thread of its own, which opens the kit for itself."""
        kit, apart = self._kit, self._apart

        def doing(what: str) -> Callable[[int, int], None]:
            shown = -1

            def say(done: int, of: int) -> None:
                nonlocal shown
                percent = 100 * done // max(1, of)
                if percent != shown:
                    shown = percent
                    apart.show(self._say, f"{what}: {percent} %")

            return say

        return sticks.visit(kit.home.folder, kit.own_clock, folder, doing, takes=takes, puts=puts)

    def _told(self, found: Visit) -> None:
        done, faults = _words(found)
        if self._sticks.stick == self._sticks.folder:  # nothing to take out
            done = done.removesuffix(OUT_DA).rstrip()
        self._ended(done, faults)
        self._changed()

    def _ended(self, done: str, faults: str) -> None:
        """Also when the kit could not even be opened for it: the stick may be taken out, and another one is seen."""
        self._sticks.rests = False
        self._sticks.look(again=True)
        self._say(done, faults)

    def unfinished(self) -> str:
        return BUSY_DA if self._apart.busy else ""

    def action_close(self) -> None:
        if self._apart.busy:
            self._hint(BUSY_DA)
        else:
            self.dismiss(None)


def _words(found: Visit) -> Words:
    done = [*found.done, *found.told]
    if found.done and not found.refused:
        done.append(OUT_DA)
    return "\n".join(done), "\n".join(told(error) for error in found.refused)
