"""A copy of a kit on a second medium: consistent while it is written to, whole or not there, some of the last 24 hours.

Each copy is a folder that opens as a kit: log, kit.toml, data, cards. Private keys are never in it; on request they lie
beside the copies in one file under a passphrase (`store.files.wrapped_keys`), and a copy that is taken every hour needs
none. Never the vault, whose lists must be gone after seven days. Afterwards the kit's generation token is renewed: a
log that comes back from this copy then disagrees with it, and begins a new epoch instead of saying numbers twice. How a
kit is made of a copy is `store.restore`'s matter.

A copy that is to go, because there are enough others, is brought up to date and becomes the new one
(`store.log_copy`): then only what came since is written. While that goes on it has no copy's name, and another whole
copy is always there. What is in doubt is copied whole. docs/decisions/0030-a-copy-is-brought-up-to-date.md.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError, StoreError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.alone import alone_in
from fieldkit.store.files.durable import sync, sync_all, write_whole
from fieldkit.store.files.home import CONFIG_NAME, LOG_NAME, Home
from fieldkit.store.files.owner_only import is_open_to_others, shut_out_others
from fieldkit.store.files.shelf import copies_on, copy_name, is_copy, shelf_name
from fieldkit.store.files.wrapped_keys import KEYS_NAME, PUBLIC
from fieldkit.store.identity import refresh_token
from fieldkit.store.log import Log
from fieldkit.store.log_copy import (
    Copied,
    InDoubt,
    bring_up_to_date,
    copy_whole,
    forget_all,
    put_right,
    remember,
)

KEPT = 24
"""Copies kept, one for each hour in which there was one, as long as they fit in `SHELF_BYTES`."""
LEAST_KEPT = 4
"""Of a log of any size."""
SHELF_BYTES = 128 << 20
"""Room for copies of a log: a later copy holds every event of an earlier one, so many copies are worth little room. 24
copies of 23,000 events fit, 5 of 100,000."""
_FOLDERS = ("data", "cards", "kept-cards")
_NEW, _OLD, _BASE, _GONE = "new-", "old-", "base-", "gone-"
"""In the making; stood where the new one now stands; is brought up to date; is being deleted."""


class Backup(msgspec.Struct, frozen=True):
    """Where the copy lies, its events, how many copies are there now, whether the medium is the kit's own disk, and
    where the wrapped keys lie: those of an earlier time stay, None when there are none."""

    folder: Path
    events: int
    copies: int
    same_disk: bool
    keys: Path | None = None


def back_up(log: Log, home: Home, number: int, target: Path, now: float, *, keys: bytes | None = None) -> Backup:
    """Copy the kit into `target`/kit-`number`/HOUR and drop the copies that are not kept. `now` is Unix seconds; `keys`
    are the kit's, wrapped.

    InputError for a target that is no folder or lies in the kit itself; StoreError when the medium refuses or the copy
    does not check: earlier copies are then as they were.
    """
    shelf, made = _shelf(home, number, target)
    try:
        return _back_up(log, home, shelf, target, now, keys)
    except BaseException:
        for folder in made:
            with suppress(OSError):  # what is in it, or is not to be changed, stays
                folder.rmdir()
        raise


def _back_up(log: Log, home: Home, shelf: Path, target: Path, now: float, keys: bytes | None) -> Backup:
    name = copy_name(now)
    with store_errors(target):
        shelf.mkdir(exist_ok=True)
        with alone_in(shelf, f"Der bliver allerede taget en kopi i {shelf}; vent, til den er færdig."):
            if _put_right(shelf) and not log.read_only:
                forget_all(log)  # a medium that lost power while it was written to may have lost more
            most = min(KEPT, max(LEAST_KEPT, SHELF_BYTES // max(1, log.path.stat().st_size)))
            copied = _make(log, home, shelf / name, _base(shelf, name, most))
            if keys is not None:
                _put_keys(shelf / KEYS_NAME, keys)
            shut_out_others(shelf if is_open_to_others(shelf) else shelf / name)
            copies = _copies(shelf)
            kept = kept_of(copies, name, most)
            for other in copies - kept:
                _drop(shelf / other)
        same_disk = shelf.stat().st_dev == home.folder.stat().st_dev
    if not log.read_only:
        remember(log, copied)
        refresh_token(log, home.folder)
    wrapped = shelf / KEYS_NAME
    return Backup(shelf / name, copied.events, len(kept), same_disk, wrapped if wrapped.exists() else None)


def kept_of(copies: Iterable[str], made: str, most: int) -> set[str]:
    """Which copies are kept when `made` is the new one: that, the latest before it, and the last of each part of the
    day, so that `most` copies reach over about 24 hours."""
    hours = 1 if most >= KEPT else -(-KEPT // (most - 2))
    kept = [made]
    for name in sorted(set(copies) - {made}, reverse=True):
        if len(kept) < most and (len(kept) == 1 or _part(name, hours) != _part(kept[-1], hours)):
            kept.append(name)
    return set(kept)


def _part(name: str, hours: int) -> int:
    """Which part of `hours` hours a copy belongs to."""
    return (int(name[:8]) * 24 + int(name[9:11])) // hours


def _copies(shelf: Path) -> set[str]:
    return {path.name for path in copies_on(shelf)}


def _base(shelf: Path, name: str, most: int) -> Path | None:
    """The latest copy that is not needed any more once `name` is there; None when there is none besides another copy
    that stays."""
    copies = _copies(shelf)
    free = copies - kept_of(copies, name, most) | copies & {name}
    return shelf / max(free) if free and len(copies) > 1 else None


def _make(log: Log, home: Home, final: Path, base: Path | None) -> Copied:
    """Put a copy at `final`, with the log of `base` brought up to date where that can be: all of it, or nothing, and
    the earlier copies as they were."""
    fresh = final.with_name(f"{_NEW}{final.name}")
    fresh.mkdir()
    rising = None
    try:
        shutil.copyfile(home.config_path, fresh / CONFIG_NAME)
        for folder in _FOLDERS:
            _copy_folder(home.folder / folder, fresh / folder)
        _copy_public(home.key_path.parent, fresh / "keys")
        copied = None
        if base is not None and not log.read_only:
            rising = base.rename(base.with_name(f"{_BASE}{base.name}"))
            sync(final.parent)
            copied = _brought_up_to_date(log, rising / LOG_NAME)
        if rising is not None and copied is not None:
            (rising / LOG_NAME).rename(fresh / LOG_NAME)
            sync(rising)
        else:
            if rising is not None:
                _put_back(rising)
                rising = None
            copied = copy_whole(log, fresh / LOG_NAME)
        sync_all(fresh)
        _swap(fresh, final)
    except BaseException:
        if rising is not None:
            _put_back(rising, fresh)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if rising is not None:
        shutil.rmtree(rising)
    return copied


def _brought_up_to_date(log: Log, path: Path) -> Copied | None:
    """None for a copy in doubt, and where the medium refuses: it says so again when the log is copied whole."""
    try:
        return bring_up_to_date(log, path)
    except (InDoubt, sqlite3.Error, OSError):
        return None


def _put_back(rising: Path, fresh: Path | None = None) -> None:
    """A copy that did not become the new one has its name again, also when its log had moved there already."""
    with suppress(OSError):  # where the medium does not let it be put right, the next time does
        if fresh is not None and (fresh / LOG_NAME).exists() and not (rising / LOG_NAME).exists():
            (fresh / LOG_NAME).rename(rising / LOG_NAME)
        if not (rising / f"{LOG_NAME}-journal").exists():
            rising.rename(rising.with_name(rising.name.removeprefix(_BASE)))


def _shelf(home: Home, number: int, target: Path) -> tuple[Path, list[Path]]:
    """The folder of the kit's copies, and which folders of the way to it are new."""
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} er en fil, ikke en mappe; angiv mappen på det andet medie.")
    if not target.absolute().parent.is_dir():
        raise InputError(f"Mappen {target} findes ikke; sæt USB-nøglen i, eller angiv en anden mappe.")
    if target.resolve().is_relative_to(home.folder.resolve()):
        raise InputError(f"{target} ligger i selve kittet; vælg en mappe på et andet medie, for eksempel en USB-nøgle.")
    shelf = target / shelf_name(number)
    new = [folder for folder in (shelf, target) if not folder.exists()]
    with store_errors(target):
        target.mkdir(exist_ok=True)
    return shelf, new


