"""What a person at this kit should be asked now, and what their yes does. Nothing happens by itself."""

from collections.abc import Iterable

from fieldkit.acts import messages, notices, requests, rounds, runners
from fieldkit.core.ask import proposals
from fieldkit.core.ask.proposal import (
    AskNeighbour,
    CallRunnerBack,
    EnterChits,
    Look,
    PrintPaper,
    Proposal,
    PutUpNotice,
    Remind,
    SayRead,
    SendRunner,
    SignRunnerIn,
    TakeDownNotice,
    TellRequest,
    WriteReport,
)
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Transport
from fieldkit.core.facts.work import RequestState
from fieldkit.kit import Kit
from fieldkit.store.tables.paper_questions import paper_questions


def asked_now(kit: Kit) -> list[Proposal]:
    """Everything to ask at this kit now, also about its paper, the most urgent first."""
    number, now = kit.identity.kit, kit.now()
    asked = proposals.proposals(kit.state, kit.roster, now, place=kit.place, kit=number, role=kit.config.role)
    return sorted([*paper_questions(kit.log, kit.state, number, now), *asked], key=lambda proposal: proposal.rank)


def silent_ones(asked: Iterable[Proposal]) -> list[Remind | AskNeighbour]:
    """What can be asked about silent places in one act (`rounds.remind_all`): nobody need be sent, nothing looked for
    here."""
    return [proposal.yes for proposal in asked if isinstance(proposal.yes, Remind | AskNeighbour)]


def accept(
    kit: Kit,
    proposal: Proposal,
    by: str,
    *,
    runner: str = "",
    transport: Transport = Transport.FOOT,
    state: RequestState = RequestState.WORKING,
    holder: str = "",
) -> tuple[Event, ...]:
    """`by` says yes: what was recorded, in order, all in the incident that runs. InputError when an act refuses.

    `runner` and `transport` are for a runner who is sent, `state` and `holder` for a request. Nothing is recorded for
    what only opens or prints something.
    """
    running = kit.state.current()
    match proposal.yes:
        case SayRead(read, place):
            return (messages.acknowledge(kit, read, by, place=place, incident=running),)
        case SendRunner(carry, route):
            carried = [carry] if carry is not None else []
            return (runners.send(kit, runner, route, carry=carried, transport=transport, by=by),)
        case SignRunnerIn(errand):
            return (runners.back(kit, errand, by, incident=running),)
        case CallRunnerBack(errand, text=text):
            recalled = runners.recall(kit, errand, tell=runners.Told.NEXT, word=text, by=by, incident=running)
            return (recalled.event, *recalled.told)
        case Remind(place, text):
            return tuple(rounds.remind(kit, place, text, by=by))
        case AskNeighbour(place, neighbour, text):
            return tuple(rounds.ask_neighbour(kit, place, neighbour, text, by=by))
        case TellRequest(request):
            return (requests.tell(kit, request, state, holder=holder, by=by, incident=running),)
        case PutUpNotice(notice, place):
            return (notices.put_up(kit, notice, place=place, by=by, incident=running),)
        case TakeDownNotice(notice, place):
            return (notices.take_down(kit, notice, place=place, by=by, incident=running),)
        case WriteReport() | PrintPaper() | EnterChits() | Look():
            return ()
