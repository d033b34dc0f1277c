"""What people type in forms, as events have it: places, addressees, numbers, counts. InputError says why not."""

from fieldkit.core.bodies import MAX_COUNT, TO_ALL, RefBody
from fieldkit.core.errors import InputError
from fieldkit.core.event import Event
from fieldkit.core.names import EVERYBODY_WORDS, ROLE_WORDS, fold_name
from fieldkit.core.roster import Roster
from fieldkit.kit import Kit

GROUPS = ("alle", "sekretariatet", "mødestederne", "institutionerne")


def need(text: str, what: str) -> str:
    """The text, when there is one."""
    if not text.strip():
        raise InputError(f"{what} mangler; skriv den.")
    return text


def address_of(text: str, roster: Roster) -> int | str:
    """`alle`, a role or a place as an event has it. InputError with near names when it is none."""
    folded = fold_name(text)
    if folded in EVERYBODY_WORDS:
        return TO_ALL
    if folded in ROLE_WORDS:
        return ROLE_WORDS[folded].value
    if not folded:
        raise InputError("Skriv, hvem det er til: alle, sekretariatet, mødestederne eller et steds navn.")
    return roster.resolve(text).number


def place_of(text: str, kit: Kit) -> int:
    """A place's roster number; this kit's own for no text."""
    return kit.roster.resolve(text).number if text.strip() else kit.place


def places_of(text: str, kit: Kit) -> tuple[int, ...]:
    """Places between commas, in order."""
    return tuple(kit.roster.resolve(piece).number for piece in text.split(",") if piece.strip())


def events_of(text: str, kit: Kit) -> tuple[Event, ...]:
    """Events by their numbers, between commas or spaces."""
    return tuple(kit.find(piece) for piece in text.replace(",", " ").split())


def ref_of(text: str, kit: Kit) -> RefBody | None:
    """Points at the event with this number; None for no text."""
    return RefBody(*kit.find(text.strip()).ref) if text.strip() else None


def count_of(text: str, most: int = MAX_COUNT, least: int = 0) -> int | None:
    """A whole number; None for no text."""
    if not text.strip():
        return None
    if not text.isascii() or not text.strip().isdigit() or not least <= int(text) <= most:
        raise InputError(
            f"“{text}” er ikke et antal; skriv et helt tal fra {least} til {most}, eller lad feltet stå tomt."
        )
    return int(text)


def place_names(roster: Roster) -> list[str]:
    """What may be typed for a place, names before slugs."""
    return [place.name for place in roster.places] + [place.slug for place in roster.places]


def people_names(roster: Roster) -> list[str]:
    """Everybody on the roster once."""
    return list(dict.fromkeys(person.name for person in roster.people))


def own_name(kit: Kit) -> str:
    """The name of the place where this kit stands, "" when the roster does not know it."""
    own = kit.roster.place(kit.place)
    return own.name if own is not None else ""
