"""The lists that the municipality handed in: people by role in calling order, and places with what stands there."""

from collections.abc import Hashable
from typing import NamedTuple

from textual.content import Content

from fieldkit.console import messages
from fieldkit.console.remedies import advised
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, PlaceLine, nothing
from fieldkit.console.staff.roster_forms import RosterForms
from fieldkit.console.words import DIM, fitted
from fieldkit.core.documents import PlaceList, RosterList, Wanted
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.facts.terms import ROLE_DA, TRANSPORT_DA, Role
from fieldkit.core.remedies import ImportRoster
from fieldkit.core.roster.roster import CRISIS_ROLES, PERSON_ROLE_DA, PLACE_KIND_DA, Person, PersonRole, Place
from fieldkit.core.views.board import place_name

PLACE_WORDS = {
    Role.SECRETARIAT: "Sekretariat",
    Role.MEETING_POINT: "Mødesteder",
    Role.INSTITUTION: "Institutioner",
}
NO_LIST = advised("Ingen liste over steder og personer.", ImportRoster())


class PersonLine(NamedTuple):
    """Key of a person: under which heading (a role, None for this place), and what edits call the row."""

    under: PersonRole | None
    row: str


class People:
    """Those of this place first, then by role."""

    tab = "Personer"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._forms = RosterForms(desk, RosterTable.PEOPLE)

    def look(self) -> Count:
        return Count()

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        roster = self._desk.kit.roster
        called = dict(zip(map(id, roster.people), self._forms.names, strict=True))
        own = roster.place(self._desk.kit.place)
        here = roster.people_at(own.slug) if own is not None else ()
        if own is not None and here:
            rows.append(Row("h:here", Content(f"Her: {own.name}"), heading=True))
            rows += [self._person(PersonLine(None, called[id(person)]), person, width) for person in here]
        for role in [*CRISIS_ROLES, *(role for role in PersonRole if role not in CRISIS_ROLES)]:
            people = roster.people_with(role.value)
            if people:
                rows.append(Row(f"h:{role}", Content(PERSON_ROLE_DA[role].capitalize()), heading=True))
                rows += [self._person(PersonLine(role, called[id(person)]), person, width) for person in people]
        return rows or nothing(NO_LIST)

    def _person(self, key: PersonLine, person: Person, width: int) -> Row:
        roster, here = self._desk.kit.roster, key.under is None
        place = roster.by_slug(person.place) if person.place else None
        facts = [PERSON_ROLE_DA[person.role]] if here else []
        facts += [TRANSPORT_DA[person.transport]] if person.transport else []
        facts += [f"for {person.stand_in_for}"] if person.stand_in_for else []
        name = fitted(person.name, 24)
        told = f"  {name} {person.phone or 'ingen telefon':<13} "
        if not here:  # under the heading of the place, the place is said already
            told += fitted(place.name if place else "", max(16, (width - 44) // 2)) + " "
        tail = fitted(", ".join(facts), max(0, width - len(told) - 1))
        return Row(key, Content.assemble(told, (tail, DIM)))

    def page(self, key: Hashable, width: int) -> tuple[str, list[Row]] | None:
        return None

    def actions(self, key: PersonLine | None, *, opened: bool, line: Hashable) -> list[Action]:
        name = Action("n", "hvem har skærmen", lambda: self._desk.post(messages.TakeOver()), enter=True)
        lists = Action("l", "nødlister", lambda: self._desk.post(messages.ShowWindow("lists")))
        return [*self._forms.actions(key.row if key is not None else ""), name, lists]

    def print_request(self, key: Hashable) -> Wanted | None:
        return RosterList()


class Places:
    """Every place with its kit, by role."""

    tab = "Steder"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._forms = RosterForms(desk, RosterTable.PLACES)

    def look(self) -> Count:
        return Count()

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        if not self._desk.kit.roster.places:
            return nothing(NO_LIST)
        for role in (Role.SECRETARIAT, Role.MEETING_POINT, Role.INSTITUTION):
            places = self._desk.kit.roster.with_role(role)
            rows.append(Row(f"h:{role}", Content(f"{PLACE_WORDS[role]} ({len(places)})"), heading=True))
            rows += [self._place(place, width) for place in places]
        return rows

    def _place(self, place: Place, width: int) -> Row:
        state, roster = self._desk.kit.state, self._desk.kit.roster
        kit = state.kits.get(place.kit) if place.kit is not None else None
        said = kit.value if kit is not None else None
        if place.kit is None:
            equipment = "kun telefon og radio" if place.node is not None else "ingen radio"
        elif said is None:
            equipment = f"kit {place.kit}, ikke hørt"
        else:
            at = place_name(said.place, roster) if said.place != place.number else "på plads"
            equipment = f"kit {place.kit} ({ROLE_DA[said.role]}), {at}"
        room = max(20, width // 3)
        facts = f"{place.number:>4}  {fitted(place.name, room)} {PLACE_KIND_DA[place.kind]:<14} "
        return Row(PlaceLine(place.number), Content.assemble(facts, (equipment, DIM)))

    def page(self, key: Hashable, width: int) -> tuple[str, list[Row]] | None:
        return None

    def actions(self, key: PlaceLine | None, *, opened: bool, line: Hashable) -> list[Action]:
        if key is None:
            return self._forms.actions("")
        show = Action("s", "vis på overblikket", lambda: self._desk.post(messages.ShowPlace(key.place)), enter=True)
        return [show, *self._forms.actions(str(key.place))]

    def print_request(self, key: Hashable) -> Wanted | None:
        return PlaceList()
