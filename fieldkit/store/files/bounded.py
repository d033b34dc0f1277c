"""Reads files that somebody else may have put there: no more of one is held than it may have."""

from pathlib import Path

from fieldkit.core.errors import InputError
from fieldkit.store.errors import store_errors

SMALL_FILE = 64 << 10
"""Bytes. Settings, keys and what notes the kit makes for itself have a few hundred."""
TEXT_FILE = 4 << 20
"""Bytes. What a scanner typed: a slip of a whole log has some 100 kB."""
PICTURE_FILE = 64 << 20
"""Bytes. A phone's photograph has 5 MB."""


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a file. InputError in one sentence when they are more than `most`, StoreError when unreadable."""
    with store_errors(path), path.open("rb") as handle:
        raw = handle.read(most + 1)
    if len(raw) > most:
        raise InputError(f"Filen {path} er alt for stor; er det den rigtige?")
    return raw
