"""Form: a few fields at the bottom of the screen that become one fact; what Enter will record stands under them."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester, SuggestFromList
from textual.widgets import Input, Static

from fieldkit.console.messages import Deed
from fieldkit.console.questions import FRAME
from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.send_bar import SendBar
from fieldkit.console.steady import Window
from fieldkit.console.word_pick import WordPick
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event
from fieldkit.kit import Kit

K = TypeVar("K", bound=Body)
Word = TypeVar("Word", bound=StrEnum)
Values = dict[str, str]
"""What stands in the fields, by their names."""


class Field(NamedTuple):
    """One line. `names` are suggested while typing, for each piece between commas when `several`; with `choices`
    (value, Danish word) it is a pick instead of text. `hint` stands in it while it is empty."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    names: Sequence[str] = ()
    several: bool = False
    choices: Sequence[tuple[str, str]] = ()


def choices_of(words: Mapping[Word, str]) -> list[tuple[str, str]]:
    """All values of an enum as `choices`, by the table of their Danish words."""
    return [(value.value, word) for value, word in words.items()]


class LastPiece(Suggester):
    """Suggests for what stands behind the last comma."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        before, comma, last = value.rpartition(",")
        piece = last.lstrip()
        if not piece:
            return None
        gap = last[: len(last) - len(piece)]
        begins = piece.casefold()
        found = next((name for name in self._names if name.casefold().startswith(begins)), None)
        return f"{before}{comma}{gap}{piece}{found[len(piece) :]}" if found else None


class Form(Window[Deed[K] | None], Generic[K]):
    """Gives what a person said yes to; None when they left it. `draft` is filled with what was typed, and `keep` called
    whenever it is another.

    `read` makes the deed and raises a FieldkitError for what cannot be used; the deed is rehearsed on `kit`, and `tell`
    says the event in Danish. `begin` is the field that has the cursor first. `check` may also raise one, but is asked
    only when the form is sent.
    """

    DEFAULT_CSS = (
        FRAME.format(name="Form")
        + """
    Form > Vertical { max-height: 22; }
    Form Horizontal { height: 1; }
    Form .label { width: 13; color: #9fb3c8; }
    Form Input { width: 1fr; }
    Form #told { height: auto; max-height: 4; padding: 0 1; border-left: thick #44566a; }
    Form .fault { height: auto; max-height: 3; }
    """
    )
    BINDINGS = [
        ("escape", "give_up", "Fortryd"),
        Binding("ctrl+s", "send", "Notér nu", priority=True),
        ("down", "app.focus_next", "Næste"),
        ("up", "app.focus_previous", "Forrige"),
    ]

    def __init__(
        self,
        kit: Kit,
        title: str,
        fields: Sequence[Field],
        read: Callable[[Values], Deed[K]],
        tell: Callable[[Event[K]], str],
        draft: Values,
        *,
        begin: str = "",
        check: Callable[[Event[K]], None] = lambda _event: None,
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._keep = keep
        self._kit = kit
        self._last_look = check
        self._title = title
        self.fields = fields
        self._read = read
        self._tell = tell
        self._draft = draft
        self._begin = begin

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._title), classes="question")
            if any(self._draft.get(field.name, field.value) != field.value for field in self.fields):
                yield Static("Kladde: begyndt før. Ctrl-T sletter den.", id="begun", classes="hint")
            for field in self.fields:
                value = self._draft.get(field.name, field.value)
                with Horizontal():
                    yield Static(Content(field.label), classes="label")
                    if field.choices:
                        yield WordPick(field.choices, value, id=f"field-{field.name}")
                    else:
                        yield self._input(field, value)
            yield Static(id="told", markup=False)
            yield Static("", classes="fault", markup=False)
            yield SendBar("Enter: notér det", id="send")
            yield Static("Enter i et felt: det næste · → tager forslaget · Ctrl-S: notér nu", classes="hint")
            yield Static("Esc: luk, kladden bliver liggende · Ctrl-T: slet kladden", classes="hint")

    def _input(self, field: Field, value: str) -> Input:
        suggester: Suggester | None = None
        if field.names:
            suggester = LastPiece(field.names) if field.several else SuggestFromList(field.names, case_sensitive=False)
        made = Input(value, placeholder=field.hint, suggester=suggester, id=f"field-{field.name}", max_length=2000)
        made.cursor_blink = False
        return made

    def on_mount(self) -> None:
        self._start()
        self._show()

    def _start(self) -> None:
        """Begin where the caller says, else where something is missing; a pick that comes first is the question."""
        inputs = [self.query_one(f"#field-{field.name}") for field in self.fields]
        empty = next((one for one in inputs if isinstance(one, Input) and not one.value), inputs[0])
        if self._begin:
            empty = self.query_one(f"#field-{self._begin}")
        focus_on(inputs[0] if isinstance(inputs[0], WordPick) else empty)

    @property
    def values(self) -> Values:
        found = {}
        for field in self.fields:
            found[field.name] = self._draft.get(field.name, field.value)
            for widget in self.query(f"#field-{field.name}"):  # none yet for who is faster than the screen
                assert isinstance(widget, Input | WordPick)
                found[field.name] = " ".join(widget.value.split())
        return found

    def _deed(self) -> tuple[Deed[K], Event[K]]:
        """What Enter would do, and the event that comes of it."""
        deed = self._read(self.values)
        return deed, deed(self._kit.rehearsal(), "")

    @on(Input.Changed)
    @on(WordPick.Changed)
    def _changed(self, event: Input.Changed | WordPick.Changed) -> None:
        event.stop()
        self._show()
        self._remember()

    def _show(self) -> None:
        """What Enter would record; nothing while something is missing."""
        try:
            told = self._tell(self._deed()[1])
        except FieldkitError:
            told = ""
        self.query_one("#told", Static).update(Content(told))
        self._complain("")

    def _complain(self, sentence: str) -> None:
        self.query_one(".fault", Static).update(Content(sentence))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()
        if isinstance(self.focused, SendBar):
            self._check()
        else:
            self._complain(self._wrong_with(" ".join(event.value.split())))

    def _wrong_with(self, typed: str) -> str:
        """Why the field that is left cannot be used: a fault that quotes it; what is missing below is none yet."""
        try:
            self._deed()
        except FieldkitError as error:
            return told(error) if typed and f"“{typed}”" in error.args[0] else ""
        return ""

    def _check(self) -> Deed[K] | None:
        try:
            deed, event = self._deed()
            self._last_look(event)
        except FieldkitError as error:
            self._complain(told(error))
            return None
        return deed

    @on(SendBar.Pressed)
    def _press(self, event: SendBar.Pressed) -> None:
        event.stop()
        self.action_send()

    def action_send(self) -> None:
        """Do it, from whatever field: the others are as they stand."""
        deed = self._check()
        if deed is not None:
            self._draft.update(self.values)
            self.dismiss(deed)

    def action_clear(self) -> None:
        """Throw away what was begun: the fields are as they were before anybody typed in them."""
        self._draft.clear()
        self._keep()
        for field in self.fields:
            for widget in self.query(f"#field-{field.name}"):
                assert isinstance(widget, Input | WordPick)
                widget.value = field.value
        for begun in self.query("#begun"):
            begun.display = False
        if self.query(f"#field-{self.fields[0].name}"):  # none yet for who is faster than the screen
            self._start()

    def action_give_up(self) -> None:
        self._remember()
        self.dismiss(None)

    def _remember(self) -> None:
        """Keep what somebody typed or chose; what the form itself suggested is suggested anew."""
        values = self.values
        begun = {field.name: values[field.name] for field in self.fields if values[field.name] != field.value}
        if begun != self._draft:
            self._draft.clear()
            self._draft.update(begun)
            self._keep()
