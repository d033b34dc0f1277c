"""ComposePage: to whom, how urgent, what. Shows while typing how much of a radio frame is left."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.console import messages
from fieldkit.console.questions import Confirm
from fieldkit.console.regions import focus_on
from fieldkit.console.send_bar import SendBar
from fieldkit.console.typed import GROUPS, address_of, place_names
from fieldkit.console.word_pick import WordPick
from fieldkit.console.words import age_da, to_da
from fieldkit.core.bodies import TO_ALL, Message, RefBody
from fieldkit.core.errors import FieldkitError
from fieldkit.core.event import Event, make_event, number_of
from fieldkit.core.inbox import addressed, heard_places
from fieldkit.core.personal_data import find_cpr
from fieldkit.core.terms import ACKNOWLEDGE_WITHIN_S, PRECEDENCE_DA, Precedence, Role
from fieldkit.kit import Kit

LETTER_BITS = 5.5
"""What a letter costs on the air in Danish text: 5 bits, a little more for capitals and digits (link.text)."""


class ComposePage(Vertical):
    """Keeps its draft until it is sent, also when somebody looks at other things meanwhile."""

    DEFAULT_CSS = """
    ComposePage Horizontal { height: 1; margin: 1 0 0 0; }
    ComposePage #within { width: 24; color: #9fb3c8; }
    ComposePage .label { width: 11; color: #9fb3c8; }
    ComposePage Input { width: 1fr; }
    ComposePage #preview { height: auto; max-height: 8; margin: 1 0; padding: 0 1; border-left: thick #44566a; }
    ComposePage #fits { height: 1; }
    ComposePage #wrong { height: auto; max-height: 2; color: #ff8a80; }
    """

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._replaces: RefBody | None = None

    def compose(self) -> ComposeResult:
        names = [*GROUPS, *place_names(self._kit.roster)]
        own = "" if self._kit.is_role(Role.SECRETARIAT) else "sekretariatet"
        yield Static("Ny besked", classes="title", id="compose-title")
        with Horizontal():
            yield Static("Til", classes="label")
            yield Input(own, id="to", suggester=SuggestFromList(names, case_sensitive=False))
        with Horizontal():
            yield Static("Hastegrad", classes="label")
            yield WordPick([(p.value, PRECEDENCE_DA[p]) for p in Precedence], Precedence.ROUTINE.value, id="precedence")
            yield Static(id="within")
        with Horizontal():
            yield Static("Besked", classes="label")
            yield Input(id="text", max_length=2000)
        yield Static(id="fits")
        yield Static(id="preview", markup=False)
        yield Static(id="wrong", markup=False)
        yield SendBar("Enter: send", id="send")
        yield Static("Enter: næste felt · → tager forslaget · Esc: tilbage, kladden bliver liggende", classes="hint")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self._preview()

    def enter(self) -> None:
        focus_on(self.query_one("#text" if self.query_one("#to", Input).value else "#to", Input))

    def fill(self, draft: messages.WriteMessage) -> None:
        """Put a draft in the fields; an empty addressee keeps the usual one."""
        if draft.to:
            known = ROLE_DA_PLURAL.get(draft.to, draft.to)
            self.query_one("#to", Input).value = known
        text = self.query_one("#text", Input)
        text.value = draft.text
        text.cursor_position = len(draft.text)
        self.query_one(WordPick).value = draft.precedence.value
        self._replaces = draft.replaces
        title = "Ny besked"
        if draft.replaces is not None:
            title = f"Ny besked i stedet for {number_of(draft.replaces.kit, draft.replaces.seq)}"
        self.query_one("#compose-title", Static).update(Content(title))
        self.enter()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._preview()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "to" and self._address() is None:
            return
        if event.input.id == "text" and self._body() is None:
            return
        self.screen.focus_next()

    @on(WordPick.Changed)
    def _urgency(self, event: WordPick.Changed) -> None:
        event.stop()
        within = ACKNOWLEDGE_WITHIN_S[Precedence(event.value)]
        text = f"forstået inden {age_da(within)}" if within else "ingen frist"
        self.query_one("#within", Static).update(Content(text))

    @on(SendBar.Pressed)
    def _press(self, event: SendBar.Pressed) -> None:
        event.stop()
        body = self._body()
        if body is None:
            return
        if body.precedence is Precedence.FLASH:
            to = addressed(body.to, self._kit.roster, self._kit.place)
            many = len(heard_places(self._kit.state, self._kit.roster).intersection(to)) or len(to)
            ask = f"AKUT til {to_da(body.to, self._kit.roster)} ({many}): alle bliver forstyrret. Er det akut?"
            self.app.push_screen(Confirm(ask, yes="send akut", danger=True), partial(self._send, body))
        else:
            self._send(body, True)

    def _send(self, body: Message, sure: bool | None) -> None:
        if sure:
            to = to_da(body.to, self._kit.roster)
            done = f"Besked {{number}} til {to} er noteret og ligger i kø."
            self.post_message(messages.Record(body, done, then=self._sent))

    def _sent(self, event: Event) -> None:
        self.query_one("#text", Input).value = ""
        self.query_one(WordPick).value = Precedence.ROUTINE.value
        self._replaces = None
        self.query_one("#compose-title", Static).update(Content("Ny besked"))
        self.post_message(messages.Written())

    def _address(self) -> int | str | None:
        try:
            to = address_of(self.query_one("#to", Input).value, self._kit.roster)
        except FieldkitError as error:
            self._complain(str(error))
            return None
        self._complain("")
        return to

    def _body(self) -> Message | None:
        to = self._address()
        text = self.query_one("#text", Input).value
        if to is None:
            return None
        if not text.strip():
            self._complain("Skriv beskeden først.")
            return None
        if find_cpr(text):
            self._complain("Teksten indeholder et CPR-nummer; det må ikke sendes. Brug nødlisten på papir.")
            return None
        return Message(text, to=to, precedence=Precedence(self.query_one(WordPick).value), replaces=self._replaces)

    def _complain(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Content(sentence))

    def _preview(self) -> None:
        text = self.query_one("#text", Input).value
        self.query_one("#preview", Static).update(Content(text or " "))
        self.query_one("#fits", Static).update(self._fits(text))
        self._complain("")

    def _fits(self, text: str) -> Content:
        """How many letters the radio still takes; a text that is too long goes by the other carriers."""
        from fieldkit.link.frame import room_bits

        body = Message(text, to=1, replaces=self._replaces)
        spare = int(room_bits(make_event(body, kit=self._kit.config.number, epoch=0, seq=1, hlc=0)) // LETTER_BITS)
        if spare >= 0:
            return Content.assemble((f"{len(text)} tegn · plads til ca. {spare} mere i radioen", "#9fb3c8"))
        over = f"{len(text)} tegn · ca. {-spare} for mange til radioen: kort den af, eller den må bringes ud med runner"
        return Content.assemble((over, "bold #ff8a80"))


ROLE_DA_PLURAL = {
    TO_ALL: "alle",
    Role.SECRETARIAT.value: "sekretariatet",
    Role.MEETING_POINT.value: "mødestederne",
    Role.INSTITUTION.value: "institutionerne",
}
