"""The calling order: whom to call next, and what came of each call."""

from collections.abc import Hashable
from enum import Enum
from functools import partial
from typing import NamedTuple

from textual.content import Content

from fieldkit.acts import activation
from fieldkit.console.remedies import advised
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, nothing
from fieldkit.console.words import BOLD, DIM, SOON, cells, clock_da, cut, fitted
from fieldkit.core.documents import ContactList, Wanted
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import CALL_RESULT_DA, CallResult
from fieldkit.core.remedies import ImportRoster
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.activation import Callee, CallSeat, NextCall, calling_order, next_call
from fieldkit.core.views.crew import role_words

_KEYS = {
    "f": (CallResult.REACHED, "fik fat i"),
    "i": (CallResult.NO_ANSWER, "intet svar"),
    "b": (CallResult.LEFT_MESSAGE, "lagt besked"),
    "s": (CallResult.STAND_IN, "stedfortræder"),
}


class CallLine(NamedTuple):
    """Key of a person in the calling order: for which seat (its role, and whose when that is another), and who."""

    role: PersonRole
    instead_of: str
    name: str


class NextCallLine(Enum):
    """Key of the line on top."""

    KEY = "next"


class Calls:
    """The next to call stands on top; one letter says what came of it."""

    tab = "Ringeliste"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seats: list[CallSeat] = []
        self._next: NextCall | None = None

    def look(self) -> Count:
        kit = self._desk.kit
        self._seats = calling_order(kit.state, kit.roster, kit.now())
        self._next = next_call(self._seats, kit.now())
        begun = any(callee.attempts for seat in self._seats for callee in seat.people)
        return Count(sum(not seat.reached for seat in self._seats) if begun or kit.state.current() else 0)

    def rows(self, width: int) -> list[Row]:
        if not self._seats:
            return nothing(advised("Listen over personer har ingen at ringe til.", ImportRoster()))
        rows = self._top(width)
        for seat in self._seats:
            rows += [self._row(seat, callee, callee is seat.people[0], width) for callee in seat.people]
        return rows

    def _top(self, width: int) -> list[Row]:
        found, now = self._next, self._desk.kit.now()
        left = sum(not seat.reached for seat in self._seats)
        if found is None:
            return [gap("h:next", "Alle pladser er nået.")]
        when = f", tidligst {clock_da(found.due_at, now=now)}" if found.due_at > now else " nu"
        again = f", forsøg {found.tried + 1}" if found.tried else ""
        phone = found.person.phone or "intet nummer"
        line = Content.assemble(
            (f"Ring til {found.person.name}, {phone}{when}{again}", SOON),
            (f"   {left} af {many_da(len(self._seats), 'plads', 'pladser')} mangler", DIM),
        )
        return [Row(NextCallLine.KEY, line), gap("g")]

    def _row(self, seat: CallSeat, callee: Callee, first: bool, width: int) -> Row:
        role = role_words(seat.role) if first else "  stedfortræder"
        mark = "NÅET" if callee.reached else "" if seat.reached else "mangler"
        tries = f"{len(callee.attempts)} forsøg" if callee.attempts else ""
        last = f" ({CALL_RESULT_DA[callee.attempts[-1].result]})" if callee.attempts and not callee.reached else ""
        duty = "på vagt" if callee.on_duty else ""
        told = ", ".join(part for part in (mark, duty, tries + last) if part)
        phone = callee.person.phone or "intet nummer"
        of_role = cells(width, 18, 24)
        of_name = max(10, min(22, width - of_role - 26))  # a narrow screen must still say “mangler” on the same row
        head = f"  {fitted(role, of_role)} {fitted(callee.person.name, of_name)} {fitted(phone, 12)} "
        style = "#7fbf7f" if callee.reached else DIM if seat.reached else ""
        told = cut(told, width - len(head))
        return Row(_key(seat, callee), Content.assemble((head, BOLD if not seat.reached else DIM), (told, style)))

    def _at(self, key: CallLine | NextCallLine | None) -> tuple[CallSeat, Callee] | None:
        """The person under the cursor; the top line is the one to call next."""
        pairs = [(seat, callee) for seat in self._seats for callee in seat.people]
        if key is NextCallLine.KEY and self._next is not None:
            name = fold_name(self._next.person.name)
            return next(((s, c) for s, c in pairs if not s.reached and fold_name(c.person.name) == name), None)
        return next(((seat, callee) for seat, callee in pairs if _key(seat, callee) == key), None)

    def page(self, key: CallLine | NextCallLine | None, width: int) -> tuple[str, list[Row]] | None:
        found = self._at(key)
        if found is None:
            return None
        seat, callee = found
        person, now = callee.person, self._desk.kit.now()
        rows = [
            fact("role", "Rolle", role_words(seat.role)),
            fact("phone", "Telefon", person.phone or "intet nummer", BOLD),
        ]
        if person.stand_in_for:
            rows.append(fact("for", "Som", f"stedfortræder for {person.stand_in_for}"))
        if person.note:
            rows.append(fact("note", "Note", person.note))
        if callee.on_duty:
            rows.append(fact("duty", "Står", "er på vagt"))
        rows.append(gap("h", f"Forsøg ({len(callee.attempts)})"))
        for one in callee.attempts:
            by = f" ved {one.by}" if one.by else ""
            text = f"  {clock_da(one.at, now=now)} {one.number:<8} {CALL_RESULT_DA[one.result]}{by} {one.note}"
            rows.append(Row(f"try.{one.number}", Content(text)))
        return person.name, rows

    def actions(self, key: CallLine | NextCallLine | None, *, opened: bool, line: Hashable) -> list[Action]:
        found = self._at(key)
        if found is None:
            return []
        return [Action(letter, word, partial(self._call, *found, result)) for letter, (result, word) in _KEYS.items()]

    def print_request(self, key: Hashable) -> Wanted | None:
        return ContactList()

    def _call(self, seat: CallSeat, callee: Callee, result: CallResult) -> None:
        """Asks first: the letters are pressed in a hurry, and what is recorded stands in the log."""
        kit, name = self._desk.kit, callee.person.name
        told = f"{name}: {CALL_RESULT_DA[result]}"

        def call(by: str) -> Event:
            return activation.note_call(kit, name, result, role=seat.role, by=by)

        self._desk.confirm(f"Notér {told}?", lambda: self._desk.act(call, f"{told} ({{number}})."))


def _key(seat: CallSeat, callee: Callee) -> CallLine:
    person = callee.person
    return CallLine(seat.role, fold_name(person.stand_in_for or ""), fold_name(person.name))
