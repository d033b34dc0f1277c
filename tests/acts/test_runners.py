"""Runners: what one errand can hold, who signs for what, and who is told when a runner turns back."""

import pytest
from kits import meeting_point

from fieldkit.acts import incidents, messages, requests, runners
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence, Transport
from fieldkit.core.facts.work import MAX_CARRIED, MAX_STOPS, Dispatch, DispatchAct, DispatchStatus
from fieldkit.core.roster.roster import PersonRole
from fieldkit.core.views.errands import ErrandState

HERE, NEAR, FAR = 2, 12, 13


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", cards=None)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def sent(kit, route=(NEAR,), **more):
    return runners.send(kit, "Øvelse Runner", route, **more)


def test_a_runner_leaves_from_here_with_what_is_carried_and_as_the_roster_says(kit):
    message = messages.send(kit, "Luk salen", NEAR)
    rider = next(
        p for p in kit.roster.people_with(PersonRole.RUNNER.value) if p.transport not in (None, Transport.FOOT)
    )
    event = runners.send(kit, rider.name, [NEAR, FAR], carry=[message.ref], left=1000, minutes=40, by="Øvelse Vagt")
    assert event.body == Dispatch(
        rider.name, HERE, (NEAR, FAR), (RefBody(*message.ref),), rider.transport, 1000, 40, "Øvelse Vagt"
    )
    assert sent(kit).body.transport is Transport.FOOT, "nobody of the roster walks"
    assert sent(kit, transport=Transport.CAR).body.transport is Transport.CAR


@pytest.mark.parametrize(
    ("runner", "route", "carried", "wrong"),
    [
        (" ", [NEAR], 0, "Navnet på runneren er tomt"),
        ("Øvelse Runner", [], 0, "hvor runneren skal hen"),
        ("Øvelse Runner", range(1, MAX_STOPS + 2), 0, "del turen i to"),
        ("Øvelse Runner", [NEAR], MAX_CARRIED + 1, "del turen i to"),
    ],
)
def test_an_errand_without_a_runner_or_a_place_or_with_too_much_is_refused(kit, runner, route, carried, wrong):
    with pytest.raises(InputError, match=wrong):
        runners.send(kit, runner, route, carry=[Ref(1, 1, seq) for seq in range(1, carried + 1)])
    assert not kit.state.work.dispatches


def test_as_much_as_an_errand_can_hold_is_recorded_whole(kit):
    refs = [Ref(1, 1, seq) for seq in range(1, MAX_CARRIED + 1)]
    body = sent(kit, range(1, MAX_STOPS + 1), carry=refs).body
    assert len(body.route) == MAX_STOPS and len(body.refs) == MAX_CARRIED


def test_delivery_and_return_are_signed_for_and_belong_to_the_errands_incident(kit):
    event = sent(kit, (NEAR, FAR))
    incidents.start(kit, "Vandskade")
    handed = runners.delivered(kit, event.ref, NEAR, "Øvelse Skoleleder", at=2000)
    assert handed.body == DispatchStatus(
        RefBody(*event.ref), DispatchAct.DELIVERED, NEAR, at=2000, by="Øvelse Skoleleder"
    )
    assert runners.errand_at(kit, event.ref).ahead == (FAR,)
    home = runners.back(kit, event.ref, "Øvelse Logfører", note="mørkt på skolen")
    assert {handed.incident, home.incident} == {event.incident} != {kit.state.current()}
    errand = runners.errand_at(kit, event.ref)
    assert (errand.state, errand.signed_by, errand.note) == (ErrandState.RETURNED, "Øvelse Logfører", "mørkt på skolen")
    late = runners.delivered(kit, event.ref, FAR, "Øvelse Pedel")
    assert late.body.place == FAR, "what a runner tells at home is still written down"


@pytest.mark.parametrize(
    "signed", [lambda k, r: runners.delivered(k, r, NEAR, " "), lambda k, r: runners.back(k, r, "")]
)
def test_nothing_is_handed_over_without_a_signature(kit, signed):
    event = sent(kit)
    with pytest.raises(InputError, match="Navnet på den, der tager imod, mangler"):
        signed(kit, event.ref)
    assert event.ref not in kit.state.work.errands


@pytest.mark.parametrize("again", [lambda k, r: runners.back(k, r, "Øvelse Vagt"), lambda k, r: runners.recall(k, r)])
def test_who_is_back_is_neither_signed_in_again_nor_called_back(kit, again):
    event = sent(kit)
    runners.back(kit, event.ref, "Øvelse Logfører")
    with pytest.raises(InputError, match=r"er allerede tilbage \(modtaget af Øvelse Logfører\)"):
        again(kit, event.ref)


def test_the_places_that_still_wait_are_told_when_the_runner_turns_back(kit):
    event = sent(kit, (NEAR, FAR))
    runners.delivered(kit, event.ref, NEAR, "Øvelse Skoleleder")
    recalled = runners.recall(kit, event.ref, tell=runners.Told.ALL, note="nyt fra radioen", by="Øvelse Leder")
    assert recalled.event.body == DispatchStatus(
        RefBody(*event.ref), DispatchAct.RECALLED, note="nyt fra radioen", by="Øvelse Leder"
    )
    (told,) = recalled.told
    text = f"Runner Øvelse Runner ({event.number}) skal vende om og gå hjem."
    assert told.body == Message(text, FAR, Precedence.URGENT, sender=HERE, by="Øvelse Leder")
    assert runners.recall(kit, sent(kit).ref, by="Øvelse Leder").told == (), "nobody is told unless somebody says so"


def test_only_an_errand_has_a_runner(kit):
    request = requests.ask(kit, "tæpper")
    with pytest.raises(InputError, match=f"{request.number} er ikke en afsendelse"):
        runners.back(kit, request.ref, "Øvelse Vagt")
    with pytest.raises(InputError, match="9-0007 findes ikke"):
        runners.recall(kit, Ref(9, 1, 7))
