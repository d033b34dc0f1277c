"""The journal in one go, for tests that have all events in hand; the program writes it a piece at a time."""

from collections.abc import Iterable

from fieldkit.core.facts.event import Event, in_order
from fieldkit.core.roster.roster import Roster
from fieldkit.core.signed.standing import Standings
from fieldkit.resync.journal import Choice, Journal, JournalLine, journal_pieces


def journal_lines(
    events: Iterable[Event], roster: Roster | None = None, choice: Choice | None = None
) -> list[JournalLine]:
    """Every event once, in the order that is the same everywhere."""
    ordered = in_order(events)
    return list(Journal(lambda: ordered, roster=roster, choice=choice).lines())


def make_journal(
    events: Iterable[Event],
    form: str,
    roster: Roster | None = None,
    choice: Choice | None = None,
    standings: Standings | None = None,
) -> str:
    """The journal as `html`, `csv` or `json`."""
    ordered = in_order(events)
    return "".join(journal_pieces(lambda: ordered, form, standings, roster=roster, choice=choice))
