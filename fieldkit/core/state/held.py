"""Which events a State holds: those of the incidents that are in play. The others stay where they were stored, and
come back when somebody looks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import refs_of
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.clocks import Clocks


@dataclass(frozen=True, slots=True)
class InPlay:
    """A choice of incidents by their tags: these, or with `but` all others."""

    tags: frozenset[int] = frozenset()
    but: bool = False

    def __contains__(self, tag: int) -> bool:
        return (tag in self.tags) is not self.but

    def among(self, tags: Iterable[int]) -> list[int]:
        """Those of `tags` that are in play."""
        return [tag for tag in tags if tag in self]

    def also(self, tags: Iterable[int]) -> "InPlay":
        """With these as well."""
        return InPlay(self.tags.difference(tags) if self.but else self.tags.union(tags), self.but)


EVERYTHING = InPlay(but=True)
LOOKED_AT = 3
"""So many incidents that are over are held for who looks at them: a screen that runs for days is asked about many."""


class Beneath(Protocol):
    """What the store has kept of a log, for a State that stands on it. It covers all that was recorded so far."""

    @property
    def clocks(self) -> Clocks:
        """What is known of clocks by all that was recorded."""

    @property
    def believed(self) -> Believed:
        """What is known of who is believed by all that was recorded."""

    @property
    def read_to(self) -> int:
        """Up to where the condensed parts are kept: `tail` begins there."""

    def condensed(self, part: str, in_play: InPlay | None) -> Mapping[str, Any] | None:
        """The attributes of a condensed part as they were kept, of a part by incidents only those in play; None when
        nothing was."""

    def events(self, kinds: Collection[str], in_play: InPlay) -> Iterable[Event]:
        """What was recorded of these kinds in the incidents in play; also what points at events of theirs, and what
        those point at."""

    def incidents_of(self, ref: Ref) -> Collection[int]:
        """The incident of the event that `ref` points at, of each when a feed forked; none when it is not here."""

    def pointing_at(self, ref: Ref) -> Collection[int]:
        """The incidents of what was recorded before and points at what has this ref now."""

    def linked(self, event: Event) -> Iterable[Event]:
        """What an event points at, and what was recorded that points at it."""

    def tail(self) -> Iterable[Event]:
        """What was recorded since the condensed parts were kept."""

    def moved(self) -> None:
        """Some events stand elsewhere since they were kept."""


class Held:
    """The choice of one State. `in_play` is what it has chosen, once something was loaded by it; `fixed`, what is in
    play whatever happens, for who collects no events."""

    def __init__(self, beneath: Beneath | None, fixed: InPlay | None) -> None:
        self._beneath = beneath
        self.fixed = EVERYTHING if beneath is None else fixed
        self._looked_at: list[int] = []
        self.in_play = self.fixed

    def look_at(self, tag: int | None) -> None:
        """From the next choice on this incident is in play as well, also when it is over, until `LOOKED_AT` others were
        looked at; None: every one."""
        if tag is None:
            self.fixed = EVERYTHING
        elif tag not in self._looked_at:
            self._looked_at = [*self._looked_at, tag][-LOOKED_AT:]

    def choose(self, by_itself: Callable[[], InPlay]) -> InPlay:
        """What is to be in play now: what is so `by_itself`, and what somebody looks at."""
        if self.fixed is not None:
            return self.fixed
        return by_itself().also(self._looked_at)

    def own(self, event: Event) -> bool:
        """Whether its own incident is in play."""
        return self.in_play is None or event.incident in self.in_play

    def counts(self, event: Event) -> bool:
        """Whether it belongs to what is held: by its own incident, that of something it points at, or of something that
        was recorded before it and points at it."""
        beneath, chosen = self._beneath, self.in_play
        if beneath is None or chosen is None or self.own(event):
            return True
        found = (beneath.incidents_of(ref) for ref in refs_of(event))
        return any(map(chosen.among, found)) or bool(chosen.among(beneath.pointing_at(event.ref)))

    def brings(self, event: Event) -> list[Event]:
        """What belongs to what is held because of an event that does: what it points at, and what was recorded before
        it and points at it."""
        beneath = self._beneath
        if beneath is None or self.in_play is None or self.fixed is not None or not self.own(event):
            return []
        return [other for other in beneath.linked(event) if not self.own(other)]
