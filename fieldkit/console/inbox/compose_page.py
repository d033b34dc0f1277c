"""ComposePage: to whom, how urgent, what. Shows while typing how much of a radio frame is left."""

import re
from contextlib import suppress
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.acts import messages as acts
from fieldkit.console import messages
from fieldkit.console.drafts import Draft, Drafts, DraftStore
from fieldkit.console.letters import OUTSIDE_DA, is_outside
from fieldkit.console.questions import Confirm
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.send_bar import SendBar
from fieldkit.console.steady import Steady
from fieldkit.console.typed import GROUPS, address_of, address_word, place_names
from fieldkit.console.word_pick import WordPick
from fieldkit.console.words import to_da, waits_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event, Ref, number_of
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import ACKNOWLEDGE_WITHIN_S, PRECEDENCE_DA, Precedence, Role
from fieldkit.core.tell.written import said_line
from fieldkit.core.text.wording import age_da, many_da
from fieldkit.core.views.inbox import addressed, heard_places
from fieldkit.kit import Kit

_ANSWER = re.compile(r"Svar på (\d+-\d+)")
NEXT = {
    "to": "Enter: videre til hastegrad · → tager forslaget",
    "precedence": "Enter: videre til beskeden · ← → vælger, eller første bogstav",
    "text": "Enter: videre til Send · intet er sendt endnu",
    "send": "Enter: beskeden bliver sendt · pil op: ret den",
}
"""What Enter does in each field."""

WITHIN_FROM = 76
"""On a page that is narrower, cells, the words of urgency have no room for their time beside them."""


class Aim(StrEnum):
    """What a message is for, beside itself."""

    NEW = ""
    ANSWER = "Svar på"
    INSTEAD = "I stedet for"
    TO = "Til"


class Purpose(NamedTuple):
    """What a message is written for, and about which number or to whom; there is a draft for each."""

    aim: Aim = Aim.NEW
    number: str = ""

    @property
    def words(self) -> str:
        """`Svar på 12-0147`, `I stedet for 12-0140`, "" for a message of its own; drafts are kept by them."""
        return f"{self.aim} {self.number}".strip()


def purpose_of(words: str) -> Purpose:
    """A purpose by its words; what another version wrote counts as a message of its own."""
    aim = next((aim for aim in Aim if aim and words.startswith(f"{aim} ")), Aim.NEW)
    return Purpose(aim, words[len(aim) + 1 :]) if aim else Purpose()


class Letter(NamedTuple):
    """What Enter would send."""

    text: str
    to: int | str
    precedence: Precedence
    replaces: Ref | None

    def send(self, kit: Kit, by: str = "") -> Event[Message]:
        return acts.send(kit, self.text, self.to, precedence=self.precedence, replaces=self.replaces, by=by)

    @property
    def body(self) -> Message:
        return acts.message_of(self.text, self.to, self.precedence, replaces=self.replaces)


