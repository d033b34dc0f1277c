"""Ed25519 (RFC 8032): 32 bytes of secret, 32 of key, 64 of signature."""

from hashlib import blake2s

KEY_BYTES, SIGNATURE_BYTES = 32, 64


def public_of(secret: bytes) -> bytes:
    """The key that belongs to 32 secret bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # slow to load

    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, statement: bytes) -> bytes:
    """The signature: the same for the same statement."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).sign(statement)


def is_signed(key: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether whoever holds the secret of `key` signed just this."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def mark_of(key: bytes) -> str:
    """Sixteen hex digits that two people can read to each other and nobody can make a second key for."""
    return blake2s(key, digest_size=8, person=b"fk-kitky").hexdigest()
