"""Makes a kit from a copy that `store.backup` took of it: all of it or nothing, and never over a kit that is there.

The copy is brought to the kit's own disk first and checked there from end to end; the stick is only read. The kit
then finds that its log came back from a copy, and begins a new epoch (`store.identity`). Emergency lists are in no
copy. Keys are in it wrapped, or not at all; copies of earlier versions may hold them open.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.remedies import FetchCopy
from fieldkit.core.text.wording import lines_da
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import sync_all
from fieldkit.store.files.home import CONFIG_NAME, LOG_NAME, Home
from fieldkit.store.files.making import making
from fieldkit.store.files.owner_only import shut_out_others
from fieldkit.store.files.shelf import copies_on, shelves_in, taken_at
from fieldkit.store.files.wrapped_keys import KEYS_NAME, key_files, write_keys
from fieldkit.store.log import Log

_FOLDERS = ("data", "cards", "kept-cards")
_TOLD = 2_000
Told = Callable[[int, int], None]
"""Told how many events are checked, and of how many."""


class Copy(msgspec.Struct, frozen=True):
    """A copy of a kit: its folder, when it was taken (Unix seconds, None when its folder was given another name), and
    the file with its keys, None when there is none."""

    folder: Path
    taken: int | None
    wrapped: Path | None


class Restored(msgspec.Struct, frozen=True):
    """Which kit it is, how many events came back, and which keys it has now."""

    number: int
    events: int
    keys: tuple[str, ...]


def find_copy(folder: Path) -> Copy:
    """The copy that a person means: the folder of one hour, or the latest in what a kit, or a stick, has of them.
    InputError when there is none, or those of several kits."""
    if not folder.is_dir():
        raise InputError(f"Mappen {folder} findes ikke; sæt USB-nøglen i, eller angiv en anden mappe.")
    with store_errors(folder):
        copy = folder if (folder / CONFIG_NAME).is_file() else _latest(folder)
        wrapped = next((path for place in (copy, copy.parent) if (path := place / KEYS_NAME).is_file()), None)
    if not (copy / LOG_NAME).is_file():
        raise InputError(f"Der er ingen log i kopien {copy}; brug en anden kopi.")
    return Copy(copy, taken_at(copy.name), wrapped)


def _latest(folder: Path) -> Path:
    shelves = [shelf for shelf in shelves_in(folder) if _copies(shelf)]
    if not shelves:
        raise InputError(f"Der ligger ingen kopi af et kit i {folder}; angiv mappen, som kopierne ligger i.")
    if len(shelves) > 1:
        names = ", ".join(shelf.name for shelf in shelves)
        raise InputError(f"I {folder} ligger der kopier af flere kits ({names}); angiv mappen med det, du mener.")
    return _copies(shelves[0])[-1]


def _copies(shelf: Path) -> list[Path]:
    """Those that a kit can be made of, by their hours."""
    return [copy for copy in copies_on(shelf) if (copy / CONFIG_NAME).is_file()]


def restore(copy: Copy, home: Home, keys: Mapping[str, bytes], told: Told | None = None) -> Restored:
    """Make the kit of this copy in `home`, with these keys; `told` how far its events are checked.

    InputError (and nothing made) when a kit is there or the copy is none; StoreError when it is damaged, or the disk
    refuses.
    """
    config = Home(copy.folder).read_config()
    with making(home), store_errors(home.folder):
        for name in _FOLDERS:
            if (copy.folder / name).is_dir():
                shutil.copytree(copy.folder / name, home.folder / name, dirs_exist_ok=True, copy_function=_plain)
        for name in (LOG_NAME, f"{LOG_NAME}-journal"):  # what SQLite needs of a copy that the power cut
            if (copy.folder / name).is_file():
                _plain(copy.folder / name, home.folder / name)
        events = _check(home.log_path, copy.folder, told)
        found = {**(key_files(copy.folder / "keys") if (copy.folder / "keys").is_dir() else {}), **keys}
        write_keys(home.key_path.parent, found)
        shut_out_others(home.folder)
        sync_all(home.folder)
        home.write_config(config)  # last: a folder without kit.toml is no kit yet
    return Restored(config.number, events, tuple(sorted(key_files(home.key_path.parent))))


def _plain(source: Path | str, target: Path | str) -> None:
    """The bytes alone: a stick knows no rights and no times worth keeping."""
    shutil.copyfile(source, target)


def _check(path: Path, copy: Path, told: Told | None) -> int:
    """Read all of a log that came back from `copy`; how many events. StoreError when anything of it is not as it was
    written."""
    try:
        log = Log.open(path, check=True)
    except StoreError as error:
        if not isinstance(error.remedy, FetchCopy):
            raise
        raise StoreError(f"Kopien {copy} er beskadiget, og intet kit er lavet; prøv en ældre kopi.") from error
    try:
        total, count = log.count(), 0
        for _ in log.after(0):
            count += 1
            if told is not None and not count % _TOLD:
                told(count, total)
        if told is not None and total >= _TOLD:
            told(total, total)
        if log.damaged:
            raise StoreError(
                f"Kopien {copy} er beskadiget: {lines_da(len(log.damaged))} i den kan ikke læses; prøv en ældre kopi."
            )
        log.write("DELETE FROM meta WHERE key='generation'")  # whatever lies in the folder: it came back from a copy
        log.checkpoint()
    finally:
        log.close()
    return count
