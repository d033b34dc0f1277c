"""What is said of the municipality's key by a kit that may, and what its own key signs of that."""

from functools import lru_cache
from typing import TypeVar

from fieldkit.core.facts.key_change import KeyInUse, KeyRetired, KeyShare
from fieldkit.core.signed.ed25519 import is_signed, sign

W = TypeVar("W", KeyInUse, KeyRetired)


def statement(
    word: type[KeyInUse] | type[KeyRetired] | type[KeyShare], kit: int, number: int, fingerprint: str
) -> bytes:
    """The kind's name and a zero · `kit`: 2 bytes, big end first, who says so, or of a share whose it is · the key's
    number: 1 · its fingerprint: 4."""
    return f"fk-{word.kind}-1\0".encode() + kit.to_bytes(2, "big") + bytes([number]) + bytes.fromhex(fingerprint)


def make_word(word: type[W], secret: bytes, kit: int, number: int, fingerprint: str, by: str) -> W:
    """The word, signed with the secret of the kit that says it."""
    return word(number, fingerprint, sign(secret, statement(word, kit, number, fingerprint)).hex(), by)


def holds(word: KeyInUse | KeyRetired, kit: int, key: str) -> bool:
    """Whether the kit with this key (hex) has signed just that."""
    return _is_signed(bytes.fromhex(key), statement(type(word), kit, word.number, word.fingerprint), word.signature)


@lru_cache(maxsize=256)
def _is_signed(key: bytes, said: bytes, signature: str) -> bool:
    return is_signed(key, said, bytes.fromhex(signature))
