"""The head of a bundle: what can be read of it without a key, and the keys that come of it.

It is authenticated with every chunk behind it (`resync.chunks`): once anything of it is changed, the bundle does not
open. Its bytes are told in `resync.bundle`.
"""

import struct
from hashlib import blake2s

import msgspec

from fieldkit.link.wire.seal import KEY_BYTES
from fieldkit.store.files.keys import MunicipalityKey

MAGIC = b"FKBUNDLE"
FORMAT = 2
SALT_BYTES = 32
_LAYOUT = struct.Struct(">8sHB4sHHQ32sQ")
HEAD_BYTES = _LAYOUT.size
_FORM = struct.Struct(">8sH")


class Head(msgspec.Struct, frozen=True):
    """Which key closes it (its number, and its fingerprint as people read it), which municipality (its code, 0 when the
    kit does not know it) and kit made it, when (Unix seconds), and how many bytes lie in it. `salt` is random: no two
    bundles have the same."""

    key_number: int
    fingerprint: str
    municipality: int
    kit: int
    made: int
    salt: bytes
    length: int

    def packed(self) -> bytes:
        mark = bytes.fromhex(self.fingerprint)
        return _LAYOUT.pack(
            MAGIC, FORMAT, self.key_number, mark, self.municipality, self.kit, self.made, self.salt, self.length
        )

    @property
    def mark(self) -> str:
        """Tells this bundle from every other."""
        return self.salt[:16].hex()


def format_of(raw: bytes) -> int | None:
    """Which format a file has that begins with these bytes; None when it is no bundle under a key."""
    if len(raw) < _FORM.size or not raw.startswith(MAGIC):
        return None
    return int(_FORM.unpack_from(raw)[1])


def read_head(raw: bytes) -> Head | None:
    """The head of a bundle of this format; None when it is not whole."""
    if len(raw) < HEAD_BYTES or format_of(raw) != FORMAT:
        return None
    _, _, number, mark, municipality, kit, made, salt, length = _LAYOUT.unpack_from(raw)
    return Head(number, mark.hex(), municipality, kit, made, salt, length)


def reading_key(key: MunicipalityKey) -> bytes:
    """What opens all bundles under this key of the municipality. The key cannot be reckoned from it: whoever has only
    this reads bundles, and seals no frame."""
    return blake2s(key=key.secret, digest_size=KEY_BYTES, person=b"fk-bundl").digest()


def file_key(reads: bytes, head: Head) -> bytes:
    """What closes this one file, by its whole head."""
    return blake2s(head.packed(), key=reads, digest_size=KEY_BYTES, person=b"fk-bfile").digest()
