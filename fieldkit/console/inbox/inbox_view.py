"""Inbox: the list, the opened entry, and the page where a message is written."""

from contextlib import suppress
from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.acts.held import waiting
from fieldkit.console import messages
from fieldkit.console.inbox.compose_page import Aim, ComposePage
from fieldkit.console.inbox.entry_rows import entry_lines, entry_row
from fieldkit.console.messages import World
from fieldkit.console.regions import focus_on, turn_to, visible
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList, RowsOnDemand, chosen_key
from fieldkit.console.steady import Steady
from fieldkit.console.typed import address_word
from fieldkit.core.documents import Docket, Receipt, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import PRECEDENCE_DA
from fieldkit.core.state.incidents import running
from fieldkit.core.views.inbox import Direction, Entry, make_inbox
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import Delivery, deliveries


class Only(StrEnum):
    """What the list shows."""

    ALL = "alt"
    OPEN = "kun det, der mangler forstået"
    MESSAGES = "kun beskeder"
    REPORTS = "kun meldinger fra steder"


class Page(StrEnum):
    """What of the inbox is in front; each is a widget's id."""

    LIST = "list"
    ENTRY = "entry"
    WRITE = "write"


class Inbox(Steady, Vertical):
    """Overdue ones on top; Enter opens, K says forstået, N writes."""

    DEFAULT_CSS = """
    Inbox > Vertical { height: 1fr; }
    Inbox > #entry, Inbox > #write { display: none; }
    """
    BINDINGS = [
        ("n", "new", "Ny besked"),
        ("k", "acknowledge", "Kvittér"),
        ("s", "answer", "Svar"),
        ("r", "replace", "Erstat"),
        ("v", "filter", "Vis"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._entries: list[Entry] = []
        self._only = Only.ALL
        self._open = b""
        self._shown = Page.LIST

    def compose(self) -> ComposeResult:
        with Vertical(id="list"):
            yield Static(classes="title", id="inbox-title")
            yield RowList(id="entries")
            yield Static("Enter åbn · K kvittér (forstået) · S svar · N ny besked · V vis mere/mindre", classes="hint")
        with Vertical(id="entry"):
            yield Static(classes="title", id="entry-title")
            yield RowList(id="lines")
            yield Static(classes="hint", id="entry-hint")
        yield ComposePage(self._kit, id="write")

    def enter(self) -> None:
        self.redraw()
        if self._shown is Page.WRITE:
            self.query_one(ComposePage).enter()
        else:
            focus_on(self.query_one("#lines" if self._shown is Page.ENTRY else "#entries", RowList))

    def back(self) -> bool:
        if self._shown is Page.LIST:
            return False
        if self._shown is Page.WRITE:
            self._tell_draft()
        self._page(Page.LIST)
        return True

    def _tell_draft(self) -> None:
        page = self.query_one(ComposePage)
        if page.purpose not in page.drafts:
            return
        aim, number = page.purpose
        again = {Aim.NEW: "tryk N", Aim.ANSWER: f"tryk S på {number}", Aim.INSTEAD: f"tryk R på {number}"}[aim]
        self.post_message(messages.Say(f"Kladden bliver liggende: {again} for at skrive videre."))

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
        self.redraw()

    @property
    def selected(self) -> Entry | None:
        """The entry that is open or under the cursor."""
        wanted = self._open if self._shown is Page.ENTRY else self.query_one("#entries", RowList).key
        return next((entry for entry in self._entries if entry.event_id == wanted), None)

    def write(self, draft: messages.WriteMessage) -> None:
        """Open the writing page, filled in."""
        self._page(Page.WRITE)
        self.query_one(ComposePage).fill(draft)

    def open_entry(self, event_id: bytes) -> None:
        """Open one entry; the whole list is shown behind it."""
        self._only, self._open = Only.ALL, event_id
        self._page(Page.ENTRY)

    def take_back(self, sent: Message) -> None:
        """Open the writing page with what was to be sent."""
        self._page(Page.WRITE)
        self.query_one(ComposePage).take_back(sent)

    def redraw(self) -> None:
        width = self.content_size.width
        if not visible(self) or not width:
            return
        kit, now = self._kit, self._kit.now()
        self._entries = make_inbox(kit.state, kit.roster, now, place=kit.place, kit=kit.config.number)
        shown = [entry for entry in self._entries if self._passes(entry)]
        begun = {purpose.number.partition("/")[0] for purpose in self.query_one(ComposePage).drafts}

        def row(entry: Entry) -> Row:
            return entry_row(entry, self._delivered(entry), kit.roster, now, width - 1, begun=entry.number in begun)

        self.query_one("#entries", RowList).show_rows(RowsOnDemand(shown, _key, row))
        title = self.query_one("#inbox-title", Static)
        text = self._title(len(shown))
        if title.content != text:
            title.update(text)
        if self._shown is Page.ENTRY:
            self._show_entry()

    def _delivered(self, entry: Entry) -> list[Delivery]:
        if entry.direction is not Direction.OUT:
            return []
        try:
            return deliveries(self._kit.log, entry.event_id)
        except FieldkitError as error:
            self.post_message(messages.Say(told(error), fault=True))
            return []

    def _passes(self, entry: Entry) -> bool:
        match self._only:
            case Only.OPEN:
                return entry.open
            case Only.MESSAGES:
                return entry.report is None
            case Only.REPORTS:
                return entry.report is not None
            case Only.ALL:
                return True

    def _title(self, shown: int) -> Content:
        mine = sum(entry.waits_here for entry in self._entries)
        late = sum(entry.overdue for entry in self._entries)
        pieces: list[str | tuple[str, str]] = [
            "Meldinger   ",
            (f"{mine} venter på forstået her", "bold #ffd75f" if mine else ""),
            "   ",
            (f"{late} over frist", "bold #ff8a80" if late else ""),
        ]
        if over := self._left_by:
            pieces.append((f"   {over} {'hændelse' if over == 1 else 'hændelser'} er slut", "bold"))
        if self._only is not Only.ALL:
            pieces.append((f"   viser {shown}: {self._only}", "bold #7fd0ff"))
        if not self._entries:
            pieces = ["Meldinger   ingen endnu. Tryk N for at skrive en besked."]
        if held := self._held:
            pieces.append((f"   {held} sendes om lidt", "bold #ffd75f"))
        if drafts := len(self.query_one(ComposePage).drafts):
            pieces.append((f"   {drafts} {'kladde' if drafts == 1 else 'kladder'}", "bold #7fd0ff"))
        return Content.assemble(*pieces)

    @property
    def _held(self) -> int:
        """How many messages can still be taken back."""
        with suppress(FieldkitError):
            return len(waiting(self._kit))
        return 0

    @property
    def _left_by(self) -> int:
        """How many incidents that are over have left something in the list."""
        return len({entry.incident for entry in self._entries} - running(self._kit.state.incidents) - {0})

    def _page(self, page: Page) -> None:
        self._shown = page
        turn_to(self.query_one(f"#{page}"))
        self.enter()

    @on(RowList.OptionSelected, "#entries")
    def _select(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self._open = chosen_key(event)
        self._page(Page.ENTRY)

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
        self.query_one("#entry-title", Static).update(Content(f"{exercise}{entry.number}  {what}, {way}"))
        keys = "K kvittér · S svar · "
        if entry.direction is Direction.OUT:
            keys = "R skriv en ny i stedet for den · " if entry.report is None else ""
        self.query_one("#entry-hint", Static).update(Content(f"{keys}F8 udskriv · Esc tilbage"))
        lines = entry_lines(entry, self._delivered(entry), self._kit.roster, now)
        self.query_one("#lines", RowList).show_rows(lines)

    @on(messages.Written)
    def _written(self, message: messages.Written) -> None:
        message.stop()
        self._page(Page.LIST)

    def action_new(self) -> None:
        self.write(messages.WriteMessage())

    def action_filter(self) -> None:
        every = list(Only)
        self._only = every[(every.index(self._only) + 1) % len(every)]
        self.redraw()

    def action_acknowledge(self) -> None:
        entry = self.selected
        if entry is not None:
            self.post_message(messages.acknowledgement(self._kit, entry.event_id))

    def action_answer(self) -> None:
        entry = self.selected
        if entry is None or not entry.sender:
            self.post_message(messages.Say("Afsenderen er ukendt; tryk N og vælg selv modtageren."))
            return
        if entry.direction is Direction.OUT:
            self.post_message(messages.Say("Den er herfra: R skriver en ny i stedet for den, N en ny besked."))
            return
        to = address_word(entry.sender, self._kit.roster)
        self.write(
            messages.WriteMessage(
                to, f"Svar på {entry.number}: ", entry.precedence, answers=self._kit.exact(entry.event_id)
            )
        )

    def action_replace(self) -> None:
        entry = self.selected
        if entry is None or entry.report is not None or entry.direction is not Direction.OUT:
            self.post_message(messages.Say("Kun en besked herfra kan erstattes; skriv ellers en ny med N."))
            return
        to = address_word(entry.to, self._kit.roster)
        self.write(messages.WriteMessage(to, entry.text, entry.precedence, entry.ref))


def _key(entry: Entry) -> bytes:
    return entry.event_id
