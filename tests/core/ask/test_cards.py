"""The card that a person begins with."""

import pytest
from kits import secretariat

from fieldkit.acts import cards, incidents
from fieldkit.core.ask.cards import right_card
from fieldkit.core.facts.terms import Role
from fieldkit.core.roster.roster import PersonRole
from fieldkit.kit import Kit


def test_at_a_meeting_point_the_liaison_officer_opens_it_first(point: Kit) -> None:
    assert cards.for_role(point, "liaison-officer") == "moedested-aabn"


@pytest.mark.parametrize(
    ("role", "card"),
    [
        ("leader", "niveau-1-2-3"),
        ("log-keeper", "logfoerer"),
        ("liaison", "flere-kommuner"),
        ("runner", "runner"),
        ("sekretariatsleder", "alarm"),
        ("presseansvarlig", "presse"),
        ("ingen sådan rolle", "alarm"),
    ],
)
def test_at_the_secretariat_each_has_the_card_of_the_role(staff: Kit, role: str, card: str) -> None:
    assert cards.for_role(staff, role) == card


def test_one_that_is_in_use_goes_on_and_one_laid_away_does_not_come_back(staff: Kit) -> None:
    cards.start(staff, "situationsbillede")
    assert cards.for_role(staff, "log-keeper") == "situationsbillede"
    cards.end(staff, "situationsbillede")
    assert cards.for_role(staff, "log-keeper") == "alarm", "what is for everybody, and nobody has done"
    cards.start(staff, "alarm")
    cards.end(staff, "alarm")
    assert cards.for_role(staff, "log-keeper") is None


def test_without_an_incident_there_is_none(tmp_path) -> None:
    kit = secretariat(tmp_path / "kit")
    assert cards.for_role(kit, "leader") is None
    incidents.start(kit, "Strømsvigt")
    assert cards.for_role(kit, "leader") is not None
    kit.close()


def test_every_role_of_the_lists_has_a_card(staff: Kit) -> None:
    for role in PersonRole:
        assert right_card(role, [], staff.cards, at=Role.SECRETARIAT, running=[], begun=()) in {None, *staff.cards}
        assert cards.for_role(staff, role) in staff.cards