def _copy_folder(source: Path, target: Path) -> None:
    """Plain files and folders only: FAT knows no owners, rights or links."""
    if not source.is_dir():
        return
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def _copy_public(source: Path, target: Path) -> None:
    """The public halves: they vouch for what the kits have signed, and tell nobody anything."""
    for path in sorted(source.glob(f"*{PUBLIC}")):
        target.mkdir(exist_ok=True)
        shutil.copyfile(path, target / path.name)


def _put_keys(path: Path, raw: bytes) -> None:
    """In place of earlier ones, and read back: without them the copy is worth less than somebody believes."""
    write_whole(path, raw)
    if path.read_bytes() != raw:
        raise StoreError(f"{path} blev noget andet, end der blev skrevet: mediet er slidt; brug et andet.")


def _swap(fresh: Path, final: Path) -> None:
    """Put the new copy where an earlier one of the same hour may stand."""
    old = final.with_name(f"{_OLD}{final.name}")
    if final.exists():
        final.rename(old)
    fresh.rename(final)
    sync(final.parent)
    shutil.rmtree(old, ignore_errors=True)


def _drop(copy: Path) -> None:
    """Under another name first: a power cut leaves no half copy under its own."""
    gone = copy.with_name(f"{_GONE}{copy.name}")
    copy.rename(gone)
    shutil.rmtree(gone)


def _put_right(shelf: Path) -> bool:
    """What a power cut left: an old copy goes back when its successor never came, so does one that was being brought
    up to date, all else goes away. Whether anything was left."""
    found = False
    for left in sorted(shelf.iterdir()):  # what was being brought up to date before what was in the making
        prefix = next((prefix for prefix in (_NEW, _OLD, _BASE, _GONE) if left.name.startswith(prefix)), None)
        if prefix is None or not is_copy(left.name.removeprefix(prefix)):
            continue
        found = True
        final = left.with_name(left.name.removeprefix(prefix))
        if prefix == _BASE and not (left / LOG_NAME).exists():
            for moved in shelf.glob(f"{_NEW}*/{LOG_NAME}"):
                moved.rename(left / LOG_NAME)
        if not final.exists() and (prefix == _OLD or (prefix == _BASE and put_right(left / LOG_NAME))):
            left.rename(final)
        else:
            shutil.rmtree(left)
    return found
