"""A folder in which one process at a time makes something."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fieldkit.core.errors import StoreError
from fieldkit.store.errors import store_errors


@contextmanager
def alone_in(folder: Path, busy: str) -> Iterator[None]:
    """One process at a time; the lock dies with it. StoreError with `busy` when another has it. Some file systems know
    no locks."""
    with store_errors(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        with store_errors(folder):
            _lock(handle, busy)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, busy: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(busy) from None
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.ENOLCK, errno.ENOSYS):
            raise
