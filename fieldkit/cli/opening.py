"""The kit that a command works on: where its folder is, and opening it for as long as the command takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldkit.kit import Kit

DEFAULT_HOME = Path("~/.local/share/fieldkit")


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
