"""SendBar: the last stop before something becomes a fact. It shows what, and Enter does it."""

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from fieldkit.console.steady import Steady


class SendBar(Steady, Static, can_focus=True):
    """Takes the focus after the fields; Enter posts `Pressed`. What Enter does is promised only while it does it."""

    DEFAULT_CSS = """
    SendBar { height: 1; color: #9fb3c8; text-wrap: nowrap; text-overflow: ellipsis; }
    SendBar:focus { background: #1f4e79; color: #ffffff; text-style: bold; }
    """
    BINDINGS = [("enter", "press", "Send")]

    class Pressed(Message):
        """A person said yes to what stood there."""

        def __init__(self, bar: "SendBar") -> None:
            super().__init__()
            self.bar = bar

        @property
        def control(self) -> "SendBar":
            return self.bar

    def __init__(self, label: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label

    def render(self) -> Content:
        key, found, does = self._label.partition("Enter: ")
        return Content(self._label if self.has_focus or key or not found else f"[ {does} ]")

    def show(self, label: str) -> None:
        """What Enter does now."""
        if label != self._label:
            self._label = label
            self.refresh()

    def watch_has_focus(self, _has_focus: bool) -> None:
        self.refresh()

    def on_click(self) -> None:
        """The press of the button has given it the focus already."""
        self.action_press()

    def action_press(self) -> None:
        self.post_message(self.Pressed(self))
