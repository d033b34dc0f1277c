"""Secrets wrapped under a passphrase: a text file that may lie on a stick or in a drawer. What the secret is for, and
where the file lies, is the caller's matter.

    # a line for whoever finds the file
    wrapped = 1                the format
    n = 32768, r = 8, p = 3    scrypt's cost (RFC 7914), a line each
    salt = "…"                 32 hex digits, fresh for each file
    secret = "…"               hex: ChaCha20-Poly1305 (RFC 8439) of the secret, and its tag of 16 bytes

scrypt(passphrase, salt) gives 32 bytes, used for this one message only, so its nonce is 12 zeros. Authenticated with it
is `fk-wrapped 1 n r p salt`, in ASCII, the salt in hex. The passphrase is UTF-8 in the form NFC, without blanks around
it, so that the same words open the file from every keyboard.
"""

import hashlib
import os
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from fieldkit.core.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FORMAT = 1
MIN_PASSPHRASE = 12
"""Characters. Four random words have more; what is copied to a stick can be guessed at for years."""
_SALT_BYTES = 16
_KEY_BYTES = 32
_NONCE = bytes(12)
_MOST_MEMORY = 256 << 20
"""Bytes that a file may ask scrypt to take: it may come from anywhere, and a Pi has half a gigabyte."""
_MOST_PASSES = 16


class _Wrapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    wrapped: int
    n: int
    r: int
    p: int
    salt: str
    secret: str

    def authenticated(self) -> bytes:
        return f"fk-wrapped {self.wrapped} {self.n} {self.r} {self.p} {self.salt}".encode("ascii")


def wrap(secret: bytes, passphrase: str) -> bytes:
    """The content of the file, for `store.files.durable.write_whole`. InputError for a passphrase that is too short to
    protect anything."""
    words = _words(passphrase)
    if len(words) < MIN_PASSPHRASE:
        raise InputError(f"Adgangskoden skal have mindst {MIN_PASSPHRASE} tegn; brug for eksempel fire tilfældige ord.")
    # OWASP's minimal choice with little memory (password storage, 2023): 32 MB, about a second on a Pi
    head = _Wrapped(FORMAT, 1 << 15, 8, 3, os.urandom(_SALT_BYTES).hex(), "")
    return (
        "# Feltkit: en nøgle, pakket ind. Den åbnes kun med den adgangskode, som den blev pakket ind med.\n"
        f"wrapped = {head.wrapped}\nn = {head.n}\nr = {head.r}\np = {head.p}\n"
        f'salt = "{head.salt}"\nsecret = "{_cipher(head, words).encrypt(_NONCE, secret, head.authenticated()).hex()}"\n'
    ).encode()


def unwrap(raw: bytes, passphrase: str) -> bytes:
    """The secret in a file's content. InputError in one sentence: the passphrase is another or the file has been
    changed, it is no such file, or a newer version made it."""
    from cryptography.exceptions import InvalidTag

    try:
        told = msgspec.toml.decode(raw)
        form = told.get("wrapped")
        if isinstance(form, int) and form > FORMAT:
            raise InputError(
                f"Hemmeligheden er pakket ind af en nyere udgave af Feltkit (format {form}); opdatér først."
            )
        found = msgspec.convert(told, _Wrapped)
        bytes.fromhex(found.salt)
        closed = bytes.fromhex(found.secret)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise _no_wrapped() from error
    plain = found.n >= 2 and not found.n & (found.n - 1) and found.r >= 1 and 1 <= found.p <= _MOST_PASSES
    if found.wrapped != FORMAT or not found.salt.isascii() or not plain or 128 * found.n * found.r > _MOST_MEMORY:
        raise _no_wrapped()
    try:
        return _cipher(found, _words(passphrase)).decrypt(_NONCE, closed, found.authenticated())
    except (InvalidTag, ValueError) as error:
        raise InputError("Adgangskoden passer ikke, eller filen er beskadiget; intet blev åbnet.") from error


def _words(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase.strip())


def _no_wrapped() -> InputError:
    return InputError(
        "Filen er ingen hemmelighed, som Feltkit har pakket ind, eller den er beskadiget; kopiér den igen."
    )


def _cipher(head: _Wrapped, words: str) -> "ChaCha20Poly1305":
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # slow to load

    key = hashlib.scrypt(
        words.encode(),
        salt=bytes.fromhex(head.salt),
        n=head.n,
        r=head.r,
        p=head.p,
        maxmem=2 * _MOST_MEMORY,
        dklen=_KEY_BYTES,
    )
    return ChaCha20Poly1305(key)
