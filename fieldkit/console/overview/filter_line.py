"""FilterLine: a part of a name, typed at the board, which shows the places that have it as it is typed."""

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from fieldkit.console.regions import focus_on
from fieldkit.console.steady import Steady


class FilterLine(Steady, Horizontal):
    """`typed` is told of each letter. Enter, and an arrow down, keep it; Esc clears it. Then it is gone, and `done`."""

    DEFAULT_CSS = """
    FilterLine { height: 1; }
    FilterLine Static { width: auto; color: #9fb3c8; }
    FilterLine Input { width: 1fr; }
    """

    def __init__(self, value: str, typed: Callable[[str], None], done: Callable[[], None]) -> None:
        super().__init__(id="filter")
        self._value, self._typed, self._done = value, typed, done

    def compose(self) -> ComposeResult:
        yield Static("Find sted: ", markup=False)
        yield Input(self._value, select_on_focus=False)
        yield Static("  Enter: behold · Esc: vis alle", markup=False)

    def begin(self) -> None:
        """Take the focus, before the next key is read."""
        focus_on(self.query_one(Input))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed(event.value)

    @on(Input.Submitted)
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "down", "up"):
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                self._typed("")
            self._leave()

    def _leave(self) -> None:
        self._done()
        self.remove()
