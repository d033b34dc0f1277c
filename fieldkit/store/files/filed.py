"""Files for whoever looks back, on a stick or in the kit's own folder: none is written over, and in the kit's own none
keeps names that are erased. What is in them: `acts.filing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldkit.core.errors import StoreError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.alone import alone_in
from fieldkit.store.files.durable import clear_leftovers, sync

JOURNAL, LOG, EVALUATION = "journal", "log", "evaluering"
"""How the names of these files begin. In an evaluation nobody is named."""
MOST = 1_000


@contextmanager
def new_file(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    """A path at which nothing lies, for as long as its file is written; the folder is made. StoreError while another
    program writes there, and where there are too many."""
    with store_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder, f"Der bliver allerede skrevet en fil i {folder}; vent, til den er færdig."):
        with store_errors(folder):
            clear_leftovers(folder)
            path = _free(folder, stem, ending)
        yield path


def _free(folder: Path, stem: str, ending: str) -> Path:
    for turn in range(1, MOST):
        path = folder / f"{stem}{f'-{turn}' if turn > 1 else ''}.{ending}"
        if not path.exists():
            return path
    raise StoreError(f"Der ligger alt for mange filer i {folder}; ryd op, eller brug en anden USB-nøgle.")


def forget_named(folder: Path) -> int:
    """Delete those in which people may be named, whichever incident they are about: they can be made anew, without
    what is erased. How many they were. StoreError when the disk refuses."""
    with store_errors(folder):
        if not folder.is_dir():
            return 0
        clear_leftovers(folder)
        found = [path for path in folder.iterdir() if path.name.startswith((f"{JOURNAL}-", f"{LOG}-", f"{JOURNAL}."))]
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            sync(folder)
    return len(found)
