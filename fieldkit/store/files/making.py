"""Makes a new kit's folder: all of it, or what was there before. What the power leaves of one is cleared away first.

kit.toml comes last: a folder without it is no kit yet. While it is made, a file says what was not there before.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.remedies import ChooseFolder, ChooseOtherHome
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import sync, sync_all, write_whole
from fieldkit.store.files.home import Home


def make_room(folder: Path) -> bool:
    """Make a new kit's folder; whether it was this call that did, so that nobody else's is ever taken away again."""
    with store_errors(folder):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            return False
        sync(folder.absolute().parent)
    return True


@contextmanager
def making(home: Home) -> Iterator[None]:
    """Make a kit in its folder, alone: what came of it is gone again when it did not come to an end, the folder too
    where it is new. InputError when a kit is there already, or another makes one."""
    refuse_existing(home)
    is_new = make_room(home.folder)
    lock = home.lock_engine()
    if lock is None:
        raise InputError(
            f"Der er allerede et kit i {home.folder}, eller det bliver lavet nu; det bliver ikke overskrevet."
        )
    # Who made the folder need not be the first to lock it: a kit that another has made meanwhile is not taken away.
    is_new = is_new and not home.exists()
    try:
        with _marked(home):
            yield
    except BaseException:
        if is_new:  # a full disk in the middle: the next try must not meet half a kit
            shutil.rmtree(home.folder, ignore_errors=True)
        raise
    finally:
        lock.close()


@contextmanager
def _marked(home: Home) -> Iterator[None]:
    """The mark of a kit in the making lies in its folder."""
    refuse_existing(home)
    mark = home.making_path
    with store_errors(home.folder):
        if mark.exists():  # the power went while a kit was made here
            _take_away(home)
        made = [path.name for path in home.parts if not path.exists()]
        write_whole(mark, msgspec.json.encode(made).decode())
    try:
        yield
    except BaseException:
        with store_errors(home.folder):
            _take_away(home)
        raise
    with store_errors(home.folder):
        mark.unlink(missing_ok=True)
        sync(home.folder)


def make_folder(home: Home, *, data: Path | None, cards: Path | None) -> None:
    """The folders of a new kit, with copies of data and cards. InputError when a kit is there already."""
    refuse_existing(home)
    copies = [(source, target) for source, target in ((data, home.data), (cards, home.cards)) if source is not None]
    for source, target in copies:
        refuse_inside(source, target)
    with store_errors(home.folder):
        home.folder.mkdir(parents=True, exist_ok=True)
        for source, target in copies:
            shutil.copytree(source, target, dirs_exist_ok=True)
            sync_all(target)
        sync(home.folder)


def refuse_existing(home: Home) -> None:
    """InputError when a kit is there already, or what is no folder."""
    if home.folder.exists() and not home.folder.is_dir():
        raise InputError(f"{home.folder} er en fil, ikke en mappe.", ChooseFolder())
    if home.exists():
        raise InputError(f"Der er allerede et kit i {home.folder}; det bliver ikke overskrevet.", ChooseOtherHome())
    home.refuse_without_config()


def refuse_inside(source: Path, target: Path) -> None:
    """InputError when `target` lies in `source`: a folder copied into itself has no end."""
    if target.resolve().is_relative_to(source.resolve()):
        raise InputError(f"Kittet ligger selv i {source.resolve()}; skriv mappen med listerne alene.")


def _take_away(home: Home) -> None:
    """What is half made goes, and the mark of it last."""
    mark = home.making_path
    try:
        names = msgspec.json.decode(read_bounded(mark, SMALL_FILE), type=list[str]) if mark.exists() else []
    except (ValueError, InputError):
        names = []  # before anything was made
    for path in home.parts:
        if path.name not in names:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    sync(home.folder)
    mark.unlink(missing_ok=True)
    sync(home.folder)
