"""ReportForm: place, shorthand, grid, and exactly what Enter will record. The usual report is ten keys."""

from functools import partial
from typing import NamedTuple

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.acts import reports
from fieldkit.console import messages
from fieldkit.console.drafts import Draft, Drafts, DraftStore
from fieldkit.console.letters import OUTSIDE_DA, is_outside
from fieldkit.console.messages import World
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.report.draft import marks_from, marks_text, read_draft
from fieldkit.console.report.grid import MARKS_DA, TopicGrid
from fieldkit.console.send_bar import SendBar
from fieldkit.console.steady import Steady
from fieldkit.console.typed import place_names, place_typed, place_word
from fieldkit.console.word_pick import WordPick
from fieldkit.core.documents import Receipt, Wanted
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import VIA_DA, Role, Trust, Via
from fieldkit.core.phrase.parse import Phrase
from fieldkit.core.roster.roster import Place
from fieldkit.core.tell.written import report_line
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit

NEARLY_ALL = 0.9
"""Of a text: so much of it in the note is the whole of it to who reads."""
EXAMPLE = "a = alt ok · fx: a 43b 6v · vand! mad 6t, ellers alt ok · rød 12 børn"


class Ready(NamedTuple):
    """What Enter would record, and of which place."""

    place: int
    said: Phrase
    via: Via
    trust: Trust

    def note(self, kit: Kit, by: str = "") -> Event[Report]:
        return reports.report(kit, self.place, self.said, via=self.via, trust=self.trust, by=by)


