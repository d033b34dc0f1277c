"""O: what a person here is asked about now, most urgent first. Nothing is done before somebody says yes.

Many places that are silent in the same way stand on one line, which opens onto each of them.
"""

from functools import partial
from textwrap import wrap
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask, Confirm
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.words import DIM, clock_da
from fieldkit.core.ask.proposals import Asks, Do, Proposal, proposals
from fieldkit.core.documents import Continuity, Docket, Wanted
from fieldkit.core.facts.work import SilenceStep
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit
from fieldkit.store.tables.paper_questions import paper_questions

LOOKS = {
    "requests": ("work", 0),
    "answers": ("work", 4),
    "chits": ("work", 5),
    "duty": ("staff", 0),
    "calls": ("staff", 1),
}
"""Where a question is dealt with: the region and its list."""
ONE_BY_ONE = 5
"""Silent places that each have a line of their own; more of them share one."""
SINCE_CELLS = 13
"""`21.11. 20.55` and a gap."""
NAMED = 3
"""How many of them the line names."""
TOGETHER = "together/"
"""Begins the key of a line that several share."""
_SILENT_DA = {
    SilenceStep.RESEND: ("har ikke meldt", "bed hvert af dem om melding"),
    SilenceStep.ASK: ("svarer ikke på rykker", "spørg det nærmeste sted"),
    Do.REPORT: ("svarer ikke på rykker, og I er nærmest", "se efter"),
    Do.DISPATCH: ("svarer ikke, og ingen har kunnet svare for dem", "send runnere"),
}
"""What is said of places that are silent in the same way, and what is to be done."""


class Gathered(NamedTuple):
    """Questions that share a line, or one alone. `reason` is "" for one alone."""

    reason: str
    asked: tuple[Proposal, ...]

    @property
    def key(self) -> str:
        return self.reason or self.asked[0].key


