"""A line of which parts can be clicked. Keys do the same: a mouse is for who has one."""

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import NamedTuple

from textual import events
from textual.widgets import Static

from fieldkit.console.steady import Steady


class Spot(NamedTuple):
    """Cells `begin` up to `end` of the line, and what a click there does."""

    begin: int
    end: int
    do: Callable[[], Awaitable[object] | object]


class SpotLine(Steady, Static):
    """Whoever draws the line says which spots it has then."""

    spots: Sequence[Spot] = ()

    async def on_click(self, event: events.Click) -> None:
        at = event.x - self.gutter.left
        spot = next((each for each in self.spots if each.begin <= at < each.end), None)
        if spot is None:
            return
        event.stop()
        done = spot.do()
        if isawaitable(done):
            await done
