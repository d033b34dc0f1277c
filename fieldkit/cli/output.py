"""What a command says on stdout: one JSON document, or lines for people that fit their screen."""

import shutil
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec

from fieldkit.core.faults import Fault
from fieldkit.core.text.clean import tame_json

NO_BREAK = "\u00a0"
HANG = 4
"""Columns by which the rest of a line that is too wide for the screen stands further in."""


def json_document(value: Any) -> bytes:
    """One JSON document with its line end, in UTF-8 and without what could command a terminal."""
    return tame_json(msgspec.json.encode(value)) + b"\n"


def show_json(value: Any) -> None:
    """One JSON document on stdout, whatever the terminal's locale says."""
    sys.stdout.buffer.write(json_document(value))
    sys.stdout.flush()


def say(text: str) -> None:
    """Lines for people on stdout. On a terminal they fit its width, by whole words.

    In a pipe a line stays a line, so that it can be searched and counted.
    """
    if not sys.stdout.isatty():
        click.echo(text)
        return
    for line in text.split("\n"):
        hang = min(len(line) - len(line.lstrip()) + HANG, 20)
        told = _lines_of(line, "", " " * hang) if len(line) > screen_width() else [line]
        click.echo("\n".join(told))


def write_out(out: Path | None, pieces: Iterable[bytes]) -> None:
    """One document, a piece at a time: in the file `out`, whole or not at all, which is told on stderr; else on
    stdout."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        return
    from fieldkit.store.files.durable import write_pieces

    write_pieces(out, pieces)
    click.echo(f"{out} er skrevet.", err=True)


def screen_width() -> int:
    """Columns of the terminal, or of COLUMNS; 80 when nobody knows. Lines of prose are never wider than 100."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))


def say_wrapped(text: str, *, hang: int = 0, first: int = 0) -> None:
    """Lines for people, by whole words within the screen: the first indented by `first`, the others by `hang`.

    A no-break space holds a number and its word together, and is shown as a space.
    """
    for line in _lines_of(text, " " * first, " " * hang):
        click.echo(line)


def _lines_of(text: str, first: str, hang: str) -> list[str]:
    lines = textwrap.wrap(
        text, screen_width(), initial_indent=first, subsequent_indent=hang, break_on_hyphens=False, tabsize=4
    )
    return [line.replace(NO_BREAK, " ") for line in lines] or [""]


def say_misnamed(files: list[tuple[str, str]]) -> None:
    """Files beside the lists that were passed over, each with the name of the list that it seems to be."""
    for name, wanted in files:
        click.echo(f"{name} er ikke læst: en fil bliver kun læst, når den hedder {wanted}.", err=True)


def show_faults(faults: list[Fault], as_json: bool) -> None:
    """Print each fault as FILE:LINE: what; exit 1 when there is one."""
    if as_json:
        show_json([{"file": f.file, "line": f.line, "what": f.what} for f in faults])
    else:
        for fault in faults:
            say(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
