"""Writes a file to a medium that people carry: a stick with FAT32 or exFAT as they are bought.

Such a file system knows no rights, no fsync of a folder that is worth anything, and no two names that differ in
capitals alone; its times are two seconds apart, and nothing here compares them. So a file is written under another
name, given its own, and then read back from the medium and compared, before anybody says that it is there. What came of
it on a medium that is full, pulled out or worn is gone again.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.text.wording import size_da
from fieldkit.store.errors import store_error, store_errors
from fieldkit.store.files.durable import OWNER_ONLY, clear_leftovers, in_the_making, sync

FAT_MOST = (4 << 30) - 1
"""Bytes of a file on FAT32."""
_NEVER_IN_NAMES = '<>:"|?*\\/'
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_PIECE = 1 << 20
_NO_ROOM_BYTES = 1 << 16
"""Less than a cluster of a large stick."""
Told = Callable[[int], None]
"""Told how many bytes are done."""


def fits_fat(name: str) -> bool:
    """Whether every file system on sticks takes this name as it stands."""
    plain = all(ord(letter) >= 32 and letter not in _NEVER_IN_NAMES for letter in name)
    return plain and 0 < len(name) <= 200 and name[-1] not in " ." and name.split(".")[0].casefold() not in _DEVICES


def namesake(folder: Path, name: str) -> Path | None:
    """What is there already under this name, in whatever capitals."""
    with store_errors(folder):
        return next((path for path in folder.iterdir() if path.name.casefold() == name.casefold()), None)


def put_on_medium(
    path: Path,
    length: int,
    pieces: Iterable[bytes],
    *,
    is_fat: bool = False,
    written: Told | None = None,
    compared: Told | None = None,
) -> None:
    """Write a new file of so many bytes, whole and read back or not at all. `is_fat`: the medium is known to have FAT.
    `written` and `compared` are told how far it is.

    InputError when there is no room or the medium takes no file as long; StoreError when it refuses, or when it holds
    something else than was written.
    """
    folder = path.absolute().parent
    if is_fat and length > FAT_MOST:
        raise _too_long(path)
    with store_errors(path):
        clear_leftovers(folder)
        _refuse_without_room(folder, path, length)
    temporary = in_the_making(path)
    placed = done = False
    try:
        with store_errors(path):
            right = _write(temporary, pieces, written)
            temporary.replace(path)
            placed = True
            sync(folder)
            same = _digest(path, compared) == right
        if not same:
            raise StoreError(
                f"{path} blev noget andet, end der blev skrevet: mediet er slidt; brug en anden USB-nøgle."
            )
        done = True
    except StoreError as error:
        why = error.__cause__
        if isinstance(why, OSError) and why.errno == errno.EFBIG:
            raise _too_long(path) from error
        if isinstance(why, OSError) and _is_full(folder):  # not every file system says so by its number
            raise store_error(OSError(errno.ENOSPC, "", str(path)), path) from error
        raise
    finally:
        for left in (temporary, *((path,) if placed and not done else ())):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _refuse_without_room(folder: Path, path: Path, length: int) -> None:
    room = _room(folder)
    if room is not None and length > room:
        raise InputError(
            f"Der er ikke plads til {path}: den fylder {size_da(length)}, og der er {size_da(room)} tilbage; "
            "slet noget på mediet, eller brug et andet."
        )


def _is_full(folder: Path) -> bool:
    try:
        room = _room(folder)
    except OSError:
        return False
    return room is not None and room < _NO_ROOM_BYTES


def _room(folder: Path) -> int | None:
    """Bytes that are left; None where the file system does not tell: it then has no blocks at all."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize if disk.f_blocks else None


def _too_long(path: Path) -> InputError:
    return InputError(f"{path} er for lang til mediet: en fil på FAT32 har højst 4 GiB; brug en USB-nøgle med exFAT.")


def _write(temporary: Path, pieces: Iterable[bytes], told: Told | None) -> bytes:
    """The digest of what was written; it lies on the medium as far as the system can know."""
    mill, done = blake2s(), 0
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as handle:
        for piece in pieces:
            handle.write(piece)
            mill.update(piece)
            done += len(piece)
            if told is not None:
                told(done)
        handle.flush()
        os.fsync(handle.fileno())
    return mill.digest()


def _digest(path: Path, told: Told | None) -> bytes:
    mill, done = blake2s(), 0
    for piece in _from_medium(path):
        mill.update(piece)
        done += len(piece)
        if told is not None:
            told(done)
    return mill.digest()


def _from_medium(path: Path) -> Iterator[bytes]:
    """The bytes as the medium gives them, and not as the system still has them."""
    with path.open("rb", buffering=0) as handle:
        os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := handle.read(_PIECE):
            yield piece
