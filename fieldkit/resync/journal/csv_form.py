"""The journal as CSV: one line an event, opened by a Danish spreadsheet as it is, with nothing in it that counts."""

import csv
import io
from collections.abc import Iterable, Iterator

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import TRUST_DA, Trust
from fieldkit.resync.journal import words
from fieldkit.resync.journal.whole import Journal

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula when a cell begins with it."""


def csv_pieces(journal: Journal) -> Iterator[str]:
    """Semicolons and a byte order mark: what a Danish spreadsheet opens by itself."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")

    def row(cells: Iterable[str]) -> str:
        out.seek(0)
        out.truncate()
        writer.writerow(cells)
        return out.getvalue()

    yield "\ufeff" + row(words.CSV_HEADINGS)
    for event in journal.events():
        yield row(map(_harmless, _cells(journal, event)))


def _cells(journal: Journal, event: Event) -> tuple[str, ...]:
    line = journal.line(event, journal.shown(event, signed=False))
    return (
        _number(line.anchor),
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
        _number(line.replaces) if line.replaces else "",
        ", ".join(map(_number, line.replaced_by)),
        ", ".join(dict.fromkeys(words.SORTS[sort] for sort in line.personal.values())),
        str(line.kit),
        str(line.epoch),
        line.id,
    )


def _number(number: str) -> str:
    return f"{words.NUMBER} {number}"


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
