"""Fejl: what went wrong in the last day, when it began, what to do, and when it ended or that it still stands."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from textual.content import Content

from fieldkit.console.kit_state.findings import told
from fieldkit.console.remedies import advised
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, nothing
from fieldkit.console.words import DIM, LATE, clock_da, cut
from fieldkit.core.documents import Wanted
from fieldkit.core.text.wording import how_long
from fieldkit.store.tables.status import Problem, engine_tells, read_problems, read_status

BACK_S = 24 * 3600
MOST = 500
SOURCE_DA = {
    "radio": "radio",
    "printer": "printer",
    "power": "strøm",
    "store": "disk",
    "keys": "nøgle",
    "cards": "kort",
    "vault": "nødlister",
}


class Spell(NamedTuple):
    """Faults about one thing that ended together, or still stand: the latest says how it is. One that just happened is
    alone."""

    faults: tuple[Problem, ...]
    """The latest first."""

    @property
    def latest(self) -> Problem:
        return self.faults[0]

    @property
    def key(self) -> object:
        """The same for as long as it lasts."""
        return self.latest.problem if self.latest.trouble is None else (self.latest.trouble, self.began)

    @property
    def began(self) -> int:
        return min(fault.at for fault in self.faults)


def spells(problems: Iterable[Problem]) -> list[Spell]:
    """What still stands first, then the latest first."""
    together: dict[object, list[Problem]] = {}
    for fault in problems:
        key = fault.problem if fault.trouble is None else (fault.trouble, fault.ended)
        together.setdefault(key, []).append(fault)
    found = [Spell(tuple(faults)) for faults in together.values()]
    return sorted(found, key=lambda one: (not one.latest.stands, -(one.latest.ended or one.latest.at)))


class Faults:
    """Enter opens one."""

    tab = "Fejl"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: list[Spell] = []
        self._engine_runs = False

    def look(self) -> Count:
        kit = self._desk.kit
        now = kit.now()
        self._found = spells(read_problems(kit.log, since=int(now) - BACK_S, limit=MOST))
        self._engine_runs = engine_tells(read_status(kit.log), now)
        stands = sum(one.latest.stands for one in self._found)
        return Count(stands, late=stands > 0)

    def rows(self, width: int) -> list[Row]:
        if not self._found:
            return nothing("Ingen fejl det seneste døgn.")
        when_cells = max(len(self._when(one)) for one in self._found) + 2
        return [self._row(one, when_cells, width) for one in self._found]

    def _row(self, one: Spell, when_cells: int, width: int) -> Row:
        style = LATE if one.latest.stands else ""
        return Row(
            one.key,
            Content.assemble(
                ("! " if one.latest.stands else "  ", style),
                (f"{self._when(one):<{when_cells}}", style or DIM),
                (cut(self._advised(one.latest), width - 2 - when_cells), style),
            ),
        )

    def _when(self, one: Spell) -> str:
        now = self._desk.kit.now()
        began = clock_da(one.began, now=now)
        if one.latest.trouble is None:
            return began
        return f"{began}–{clock_da(one.latest.ended, now=one.began) if one.latest.ended is not None else 'står'}"

    @staticmethod
    def _advised(fault: Problem) -> str:
        return " ".join(advised(fault.text, fault.remedy).split())

    def page(self, key: Any, width: int) -> tuple[str, list[Row]] | None:
        one = next((one for one in self._found if one.key == key), None)
        if one is None:
            return None
        now, latest = self._desk.kit.now(), one.latest
        rows = told("what", self._advised(latest), width, LATE if latest.stands else "")
        rows.append(gap("gap"))
        rows.append(fact("began", "begyndte", clock_da(one.began, now=now)))
        if latest.ended is not None:
            lasted = how_long(latest.ended - one.began)
            rows.append(fact("ended", "endte", f"{clock_da(latest.ended, now=now)}, efter {lasted}"))
        elif latest.stands:
            since = "står endnu" if self._engine_runs else "stod, da motoren standsede; om den er væk, vides ikke"
            rows.append(fact("ended", "endte", since))
        if len(one.faults) > 1:
            rows.append(gap("h:before", "Før det"))
            rows += [
                Row(("before", fault.problem), Content.assemble((f"{clock_da(fault.at, now=now)}  ", DIM), line))
                for fault in one.faults[1:]
                for line in [cut(self._advised(fault), width - 8)]
            ]
        return f"Fejl: {SOURCE_DA.get(latest.source, latest.source)}", rows

    def actions(self, key: Any, *, opened: bool, line: Any) -> list[Action]:
        return []

    def print_request(self, key: Any) -> Wanted | None:
        return None
