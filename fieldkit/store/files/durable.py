"""Makes files and folders reach the medium before anybody says that they are there: each whole, or as it was before.

What the power leaves of a file that was being written has a name that says whose it was, and is cleared away later.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from fieldkit.store.errors import MAKING, store_errors

OWNER_ONLY = 0o600
_NO_SUCH_THING = (errno.EINVAL, errno.ENOTSUP)
_IN_THE_MAKING = re.compile(r".+\.([0-9]{1,10})\.new(-journal)?\Z")


def sync(path: Path) -> None:
    """fsync a file or folder. File systems that cannot do it for folders (some on sticks) are let off."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING or not path.is_dir():
            raise
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """fsync all that lies in a folder, and it. Once all is written: many media then write it in one go."""
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink():
            sync(path)
    sync(folder)


def in_the_making(path: Path) -> Path:
    """Where what is to stand at `path` is made: beside it, under a name of this process's own."""
    return path.with_name(f"{path.name}.{os.getpid()}{MAKING}")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a small file whole or not at all, and durably: temp file, fsync, rename, fsync of the folder. Its owner's
    alone, for nearly all that a kit writes tells of people."""
    write_pieces(path, [content.encode() if isinstance(content, str) else content])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same of a file of any length. What a link points at is written; a device or a pipe is written to and never
    replaced. Without the right to replace a file it stays as it is."""
    if path.exists() and not path.is_file():
        with store_errors(path), path.open("wb") as there:
            there.writelines(pieces)
        return
    path = path.resolve() if path.is_symlink() else path
    temporary = in_the_making(path)
    with store_errors(path):
        try:
            temporary.unlink(missing_ok=True)
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as handle:
                handle.writelines(pieces)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync(path.absolute().parent)


def clear_leftovers(folder: Path) -> None:
    """Delete what was in the making in this folder when the power went; what a living process makes stays.

    Nothing is done where the disk refuses: what is left there harms nobody.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            made_by = _IN_THE_MAKING.match(path.name)
            if made_by is None or _lives(int(made_by[1])):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Whether there is such a process; this one makes nothing when it asks."""
    if process in (0, os.getpid()):
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
