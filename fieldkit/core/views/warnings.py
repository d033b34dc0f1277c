"""Warnings (varsler) that were received, as the staff reads them. A view."""

import msgspec

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.staff import WarningSource
from fieldkit.core.state.fold import State
from fieldkit.core.views.scope import Scope


class WarningView(msgspec.Struct, frozen=True):
    """One warning. `at` is when it was received, Unix seconds; `time_sure` whether that is certain."""

    number: str
    at: int
    time_sure: bool
    source: WarningSource
    sender: str
    text: str
    by: str


def make_warnings(state: State, tag: int | None = None) -> list[WarningView]:
    """Warnings of incident `tag` (by default the one that runs) and of the day before it, the latest first: people are
    warned before an incident starts."""
    scope = Scope.with_day_before(state, state.current() if tag is None else tag)
    received = (event for event in state.staff.warnings.values() if event in scope)
    found = [
        WarningView(
            number=event.number,
            at=event.at if event.body.received is None else event.body.received + EPOCH_UNIX_S,
            time_sure=event.time_sure or event.body.received is not None,
            source=event.body.source,
            sender=event.body.sender,
            text=event.body.text,
            by=event.body.by,
        )
        for event in sorted(received, key=lambda event: event.stamp, reverse=True)
    ]
    return sorted(found, key=lambda one: (one.at, one.number), reverse=True)
