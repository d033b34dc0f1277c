"""Editing the lists while the crisis runs: change, add and remove a person or a place, each edit a fact in the log."""

from collections.abc import Callable, Sequence

from fieldkit.acts import roster as acts
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.sheets import Action, Desk
from fieldkit.console.typed import place_names, place_typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.roster import RosterEdit, RosterTable
from fieldkit.core.facts.terms import TRANSPORT_DA
from fieldkit.core.roster.edits import FIXED, TableRow, columns_of, row_name
from fieldkit.core.roster.roster import PERSON_ROLE_DA, PLACE_KIND_DA, Roster

WORDS = {RosterTable.PEOPLE: "en person", RosterTable.PLACES: "et sted"}
LABELS = {"stedfortræder for": "afløser for", "bredde": "breddegrad", "længde": "længdegrad"}
HINTS = {
    "telefon": "00 00 00 00",
    "rækkefølge": "1 ringes først op",
    "kortnavn": "ny-skole: små bogstaver og bindestreg",
    "radio": "!0a0f0001",
    "radionavn": "højst fire tegn",
    "bredde": "55,6761",
    "længde": "12,5683",
    "kit": "nummeret, hvis stedet har et kit",
}
BEGIN = {RosterTable.PEOPLE: "telefon", RosterTable.PLACES: "adresse"}
"""What is put right most often has the cursor first."""
HIDDEN = ("nøgle",)
"""44 letters that nobody types; they come with the files."""


class RosterForms:
    """R changes, T adds, X removes. `name` is what edits call the row, empty for none."""

    def __init__(self, desk: Desk, table: RosterTable) -> None:
        self._desk = desk
        self._table = table

    @property
    def names(self) -> list[str]:
        """What edits call the rows, in the order of what the roster has of them."""
        return [row.name for row in self._desk.kit.library.rows(self._table)]

    def actions(self, name: str) -> list[Action]:
        """The letters; without a row only adding."""
        add = Action("t", f"tilføj {WORDS[self._table]}", self._add)
        if not name:
            return [add]
        return [Action("r", "ret", lambda: self._change(name)), add, Action("x", "fjern", lambda: self._remove(name))]

    def _row(self, name: str) -> TableRow | None:
        """The row as it stands now: somebody may have removed it since the list was drawn."""
        row = next((row for row in self._desk.kit.library.rows(self._table) if row.name == name), None)
        if row is None:
            self._desk.say(f"“{name}” står ikke på listen mere; se den igen.", fault=True)
        return row

    def _change(self, name: str) -> None:
        row = self._row(name)
        if row is None:
            return
        columns = [column for column in columns_of(self._table) if column not in (*HIDDEN, FIXED.get(self._table))]

        def read(values: Values) -> Deed[RosterEdit]:
            changed = {column: self._cell(column, values[_key(column)]) for column in columns}
            cells: dict[str, str] = {c: text for c, text in changed.items() if text != row.cells[c]}
            if not cells:
                raise InputError("Intet er ændret endnu; ret et felt, eller luk med Esc.")
            return lambda kit, by: acts.change(kit, self._table, row.name, cells, by)

        # a draft written over other cells than these would take back what somebody else changed meanwhile
        draft = f"change.{row.name}.{'.'.join(row.cells.values())}"
        self._form(draft, f"Ret {row.cells['navn']}", columns, row.cells, read)

    def _add(self) -> None:
        columns = [column for column in columns_of(self._table) if column not in HIDDEN]

        def read(values: Values) -> Deed[RosterEdit]:
            cells = {column: self._cell(column, values[_key(column)]) for column in columns}
            said: dict[str, str] = {column: text for column, text in cells.items() if text}
            if not row_name(self._table, cells):
                raise InputError("Skriv først, hvem eller hvad det er.")
            return lambda kit, by: acts.add(kit, self._table, said, by)

        self._form("add", f"Tilføj {WORDS[self._table]}", columns, {}, read, done="Tilføjet, noteret som {number}.")

    def _remove(self, name: str) -> None:
        row = self._row(name)
        if row is None:
            return
        kit, called = self._desk.kit, row.cells["navn"]

        def remove() -> None:
            done = f"{called} er fjernet fra listen, noteret som {{number}}."
            self._desk.act(lambda by: acts.remove(kit, self._table, row.name, by), done)

        self._desk.confirm(f"Fjern {called} fra listen på alle kits?", remove)

    def _form(
        self,
        name: str,
        title: str,
        columns: Sequence[str],
        cells: dict[str, str],
        read: Callable[[Values], Deed[RosterEdit]],
        *,
        done: str = "Rettet, noteret som {number}.",
    ) -> None:
        roster = self._desk.kit.roster
        fields = [
            Field(
                _key(column),
                LABELS.get(column, column).capitalize(),
                cells.get(column, ""),
                hint=HINTS.get(column, ""),
                names=self._names(column, roster),
            )
            for column in columns
        ]
        self._desk.form(
            f"roster.{self._table}.{name}",
            title,
            fields,
            read,
            done,
            begin=BEGIN[self._table] if cells else "",
            check=lambda event: acts.check(self._desk.kit, event.body),
        )

    def _names(self, column: str, roster: Roster) -> Sequence[str]:
        """What is suggested in a field."""
        if column == "rolle":
            return list(PERSON_ROLE_DA.values())
        if column == "type":
            return list(PLACE_KIND_DA.values())
        if column == "transport":
            return list(TRANSPORT_DA.values())
        if column in ("sted", "mødested"):
            return place_names(roster)
        return ()

    def _cell(self, column: str, text: str) -> str:
        """What the file would have in this cell: people write a place's name, the tables have its short name."""
        if column in ("sted", "mødested") and text:
            return place_typed(text, self._desk.kit.roster).slug
        return text


def _key(column: str) -> str:
    """A column as the name of a field: letters only."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in column)
