"""The rounds of reports: who has reported for this one and who has not; how they are begun, changed and ended."""

from collections.abc import Hashable, Sequence
from functools import partial

from textual.content import Content

from fieldkit.acts import rounds
from fieldkit.console import messages
from fieldkit.console.form import Field, Values
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap, mark, nothing
from fieldkit.console.tasks.now import ask_all
from fieldkit.console.words import BOLD, DIM, LATE, clock_da, cut, fitted
from fieldkit.core.ask.proposal import AskNeighbour, Remind
from fieldkit.core.ask.proposals import REMINDER
from fieldkit.core.clock.said import next_turn
from fieldkit.core.documents import BoardPicture, Wanted
from fieldkit.core.errors import InputError
from fieldkit.core.facts.work import MAX_ROUND_HOURS, SILENCE_STEP_DA, Round, SilenceStep
from fieldkit.core.text.wording import long_ago
from fieldkit.core.views.board import place_name
from fieldkit.core.views.rounds import RoundPlan, RoundRow, make_rounds, round_plan

NAME_CELLS = 24


class Rounds:
    """N begins or changes the rounds, X ends them, S asks all who have not reported."""

    tab = "Runde"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._plan: RoundPlan | None = None
        self._rows: list[RoundRow] = []

    def look(self) -> Count:
        kit = self._desk.kit
        tag = kit.state.current()
        self._plan = round_plan(kit.state, tag)
        self._rows = make_rounds(kit.state, kit.roster, kit.now(), tag)
        return Count(sum(row.late for row in self._rows), any(row.silent for row in self._rows))

    @property
    def _missing(self) -> list[RoundRow]:
        """Who has not reported though its turn has come; silent ones first."""
        return [row for row in self._rows if row.due]

    def rows(self, width: int) -> list[Row]:
        kit, plan = self._desk.kit, self._plan
        if plan is None:
            if not kit.state.current():
                return nothing("Ingen hændelse er i gang: der er ingen runde at melde i.")
            return nothing("Faste meldinger er aflyst. N begynder dem igen.")
        now, missing = kit.now(), self._missing
        whose = f"{plan.number}{f', {plan.by}' if plan.by else ''}" if plan.number else "det sædvanlige; N ændrer det"
        head = f"Alle melder hver {plan.every_s // 3600}. time fra kl. {clock_da(plan.first_at, now=now)} ({whose})"
        found = [gap("h:plan", cut(head, width))]
        begun = [row for row in self._rows if row.slot_at is not None]
        if not begun:
            return [*found, gap("h:first", "Første runde er ikke begyndt; her er, hvornår hvert sted skal melde."),
                    *(self._row(row, width) for row in self._rows)]  # fmt: skip
        done = [row for row in begun if not row.due]
        late = sum(row.late for row in missing)
        over = f", {late} over tiden" if late else ""
        found.append(gap("h:missing", f"Har ikke meldt i denne runde: {len(missing)} af {len(begun)}{over}"))
        found += [self._row(row, width) for row in missing]
        if done:
            found.append(gap("h:done", f"Har meldt: {len(done)}"))
            found += [self._row(row, width) for row in sorted(done, key=lambda row: -(row.last_at or 0))]
        return found

    def _row(self, row: RoundRow, width: int) -> Row:
        now = self._desk.kit.now()
        if not row.due:
            said = f"meldt {clock_da(row.last_at, now=now)} ({row.last_number}), " if row.last_at is not None else ""
            text = f"{said}næste gang {clock_da(row.next_at, now=now)}"
            return Row(row.place, Content.assemble(mark(False), (fitted(row.name, NAME_CELLS), DIM), (f" {text}", DIM)))
        age = f"sidst hørt {long_ago(row.age_s)}" if row.heard_at is not None else "aldrig hørt"
        state = "TAVS" if row.silent else "mangler" if row.late else "skulle melde"
        turn = "" if row.late else f" {clock_da(row.slot_at or 0, now=now)}"
        taken = "".join(f" · {SILENCE_STEP_DA[step.step]} {clock_da(step.at, now=now)}" for step in row.steps)
        text = cut(f" {state}{turn}, {age}{taken}", max(10, width - NAME_CELLS - 2))
        style = LATE if row.silent else BOLD if row.late else ""
        return Row(row.place, Content.assemble(mark(row.late), (fitted(row.name, NAME_CELLS), BOLD), (text, style)))

    def _at(self, key: Hashable) -> RoundRow | None:
        return next((row for row in self._rows if row.place == key), None)

    def page(self, key: Hashable, width: int) -> tuple[str, list[Row]] | None:
        row = self._at(key)
        if row is None:
            return None
        kit, now = self._desk.kit, self._desk.kit.now()
        found = [
            fact("next", "Næste", f"kl. {clock_da(row.next_at, now=now)}"),
            fact("last", "Meldt", f"{clock_da(row.last_at, now=now)} ({row.last_number})")
            if row.last_at is not None
            else fact("last", "Meldt", "ikke endnu i denne hændelse", LATE if row.late else ""),
            fact("heard", "Hørt", long_ago(row.age_s) if row.heard_at is not None else "aldrig"),
        ]
        for index, step in enumerate(row.steps):
            who = f" af {step.by}" if step.by else ""
            asked = f": {place_name(step.asked, kit.roster)}" if step.asked else ""
            text = f"{clock_da(step.at, now=now)} {SILENCE_STEP_DA[step.step]}{asked}{who} {step.note}".rstrip()
            found.append(fact(f"step.{index}", "Gjort", text))
        if row.second_hand is not None:
            word = row.second_hand
            source = word.by or place_name(word.source, kit.roster)
            found.append(fact("other", "Fra andre", f"{source} ({word.number}) {clock_da(word.at, now=now)}"))
        if row.nearest:
            found.append(fact("near", "Nærmest", place_name(row.nearest, kit.roster)))
        return row.name, found

    def actions(self, key: Hashable, *, opened: bool, line: Hashable) -> list[Action]:
        found = []
        row = self._at(key)
        if row is not None:
            found.append(Action("m", "meld for stedet", partial(self._desk.post, messages.WriteReport(row.place))))
        if not opened and (wanted := self._to_ask()):
            word = f"spørg alle {len(wanted)}" if len(wanted) > 1 else "spørg det"
            found.append(Action("s", word, partial(ask_all, self._desk, wanted)))
        if not opened and self._desk.kit.state.current():
            found.append(Action("n", "ændr runden" if self._plan is not None else "begynd runder", self._set))
            if self._plan is not None:
                found.append(Action("x", "afslut dem", self._end))
        return found

    def print_request(self, key: Hashable) -> Wanted | None:
        return BoardPicture()

    def _to_ask(self) -> Sequence[Remind | AskNeighbour]:
        """Late ones that nobody has asked since they last reported; not ourselves."""
        here = self._desk.kit.place
        return [
            Remind(row.place, REMINDER)
            for row in self._missing
            if row.late and row.place != here and not any(step.step is SilenceStep.RESEND for step in row.steps)
        ]

    def _set(self) -> None:
        kit, plan = self._desk.kit, self._plan
        hours = str(plan.every_s // 3600) if plan is not None else "2"
        fields = (
            Field("hours", "Hver", hours, hint="timer, 1 til 63"),
            Field("first", "Første gang", hint="14.00; tomt: næste hele time"),
        )

        def read(values: Values) -> Deed[Round]:
            every = _hours(values["hours"])
            first = next_turn(values["first"], kit.now(), every * 3600) if values["first"] else None
            return lambda kit, by: rounds.call(kit, every, first=first, by=by)

        title = "Hvor tit skal alle steder melde? (timer mellem to meldinger)"
        self._desk.form("round", title, fields, read, "Runden gælder for alle ({number}).", begin="hours")

    def _end(self) -> None:
        kit = self._desk.kit

        def end() -> None:
            self._desk.act(lambda by: rounds.call(kit, 0, by=by), "Faste meldinger er aflyst for alle ({number}).")

        self._desk.confirm("Aflys de faste meldinger for alle steder? Ingen bliver spurgt, når de er tavse.", end)


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_ROUND_HOURS):
        raise InputError(f"“{text}” er ikke et antal timer; skriv et helt tal fra 1 til {MAX_ROUND_HOURS}.")
    return int(text)
