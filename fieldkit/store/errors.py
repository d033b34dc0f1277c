"""SQLite's and the disk's errors as sentences: what is wrong, where, what to do. What was durable stays so.

Also what is told of a number that the log does not hold.
"""

import errno
import os
import sqlite3
from pathlib import Path

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.remedies import ChangeDisk, FetchCopy, SeeNumbers
from fieldkit.core.text.system_errors import because

_NO_ROOM_BYTES = 65_536
"""Less than SQLite needs beside a log to open it (its shared memory is 32 KiB)."""
MAKING = ".new"
"""What a file's name ends with while it is made."""


class store_errors:
    """Turn SQLite's errors into one sentence a person can act on."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        if isinstance(error, sqlite3.Error | OSError | UnicodeDecodeError):
            raise store_error(error, self.path) from error
        if isinstance(error, OverflowError):  # SQLite's numbers have 64 bits, what a person types may have more
            raise InputError("Tallet er større, end noget tal i loggen kan være; skriv et mindre.") from error


def no_such_number(number: str) -> InputError:
    """Nothing in the log has this number."""
    return InputError(f"Nummer {number} findes ikke i dette kits log.", SeeNumbers())


def store_error(error: BaseException, path: Path) -> StoreError:
    """What an error met at `path` is to a person."""
    text = str(error)
    if isinstance(error, OSError):
        return StoreError(_disk(error, path))
    if "full" in text or ("disk I/O" in text and _is_full(path)):
        return StoreError(
            f"Disken med {path} er fuld, så der blev ikke skrevet; frigør plads og prøv igen. Alt tidligere er bevaret."
        )
    if "readonly" in text or "read-only" in text:
        return StoreError(
            f"Loggen {path} kan ikke skrives (fuld eller skrivebeskyttet disk, eller rettigheder); "
            "alt tidligere er bevaret."
        )
    if "locked" in text or "busy" in text:
        return StoreError(f"Loggen {path} er optaget af et andet program; vent et øjeblik og prøv igen.")
    if "unable to open" in text:
        return StoreError(f"Loggen {path} kan ikke åbnes; se om mappen findes, og om du må skrive i den.")
    if "no such table: other.events" in text or "no such column" in text:
        return StoreError(f"Filen der skulle flettes ind i {path} har ingen linjer fra Feltkit; intet blev flettet.")
    if "disk I/O" in text:
        return StoreError(f"Disken med {path} svarer med fejl.", ChangeDisk())
    # what SQLite says of a damaged file holds its bytes, and Python cannot always read that
    told = isinstance(error, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text)
    if told or isinstance(error, UnicodeDecodeError):
        return StoreError(f"Loggen {path} er beskadiget og er ikke rørt.", FetchCopy())
    return StoreError(f"Loggen {path} svarer med en fejl ({text}); intet blev ændret.")


def _is_full(path: Path) -> bool:
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _NO_ROOM_BYTES


def _disk(error: OSError, path: Path) -> str:
    where = path if error.filename2 else error.filename or path  # of a copy the first is what was read
    if str(where).startswith(f"{path}.") and str(where).endswith(MAKING):
        where = path  # what is made beside it has a name that nobody gave
    if error.errno == errno.ENOSPC:
        return f"Disken med {where} er fuld, så der blev ikke skrevet; frigør plads og prøv igen."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{where} kan ikke skrives (skrivebeskyttet eller uden rettigheder); vælg en anden mappe."
    return f"{where} kan ikke bruges ({because(error)}); se efter stien og prøv igen."
