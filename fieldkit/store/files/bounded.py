"""Reads files that somebody else may have put there: no more of one is held than it may have."""

from collections.abc import Iterator
from pathlib import Path

from fieldkit.core.errors import InputError
from fieldkit.store.errors import store_errors

SMALL_FILE = 64 << 10
"""Bytes. Settings, keys and what notes the kit makes for itself have a few hundred."""
TEXT_FILE = 4 << 20
"""Bytes. What a scanner typed: a slip of a whole log has some 100 kB."""
PICTURE_FILE = 64 << 20
"""Bytes. A phone's photograph has 5 MB."""

PIECE = 1 << 20
"""Bytes of a file of any length that are held at once."""


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a file. InputError in one sentence when they are more than `most`, StoreError when unreadable."""
    with store_errors(path), path.open("rb") as handle:
        raw = handle.read(most + 1)
    if len(raw) > most:
        raise InputError(f"Filen {path} er alt for stor; er det den rigtige?")
    return raw


def pieces_of(path: Path, at_once: int = PIECE) -> Iterator[bytes]:
    """The bytes of a file, so many at a time: it may be larger than the memory. OSError where it cannot be read."""
    with path.open("rb") as handle:
        while piece := handle.read(at_once):
            yield piece
