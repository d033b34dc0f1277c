"""TOML with the line of everything in it: each statement is given to the TOML reader alone, so its line is known.

A statement ends at its line's end unless a text or list is still open, so the shortest run of lines that reads alone is
the whole of it. What does not read is a fault of that line, and reading goes on behind it: all are told, not the first.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

LONGEST = 300
"""Lines of one statement: a guide for the leader has some forty."""
_OPENS, _CLOSES = re.compile(r'"""|\'\'\'|\['), re.compile(r'"""|\'\'\'|\]')
"""Without one of these a line cannot leave anything open, or end what an earlier one left open."""
_STILL_OPEN = "end of document"
"""How the TOML reader says that the text ended before the statement did."""
_HEADER = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*([^=\"']+?)\s*=\s*(.*)")
_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*")
_STARTS_VALUE = re.compile(r"[\"'\[{0-9+-]|(?:true|false|inf|nan)\b")


class Entry(NamedTuple):
    """A value, and the line where it begins."""

    value: Any
    line: int


@dataclass(slots=True)
class Table:
    """What stands under one header, by key. The first table of a file has no name and no header."""

    name: str
    line: int
    listed: bool = False
    """Whether the header has two brackets."""
    entries: dict[str, Entry] = field(default_factory=dict)


class Wrong(NamedTuple):
    """What is not TOML: its line, and what it is in a Danish sentence."""

    line: int
    what: str


def read_statements(text: str) -> tuple[list[Table], list[Wrong]]:
    """The tables of a TOML text in its order, and what could not be read. Lines count from 1. Never raises."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    tables, wrong = [Table("", 1)], list[Wrong]()
    at = 0
    while at < len(lines):
        read, after = _statement(lines, at)
        if isinstance(read, str):
            wrong.append(Wrong(at + 1, read))
        elif read:
            ((key, value),) = read.items()
            if _HEADER.match(lines[at]):
                tables.append(_headed(key, value, at + 1))
            elif (before := tables[-1].entries.get(key)) is not None:
                wrong.append(Wrong(at + 1, f"“{key}” står her for anden gang; det står også på linje {before.line}."))
            else:
                tables[-1].entries[key] = Entry(value, at + 1)
        at = after
    return tables, wrong


def _statement(lines: list[str], at: int) -> tuple[dict[str, Any] | str, int]:
    """What the statement that begins there says ({} for none), or what is wrong with it; and where the next begins."""
    first = lines[at]
    try:
        return tomllib.loads(first + "\n"), at + 1
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if _STILL_OPEN not in str(error) or not _OPENS.search(first):
            return _said(first), at + 1
    for end in range(at + 1, min(len(lines), at + LONGEST)):
        if not _CLOSES.search(lines[end]):
            continue
        try:
            return tomllib.loads("\n".join(lines[at : end + 1])), end + 1
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            if _STILL_OPEN not in str(error):
                return _said(first, begins=True), end + 1
    after = next((n for n in range(at + 1, len(lines)) if _HEADER.match(lines[n])), len(lines))
    return _said(first, begins=True), after


def _headed(key: str, value: Any, line: int) -> Table:
    """The table that a header opens; the header of a table within another has the names of both."""
    name = key
    while isinstance(value, dict) and value:
        ((inner, value),) = value.items()
        name = f"{name}.{inner}"
    return Table(name, line, isinstance(value, list))


def _said(line: str, *, begins: bool = False) -> str:
    """What is wrong with a line, as far as it can be seen."""
    if begins:
        return "Her begynder en tekst eller liste, som ikke bliver sluttet rigtigt; se efter gåseøjne, komma og ]."
    if _HEADER.match(line):
        return "Overskriften er ikke skrevet rigtigt; skriv for eksempel [[indspil]]."
    found = _KEY.fullmatch(line)
    if found is None:
        return "Linjen er ikke skrevet rigtigt; skriv navn = værdi, eller begynd den med # for en bemærkning."
    key, value = found[1], found[2]
    if not _BARE.fullmatch(key):
        return f"Navnet “{key}” kan ikke bruges; navne på felter skrives i ét ord uden æ, ø og å."
    if not value:
        return f"“{key}” mangler sin værdi efter lighedstegnet."
    if not _STARTS_VALUE.match(value):
        return f'Teksten efter “{key}” skal stå mellem to gåseøjne: {key} = "…".'
    return f"Værdien af “{key}” er ikke skrevet rigtigt; se efter gåseøjne i begge ender og tegn bagefter."
