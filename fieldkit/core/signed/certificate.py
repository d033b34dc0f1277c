"""Certificates: the municipality's root vouches for a kit's key. The root's secret lies on no kit."""

from fieldkit.core.facts.keys import Vouch
from fieldkit.core.signed.ed25519 import is_signed, sign

_STATEMENT = b"fk-vouch-1\0"


def statement(municipality: int, kit: int, key: bytes, issued: int, *, may_revoke: bool) -> bytes:
    """`fk-vouch-1` and a zero · municipality, kit: 2 bytes each, big end first · rights: 1 · issued: 4 · key: 32."""
    head = municipality.to_bytes(2, "big") + kit.to_bytes(2, "big") + bytes([may_revoke]) + issued.to_bytes(4, "big")
    return _STATEMENT + head + key


def make_vouch(root: bytes, municipality: int, kit: int, key: bytes, issued: int, *, may_revoke: bool) -> Vouch:
    """Vouch, with the root's secret, that `key` is the kit's."""
    signature = sign(root, statement(municipality, kit, key, issued, may_revoke=may_revoke))
    return Vouch(municipality, kit, key.hex(), issued, signature.hex(), may_revoke)


def holds(vouch: Vouch, root: bytes) -> bool:
    """Whether the root with this key has signed just that."""
    said = statement(vouch.municipality, vouch.kit, bytes.fromhex(vouch.key), vouch.issued, may_revoke=vouch.may_revoke)
    return is_signed(root, said, bytes.fromhex(vouch.signature))
