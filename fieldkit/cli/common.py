"""What every command shares: where the kit is, opening it, and JSON or plain words on stdout."""

import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from fieldkit.acts import typed
from fieldkit.core.facts.body import NAME_CHARS, Text
from fieldkit.core.faults import Fault
from fieldkit.core.text.clean import MAX_TEXT
from fieldkit.kit import Kit
from fieldkit.paper.widths import WIDTHS

DEFAULT_HOME = Path("~/.local/share/fieldkit")
NO_BREAK = "\u00a0"
HANG = 4
"""Columns by which the rest of a line that is too wide for the screen stands further in."""
PAPER_WIDTH = click.Choice([str(width) for width in WIDTHS])
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document (long lists: one object a line)."
)


class Places:
    """Where things are: the kit's folder. What came with the program is in `shipped`."""

    def __init__(self, home: Path) -> None:
        self.home = home


@contextmanager
def open_kit(places: Places, *, check: bool = False) -> Iterator[Kit]:
    """The kit in --home, closed afterwards. InputError or StoreError in one sentence when it cannot be opened."""
    kit = Kit.open(places.home, check=check)
    try:
        yield kit
    finally:
        kit.close()


@contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back while libraries load, until after the block: one of them swallows every exception meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def show_json(value: Any) -> None:
    """One JSON document on stdout, in UTF-8 whatever the terminal's locale says."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
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


def text_option(
    *flags: str, help: str, limit: int = MAX_TEXT, required: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option for words that an event keeps: refused, and not cut, when there are too many; it may be left out."""

    def whole(context: click.Context, param: click.Parameter, text: str | None) -> str:
        return typed.fits(text, f"Teksten efter {param.opts[0]}", Text(limit)) if text and text.strip() else ""

    default: dict[str, Any] = {} if required else {"default": ""}
    return click.option(*flags, required=required, callback=whole, help=help, **default)


def name_option(*flags: str, help: str, required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option for a person's name or role."""
    return text_option(*flags, help=help, limit=NAME_CHARS, required=required)


def show_faults(faults: list[Fault], as_json: bool) -> None:
    """Print each fault as FILE:LINE: what; exit 1 when there is one."""
    if as_json:
        show_json([{"file": f.file, "line": f.line, "what": f.what} for f in faults])
    else:
        for fault in faults:
            say(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
