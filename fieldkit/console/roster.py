"""F7: who is who and where: the municipality's places and people, and what the other kits said of themselves."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.words import DIM, fitted
from fieldkit.core.board import place_name
from fieldkit.core.roster import CRISIS_ROLES, PERSON_ROLE_DA, PLACE_KIND_DA, TRANSPORT_DA, Person, PersonRole, Place
from fieldkit.core.terms import ROLE_DA, Role
from fieldkit.kit import Kit

PLACE_WORDS = {
    Role.SECRETARIAT: "Sekretariat",
    Role.MEETING_POINT: "Mødesteder",
    Role.INSTITUTION: "Institutioner",
}


class RosterView(Vertical):
    """People by role in calling order, or places by role; V changes between them."""

    BINDINGS = [("v", "turn", "Personer eller steder"), ("n", "name", "Skift navn")]
    world: reactive[World] = reactive(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._places = False

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="roster-title")
        yield RowList(id="people")
        yield Static("V personer eller steder · N hvem har vagten her · F8 udskriv · Esc tilbage", classes="hint")

    def enter(self) -> None:
        self.redraw()
        focus_on(self.query_one("#people", RowList))

    def back(self) -> bool:
        return False

    def print_request(self) -> tuple[str, str] | None:
        return ("roster", "")

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        width = self.content_size.width
        if not visible(self) or not width:
            return
        roster = self._kit.roster
        title = f"Steder: {len(roster.places)}" if self._places else f"Bemanding: {len(roster.people)} personer"
        if not roster.places:
            title = "Ingen liste over steder og personer: indlæs den med “fieldkit roster import”"
        self.query_one("#roster-title", Static).update(Content(title))
        rows = self._place_rows(width) if self._places else self._people_rows(width)
        self.query_one("#people", RowList).show_rows(rows)

    def _people_rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        own = self._kit.roster.place(self._kit.place)
        here = self._kit.roster.people_at(own.slug) if own is not None else ()
        if own is not None and here:
            rows.append(Row("h:here", Content(f"Her: {own.name}"), heading=True))
            rows += [self._person(f"here.{index}", person, width, role=True) for index, person in enumerate(here)]
        for role in [*CRISIS_ROLES, *(role for role in PersonRole if role not in CRISIS_ROLES)]:
            people = self._kit.roster.people_with(role.value)
            if people:
                rows.append(Row(f"h:{role}", Content(PERSON_ROLE_DA[role].capitalize()), heading=True))
                rows += [self._person(f"{role}.{index}", person, width) for index, person in enumerate(people)]
        return rows

    def _person(self, key: str, person: Person, width: int, *, role: bool = False) -> Row:
        place = self._kit.roster.by_slug(person.place) if person.place else None
        facts = [PERSON_ROLE_DA[person.role]] if role else []
        facts += [TRANSPORT_DA[person.transport]] if person.transport else []
        facts += [f"for {person.stand_in_for}"] if person.stand_in_for else []
        name = fitted(person.name, 24)
        where = fitted(place.name if place else "", max(16, (width - 44) // 2))
        told = f"  {name} {person.phone or 'ingen telefon':<13} {where} "
        tail = fitted(", ".join(facts), max(0, width - len(told) - 1))
        return Row(key, Content.assemble(told, (tail, DIM)))

    def _place_rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        for role in (Role.SECRETARIAT, Role.MEETING_POINT, Role.INSTITUTION):
            places = self._kit.roster.with_role(role)
            rows.append(Row(f"h:{role}", Content(f"{PLACE_WORDS[role]} ({len(places)})"), heading=True))
            rows += [self._place(place, width) for place in places]
        return rows

    def _place(self, place: Place, width: int) -> Row:
        kit = self._kit.state.kits.get(place.kit) if place.kit is not None else None
        said = kit.value if kit is not None else None
        if place.kit is None:
            equipment = "kun telefon og radio" if place.node is not None else "ingen radio"
        elif said is None:
            equipment = f"kit {place.kit}, ikke hørt"
        else:
            at = place_name(said.place, self._kit.roster) if said.place != place.number else "på plads"
            equipment = f"kit {place.kit} ({ROLE_DA[said.role]}), {at}"
        room = max(20, width // 3)
        facts = f"{place.number:>4}  {fitted(place.name, room)} {PLACE_KIND_DA[place.kind]:<14} "
        return Row(f"place.{place.number}", Content.assemble(facts, (equipment, DIM)))

    def action_turn(self) -> None:
        self._places = not self._places
        self.redraw()

    def action_name(self) -> None:
        self.app.push_screen(Ask("Hvem har vagten ved skærmen nu?"), self._named)

    def _named(self, name: str | None) -> None:
        if name:
            self.post_message(messages.NameChanged(name))
