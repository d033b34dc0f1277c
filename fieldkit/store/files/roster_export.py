"""Writes the roster's tables as files that the import and a spreadsheet take."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fieldkit.core.errors import InputError
from fieldkit.core.facts.roster import TABLE_DA, RosterTable
from fieldkit.core.roster.edits import TableRow, columns_of
from fieldkit.store.files.roster import FILED


def write_tables(
    folder: Path, tables: Mapping[RosterTable, Sequence[TableRow]], contained: Iterable[bytes]
) -> list[str]:
    """Write tables as the CSV that Danish Excel opens (UTF-8 with a mark, semicolons); returns the files' names.

    `contained` are the ids of the edits that are in them: a kit that imports the files does not make them once more.

    InputError when a file of that name is there already or the folder cannot be written to.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in tables.items():
            path = folder / f"{TABLE_DA[table]}.csv"
            if not rows:
                continue
            with path.open("x", encoding="utf-8-sig", newline="") as handle:
                writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
                writer.writerow(columns_of(table))
                writer.writerows(row.cells.values() for row in rows)
            written.append(path.name)
        ids = sorted(one.hex() for one in contained)
        if ids:
            with (folder / FILED).open("x", encoding="utf-8") as handle:
                handle.writelines(f"{one}\n" for one in ["hændelse", *ids])
    except FileExistsError as error:
        raise InputError(f"{error.filename} er der allerede; vælg en tom mappe, intet er overskrevet.") from error
    except OSError as error:
        raise InputError(f"Mappen {folder} kan ikke skrives: se efter, om der er plads, og du har adgang.") from error
    return written
