"""Whom a message is for, read from what an event holds: everybody, a role (also one of a newer version), a place."""

import pytest
from paths import DATA

from fieldkit.core.facts.address import ToAll, ToPlace, ToRole, addressee_of
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.work import Notice
from fieldkit.core.state.fold import State
from fieldkit.core.views.inbox import addressed
from fieldkit.engine.audience import phone_places
from fieldkit.store.files.roster import load_roster


@pytest.fixture(scope="module")
def roster():
    found, _ = load_roster(DATA)
    return found


@pytest.mark.parametrize(
    ("stored", "means"),
    [
        ("all", ToAll()),
        ("secretariat", ToRole(Role.SECRETARIAT)),
        ("meeting-point", ToRole(Role.MEETING_POINT)),
        ("field-hospital", ToRole("field-hospital")),
        (17, ToPlace(17)),
        (unknown_place(5), ToPlace(unknown_place(5))),
    ],
)
def test_the_stored_form_is_read_and_stays_in_the_event(stored, means):
    for body in (Message("x", stored), Notice("x", to=stored)):
        event = make_event(body, kit=1, epoch=1, seq=1, hlc=1)
        assert addressee_of(event.body.to) == means
        assert event.body.to == stored


def test_it_stands_for_the_places_of_the_roster_without_the_sender(roster):
    points = [place.number for place in roster.with_role(Role.MEETING_POINT)]
    assert addressed("all", roster, 1) == tuple(place.number for place in roster.places if place.number != 1)
    assert addressed("meeting-point", roster, points[0]) == tuple(points[1:])
    assert addressed("field-hospital", roster, 1) == ()
    assert (addressed(17, roster, 1), addressed(1, roster, 1), addressed(9999, roster, 1)) == ((17,), (), (9999,))


def test_phones_get_what_is_for_their_place_or_their_role(roster):
    phones = [place.number for place in roster.places if place.node is not None and place.kit is None]

    def texts(to):
        event = make_event(Message("x", to), kit=1, epoch=1, seq=1, hlc=1)
        return [place.number for place in phone_places(event, State(), roster)]

    assert texts("all") == phones
    assert texts(phones[0]) == phones[:1]
    assert texts("institution") == [n for n in phones if roster.place(n).role is Role.INSTITUTION] != []
    assert texts("field-hospital") == []
