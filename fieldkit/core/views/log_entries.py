"""What people wrote in the log: actions, decisions, omissions and plain notes, with who. A view."""

import msgspec

from fieldkit.core.clock.hybrid import unix_of
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import place_of_kit
from fieldkit.core.views.scope import Scope


class LogEntry(msgspec.Struct, frozen=True):
    """One line. `at` Unix seconds; `place` the roster number of where it was written, 0 unknown."""

    number: str
    event_id: bytes
    at: int
    time_sure: bool
    kit: int
    place: int
    entry: EntrySort
    text: str
    by: str


def make_log_entries(
    state: State, roster: Roster, tag: int | None = None, entry: EntrySort | None = None
) -> list[LogEntry]:
    """Lines of incident `tag` (by default the one that runs) in the order of time; only of one sort with `entry`."""
    tag = state.current() if tag is None else tag
    scope = Scope.with_daily_work(tag)
    events = sorted((event for event in state.notes.values() if event in scope), key=lambda event: event.stamp)
    return [
        LogEntry(
            number=event.number,
            event_id=event.id,
            at=unix_of(event.hlc),
            time_sure=event.time_sure,
            kit=event.kit,
            place=place_of_kit(event.kit, state, roster),
            entry=event.body.entry,
            text=event.body.text,
            by=event.body.by,
        )
        for event in events
        if entry in (None, event.body.entry)
    ]