class Tasks(Vertical):
    """Enter answers the question under the cursor."""

    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._found: list[Proposal] = []
        self._open = ""
        """The reason whose places are shown one by one; "" for the whole list."""
        self._seen: tuple[int, int, int, str] | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="tasks-title")
        yield RowList(id="tasks-list")
        yield Static(classes="hint", id="tasks-hint")

    def enter(self) -> None:
        self.redraw()
        focus_on(self.query_one("#tasks-list", RowList))

    def back(self) -> bool:
        if not self._open:
            return False
        self._turn_to("", self._open)
        return True

    def _turn_to(self, reason: str, at: str = "") -> None:
        """Show the places of one reason, or the whole list with the cursor on `at`."""
        self._open = reason
        rows = self.query_one("#tasks-list", RowList)
        rows.show_rows([])
        self.redraw()
        rows.go_to(at or next((row.key for row in rows.rows), ""))

    def print_request(self) -> Wanted | None:
        chosen = self.chosen
        return Docket(chosen.number) if chosen is not None and chosen.number and chosen.do is Do.DISPATCH else None

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    @property
    def chosen(self) -> Proposal | None:
        """The question under the cursor."""
        key = self.query_one("#tasks-list", RowList).key
        return next((proposal for proposal in self._found if proposal.key == key), None)

    def redraw(self) -> None:
        seen = (self.world.events, self.world.minute, self.content_size.width, self._open)
        if not visible(self) or not self.content_size.width or seen == self._seen:
            return
        self._seen = seen
        self._found = asked_now(self._kit)
        lines = gathered(self._found)
        inside = [proposal for proposal in self._found if reason_of(proposal) == self._open]
        if self._open and not inside:
            self._open = ""
        if self._open:
            rows = [self._row(proposal) for proposal in inside]
            title = f"{_steder(len(inside))} {_SILENT_DA[_step(inside[0])][0]}"
        else:
            rows = [self._line(line) for line in lines]
            title = (
                f"Opgaver: {len(lines)} ting venter på et svar her"
                if lines
                else "Opgaver: intet venter på et svar her."
            )
        self.query_one("#tasks-list", RowList).show_rows(rows)
        self.query_one("#tasks-title", Static).update(Content(title))
        self._hint()

    def _hint(self) -> None:
        opens = not self._open and self.query_one("#tasks-list", RowList).key.startswith(TOGETHER)
        back = "Esc: alle opgaver" if self._open else "Esc: tilbage"
        does = "Enter: se dem hver for sig" if opens else "Enter: gør det, efter et spørgsmål"
        self.query_one("#tasks-hint", Static).update(Content(f"{does} · {back}" if self._found else back))

    @on(RowList.OptionHighlighted)
    def _moved(self, event: RowList.OptionHighlighted) -> None:
        event.stop()
        self._hint()

    def _line(self, line: Gathered) -> Row:
        if not line.reason:
            return self._row(line.asked[0])
        first = line.asked[0]
        state, does = _SILENT_DA[_step(first)]
        names = [place_name(proposal.about or proposal.places[0], self._kit.roster) for proposal in line.asked]
        told = (
            f"{_steder(len(names))} {state}: {', '.join(names[:NAMED])} og {len(names) - NAMED} andre. Åbn, og {does}."
        )
        return self._indented(line.key, min(proposal.since for proposal in line.asked), told, _urgency(first))

    def _row(self, proposal: Proposal) -> Row:
        return self._indented(proposal.key, proposal.since, proposal.text, _urgency(proposal))

    def _indented(self, key: str, since: int, text: str, style: str) -> Row:
        """A question with its time before it; further lines begin under the first word."""
        width = max(20, self.content_size.width - 1 - SINCE_CELLS)
        lines = wrap(text, width) or [""]
        at = clock_da(since, now=self._kit.now())
        rest = "".join(f"\n{' ' * SINCE_CELLS}{line}" for line in lines[1:])
        return Row(key, Content.assemble((f"{at:>{SINCE_CELLS - 2}}  ", DIM), (lines[0] + rest, style)))

    @on(RowList.OptionSelected)
    def _answer(self, event: RowList.OptionSelected) -> None:
        event.stop()
        proposal = self.chosen
        if proposal is None:
            if (event.option.id or "").startswith(TOGETHER):
                self._turn_to(event.option.id or "")
            return
        match proposal.do:
            case Do.REPORT:
                self.post_message(messages.WriteReport(proposal.places[0]))
            case Do.PRINT:
                self.post_message(messages.PrintRequested(Continuity()))
            case Do.CHITS | Do.LOOK:
                self.post_message(messages.ShowSheet(*LOOKS[proposal.message or "chits"]))
            case Do.REQUEST_STATUS:
                asked = self._kit.find(proposal.number)
                self.post_message(messages.ShowSheet(*LOOKS["requests"], asked.id.hex()))
            case Do.DISPATCH:
                runners = self._kit.roster.people_with(PersonRole.RUNNER.value)
                own = self._kit.roster.place(self._kit.place)
                near = sorted(runners, key=lambda runner: own is None or runner.place != own.slug)
                ask = Ask("Hvem er runner? Skriv navnet.", names=[runner.name for runner in near])
                self.app.push_screen(ask, partial(self._dispatch, proposal))
            case _:
                said = f"{proposal.text}\n“{proposal.message}”" if proposal.message else proposal.text
                self.app.push_screen(Confirm(said), partial(self._accept, proposal))

    def _dispatch(self, proposal: Proposal, runner: str | None) -> None:
        if runner:
            self.post_message(messages.AcceptProposal(proposal, runner=runner))

    def _accept(self, proposal: Proposal, sure: bool | None) -> None:
        if sure:
            self.post_message(messages.AcceptProposal(proposal))


def gathered(asked: list[Proposal]) -> list[Gathered]:
    """The questions as lines, in order: more than `ONE_BY_ONE` places that are silent in the same way share the line
    of the first."""
    together: dict[str, list[Proposal]] = {}
    for proposal in asked:
        together.setdefault(reason_of(proposal) or proposal.key, []).append(proposal)
    lines = []
    for proposal in asked:
        alike = together[reason_of(proposal) or proposal.key]
        if len(alike) <= ONE_BY_ONE:
            lines.append(Gathered("", (proposal,)))
        elif proposal is alike[0]:
            lines.append(Gathered(reason_of(proposal), tuple(alike)))
    return lines


def reason_of(proposal: Proposal) -> str:
    """The same for places that are silent in the same way; "" for any other question."""
    return f"{TOGETHER}{_step(proposal).value}" if proposal.asks is Asks.SILENT else ""


def _step(proposal: Proposal) -> SilenceStep | Do:
    return proposal.step or proposal.do


def _steder(many: int) -> str:
    return "1 sted" if many == 1 else f"{many} steder"


def _urgency(proposal: Proposal) -> str:
    return "bold #ff8a80" if proposal.rank == 0 else "bold #ffd75f" if proposal.rank == 1 else ""


def asked_now(kit: Kit) -> list[Proposal]:
    """What a person at this kit should be asked about now."""
    role, number = kit.config.role, kit.config.number
    asked = proposals(kit.state, kit.roster, kit.now(), place=kit.place, kit=number, role=role)
    paper = paper_questions(kit.log, kit.state, number, kit.now())
    return sorted([*paper, *asked], key=lambda proposal: proposal.rank)
