"""The seal: 8 bytes of keyed BLAKE2s over a whole frame, under the municipality's key, bound to kit and epoch.

The channel's PSK authenticates nobody (anyone who holds it forges any sender); 8 bytes withstand 72 hours of guessing
back to back with odds of 3e-13 (docs/facts/radio.md, "Forgery odds of a truncated tag").
"""

from hashlib import blake2s
from hmac import compare_digest

import msgspec

SEAL_BYTES = 8
KEY_BYTES = 32
"""Of the municipality's key."""
_PERSON = b"fkseal\x00\x01"


class Sealer(msgspec.Struct, frozen=True):
    """Who seals: kit, epoch, and the municipality's key with its number."""

    kit: int
    epoch: int
    key_number: int
    secret: bytes


def seal(secret: bytes, kit: int, epoch: int, content: bytes) -> bytes:
    """The 8 bytes that follow `content`; the key is derived for this kit and epoch."""
    derived = blake2s(kit.to_bytes(2, "big") + epoch.to_bytes(2, "big"), key=secret, person=_PERSON).digest()
    return blake2s(content, key=derived, digest_size=SEAL_BYTES).digest()


def is_sealed(secret: bytes, kit: int, epoch: int, content: bytes, found: bytes) -> bool:
    """Whether `found` is the seal; takes the same time whatever differs."""
    return compare_digest(seal(secret, kit, epoch, content), found)
