"""Choosing what a journal holds, as a person says it: an incident by its name, a place, a person's name."""

from fieldkit.acts import typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import named
from fieldkit.kit import Kit
from fieldkit.resync.journal.choice import Choice


def choice(kit: Kit, *, incident: str = "", place: str = "", person: str = "", personal: bool = True) -> Choice:
    """What was asked for; an empty text asks for nothing. `incident`: a name, or the four hexadecimal digits of its
    tag. InputError when no incident here is called so, when several are, and as `typed.place`."""
    return Choice(
        incident=_incident(kit, incident) if typed.is_said(incident) else None,
        place=_place(kit, place) if typed.is_said(place) else 0,
        person=typed.name(person) if typed.is_said(person) else "",
        personal=personal,
    )


def _incident(kit: Kit, text: str) -> int:
    known = {tag: (one.name.value or "") for tag, one in kit.state.incidents.items()}
    found = [tag for tag, name in known.items() if fold_name(text) in (fold_name(name), f"{tag:04x}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"Flere hændelser hedder “{text}”; skriv i stedet et af deres tal: "
            f"{', '.join(f'{tag:04x}' for tag in sorted(found))}."
        )
    told = named([f"“{_called(tag, name)}”" for tag, name in sorted(known.items())])
    raise InputError(f"Ingen hændelse hedder “{text}”{f'; her er {told}' if told else ' her'}.")


def _called(tag: int, name: str) -> str:
    return name or f"{tag & ~EXERCISE_BIT:04x}"


def _place(kit: Kit, text: str) -> int:
    number = text.strip()
    if number.isascii() and number.isdigit() and 0 < int(number) <= 0xFFFF:
        return int(number)  # also one that is on no list any more
    return typed.place(text, kit.roster)
