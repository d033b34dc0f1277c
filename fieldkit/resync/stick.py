"""The stick that goes from kit to kit: what others have put there comes in, and all that this kit knows lies there
afterwards, under a name that it finds by itself.

The kit's own earlier bundles go when the new one is there, but only those that its log remembers: all that lies in them
lies in the new one. Nobody else's is ever touched.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.core.carrier import Brought
from fieldkit.core.clock.danish import danish
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.resync.bundle import Exported, export_bundle, import_bundle
from fieldkit.resync.bundle_head import HEAD_BYTES, Head, read_head
from fieldkit.resync.owner import Owner
from fieldkit.store.errors import store_errors
from fieldkit.store.files.medium import namesake
from fieldkit.store.kept import Progress

SUFFIX = ".fkb"
_OWN = "bundles"
"""The key in `meta` under which the log remembers the marks of its bundles on sticks."""
_REMEMBERED = 64
Part = Callable[[Path], Progress]
"""Told which file it is now; gives what is told how far that is."""


class OnStick(NamedTuple):
    """Where the bundle lies now, what is in it, and how many earlier ones of this kit it took the place of."""

    path: Path
    exported: Exported
    replaced: int


class FromStick(NamedTuple):
    """What each bundle of others brought, and why those were refused that were; `own`: how many were this kit's."""

    brought: list[tuple[Path, Brought]]
    refused: list[tuple[Path, CarrierError]]
    own: int

    @property
    def new(self) -> int:
        return sum(brought.new for _, brought in self.brought)

    @property
    def known(self) -> int:
        return sum(brought.known for _, brought in self.brought)


def put_on(owner: Owner, folder: Path, *, told: Progress | None = None) -> OnStick:
    """Put all that the kit knows on the stick. InputError and StoreError as `resync.bundle.export_bundle`."""
    own = set(_own(owner))
    path = folder / _free_name(owner, folder)
    made = export_bundle(owner, path, told=told, noted=lambda mark: _remember(owner, mark))
    replaced = 0
    for other in bundles_on(folder):
        head = head_of(other)
        if other != path and head is not None and head.mark in own:
            with suppress(OSError):  # it stays, and whoever reads it knows all of it already
                other.unlink()
                replaced += 1
    return OnStick(path, made, replaced)


def take_from(
    owner: Owner, folder: Path, *, read: Part | None = None, checked: Part | None = None, kept: Progress | None = None
) -> FromStick:
    """Import every bundle of others on the stick, one after the other; told how far bytes are `read` and events
    `checked` of each. What is wrong with one keeps none of the others out. InputError when there is none at all."""
    found = bundles_on(folder)
    if not found:
        raise InputError(f"Der ligger ingen pakker fra Feltkit på {folder}.")
    own = set(_own(owner))
    brought: list[tuple[Path, Brought]] = []
    refused: list[tuple[Path, CarrierError]] = []
    left = 0
    for path in found:
        head = head_of(path)
        if head is not None and head.mark in own and not owner.log.damaged:
            left += 1
            continue
        try:
            told = import_bundle(
                owner,
                path,
                read=read(path) if read is not None else None,
                checked=checked(path) if checked is not None else None,
                kept=kept,
            )
        except CarrierError as error:
            refused.append((path, error))
        else:
            brought.append((path, told))
    return FromStick(brought, refused, left)


def bundles_on(folder: Path) -> list[Path]:
    """The bundles that lie on a stick, in whatever capitals; hidden files are other programs'."""
    with store_errors(folder):
        there = [path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file()]
    return sorted(path for path in there if path.suffix.casefold() == SUFFIX)


def _free_name(owner: Owner, folder: Path) -> str:
    at = danish(max(0, owner.now())).strftime("%Y%m%d-%H%M")
    stem, turn = f"kit-{owner.identity.kit}-{at}", 1
    while namesake(folder, name := f"{stem}{f'-{turn}' if turn > 1 else ''}{SUFFIX}") is not None:
        turn += 1
    return name


def head_of(path: Path) -> Head | None:
    """None as well when it cannot be read: whoever imports it is told."""
    try:
        with path.open("rb") as handle:
            return read_head(handle.read(HEAD_BYTES))
    except OSError:
        return None


def _own(owner: Owner) -> list[str]:
    told = owner.log.get_meta(_OWN)
    try:
        return msgspec.json.decode(told, type=list[str]) if told else []
    except msgspec.DecodeError:  # a disk has damaged it: then they are read as others'
        return []


def _remember(owner: Owner, mark: str) -> None:
    """Before the bundle is there: of one that never came nothing is said, and no other is taken for it."""
    if not owner.log.read_only:
        owner.log.set_meta(_OWN, msgspec.json.encode([*_own(owner), mark][-_REMEMBERED:]).decode())
