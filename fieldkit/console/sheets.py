"""SheetView: a region of several lists under tabs. A list's row opens with Enter; single letters act on it.

A sheet says what its list, its page and its keys are; drawing, keys, drafts and recording are done here.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as TextualMessage
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from fieldkit.console import messages
from fieldkit.console.drafts import DraftStore
from fieldkit.console.messages import World
from fieldkit.console.regions import Tab, focus_on, visible
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList, chosen_key
from fieldkit.console.spots import Spot, SpotLine
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, LATE
from fieldkit.core.documents import Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.core.tell.sentences import sentence
from fieldkit.kit import Kit

if TYPE_CHECKING:  # a form is loaded when the first one is opened
    from fieldkit.console.form import Field, Values
    from fieldkit.console.questions import Ask


K = TypeVar("K", bound=Body)
SHORT_TABS = (None, 12, 8, 5, 3)
"""Letters of a list's name, as many as there is room for: first all of them with less air between."""


class Action(NamedTuple):
    """A letter, "" for none, the Danish word for what it does, and what it does. `enter`: Enter does it too, on a row
    without a page."""

    key: str
    word: str
    do: Callable[[], None]
    enter: bool = False


class PlaceLine(NamedTuple):
    """Key of a line of a page that is about one place, by its number. `nth`: where a place may stand more than once."""

    place: int
    nth: int = 0


class Count(NamedTuple):
    """How much stands on a sheet, and whether something of it is late."""

    many: int = 0
    late: bool = False


class Sheet(Protocol):
    """One list with its page. `key` is that of the row under the cursor or of the open page, None for none; `line` that
    of the cursor on the page. Each sheet has a type of its own for them."""

    tab: str

    def look(self) -> Count:
        """Read State anew."""

    def rows(self, width: int) -> Sequence[Row]:
        """The list; a heading says so when there is nothing."""

    def page(self, key: Any, width: int) -> tuple[str, list[Row]] | None:
        """Title and lines of a row's page; None when it has none, or is there no more."""

    def actions(self, key: Any, *, opened: bool, line: Any) -> list[Action]:
        """What the letters do now."""

    def print_request(self, key: Any) -> Wanted | None:
        """As `Region.print_request`."""


@runtime_checkable
class BeginsAt(Protocol):
    """A sheet whose cursor begins at one row, not at the first."""

    def begins_at(self) -> Hashable:
        """That row's key; None for the first."""


