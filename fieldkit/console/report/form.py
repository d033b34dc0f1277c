"""ReportForm: place, shorthand, grid, and exactly what Enter will record. The usual report is ten keys."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.regions import focus_on
from fieldkit.console.report.draft import Reading, read_draft
from fieldkit.console.report.grid import TopicGrid
from fieldkit.console.send_bar import SendBar
from fieldkit.console.word_pick import WordPick
from fieldkit.console.words import report_da
from fieldkit.core.board import place_name
from fieldkit.core.bodies import Report
from fieldkit.core.errors import InputError
from fieldkit.core.event import Event
from fieldkit.core.personal_data import find_cpr
from fieldkit.core.terms import VIA_DA, Role, Via
from fieldkit.kit import Kit

EXAMPLE = "a = alt ok · fx: a 43b 6v · vand! mad 6t, ellers alt ok · rød 12 børn"


class ShorthandInput(Input):
    """The text field; arrow down goes to the grid."""

    BINDINGS = [("down", "app.focus_next", "Punkter")]


class ReportForm(Vertical):
    """Keeps its draft until it is recorded."""

    DEFAULT_CSS = """
    ReportForm Horizontal { height: 1; }
    ReportForm .label { width: 11; color: #9fb3c8; }
    ReportForm Input { width: 1fr; }
    ReportForm .gap { height: 1; }
    ReportForm #said { height: auto; max-height: 4; padding: 0 1; border-left: thick #44566a; }
    ReportForm #wrong { height: auto; max-height: 2; color: #ffd75f; }
    """
    world: reactive[World] = reactive(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._last = ""

    def compose(self) -> ComposeResult:
        places = self._kit.roster.places
        names = [*(place.name for place in places), *(place.slug for place in places)]
        yield Static("Ny melding om de elleve punkter", classes="title")
        with Horizontal():
            yield Static("Sted", classes="label")
            yield Input(self._own_name(), id="where", suggester=SuggestFromList(names, case_sensitive=False))
        with Horizontal():
            yield Static("Hvordan", classes="label")
            yield WordPick([(v.value, VIA_DA[v]) for v in Via if v is not Via.RADIO], self._usual_via().value, id="via")
        with Horizontal():
            yield Static("Melding", classes="label")
            yield ShorthandInput(id="shorthand", max_length=500)
        yield Static(EXAMPLE, classes="hint", markup=False)
        yield Static(classes="gap")
        yield TopicGrid(id="grid")
        yield Static("Pil ned: punkterne, hvor O ok, M mangel, K kritisk, U ukendt, tal = timer", classes="hint")
        yield Static(classes="gap")
        yield Static(id="said", markup=False)
        yield Static(id="wrong", markup=False)
        yield SendBar("Enter: notér meldingen", id="send")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self._read()

    def enter(self) -> None:
        where = self.query_one("#where", Input)
        focus_on(self.query_one("#shorthand", Input) if where.value.strip() else where)

    def back(self) -> bool:
        if isinstance(self.screen.focused, SendBar | TopicGrid):
            focus_on(self.query_one("#shorthand", Input))
            return True
        return False

    def print_request(self) -> tuple[str, str] | None:
        return ("receipt", self._last) if self._last else None

    def write_for(self, place: int | None) -> None:
        """Choose the place, unless a draft for another one is half written."""
        if place is not None and not self._draft_exists():
            self.query_one("#where", Input).value = place_name(place, self._kit.roster)
            self.query_one(WordPick).value = self._usual_via().value
        self.enter()

    def _draft_exists(self) -> bool:
        return bool(self.query_one("#shorthand", Input).value or self.query_one(TopicGrid).marks)

    def _own_name(self) -> str:
        own = self._kit.roster.place(self._kit.place)
        return "" if own is None or own.role is Role.SECRETARIAT else own.name

    def _usual_via(self) -> Via:
        where = self.query("#where").results(Input)
        chosen = next((field.value for field in where), self._own_name())
        return Via.OBSERVED if chosen and chosen == self._own_name() else Via.PHONE

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "where":
            self.query_one(WordPick).value = self._usual_via().value
        self._read()

    @on(TopicGrid.Changed)
    @on(WordPick.Changed)
    def _marked(self, event: TopicGrid.Changed | WordPick.Changed) -> None:
        event.stop()
        self._read()

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
            if self._place() is not None:
                focus_on(self.query_one("#shorthand", Input))
        elif self._ready() is not None:
            focus_on(self.query_one(SendBar))

    @on(SendBar.Pressed)
    def _press(self, event: SendBar.Pressed) -> None:
        event.stop()
        reading = self._ready()
        if reading is not None:
            name = place_name(reading.report.place, self._kit.roster)
            done = f"Melding {{number}} fra {name} er noteret."
            self.post_message(messages.Record(reading.report, done, then=self._recorded))

    def _recorded(self, event: Event) -> None:
        self._last = event.number
        self.query_one(TopicGrid).marks = {}
        self.query_one("#shorthand", Input).value = ""
        self.query_one("#where", Input).value = self._own_name()
        if isinstance(event.body, Report):
            self.post_message(messages.ShowPlace(event.body.place))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.query_one(TopicGrid).refresh()

    def _place(self) -> int | None:
        """The place that is typed; None, and why, when there is none such."""
        where = self.query_one("#where", Input).value
        if not where.strip():
            self._complain("Skriv, hvilket sted meldingen er fra.")
            return None
        try:
            return self._kit.roster.resolve(where).number
        except InputError as error:
            self._complain(str(error))
            return None

    def _reading(self, place: int) -> Reading:
        text = self.query_one("#shorthand", Input).value
        via = Via(self.query_one(WordPick).value)
        return read_draft(text, self.query_one(TopicGrid).marks, place=place, own=place == self._kit.place, via=via)

    def _ready(self) -> Reading | None:
        """What Enter would record; None, and why, when that is nothing."""
        place = self._place()
        if place is None:
            focus_on(self.query_one("#where", Input))
            return None
        reading = self._reading(place)
        if find_cpr(reading.report.note):
            self._complain("Teksten indeholder et CPR-nummer; det må ikke noteres her. Brug nødlisten på papir.")
            return None
        if not reading.is_report:
            self._complain(
                "Intet punkt, tal eller farve er forstået: skriv fx “vand ok”, eller send en besked (F3, N)."
            )
            return None
        return reading

    def _read(self) -> None:
        """Show what would be recorded if Enter came now."""
        where = self.query_one("#where", Input).value
        reading = self._reading(0)
        self.query_one(TopicGrid).told = dict(reading.report.topics)
        if not self._draft_exists():
            said = Content("Det, der bliver noteret, står her, mens du skriver.")
        else:
            via = VIA_DA[reading.report.via]
            said = Content.assemble((f"{where or '(sted mangler)'}, {via}: ", "bold"), report_da(reading.report))
        self.query_one("#said", Static).update(said)
        missed = "  ".join(f"“{piece}”" for piece in reading.not_understood) if reading.is_report else ""
        self._complain(f"Ikke forstået, kommer med som note: {missed}" if missed else "")

    def _complain(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Content(sentence))
