"""The municipality's key: a small text file that every kit of one municipality holds.

It seals frames, slips and bundles.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path

import msgspec

from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.key_change import MOST_KEYS
from fieldkit.core.remedies import ChooseKeyFile, MakeKey
from fieldkit.link.wire.seal import KEY_BYTES
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import sync
from fieldkit.store.files.key_file import read_key_file, write_key_file

_KEYS = "municipality*.key"


class MunicipalityKey(msgspec.Struct, frozen=True):
    """`number`, 1 to `MOST_KEYS`, goes in every frame, so that keys can be rotated; `secret` is 32 bytes."""

    number: int
    secret: bytes

    def fingerprint(self) -> str:
        """Eight hex digits that two people can read to each other; tells nothing of the key."""
        return blake2s(self.secret, digest_size=4, person=b"fk-print").hexdigest()


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    key: str


def new_key(number: int = 1) -> MunicipalityKey:
    """A fresh random key."""
    return MunicipalityKey(number, os.urandom(KEY_BYTES))


def write_key(path: Path, key: MunicipalityKey) -> None:
    """Write the key file, readable by its owner only. InputError when the file is there already."""
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn, så ingen nøgle bliver overskrevet.")
    remark = "kommunens nøgle. Hemmelig. Kopier den kun fra hånd til hånd."
    write_key_file(path, remark, _KeyFile(key.number, key.secret.hex()))


def add_key(folder: Path, key: MunicipalityKey) -> Path:
    """Lay a further key into a kit's key folder, durably; where. One of the same number that is another key is set
    aside. InputError and StoreError as `write_key`."""
    if (there := find_key(folder, key.number)) is not None:
        if read_key(there) == key:
            return there
        set_aside(there)
    path = folder / f"municipality-{key.number}.key"
    write_key(path, key)
    return path


def find_key(folder: Path, number: int) -> Path | None:
    """The file of the key with this number."""
    return next((path for path, key in _keys_in(folder) if key.number == number), None)


def set_aside(path: Path) -> None:
    """Move a key from the key folder to those that are retired: it opens nothing there, and is not lost."""
    for _, key in (found for found in _keys_in(path.parent) if found[0] == path):
        target = retired_folder(path.parent) / f"municipality-{key.number}-{key.fingerprint()}.key"
        with store_errors(path):
            target.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # another process of this kit was faster
                path.replace(target)
            sync(target.parent)
            sync(path.parent)


def retired_folder(folder: Path) -> Path:
    """Where the retired ones of a key folder lie."""
    return folder / "retired"


def read_retired(folder: Path) -> list[MunicipalityKey]:
    """The retired keys of a key folder, the newest number last."""
    return sorted((key for _, key in _keys_in(retired_folder(folder))), key=lambda key: key.number)


def _keys_in(folder: Path) -> Iterator[tuple[Path, MunicipalityKey]]:
    """Every key file and what it holds. One that another process of this kit moves away meanwhile is not there."""
    for path in sorted(folder.glob(_KEYS)):
        try:
            key = read_key(path)
        except FieldkitError:
            if path.exists():
                raise
        else:
            yield path, key


def read_keys(folder: Path) -> list[MunicipalityKey]:
    """Every key in a kit's key folder, the newest number last: all are accepted. InputError as `read_key`; one sentence
    also when two files hold different keys of one number."""
    found: dict[int, MunicipalityKey] = {}
    for _, key in _keys_in(folder):
        if found.setdefault(key.number, key) != key:
            raise InputError(f"To nøgler i {folder} har nummer {key.number}; fjern den, der ikke er kommunens.")
    return [found[number] for number in sorted(found)]


def read_key(path: Path) -> MunicipalityKey:
    """Read a key file; InputError in one sentence when it is missing or is no key."""
    if not path.exists():
        raise InputError(f"Nøglefilen {path} findes ikke.", MakeKey())
    refused = InputError(f"{path} er ikke en Feltkit-nøgle.", ChooseKeyFile())
    key = read_key_file(path, _KeyFile, lambda said: MunicipalityKey(said.number, bytes.fromhex(said.key)), refused)
    if len(key.secret) != KEY_BYTES or not 1 <= key.number <= MOST_KEYS:
        raise InputError(f"{path} er ikke en hel Feltkit-nøgle (32 bytes, nummer 1-15); kopiér filen igen.")
    return key
