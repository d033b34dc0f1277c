"""SendBar: the last stop before something becomes a fact. It shows what, and Enter does it."""

from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class SendBar(Static, can_focus=True):
    """Takes the focus after the fields; Enter posts `Pressed`."""

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
        super().__init__(Content(label), id=id)

    def action_press(self) -> None:
        self.post_message(self.Pressed(self))
