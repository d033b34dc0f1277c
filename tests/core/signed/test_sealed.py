"""What is sealed to a key opens for its holder alone, as its sender's, and only untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.signed.ed25519 import agreement_key, agreement_secret, public_of
from fieldkit.core.signed.sealed import Sealed, seal_to, unseal

SENDER, READER, OTHER = (bytes([n]) * 32 for n in (1, 2, 3))
secrets = st.binary(min_size=32, max_size=32)


@given(secrets, secrets)
def test_the_same_secret_agrees_as_x25519(one: bytes, two: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    mine, theirs = (X25519PrivateKey.from_private_bytes(agreement_secret(secret)) for secret in (one, two))
    assert mine.public_key().public_bytes_raw() == agreement_key(public_of(one))
    shared = mine.exchange(X25519PublicKey.from_public_bytes(agreement_key(public_of(two))))
    assert shared == theirs.exchange(X25519PublicKey.from_public_bytes(agreement_key(public_of(one))))


@given(secrets, st.binary(max_size=60), st.binary(max_size=30))
def test_its_holder_opens_it_and_nobody_else(once: bytes, content: bytes, about: bytes) -> None:
    sealed = seal_to(public_of(READER), SENDER, content, about, once)
    assert len(sealed.content) == len(content) + 16
    assert unseal(READER, public_of(SENDER), sealed, about) == content
    assert unseal(OTHER, public_of(SENDER), sealed, about) is None
    assert unseal(READER, public_of(OTHER), sealed, about) is None, "it opens only as its sender's"
    assert unseal(READER, public_of(SENDER), sealed, about + b"!") is None


@given(st.integers(0, 8 * 80 - 1))
def test_no_bit_of_it_may_differ(bit: int) -> None:
    sealed = seal_to(public_of(READER), SENDER, bytes(32), b"", OTHER)
    raw = bytearray(sealed.once + sealed.content)
    raw[bit // 8] ^= 1 << bit % 8
    if bit == 255:  # the top bit of an X25519 key counts for nothing (RFC 7748), but it is in what the key is made of
        assert bytes(raw[:32]) != sealed.once
    assert unseal(READER, public_of(SENDER), Sealed(bytes(raw[:32]), bytes(raw[32:])), b"") is None


@pytest.mark.parametrize("key", [bytes(32), bytes([1]) + bytes(31)])
def test_nothing_is_sealed_to_a_key_that_everybody_opens_with(key: bytes) -> None:
    with pytest.raises(ValueError):
        seal_to(key, SENDER, bytes(32), b"", OTHER)
    sealed = Sealed(bytes(32), bytes(48))
    assert unseal(READER, public_of(SENDER), sealed, b"") is None and unseal(READER, key, sealed, b"") is None
