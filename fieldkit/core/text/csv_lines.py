"""Tables as CSV that a Danish spreadsheet opens by itself, and in which nothing counts: no cell is a formula, and no
number of an event a day."""

import csv
import io
from collections.abc import Iterable, Iterator

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula when a cell begins with it."""


def numbers_cell(*numbers: str) -> str:
    """Numbers of events as a cell: `nr. 12-0147, nr. 3-2026`. To a spreadsheet `3-2026` alone is a month."""
    return ", ".join(f"nr. {number}" for number in numbers if number)


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A line at a time, with semicolons and, at the beginning, a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")

    def line(cells: Iterable[str]) -> str:
        out.seek(0)
        out.truncate()
        writer.writerow(cells)
        return out.getvalue()

    yield "\ufeff" + line(headings)
    for cells in rows:
        yield line("'" + cell if cell.startswith(_FORMULA) else cell for cell in cells)
