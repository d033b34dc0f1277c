"""What a person does with a stick: which one is in, all that this kit knows onto it, what others put there taken in.

The same for screen and commands. What lies on a stick and how it is checked is `resync.stick`'s and `resync.bundle`'s.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fieldkit.core.errors import InputError
from fieldkit.core.remedies import ChooseStick
from fieldkit.core.text.wording import events_da, size_da
from fieldkit.devices.machine.sticks import Stick, sticks
from fieldkit.kit import Kit
from fieldkit.resync.stick import FromStick, OnStick, Part, bundles_on, put_on, take_from
from fieldkit.store.kept import Progress

Doing = Callable[[str], Progress]
"""Told in Danish what is done now; gives what is told how far that is, in parts of any size."""


class Exchanged(NamedTuple):
    """What was done with a stick: what came, None when nothing was asked to; and what lies there now."""

    came: FromStick | None = None
    went: OnStick | None = None


def sticks_in() -> list[Stick]:
    """The sticks that are in now."""
    return sticks()


def the_stick(folder: Path | None = None) -> Path:
    """The folder of the stick that is in, or the one that a person named. InputError when there is none, or several and
    nobody knows which."""
    if folder is not None:
        if not folder.is_dir():
            raise InputError(f"Mappen {folder} findes ikke; sæt USB-nøglen i, eller vælg en anden mappe.")
        return folder
    found = sticks()
    if not found:
        raise InputError("Der sidder ingen USB-nøgle i kittet; sæt en i, vent et øjeblik, og prøv igen.")
    if len(found) > 1:
        where = ", ".join(str(stick.folder) for stick in found)
        raise InputError(f"Der sidder {len(found)} USB-nøgler i ({where})", ChooseStick())
    return found[0].folder


def take(kit: Kit, folder: Path, doing: Doing) -> FromStick:
    """Take in what others have put on the stick. InputError when nothing is there."""

    def part(word: str) -> Part:
        return lambda path: doing(f"{path.name} {word}")

    kept = doing("Loggen læses igennem")
    return take_from(kit, folder, read=part("hentes"), checked=part("læses igennem"), kept=kept)


def put(kit: Kit, folder: Path, doing: Doing) -> OnStick:
    """Put all that this kit knows on the stick. InputError and StoreError when that cannot be."""
    return put_on(kit, folder, told=doing("Pakken lægges på nøglen"))


def exchange(kit: Kit, folder: Path, doing: Doing) -> Exchanged:
    """First take, then put: a stick that goes round brings everybody everything. A stick on which nothing lies yet is
    no fault."""
    came = take(kit, folder, doing) if bundles_on(folder) else None
    return Exchanged(came, put(kit, folder, doing))


def came_da(came: FromStick) -> list[str]:
    """What came, in sentences: how much is new, and from whom."""
    told = []
    many = len(came.brought)
    if many:
        new = f"{came.new} ny hændelse" if came.new == 1 else f"{came.new} nye hændelser"
        told.append(f"{_bundles(many)} læst: {new}, {came.known} var her allerede.")
    elif came.own and not came.refused:
        told.append("Der ligger kun pakker fra dette kit.")
    return told


def went_da(went: OnStick) -> str:
    """What lies on the stick now."""
    size = size_da(went.exported.length)
    return f"{went.path.name} ligger på nøglen: {events_da(went.exported.events)}, {size}, skrevet og læst efter."


def _bundles(many: int) -> str:
    return "1 pakke" if many == 1 else f"{many} pakker"
