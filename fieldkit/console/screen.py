"""What the parts of the screen that are no widgets need of the app: the app is told to them, they import none."""

from collections.abc import Callable
from typing import Any, Protocol

from textual.message import Message
from textual.screen import Screen as TextualScreen

from fieldkit.console.messages import World
from fieldkit.core.documents import Printable
from fieldkit.kit import Kit


class Screen(Protocol):
    """As `console.app.FeltkitApp` is."""

    kit: Kit
    operator: str
    """Who is on duty at the screen; "" when nobody has said it."""
    queue_print: Callable[[Printable], object] | None
    world: World

    def say(self, text: str, *, fault: bool = False) -> None: ...

    def push_screen(self, screen: TextualScreen[Any], callback: Callable[[Any], None]) -> Any: ...

    def post_message(self, message: Message) -> bool: ...

    def call_later(self, callback: Callable[[], object]) -> bool: ...

    def bell(self) -> None: ...
