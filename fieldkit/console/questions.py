"""Small questions at the bottom of the screen: a line to type, a yes or no, a choice. The rest stays in sight."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from fieldkit.console.regions import focus_on
from fieldkit.console.remedies import told
from fieldkit.console.row_list import Row, RowList, chosen_key
from fieldkit.console.steady import Window
from fieldkit.core.errors import FieldkitError

Key = TypeVar("Key", bound=Hashable)
_TEXT = "text"
"""What an unfinished answer is called in its draft."""
FRAME = """
{name} {{ align: center bottom; }}
{name} > Vertical {{
    height: auto; max-height: 20; margin: 0 0 2 0; padding: 0 1; background: #202a35; border: round #7fb2e5;
}}
{name} Input {{ border: none; height: 1; padding: 0; background: #10161d; }}
{name} .question {{ text-style: bold; }}
{name} .fault {{ color: #ff8a80; }}
{name} .hint {{ color: $text-muted; }}
"""


class Ask(Window[str | None]):
    """A line of text; None when it was given up. `check` raises a FieldkitError for what cannot be used.

    What is begun for one question must not stand in the answer to another. So only with a `draft`, the same dict each
    time this is asked, what was typed and not given comes back; `keep` is called whenever it is another.
    """

    DEFAULT_CSS = FRAME.format(name="Ask")
    BINDINGS = [("escape", "give_up", "Fortryd")]

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        names: Sequence[str] = (),
        check: Callable[[str], object] | None = None,
        may_be_empty: bool = False,
        draft: dict[str, str] | None = None,
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._keep = keep
        self._question = question
        self._draft = draft if draft is not None else {}
        self._keeps = draft is not None
        self._value = self._draft.get(_TEXT, "") or value
        self._names = names
        self._check = check
        self._may_be_empty = may_be_empty

    def compose(self) -> ComposeResult:
        suggester = SuggestFromList(self._names, case_sensitive=False) if self._names else None
        with Vertical():
            yield Static(Content(self._question), classes="question")
            if self._draft.get(_TEXT):
                yield Static("Kladde: begyndt før. Ctrl-T sletter den.", id="begun", classes="hint")
            field = Input(self._value, suggester=suggester, compact=True, select_on_focus=not self._keeps)
            field.cursor_blink = False
            yield field
            yield Static("", classes="fault")
            complete = "→ tager forslaget · " if self._names else ""
            leave = "luk, kladden bliver liggende · Ctrl-T: slet kladden" if self._keeps else "fortryd · Ctrl-T: tøm"
            yield Static(f"Enter: ok · {complete}Esc: {leave}", classes="hint")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._remember()

    def _remember(self) -> None:
        for field in self.query(Input):
            if field.value.strip() != self._draft.get(_TEXT, ""):
                self._draft[_TEXT] = field.value.strip()
                self._keep()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        text = " ".join(event.value.split())
        if not text and not self._may_be_empty:
            self._complain("Skriv noget, eller tryk Esc for at fortryde.")
            return
        if self._check is not None:
            try:
                self._check(text)
            except FieldkitError as error:
                self._complain(told(error))
                return
        self._draft.pop(_TEXT, None)
        self._keep()
        self.dismiss(text)

    def _complain(self, sentence: str) -> None:
        self.query_one(".fault", Static).update(Content(sentence))

    def action_clear(self) -> None:
        """Throw away what was begun."""
        self._draft.pop(_TEXT, None)
        self._keep()
        for field in self.query(Input):  # none yet for who is faster than the screen
            field.value = ""
        for begun in self.query("#begun"):
            begun.display = False
        self._complain("")

    def action_give_up(self) -> None:
        self._remember()
        self.dismiss(None)


def ask_until_done(
    app: App[object], ask: Callable[[str], Ask], do: Callable[[str, Callable[[], None]], object], value: str = ""
) -> None:
    """Ask for a line and do something with it; `ask` makes the question around what stands in it. `do` also gets what
    brings the question back with the line, for when it could not be done: nothing that was typed is lost."""

    def answered(text: str | None) -> None:
        if text is not None:
            do(text, lambda: ask_until_done(app, ask, do, text))

    app.push_screen(ask(value), answered)


class Confirm(Window[bool | None]):
    """Yes, no, or None for Esc (leave all as it was); Enter is yes only when `danger` is not set: then it takes J."""

    DEFAULT_CSS = FRAME.format(name="Confirm")
    BINDINGS = [("escape", "give_up", "Fortryd"), ("n", "no", "Nej"), ("j", "yes", "Ja"), ("enter", "enter", "Ja")]

    def __init__(self, question: str, *, yes: str = "ja", no: str = "nej", danger: bool = False) -> None:
        super().__init__()
        self._question = question
        self._yes = yes
        self._no = no
        self._danger = danger

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._question), classes="question")
            keys = "J" if self._danger else "Enter eller J"
            yield Static(f"{keys}: {self._yes} · N: {self._no} · Esc: fortryd", classes="hint")

    def unfinished(self) -> str:
        """Who leaves by an F-key what takes a J must not believe that it was done; a small offer may go by."""
        return f"Intet er gjort, for der blev ikke svaret: “{self._question}”" if self._danger else ""

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_enter(self) -> None:
        if not self._danger:
            self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)

    def action_give_up(self) -> None:
        self.dismiss(None)


class Choose(Window[Key | None]):
    """One of several; gives its key, or None."""

    DEFAULT_CSS = FRAME.format(name="Choose") + "Choose RowList { height: auto; max-height: 15; }"
    BINDINGS = [("escape", "give_up", "Fortryd")]

    def __init__(self, question: str, choices: Sequence[tuple[Key, str]], *, current: Key | None = None) -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(self._question), classes="question")
            yield RowList()
            yield Static("Pil op og ned: vælg · Enter: ok · Esc: fortryd", classes="hint")

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.show_rows([Row(key, Content(text)) for key, text in self._choices])
        rows.go_to(self._current)
        focus_on(rows)

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        event.stop()
        self.dismiss(chosen_key(event))

    def action_give_up(self) -> None:
        self.dismiss(None)
