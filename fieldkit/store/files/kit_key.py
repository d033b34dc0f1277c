"""The kit's own key, by which it signs what it has written.

The secret lies on this kit alone. It is made with the kit; where it is lost a new one is made, which somebody must
vouch for.
"""

import os
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.remedies import FetchCopy
from fieldkit.core.signed.ed25519 import KEY_BYTES, mark_of, public_of
from fieldkit.core.text.wording import in_fours
from fieldkit.store.files.key_file import read_key_file, write_key_file


class KitKey(msgspec.Struct, frozen=True):
    """The secret half; `public` is what others know the kit by. Both lie in the file: to reckon the one from the other
    loads a library, and every command opens a kit."""

    secret: bytes
    public: bytes


class _KitFile(msgspec.Struct, forbid_unknown_fields=True):
    secret: str
    public: str


TELL_KEY_DA = "Sig det nye kendetal til krisesekretariatet."


def another_key_da(own: KitKey) -> str:
    """What people are told of a kit that has another key than the one by which it began."""
    return f"kittets egen nøgle var væk, og det har lavet en ny, kendetal {in_fours(mark_of(own.public))}"


def make_kit_key(path: Path) -> KitKey:
    """A fresh one, written for its owner alone. StoreError when the disk refuses."""
    secret = os.urandom(KEY_BYTES)
    key = KitKey(secret, public_of(secret))
    remark = "dette kits egen nøgle. Hemmelig. Den kopieres ikke til andre kits."
    write_key_file(path, remark, _KitFile(key.secret.hex(), key.public.hex()))
    return key


def read_kit_key(path: Path) -> KitKey | None:
    """None when there is none; InputError in one sentence when the file is none."""
    if not path.exists():
        return None
    refused = InputError(f"{path} er ikke kittets nøgle.", FetchCopy())
    key = read_key_file(
        path, _KitFile, lambda said: KitKey(bytes.fromhex(said.secret), bytes.fromhex(said.public)), refused
    )
    if len(key.secret) != KEY_BYTES or len(key.public) != KEY_BYTES:
        raise InputError(f"{path} er ikke hele kittets nøgle.", FetchCopy())
    return key
