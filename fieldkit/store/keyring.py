"""A kit's keyring: the municipality's keys that it opens and seals with, also while they change; its own, by which it
signs and to which others seal; and the roots that vouch.

What was said stands in the log before anything is done with a file, and each file is whole before anybody is told: so
after a power cut at any step the same is done again.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from fieldkit.core.facts.key_change import KeyShare
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.key_word import statement
from fieldkit.core.signed.sealed import Sealed, seal_to, unseal
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.key_change import KeyChangeState, Share
from fieldkit.core.views.key_change import NamedKey, sealing, shares_of, verdict
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import MunicipalityKey, add_key, find_key, read_keys, set_aside
from fieldkit.store.files.kit_key import KitKey, make_kit_key, read_kit_key
from fieldkit.store.files.root import read_roots


class Opened(NamedTuple):
    """What a share came to: the key; None where it is not what it says it is."""

    share: Share
    key: MunicipalityKey | None


def named(key: MunicipalityKey) -> NamedKey:
    """As events name it."""
    return NamedKey(key.number, key.fingerprint())


class Keyring:
    """The keys of one kit. `own` is its own, None on a disk that can only be read and has none; `roots` vouch for the
    kits of its municipality."""

    def __init__(self, folder: Path, keys: Sequence[MunicipalityKey], own: KitKey | None, roots: list[Root]) -> None:
        """`keys` are the municipality's in the key folder, the newest last."""
        self.own, self.roots = own, roots
        self.opens = {key.number: key.secret for key in keys}
        """What opens frames, slips and bundles, by number; changed in place, for who opens frames holds on to it."""
        self.seals = keys[-1] if keys else None
        """The municipality's key that seals what this kit says; None when it has none."""
        self._folder = folder

    @classmethod
    def read(cls, home: Home, *, may_write: bool) -> "Keyring":
        """What is in a kit's key folder; a kit that has no key of its own gets one. InputError for a file that is no
        key, StoreError when the disk refuses."""
        folder = home.key_path.parent
        keys = read_keys(folder)
        own = read_kit_key(home.kit_key_path)
        if own is None and may_write:
            own = make_kit_key(home.kit_key_path)
        return cls(folder, keys, own, read_roots(folder))

    def follow(self, changes: KeyChangeState, believed: Believed, *, may_write: bool) -> None:
        """Open and seal by what is in the folder and what the events say of it; a key that is retired is set aside. A
        kit that does not have the key in use yet keeps what it has: it would hear nobody at all."""
        ruling, keys = verdict(changes, believed), read_keys(self._folder)
        if ruling.in_use is not None and ruling.in_use in map(named, keys):
            gone = [key for key in keys if named(key) in ruling.retired]
            keys = [key for key in keys if key not in gone]
            for key in gone:
                if may_write and (path := find_key(self._folder, key.number)) is not None:
                    set_aside(path)
        coming = {_names(share) for share in self._shares(changes, believed)}
        number = sealing({key.number: key.fingerprint() for key in keys}, coming, ruling.in_use)
        self.seals = next((key for key in keys if key.number == number), None)
        self.opens.clear()
        self.opens.update((key.number, key.secret) for key in keys)

    def untaken(self, changes: KeyChangeState, believed: Believed, said: Collection[NamedKey]) -> list[Opened]:
        """What is sealed to this kit and is not in its folder, or of which it has not said yet that it is. `said`: the
        keys of which it has. Of several that claim one number the one in use is taken, else the lower fingerprint."""
        shares = self._shares(changes, believed)
        if self.own is None or not shares:
            return []
        ruling, there = verdict(changes, believed), set(map(named, read_keys(self._folder)))
        found: list[Opened] = []
        taken: set[int] = set()
        for share in shares:
            wanted = _names(share)
            rival = ruling.in_use is not None and ruling.in_use.number == wanted.number and ruling.in_use != wanted
            if wanted in ruling.retired or rival or wanted.number in taken:
                continue
            if wanted in there and wanted in said:
                taken.add(wanted.number)
                continue
            key = _opened(share, believed, self.own)
            if key is not None:
                taken.add(wanted.number)
            found.append(Opened(share, key))
        return found

    def lay(self, key: MunicipalityKey) -> None:
        """Put a key that was opened into the folder, durably. InputError and StoreError as `add_key`."""
        add_key(self._folder, key)

    def _shares(self, changes: KeyChangeState, believed: Believed) -> Sequence[Share]:
        return shares_of(mark_of(self.own.public), changes, believed) if self.own is not None else []


def share_of(key: MunicipalityKey, kit: int, public: bytes, own: KitKey, once: bytes) -> KeyShare:
    """The key sealed to the kit that holds the key `public`, by this kit; `once` is 32 random bytes. ValueError when
    nothing can be sealed to that."""
    about = statement(KeyShare, kit, *named(key))
    once_public, content = seal_to(public, own.secret, key.secret, about, once)
    return KeyShare(key.number, key.fingerprint(), kit, mark_of(public), once_public.hex(), content.hex())


def _names(share: Share) -> NamedKey:
    return NamedKey(share.body.number, share.body.fingerprint)


def _opened(share: Share, believed: Believed, own: KitKey) -> MunicipalityKey | None:
    body = share.body
    about = statement(KeyShare, body.kit, body.number, body.fingerprint)
    sealed = Sealed(bytes.fromhex(body.once), bytes.fromhex(body.content))
    for author in sorted(believed.deciding_keys(share.author, share.epoch)):
        secret = unseal(own.secret, bytes.fromhex(author), sealed, about)
        if secret is not None and (key := MunicipalityKey(body.number, secret)).fingerprint() == body.fingerprint:
            return key
    return None
