"""Own events on their way: when each goes out next. Times in seconds of the machine's clock."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldkit.core.delivery import DeliveryState, after
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.link.delivery.urgency import PACES

RANK = {precedence: rank for rank, precedence in enumerate(reversed(Precedence))}
"""0 for akut, then haster, rutine, orientering."""
COMPANY = 11
"""Other events that may ride in the same frame."""


@dataclass(slots=True)
class _Entry:
    event: Event
    precedence: Precedence
    since: float
    due: float
    tries: int = 0
    state: DeliveryState = DeliveryState.QUEUED
    """Towards everybody; what single kits hold is `Peers`' to say."""


class Outbox:
    """Entries by sequence. An entry leaves when its audience has it, or when it has been tried for long enough."""

    def __init__(self, rng: Callable[[], float]) -> None:
        self._rng = rng
        self._entries: dict[int, _Entry] = {}
        self._held: dict[Precedence, float] = {}

    def add(self, event: Event, precedence: Precedence, now: float, spread: float = 0.0) -> None:
        """Queue an own event; `spread` seconds are drawn from when many start at once."""
        due = now + PACES[precedence].gather + spread * self._rng()
        self._entries.setdefault(event.seq, _Entry(event, precedence, now, due))

    def again(self, event: Event, due: float) -> None:
        """A send failed before it reached the air: it does not count as a try."""
        entry = self._entries.get(event.seq)
        if entry is not None:
            entry.due = min(entry.due, due)
            entry.tries = max(0, entry.tries - 1)

    def reached(self, event: Event, told: DeliveryState) -> DeliveryState | None:
        """A frame with the event has come as far as `told`; returns the event's new state when that changed."""
        entry = self._entries.get(event.seq)
        if entry is None:
            return None
        before, entry.state = entry.state, after(entry.state, told)
        return entry.state if entry.state is not before else None

    def tries(self, event: Event) -> int:
        entry = self._entries.get(event.seq)
        return entry.tries if entry else 1

    def is_unsaid(self, event: Event) -> bool:
        """Whether the node has not taken a frame with this event: until then nobody can have heard of it."""
        entry = self._entries.get(event.seq)
        return entry is not None and entry.state is DeliveryState.QUEUED

    def unsaid(self) -> tuple[int, ...]:
        """Sequences of those events."""
        return tuple(seq for seq, entry in self._entries.items() if entry.state is DeliveryState.QUEUED)

    def waiting(self) -> list[Event]:
        """Events not yet confirmed by everybody they are for."""
        return [entry.event for entry in self._entries.values()]

    def due(self) -> float | None:
        """When a frame is next due."""
        return min((self._due(entry) for entry in self._entries.values()), default=None)

    def hold(self, precedence: Precedence, until: float) -> None:
        """Out of airtime for events of `precedence` until then; more urgent ones have a larger share and still go."""
        self._held[precedence] = until

    def batch(self, now: float, missing: Callable[[Event], bool]) -> list[Event]:
        """What goes in the next frame: the due ones, most urgent first, then company that would be due soon."""
        self.settle(missing)
        due = [entry for entry in self._entries.values() if self._due(entry) <= now]
        if not due:
            return []
        lead = min(due, key=lambda entry: (RANK[entry.precedence], entry.event.seq))
        soon = [e for e in self._entries.values() if e is not lead and e.due <= now + PACES[e.precedence].gather + 2.0]
        soon.sort(key=lambda entry: (RANK[entry.precedence], entry.event.seq))
        return [lead.event, *sorted((e.event for e in soon[:COMPANY]), key=lambda event: event.seq)]

    def was_sent(self, events: list[Event], now: float, at_least: Callable[[Event], float]) -> None:
        """Set each one's next try, later and later, with a fifth of chance so that kits do not keep step.

        `at_least` gives the seconds that the answers to an event take: to try again before them wastes air.
        """
        for event in events:
            entry = self._entries.get(event.seq)
            if entry is None:
                continue
            pace = PACES[entry.precedence]
            wait = min(max(pace.longest, at_least(event)), max(pace.first, at_least(event)) * pace.factor**entry.tries)
            entry.tries += 1
            entry.due = now + wait * (0.8 + 0.4 * self._rng())
            if not entry.since <= entry.due <= entry.since + pace.until:
                del self._entries[event.seq]

    def settle(self, missing: Callable[[Event], bool]) -> None:
        """Drop what everybody it is for has."""
        for seq in [seq for seq, entry in self._entries.items() if not missing(entry.event)]:
            del self._entries[seq]

    def _due(self, entry: _Entry) -> float:
        return max(entry.due, self._held.get(entry.precedence, entry.due))
