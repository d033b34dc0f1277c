"""Asking for something and saying how far it is: defaults, whose incident it is, and what is refused."""

import pytest
from kits import make_kit

from fieldkit.acts import incidents, requests
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Ref
from fieldkit.core.facts.terms import Precedence, Topic
from fieldkit.core.facts.work import Request, RequestState
from fieldkit.core.views.requests import make_requests

HERE, ELSEWHERE = 12, 13


@pytest.fixture
def kit(tmp_path):
    made = make_kit(tmp_path / "kit", number=2, place_number=HERE)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def view_of(kit, event):
    return next(view for view in make_requests(kit.state, kit.roster, kit.now()) if view.ref == event.ref)


def test_what_is_asked_for_is_needed_here_when_nothing_else_is_said(kit):
    assert requests.ask(kit, "tæpper").body == Request("tæpper", HERE)


def test_everything_that_was_said_stands_in_the_request(kit):
    report = requests.ask(kit, "varme")
    event = requests.ask(
        kit,
        "tæpper",
        place=ELSEWHERE,
        count=40,
        unit="stk.",
        due=1000,
        topic=Topic.HEAT,
        precedence=Precedence.URGENT,
        source=report.ref,
        by="Øvelse Vagt",
    )
    assert event.body == Request(
        "tæpper", ELSEWHERE, 40, "stk.", 1000, Topic.HEAT, Precedence.URGENT, RefBody(*report.ref), by="Øvelse Vagt"
    )


@pytest.mark.parametrize("what", ["", "  \n ", "\u200b"])
def test_a_request_for_nothing_is_refused_and_leaves_nothing(kit, what):
    before = kit.log.count()
    with pytest.raises(InputError, match="Anmodningen er tom"):
        requests.ask(kit, what)
    assert kit.log.count() == before


def test_the_last_word_about_a_request_counts_and_leaves_the_holder_standing(kit):
    asked = requests.ask(kit, "tæpper")
    requests.tell(kit, asked.ref, RequestState.WORKING, holder="Vej og park", note="kører kl. 14", by="Øvelse Drift")
    requests.tell(kit, asked.ref, RequestState.DONE, by="Øvelse Drift")
    view = view_of(kit, asked)
    assert (view.state, view.holder, view.note) == (RequestState.DONE, "Vej og park", "kører kl. 14")
    assert requests.tell(kit, asked.ref, RequestState.WAITING).body.state is RequestState.WAITING


def test_a_word_about_a_request_belongs_to_its_incident_also_when_another_runs(kit):
    asked = requests.ask(kit, "tæpper")
    incidents.start(kit, "Vandskade")
    assert kit.state.current() != asked.incident
    assert requests.tell(kit, asked.ref, RequestState.DONE).incident == asked.incident
    assert requests.tell(kit, asked.ref, RequestState.DONE, incident=kit.state.current()).incident != asked.incident


def test_nobody_can_say_how_far_a_request_is_that_is_not_here(kit):
    with pytest.raises(InputError, match="9-0007 findes ikke"):
        requests.tell(kit, Ref(9, 1, 7), RequestState.DONE)


def test_a_rehearsal_says_what_would_be_recorded_and_keeps_nothing(kit):
    before = kit.log.count(), len(kit.state.work.requests)
    event = requests.ask(kit.rehearsal(), "tæpper")
    assert event.body == Request("tæpper", HERE) and event.incident == kit.state.current()
    assert (kit.log.count(), len(kit.state.work.requests)) == before
    with pytest.raises(InputError):
        requests.ask(kit.rehearsal(), "")
    assert requests.ask(kit, "tæpper").seq > 0, "the kit itself goes on recording"
    assert kit.log.count() == before[0] + 1
