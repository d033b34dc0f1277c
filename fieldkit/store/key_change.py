"""The municipality's keys of one kit while they change: which are in its folder, which of them seals, and what must be
laid there because it is sealed to it.

What was said stands in the log before anything is done with a file, and each file is whole before anybody is told: so
after a power cut at any step the same is done again.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from fieldkit.core.facts.key_change import KeyShare
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.key_word import statement
from fieldkit.core.signed.sealed import Sealed, seal_to, unseal
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.key_change import KeyChangeState, Share
from fieldkit.core.views.key_change import KeyVerdict, NamedKey, sealing, shares_of
from fieldkit.store.files.keys import MunicipalityKey, find_key, read_keys, set_aside
from fieldkit.store.files.kit_key import KitKey


class KeysInHand(NamedTuple):
    """The keys that a kit opens frames, slips and bundles with, and the one that it seals with."""

    opens: dict[int, bytes]
    seals: MunicipalityKey | None


class Opened(NamedTuple):
    """What a share came to: the key; None where it is not what it says it is."""

    share: Share
    key: MunicipalityKey | None


def named(key: MunicipalityKey) -> NamedKey:
    """As events name it."""
    return NamedKey(key.number, key.fingerprint())


def keys_in_hand(
    folder: Path,
    changes: KeyChangeState,
    believed: Believed,
    ruling: KeyVerdict,
    own: KitKey | None,
    *,
    may_write: bool,
) -> KeysInHand:
    """What is in the folder by what the events say; a key that is retired is set aside. A kit that does not have the
    key in use yet keeps what it has: it would hear nobody at all."""
    keys = read_keys(folder)
    if ruling.in_use is not None and ruling.in_use in map(named, keys):
        gone = [key for key in keys if named(key) in ruling.retired]
        keys = [key for key in keys if key not in gone]
        for key in gone:
            if may_write and (path := find_key(folder, key.number)) is not None:
                set_aside(path)
    shares = shares_of(mark_of(own.public), changes, believed) if own is not None else []
    coming = {NamedKey(one.body.number, one.body.fingerprint) for one in shares}
    number = sealing({key.number: key.fingerprint() for key in keys}, coming, ruling.in_use)
    return KeysInHand(
        {key.number: key.secret for key in keys}, next((key for key in keys if key.number == number), None)
    )


def share_of(key: MunicipalityKey, kit: int, public: bytes, own: KitKey, once: bytes) -> KeyShare:
    """The key sealed to the kit that holds the key `public`, by this kit; `once` is 32 random bytes. ValueError when
    nothing can be sealed to that."""
    about = statement(KeyShare, kit, *named(key))
    once_public, content = seal_to(public, own.secret, key.secret, about, once)
    return KeyShare(key.number, key.fingerprint(), kit, mark_of(public), once_public.hex(), content.hex())


def untaken(
    folder: Path,
    changes: KeyChangeState,
    believed: Believed,
    ruling: KeyVerdict,
    own: KitKey,
    said: Collection[NamedKey],
) -> Iterator[Opened]:
    """What is sealed to this kit and is not in its folder, or of which it has not said yet that it is. `said`: the keys
    of which it has. Of several that claim one number the one in use is taken, else the lower fingerprint."""
    shares = shares_of(mark_of(own.public), changes, believed)
    there = set(map(named, read_keys(folder))) if shares else set()
    taken: dict[int, NamedKey] = {}
    for share in shares:
        wanted = NamedKey(share.body.number, share.body.fingerprint)
        rival = ruling.in_use is not None and ruling.in_use.number == wanted.number and ruling.in_use != wanted
        if wanted in ruling.retired or rival or wanted.number in taken:
            continue
        if wanted in there and wanted in said:
            taken[wanted.number] = wanted
            continue
        key = _open(share, believed, own)
        if key is not None:
            taken[wanted.number] = wanted
        yield Opened(share, key)


def _open(share: Share, believed: Believed, own: KitKey) -> MunicipalityKey | None:
    body = share.body
    about = statement(KeyShare, body.kit, body.number, body.fingerprint)
    for author in sorted(believed.deciding_keys(share.author, share.epoch)):
        sealed = Sealed(bytes.fromhex(body.once), bytes.fromhex(body.content))
        secret = unseal(own.secret, bytes.fromhex(author), sealed, about)
        if secret is not None and (key := MunicipalityKey(body.number, secret)).fingerprint() == body.fingerprint:
            return key
    return None
