"""WordPick: one of a few words, changed with left and right or a first letter. All of them stay in sight."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from fieldkit.console.messages import Say
from fieldkit.console.steady import Steady


class WordPick(Steady, Static, can_focus=True):
    """`choices` are (value, Danish word); posts `Changed` at once and whenever the value changes."""

    DEFAULT_CSS = "WordPick { height: 1; width: 1fr; text-wrap: nowrap; } WordPick:focus { background: #24415c; }"
    BINDINGS = [
        ("left", "step(-1)", "Forrige"),
        ("right", "step(1)", "Næste"),
        ("enter,down", "app.focus_next", "Videre"),
        ("up", "app.focus_previous", "Tilbage"),
    ]
    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another word was picked."""

        def __init__(self, pick: "WordPick", value: str) -> None:
            super().__init__()
            self.pick = pick
            self.value = value

        @property
        def control(self) -> "WordPick":
            return self.pick

    def __init__(self, choices: Sequence[tuple[str, str]], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = choices
        self.value = value

    def render(self) -> Content:
        pieces: list[str | tuple[str, str]] = []
        for value, word in self._choices:
            chosen = value == self.value
            pieces.append((f"[{word}]" if chosen else f" {word} ", "bold #ffffff" if chosen else "#8fa3b8"))
        return Content.assemble(*pieces)

    def watch_value(self, value: str) -> None:
        if self.is_attached:
            self.post_message(self.Changed(self, value))

    def action_step(self, by: int) -> None:
        values = [value for value, _ in self._choices]
        self.value = values[min(len(values) - 1, max(0, values.index(self.value) + by))]

    def on_click(self, event: events.Click) -> None:
        end = self.gutter.left
        for value, word in self._choices:
            end += len(word) + 2
            if event.x < end:
                self.value = value
                break

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next word that begins with it."""
        letter = (event.character or "").lower()
        if not letter.strip():
            return
        values = [value for value, _ in self._choices]
        at = values.index(self.value) + 1
        for value, word in [*self._choices[at:], *self._choices[:at]]:
            if word.startswith(letter):
                self.value = value
                self.post_message(Say(f"Valgt med bogstavet {letter.upper()}: {word}"))
                event.stop()
                return
