"""Eftersyn: the kit looked through, beside the screen; what was found stands there as it is found, the worst first."""

from functools import partial
from typing import Any

from textual.content import Content

from fieldkit.acts.checkup import CHECK_DA, Finding, Verdict, examine
from fieldkit.console.kit_state import findings
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, gap
from fieldkit.console.words import DIM, clock_da
from fieldkit.core.documents import Wanted

WHAT_DA = "Ser disken, listerne, nøglerne, urene og enhederne efter. Det tager lidt, og skærmen virker imens."


class Checkup:
    """E begins; Enter on what was found opens the whole of it."""

    tab = "Eftersyn"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: list[Finding] = []
        self._busy = False
        self._done_at: float | None = None

    def look(self) -> Count:
        bad = [one for one in self._found if one.state in (Verdict.FAULT, Verdict.WARNING)]
        return Count(len(bad), any(one.state is Verdict.FAULT for one in bad))

    def rows(self, width: int) -> list[Row]:
        order = sorted(enumerate(self._found), key=lambda pair: (findings.ORDER.index(pair[1].state), pair[0]))
        rows = [findings.line(nth, found, width) for nth, found in order]
        if self._busy:
            return [gap("h:busy", f"Ser kittet efter … {len(self._found)} ting set"), *rows]
        begin = Row("begin", Content("Se kittet efter nu (E)"))
        if self._done_at is None:
            return [begin, *(Row(row.key, row.text, heading=True) for row in findings.told("h", WHAT_DA, width, DIM))]
        when = clock_da(self._done_at, now=self._desk.kit.now())
        return [gap("h:done", f"Set efter kl. {when}"), *rows, begin]

    def page(self, key: Any, width: int) -> tuple[str, list[Row]] | None:
        if not isinstance(key, int) or key >= len(self._found):
            return None
        found = self._found[key]
        return f"Eftersyn: {CHECK_DA[found.check]}", findings.page(found, width)

    def actions(self, key: Any, *, opened: bool, line: Any) -> list[Action]:
        if self._busy:
            return []
        return [Action("e", "se kittet efter", self._begin, enter=key == "begin" or not self._found)]

    def print_request(self, key: Any) -> Wanted | None:
        return None

    def _begin(self) -> None:
        if self._busy:
            return
        self._busy, self._found = True, []
        self._desk.show_again()
        self._desk.beside(self._examine)

    def _examine(self) -> None:
        """In a thread of its own."""
        kit = self._desk.kit
        try:
            for found in examine(kit.home.folder, now=kit.own_clock):
                self._desk.from_beside(partial(self._found.append, found))
        except BaseException:  # what was not seen is not well
            self._busy = False
            raise
        self._desk.from_beside(self._done)

    def _done(self) -> None:
        self._busy, self._done_at = False, self._desk.kit.now()
        bad = self.look().many
        self._desk.say(f"Kittet er set efter: {f'{bad} ting at se på.' if bad else 'intet at se på.'}")
