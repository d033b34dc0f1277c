"""What a liaison officer does: hand out a read key, take one in, fetch a neighbour's bundle, look at its board.

Nothing that is done here records anything in the kit's own log.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from fieldkit.acts import sticks
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.remedies import AddReadKey, FetchNeighbours
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.standing import Standing
from fieldkit.core.text.wording import how_long, in_fours, lines_da
from fieldkit.core.views.shared import Side
from fieldkit.kit import Kit
from fieldkit.resync.neighbours import Taken, bundles_of_neighbours, import_neighbour, read_key_of
from fieldkit.store.files.read_key import ReadKey, read_read_key, write_read_key
from fieldkit.store.kept import Progress
from fieldkit.store.neighbours import Neighbour, Picture, add_read_key, neighbours, picture_of

OWN_DA = "egen kommune"


class Fetched(NamedTuple):
    """Which bundles were taken in, and why those were refused that were."""

    taken: list[Taken]
    refused: list[CarrierError]


def give_key(kit: Kit, path: Path) -> ReadKey:
    """Write the read key of one's own municipality to `path`. InputError as `resync.neighbours.read_key_of`, and when a
    file is there."""
    key = read_key_of(kit)
    write_read_key(path, key)
    return key


def follow(kit: Kit, path: Path, *, new_root: bool = False) -> tuple[ReadKey, bool]:
    """Follow the municipality that gave this read key; False when that was so already. InputError when it is no read
    key, one's own, or names another root than the one that is known, unless that was compared (`new_root`)."""
    key = read_read_key(path)
    if key.municipality == kit.config.municipality or set(kit.roots) & set(key.roots):
        raise InputError(f"{path} er læsenøglen til jeres egen kommune; kittet læser den allerede.")
    return key, add_read_key(kit.home, key, new_root=new_root)


def fetch(kit: Kit, path: Path | None, folder: Path | None, doing: Callable[[str], Progress]) -> Fetched:
    """Take in one bundle, or from the stick that is in all of municipalities that are followed. What is wrong with one
    of several keeps none of the others out; InputError when there is none."""
    if path is not None:
        return Fetched([_fetched(kit, path, doing)], [])
    followed(kit)
    fetched = Fetched([], [])
    for one in bundles_of_neighbours(kit, sticks.the_stick(folder)):
        try:
            fetched.taken.append(_fetched(kit, one, doing))
        except CarrierError as error:
            fetched.refused.append(error)
    return fetched


def followed(kit: Kit) -> list[Neighbour]:
    """The municipalities that are followed; InputError when there is none."""
    found = neighbours(kit.home)
    if not found:
        raise InputError("Kittet følger ingen anden kommune", AddReadKey())
    return found


def pictures(kit: Kit) -> list[Picture]:
    """What is known of each municipality of which a bundle was fetched, by code."""
    return [picture for one in neighbours(kit.home) if (picture := picture_of(one)) is not None]


def picture(kit: Kit, code: int | None) -> Picture:
    """Of one municipality; without a code of the one that is followed. InputError when it is not followed, nothing of
    it was fetched, or several are followed and none is named."""
    known = followed(kit)
    if code is None and len(known) > 1:
        told = ", ".join(f"{one.code} {one.called}" for one in known)
        raise InputError(f"Kittet følger {len(known)} kommuner; skriv hvilken: {told}.")
    found = known[0] if code is None else next((one for one in known if one.code == code), None)
    if found is None:
        raise InputError(f"Kittet følger ikke kommune {code}", AddReadKey())
    seen = picture_of(found)
    if seen is None:
        raise InputError(f"Der er ikke hentet nogen pakke fra {found.called}", FetchNeighbours())
    return seen


def sides(kit: Kit) -> list[Side]:
    """One's own municipality, and then the neighbours that anything is known of."""
    config = kit.config
    name = config.municipality_name or OWN_DA
    own = Side(config.municipality, name, True, kit.state, kit.roster, kit.now(), kit.knows_time)
    return [own, *(side_of(one) for one in pictures(kit))]


def side_of(picture: Picture) -> Side:
    """A neighbour beside others."""
    neighbour = picture.neighbour
    return Side(neighbour.code, neighbour.called, False, picture.state, picture.roster, picture.as_of.made)


def age_words(picture: Picture, now: float) -> str:
    """`billedet er 3 t 05 gammelt`."""
    age = picture.age_s(now)
    return "billedet er helt nyt" if age < 60 else f"billedet er {how_long(age)} gammelt"


def left_out_words(picture: Picture) -> str:
    """What is not counted, and why; empty when all is."""
    told = [f"{lines_da(many)} {_LEFT_OUT[standing]}" for standing, many in sorted(picture.left_out.items()) if many]
    told += [f"{lines_da(picture.apart)} fra kits, som de selv har spærret,"] if picture.apart else []
    return f"{', '.join(told)} er ikke talt med." if told else ""


_LEFT_OUT = {
    Standing.SEAL: "uden underskrift",
    Standing.UNVOUCHED: "med underskrift af uvidimerede kits",
    Standing.CONTRADICTED: "modsagt af underskriften",
    Standing.FORKED: "underskrevet i to udgaver",
}


def roots_words(key: ReadKey) -> str:
    """The marks of its roots, for people to compare."""
    return ", ".join(in_fours(mark_of(root.key)) for root in key.roots)


def _fetched(kit: Kit, path: Path, doing: Callable[[str], Progress]) -> Taken:
    return import_neighbour(kit, path, read=doing(f"{path.name} hentes"), checked=doing(f"{path.name} læses igennem"))
