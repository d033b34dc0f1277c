"""Numbers and names that change hands between two rosters while events use them: each would say something else of them.

A number is what events keep of a place, a kit, a radio and a step of the ladder; what it is called comes from the
roster of the one who reads. So nobody gives a used number to another without being told.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from fieldkit.core.facts.uses import Used
from fieldkit.core.roster.roster import Person, Place, Roster, node_id
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import log_lines_da


class Handed(StrEnum):
    """What changes hands."""

    PLACE = "place"
    NUMBER = "number"
    KIT = "kit"
    NODE = "node"
    LEVEL = "level"
    PERSON = "person"
    PHONE = "phone"


class Change(msgspec.Struct, frozen=True):
    """Something that events use, whose it was and whose it would become ("" for nobody's). `place`: the number of the
    place whose row says so, 0 for none."""

    sort: Handed
    what: str
    was: str
    now: str
    events: int
    place: int = 0

    def __str__(self) -> str:
        many = log_lines_da(self.events)
        match self.sort:
            case Handed.PERSON:
                return f"{self.was} er nævnt i {many} og står ikke på listen mere."
            case Handed.PHONE:
                return f"telefon {self.what} hører til {self.was}, som er nævnt i {many}, og ville høre til {self.now}."
            case Handed.PLACE | Handed.LEVEL:
                after = f"ville komme til at hedde {self.now}" if self.now else "ville forsvinde"
                return f"{self.what} er {self.was} i {many} og {after}."
            case Handed.NUMBER:
                return f"{self.was} er {self.what} og ville blive {self.now}: numre går i luften, mens hændelsen kører."
            case Handed.KIT | Handed.NODE:
                return f"{self.what} hører til {self.was}, som er brugt i {many}, og ville høre til {self.now}."


def changed_hands(before: Roster, after: Roster, used: Used) -> list[Change]:
    """What events use and would mean something else with `after` than with `before`, the places first."""
    return [change for look in (_places, _kits, _nodes, _levels) for change in look(before, after, used)]


def renumbered(before: Roster, after: Roster, used: Used) -> list[Change]:
    """Places that get another number, but for those of `changed_hands`: the other kits go on saying the old one."""
    pairs = [(was, after.by_slug(was.slug)) for was in before.places if not used.places[was.number]]
    return [
        Change(Handed.NUMBER, f"sted {was.number}", was.name, f"sted {now.number}", 0, now.number)
        for was, now in pairs
        if now is not None and now.number != was.number
    ]


def is_same_place(a: Place, b: Place) -> bool:
    """Whether two rows of one number are one place: what people call it is the same, and what commands call it."""
    return a.slug == b.slug and fold_name(a.name) == fold_name(b.name)


def with_former(before: Roster, former: Iterable[Place], after: Roster) -> Roster:
    """`before` with those of the former places whose numbers stand free in it and are given out `after`."""
    known = {
        place.number: place for place in former if before.place(place.number) is None and after.place(place.number)
    }
    return msgspec.structs.replace(before, places=(*before.places, *known.values()))


def _places(before: Roster, after: Roster, used: Used) -> Iterator[Change]:
    for was in before.places:
        now = after.place(was.number)
        if used.places[was.number] and (now is None or not is_same_place(was, now)):
            new = "" if now is None else _called(now, was)
            yield Change(Handed.PLACE, f"sted {was.number}", was.name, new, used.places[was.number], was.number)


def _called(now: Place, was: Place) -> str:
    return now.name if fold_name(now.name) != fold_name(was.name) else f"{now.name} ({now.slug})"


def _kits(before: Roster, after: Roster, used: Used) -> Iterator[Change]:
    for was in before.places:
        now = after.by_kit(was.kit) if was.kit is not None else None
        if now is not None and not is_same_place(was, now) and used.kits[was.kit or 0]:
            yield Change(Handed.KIT, f"kit {was.kit}", was.name, now.name, used.kits[was.kit or 0], now.number)


def _nodes(before: Roster, after: Roster, used: Used) -> Iterator[Change]:
    for was in before.places:
        now = after.by_node(was.node) if was.node is not None else None
        events = used.places[was.number] + used.nodes[was.node or 0]
        if was.node is not None and now is not None and not is_same_place(was, now) and events:
            yield Change(Handed.NODE, f"radio {node_id(was.node)}", was.name, now.name, events, now.number)


def _levels(before: Roster, after: Roster, used: Used) -> Iterator[Change]:
    for was in before.levels:
        now = after.level(was.level)
        if used.levels[was.level] and (now is None or fold_name(now.name) != fold_name(was.name)):
            new = now.name if now else ""
            yield Change(Handed.LEVEL, f"niveau {was.level}", was.name, new, used.levels[was.level])


def changed_people(before: Roster, after: Roster, used: Used) -> list[Change]:
    """People whom the incident names and who are gone, and numbers to ring that went from one of them to another: as
    when one column was sorted without the others."""
    names = {fold_name(person.name) for person in after.people}
    gone = {fold_name(person.name): person for person in before.people if fold_name(person.name) not in names}
    found = [
        Change(Handed.PERSON, "", person.name, "", used.people[name])
        for name, person in gone.items()
        if used.people[name]
    ]
    return [*found, *_phones(before, after, used)]


def _phones(before: Roster, after: Roster, used: Used) -> Iterator[Change]:
    owners = _owners(before)
    new = _owners(after)
    for digits, people in owners.items():
        taken = new.get(digits, {})
        for name, person in people.items():
            other = next((one for key, one in taken.items() if key not in people), None)
            if used.people[name] and other is not None and name not in taken:
                yield Change(Handed.PHONE, person.phone, person.name, other.name, used.people[name])


def _owners(roster: Roster) -> dict[str, dict[str, Person]]:
    """Who has which number to ring, by its digits and by folded name."""
    found: dict[str, dict[str, Person]] = {}
    for person in roster.people:
        digits = "".join(filter(str.isdigit, person.phone))
        if digits:
            found.setdefault(digits, {})[fold_name(person.name)] = person
    return found
