"""What waits for a person at this kit now, most urgent first. Nothing is done before somebody says yes.

Many places that are silent in the same way stand on one line, which opens onto each of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Any

from textual.content import Content

from fieldkit.acts import rounds
from fieldkit.acts.needs import Gathered, Need, NeedSort, Together, gathered, needs_now, reason_of
from fieldkit.acts.proposals import accept, silent_ones
from fieldkit.console import messages
from fieldkit.console.questions import Ask
from fieldkit.console.regions import Tab
from fieldkit.console.remedies import advised
from fieldkit.console.row_list import Row, RowsOnDemand
from fieldkit.console.sheets import Action, Count, Desk, nothing
from fieldkit.console.words import DIM, LATE, SOON, clock_da, to_da
from fieldkit.core.ask.proposal import (
    AskNeighbour,
    CallRunnerBack,
    EnterChits,
    Look,
    PrintPaper,
    Proposal,
    Remind,
    SendRunner,
    TellRequest,
    WorkList,
    WriteReport,
    Yes,
)
from fieldkit.core.documents import Docket, Wanted
from fieldkit.core.facts.event import Event
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.board import place_name
from fieldkit.store.tables.status import Device

LOOKS: Mapping[WorkList, Tab] = {
    WorkList.CALLS: Tab.CALLS,
    WorkList.DUTY: Tab.DUTY,
    WorkList.ANSWERS: Tab.ANSWERS,
}
"""Where a question is dealt with."""
SINCE_CELLS = 13
"""`21.11. 20.55` and a gap."""
NAMED = 3
"""How many of them the line names."""
_SILENT_DA: Mapping[type[Yes], tuple[str, str]] = {
    Remind: ("har ikke meldt", "bed dem om melding (S: alle på én gang)"),
    AskNeighbour: ("svarer ikke på rykker", "spørg de nærmeste (S: alle på én gang)"),
    WriteReport: ("svarer ikke på rykker, og I er nærmest", "se efter"),
    SendRunner: ("svarer ikke, og ingen har kunnet svare for dem", "send runnere"),
}
"""What is said of places that are silent in the same way, and what is to be done."""


class Now:
    """Enter answers what is under the cursor, after a question where something is recorded."""

    tab = "Nu"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: list[Need] = []

    def look(self) -> Count:
        self._found = needs_now(self._desk.kit)
        return Count(len(gathered(self._found)), any(need.rank == 0 for need in self._found))

    def rows(self, width: int) -> Sequence[Row]:
        if not self._found:
            return nothing("Intet venter på jer lige nu.")
        return RowsOnDemand(gathered(self._found), _key, lambda line: self._line(line, width))

    def page(self, key: Together | str | None, width: int) -> tuple[str, list[Row]] | None:
        if not isinstance(key, Together):
            return None
        inside = [need for need in self._found if reason_of(need) == key]
        if not inside:
            return None
        title = f"{_steder(len(inside))} {_SILENT_DA[key.yes][0]}"
        return title, [self._row(need, width) for need in inside]

    def actions(self, key: Together | str | None, *, opened: bool, line: str | None) -> list[Action]:
        need = self._need(line if opened else key)
        together = self._ask_all(key if isinstance(key, Together) else reason_of(need) if need is not None else None)
        if need is None:
            return together
        if need.sort is NeedSort.REPORTS:
            return [Action("j", "se dem", partial(self._desk.post, messages.ShowRegion("inbox")), enter=True)]
        if need.sort is NeedSort.DEVICE:
            where = "prints" if need.device is Device.PRINTER else "kit"
            return [Action("j", "se efter", partial(self._desk.post, messages.ShowRegion(where)), enter=True)]
        found = []
        if need.entry:
            found.append(Action("j", "læs den", partial(self._desk.post, messages.ShowEntry(need.entry)), enter=True))
            found.append(Action("k", "forstået", partial(self._understood, need)))
        elif need.proposal is not None:
            found.append(Action("j", "gør det, efter et spørgsmål", partial(self._ask, need.proposal), enter=True))
        return [*found, *together]

    def _ask_all(self, reason: Together | None) -> list[Action]:
        """Ask all that are silent in this way in one act, where they are several and there is something to ask."""
        alike = [need.proposal for need in self._found if need.proposal is not None and reason_of(need) == reason]
        wanted = silent_ones(alike) if reason is not None else []
        if len(wanted) < 2:
            return []
        return [Action("s", f"spørg alle {len(wanted)} på én gang", partial(ask_all, self._desk, wanted))]

    def print_request(self, key: Together | str | None) -> Wanted | None:
        need = self._need(key)
        yes = need.proposal.yes if need is not None and need.proposal is not None else None
        if not isinstance(yes, SendRunner) or yes.carry is None:
            return None
        return Docket(self._desk.kit.exact(self._desk.kit.event_at(yes.carry).id))

    def _need(self, key: Together | str | None) -> Need | None:
        return next((need for need in self._found if need.key == key), None)

    def _line(self, line: Gathered, width: int) -> Row:
        if line.reason is None:
            return self._row(line.needs[0], width)
        state, does = _SILENT_DA[line.reason.yes]
        asked = [need.proposal for need in line.needs if need.proposal is not None]
        names = [place_name(proposal.about or proposal.places[0], self._desk.kit.roster) for proposal in asked]
        told = (
            f"{_steder(len(names))} {state}: {', '.join(names[:NAMED])} og {len(names) - NAMED} andre. Åbn, og {does}."
        )
        since = min(need.since for need in line.needs)
        return self._indented(line.key, since, told, _urgency(line.needs[0]), width)

    def _row(self, need: Need, width: int) -> Row:
        return self._indented(need.key, need.since, advised(need.text, need.remedy), _urgency(need), width)

    def _indented(self, key: Together | str, since: int, text: str, style: str, width: int) -> Row:
        """What waits, with its time before it; further lines begin under the first word."""
        lines = wrap(text, max(20, width - SINCE_CELLS)) or [""]
        at = clock_da(since, now=self._desk.kit.now())
        rest = "".join(f"\n{' ' * SINCE_CELLS}{line}" for line in lines[1:])
        return Row(key, Content.assemble((f"{at:>{SINCE_CELLS - 2}}  ", DIM), (lines[0] + rest, style)))

    def _understood(self, need: Need) -> None:
        self._desk.post(messages.acknowledgement(self._desk.kit, need.entry))

    def _ask(self, proposal: Proposal) -> None:
        desk = self._desk
        match proposal.yes:
            case WriteReport(place):
                desk.post(messages.WriteReport(place))
            case PrintPaper(what):
                desk.post(messages.PrintRequested(what))
            case EnterChits():
                desk.post(messages.ShowSheet(Tab.CHITS))
            case Look(at):
                desk.post(messages.ShowSheet(LOOKS[at]))
            case TellRequest(request):
                desk.post(messages.ShowSheet(Tab.REQUESTS, desk.kit.event_at(request).id))
            case SendRunner():
                near = desk.kit.roster.nearest_with(PersonRole.RUNNER.value, desk.kit.place)
                names = [runner.name for runner in near]

                def ask(value: str) -> Ask:
                    check = partial(self._try_runner, proposal)
                    return Ask("Hvem er runner? Skriv navnet.", value=value, names=names, check=check)

                desk.ask_until_done(ask, partial(self._dispatch, proposal))
            case Remind(text=said) | AskNeighbour(text=said) | CallRunnerBack(text=said):
                desk.confirm(f"{proposal.text}\n“{said}”", partial(self._accept, proposal))
            case _:
                desk.confirm(proposal.text, partial(self._accept, proposal))

    def _try_runner(self, proposal: Proposal, runner: str) -> None:
        accept(self._desk.kit.rehearsal(), proposal, "", runner=runner)

    def _dispatch(self, proposal: Proposal, runner: str, again: Callable[[], None]) -> None:
        kit, question = self._desk.kit, f"Udskriv følgesedlen til {runner}?"
        self._yes(
            lambda name: accept(kit, proposal, name, runner=runner),
            then=lambda event: self._desk.post(messages.OfferPrint(question, Docket(kit.exact(event.id)))),
            otherwise=again,
        )

    def _accept(self, proposal: Proposal) -> None:
        kit = self._desk.kit
        self._yes(lambda name: accept(kit, proposal, name))

    def _yes(
        self,
        work: Callable[[str], Sequence[Event]],
        *,
        then: messages.Then[Any] = None,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        done = "Gjort, noteret som {number}."
        self._desk.post(messages.Act(work, done, then=then, otherwise=otherwise, question="Hvem siger ja?"))


def ask_all(desk: Desk, wanted: Sequence[Remind | AskNeighbour]) -> None:
    """One yes, and every silent place is asked and counts as asked."""
    kit = desk.kit
    asked = rounds.questions(kit, wanted)
    first = asked[0]
    many = "én besked" if len(asked) == 1 else f"{len(asked)} beskeder, den første"
    question = f"Spørg {_steder(len(wanted))} med {many} til {to_da(first.to, kit.roster)}?\n“{first.text}”"
    done = f"Der er spurgt om {_steder(len(wanted))}; det står ved hvert af dem, og at {{name}} gjorde det."

    def ask() -> None:
        work = partial(_remind_all, desk, wanted)
        desk.post(messages.Act(work, done, question="Hvem siger ja?"))

    desk.confirm(question, ask)


def _remind_all(desk: Desk, wanted: Sequence[Remind | AskNeighbour], name: str) -> Sequence[Event]:
    return rounds.remind_all(desk.kit, wanted, by=name)


def _key(line: Gathered) -> Together | str:
    return line.key


def _steder(many: int) -> str:
    return many_da(many, "sted", "steder")


def _urgency(need: Need) -> str:
    return LATE if need.rank == 0 else SOON if need.rank == 1 else ""
