"""Frames handed to the node: what was in each, until nothing more can be told of it."""

from dataclasses import dataclass, field

from fieldkit.core.facts.event import Event
from fieldkit.core.state.vector import Feed

MOST = 256
"""Frames remembered; the node tells of a frame within a minute or never."""


@dataclass(slots=True)
class Flight:
    """events: own ones in the frame · heads, owed: feeds it told of, and of those the owed · wants: feeds it asked."""

    events: list[Event] = field(default_factory=list)
    heads: list[Feed] = field(default_factory=list)
    owed: list[Feed] = field(default_factory=list)
    wants: list[Feed] = field(default_factory=list)


class Flights:
    """By token, the newest `MOST`."""

    def __init__(self) -> None:
        self._flights: dict[int, Flight] = {}
        self._last = 0

    def start(self, flight: Flight) -> int:
        """A frame goes to the node; returns its token."""
        self._last += 1
        self._flights[self._last] = flight
        if len(self._flights) > MOST:
            del self._flights[next(iter(self._flights))]
        return self._last

    def events(self, token: int) -> list[Event]:
        flight = self._flights.get(token)
        return flight.events if flight else []

    def lost(self, token: int) -> Flight | None:
        """The node refused the frame: what was in it, to be said again."""
        return self._flights.pop(token, None)
