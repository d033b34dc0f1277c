"""Ed25519 (RFC 8032): 32 bytes of secret, 32 of key, 64 of signature."""

from hashlib import blake2s, sha512

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_P = (1 << 255) - 19


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


def agreement_key(key: bytes) -> bytes:
    """The X25519 key of the same secret, to which things are sealed (RFC 7748, section 4.1: u = (1 + y) / (1 - y)).
    ValueError for a key that has none."""
    y = int.from_bytes(key, "little") & ((1 << 255) - 1)
    return ((1 + y) * pow(1 - y, -1, _P) % _P).to_bytes(32, "little")


def agreement_secret(secret: bytes) -> bytes:
    """The X25519 secret behind `agreement_key`: what Ed25519 multiplies by as well."""
    return sha512(secret).digest()[:32]
