"""Everything to ask at a kit, and what a yes does there. What is asked when: tests/core/ask."""

import pytest
from kits import Clock, meeting_point

from fieldkit.acts import incidents, messages, notices, proposals, requests, runners
from fieldkit.core.ask.proposal import (
    AskNeighbour,
    Asks,
    CallRunnerBack,
    EnterChits,
    Look,
    PrintPaper,
    Proposal,
    PutUpNotice,
    SayRead,
    SendRunner,
    SignRunnerIn,
    TakeDownNotice,
    TellRequest,
    WorkList,
    WriteReport,
)
from fieldkit.core.documents import Continuity
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.said import Ack, Message
from fieldkit.core.facts.terms import Precedence, Transport
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    NoticePlace,
    RequestState,
    RequestStatus,
    Silence,
    SilenceStep,
)
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

HERE, NEAR, FAR = 2, 12, 13


@pytest.fixture
def clock():
    return Clock(1_795_000_500.0)


@pytest.fixture
def kit(tmp_path, clock):
    made = meeting_point(tmp_path / "kit", cards=None, now=clock)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def yes(kit, does, **more):
    return [e.body for e in proposals.accept(kit, Proposal(Asks.READ, "k", 0, 0, "?", does), "Øvelse Vagt", **more)]


def test_paper_and_work_are_asked_about_together_the_most_urgent_first(kit, clock):
    messages.send(kit, "Luk salen", NEAR, precedence=Precedence.URGENT)
    clock.now += 31 * 60
    facts = {"percent": 12, "mains": False}
    put_status(kit.log, DeviceStatus(Device.BATTERY, DeviceState.OK, "12 %", int(clock.now), facts))
    asked = proposals.asked_now(kit)
    assert [proposal.asks for proposal in asked][:2] == [Asks.PAPER, Asks.UNANSWERED]
    assert [proposal.rank for proposal in asked] == sorted(proposal.rank for proposal in asked)


def test_a_yes_is_the_act_signed_by_who_said_it(kit):
    message = messages.send(kit, "Luk salen", NEAR)
    request, notice = requests.ask(kit, "tæpper"), notices.write(kit, "Drikkevand")
    ref, by = RefBody(*message.ref), "Øvelse Vagt"
    assert yes(kit, SayRead(message.ref, NEAR)) == [Ack(ref, by=by, place=NEAR)]
    assert yes(kit, TellRequest(request.ref, HERE), state=RequestState.DONE, holder="Drift") == [
        RequestStatus(RefBody(*request.ref), RequestState.DONE, "Drift", by=by)
    ]
    assert yes(kit, PutUpNotice(notice.ref, NEAR)) == [NoticePlace(RefBody(*notice.ref), NEAR, True, by=by)]
    assert yes(kit, TakeDownNotice(notice.ref, NEAR)) == [NoticePlace(RefBody(*notice.ref), NEAR, False, by=by)]
    assert yes(kit, AskNeighbour(FAR, NEAR, "Kan I se dem?")) == [
        Message("Kan I se dem?", NEAR, Precedence.URGENT, sender=HERE, by=by),
        Silence(FAR, SilenceStep.ASK, asked=NEAR, by=by),
    ]


def test_a_runner_is_sent_by_name_and_on_foot(kit):
    message = messages.send(kit, "Luk salen", NEAR)
    (sent,) = yes(kit, SendRunner(message.ref, (NEAR, FAR)), runner="Øvelse Runner")
    assert sent == Dispatch("Øvelse Runner", HERE, (NEAR, FAR), (RefBody(*message.ref),), by="Øvelse Vagt")
    assert sent.transport is Transport.FOOT
    (empty,) = yes(kit, SendRunner(None, (NEAR,)), runner="Øvelse Runner", transport=Transport.CAR)
    assert empty.refs == () and empty.transport is Transport.CAR
    with pytest.raises(InputError, match="Navnet på runneren"):
        yes(kit, SendRunner(None, (NEAR,)))


def test_a_runner_is_called_back_and_the_first_place_ahead_is_told_why(kit):
    errand = runners.send(kit, "Øvelse Runner", (NEAR, FAR))
    recall, told = yes(kit, CallRunnerBack(errand.ref, (NEAR, FAR), "Den er besvaret."))
    assert recall.act is DispatchAct.RECALLED and (told.to, told.text) == (NEAR, "Den er besvaret.")
    done = runners.send(kit, "Øvelse B", (NEAR,)).ref
    runners.delivered(kit, done, NEAR, "Øvelse Skoleleder")
    assert len(yes(kit, CallRunnerBack(done, (), "x"))) == 1, "nobody waits for that runner"
    assert yes(kit, SignRunnerIn(errand.ref, (NEAR,))) == [
        DispatchStatus(RefBody(*errand.ref), DispatchAct.RETURNED, by="Øvelse Vagt")
    ]


def test_a_yes_belongs_to_the_incident_that_runs(kit):
    message = messages.send(kit, "Luk salen", NEAR)
    running = incidents.start(kit, "Vandskade").incident
    proposal = Proposal(Asks.READ, "k", 0, 0, "?", SayRead(message.ref, NEAR))
    assert proposals.accept(kit, proposal, "Øvelse Vagt")[0].incident == running != message.incident


@pytest.mark.parametrize(
    "does", [WriteReport(HERE), PrintPaper(Continuity()), EnterChits(), Look(WorkList.DUTY)], ids=lambda d: d.do
)
def test_nobody_can_say_yes_to_what_has_not_been_said_or_is_only_looked_at(kit, does):
    before = kit.log.count()
    assert yes(kit, does) == [] and kit.log.count() == before
