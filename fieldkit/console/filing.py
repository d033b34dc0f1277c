"""Evaluation and journal written to a stick or to the kit's folder, beside the screen; where they lie is said."""

from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from fieldkit.acts.evaluation import incident_meant
from fieldkit.acts.filing import PAPER_DA, Paper, file_beside
from fieldkit.acts.sticks import sticks_in
from fieldkit.console.apart import Apart, Words
from fieldkit.console.questions import FRAME, Choose
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.steady import Window
from fieldkit.core.errors import FieldkitError
from fieldkit.core.state.incidents import called
from fieldkit.kit import Kit

KEYS_DA = ("Enter: skriv filen · H: en anden hændelse", "N: med eller uden navne · Esc: luk")
LOOK_S = 1.0
"""How often it is looked whether a stick came or went."""


class FilesPage(Window[None]):
    """Enter writes what is chosen, about the incident that runs or ran last."""

    DEFAULT_CSS = (
        FRAME.format(name="FilesPage")
        + """
    FilesPage RowList { height: auto; max-height: 7; }
    FilesPage #about { height: auto; max-height: 3; }
    FilesPage #done { height: auto; max-height: 4; }
    FilesPage .fault { height: auto; max-height: 4; }
    """
    )
    BINDINGS = [("escape", "close", "Luk"), ("h", "incident", "Hændelse"), ("n", "names", "Navne")]

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._tag: int | None = None
        self._personal = True
        self._apart = Apart(self, self._say)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Gem i en fil", classes="question")
            yield Static("", id="about", markup=False)
            yield RowList(id="papers")
            yield Static("", id="done", markup=False)
            yield Static("", classes="fault", markup=False)
            for line in KEYS_DA:
                yield Static(line, classes="hint")

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.show_rows([Row(paper, Content(PAPER_DA[paper])) for paper in Paper])
        focus_on(rows)
        try:
            self._tag = incident_meant(self._kit)
        except FieldkitError as error:
            self._say("", told(error))
        self._tell()
        self.set_interval(LOOK_S, self._tell)

    @property
    def _folder(self) -> Path:
        """Where it goes: the stick that is in; the kit's own folder where there is none, or nobody knows which."""
        found = sticks_in()
        return found[0] if len(found) == 1 else self._kit.home.filed

    def _tell(self) -> None:
        if self._tag is None:
            return
        names = "med navne" if self._personal else "uden navne og personoplysninger"
        about = f"Om {called(self._kit.state.incidents, self._tag)}; journalen {names}.\nLægges i {self._folder}"
        shown = self.query_one("#about", Static)
        if str(shown.content) != about:
            shown.update(Content(about))

    def _say(self, done: str, fault: str = "") -> None:
        self.query_one("#done", Static).update(Content(done))
        self.query_one(".fault", Static).update(Content(fault))

    def action_names(self) -> None:
        self._personal = not self._personal
        self._tell()

    def action_incident(self) -> None:
        known = self._kit.state.incidents
        choices = [(tag, called(known, tag)) for tag in sorted(known, key=lambda tag: -(_began(self._kit, tag)))]
        if choices:
            self.app.push_screen(Choose("Om hvilken hændelse?", choices, current=self._tag), self._meant)

    def _meant(self, tag: int | None) -> None:
        if tag is not None:
            self._tag = tag
            self._tell()

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        paper = self.query_one(RowList).key
        if self._apart.busy or self._tag is None or not isinstance(paper, Paper):
            return
        self._say("Skriver …")
        home, now = self._kit.home.folder, self._kit.own_clock
        work = partial(file_beside, home, now, paper, self._tag, self._folder, personal=self._personal)
        self._apart.do(work, lambda path: self._say(*_words(paper, path)), partial(_words, paper))

    def action_close(self) -> None:
        if self._apart.busy:
            self._say("Vent, til filen er skrevet.")
        else:
            self.dismiss(None)

    def unfinished(self) -> str:
        return "Filen er ikke skrevet færdig; lad nøglen sidde." if self._apart.busy else ""


def _words(paper: Paper, path: Path) -> Words:
    return f"{PAPER_DA[paper]} ligger i {path}", ""


def _began(kit: Kit, tag: int) -> int:
    started = kit.state.incidents[tag].started
    return started.at if started is not None else 0
