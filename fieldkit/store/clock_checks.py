"""What this kit must say of the clocks behind events that it has: that one is here before it claims to have been
written, or that one was right which another kit doubts. What such words come to is `core.state.clocks`.
"""

from collections.abc import Iterable

from fieldkit.core.clock.hybrid import MAX_DRAG_S, MAX_HLC, unix_of
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import Event, Ref, says, written_at
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.state.fold import State
from fieldkit.core.state.vector import Feed
from fieldkit.core.views.clocks import is_behind, overruled
from fieldkit.store.log import Log


class ClockChecks:
    """The words of `kit`, while something has set its clock; that shows `now` (Unix seconds)."""

    def __init__(self, log: Log, state: State, kit: int, now: float) -> None:
        self._log, self._state, self._kit, self._now = log, state, kit, now

    def of(self, events: Iterable[Event]) -> list[ClockCheck]:
        """What there is to say of these events: of each feed at most that it is ahead, and that it is not."""
        events = list(events)
        return [*self._ahead_of_us(events), *self._doubted_wrongly(events)]

    def of_tops(self) -> list[ClockCheck]:
        """What there is to say of the last event of each feed."""
        feeds = self._state.vector.feeds.items()
        return self.of(row.event for feed, known in feeds for row in self._log.by_ref(*feed, known.top, known.top))

    def _ahead_of_us(self, events: Iterable[Event]) -> list[ClockCheck]:
        """For each feed, the event that is furthest ahead of our clock by what is known so far."""
        placed = self._log.clocks.placed
        found: dict[Feed, Event] = {}
        for event in events:
            feed = Feed(event.kit, event.epoch)
            if self._now + MAX_DRAG_S < placed(event).at <= unix_of(MAX_HLC) and event.kit != self._kit:
                found[feed] = max(found.get(feed, event), event, key=lambda one: one.at)
        if found and is_behind(self._state, self._kit):
            return []
        return [ClockCheck(RefBody(*event.ref), written_at(event) - int(self._now)) for event in found.values()]

    def _doubted_wrongly(self, events: Iterable[Event]) -> list[ClockCheck]:
        """Of each feed that counts as ahead, an event that came here when our clock showed what it claims: one of those
        that have just come, or the one that another kit has found ahead. Also where we alone had found it ahead: then
        our own clock was behind, and has been put right."""
        found: dict[Feed, RefBody] = {}
        for event in events:
            if abs(written_at(event) - self._now) <= MAX_DRAG_S and (
                self._counts_as_ahead(event.ref) or overruled(self._state, event.kit, self._kit, event.epoch)
            ):
                found[Feed(event.kit, event.epoch)] = RefBody(*event.ref)
            elif says(event, ClockCheck) and event.body.ahead and self._counts_as_ahead(ref := ref_of(event.body.ref)):
                for row in self._log.by_ref(*ref, ref.seq):
                    if abs(written_at(row.event) - self._log.arrived(row.rowid)) <= MAX_DRAG_S:
                        found.setdefault(Feed(ref.kit, ref.epoch), event.body.ref)
        return [ClockCheck(ref) for ref in found.values()]

    def _counts_as_ahead(self, ref: Ref) -> bool:
        return ref.kit != self._kit and self._log.clocks.ahead(*ref) > 0