class ComposePage(Steady, Vertical):
    """Keeps its drafts until they are sent, one for each message answered or replaced: also when somebody writes
    another one meanwhile, and when the program is killed."""

    DEFAULT_CSS = """
    ComposePage Horizontal { height: 1; margin: 1 0 0 0; }
    ComposePage #within { width: 24; color: #9fb3c8; }
    ComposePage .label { width: 11; color: #9fb3c8; }
    ComposePage Input { width: 1fr; }
    ComposePage #preview { height: auto; max-height: 8; margin: 1 0; padding: 0 1; border-left: thick #44566a; }
    ComposePage #fits { height: auto; max-height: 2; }
    ComposePage #asked { height: auto; max-height: 3; color: #9fb3c8; }
    ComposePage #wrong { height: auto; max-height: 2; color: #ff8a80; }
    """

    BINDINGS = [
        ("ctrl+t", "clear", "Slet kladden"),
        ("down", "app.focus_next", "Næste"),
        ("up", "app.focus_previous", "Forrige"),
    ]

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._given = messages.WriteMessage()
        """What the page was opened with."""
        self._drafts: dict[Purpose, Draft] = {}
        self._loaded = False
        self._store = DraftStore(self, kit, "message")

    def compose(self) -> ComposeResult:
        names = [*GROUPS, *place_names(self._kit.roster)]
        yield Static("Ny besked", classes="title", id="compose-title")
        yield Static(id="asked", markup=False)
        with Horizontal():
            yield Static("Til", classes="label")
            yield Input(self._usual_to(), id="to", suggester=SuggestFromList(names, case_sensitive=False))
        with Horizontal():
            yield Static("Hastegrad", classes="label")
            yield WordPick([(p.value, PRECEDENCE_DA[p]) for p in Precedence], Precedence.ROUTINE.value, id="precedence")
            yield Static(id="within")
        with Horizontal():
            yield Static("Besked", classes="label")
            yield Input(id="text", max_length=2000, select_on_focus=False)  # a letter must not wipe a draft
        yield Static(id="fits")
        yield Static(id="preview", markup=False)
        yield Static(id="wrong", markup=False)
        yield SendBar("Enter: send", id="send")
        yield Static(classes="hint", id="next", markup=False)
        yield Static("Esc: tilbage, kladden bliver liggende · Ctrl-T: slet kladden", classes="hint")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self._drafts = {purpose_of(words): draft for words, draft in self._store.load().items()}
        self._open()
        self._loaded = True

    def on_resize(self, event: events.Resize) -> None:
        """All four words stay in sight; the time that goes with one yields."""
        self.query_one("#within").display = event.size.width >= WITHIN_FROM

    def on_hide(self) -> None:
        self._store.save()

    def on_unmount(self) -> None:
        self._store.save()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.query_one("#next", Static).update(Content(NEXT.get(event.widget.id or "", "")))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if event.widget.id == "to":
            with suppress(FieldkitError):  # said when somebody goes on to send
                self._write_out(address_of(self.query_one("#to", Input).value, self._kit.roster))

    def on_key(self, event: events.Key) -> None:
        if is_outside(event):
            self.post_message(messages.Say(OUTSIDE_DA))

    def enter(self) -> None:
        known = True
        try:
            address_of(self.query_one("#to", Input).value, self._kit.roster)
        except FieldkitError:
            known = False
        focus_on(self.query_one("#text" if known else "#to", Input))

    def fill(self, given: messages.WriteMessage) -> None:
        """Open the draft that was begun for this, or a new one; an empty addressee keeps the usual one."""
        self._keep()
        self._given = given
        self._open()
        self.enter()

    def take_back(self, sent: Message) -> None:
        """Open what was to be sent as it stood; what has been begun since to the same stands behind it, and to others
        it lies where they are written to."""
        answered = _ANSWER.match(sent.text)
        old = sent.replaces
        self._keep()
        self._given = messages.WriteMessage(
            replaces=Ref(old.kit, old.epoch, old.seq) if old is not None else None,
            answers=answered[1] if answered is not None and old is None else "",
        )
        begun = self._drafts.get(self.purpose, {})
        text = sent.text
        if self._is_for_others(begun, sent):
            self._lay_aside(begun)
        else:
            text = f"{text} {begun.get('text', '')}".strip()
        to = address_word(sent.to, self._kit.roster)
        self._drafts[self.purpose] = {"to": to, "precedence": sent.precedence.value, "text": text}
        self._open()
        self._keep()
        self.enter()

    def _is_for_others(self, begun: Draft, sent: Message) -> bool:
        """Somebody has chosen whom it is for; nobody chose what stood there."""
        to = begun.get("to", "").strip()
        return bool(begun.get("text", "").strip()) and to != self._usual_to() and self._read_to(to) not in (sent.to, to)

    def _lay_aside(self, begun: Draft) -> None:
        """Another letter has its place: this one is found where its addressee is answered."""
        to = address_word(address_of(begun["to"], self._kit.roster), self._kit.roster)
        aside = Purpose(Aim.TO, to)
        before = self._drafts.get(aside, {}).get("text", "")
        self._drafts[aside] = {**begun, "to": to, "text": f"{before} {begun['text']}".strip()}
        told = f"Beskeden er ikke sendt. Det, du skrev til {to}, ligger som kladde: tryk S i tråden med {to}."
        self.post_message(messages.Say(told))

    @property
    def drafts(self) -> list[Purpose]:
        """The purposes of what is unfinished."""
        return list(self._drafts)

    @property
    def purpose(self) -> Purpose:
        """What the message on the page is for."""
        if (old := self._given.replaces) is not None:
            return Purpose(Aim.INSTEAD, number_of(old.kit, old.seq))
        if self._given.answers:
            return Purpose(Aim.ANSWER, self._given.answers)
        return Purpose(Aim.TO, self._given.to) if self._given.to else Purpose()

    def _usual_to(self) -> str:
        return "" if self._kit.is_role(Role.SECRETARIAT) else "sekretariatet"

    def _unwritten(self) -> Draft:
        """The fields before anybody typed in them."""
        given = self._given
        return {"to": given.to or self._usual_to(), "precedence": given.precedence.value, "text": given.text}

    def _open(self) -> None:
        """Fill the fields from the draft, else from what the page was opened with."""
        draft = self._drafts.get(self.purpose) or self._unwritten()
        self.query_one("#to", Input).value = draft.get("to", "")
        text = self.query_one("#text", Input)
        text.value = draft.get("text", "")
        text.cursor_position = len(text.value)
        if draft.get("precedence") in set(Precedence):
            self.query_one(WordPick).value = draft["precedence"]
        new = self.purpose.aim in (Aim.NEW, Aim.TO)
        title: list[str | tuple[str, str]] = ["Ny besked" if new else self.purpose.words]
        if self.purpose in self._drafts:
            title.append(("   kladde: begyndt før, Ctrl-T sletter den", "bold #7fd0ff"))
        self.query_one("#compose-title", Static).update(Content.assemble(*title))
        asked = self.query_one("#asked", Static)
        asked.update(Content(self._asked()))
        asked.display = bool(self._asked())
        self._preview()

    def _asked(self) -> str:
        """The message that is answered."""
        if not self._given.answers:
            return ""
        try:
            event = self._kit.find(self._given.answers)
        except FieldkitError:
            return ""
        said = said_line(event.body)
        return f"De skrev: {' '.join(said.split())}" if said else ""

    def _keep(self) -> None:
        if not self._loaded:
            return
        draft = {
            "to": self.query_one("#to", Input).value,
            "precedence": self.query_one(WordPick).value,
            "text": self.query_one("#text", Input).value,
        }
        if self._is_begun(draft):
            self._drafts[self.purpose] = draft
        else:
            self._drafts.pop(self.purpose, None)
        self._store.change(self._to_keep())

    def _is_begun(self, draft: Draft) -> bool:
        """Whether somebody has changed anything that would have to be done again."""
        before = self._unwritten()
        if draft["text"].strip() not in ("", before["text"].strip()) or draft["precedence"] != before["precedence"]:
            return True
        return draft["to"].strip() not in ("", before["to"]) and self._read_to(draft["to"]) != self._read_to(
            before["to"]
        )

    def _read_to(self, to: str) -> int | str:
        """Whom it is for, or the letters while they are nobody's name."""
        try:
            return address_of(to, self._kit.roster)
        except FieldkitError:
            return to

    def _to_keep(self) -> Drafts:
        return {purpose.words: draft for purpose, draft in self._drafts.items()}

    def action_clear(self) -> None:
        """Throw away what was begun."""
        self._forget(self._given)
        self.enter()

    def _forget(self, given: messages.WriteMessage) -> None:
        """This draft is done; the page is as if opened with `given`."""
        self._drafts.pop(self.purpose, None)
        self._given = given
        self._open()
        self._store.change(self._to_keep())
        self._store.save()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._preview()
        self._keep()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "to" and self._address() is None:
            return
        if event.input.id == "text" and self._letter() is None:
            return
        self.screen.focus_next()

    @on(WordPick.Changed)
    def _urgency(self, event: WordPick.Changed) -> None:
        event.stop()
        within = ACKNOWLEDGE_WITHIN_S[Precedence(event.value)]
        text = f"forstået inden {age_da(within)}" if within else "ingen frist"
        self.query_one("#within", Static).update(Content(text))
        self._keep()

    @on(SendBar.Pressed)
    def _press(self, event: SendBar.Pressed) -> None:
        event.stop()
        letter = self._letter()
        if letter is None:
            return
        if letter.precedence is Precedence.FLASH:
            to = addressed(letter.to, self._kit.roster, self._kit.place)
            many = len(heard_places(self._kit.state, self._kit.roster).intersection(to)) or len(to)
            places = many_da(many, "sted", "steder")
            ask = f"AKUT til {to_da(letter.to, self._kit.roster)} ({places}): alle bliver forstyrret. Er det akut?"
            self.app.push_screen(Confirm(ask, yes="send akut", danger=True), partial(self._send, letter))
        else:
            self.post_message(messages.Hold(letter.body, to_da(letter.to, self._kit.roster), self._sent))

    def _send(self, letter: Letter, sure: bool | None) -> None:
        """What is akut is not held up: it was asked for."""
        if not sure:
            return
        kit = self._kit
        done = f"Besked {{number}} til {to_da(letter.to, kit.roster)} er noteret{waits_da(kit.config.has_radio)}."
        self.post_message(messages.Act(lambda name: letter.send(kit, name), done, then=self._sent, signed=False))

    def _sent(self, _event: Event | None = None) -> None:
        self._forget(messages.WriteMessage())
        self.post_message(messages.Written())

    def _address(self) -> int | str | None:
        try:
            to = address_of(self.query_one("#to", Input).value, self._kit.roster)
        except FieldkitError as error:
            self._complain(told(error))
            return None
        self._write_out(to)
        self._complain("")
        return to

    def _write_out(self, to: int | str) -> None:
        """What was taken for a beginning stands there in full before anything is sent."""
        field, word = self.query_one("#to", Input), address_word(to, self._kit.roster)
        if field.value != word:
            field.value = word

    def _letter(self) -> Letter | None:
        to = self._address()
        text = self.query_one("#text", Input).value
        if to is None:
            return None
        answered = _ANSWER.match(text)
        if answered and not text[answered.end() :].strip(" :."):
            self._complain(f"Svaret er tomt: skriv, hvad I svarer, efter “{answered.group()}:”.")
            return None
        letter = Letter(text, to, Precedence(self.query_one(WordPick).value), self._given.replaces)
        try:
            letter.send(self._kit.rehearsal())
        except FieldkitError as error:
            self._complain(told(error))
            return None
        return letter

    def _complain(self, sentence: str) -> None:
        self.query_one("#wrong", Static).update(Content(sentence))

    def _preview(self) -> None:
        text = self.query_one("#text", Input).value
        self.query_one("#preview", Static).update(Content(text or " "))
        self.query_one("#fits", Static).update(self._fits(text))
        self._complain("")

    def _fits(self, text: str) -> Content:
        """What it costs on the air, and how many letters the radio still takes; a text that is too long goes by the
        other carriers."""
        if not self._kit.config.has_radio:
            return Content.styled(f"{len(text)} tegn · kittet har ingen radio: beskeden går kun med loggen", "#ffd75f")
        from fieldkit.acts.air_cost import cost_da

        cost = acts.cost(self._kit, text, replaces=self._given.replaces, by=str(getattr(self.app, "operator", "")))
        style = "#9fb3c8" if cost.room >= 0 else "bold #ff8a80"
        return Content.assemble((f"{len(text)} tegn · {cost_da(cost)}", style))
