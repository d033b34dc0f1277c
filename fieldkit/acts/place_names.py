"""Recording what the places are called: in the log itself, so that whoever reads it later needs no list of this day.

The kit that starts an incident records all names, and whoever changes the lists while it runs those that changed. No
kit records anything because it has other lists than another.
"""

from collections.abc import Iterator
from contextlib import suppress

from fieldkit.acts.whole import whole
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.body import NAME_CHARS
from fieldkit.core.facts.roster import MAX_NAMED, PLACE_NAME, PlaceNames
from fieldkit.core.state.place_names import MUNICIPALITY, municipality_text
from fieldkit.core.text.clean import one_line
from fieldkit.kit import Kit


def record(kit: Kit, incident: int) -> None:
    """Record the names that the log does not have for this incident yet; nothing when it has all. A disk that is full
    hinders nobody: the incident runs, and the names come with the next change of the lists."""
    if kit.is_rehearsal:
        return
    with suppress(StoreError):
        for body in list(_unsaid(kit, incident)):
            kit.record(body, incident=incident)


def record_changed(kit: Kit) -> None:
    """The same for the incident that runs, when one does."""
    if incident := kit.state.current():
        record(kit, incident)


def _unsaid(kit: Kit, incident: int) -> Iterator[PlaceNames]:
    said = kit.state.place_names
    code, name = kit.config.municipality, one_line(kit.config.municipality_name, NAME_CHARS)
    whose = municipality_text(code, name)
    names = {place.number: PLACE_NAME.kept(place.name) for place in kit.roster.places}
    known = {place: latest.value for (tag, place), latest in said.items() if tag == incident}
    new = sorted(place for place, called in names.items() if called and known.get(place) != called)
    groups = [new[at : at + MAX_NAMED] for at in range(0, len(new), MAX_NAMED)]
    if not groups and whose and known.get(MUNICIPALITY) != whose:
        groups = [[]]
    for group in groups:
        yield whole(PlaceNames)({place: names[place] for place in group}, code, name)
