"""What places are called in an incident and where kits stand, as the events themselves say: no roster is asked.

`SaidNames` is the part of State that knows what was said last; `PlaceBook` knows what held when an event was written,
for whoever reads the log from its beginning.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from fieldkit.core.facts.event import Event, Stamp
from fieldkit.core.facts.keys import Vouch
from fieldkit.core.facts.roster import PlaceNames
from fieldkit.core.facts.said import Hello
from fieldkit.core.state.register import Register

T = TypeVar("T")
MUNICIPALITY = 0
"""Stands for the municipality among the numbers of places."""
SaidNames = dict[tuple[int, int], Register[str]]
"""By (incident tag, place number): its name. `MUNICIPALITY`: its code and name as `municipality_text` has them."""


def municipality_text(code: int, name: str) -> str:
    """`101 København`, either of them alone, or nothing."""
    return " ".join(filter(None, (str(code) if code else "", name)))


def _names(said: SaidNames, event: Event[PlaceNames], body: PlaceNames) -> None:
    whose = municipality_text(body.municipality, body.name)
    for place, name in {**({MUNICIPALITY: whose} if whose else {}), **body.places}.items():
        said.setdefault((event.incident, place), Register()).put(event.stamp, name)


HANDLERS: dict[type, Callable[[SaidNames, Any, Any], None]] = {PlaceNames: _names}


class _Since(Generic[T]):
    """What held from which stamp on; before the first, that."""

    __slots__ = ("_stamps", "_values")

    def __init__(self) -> None:
        self._stamps: list[Stamp] = []
        self._values: list[T] = []

    def add(self, stamp: Stamp, value: T) -> None:
        """Take in what was said last so far."""
        if not self._values or self._values[-1] != value:
            self._stamps.append(stamp)
            self._values.append(value)

    @property
    def last(self) -> T:
        return self._values[-1]

    def at(self, stamp: Stamp) -> T:
        if len(self._values) == 1:
            return self._values[0]
        return self._values[max(0, bisect_right(self._stamps, stamp) - 1)]


class PlaceBook:
    """What was said of places and kits, learnt in the order of stamps; then what held for each event.

    An event is read by what was said in its own incident: last before it, else first after it; where nothing was, by
    what was said in any.
    """

    def __init__(self) -> None:
        self._here: dict[tuple[int, int], _Since[str]] = {}
        """By (incident tag, place)."""
        self._anywhere: dict[int, _Since[str]] = {}
        self._stands: dict[tuple[int, int], _Since[int]] = {}
        """By (kit, epoch): its place."""
        self._named: dict[int, str] = {}
        self._vouched: set[int] = set()

    def learn(self, event: Event) -> None:
        """Take in the next event, whatever it says."""
        learns = _LEARNS.get(type(event.body))
        if learns is not None:
            learns(self, event)

    def name(self, event: Event, place: int) -> str:
        """What the place was called when the event was written; empty when no event says."""
        said = self._here.get((event.incident, place)) or self._anywhere.get(place)
        return said.at(event.stamp) if said is not None else ""

    @property
    def municipalities(self) -> dict[int, str]:
        """By code, 0 when only a name was said: the last name that was said of it. Where nobody has said anything, the
        codes that stand in certificates."""
        return self._named or dict.fromkeys(sorted(self._vouched - {0}), "")

    def latest(self, place: int) -> str:
        """What it was called last in any incident; empty when no event says."""
        said = self._anywhere.get(place)
        return said.last if said is not None else ""

    def place_of(self, event: Event) -> int:
        """Where the kit stood that wrote the event; 0 when it has not said."""
        said = self._stands.get((event.kit, event.epoch))
        return said.at(event.stamp) if said is not None else 0

    def last_place(self, kit: int, epoch: int) -> int:
        """Where the kit stood last; 0 when it has not said."""
        said = self._stands.get((kit, epoch))
        return said.last if said is not None else 0

    def learn_names(self, event: Event[PlaceNames]) -> None:
        body = event.body
        for place, name in body.places.items():
            self._here.setdefault((event.incident, place), _Since()).add(event.stamp, name)
            self._anywhere.setdefault(place, _Since()).add(event.stamp, name)
        if body.municipality or body.name:
            self._named[body.municipality] = body.name or self._named.get(body.municipality, "")

    def learn_vouch(self, event: Event[Vouch]) -> None:
        self._vouched.add(event.body.municipality)

    def learn_hello(self, event: Event[Hello]) -> None:
        if event.body.place:
            self._stands.setdefault((event.kit, event.epoch), _Since()).add(event.stamp, event.body.place)


_LEARNS: dict[type, Callable[[PlaceBook, Any], None]] = {
    PlaceNames: PlaceBook.learn_names,
    Hello: PlaceBook.learn_hello,
    Vouch: PlaceBook.learn_vouch,
}
