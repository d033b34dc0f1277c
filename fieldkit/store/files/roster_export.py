"""Writes the roster's tables as files that the import and a spreadsheet take."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.roster import TABLE_DA, RosterTable
from fieldkit.core.roster.edits import TableRow, columns_of
from fieldkit.core.roster.read import table_of
from fieldkit.store.files.durable import clear_leftovers, write_whole
from fieldkit.store.files.roster import FILED


def write_tables(
    folder: Path, tables: Mapping[RosterTable, Sequence[TableRow]], contained: Iterable[bytes]
) -> list[str]:
    """Write tables as the CSV that Danish Excel opens (UTF-8 with a mark, semicolons); returns the files' names.

    `contained` are the ids of the edits that are in them: a kit that imports the files does not make them once more.

    InputError when a file of that name is there already or the folder cannot be written to.
    """
    files = {f"{TABLE_DA[table]}.csv": _csv_of(table, rows) for table, rows in tables.items() if rows}
    written = list(files)
    if ids := sorted(one.hex() for one in contained):
        files[FILED] = "".join(f"{one}\n" for one in ["hændelse", *ids]).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).exists():
                raise InputError(f"{folder / name} er der allerede; vælg en tom mappe, intet er overskrevet.")
        clear_leftovers(folder)
        made: list[Path] = []
        try:
            # Places last: a folder without them is refused, so that nobody takes half of the tables for all.
            for name in sorted(files, key=lambda name: table_of(name) is RosterTable.PLACES):
                write_whole(folder / name, files[name])
                made.append(folder / name)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
    except (OSError, StoreError) as error:
        raise InputError(f"Mappen {folder} kan ikke skrives: se efter, om der er plads, og du har adgang.") from error
    return written


def _csv_of(table: RosterTable, rows: Sequence[TableRow]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns_of(table))
    writer.writerows(row.cells.values() for row in rows)
    return text.getvalue().encode("utf-8-sig")
