"""A file closed in chunks, each with authenticated encryption, so that it is written and read a piece at a time: what
was changed, cut off, moved, repeated or added is found, and nothing of a chunk is used before that.

This is STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Each chunk is ChaCha20-Poly1305 (RFC 8439) of `CHUNK`
bytes, the last one of what is left, with its tag of 16 bytes behind it. The nonce is 7 zeros · the number of the chunk,
4 bytes, big end first · 1 for the last chunk, else 0. A key closes one file only, so nonces never meet again. What is
authenticated along with every chunk, and where the key comes from, is the caller's matter.
"""

from collections.abc import Iterable, Iterator

CHUNK = 64 << 10
"""Bytes of the file in one chunk: what is held at once."""
TAG_BYTES = 16


class Tampered(Exception):
    """A chunk is not what was written there, or it is not the end that was written."""


def closed_length(length: int) -> int:
    """Bytes of a closed file of so many bytes, one at least."""
    return length + TAG_BYTES * -(-length // CHUNK)


def close(key: bytes, pieces: Iterable[bytes], along: bytes) -> Iterator[bytes]:
    """The chunks of a file that comes in pieces of any length; of an empty one there are none."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # slow to load

    cipher = ChaCha20Poly1305(key)
    held, number = b"", 0
    for piece in pieces:
        held += piece
        while len(held) > CHUNK:  # one that is just full may be the last
            yield cipher.encrypt(_nonce(number, last=False), held[:CHUNK], along)
            held, number = held[CHUNK:], number + 1
    if held:
        yield cipher.encrypt(_nonce(number, last=True), held, along)


def opened(key: bytes, pieces: Iterable[bytes], along: bytes) -> Iterator[bytes]:
    """The pieces of a closed file; Tampered at the first chunk that is not right, also when there is none."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    cipher = ChaCha20Poly1305(key)
    whole = CHUNK + TAG_BYTES
    held, number = b"", 0
    try:
        for piece in pieces:
            held += piece
            while len(held) > whole:
                yield cipher.decrypt(_nonce(number, last=False), held[:whole], along)
                held, number = held[whole:], number + 1
        if len(held) <= TAG_BYTES:
            raise Tampered
        yield cipher.decrypt(_nonce(number, last=True), held, along)
    except (InvalidTag, OverflowError) as error:
        raise Tampered from error


def _nonce(number: int, *, last: bool) -> bytes:
    """OverflowError for more chunks than there are numbers (256 TiB)."""
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])
