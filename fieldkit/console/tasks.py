"""O: what a person here is asked about now, most urgent first. Nothing is done before somebody says yes.

Many places that are silent in the same way stand on one line, which opens onto each of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Any, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from fieldkit.acts.proposals import accept, asked_now
from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask, Confirm, ask_until_done
from fieldkit.console.regions import Tab, focus_on, visible
from fieldkit.console.row_list import Row, RowList, chosen_key
from fieldkit.console.steady import Steady
from fieldkit.console.words import DIM, clock_da
from fieldkit.core.ask.proposal import (
    AskNeighbour,
    Asks,
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
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import make_inbox
from fieldkit.kit import Kit

LOOKS: Mapping[WorkList, Tab] = {
    WorkList.CALLS: Tab.CALLS,
    WorkList.DUTY: Tab.DUTY,
    WorkList.ANSWERS: Tab.ANSWERS,
}
"""Where a question is dealt with."""
ONE_BY_ONE = 5
"""Silent places that each have a line of their own; more of them share one."""
SINCE_CELLS = 13
"""`21.11. 20.55` and a gap."""
NAMED = 3
"""How many of them the line names."""
_SILENT_DA: Mapping[type[Yes], tuple[str, str]] = {
    Remind: ("har ikke meldt", "bed hvert af dem om melding"),
    AskNeighbour: ("svarer ikke på rykker", "spørg det nærmeste sted"),
    WriteReport: ("svarer ikke på rykker, og I er nærmest", "se efter"),
    SendRunner: ("svarer ikke, og ingen har kunnet svare for dem", "send runnere"),
}
"""What is said of places that are silent in the same way, and what is to be done."""


class Together(NamedTuple):
    """Why places are silent, and the key of the line that they share: the same would be done about each of them."""

    yes: type[Yes]


class Gathered(NamedTuple):
    """Questions that share a line, or one alone. `reason` is None for one alone."""

    reason: Together | None
    asked: tuple[Proposal, ...]

    @property
    def key(self) -> Together | str:
        return self.reason or self.asked[0].key


class Tasks(Steady, Vertical):
    """Enter answers the question under the cursor."""

    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._found: list[Proposal] = []
        self._open: Together | None = None
        """The reason whose places are shown one by one; None for the whole list."""
        self._seen: tuple[int, int, int, Together | None] | None = None

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
        self._turn_to(None, self._open)
        return True

    def _turn_to(self, reason: Together | None, at: Together | None = None) -> None:
        """Show the places of one reason, or the whole list with the cursor on `at`."""
        self._open = reason
        rows = self.query_one("#tasks-list", RowList)
        rows.show_rows([])
        self.redraw()
        rows.go_to(at or next((row.key for row in rows.rows), None))

    def print_request(self) -> Wanted | None:
        chosen = self.chosen
        if chosen is None or not isinstance(chosen.yes, SendRunner) or chosen.yes.carry is None:
            return None
        return Docket(self._kit.exact(self._kit.event_at(chosen.yes.carry).id))

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    @property
    def chosen(self) -> Proposal | None:
        """The question under the cursor."""
        return self._asked_by(self.query_one("#tasks-list", RowList).key)

    def _asked_by(self, key: Together | str | None) -> Proposal | None:
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
            self._open = None
        if self._open:
            rows = [self._row(proposal) for proposal in inside]
            title = f"{_steder(len(inside))} {_SILENT_DA[type(inside[0].yes)][0]}"
        else:
            rows = [self._line(line) for line in lines]
            title = f"Opgaver: kittet spørger {f'om {len(lines)} ting' if lines else 'ikke om noget'} nu"
            if unread := self._unread():
                title += f"; {unread} i F3 venter på forstået her"
        self.query_one("#tasks-list", RowList).show_rows(rows)
        self.query_one("#tasks-title", Static).update(Content(title))
        self._hint()

    def _unread(self) -> int:
        """As F3 counts them: also what is within its deadline, which is no question yet."""
        kit = self._kit
        entries = make_inbox(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.config.number)
        return sum(entry.waits_here for entry in entries)

    def _hint(self) -> None:
        opens = not self._open and isinstance(self.query_one("#tasks-list", RowList).key, Together)
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
        state, does = _SILENT_DA[type(first.yes)]
        names = [place_name(proposal.about or proposal.places[0], self._kit.roster) for proposal in line.asked]
        told = (
            f"{_steder(len(names))} {state}: {', '.join(names[:NAMED])} og {len(names) - NAMED} andre. Åbn, og {does}."
        )
        return self._indented(line.key, min(proposal.since for proposal in line.asked), told, _urgency(first))

    def _row(self, proposal: Proposal) -> Row:
        return self._indented(proposal.key, proposal.since, proposal.text, _urgency(proposal))

    def _indented(self, key: Together | str, since: int, text: str, style: str) -> Row:
        """A question with its time before it; further lines begin under the first word."""
        width = max(20, self.content_size.width - 1 - SINCE_CELLS)
        lines = wrap(text, width) or [""]
        at = clock_da(since, now=self._kit.now())
        rest = "".join(f"\n{' ' * SINCE_CELLS}{line}" for line in lines[1:])
        return Row(key, Content.assemble((f"{at:>{SINCE_CELLS - 2}}  ", DIM), (lines[0] + rest, style)))

    @on(RowList.OptionSelected)
    def _answer(self, event: RowList.OptionSelected) -> None:
        event.stop()
        key = chosen_key(event)
        if isinstance(key, Together):
            self._turn_to(key)
        elif (proposal := self._asked_by(key)) is not None:
            self._ask(proposal)

    def _ask(self, proposal: Proposal) -> None:
        match proposal.yes:
            case WriteReport(place):
                self.post_message(messages.WriteReport(place))
            case PrintPaper(what):
                self.post_message(messages.PrintRequested(what))
            case EnterChits():
                self.post_message(messages.ShowSheet(Tab.CHITS))
            case Look(at):
                self.post_message(messages.ShowSheet(LOOKS[at]))
            case TellRequest(request):
                self.post_message(messages.ShowSheet(Tab.REQUESTS, self._kit.event_at(request).id))
            case SendRunner():
                near = self._kit.roster.nearest_with(PersonRole.RUNNER.value, self._kit.place)
                names = [runner.name for runner in near]

                def ask(value: str) -> Ask:
                    check = partial(self._try_runner, proposal)
                    return Ask("Hvem er runner? Skriv navnet.", value=value, names=names, check=check)

                ask_until_done(self.app, ask, partial(self._dispatch, proposal))
            case Remind(text=said) | AskNeighbour(text=said) | CallRunnerBack(text=said):
                self.app.push_screen(Confirm(f"{proposal.text}\n“{said}”"), partial(self._accept, proposal))
            case _:
                self.app.push_screen(Confirm(proposal.text), partial(self._accept, proposal))

    def _try_runner(self, proposal: Proposal, runner: str) -> None:
        accept(self._kit.rehearsal(), proposal, "", runner=runner)

    def _dispatch(self, proposal: Proposal, runner: str, again: Callable[[], None]) -> None:
        question = f"Udskriv følgesedlen til {runner}?"
        self._yes(
            lambda name: accept(self._kit, proposal, name, runner=runner),
            then=lambda event: self.post_message(messages.OfferPrint(question, Docket(self._kit.exact(event.id)))),
            otherwise=again,
        )

    def _accept(self, proposal: Proposal, sure: bool | None) -> None:
        if sure:
            self._yes(lambda name: accept(self._kit, proposal, name))

    def _yes(
        self,
        work: Callable[[str], Sequence[Event]],
        *,
        then: messages.Then[Any] = None,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        done = "Gjort, noteret som {number}."
        self.post_message(messages.Act(work, done, then=then, otherwise=otherwise, question="Hvem siger ja?"))


def gathered(asked: list[Proposal]) -> list[Gathered]:
    """The questions as lines, in order: more than `ONE_BY_ONE` places that are silent in the same way share the line
    of the first."""
    together: dict[Together | str, list[Proposal]] = {}
    for proposal in asked:
        together.setdefault(reason_of(proposal) or proposal.key, []).append(proposal)
    lines = []
    for proposal in asked:
        alike = together[reason_of(proposal) or proposal.key]
        if len(alike) <= ONE_BY_ONE:
            lines.append(Gathered(None, (proposal,)))
        elif proposal is alike[0]:
            lines.append(Gathered(reason_of(proposal), tuple(alike)))
    return lines


def reason_of(proposal: Proposal) -> Together | None:
    """The same for places that are silent in the same way; None for any other question."""
    return Together(type(proposal.yes)) if proposal.asks is Asks.SILENT else None


def _steder(many: int) -> str:
    return "1 sted" if many == 1 else f"{many} steder"


def _urgency(proposal: Proposal) -> str:
    return "bold #ff8a80" if proposal.rank == 0 else "bold #ffd75f" if proposal.rank == 1 else ""