class Desk:
    """What a sheet, or another part of the screen, may do: ask a person, and have something recorded."""

    def __init__(self, view: Widget, kit: Kit) -> None:
        self._view = view
        self.kit = kit
        self._drafts: dict[str, Values] = {}
        self._store = DraftStore(view, kit, f"form.{view.id}")
        self._loaded = False

    @property
    def operator(self) -> str:
        """Who is on duty at the screen; "" when nobody has said it."""
        return str(getattr(self._view.app, "operator", ""))

    def post(self, message: TextualMessage) -> None:
        self._view.post_message(message)

    def say(self, text: str, *, fault: bool = False) -> None:
        self.post(messages.Say(text, fault=fault))

    def ask(self, question: Screen[Any], then: Callable[[Any], None]) -> None:
        """Show a question; `then` gets the answer, not None."""
        self._view.app.push_screen(question, lambda answer: then(answer) if answer is not None else None)

    def confirm(self, question: str, then: Callable[[], None]) -> None:
        """Call `then` on a yes."""
        from fieldkit.console.questions import Confirm

        self._view.app.push_screen(Confirm(question), lambda sure: then() if sure else None)

    def ask_until_done(
        self, ask: "Callable[[str], Ask]", do: Callable[[str, Callable[[], None]], object], value: str = ""
    ) -> None:
        """As `questions.ask_until_done`."""
        from fieldkit.console.questions import ask_until_done

        ask_until_done(self._view.app, ask, do, value)

    def act(
        self,
        work: Callable[[str], Event[K]],
        done: str,
        *,
        then: messages.Then[K] = None,
        otherwise: Callable[[], object] = lambda: None,
        signed: bool = True,
    ) -> None:
        """Have something done, as `messages.Act` says it."""
        self.post(messages.Act(work, done, then=then, otherwise=otherwise, signed=signed))

    def ask_to(
        self,
        question: str,
        deed: Callable[[str], messages.Deed[K]],
        done: Callable[[str], str],
        *,
        value: str = "",
        names: Sequence[str] = (),
        may_be_empty: bool = False,
        signed: bool = True,
    ) -> None:
        """Ask for a line and do with it what `deed` says; what cannot be done is said while the line still stands, and
        the line comes back when it could not be recorded. `done` as in `messages.Act`, for that line."""
        from fieldkit.console.questions import Ask

        kit = self.kit

        def ask(value: str) -> Ask:
            check = partial(_rehearse, kit, deed)
            return Ask(question, value=value, names=names, may_be_empty=may_be_empty, check=check)

        def do(text: str, again: Callable[[], None]) -> None:
            self.act(partial(deed(text), kit), done(text), otherwise=again, signed=signed)

        self.ask_until_done(ask, do, value)

    def form(
        self,
        name: str,
        title: str,
        fields: "Sequence[Field]",
        read: "Callable[[Values], messages.Deed[K]]",
        done: str,
        *,
        then: messages.Then[K] = None,
        tell: Callable[[Event[K]], str] | None = None,
        signed: bool = True,
        begin: str = "",
        check: Callable[[Event[K]], None] = lambda _event: None,
    ) -> None:
        """Fill in a form and do it. The draft called `name` lasts until it is done. `tell` and `check` are asked about
        the event as it would be; `check` only when the form is sent."""
        from fieldkit.console.form import Form

        kit = self.kit
        if not self._loaded:
            self._loaded = True
            self._drafts |= self._store.load()
        draft = self._drafts.setdefault(name, {})

        def keep() -> None:
            self._store.change({name: dict(draft) for name, draft in self._drafts.items() if draft})

        def recorded(event: Event[K]) -> None:
            self._drafts.pop(name, None)
            keep()
            self._store.save()
            if then is not None:
                then(event)

        def filled(deed: messages.Deed[K] | None) -> None:
            if deed is not None:
                self.act(partial(deed, kit), done, then=recorded, signed=signed)

        form = Form(kit, title, fields, read, tell or self.told, draft, begin=begin, check=check, keep=keep)
        self._view.app.push_screen(form, filled)

    def save_drafts(self) -> None:
        """Have what was begun in forms on the disk now."""
        self._store.save()

    def told(self, event: Event) -> str:
        """What happens, in the words of the log."""
        return sentence(event, self.kit.roster, self.kit.state.incidents)

    def beside(self, work: Callable[[], None]) -> None:
        """Have something long done in a thread of its own, which opens the kit for itself."""
        self._view.run_worker(work, thread=True)

    def show_again(self) -> None:
        """What the view shows is another, though State is not."""
        if isinstance(self._view, SheetView):
            self._view.read_again()

    def from_beside(self, show: Callable[[], object]) -> None:
        """Called there: have something shown, and what the view shows read again."""

        def shown() -> None:
            show()
            self.show_again()

        self._view.app.call_from_thread(shown)

    def print(self, wanted: Wanted) -> None:
        """Have a document printed, as P does."""
        self.post(messages.PrintRequested(wanted))


def _rehearse(kit: Kit, deed: Callable[[str], messages.Deed[K]], text: str) -> Event[K]:
    return deed(text)(kit.rehearsal(), "")


