"""Who is on duty where since when, signing in and out, and the proposal of two teams when it lasts."""

from collections.abc import Hashable
from functools import partial
from typing import NamedTuple

from textual.content import Content

from fieldkit.acts import duty
from fieldkit.console import messages
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.questions import Ask
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, mark, nothing
from fieldkit.console.staff.shift import shift_form
from fieldkit.console.typed import own_name, people_names, person_typed, place_names, place_of
from fieldkit.console.words import BOLD, DIM, LATE, SOON, cells, clock_da, cut, fitted
from fieldkit.core.clock.age import age_s
from fieldkit.core.clock.said import happened_at
from fieldkit.core.documents import SignInSheet, Wanted
from fieldkit.core.facts.staff import Crew
from fieldkit.core.roster.roster import PERSON_ROLE_DA
from fieldkit.core.tell.staff import seat_words
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import age_da, how_long
from fieldkit.core.views.board import place_name
from fieldkit.core.views.crew import (
    Spell,
    TeamsState,
    TwoTeams,
    find_people,
    on_duty,
    role_key,
    role_words,
    spells,
    two_teams,
)


class DutyLine(NamedTuple):
    """Key of somebody on duty: where, and the name as it is compared."""

    place: int
    name: str


class Duty:
    """I signs in, U signs out, V hands over."""

    tab = "På vagt"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._spells: list[Spell] = []
        self._teams = TwoTeams(TeamsState.NOT_YET, None, ())

    def look(self) -> Count:
        kit, now = self._desk.kit, self._desk.kit.now()
        self._spells = sorted(on_duty(kit.state, now), key=lambda spell: spell.place != kit.place)  # ours first
        self._teams = two_teams(kit.state, kit.roster, now)
        return Count(len(self._spells), any(spell.long for spell in self._spells))

    def rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        place = -1
        for spell in self._spells:
            if spell.place != place:
                place = spell.place
                name = place_name(place, self._desk.kit.roster)
                rows.append(gap(f"h:{place}", f"Her: {name}" if place == self._desk.kit.place else name))
            rows.append(self._row(spell, width))
        rows = rows or nothing("Ingen er meldt på vagt. I melder den første ind.")
        return [*rows, *self._team_rows(width)]

    def _row(self, spell: Spell, width: int) -> Row:
        now = self._desk.kit.now()
        since = clock_da(spell.since, sure=spell.time_sure, now=now)
        time = f"siden {since} ({age_da(age_s(spell.since, now))})"
        also = ", ".join(place_name(place, self._desk.kit.roster) for place in spell.elsewhere)
        head = f"{fitted(spell.name, 23)} {fitted(role_words(spell.role) or 'uden rolle', cells(width, 17, 24))} "
        tail = cut(f" også {also}" if also else "", width - len(head) - len(time) - 2)
        late = mark(spell.long or bool(also))
        return Row(_key(spell), Content.assemble(late, (head, BOLD), (time, LATE if spell.long else ""), (tail, LATE)))

    def _team_rows(self, width: int) -> list[Row]:
        teams, now = self._teams, self._desk.kit.now()
        if teams.state is TeamsState.NOT_YET or teams.at is None:
            return []
        when = clock_da(teams.at, now=now)
        told = f"Hændelsen har snart varet et døgn ({when}): find hold 2 nu"
        if teams.state is TeamsState.NOW:
            told = f"Hændelsen har varet et døgn ({when}): del staben i to hold"
        rows = [gap("h:teams"), Row("h:teams2", Content.assemble((told, SOON)), heading=True)]
        for seat in teams.seats:
            first, second = seat_words(seat)
            role = fitted(role_words(seat.role), cells(width, 18, 24))
            text = f"  {role} hold 1: {fitted(first, 22)} hold 2: {second}"
            rows.append(Row(f"team.{seat.role}", Content(cut(text, width)), heading=True))
        return rows

    def _at(self, key: DutyLine | None) -> Spell | None:
        return next((spell for spell in self._spells if _key(spell) == key), None)

    def page(self, key: DutyLine | None, width: int) -> tuple[str, list[Row]] | None:
        spell = self._at(key)
        if spell is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        rows = [
            fact("role", "Rolle", role_words(spell.role) or "uden rolle"),
            fact("place", "Sted", place_name(spell.place, kit.roster)),
            fact("since", "På vagt", f"siden {clock_da(spell.since, sure=spell.time_sure, now=now)}, {spell.number}"),
        ]
        if spell.long:
            rows.append(fact("long", "Bør afløses", f"efter {how_long(age_s(spell.since, now) or 0)}", LATE))
        if spell.elsewhere:
            names = ", ".join(place_name(place, kit.roster) for place in spell.elsewhere)
            rows.append(fact("also", "Også på", f"{names}: er det samme person, så meld ud der", LATE))
        for person in find_people(spell.name, kit.roster):
            text = f"{role_words(person.role)}, {person.phone or 'intet nummer'}"
            rows.append(fact(f"person.{person.role}", "På listen", text))
        before = [one for one in spells(kit.state, now) if fold_name(one.name) == fold_name(spell.name) and one.until]
        if before:
            rows.append(gap("h", "Før i denne hændelse"))
        for index, one in enumerate(before):
            until = clock_da(one.until or 0, now=now)
            text = (
                f"  {clock_da(one.since, now=now)}-{until}  {role_words(one.role)}, {place_name(one.place, kit.roster)}"
            )
            rows.append(Row(f"before.{index}", Content.assemble((text, DIM))))
        return spell.name, rows

    def actions(self, key: DutyLine | None, *, opened: bool, line: Hashable) -> list[Action]:
        made = [] if opened else [Action("i", "meld ind", self._sign_in)]
        lists = [] if opened else [Action("l", "nødlister", partial(self._desk.post, messages.ShowWindow("lists")))]
        spell = self._at(key)
        if spell is None:
            return [*made, *lists]
        return [
            *made,
            Action("u", "meld ud", lambda: self._sign_out(spell)),
            Action("v", "vagtskifte", lambda: shift_form(self._desk, spell)),
            *lists,
        ]

    def print_request(self, key: Hashable) -> Wanted | None:
        return SignInSheet()

    def _sign_in(self) -> None:
        kit = self._desk.kit
        names = people_names(kit.roster)
        fields = (
            Field("name", "Navn", names=names),
            Field("role", "Rolle", hint="tomt: som på listen", names=list(PERSON_ROLE_DA.values())),
            Field("place", "Sted", own_name(kit), names=place_names(kit.roster)),
            Field("since", "Siden", hint="14.30; tomt: nu"),
        )

        def read(values: Values) -> Deed[Crew]:
            name, role = person_typed(values["name"], names), role_key(values["role"])
            since, place = happened_at(values["since"], kit.now()), place_of(values["place"], kit)
            return lambda kit, by: duty.sign_in(kit, name, place=place, role=role, since=since, by=by)

        self._desk.form("sign-in", "Hvem møder?", fields, read, "Meldt på vagt ({number}).")

    def _sign_out(self, spell: Spell) -> None:
        def out(text: str) -> None:
            kit = self._desk.kit
            at = happened_at(text, kit.now())
            done = f"{spell.name} er gået af vagt ({{number}})."
            self._desk.act(lambda by: duty.sign_out(kit, spell, at=at, by=by), done)

        check = self._desk.kit.now()
        question = f"Hvornår gik {spell.name} af vagt? (14.30; tomt: nu)"
        self._desk.ask(Ask(question, may_be_empty=True, check=lambda text: happened_at(text, check)), out)


def _key(spell: Spell) -> DutyLine:
    return DutyLine(spell.place, fold_name(spell.name))
