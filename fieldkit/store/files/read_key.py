"""A read key: what a municipality hands to the liaison officer of another, who may read its bundles and write nothing.

It holds what opens bundles under one key of the municipality, and the public half of the root by which the reader knows
whose word counts there. The municipality's key cannot be reckoned from it.
"""

from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import NAME_CHARS
from fieldkit.core.facts.key_change import MOST_KEYS
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.remedies import ChooseReadKey
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import KEY_BYTES
from fieldkit.core.text.clean import one_line
from fieldkit.store.files.key_file import read_key_file, write_key_file

_FINGERPRINT_DIGITS = 8
MOST_ROOTS = 4


class ReadKey(msgspec.Struct, frozen=True):
    """The municipality (its code and what it is called), number and fingerprint of the key whose bundles it opens, the
    32 bytes that open them, and the municipality's roots."""

    municipality: int
    name: str
    number: int
    fingerprint: str
    reads: bytes
    roots: tuple[Root, ...]

    @property
    def called(self) -> str:
        """The municipality, for people."""
        return self.name or f"kommune {self.municipality}"


class _ReadKeyFile(msgspec.Struct, forbid_unknown_fields=True):
    municipality: int
    name: str
    number: int
    fingerprint: str
    reads: str
    roots: list[str]


def write_read_key(path: Path, key: ReadKey) -> None:
    """Write it for its owner alone. InputError when the file is there already."""
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn.")
    remark = "læsenøgle til en anden kommune. Den åbner pakker og kan intet skrive. Kun fra hånd til hånd."
    roots = [root.key.hex() for root in key.roots]
    said = _ReadKeyFile(key.municipality, key.name, key.number, key.fingerprint, key.reads.hex(), roots)
    write_key_file(path, remark, said)


def read_read_key(path: Path) -> ReadKey:
    """InputError in one sentence when it is missing or is none."""
    if not path.exists():
        raise InputError(f"Filen {path} findes ikke.")
    key = read_key_file(path, _ReadKeyFile, _told, InputError(f"{path} er ikke en læsenøgle.", ChooseReadKey()))
    whole = (
        1 <= key.municipality <= MOST_MUNICIPALITY
        and 1 <= key.number <= MOST_KEYS
        and len(key.reads) == KEY_BYTES
        and len(key.fingerprint) == _FINGERPRINT_DIGITS
        and 1 <= len(key.roots) <= MOST_ROOTS
        and all(len(root.key) == KEY_BYTES for root in key.roots)
    )
    if not whole:
        raise InputError(f"{path} er ikke en hel læsenøgle; kopiér filen igen.")
    return key


def _told(said: _ReadKeyFile) -> ReadKey:
    roots = tuple(Root(said.municipality, bytes.fromhex(root)) for root in said.roots)
    fingerprint, reads = bytes.fromhex(said.fingerprint).hex(), bytes.fromhex(said.reads)
    return ReadKey(said.municipality, one_line(said.name, NAME_CHARS), said.number, fingerprint, reads, roots)
