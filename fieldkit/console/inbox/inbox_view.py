"""Inbox: what waits and the threads, one thread, an opened entry, who has not read, and the page where one writes."""

from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import OptionList, Static

from fieldkit.console import messages
from fieldkit.console.inbox.compose_page import Aim, ComposePage
from fieldkit.console.inbox.entry_rows import LackKey, entry_lines, lacking_rows
from fieldkit.console.inbox.inbox_list import InboxList, Show
from fieldkit.console.inbox.thread_pane import ThreadPane
from fieldkit.console.inbox.thread_rows import MORE, ThreadKey
from fieldkit.console.messages import World
from fieldkit.console.regions import focus_on, put_text, turn_to, visible
from fieldkit.console.remedies import told
from fieldkit.console.row_list import RowList, chosen_key
from fieldkit.console.steady import Steady
from fieldkit.console.typed import address_word
from fieldkit.core.documents import Docket, Receipt, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import PRECEDENCE_DA
from fieldkit.core.views.inbox import Direction, Entry
from fieldkit.core.views.thread import Other, threads_of
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import Delivery, deliveries

WIDE = 120
"""From this width on the thread stands beside the list."""


class Page(StrEnum):
    """What of the inbox is in front."""

    LIST = "list"
    THREAD = "thread"
    MISSING = "missing"
    ENTRY = "entry"
    WRITE = "write"


