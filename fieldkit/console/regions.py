"""The regions of the screen: what F-key, what name, and where the code of each lies. Loaded when first shown."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.core.documents import Wanted


class RegionKind(NamedTuple):
    """`label` stands in the row of keys, `wide` where there is room. `also` is another key for the same: a letter does
    not work in a field where one types, and some terminals keep F10 for themselves."""

    name: str
    key: str
    label: str
    wide: str
    module: str
    title: str
    also: str = ""

    def bindings(self) -> Sequence[BindingType]:
        """The keys of the screen; loads it."""
        return getattr(load_region(self.name), "BINDINGS", ()) if self.module else ()

    def sheets(self) -> "Mapping[Tab, Any]":
        """What makes the lists under its tabs, none for a region without; loads it."""
        return getattr(import_module(self.module), "SHEETS", {}) if self.module else {}


REGIONS: tuple[RegionKind, ...] = (
    RegionKind("overview", "f2", "Overblik", "Overblik", "fieldkit.console.overview", "Overview"),
    RegionKind("inbox", "f3", "Meldinger", "Meldinger", "fieldkit.console.inbox", "Inbox"),
    RegionKind("cards", "f4", "Kort", "Actioncards", "fieldkit.console.cards", "Cards"),
    RegionKind("report", "f5", "Meld", "Ny melding", "fieldkit.console.report", "ReportForm"),
    RegionKind("journal", "f6", "Log", "Log", "fieldkit.console.journal", "Journal"),
    RegionKind("staff", "f7", "Folk", "Folk og runnere", "fieldkit.console.staff", "make_staff"),
    RegionKind("prints", "f8", "Print", "Print", "fieldkit.console.prints", "Prints"),
    RegionKind("tasks", "f9", "Opgaver", "Opgaver", "fieldkit.console.tasks", "make_tasks", also="o"),
    RegionKind("kit", "f10", "Kit", "Kit", "fieldkit.console.kit_state", "make_kit_state"),
)
INCIDENT = RegionKind("incident", "h", "Hændelse", "Hændelse", "fieldkit.console.incident", "IncidentView")
"""Has a letter instead of an F-key: it is wanted at the beginning and at the end."""
NEIGHBOURS = RegionKind("neighbours", "n", "Nabo", "Nabo", "fieldkit.console.neighbours", "Neighbours")
"""Opens from the overview, on kits that follow another municipality."""
BY_NAME: dict[str, RegionKind] = {kind.name: kind for kind in (*REGIONS, INCIDENT, NEIGHBOURS)}


class Tab(Enum):
    """The lists of the regions that have several."""

    NOW = auto()
    REQUESTS = auto()
    NOTICES = auto()
    QUESTIONS = auto()
    ANSWERS = auto()
    CHITS = auto()
    ROUNDS = auto()
    DUTY = auto()
    RUNNERS = auto()
    CALLS = auto()
    LEVEL = auto()
    SHIFT = auto()
    PEOPLE = auto()
    PLACES = auto()
    JOBS = auto()
    PAPERS = auto()
    STATE = auto()
    KITS = auto()
    CHECKUP = auto()
    FAULTS = auto()

    @property
    def region(self) -> str:
        """The region that it is in."""
        if self in (Tab.JOBS, Tab.PAPERS):
            return "prints"
        if self in _KIT:
            return "kit"
        return "tasks" if self in _TASKS else "staff"


_TASKS = (Tab.NOW, Tab.REQUESTS, Tab.NOTICES, Tab.QUESTIONS, Tab.ANSWERS, Tab.CHITS, Tab.ROUNDS)
_KIT = (Tab.STATE, Tab.KITS, Tab.CHECKUP, Tab.FAULTS)


class Region(Protocol):
    """What the app asks of a region."""

    def enter(self) -> None:
        """It came to the front: put the focus where work begins."""

    def back(self) -> bool:
        """Esc: one step back inside; False when there is none."""

    def print_request(self) -> Wanted | None:
        """The document that shows what is on the screen, None when nothing here is printed."""


def load_region(name: str) -> Any:
    """What makes the region."""
    kind = BY_NAME[name]
    return getattr(import_module(kind.module), kind.title)


class KeyLine(Static):
    """The bottom row: every F-key with its word; the one that is shown stands out."""

    DEFAULT_CSS = "KeyLine { height: 1; background: #26323f; text-wrap: nowrap; }"

    def __init__(self) -> None:
        super().__init__("")
        self._current = "overview"
        self._ends: list[tuple[int, str]] = []

    def on_click(self, event: events.Click) -> None:
        """A key that is clicked does what it does when it is pressed."""
        event.stop()
        if action := next((action for end, action in self._ends if event.x < end), ""):
            self.app.call_later(self.app.run_action, action)

    def point_at(self, region: str) -> None:
        self._current = region
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """As much of each key's word as there is room for."""
        width = self.size.width or self.app.size.width  # before it is placed: the row is as wide as the screen
        for form in _FORMS:
            content, self._ends = self._drawn(form)
            if content.cell_length <= width:
                break
        self.update(content, layout=False)

    def _drawn(self, form: "_Form") -> tuple[Content, list[tuple[int, str]]]:
        """The row in one form, and where each key ends with what it does."""
        row, ends = Content(""), list[tuple[int, str]]()
        for kind in REGIONS:
            style = "bold #000000 on #7fd0ff" if kind.name == self._current else "#e6e6e6"
            key, label = (kind.key.upper(), "bold #7fd0ff"), (form.label(kind), style)
            row = Content.assemble(row, key, label, form.gap)
            ends.append((row.cell_length, f"region('{kind.name}')"))
        for key_word, word, action in form.others:
            row = Content.assemble(row, (key_word, "bold #7fd0ff"), (word, "#e6e6e6"))
            ends.append((row.cell_length, action))
        return row, ends


class _Form(NamedTuple):
    """How the row of keys is written."""

    label: Callable[[RegionKind], str]
    gap: str
    others: Sequence[tuple[str, str, str]]
    """Keys that lead to no region, their words, and what they do."""


_HELP = ("?", "", "help")
_FORMS = (
    _Form(lambda kind: f" {kind.wide}", "  ", (("?", " Hjælp  ", "help"), ("Ctrl-Q", " Slut", "quit"))),
    _Form(lambda kind: f" {kind.wide}", " ", (_HELP,)),
    _Form(lambda kind: kind.label, " ", (_HELP,)),
    _Form(lambda kind: kind.label[:3], " ", (_HELP,)),
)
"""The fullest first; the last is for the narrowest screen."""


def turn_to(page: Widget) -> None:
    """Show one page of a region and hide its siblings, at once, so that something on it can take the focus."""
    page.display = True
    for sibling in page.siblings:
        sibling.display = False


def put_text(static: Static, content: Content) -> None:
    """Show this text in the room that it has; one that stands there already is not drawn again."""
    if static.content != content:
        static.update(content, layout=False)


def focus_on(widget: Widget) -> None:
    """Give the focus before the next key is read: `Widget.focus` waits, and what is typed ahead would be lost."""
    widget.screen.set_focus(widget)


def visible(widget: Widget) -> bool:
    """Whether the region is the one in front; the others wait with their redrawing."""
    return widget.is_mounted and widget.display
