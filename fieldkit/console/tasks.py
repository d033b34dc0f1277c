"""O: what a person here is asked about now, most urgent first. Nothing is done before somebody says yes."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from fieldkit.console import messages
from fieldkit.console.messages import World
from fieldkit.console.questions import Ask, Confirm
from fieldkit.console.regions import focus_on, visible
from fieldkit.console.row_list import Row, RowList
from fieldkit.console.words import DIM, clock_da
from fieldkit.core.proposals import Do, Proposal, proposals
from fieldkit.core.roster import PersonRole
from fieldkit.kit import Kit
from fieldkit.store.paper_questions import paper_questions

LOOKS = {
    "requests": ("work", 0),
    "answers": ("work", 4),
    "chits": ("work", 5),
    "duty": ("staff", 0),
    "calls": ("staff", 1),
}
"""Where a question is dealt with: the region and its list."""


class Tasks(Vertical):
    """Enter answers the question under the cursor."""

    world: reactive[World] = reactive(World())

    def __init__(self, kit: Kit, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kit = kit
        self._found: list[Proposal] = []
        self._seen: tuple[int, int, int] | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="title", id="tasks-title")
        yield RowList(id="tasks-list")
        yield Static("Enter: gør det, efter et spørgsmål · Esc tilbage", classes="hint")

    def enter(self) -> None:
        self.redraw()
        focus_on(self.query_one("#tasks-list", RowList))

    def back(self) -> bool:
        return False

    def print_request(self) -> tuple[str, str] | None:
        chosen = self.chosen
        return ("docket", chosen.number) if chosen is not None and chosen.number and chosen.do is Do.DISPATCH else None

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
        seen = (self.world.events, self.world.minute, self.content_size.width)
        if not visible(self) or not self.content_size.width or seen == self._seen:
            return
        self._seen = seen
        self._found = asked_now(self._kit)
        self.query_one("#tasks-list", RowList).show_rows([self._row(proposal) for proposal in self._found])
        many = len(self._found)
        title = f"Opgaver: {many} ting venter på et svar her" if many else "Opgaver: intet venter på et svar her."
        self.query_one("#tasks-title", Static).update(Content(title))

    def _row(self, proposal: Proposal) -> Row:
        urgent = "bold #ff8a80" if proposal.rank == 0 else "bold #ffd75f" if proposal.rank == 1 else ""
        since = clock_da(proposal.since, now=self._kit.now())
        return Row(proposal.key, Content.assemble((f"{since:>5}  ", DIM), (proposal.text, urgent)))

    @on(RowList.OptionSelected)
    def _answer(self, event: RowList.OptionSelected) -> None:
        event.stop()
        proposal = self.chosen
        if proposal is None:
            return
        match proposal.do:
            case Do.REPORT:
                self.post_message(messages.WriteReport(proposal.places[0]))
            case Do.PRINT:
                self.post_message(messages.PrintRequested(proposal.message))
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


def asked_now(kit: Kit) -> list[Proposal]:
    """What a person at this kit should be asked about now."""
    role, number = kit.config.role, kit.config.number
    asked = proposals(kit.state, kit.roster, kit.now(), place=kit.place, kit=number, role=role)
    paper = paper_questions(kit.log, kit.state, number, kit.now())
    return sorted([*paper, *asked], key=lambda proposal: proposal.rank)