class ReportForm(Steady, Vertical):
    """Keeps its draft until it is recorded, also when the program is killed meanwhile."""

    DEFAULT_CSS = """
    ReportForm Horizontal { height: 1; }
    ReportForm .label { width: 11; color: #9fb3c8; }
    ReportForm Input { width: 1fr; }
    ReportForm .gap { height: 1; }
    ReportForm #said { height: auto; max-height: 4; padding: 0 1; border-left: thick #44566a; }
    ReportForm #wrong { height: auto; max-height: 2; color: #ffd75f; }
    """
    BINDINGS = [
        ("ctrl+t", "clear", "Slet kladden"),
        ("down", "app.focus_next", "Næste"),
        ("up", "app.focus_previous", "Forrige"),
    ]
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._last = b""
        self._chosen = self._meant(self._own_name())
        """Whom the text in the place field means, as far as it means one."""
        self._understood = ""
        """The name that was filled in for a beginning of it."""
        self._drafts = DraftStore(self, kit, "report")

    def compose(self) -> ComposeResult:
        names = place_names(self._kit.roster)
        yield Static("Ny melding om de elleve punkter", classes="title spare")
        with Horizontal():
            yield Static("Sted", classes="label")
            yield Input(self._own_name(), id="where", suggester=SuggestFromList(names, case_sensitive=False))
        with Horizontal():
            yield Static("Hvordan", classes="label")
            yield WordPick([(v.value, VIA_DA[v]) for v in Via if v is not Via.RADIO], self._usual_via().value, id="via")
        with Horizontal():
            yield Static("Melding", classes="label")
            yield Input(id="shorthand", max_length=500, select_on_focus=False)
        yield Static(EXAMPLE, classes="hint spare", markup=False)
        yield Static(classes="gap spare")
        yield TopicGrid(id="grid")
        yield Static("Pil ned: punkterne, hvor O ok, M mangel, K kritisk, U ukendt, tal = timer", classes="hint spare")
        yield Static(id="said", markup=False)
        yield Static(id="cost", classes="hint spare", markup=False)
        yield Static(id="wrong", markup=False)
        yield SendBar("Enter: notér meldingen", id="send")
        yield Static("Enter i et felt: det næste · Ctrl-T: slet kladden · Esc: kladden bliver", classes="hint spare")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        for draft in self._drafts.load().values():
            self._restore(draft)
        self._read()

    def on_hide(self) -> None:
        self._drafts.save()

    def on_unmount(self) -> None:
        self._drafts.save()

    def on_key(self, event: events.Key) -> None:
        grid = self.screen.focused if isinstance(self.screen.focused, TopicGrid) else None
        if (grid is None or not grid.takes(event.key)) and is_outside(event):
            self.post_message(messages.Say(OUTSIDE_DA if grid is None else MARKS_DA))

    def enter(self) -> None:
        where = self.query_one("#where", Input)
        focus_on(self.query_one("#shorthand", Input) if where.value.strip() else where)

    def back(self) -> bool:
        if isinstance(self.screen.focused, SendBar | TopicGrid):
            focus_on(self.query_one("#shorthand", Input))
            return True
        return False

    def print_request(self) -> Wanted | None:
        return Receipt(self._kit.exact(self._last)) if self._last else None

    def write_for(self, place: int | None) -> None:
        """Choose the place, unless a draft for another one is half written."""
        if place is not None:
            wanted, roster = self._kit.roster.place(place), self._kit.roster
            name = place_word(wanted, roster) if wanted is not None else place_name(place, roster)
            if not self._draft_exists():
                self._put_place(name)
                self.query_one(WordPick).value = self._usual_via().value
            elif self._chosen is None or self._chosen.number != place:
                begun = self.query_one("#where", Input).value or "et andet sted"
                self.post_message(messages.Say(f"Kladden for {begun} ligger her. Ctrl-T sletter den."))
        self.enter()

    def _draft_exists(self) -> bool:
        return bool(self.query_one("#shorthand", Input).value or self.query_one(TopicGrid).marks)

    def _own_name(self) -> str:
        own = self._kit.roster.place(self._kit.place)
        return "" if own is None or own.role is Role.SECRETARIAT else own.name

    def _is_own(self) -> bool:
        return self._chosen is not None and self._chosen.number == self._kit.place and bool(self._own_name())

    def _usual_via(self) -> Via:
        return reports.usual_via(own=self._is_own())

    def _to_keep(self) -> Drafts:
        if not self._draft_exists():
            return {}
        fields = {name: self.query_one(f"#{name}", Input).value for name in ("where", "shorthand")}
        marks = marks_text(self.query_one(TopicGrid).marks)
        return {"report": {**fields, "via": self.query_one(WordPick).value, "marks": marks}}

    def _restore(self, draft: Draft) -> None:
        self._put_place(draft.get("where", ""))
        shorthand = self.query_one("#shorthand", Input)
        shorthand.value = draft.get("shorthand", "")
        shorthand.cursor_position = len(shorthand.value)
        if draft.get("via") in set(Via) - {Via.RADIO}:
            self.query_one(WordPick).value = draft["via"]
        self.query_one(TopicGrid).marks = marks_from(draft.get("marks", ""))

    def _put_place(self, text: str) -> None:
        """Fill in the place field; what it means is known at once, and how the report came is left alone."""
        self.query_one("#where", Input).value = text
        self._chosen = self._meant(text)

    def _meant(self, text: str) -> Place | None:
        try:
            return place_typed(text, self._kit.roster)
        except InputError:
            return None

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "where":
            before, self._chosen = self._is_own(), self._meant(event.value)
            if self._is_own() is not before:
                self.query_one(WordPick).value = self._usual_via().value
        self._read()
        self._drafts.change(self._to_keep())

    @on(TopicGrid.Changed)
    @on(WordPick.Changed)
    def _marked(self, event: TopicGrid.Changed | WordPick.Changed) -> None:
        event.stop()
        self._read()
        self._drafts.change(self._to_keep())

    @on(TopicGrid.Left)
    def _left(self, event: TopicGrid.Left) -> None:
        event.stop()
        if event.up:
            focus_on(self.query_one("#shorthand", Input))
        elif self._ready() is not None:
            focus_on(self.query_one(SendBar))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "where":
            self._take_place()
        elif self._ready() is not None:
            focus_on(self.query_one(SendBar))

    @on(SendBar.Pressed)
    def _press(self, event: SendBar.Pressed) -> None:
        event.stop()
        ready = self._ready()
        if ready is not None:
            kit, place = self._kit, ready.place
            done = f"Melding {{number}} fra {place_name(place, kit.roster)} er noteret."
            then = partial(self._recorded, place)
            self.post_message(messages.Act(lambda name: ready.note(kit, name), done, then=then, signed=False))

    def _recorded(self, place: int, event: Event) -> None:
        self._last = event.id
        self._empty()
        self.post_message(messages.ShowPlace(place))

    def _empty(self) -> None:
        self.query_one(TopicGrid).marks = {}
        self.query_one("#shorthand", Input).value = ""
        self._put_place(self._own_name())
        self.query_one(WordPick).value = self._usual_via().value
        self._drafts.change({})
        self._drafts.save()
        self._read()

    def action_clear(self) -> None:
        """Throw away what was begun."""
        self._empty()
        self.enter()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.query_one(TopicGrid).refresh()

    def _take_place(self) -> None:
        """Go on from the place field when it means one place, and say which."""
        place = self._place()
        if place is None:
            return
        self._write_out(place)
        focus_on(self.query_one("#shorthand", Input))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if event.widget.id == "where" and self._chosen is not None:
            self._write_out(self._chosen)

    def _write_out(self, place: Place) -> None:
        """What was taken for a beginning stands there in full."""
        name = place_word(place, self._kit.roster)
        if self.query_one("#where", Input).value != name:
            self._put_place(name)
            self._understood = name
            self._read()

    def _place(self) -> Place | None:
        """The place that is typed; None, and why, when there is none such."""
        where = self.query_one("#where", Input).value
        if not where.strip():
            self._complain("Skriv, hvilket sted meldingen er fra.")
            return None
        try:
            return place_typed(where, self._kit.roster)
        except InputError as error:
            self._complain(told(error))
            return None

    def _said(self) -> Phrase:
        return read_draft(self.query_one("#shorthand", Input).value, self.query_one(TopicGrid).marks)

    def _how(self, place: int) -> tuple[Via, Trust]:
        via = Via(self.query_one(WordPick).value)
        return via, reports.trust_in(via, own=place == self._kit.place)

    def _ready(self) -> Ready | None:
        """What Enter would record; None, and why, when that is nothing."""
        place = self._place()
        if place is None:
            focus_on(self.query_one("#where", Input))
            return None
        said = self._said()
        ready = Ready(place.number, said, *self._how(place.number))
        try:
            ready.note(self._kit.rehearsal())
        except FieldkitError as error:
            self._complain(told(error))
            return None
        return ready

    def _read(self) -> None:
        """Show what would be recorded if Enter came now."""
        where = self.query_one("#where", Input).value
        said, (via, trust) = self._said(), self._how(0)
        report = reports.report_of(0, said, via=via, trust=trust)
        self.query_one(TopicGrid).told = dict(report.topics)
        if not self._draft_exists():
            taken = where and where == self._understood
            empty = (
                f"Stedet er forstået som {where}." if taken else "Det, der bliver noteret, står her, mens du skriver."
            )
            shown = Content(empty)
        else:
            name = self._chosen.name if self._chosen else "(stedet kendes ikke)" if where else "(sted mangler)"
            shown = Content.assemble((f"{name}, {VIA_DA[via]}: ", "bold"), report_line(report))
        self.query_one("#said", Static).update(shown)
        self.query_one("#cost", Static).update(self._cost(report) if self._draft_exists() else "")
        missed = "  ".join(f"“{piece}”" for piece in said.unparsed) if said.is_report else ""
        if said.is_report and len(said.note) > NEARLY_ALL * len(self.query_one("#shorthand", Input).value.strip()):
            self._complain("Hele teksten kommer også med som note.")  # of running text some is understood all the same
        else:
            self._complain(f"Ikke forstået, kommer med som note: {missed}" if missed else "")

    def _cost(self, report: Report) -> Content:
        """What the others read is what stands above; and what it costs to get it there."""
        if not self._kit.config.has_radio:
            return Content("Kittet har ingen radio: meldingen bliver her, til loggen bæres videre.")
        from fieldkit.acts.air_cost import air_cost, cost_da

        place = self._chosen.number if self._chosen else self._kit.place
        own = replace(report, place=place, by=str(getattr(self.app, "operator", "")))
        cost = air_cost(self._kit, own)
        told = f"{cost_da(cost)}."
        whole = f"Sådan læses den. {told}"
        return Content(whole if len(whole) <= self.content_size.width else told)

    def _complain(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Content(sentence))
