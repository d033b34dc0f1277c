"""The kit that a command works on: where its folder is, and opening it for as long as the command takes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fieldkit.cli.remedies import advised
from fieldkit.core.text.wording import lines_da
from fieldkit.kit import Kit
from fieldkit.store.kept import Progress

DEFAULT_HOME = Path("~/.local/share/fieldkit")


class Places:
    """Where things are: the kit's folder. What came with the program is in `shipped`."""

    def __init__(self, home: Path) -> None:
        self.home = home


def progress(doing: str) -> Progress:
    """Tells how far something is that takes long: on a terminal, one line over the other."""

    def say(done: int, of: int) -> None:
        if sys.stderr.isatty():
            line = f"{doing}: {done} af {lines_da(of)}"
            click.echo(f"\r{line}" if done < of else f"\r{' ' * len(line)}\r", err=True, nl=False)

    return say


def portion(doing: str) -> Progress:
    """The same of what is counted in no word of ours: bytes, parts of a whole."""
    shown = -1

    def say(done: int, of: int) -> None:
        nonlocal shown
        if not sys.stderr.isatty() or (percent := 100 * done // max(1, of)) == shown:
            return
        shown = percent
        line = f"{doing}: {percent} %"
        click.echo(f"\r{line}" if done < of else f"\r{' ' * len(line)}\r", err=True, nl=False)

    return say


say_progress = progress("Loggen læses igennem")
"""How far the kit has read its log anew."""


@contextmanager
def open_kit(places: Places, *, check: bool = False) -> Iterator[Kit]:
    """The kit in --home, closed afterwards; what is gone or changed of the files that were read for it is told.
    InputError or StoreError in one sentence when it cannot be opened."""
    kit = Kit.open(places.home, check=check, told=say_progress)
    try:
        if kit.identity.renewed:
            click.echo(f"Ny nummerserie: {kit.identity.renewed}.", err=True)
        yield kit
        for what, remedy in kit.library.said_of():
            click.echo(advised(what, remedy), err=True)
    finally:
        kit.close()
