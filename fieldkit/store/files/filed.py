"""Files for whoever looks back, on a stick or in the kit's own folder: none is written over, and in the kit's own none
keeps names that are erased. What is in them: `acts.filing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldkit.core.errors import StoreError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.alone import alone_in
from fieldkit.store.files.durable import clear_leftovers, sync

JOURNAL, EVALUATION, LOG = "journal", "evaluering", "log.fkb"
"""How the names of these files begin, and how those of a whole log end. In an evaluation nobody is named."""
MOST = 1_000


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """For as long as a file is written there, by one program at a time; the folder is made. StoreError while another
    writes."""
    with store_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder, f"Der bliver allerede skrevet en fil i {folder}; vent, til den er færdig."):
        with store_errors(folder):
            clear_leftovers(folder)
        yield


def free_path(folder: Path, stem: str, ending: str) -> Path:
    """Where nothing lies, for who is `writing_in` the folder. StoreError where there are too many."""
    with store_errors(folder):
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
        found = [
            path
            for path in folder.iterdir()
            if path.name.startswith((f"{JOURNAL}-", f"{JOURNAL}.")) or path.suffix == Path(LOG).suffix
        ]
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            sync(folder)
    return len(found)
