"""What the screen takes beside what `acts.typed` does: the beginning of a name, nothing at all for this place, several
with commas between; and what to type for a place or an addressee. InputError says why not."""

from collections.abc import Iterable

from fieldkit.acts import typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import ADDRESS_WORDS, ADDRESSED_DA, Topic
from fieldkit.core.roster.roster import Place, Roster
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit

GROUPS = tuple(ADDRESSED_DA.values())
_NAMED_AT_MOST = 3
"""Places that a sentence names before it says how many more there are."""


def place_typed(text: str, roster: Roster) -> Place:
    """The place that is meant, as `Roster.resolve` has it, or the only one whose name begins so. InputError
    when there is none such or several."""
    try:
        return roster.resolve(text)
    except InputError as error:
        folded = fold_name(text)
        begun = places_begun(folded, roster)
        if len(begun) == 1:
            return begun[0]
        if begun and all(fold_name(place.name) != folded for place in begun):
            raise InputError(f"“{text.strip()}” kan være {_named(begun)}: skriv lidt mere af navnet.") from error
        raise


def places_begun(folded: str, roster: Roster) -> list[Place]:
    """Places whose name or slug begins so; if none does, those with a later word of the name that does."""
    if not folded:
        return []
    first = [p for p in roster.places if fold_name(p.name).startswith(folded) or fold_name(p.slug).startswith(folded)]
    return first or [place for place in roster.places if f" {folded}" in f" {fold_name(place.name)}"]


def _named(places: list[Place]) -> str:
    names = [place.name for place in places]
    if len(names) > _NAMED_AT_MOST + 1:
        names = [*names[:_NAMED_AT_MOST], f"{len(names) - _NAMED_AT_MOST} andre"]
    return f"{', '.join(names[:-1])} eller {names[-1]}"


def place_word(place: Place, roster: Roster) -> str:
    """What to type for a place: its name, or its slug when others have the same name."""
    alike = [other for other in roster.places if fold_name(other.name) == fold_name(place.name)]
    return place.name if len(alike) < 2 else place.slug


def address_word(to: int | str, roster: Roster) -> str:
    """What to type for an addressee that an event has."""
    if isinstance(to, str):
        return ADDRESSED_DA.get(to, to)
    place = roster.place(to)
    return place_word(place, roster) if place is not None else str(to)


def address_of(text: str, roster: Roster) -> int | str:
    """`alle`, a role or a place as an event has it, or the only one that begins so. InputError when it is none."""
    folded = fold_name(text)
    if not folded:
        raise InputError("Skriv, hvem det er til: alle, sekretariatet, mødestederne eller et steds navn.")
    if folded in ADDRESS_WORDS:
        return typed.addressee(text, roster)
    groups = [group for group in GROUPS if fold_name(group).startswith(folded)]
    if len(groups) == 1 and not any(fold_name(place.name).startswith(folded) for place in roster.places):
        return typed.addressee(groups[0], roster)
    return place_number(text, roster)


def place_number(text: str, roster: Roster) -> int:
    """As `acts.typed.place`, or the only one whose name begins so."""
    return typed.place(text, roster, known=place_typed)


def place_of(text: str, kit: Kit) -> int:
    """A place's roster number; this kit's own for no text."""
    return place_number(text, kit.roster) if text.strip() else kit.place


def topic_of(text: str) -> Topic | None:
    """One of the eleven points; None for no text."""
    return typed.word(typed.TOPICS, text, "et af de elleve punkter", may_be_empty=True) if text else None


def places_of(text: str, kit: Kit) -> tuple[int, ...]:
    """Places between commas, in order."""
    return tuple(place_number(piece, kit.roster) for piece in text.split(",") if piece.strip())


def events_of(text: str, kit: Kit) -> tuple[Event, ...]:
    """Events by their numbers, between commas or spaces."""
    return tuple(kit.find(piece) for piece in text.replace(",", " ").split())


def place_names(roster: Roster) -> list[str]:
    """What may be typed for a place, names before slugs."""
    return [place.name for place in roster.places] + [place.slug for place in roster.places]


def people_names(roster: Roster) -> list[str]:
    """Everybody on the roster once."""
    return list(dict.fromkeys(person.name for person in roster.people))


def person_typed(text: str, names: Iterable[str]) -> str:
    """The only one of `names` with this word in it, so that a surname alone is enough; else the text as it stands."""
    words = fold_name(text)
    alike = dict.fromkeys(name for name in names if words and f" {words} " in f" {fold_name(name)} ")
    return next(iter(alike)) if len(alike) == 1 else text


def own_name(kit: Kit) -> str:
    """The name of the place where this kit stands, "" when the roster does not know it."""
    own = kit.roster.place(kit.place)
    return own.name if own is not None else ""
