"""Choosing what a journal holds, as a person says it: an incident by its name, a place, a person's name."""

from fieldkit.acts import typed
from fieldkit.acts.evaluation import incident_meant
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit
from fieldkit.resync.journal.choice import Choice


def choice(kit: Kit, *, incident: str = "", place: str = "", person: str = "", personal: bool = True) -> Choice:
    """What was asked for; an empty text asks for nothing. `incident`: as in `evaluation.incident_meant`, or the four
    hexadecimal digits of its tag, as earlier versions told. InputError as there, and as `typed.place`."""
    return Choice(
        incident=_incident(kit, incident) if typed.is_said(incident) else None,
        place=_place(kit, place) if typed.is_said(place) else 0,
        person=typed.name(person) if typed.is_said(person) else "",
        personal=personal,
    )


def _incident(kit: Kit, text: str) -> int:
    by_tag = [tag for tag in kit.state.incidents if f"{tag:04x}" == fold_name(text)]
    return by_tag[0] if by_tag else incident_meant(kit, text)


def _place(kit: Kit, text: str) -> int:
    number = text.strip()
    if number.isascii() and number.isdigit() and 0 < int(number) <= 0xFFFF:
        return int(number)  # also one that is on no list any more
    return typed.place(text, kit.roster)