class Inbox(Steady, Vertical):
    """What waits first, then the threads, the worst first; Enter opens, K says forstået, N writes, M who has not."""

    DEFAULT_CSS = """
    Inbox > Vertical, Inbox > Horizontal { height: 1fr; }
    Inbox > #missing, Inbox > #entry, Inbox > #write, Inbox #thread { display: none; }
    Inbox #list { width: 1fr; }
    Inbox #thread { width: 1fr; }
    Inbox.wide #thread { display: block; border-left: solid #44566a; padding: 0 0 0 1; }
    """
    BINDINGS = [
        ("n", "new", "Ny besked"),
        ("k", "acknowledge", "Forstået"),
        ("s", "answer", "Svar"),
        ("r", "replace", "Erstat"),
        ("m", "missing", "Hvem mangler"),
        ("u", "print", "Udskriv nu"),
        ("v", "filter", "Vis"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._looked: World | None = None
        """When the entries were made."""
        self._open = b""
        """The entry that is open."""
        self._shown = Page.LIST
        self._arrives = False
        """Somebody comes from another screen: the cursor is put on what waits once that is drawn."""
        self._way: list[Page] = []
        """The pages that lie behind the one in front."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="talk"):
            yield InboxList(self._kit, self._delivered, id="list")
            yield ThreadPane(self._kit, self._delivered, id="thread")
        with Vertical(id="missing"):
            yield Static(classes="title", id="missing-title")
            yield RowList(id="lacking")
            yield Static("Enter åbn tråden · S skriv til stedet · U følgeseddel · Esc tilbage", classes="hint")
        with Vertical(id="entry"):
            yield Static(classes="title", id="entry-title")
            yield RowList(id="lines")
            yield Static(classes="hint", id="entry-hint")
        yield ComposePage(self._kit, id="write")

    # the region

    def enter(self) -> None:
        self._arrives = True
        self.redraw()
        if self._shown is Page.WRITE:
            self.query_one(ComposePage).enter()
        else:
            focus_on(self._rows)

    def back(self) -> bool:
        if self._shown is Page.LIST:
            return False
        if self._shown is Page.WRITE:
            self._tell_draft()
        self._page(self._way.pop() if self._way else Page.LIST)
        return True

    def print_request(self) -> Wanted | None:
        entry = self.selected
        if entry is None or self._shown is Page.WRITE:
            return None
        message = entry.report is None and entry.direction is Direction.OUT
        number = self._kit.exact(entry.event_id)
        return Docket(number) if message else Receipt(number)

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.set_class(self._is_wide, "wide")
        self.redraw()

    def on_descendant_focus(self) -> None:
        """Where both stand beside each other, Tab and the mouse go from one to the other: keys are about that one."""
        focused = self.screen.focused
        if self._shown is Page.LIST and focused is self.query_one("#said"):
            self._go(Page.THREAD)
        elif self._shown is Page.THREAD and focused is self.query_one("#entries"):
            self._page(Page.LIST)

    def open_entry(self, event_id: bytes) -> None:
        """Open one entry; its thread is behind it, and the list behind that."""
        self._look()
        entry = self._of_id(event_id)
        self._way = [Page.LIST]
        if entry is not None and (of := self._thread_of(entry)) is not None:
            self._open_thread(of, at=event_id)
            self._way = [Page.LIST, Page.THREAD]
        self._open = event_id
        self._page(Page.ENTRY)

    def write(self, draft: messages.WriteMessage) -> None:
        """Open the writing page, filled in; what was in front comes back behind it."""
        self._go(Page.WRITE)
        self.query_one(ComposePage).fill(draft)

    def take_back(self, sent: Message) -> None:
        """Open the writing page with what was to be sent."""
        self._way = [Page.LIST]
        self._page(Page.WRITE)
        self.query_one(ComposePage).take_back(sent)

    # what is in front

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE

    @property
    def _list(self) -> InboxList:
        return self.query_one(InboxList)

    @property
    def _thread(self) -> ThreadPane:
        return self.query_one(ThreadPane)

    @property
    def _rows(self) -> RowList:
        """The list of the page in front."""
        found = {Page.THREAD: "#said", Page.MISSING: "#lacking", Page.ENTRY: "#lines"}
        return self.query_one(found.get(self._shown, "#entries"), RowList)

    @property
    def selected(self) -> Entry | None:
        """The entry that is open or under the cursor; none while one writes, for nobody sees it then."""
        if self._shown is Page.WRITE:
            return None
        key = self._open if self._shown is Page.ENTRY else self._rows.key
        if isinstance(key, LackKey):
            key = key.event_id
        return self._of_id(key) if isinstance(key, bytes) else None

    @property
    def _chosen_thread(self) -> Other | None:
        """Whose thread the cursor is about, in front or in the list."""
        if self._shown is Page.WRITE:
            return None
        if self._shown is Page.THREAD:
            return self._thread.of
        key = self._rows.key
        if isinstance(key, LackKey):
            return key.place or None
        if isinstance(key, ThreadKey):
            return key.of
        entry = self.selected
        return self._thread_of(entry) if entry is not None else None

    def _of_id(self, event_id: bytes) -> Entry | None:
        return self._thread.entry(event_id) or self._list.entry(event_id)

    def _thread_of(self, entry: Entry) -> Other | None:
        """The thread that an entry is opened in: that of a place before that of a group."""
        found = threads_of(entry, self._kit.state, self._kit.roster, place=self._kit.place)
        return min(found, key=lambda of: isinstance(of, str), default=None)

    def _go(self, page: Page) -> None:
        """To a page, from which Esc comes back here."""
        if self._shown is not page and self._shown is not Page.WRITE:
            self._way.append(self._shown)
        self._page(page)

    def _page(self, page: Page) -> None:
        if page is Page.LIST:
            self._way = []
        self._shown = page
        beside = page in (Page.LIST, Page.THREAD)
        turn_to(self.query_one("#talk" if beside else f"#{page}"))
        self._turn_talk()
        self.redraw()
        if page is Page.WRITE:
            self.query_one(ComposePage).enter()
        else:
            focus_on(self._rows)

    def _turn_talk(self) -> None:
        """List and thread stand beside each other where there is room, else one of them."""
        wide = self._is_wide
        self.query_one("#list").display = wide or self._shown is not Page.THREAD
        self.query_one("#thread").display = wide or self._shown is Page.THREAD

    def _tell_draft(self) -> None:
        page = self.query_one(ComposePage)
        if page.purpose not in page.drafts:
            return
        aim, number = page.purpose
        again = {
            Aim.NEW: "tryk N",
            Aim.TO: f"tryk S i tråden med {number}",
            Aim.ANSWER: f"tryk S på {number}",
            Aim.INSTEAD: f"tryk R på {number}",
        }[aim]
        self.post_message(messages.Say(f"Kladden bliver liggende: {again} for at skrive videre."))

    # drawing

    def redraw(self) -> None:
        if not visible(self) or not self.content_size.width:
            return
        self._look()
        self._turn_talk()
        match self._shown:
            case Page.LIST:
                self._show_list()
                self._show_thread_beside()
            case Page.THREAD:
                if self._is_wide:
                    self._show_list()
                self._thread.show(self._thread.of, self.world, self._width_of(Page.THREAD), in_front=True)
            case Page.MISSING:
                self._show_missing()
            case Page.ENTRY:
                self._show_entry()
            case Page.WRITE:
                pass

    def _look(self) -> None:
        """The entries as they are now, made anew only when something may have changed."""
        if self._looked == self.world and self.world != World():
            return
        self._looked = self.world
        self._list.look()

    def _width_of(self, page: Page) -> int:
        width = self.content_size.width
        if not self._is_wide or page not in (Page.LIST, Page.THREAD):
            return width - 1
        half = width // 2
        return half - 1 if page is Page.LIST else width - half - 3

    def _show_list(self) -> None:
        self._list.show(self._width_of(Page.LIST), list(self.query_one(ComposePage).drafts))
        if self._arrives and self._shown is Page.LIST:
            self._arrives = False
            self._list.point_at_what_waits()

    def _delivered(self, entry: Entry) -> list[Delivery]:
        if entry.direction is not Direction.OUT:
            return []
        try:
            return deliveries(self._kit.log, entry.event_id)
        except FieldkitError as error:
            self.post_message(messages.Say(told(error), fault=True))
            return []

    # a thread

    def _open_thread(self, of: Other, *, at: bytes = b"") -> None:
        self._thread.open(of, self.world, self._width_of(Page.THREAD), in_front=self._shown is Page.THREAD, at=at)

    def _show_thread_beside(self) -> None:
        """Beside the list stands the thread of the row under the cursor."""
        of = self._chosen_thread
        if not self._is_wide or of is None:
            return
        if of != self._thread.of:
            self._open_thread(of)
        else:
            self._thread.show(of, self.world, self._width_of(Page.THREAD), in_front=False)

    @on(OptionList.OptionHighlighted, "#entries")
    def _moved(self) -> None:
        if self._shown is Page.LIST:
            self._show_thread_beside()

    # who has not

    def _show_missing(self) -> None:
        kit = self._kit
        sent = [entry for entry in self._list.entries if entry.direction is Direction.OUT]
        lacking = [entry for entry in sent if entry.lacking]
        rows = lacking_rows(
            [(entry, self._delivered(entry)) for entry in lacking], kit.roster, kit.now(), self._width_of(Page.MISSING)
        )
        self.query_one("#lacking", RowList).show_rows(rows)
        many = len(lacking)
        title = "Alle har sagt forstået til det, I har sendt."
        if not any(entry.asked for entry in sent):
            title = "I har ikke sendt noget, som nogen skal sige forstået til."
        elif many:
            title = f"Hvem mangler at sige forstået? {many} {'besked eller melding' if many == 1 else 'i alt'}"
        put_text(self.query_one("#missing-title", Static), Content(title))

    # one entry

    def _show_entry(self) -> None:
        entry = self.selected
        if entry is None:
            self._page(Page.LIST)
            return
        self.post_message(messages.Opened(entry.event_id))
        now = self._kit.now()
        what = "melding" if entry.report is not None else f"besked, {PRECEDENCE_DA[entry.precedence]}"
        way = {Direction.IN: "ind", Direction.OUT: "ud", Direction.OTHER: "til andre"}[entry.direction]
        exercise = "ØVELSE " if entry.exercise else ""
        put_text(self.query_one("#entry-title", Static), Content(f"{exercise}{entry.number}  {what}, {way}"))
        keys = "K forstået · S svar · "
        if entry.direction is Direction.OUT:
            keys = "R skriv en ny i stedet for den · " if entry.report is None else ""
        put_text(self.query_one("#entry-hint", Static), Content(f"{keys}U udskriv · Esc tilbage"))
        lines = entry_lines(entry, self._delivered(entry), self._kit.roster, now)
        self.query_one("#lines", RowList).show_rows(lines)

    # keys

    @on(RowList.OptionSelected, "#entries")
    def _select(self, event: RowList.OptionSelected) -> None:
        event.stop()
        key = chosen_key(event)
        if isinstance(key, ThreadKey):
            self._open_thread(key.of)
            self._go(Page.THREAD)
            return
        entry = self._of_id(key)
        of = self._thread_of(entry) if entry is not None else None
        if of is None or self._list.shows not in (Show.WAITING, Show.THREADS):
            self._open = key
            self._go(Page.ENTRY)
            return
        self._open_thread(of, at=key)
        self._go(Page.THREAD)

    @on(RowList.OptionSelected, "#said")
    def _select_said(self, event: RowList.OptionSelected) -> None:
        event.stop()
        key = chosen_key(event)
        if key == MORE:
            self._thread.show_more(self.world, self._width_of(Page.THREAD))
        else:
            self._open = key
            self._go(Page.ENTRY)

    @on(RowList.OptionSelected, "#lacking")
    def _select_lacking(self, event: RowList.OptionSelected) -> None:
        event.stop()
        key = chosen_key(event)
        if key.place:
            self._open_thread(key.place, at=key.event_id)
            self._go(Page.THREAD)
        else:
            self._open = key.event_id
            self._go(Page.ENTRY)

    @on(messages.Written)
    def _written(self, message: messages.Written) -> None:
        message.stop()
        self._page(self._way.pop() if self._way else Page.LIST)

    def action_new(self) -> None:
        self.write(messages.WriteMessage())

    def action_filter(self) -> None:
        if self._shown is not Page.LIST:
            return
        self._list.turn()
        self.redraw()

    def action_missing(self) -> None:
        self._go(Page.MISSING)

    def action_print(self) -> None:
        wanted = self.print_request()
        if wanted is None:
            self.post_message(messages.Say("Vælg en besked eller en melding først; en tråd udskrives ikke."))
        else:
            self.post_message(messages.PrintRequested(wanted))

    def action_acknowledge(self) -> None:
        entry = self.selected
        if entry is None:
            closed = self._chosen_thread is not None and self._shown is not Page.THREAD
            self.post_message(messages.Say(CLOSED_DA if closed else NONE_DA))
            return
        answer = messages.acknowledgement(self._kit, entry.event_id)
        if isinstance(answer, messages.Act):
            rows = self._rows
            after = self._next_waiting(rows, entry.event_id)

            def go_on(_event: Event) -> None:
                self.redraw()
                if after and rows is self._rows:
                    rows.go_to(after)

            answer.then = go_on
        self.post_message(answer)

    def _next_waiting(self, rows: RowList, event_id: bytes) -> bytes:
        """What waits for forstået here and stands next in a list, below first; nothing when it was the last."""
        waits = {entry.event_id for entry in self._list.entries if entry.waits_here} - {event_id}
        keys = [key if isinstance(key, bytes) else b"" for key in rows.every_key()]
        at = keys.index(event_id) if event_id in keys else 0
        return next((key for key in [*keys[at:], *reversed(keys[:at])] if key in waits), b"")

    def action_answer(self) -> None:
        entry, of = self.selected, self._chosen_thread
        kit = self._kit
        if entry is not None and entry.direction is not Direction.OUT and entry.sender:
            to = address_word(entry.sender, kit.roster)
            number = kit.exact(entry.event_id)
            self.write(messages.WriteMessage(to, f"Svar på {entry.number}: ", entry.precedence, answers=number))
        elif of and (entry is None or self._shown in (Page.THREAD, Page.MISSING)):
            self.write(messages.WriteMessage(address_word(of, kit.roster)))
        elif entry is not None and entry.direction is Direction.OUT:
            self.post_message(messages.Say("Den er herfra: R skriver en ny i stedet for den, N en ny besked."))
        elif entry is None and of is None:
            self.post_message(messages.Say(NONE_DA))
        else:
            self.post_message(messages.Say("Afsenderen er ukendt; tryk N og vælg selv modtageren."))

    def action_replace(self) -> None:
        entry = self.selected
        if entry is None or entry.report is not None or entry.direction is not Direction.OUT:
            self.post_message(messages.Say("Kun en besked herfra kan erstattes; skriv ellers en ny med N."))
            return
        to = address_word(entry.to, self._kit.roster)
        self.write(messages.WriteMessage(to, entry.text, entry.precedence, entry.ref))


NONE_DA = "Vælg først en melding eller en besked på listen."
CLOSED_DA = "Åbn tråden med Enter: forstået siges til én ad gangen."
