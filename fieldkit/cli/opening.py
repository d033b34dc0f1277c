"""The kit that a command works on: where its folder is, and opening it for as long as the command takes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fieldkit.kit import Kit

DEFAULT_HOME = Path("~/.local/share/fieldkit")


class Places:
    """Where things are: the kit's folder. What came with the program is in `shipped`."""

    def __init__(self, home: Path) -> None:
        self.home = home


def say_progress(kept: int, of: int) -> None:
    """How far the kit has read its log anew: on a terminal, one line over the other."""
    if sys.stderr.isatty():
        done = f"Loggen læses igennem: {kept} af {of} hændelser"
        click.echo(f"\r{done}" if kept < of else f"\r{' ' * len(done)}\r", err=True, nl=False)


@contextmanager
def open_kit(places: Places, *, check: bool = False) -> Iterator[Kit]:
    """The kit in --home, closed afterwards. InputError or StoreError in one sentence when it cannot be opened."""
    kit = Kit.open(places.home, check=check, told=say_progress)
    try:
        yield kit
    finally:
        kit.close()
