"""The lists of a municipality as its events tell them, for whoever has none of its files: what places are called, and
the places and resources that were added since its files were handed in. Never people.
"""

from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import Stamp
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.edits import edited_roster
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.state.roster import standing_edits

_TOLD = (RosterTable.PLACES, RosterTable.RESOURCES)


def roster_told(state: State) -> Roster:
    """What a reader without the files can know of them; places that no event names stay numbers."""
    edited = edited_roster({}, [edit for edit in standing_edits(state.roster) if edit.body.table in _TOLD]).roster
    seats = {
        said.value.place
        for said in state.kits.values()
        if said.value is not None and said.value.role is Role.SECRETARIAT
    }
    added = {place.number: place for place in edited.places}
    named = {
        number: Place(
            number=number,
            slug=f"sted-{number}",
            name=name,
            kind=PlaceKind.SECRETARIAT if number in seats else PlaceKind.OTHER,
        )
        for number, name in _names(state).items()
        if number not in added
    }
    places = sorted((*added.values(), *named.values()), key=lambda place: place.number)
    return Roster(places=tuple(places), resources=edited.resources)


def _names(state: State) -> dict[int, str]:
    """By place: what it was called last, in the incident that runs before any other."""
    current = state.current()
    last: dict[int, tuple[bool, Stamp, str]] = {}
    for (tag, place), said in state.place_names.items():
        if 0 < place < UNKNOWN_PLACE and said.stamp is not None and said.value:
            last[place] = max(last.get(place, (False, said.stamp, "")), (tag == current, said.stamp, said.value))
    return {place: name for place, (_, _, name) in last.items()}
