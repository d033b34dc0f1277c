"""Takes a checked roster folder into a kit's home: the new files whole, or the old ones untouched."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from fieldkit.core.errors import StoreError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import in_the_making, sync, sync_all
from fieldkit.store.files.home import Home
from fieldkit.store.files.making import refuse_inside
from fieldkit.store.files.sheet import LARGEST_FILE


def _unnoted(_new: Path) -> AbstractContextManager[None]:
    return nullcontext()


def import_roster(source: Path, home: Home, noting: Callable[[Path], AbstractContextManager[None]] = _unnoted) -> None:
    """Copy the tables of `source` beside the kit's data, then change places; the former stays as `data.before`.
    `noting` notes what is taken in, from before the two change places until they have.

    Whoever looks between the two renames, or after a power cut there, reads the former (`Home.data`). InputError when
    the kit lies inside `source`, StoreError while another one is taken in.
    """
    final, before = home.folder / home.DATA, home.data_before
    new = in_the_making(final)
    refuse_inside(source, new)
    with store_errors(final):
        lock = home.lock_data()
        if lock is None:
            raise StoreError("Der bliver allerede indlæst en liste i dette kit; vent, til den er færdig.")
        with lock:
            _put_right(home)
            if new.exists():
                shutil.rmtree(new)
            try:
                _copy(source, new)
                sync_all(new)
                with noting(new):
                    if before.exists():
                        shutil.rmtree(before)
                    sync(home.folder)
                    if final.exists():
                        final.rename(before)
                        sync(home.folder)
                    new.rename(final)
                    sync(home.folder)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                _put_right(home)
                raise


def put_right(home: Home) -> None:
    """The former tables have their place again when the power went before the new ones had it; nothing while somebody
    takes new ones in, or where the disk refuses."""
    if home.data_before.is_dir() and not (home.folder / home.DATA).exists() and (lock := home.lock_data()) is not None:
        with lock:
            _put_right(home)


def _put_right(home: Home) -> None:
    final = home.folder / home.DATA
    if home.data_before.is_dir() and not final.exists():
        home.data_before.rename(final)
        sync(home.folder)


def _copy(source: Path, new: Path) -> None:
    """Plain files of a size that is read: what else lies on somebody's stick is nothing to the kit."""
    new.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            shutil.copyfile(path, new / path.name)
