"""The kit's own key, by which it signs what it has written; and the half of the municipality's root that all may know.

The secret lies on this kit alone. It is made with the kit; where it is lost a new one is made, which somebody must
vouch for.
"""

import os
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.keys import MOST_MUNICIPALITY
from fieldkit.core.remedies import FetchCopy
from fieldkit.core.signed.ed25519 import KEY_BYTES, public_of
from fieldkit.store.errors import store_errors
from fieldkit.store.files.bounded import SMALL_FILE, read_bounded
from fieldkit.store.files.durable import write_whole


class KitKey(msgspec.Struct, frozen=True):
    """The secret half; `public` is what others know the kit by. Both lie in the file: to reckon the one from the other
    loads a library, and every command opens a kit."""

    secret: bytes
    public: bytes


class Root(msgspec.Struct, frozen=True):
    """Who vouches for the kits of the municipality with this code."""

    municipality: int
    key: bytes


class _KitFile(msgspec.Struct, forbid_unknown_fields=True):
    secret: str
    public: str


class _RootFile(msgspec.Struct, forbid_unknown_fields=True):
    municipality: int
    root: str


def make_kit_key(path: Path) -> KitKey:
    """A fresh one, written for its owner alone."""
    secret = os.urandom(KEY_BYTES)
    key = KitKey(secret, public_of(secret))
    said = "# Feltkit: dette kits egen nøgle. Hemmelig. Den kopieres ikke til andre kit."
    text = f'{said}\nsecret = "{key.secret.hex()}"\npublic = "{key.public.hex()}"\n'
    with store_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return key


def read_kit_key(path: Path) -> KitKey | None:
    """None when there is none; InputError in one sentence when the file is none."""
    if not path.exists():
        return None
    try:
        content = msgspec.toml.decode(read_bounded(path, SMALL_FILE), type=_KitFile)
        key = KitKey(bytes.fromhex(content.secret), bytes.fromhex(content.public))
    except (msgspec.DecodeError, ValueError) as error:
        raise InputError(f"{path} er ikke kittets nøgle.", FetchCopy()) from error
    if len(key.secret) != KEY_BYTES or len(key.public) != KEY_BYTES:
        raise InputError(f"{path} er ikke hele kittets nøgle.", FetchCopy())
    return key


def write_root(path: Path, root: Root) -> None:
    """Write the half of the root that everybody may know. InputError when the file is there already."""
    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn.")
    text = (
        "# Feltkit: kommunens rod. Den er ikke hemmelig: med den ser et kit, hvem kommunen står inde for.\n"
        f'municipality = {root.municipality}\nroot = "{root.key.hex()}"\n'
    )
    with store_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)


def read_root(path: Path) -> Root:
    """InputError in one sentence when it is missing or is no root."""
    if not path.exists():
        raise InputError(f"Filen {path} findes ikke.")
    try:
        content = msgspec.toml.decode(read_bounded(path, SMALL_FILE), type=_RootFile)
        key = bytes.fromhex(content.root)
    except (msgspec.DecodeError, ValueError) as error:
        raise InputError(f"{path} er ikke en kommunes rod; vælg den fil, der ender på .pub.") from error
    if len(key) != KEY_BYTES or not 0 <= content.municipality <= MOST_MUNICIPALITY:
        raise InputError(f"{path} er ikke en hel rod; kopiér filen igen.")
    return Root(content.municipality, key)


def read_roots(folder: Path) -> list[Root]:
    """Every root in a kit's key folder: one, and another while a municipality changes its root."""
    return [read_root(path) for path in sorted(folder.glob("root*.pub"))]
