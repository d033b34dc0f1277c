"""Something sealed to one key by another: only its holder opens it, and sees by that who sealed it.

The two keys and a third, used once, agree on what it is encrypted under, as in RFC 9180's authenticated mode. It needs
no signature: that would not fit in a frame beside it.
"""

from hashlib import blake2s
from typing import NamedTuple

from fieldkit.core.signed.ed25519 import agreement_key, agreement_secret, public_of

ONCE_BYTES = 32
_PERSON = b"fk-share"
_NONCE = bytes(12)
"""Each encryption has a key of its own."""


class Sealed(NamedTuple):
    """`once` is the public half of the key that was used once, 32 bytes; `content` has the tag of 16 behind it."""

    once: bytes
    content: bytes


def seal_to(key: bytes, secret: bytes, content: bytes, about: bytes, once: bytes) -> Sealed:
    """Seal `content` to the holder of the Ed25519 `key`, by one's own `secret`. `about` is not hidden and must be the
    same when it is opened; `once` is 32 random bytes for this one time. ValueError for a key to which nothing can be
    sealed."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # slow to load
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    whose = X25519PublicKey.from_public_bytes(agreement_key(key))
    own, used = X25519PrivateKey.from_private_bytes(agreement_secret(secret)), X25519PrivateKey.from_private_bytes(once)
    public = used.public_key().public_bytes_raw()
    under = _under(used.exchange(whose) + own.exchange(whose), public, key, public_of(secret))
    return Sealed(public, ChaCha20Poly1305(under).encrypt(_NONCE, content, about))


def unseal(secret: bytes, by: bytes, sealed: Sealed, about: bytes) -> bytes | None:
    """What the holder of the Ed25519 key `by` sealed to one's own `secret`; None when it is not that."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    own = X25519PrivateKey.from_private_bytes(agreement_secret(secret))
    try:
        used, whose = (X25519PublicKey.from_public_bytes(one) for one in (sealed.once, agreement_key(by)))
        agreed = own.exchange(used) + own.exchange(whose)
        under = _under(agreed, sealed.once, public_of(secret), by)
        return ChaCha20Poly1305(under).decrypt(_NONCE, sealed.content, about)
    except (InvalidTag, ValueError):
        return None


def _under(agreed: bytes, once: bytes, to: bytes, by: bytes) -> bytes:
    return blake2s(agreed + once + to + by, person=_PERSON).digest()
