"""All that lies in a kit's key folder, in one file under a passphrase: how keys leave a kit for a copy of it, and come
back. The file is one of `store.files.wrapped`; in it lie the names and the bytes of the files, as JSON.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import write_whole
from fieldkit.store.files.wrapped import unwrap, wrap

KEYS_NAME = "keys.wrapped"
PUBLIC = ".pub"
"""Ends the name of a file that everybody may read."""
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}\Z")
_IN_THE_MAKING = re.compile(r".*\.[0-9]+\.new\Z")


def key_files(folder: Path) -> dict[str, bytes]:
    """Every file of a key folder by its name, the private ones and the others. InputError for one that is no key: it is
    too long."""
    with store_errors(folder):
        found = sorted(path for path in folder.glob("*") if path.is_file() and not _IN_THE_MAKING.match(path.name))
    return {path.name: read_bounded(path, SMALL_FILE) for path in found}


def wrap_keys(folder: Path, passphrase: str) -> bytes:
    """The content of the file that holds them all. InputError when there is none, and for a passphrase that is too
    short."""
    found = key_files(folder)
    if not found:
        raise InputError(f"Der er ingen nøgler i {folder}, som kunne komme med.")
    return wrap(msgspec.json.encode({name: raw.hex() for name, raw in found.items()}), passphrase)


def unwrap_keys(path: Path, passphrase: str) -> dict[str, bytes]:
    """The files by their names. InputError in one sentence for another passphrase and for a file that holds no keys."""
    raw = unwrap(read_bounded(path, 64 * SMALL_FILE), passphrase)
    try:
        found = {name: bytes.fromhex(told) for name, told in msgspec.json.decode(raw, type=dict[str, str]).items()}
    except (msgspec.DecodeError, ValueError) as error:
        raise InputError(f"I {path} ligger der noget andet end nøgler; brug den fil, der kom med kopien.") from error
    wrong = next((name for name in found if not _NAME.match(name)), None)
    if wrong is not None:
        raise InputError(f"I {path} ligger der en fil, der ikke kan være en nøgle: {wrong!r}.")
    return found


def write_keys(folder: Path, found: Mapping[str, bytes]) -> None:
    """Put keys into a key folder, each whole and its owner's alone; what is there already stays."""
    with store_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, raw in sorted(found.items()):
        if not (folder / name).exists():
            write_whole(folder / name, raw)
