"""The threads of an open kit: what its State and its log hold of each (`core.views.thread`)."""

from fieldkit.core.views.thread import LINES, Other, Thread, make_thread, reporting_places
from fieldkit.kit import Kit


def thread_of(kit: Kit, of: Other, limit: int = LINES) -> Thread:
    """The latest `limit` of what was said between `of` and this place. StoreError when the log cannot be read."""
    state, roster = kit.state, kit.roster
    numbers = reporting_places(of, state, roster, place=kit.place)
    reports = [event for number in sorted(numbers) for event in kit.reading.reports_of(number, limit + 1)]
    return make_thread(
        state, roster, kit.now(), of, place=kit.place, kit=kit.config.number, reports=reports, limit=limit
    )
