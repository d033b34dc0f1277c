"""What commands need of the app that does them."""

from collections.abc import Sequence
from typing import Any, Protocol

from textual.message import Message
from textual.screen import Screen

from fieldkit.console.colours import Theme
from fieldkit.console.regions import Region
from fieldkit.kit import Kit


class Host(Protocol):
    """The console, as `fieldkit.console.app` has it."""

    kit: Kit

    @property
    def front(self) -> Region: ...

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...

    async def show_region(self, name: str) -> Region: ...

    async def action_region(self, name: str) -> None: ...

    async def run_action(self, action: str, default_namespace: Any = None) -> bool: ...

    def post_message(self, message: Message) -> bool: ...

    def say(self, text: str, *, fault: bool = False) -> None: ...

    def change_colours(self, theme: Theme) -> None: ...
