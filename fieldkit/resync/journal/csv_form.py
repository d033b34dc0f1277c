"""The journal as CSV: one line an event, opened by a Danish spreadsheet as it is, with nothing in it that counts."""

from collections.abc import Iterator

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import TRUST_DA, Trust
from fieldkit.core.text.csv_lines import csv_lines, numbers_cell
from fieldkit.resync.journal import words
from fieldkit.resync.journal.whole import Journal


def csv_pieces(journal: Journal) -> Iterator[str]:
    """A line at a time."""
    return csv_lines(words.CSV_HEADINGS, (_cells(journal, event) for event in journal.events()))


def _cells(journal: Journal, event: Event) -> tuple[str, ...]:
    line = journal.line(event, journal.shown(event, signed=False))
    return (
        numbers_cell(line.anchor),
        line.clock,
        line.local,
        line.incident_words,
        line.kind_da,
        line.text,
        line.by,
        line.who,
        line.via_da,
        "" if line.trust is Trust.VERIFIED else TRUST_DA[line.trust],
        line.signature_da,
        words.YES if line.apart else "",
        words.YES if line.fork else "",
        numbers_cell(line.replaces),
        numbers_cell(*line.replaced_by),
        ", ".join(dict.fromkeys(words.SORTS[sort] for sort in line.personal.values())),
        str(line.kit),
        str(line.epoch),
        line.id,
    )
