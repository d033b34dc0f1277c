"""Keys that come faster than the screen answers: each is given to the screen when it has done with the one before.

Textual hands a key to whatever has the focus when it is read, and a field tells afterwards that Enter was pressed: of
two Enters in one burst the second would go to the field that the first has left. A person who types ahead types for
the screen that will stand there.
"""

from asyncio import sleep
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE_S = 2.0
"""A screen that has not come to rest by then gets the key as it is: a key is never kept back for long."""
ROUNDS = 2
"""So many times in a row nobody has anything to do: a handler may stand between two messages."""

Typed = events.Key | events.Paste
"""What is typed; the mouse points at what is seen."""


class TypedAhead:
    """Hands what is typed to `deliver`, one at a time and in order."""

    def __init__(self, app: App[None], deliver: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Typed] = deque()
        self._going = False
        """Somebody sees to what waits."""
        self._until = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    async def take(self, typed: Typed) -> None:
        """It came from the terminal."""
        self._waiting.append(typed)
        if not self._going:
            self._going, self._until = True, monotonic() + PATIENCE_S
            await self._go_on()

    async def _go_on(self) -> None:
        try:
            while self._waiting and self._app.screen_stack:
                if not await self._at_rest():
                    break
                self._until = monotonic() + PATIENCE_S
                await self._deliver(self._waiting.popleft())
        finally:  # what a key did may have failed: the others still count
            self._going = bool(self._waiting) and self._app.call_later(self._go_on)

    async def _at_rest(self) -> bool:
        """Whether nobody on the screen has anything left to do, or has had long enough."""
        for _ in range(ROUNDS):
            await sleep(0)
            if not self._app.screen_stack:
                return False  # the console ends
            if any(pump.message_queue_size for pump in self._pumps()) or not self._app.screen.is_mounted:
                return monotonic() > self._until
        return True

    def _pumps(self) -> Iterator[MessagePump]:
        """All who take messages: the app, its screens and what stands on them."""
        yield self._app
        for screen in self._app.screen_stack:
            yield from screen.walk_children(with_self=True)
