"""Whose forstået is enough: where it is urgent, only a word that is proven."""

import pytest

from fieldkit.core.ask.proposal import Asks
from fieldkit.core.ask.proposals import proposals
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S, hlc_of_unix
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Hello, Incident, Message
from fieldkit.core.facts.terms import Precedence, Role, Trust
from fieldkit.core.facts.work import Dispatch
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.views.errands import ErrandState, make_errands
from fieldkit.core.views.inbox import Direction, make_inbox
from fieldkit.core.views.understood import is_understood, readers_of

NOW = EPOCH_UNIX_S + 1_000_000
TAG = 7
ROSTER = Roster(
    places=(
        Place(number=1, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT, kit=1),
        Place(number=10, slug="ask", name="Asken", kind=PlaceKind.DAYCARE, node=0x0A0F0065),
    )
)


def said(seq, ago, body):
    return make_event(body, kit=1, epoch=1, seq=seq, hlc=hlc_of_unix(NOW - ago), incident=TAG)


def asked(precedence):
    return said(3, 3600, Message("Evakuér nu", to=10, precedence=precedence))


def answered(message, *trusts):
    return [
        said(10 + at, 600 - at, Ack(RefBody(*message.ref), by="telefonen på stedet", place=10, trust=trust))
        for at, trust in enumerate(trusts)
    ]


def told(message, acks):
    start = [said(1, 9000, Hello(Role.SECRETARIAT, 1)), said(2, 8000, Incident(TAG, name="Storm"))]
    runner = said(4, 1800, Dispatch("Øvelse Andersen", 1, route=(10,), refs=(RefBody(*message.ref),), minutes=90))
    return fold([*start, message, runner, *acks])


URGENT = (Precedence.FLASH, Precedence.URGENT)


@pytest.mark.parametrize("precedence", URGENT)
def test_an_unproven_ok_settles_nothing_urgent_and_calls_no_runner_back(precedence):
    message = asked(precedence)
    state = told(message, answered(message, Trust.UNVERIFIED))
    (entry,) = [one for one in make_inbox(state, ROSTER, NOW, place=1, kit=1) if one.direction is Direction.OUT]
    assert entry.waiting == (10,) == entry.doubted and entry.open and entry.overdue and not entry.understood
    (errand,) = make_errands(state, ROSTER, NOW)
    assert errand.state is ErrandState.OUT and errand.carried[0].answered_at is None
    assert errand.carried[0].doubted == (10,)
    asks = {one.asks for one in proposals(state, ROSTER, NOW, place=1, kit=1, role=Role.SECRETARIAT)}
    assert Asks.ANSWERED_RUNNER not in asks
    assert not is_understood(message, state)


@pytest.mark.parametrize("precedence", URGENT)
def test_a_proven_word_settles_it_whether_it_comes_before_or_after(precedence):
    message = asked(precedence)
    for trusts in ((Trust.UNVERIFIED, Trust.VERIFIED), (Trust.VERIFIED, Trust.UNVERIFIED)):
        state = told(message, answered(message, *trusts))
        (entry,) = [one for one in make_inbox(state, ROSTER, NOW, place=1, kit=1) if one.direction is Direction.OUT]
        assert not entry.waiting and entry.understood == {10}
        assert [reader.trust for reader in readers_of(message.ref, state, ROSTER)] == [Trust.VERIFIED]
        assert make_errands(state, ROSTER, NOW)[0].state is ErrandState.ANSWERED
        assert is_understood(message, state)


def test_what_is_not_urgent_is_settled_by_it_but_no_runner_is_called_back():
    message = asked(Precedence.ROUTINE)
    state = told(message, answered(message, Trust.UNVERIFIED))
    (entry,) = [one for one in make_inbox(state, ROSTER, NOW, place=1, kit=1) if one.direction is Direction.OUT]
    assert not entry.waiting and entry.readers[0].trust is Trust.UNVERIFIED
    assert make_errands(state, ROSTER, NOW)[0].state is ErrandState.OUT


def test_an_overdue_message_with_an_unproven_ok_still_asks_for_a_runner_and_says_why():
    message = asked(Precedence.FLASH)
    start = [said(1, 9000, Hello(Role.SECRETARIAT, 1)), said(2, 8000, Incident(TAG, name="Storm"))]
    state = fold([*start, message, *answered(message, Trust.UNVERIFIED)])
    (asks,) = [
        one
        for one in proposals(state, ROSTER, NOW, place=1, kit=1, role=Role.SECRETARIAT)
        if one.asks is Asks.UNANSWERED
    ]
    assert "ubekræftet “ok” fra Asken" in asks.text


def test_a_count_of_who_has_understood_leaves_nobody_out():
    many = tuple(
        Place(number=n, slug=f"sted-{n}", name=f"Sted {n}", kind=PlaceKind.DAYCARE, node=n) for n in range(20, 80)
    )
    roster = Roster(places=ROSTER.places + many)
    message = said(3, 600, Message("Kog vandet", precedence=Precedence.FLASH))
    state = told(message, answered(message, Trust.VERIFIED))
    entry = next(one for one in make_inbox(state, roster, NOW, place=1, kit=1) if one.report is None)
    assert (len(entry.understood), len(entry.asked)) == (1, 61)
