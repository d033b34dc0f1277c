"""A word about whom to believe, under which a kit that may say it has put its signature."""

from functools import lru_cache

from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.keys import WordSigned
from fieldkit.core.signed.ed25519 import is_signed, sign

_STATEMENT = b"fk-word-1\0"


def sign_word(word: Event, secret: bytes) -> WordSigned:
    """`fk-word-1` and a zero · the word's id: 16 bytes: signed with the secret of the kit that says it. The id covers
    who says it, when and what, so the signature is good for no other word."""
    return WordSigned(RefBody(*word.ref), sign(secret, _STATEMENT + word.id).hex())


def holds(word: Event, signature: str, key: str) -> bool:
    """Whether the kit with this key (hex) has signed just that."""
    return _is_signed(bytes.fromhex(key), word.id, signature)


@lru_cache(maxsize=1024)
def _is_signed(key: bytes, word_id: bytes, signature: str) -> bool:
    return is_signed(key, _STATEMENT + word_id, bytes.fromhex(signature))
