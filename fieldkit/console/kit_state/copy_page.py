"""B: a copy of the kit onto a stick that is in, or into another folder. Done beside the screen, on the kit opened once
more."""

from contextlib import closing
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts import copies
from fieldkit.console.apart import Apart, Words
from fieldkit.console.questions import FRAME, Ask
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import RowList
from fieldkit.console.steady import Window
from fieldkit.console.stick_list import StickList
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit

TELL_S = 1.0
"""How often it tells how long the copy has taken."""
WHAT_DA = "Kopien kan blive til et nyt kit, hvis dette går i stykker. Nøgler og nødlister er ikke med."
BUSY_DA = "Lad nøglen sidde, til kopien er færdig."


class CopyPage(Window[None]):
    """Nothing is done before somebody says where."""

    DEFAULT_CSS = (
        FRAME.format(name="CopyPage")
        + """
    CopyPage #done { height: auto; max-height: 6; }
    CopyPage .fault { height: auto; max-height: 5; }
    """
    )
    BINDINGS = [("escape", "close", "Luk"), ("m", "folder", "Mappe")]

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._seconds = 0
        self._apart = Apart(self, self._say)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Kopi af kittet: hvor skal den ligge?"), classes="question")
            yield StickList(id="sticks")
            yield Static(Content(WHAT_DA), id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        focus_on(self._sticks)
        self.set_interval(TELL_S, self._tell)

    @property
    def _sticks(self) -> StickList:
        return self.query_one(StickList)

    def _tell(self) -> None:
        """How long it has taken."""
        if self._apart.busy:
            self._seconds += 1
            self._say(f"Kopien tages … {self._seconds} sekunder")

    @on(StickList.Changed)
    def _changed_sticks(self, event: StickList.Changed) -> None:
        event.stop()
        self._hint(f"{'Enter: tag kopien · ' if event.any_in else ''}M: i en mappe · Esc: luk")

    def _hint(self, text: str) -> None:
        self.query_one(".hint", Static).update(Content(text))

    def _say(self, done: str, fault: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        if (folder := self._sticks.stick) is not None:
            self._begin(folder)

    def action_folder(self) -> None:
        """Ask for a folder on another medium."""
        if self._apart.busy:
            return

        def given(text: str | None) -> None:
            if text:
                self._begin(Path(text).expanduser())

        self.app.push_screen(Ask("Hvilken mappe på det andet medie? Skriv hele stien, fx /media/usb."), given)

    def _begin(self, folder: Path) -> None:
        if self._apart.busy:
            return
        self._sticks.rests = True
        self._seconds = 0
        self._say("Kopien tages …")
        self._hint(BUSY_DA)
        self._apart.do(partial(self._copy, folder), self._told, lambda came: came)

    def _copy(self, folder: Path) -> Words:
        """In a thread of its own, which opens the kit for itself."""
        done, fault = "", ""
        try:
            with closing(Kit.open(self._kit.home.folder, now=self._kit.own_clock)) as kit:
                made = copies.take(kit, folder)
            done = copies.taken_da(made)
            if made.same_disk:
                fault = copies.same_disk_da(folder)
            else:
                done += " Nøglen kan tages ud."
        except FieldkitError as error:
            fault = told(error)
        return done, fault

    def _told(self, came: Words) -> None:
        self._sticks.rests = False
        self._sticks.look(again=True)
        self._say(*came)

    def unfinished(self) -> str:
        return BUSY_DA if self._apart.busy else ""

    def action_close(self) -> None:
        if self._apart.busy:
            self._hint(BUSY_DA)
        else:
            self.dismiss(None)
