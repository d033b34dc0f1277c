"""Which lines a journal holds and what it tells of people: all, one incident, one place, what names one person."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.named_places import places_named
from fieldkit.core.tell.search import words_in


@dataclass(frozen=True, slots=True)
class Choice:
    """`incident`: a tag. `place`: a roster number, for lines that name it, come from it, or were written by a kit that
    stood there. `person`: for lines in which somebody's words hold this name. None, 0 and "" choose nothing.

    `personal`: whether what may tell of people stands there, marked; otherwise it is left out.
    """

    incident: int | None = None
    place: int = 0
    person: str = ""
    personal: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether every line is taken."""
        return self.incident is None and not self.place and not self.person

    def takes(self, event: Event, stood: int) -> bool:
        """Whether the journal has a line of this event, which a kit wrote that stood at the place `stood`."""
        if self.incident is not None and event.incident != self.incident:
            return False
        if self.place and self.place not in (stood, event.row.origin(event.body)):
            return self.place in places_named(event.kind, event.raw) and self._names(event)
        return self._names(event)

    def _names(self, event: Event) -> bool:
        if not self.person:
            return True
        sought = _spaced(self.person)
        return any(sought in _spaced(text) for text in _texts(msgspec.json.decode(event.raw)))


def _spaced(text: str) -> str:
    return f" {' '.join(words_in(text))} "


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for each in said.values() if isinstance(said, dict) else said:
            yield from _texts(each)
