"""Which events a State holds: those of the incidents that are in play. The others stay where they were stored, and
come back when somebody looks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fieldkit.core.facts.event import Event, Ref
from fieldkit.core.facts.refs import refs_of


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


class Beneath(Protocol):
    """What the store has kept of a log, for a State that stands on it. It covers all that was recorded so far."""

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

    def tail(self) -> Iterable[Event]:
        """What was recorded since the condensed parts were kept."""


class Held:
    """The choice of one State. `in_play` is what it has chosen, once something was loaded by it; `fixed`, what is in
    play whatever happens, for who collects no events."""

    def __init__(self, beneath: Beneath | None, fixed: InPlay | None) -> None:
        self._beneath = beneath
        self._fixed = EVERYTHING if beneath is None else fixed
        self._looked_at: set[int] = set()
        self.in_play = self._fixed

    def look_at(self, tag: int | None) -> None:
        """From the next choice on this incident is in play as well, also when it is over; None: every one."""
        if tag is None:
            self._fixed = EVERYTHING
        else:
            self._looked_at.add(tag)

    def choose(self, by_itself: Callable[[], InPlay]) -> InPlay:
        """What is to be in play now: what is so `by_itself`, and what somebody looks at."""
        if self._fixed is not None:
            return self._fixed
        return by_itself().also(self._looked_at)

    def own(self, event: Event) -> bool:
        """Whether its own incident is in play."""
        return self.in_play is None or event.incident in self.in_play

    def holds(self, event: Event) -> bool:
        """Whether it belongs to what is held: by its own incident, or that of something it points at."""
        return self.own(event) or any(self._are_in_play(ref) for ref in refs_of(event))

    def _are_in_play(self, ref: Ref) -> bool:
        assert self._beneath is not None and self.in_play is not None
        return bool(self.in_play.among(self._beneath.incidents_of(ref)))

    def reaches_out(self, event: Event) -> bool:
        """Whether it brings what is not held yet: it is held, and what it points at is not, or what pointed at it
        before it came; or it is not, and what pointed at it is."""
        chosen, beneath = self.in_play, self._beneath
        if beneath is None or chosen is None or self._fixed is not None:
            return False
        pointing = beneath.pointing_at(event.ref)
        if not self.holds(event):
            return bool(chosen.among(pointing))
        if len(chosen.among(pointing)) < len(pointing):
            return True
        return any(beneath.incidents_of(ref) and not self._are_in_play(ref) for ref in refs_of(event))
