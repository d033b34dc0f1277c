"""A copy of a kit on a second medium: consistent while it is written to, whole or not there, the last 24 hours kept.

Each copy is a folder that opens as a kit: log, kit.toml, data, cards. Keys only on request, and never the vault,
whose lists must be gone after seven days. Afterwards the kit's generation token is renewed: a log that comes back from
this copy then disagrees with it, and begins a new epoch instead of saying numbers twice.
"""

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from fieldkit.core.documents import DOCUMENTS
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.remedies import CheckDisk
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import sync
from fieldkit.store.files.home import CONFIG_NAME, LOG_NAME, Home
from fieldkit.store.identity import refresh_token
from fieldkit.store.log import Log

KEPT = 24
"""Copies kept, one for each hour in which there was one."""
_FOLDERS = ("data", "cards", "kept-cards")
_SECRET_PAPERS = tuple(kind for kind, row in DOCUMENTS.items() if row.private)
"""Print jobs that hold a key or personal data: they are left out of the copy."""
_COPY = re.compile(r"[0-9]{8}T[0-9]{2}Z\Z")
_NEW, _OLD = "new-", "old-"


class Backup(msgspec.Struct, frozen=True):
    """Where the copy lies, its events, how many copies are there now, and whether the medium is the kit's own disk."""

    folder: Path
    events: int
    copies: int
    same_disk: bool


def back_up(log: Log, home: Home, number: int, target: Path, now: float, *, with_keys: bool = False) -> Backup:
    """Copy the kit into `target`/kit-`number`/HOUR and drop the oldest copies. `now` is Unix seconds.

    InputError for a target that is no folder or lies in the kit itself; StoreError when the medium refuses or the copy
    does not check: earlier copies are then as they were.
    """
    shelf = _shelf(home, number, target)
    name = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%HZ")
    fresh, final = shelf / f"{_NEW}{name}", shelf / name
    with store_errors(target):
        shelf.mkdir(exist_ok=True)
        for left in (*shelf.glob(f"{_NEW}*"), *shelf.glob(f"{_OLD}*")):
            _finish_or_drop(left)
        fresh.mkdir()
        try:
            events = _copy_log(log, fresh / LOG_NAME)
            _copy_file(home.config_path, fresh / CONFIG_NAME)
            for folder in (*_FOLDERS, *(("keys",) if with_keys else ())):
                _copy_folder(home.folder / folder, fresh / folder)
            sync(fresh)
            _swap(fresh, final)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        copies = sorted(path for path in shelf.iterdir() if _COPY.match(path.name))
        for oldest in copies[:-KEPT]:
            shutil.rmtree(oldest)
        same_disk = shelf.stat().st_dev == home.folder.stat().st_dev
    if not log.read_only:
        refresh_token(log, home.folder)
    return Backup(final, events, min(len(copies), KEPT), same_disk)


def _shelf(home: Home, number: int, target: Path) -> Path:
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} er en fil, ikke en mappe; angiv mappen på det andet medie.")
    if not target.absolute().parent.is_dir():
        raise InputError(f"Mappen {target} findes ikke; sæt USB-nøglen i, eller angiv en anden mappe.")
    if target.resolve().is_relative_to(home.folder.resolve()):
        raise InputError(f"{target} ligger i selve kittet; vælg en mappe på et andet medie, for eksempel en USB-nøgle.")
    with store_errors(target):
        target.mkdir(exist_ok=True)
    return target / f"kit-{number}"


def _copy_log(log: Log, path: Path) -> int:
    """The log as one file, by SQLite's own copying (one moment of it, whoever writes), checked afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        log.conn.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        marks = ",".join("?" * len(_SECRET_PAPERS))
        if copy.execute(f"DELETE FROM jobs WHERE document IN ({marks})", _SECRET_PAPERS).rowcount:
            copy.execute("VACUUM")  # what was deleted still lies in the file's free pages
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreError(f"Kopien i {path.parent.parent} blev ikke læselig.", CheckDisk())
        events = int(copy.execute("SELECT count(*) FROM events").fetchone()[0])
    sync(path)
    return events


def _copy_folder(source: Path, target: Path) -> None:
    """Plain files and folders only: FAT knows no owners, rights or links."""
    if not source.is_dir():
        return
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            _copy_file(path, target / path.name)
    sync(target)


def _copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    sync(target)


def _swap(fresh: Path, final: Path) -> None:
    """Put the new copy where an earlier one of the same hour may stand."""
    old = final.with_name(f"{_OLD}{final.name}")
    if final.exists():
        final.rename(old)
    fresh.rename(final)
    sync(final.parent)
    shutil.rmtree(old, ignore_errors=True)


def _finish_or_drop(left: Path) -> None:
    """What a power cut left: an old copy goes back when its successor never came, all else goes away."""
    final = left.with_name(left.name.removeprefix(_OLD))
    if left.name.startswith(_OLD) and not final.exists():
        left.rename(final)
    else:
        shutil.rmtree(left)
