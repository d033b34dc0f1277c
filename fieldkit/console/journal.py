"""F6: the log as it is, newest first, with search. The words are those of the paper, so that nobody has to compare."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Input, OptionList, Static

from fieldkit.acts import notes
from fieldkit.console import messages
from fieldkit.console.drafts import DraftStore
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask, ask_until_done
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList, RowsOnDemand
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, event_clock
from fieldkit.core.documents import LogSheet, Wanted
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event
from fieldkit.core.signed.standing import STANDING_DA
from fieldkit.core.tell.sentences import head_words
from fieldkit.core.text.wording import lines_da
from fieldkit.kit import Kit
from fieldkit.paper.documents.event_words import event_line
from fieldkit.paper.documents.source import DocumentSource
from fieldkit.store.log import Row as LogRow

LINES = 100
"""So many events are shown first, and so many more each time; a search looks through all of them."""


class Journal(Steady, Vertical):
    """`/` searches, `n` writes a line in the log, `u` takes a stick."""

    DEFAULT_CSS = "Journal #search { display: none; }"
    BINDINGS = [
        ("slash", "search", "Søg"),
        ("v", "older", "Ældre linjer"),
        ("n", "note", "Skriv i loggen"),
        ("k", "acknowledge", "Forstået"),
        ("u", "stick", "USB-nøgle"),
        ("s", "slip", "Seddel"),
        ("g", "files", "Gem i en fil"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._wanted = ""
        self._limit = LINES
        self._aim = b""
        """The event that the cursor goes to when the list is drawn."""
        self._seen: tuple[int, str, int, int] | None = None
        self._store = DraftStore(self, kit, "note")
        self._begun: dict[str, str] | None = None
        """The line that was begun; None before it was looked what was left by a screen that stopped."""
        """The line that somebody has begun and left."""

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="journal-title")
        search = Input(id="search", placeholder="Søg efter et ord eller et nummer; Enter viser, Esc fortryder")
        search.cursor_blink = False
        yield search
        yield RowList(id="events")
        yield Static(id="journal-detail")
        hint = "/ søg · N skriv · K forstået · V ældre · U USB · S seddel · G gem i fil"
        yield Static(hint, classes="hint")

    def enter(self) -> None:
        self.redraw()
        focus_on(self.query_one("#events", RowList))

    def back(self) -> bool:
        search = self.query_one("#search", Input)
        if not search.display and not self._wanted:
            return False
        self._wanted = search.value = ""
        self._limit = LINES
        search.display = False
        self.enter()
        return True

    def print_request(self) -> Wanted | None:
        return LogSheet()

    def point_at(self, event: Event) -> None:
        """Put the cursor on one event; what is not among the latest is looked for by its number."""
        self._wanted, self._seen, self._aim = "", None, event.id
        if not any(each.id == event.id for each in self._events()):
            self._wanted = event.number
            search = self.query_one("#search", Input)
            search.value, search.display = event.number, True
        self.redraw()

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        if not visible(self) or not self.content_size.width:
            return
        seen = (self.world.events, self._wanted, self.content_size.width, self._limit)
        if seen == self._seen:
            return
        anew = self._seen is None or self._seen[1] != self._wanted
        self._seen = seen
        kit = self._kit
        source = DocumentSource(kit.state, kit.roster, kit.now(), kit.config.number, kit.place, kit.cards)
        try:
            events = self._events()
        except FieldkitError as error:
            self.post_message(messages.Say(told(error), fault=True))
            return
        shown = self.query_one("#events", RowList)
        shown.show_rows(RowsOnDemand(events, _id, partial(self._row, source)), anew=anew)
        if self._aim:
            shown.go_to(self._aim)
            self._aim = b""
        self.query_one("#journal-title", Static).update(Content(self._title(kit.log.count(), len(events))))

    def _title(self, many: int, shown: int) -> str:
        latest = f"de seneste {shown}, V viser ældre"
        if self._wanted:
            return f"Log: {lines_da(many)}, “{self._wanted}”{f': {latest}' if shown == self._limit else f' i {shown}'}"
        return f"Log: {lines_da(many)}" + (f", her {latest}" if many > shown else "")

    def _events(self) -> list[Event]:
        kit, many = self._kit, self._limit
        return kit.reading.latest_found(self._wanted, kit.roster, many) if self._wanted else kit.reading.latest(many)

    def _row(self, source: DocumentSource, event: Event) -> Row:
        exercise = "Ø " if event.exercise else ""
        head = f"{event_clock(event, self._kit.now()):>5} {event.number:<8} {head_words(event):<10} "
        text = " ".join(event_line(event, source).split())
        return Row(event.id, Content.assemble((head, DIM), (exercise, "bold #ff9f43"), text))

    def action_older(self) -> None:
        """Show more, where there are more."""
        if len(self.query_one("#events", RowList).rows) >= self._limit:
            self._limit += LINES
            self.redraw()

    def action_search(self) -> None:
        search = self.query_one("#search", Input)
        search.display = True
        focus_on(search)

    @on(OptionList.OptionHighlighted, "#events")
    def _chosen(self) -> None:
        """Tell what stands behind the chosen line."""
        key = self.query_one("#events", RowList).key
        row = self._kit.log.by_id(key) if key is not None else None
        self.query_one("#journal-detail", Static).update(Content(self._behind(row)) if row is not None else "")

    def _behind(self, row: LogRow) -> str:
        event = row.event
        words = [self._kit.exact(event.id), STANDING_DA[self._kit.standing_of(event)]]
        if self._kit.is_apart(event):
            words.append(f"sat til side: kit {event.kit} er spærret")
        return " · ".join(words)

    @on(Input.Submitted, "#search")
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        self._wanted = event.value.strip()
        event.input.display = bool(self._wanted)
        self.enter()

    def on_unmount(self) -> None:
        self._store.save()

    def action_note(self) -> None:
        kit = self._kit
        if self._begun is None:
            self._begun = self._store.load().get("note", {})
        begun = self._begun

        def keep() -> None:
            self._store.change({"note": dict(begun)} if any(begun.values()) else {})

        def ask(value: str) -> Ask:
            question = "Hvad skal stå i loggen? (handling, beslutning, noget undladt)"
            check = lambda text: notes.write(kit.rehearsal(), text)  # noqa: E731
            return Ask(question, value=value, check=check, draft=begun, keep=keep)

        ask_until_done(self.app, ask, self._note)

    def _note(self, text: str, again: Callable[[], None]) -> None:
        kit, done = self._kit, "Noteret i loggen som {number}."
        self.post_message(messages.Act(lambda name: notes.write(kit, text, by=name), done, otherwise=again))

    def action_stick(self) -> None:
        from fieldkit.console.sticks import StickPage  # hardly ever asked for

        self.app.push_screen(StickPage(self._kit, lambda: self.post_message(messages.LookAgain())))

    def action_slip(self) -> None:
        self.post_message(messages.ShowWindow("slip"))

    def action_files(self) -> None:
        self.post_message(messages.ShowWindow("files"))

    def action_acknowledge(self) -> None:
        shown = self.query_one("#events", RowList)
        row = self._kit.log.by_id(shown.key) if shown.key is not None else None
        if row is not None and shown.came_just_now():
            self.post_message(messages.Say(f"{row.event.number} kom øverst lige nu. Læs den, og tryk K igen."))
        elif row is not None:
            self.post_message(messages.acknowledgement(self._kit, row.event.id))


def _id(event: Event) -> bytes:
    return event.id
