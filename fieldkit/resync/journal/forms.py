"""The forms that a journal is written in, a piece at a time."""

from collections.abc import Callable, Iterator, Mapping

from fieldkit.core.roster.roster import Roster
from fieldkit.core.signed.standing import Standings
from fieldkit.resync.journal.choice import Choice
from fieldkit.resync.journal.csv_form import csv_pieces
from fieldkit.resync.journal.html_form import html_pieces
from fieldkit.resync.journal.json_form import json_pieces
from fieldkit.resync.journal.whole import Apart, Journal, Read

FORMATS: Mapping[str, Callable[[Journal], Iterator[str]]] = {
    "html": html_pieces,
    "csv": csv_pieces,
    "json": json_pieces,
}


def journal_pieces(
    read: Read,
    form: str,
    standings: Standings | None = None,
    *,
    roster: Roster | None = None,
    choice: Choice | None = None,
    is_apart: Apart | None = None,
) -> Iterator[str]:
    """The journal as `html`, `csv` or `json` (`FORMATS`), a piece at a time, of a log of any length."""
    return FORMATS[form](Journal(read, standings, roster=roster, choice=choice, is_apart=is_apart))