class SheetView(Steady, Vertical):
    """Digits and left or right change the sheet."""

    DEFAULT_CSS = """
    SheetView > Vertical { height: 1fr; }
    SheetView > .page { display: none; }
    """
    world: var[World] = var(World())

    def __init__(
        self, kit: Kit, sheets: Mapping[Tab, Callable[[Desk], Sheet]], *, id: str | None = None, tables: bool = False
    ) -> None:
        """`tables`: its lists show the kit's local tables as well as State."""
        super().__init__(id=id)
        self._kit = kit
        self._tables = tables
        desk = self._desk = Desk(self, kit)
        self._tabs = list(sheets)
        self._sheets = [make(desk) for make in sheets.values()]
        self._at = 0
        self._open: Any = None
        """The key of the row whose page is shown."""
        self._seen: tuple[int, int, int, int, int, Any] | None = None

    def on_unmount(self) -> None:
        self._desk.save_drafts()

    def compose(self) -> ComposeResult:
        yield SpotLine(classes="title tabs", markup=False)
        with Vertical(classes="list"):
            yield RowList(id="rows")
            yield Static(classes="hint list-hint", markup=False)
        with Vertical(classes="page"):
            yield Static(classes="title page-title", markup=False)
            yield RowList(id="lines")
            yield Static(classes="hint page-hint", markup=False)

    @property
    def sheet(self) -> Sheet:
        """The one that is shown."""
        return self._sheets[self._at]

    @property
    def tab(self) -> Tab:
        """The list that is shown."""
        return self._tabs[self._at]

    def letters(self) -> list[Action]:
        """What the letters do now, with the row that is chosen."""
        return self._actions()

    def find(self, is_it: Callable[[Row], bool]) -> Hashable | None:
        """Put the cursor of the list that is shown on the first row that is the one; its key, None when none is."""
        self.sheet.look()
        width = self.content_size.width or self.app.size.width
        self._rows.show_rows(self.sheet.rows(width - 1))
        key: Hashable | None = next((row.key for row in self._rows.rows if not row.heading and is_it(row)), None)
        if key is not None:
            self._rows.go_to(key)
        return key

    @property
    def _rows(self) -> RowList:
        return self.query_one("#rows", RowList)

    @property
    def _lines(self) -> RowList:
        return self.query_one("#lines", RowList)

    @property
    def _key(self) -> Any:
        return self._rows.key if self._open is None else self._open

    def enter(self) -> None:
        self.redraw()
        focus_on(self._rows if self._open is None else self._lines)

    def back(self) -> bool:
        if self._open is None:
            return False
        self._close()
        return True

    def print_request(self) -> Wanted | None:
        return self.sheet.print_request(self._key)

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def show_tab(self, tab: Tab, key: Hashable | None = None) -> None:
        """Show one list, and open one row of it when it is given."""
        self._show_sheet(self._tabs.index(tab), key)

    def _show_sheet(self, at: int, key: Hashable | None = None) -> None:
        self._at = max(0, min(len(self._sheets) - 1, at))
        self._seen = None  # the list is emptied, also when it is the one that is shown
        self._rows.show_rows([])
        self._close()
        if key is not None:
            self._rows.go_to(key)
            self.open_page(key)

    def open_page(self, key: Hashable) -> None:
        """Show the page of one row, or do what Enter does there."""
        self.sheet.look()  # a region that was made just now has not been drawn yet
        if self.sheet.page(key, self.content_size.width - 1) is None:
            if (action := next((a for a in self._actions() if a.enter), None)) is not None:
                action.do()
            return
        self._open = key
        turn_to_page(self, "page")
        self._lines.show_rows([])
        self.enter()

    def _close(self) -> None:
        self._open = None
        turn_to_page(self, "list")
        self.enter()

    def read_again(self) -> None:
        """What a sheet shows has changed, though State has not."""
        self._seen = None
        self.redraw()

    def redraw(self) -> None:
        width = self.content_size.width
        local = self.world.local if self._tables else 0
        seen = (self.world.events, local, self.world.minute, width, self._at, self._open)
        if not visible(self) or not width or seen == self._seen:
            return
        self._seen = seen
        try:
            self._draw(width)
        except FieldkitError as error:  # a disk that cannot be read: the rest of the screen goes on
            self.post_message(messages.Say(told(error), fault=True))

    def _draw(self, width: int) -> None:
        counts = [sheet.look() for sheet in self._sheets]
        self.query_one(".tabs", Static).update(self._tab_line(counts))
        found = self.sheet.page(self._open, width - 1) if self._open is not None else None
        if self._open is not None and found is None:
            self._close()
        elif found is not None:
            self.query_one(".page-title", Static).update(Content(found[0]))
            self._lines.show_rows(found[1])
        else:
            begins = not self._rows.rows
            self._rows.show_rows(self.sheet.rows(width - 1))
            key = self.sheet.begins_at() if begins and isinstance(self.sheet, BeginsAt) else None
            if (stays := self._rows.key if key is None else key) is not None:
                self._rows.go_to(stays)  # what comes moves no row from under it: letters are about that one
        self._hint()

    def _tab_line(self, counts: list[Count]) -> Content:
        """Every list with its number; where they do not fit, the others by their first letters."""
        for letters in SHORT_TABS:
            found = self._tabs_in(counts, letters)
            if found.cell_length <= self.content_size.width:
                break
        return found

    def _tabs_in(self, counts: list[Count], letters: int | None) -> Content:
        pieces: list[str | tuple[str, str]] = []
        spots: list[Spot] = []
        for index, (sheet, count) in enumerate(zip(self._sheets, counts, strict=True)):
            style = "bold #000000 on #7fd0ff" if index == self._at else ""
            pieces.append((f"{index + 1}", "bold #7fd0ff"))
            pieces.append((sheet.tab if index == self._at else sheet.tab[:letters], style))
            if count.many:
                pieces.append(
                    (f" {count.many}{'!' if count.late else ''}", "bold #ff8a80" if count.late else "#ffd75f")
                )
            pieces.append("  " if letters is None else " ")
            begin, end = spots[-1].end if spots else 0, Content.assemble(*pieces).cell_length
            spots.append(Spot(begin, end, partial(self._show_sheet, index)))
        self.query_one(".tabs", SpotLine).spots = spots
        return Content.assemble(*pieces[:-1])

    def _actions(self) -> list[Action]:
        is_open = self._open is not None
        return self.sheet.actions(self._key, opened=is_open, line=self._lines.key if is_open else None)

    def _hint(self) -> None:
        actions = self._actions()
        words = [f"{'Enter' if action.enter else action.key.upper()} {action.word}" for action in actions]
        if self._open is not None:
            words.append("Esc tilbage")
        elif self._rows.key is not None and not any(action.enter for action in actions):
            words.insert(0, "Enter åbn")
        hint = self.query_one(".list-hint" if self._open is None else ".page-hint", Static)
        text = Content.assemble((" · ".join(words), DIM))
        if hint.content != text:
            hint.update(text)

    @on(RowList.OptionHighlighted)
    def _moved(self, event: RowList.OptionHighlighted) -> None:
        event.stop()
        self._hint()

    @on(RowList.OptionSelected, "#rows")
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.open_page(chosen_key(event))

    @on(RowList.OptionSelected, "#lines")
    def _line_chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        if (action := next((a for a in self._actions() if a.enter), None)) is not None:
            action.do()

    def on_key(self, event: events.Key) -> None:
        letter = event.character or ""
        if event.key in ("left", "right"):
            self._show_sheet(self._at + (1 if event.key == "right" else -1))
        elif letter.isascii() and letter.isdigit() and 1 <= int(letter) <= len(self._sheets):
            self._show_sheet(int(letter) - 1)
        elif (action := action_of(self._actions(), letter)) is not None:
            action.do()
        else:
            return
        event.stop()
        event.prevent_default()


def action_of(actions: Sequence[Action], letter: str) -> Action | None:
    """What a letter does; a key that writes nothing, as an arrow, does nothing of the kind."""
    return next((action for action in actions if letter and action.key == letter), None)


def turn_to_page(view: SheetView, name: str) -> None:
    """`list` or `page`; the tabs stay."""
    for part in ("list", "page"):
        view.query_one(f".{part}", Vertical).display = part == name


def mark(late: bool) -> tuple[str, str]:
    """What a row of a list begins with: a mark when somebody should look at it."""
    return ("! ", LATE) if late else ("  ", "")


def fact(key: Hashable, name: str, text: str, style: str = "") -> Row:
    """A line of a page: what it is, and what it says."""
    return Row(key, Content.assemble((f"{name:<11}", DIM), (text, style)))


def gap(key: Hashable, title: str = " ") -> Row:
    """An empty line, or a title over what follows."""
    return Row(key, Content(title), heading=True)


def nothing(text: str) -> list[Row]:
    """The list when there is nothing in it."""
    return [Row(None, Content.assemble((text, DIM)), heading=True)]
