"""What a person does with a stick: which one is in, all that this kit knows onto it, what others put there taken in.

The same for screen and commands. What lies on a stick and how it is checked is `resync.stick`'s and `resync.bundle`'s.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from fieldkit.core.carrier import Brought
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.remedies import ChooseStick
from fieldkit.core.text.wording import lines_da, many_da, new_lines_da, size_da
from fieldkit.devices.machine.sticks import sticks
from fieldkit.kit import Kit
from fieldkit.resync.stick import FromStick, OnStick, Part, bundles_on, put_on, take_from
from fieldkit.store.kept import Progress

Doing = Callable[[str], Progress]
"""Told in Danish what is done now; gives what is told how far that is, in parts of any size."""
RENEWED_DA = (
    "Andre kender mere af dette kits log, end det selv gjorde: disken er en kopi eller gendannet. "
    "Kittet begynder en ny nummerserie, så intet nummer bruges to gange."
)


class Visit(msgspec.Struct):
    """What was done with a stick, in sentences, and what could not be."""

    done: list[str] = []
    told: list[str] = []
    """What a person should know besides: numbers with two editions, what was set aside."""
    refused: list[FieldkitError] = []


def sticks_in() -> list[Path]:
    """The folders of the sticks that are in now."""
    return [stick.folder for stick in sticks()]


def the_stick(folder: Path | None = None) -> Path:
    """The folder of the stick that is in, or the one that a person named. InputError when there is none, or several and
    nobody knows which."""
    if folder is not None:
        if not folder.is_dir():
            raise InputError(f"Mappen {folder} findes ikke; sæt USB-nøglen i, eller vælg en anden mappe.")
        return folder
    found = sticks_in()
    if not found:
        raise InputError("Der sidder ingen USB-nøgle i kittet; sæt en i, vent et øjeblik, og prøv igen.")
    if len(found) > 1:
        raise InputError(f"Der sidder {len(found)} USB-nøgler i ({', '.join(map(str, found))})", ChooseStick())
    return found[0]


def take(kit: Kit, folder: Path, doing: Doing) -> FromStick:
    """Take in what others have put on the stick. InputError when nothing is there."""

    def part(word: str) -> Part:
        return lambda path: doing(f"{path.name} {word}")

    kept = doing("Loggen læses igennem")
    return take_from(kit, folder, read=part("hentes"), checked=part("læses igennem"), kept=kept)


def put(kit: Kit, folder: Path, doing: Doing) -> OnStick:
    """Put all that this kit knows on the stick. InputError and StoreError when that cannot be."""
    return put_on(kit, folder, told=doing("Pakken lægges på nøglen"))


def visit(
    home: Path, now: Callable[[], float], folder: Path, doing: Doing, *, takes: bool = True, puts: bool = True
) -> Visit:
    """First take, then put, so that a stick that goes round brings everybody everything; or one of them. The kit in
    `home` is opened for it, beside whoever has it open: it may take long. A stick on which nothing lies yet is no fault
    when something is put there. Nothing is raised: what could not be is told."""
    found = Visit()
    try:
        with closing(Kit.open(home, now=now)) as kit:
            if takes and not (puts and not bundles_on(folder)):
                came = take(kit, folder, doing)
                found.done += came_da(came)
                found.told += [sentence for _, one in came.brought for sentence in besides_da(one)]
                found.refused += [error for _, error in came.refused]
            if puts:
                found.done.append(went_da(put(kit, folder, doing)))
    except FieldkitError as error:
        found.refused.append(error)
    return found


def came_da(came: FromStick) -> list[str]:
    """What came, in sentences: how much is new."""
    many = len(came.brought)
    if many:
        read = many_da(many, "pakke", "pakker")
        return [f"{read} læst: {new_lines_da(came.new)}, {came.known} var her allerede."]
    return ["Der ligger kun pakker fra dette kit."] if came.own and not came.refused else []


def besides_da(told: Brought) -> Iterator[str]:
    """What came with a bundle that a person should know: what was set aside, numbers with two editions, a new epoch."""
    yield from told.apart
    if told.forks:
        many = many_da(len(told.forks), "nummer", "numre")
        yield f"{many} har to udgaver: {', '.join(told.forks[:10])}. Begge er bevaret."
    if told.renewed:
        yield RENEWED_DA


def went_da(went: OnStick) -> str:
    """What lies on the stick now."""
    size = size_da(went.exported.length)
    return f"{went.path.name} ligger på nøglen: {lines_da(went.exported.events)}, {size}, skrevet og læst efter."
