"""Choosing what a journal holds, as a person says it: an incident by its name, a place, a person's name."""

from collections.abc import Iterator

from fieldkit.acts import typed
from fieldkit.acts.evaluation import incident_meant
from fieldkit.acts.ready import ended_last
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.names import fold_name
from fieldkit.kit import Kit
from fieldkit.resync.journal import FORMATS, Journal
from fieldkit.resync.journal.choice import Choice
from fieldkit.store.tables.done import Done, note_done


def choice(kit: Kit, *, incident: str = "", place: str = "", person: str = "", personal: bool = True) -> Choice:
    """What was asked for; an empty text asks for nothing. `incident`: as in `evaluation.incident_meant`, or the four
    hexadecimal digits of its tag, as earlier versions told. InputError as there, and as `typed.place`."""
    return Choice(
        incident=_incident(kit, incident) if typed.is_said(incident) else None,
        place=_place(kit, place) if typed.is_said(place) else 0,
        person=typed.name(person) if typed.is_said(person) else "",
        personal=personal,
    )


def journal_of(kit: Kit, chosen: Choice, roster: Roster | None = None) -> Journal:
    """The merged journal, with names of places as `roster` has them; what this kit has written is signed first."""
    if not kit.log.read_only:
        kit.sign()
    return Journal(kit.reading.events, kit.standings(), roster=roster, choice=chosen, is_apart=kit.is_apart)


def pieces_of(journal: Journal, form: str) -> Iterator[bytes]:
    """It in one of the forms of `FORMATS`."""
    return (piece.encode() for piece in FORMATS[form](journal))


def note_filed(kit: Kit, chosen: Choice) -> None:
    """A whole journal lies in a file: of all there is, or of the incident that ended last."""
    whole = Choice(incident=chosen.incident)
    if chosen == whole and chosen.incident in (None, ended_last(kit)):
        note_done(kit.log, Done.JOURNAL, kit.now())


def _incident(kit: Kit, text: str) -> int:
    by_tag = [tag for tag in kit.state.incidents if f"{tag:04x}" == fold_name(text)]
    return by_tag[0] if by_tag else incident_meant(kit, text)


def _place(kit: Kit, text: str) -> int:
    number = text.strip()
    if number.isascii() and number.isdigit() and 0 < int(number) <= 0xFFFF:
        return int(number)  # also one that is on no list any more
    return typed.place(text, kit.roster)
