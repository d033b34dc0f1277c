"""The half of the municipality's root that all may know: by it a kit sees for whom the municipality vouches. The other
half lies wrapped with whoever issues kits, and on no kit.
"""

from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import KEY_BYTES, mark_of
from fieldkit.store.files.key_file import read_key_file, write_key_file


class _RootFile(msgspec.Struct, forbid_unknown_fields=True):
    municipality: int
    root: str


def write_root(path: Path, root: Root) -> None:
    """InputError when the file is there already."""
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn.")
    remark = "kommunens rod. Den er ikke hemmelig: med den ser et kit, hvem kommunen står inde for."
    write_key_file(path, remark, _RootFile(root.municipality, root.key.hex()))


def add_root(path: Path, root: Root) -> None:
    """Let a kit believe this root too: at `path`, its first, or beside it. Nothing when the kit has it already."""
    if root not in read_roots(path.parent):
        write_root(path.with_name(f"root-{mark_of(root.key)}.pub") if path.exists() else path, root)


def read_root(path: Path) -> Root:
    """InputError in one sentence when it is missing or is no root."""
    if not path.exists():
        raise InputError(f"Filen {path} findes ikke.")
    refused = InputError(f"{path} er ikke en kommunes rod; vælg den fil, der ender på .pub.")
    root = read_key_file(path, _RootFile, lambda said: Root(said.municipality, bytes.fromhex(said.root)), refused)
    if len(root.key) != KEY_BYTES or not 0 <= root.municipality <= MOST_MUNICIPALITY:
        raise InputError(f"{path} er ikke en hel rod; kopiér filen igen.")
    return root


def read_roots(folder: Path) -> list[Root]:
    """Every root in a kit's key folder: one, and another while a municipality changes its root."""
    return [read_root(path) for path in sorted(folder.glob("root*.pub"))]
