"""Takes a checked roster folder into a kit's home: the new files whole, or the old ones untouched."""

import os
import shutil
from pathlib import Path

from fieldkit.store.errors import store_errors
from fieldkit.store.files.home import Home, refuse_inside


def import_roster(source: Path, home: Home) -> None:
    """Copy the tables of `source` beside the kit's data, then change places; the former stays as `data.before`.

    InputError when the kit lies inside `source`: a folder cannot be copied into itself.
    """
    new, before = home.folder / "data.new", home.folder / "data.before"
    refuse_inside(source, new)
    with store_errors(home.data):
        for stale in (new, before):
            if stale.exists():
                shutil.rmtree(stale)
        shutil.copytree(source, new)
        for path in new.iterdir():
            if path.is_file():
                with path.open("rb") as handle:
                    os.fsync(handle.fileno())
        if home.data.exists():
            home.data.rename(before)
        new.rename(home.data)
