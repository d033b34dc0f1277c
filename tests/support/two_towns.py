"""Two municipalities with roots of their own, several kits each: kits, certificates and bundles as people would make
them, and a read key that has gone from the one to the other."""

import os
from pathlib import Path
from typing import Any

from kits import NOW, SAMPLE, Clock, make_kit

from fieldkit.acts import neighbours, trust
from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.root import write_root
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints


class Town:
    """A municipality with a secretariat (kit 1) and meeting points, for all of which its root has vouched."""

    def __init__(self, folder: Path, code: int, name: str, clock: Clock, kits: int = 2, **seat: Any) -> None:
        """`seat`: what the secretariat's kit has besides, as for make_kit."""
        folder.mkdir()
        self.folder, self.code, self.clock = folder, code, clock
        self.root, self.key = os.urandom(32), folder / "key"
        write_key(self.key, new_key())
        write_root(folder / "rod.pub", Root(code, public_of(self.root)))
        self.name = name
        self.kits: list[Kit] = []
        self._bundles = 0
        for number in range(1, kits + 1):
            self.more(number, **(seat if number == 1 else {}))
        for kit in self.kits[1:]:
            give(kit, self.seat)
        for kit in self.kits:
            trust.vouch(self.seat, kit.config.number, self.root, may_revoke=kit is self.seat)
        for kit in self.kits[1:]:
            give(self.seat, kit)

    @property
    def seat(self) -> Kit:
        return self.kits[0]

    def more(self, number: int, **more: Any) -> Kit:
        """Another kit, for which nobody has vouched yet."""
        role = Role.SECRETARIAT if number == 1 else Role.MEETING_POINT
        kit = make_kit(
            self.folder / f"kit{number}",
            number=number,
            role=role,
            key=self.key,
            root=self.folder / "rod.pub",
            now=self.clock,
            municipality=self.code,
            municipality_name=self.name,
            **more,
        )
        self.kits.append(kit)
        return kit

    def bundle(self, kit: Kit | None = None) -> Path:
        """All that a kit knows, by default the secretariat's, signed by who wrote it."""
        self._bundles += 1
        path = self.folder / f"pakke-{self._bundles}.fkb"
        export_bundle(kit or self.seat, path)
        return path

    def read_key(self) -> Path:
        path = self.folder / "laes.key"
        if not path.exists():
            neighbours.give_key(self.seat, path)
        return path

    def close(self) -> None:
        for kit in self.kits:
            kit.close()


def give(giver: Kit, taker: Kit) -> None:
    """As a bundle does: events, and the checkpoints that hold."""
    giver.sign()
    taker.merge([row.event for row in giver.log.all()], Carrier.BUNDLE)
    add_checkpoints(taker.log, [one for one in checkpoints(giver.log) if one.holds()])


def two_towns(folder: Path) -> tuple[Town, Town]:
    """Ours, which follows the other, and theirs. Their clocks stand together."""
    clock = Clock(NOW)
    ours, theirs = Town(folder / "os", 998, "Vores", clock), Town(folder / "dem", 999, "Naboby", clock, **SAMPLE)
    neighbours.follow(ours.seat, theirs.read_key())
    return ours, theirs


def no_words(_doing: str):
    """Nobody is told how far it is."""
    return lambda _done, _of: None
