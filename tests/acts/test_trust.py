"""Cutting off a kit that is lost: who may, which not, and that it holds in every crisis."""

import pytest
from kits import make_kit
from paths import DATA

from fieldkit.acts import incidents, trust
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.trust import Revoke

SECRETARIAT, LOST = 1, 12


@pytest.fixture
def open_kit(tmp_path):
    made = []

    def make(number, role, slug, place):
        kit = make_kit(tmp_path / str(number), number=number, role=role, place=slug, place_number=place, data=DATA)
        made.append(kit)
        return kit

    yield make
    for kit in made:
        kit.close()


def test_a_lost_kit_is_cut_off_until_it_is_found(open_kit):
    centre = open_kit(SECRETARIAT, Role.SECRETARIAT, "krisestab", 1)
    incidents.start(centre, "Strømsvigt nord")
    event = trust.revoke(centre, LOST, "Øvelse Leder", reason="stjålet fra bilen")
    assert event.body == Revoke(LOST, reason="stjålet fra bilen", by="Øvelse Leder")
    assert event.incident == 0, "it holds also when this crisis is over"
    assert centre.log.believed.is_cut(LOST, 7)
    assert trust.take_back(centre, LOST, "Øvelse Leder").body.undo
    assert not centre.log.believed.is_cut(LOST, 7)


def test_no_kit_cuts_off_itself_and_only_a_secretariat_cuts_off_others(open_kit):
    centre = open_kit(SECRETARIAT, Role.SECRETARIAT, "krisestab", 1)
    point = open_kit(2, Role.MEETING_POINT, "uglemoseskolen", 2)
    point.merge([row.event for row in centre.log.all()], Carrier.BUNDLE)
    with pytest.raises(InputError, match="ikke spærre sig selv"):
        trust.revoke(centre, SECRETARIAT, "Øvelse Leder")
    for say in (trust.revoke, trust.take_back):
        with pytest.raises(InputError, match="Kun sekretariatets kit"):
            say(point, LOST, "Øvelse Leder")
    with pytest.raises(InputError, match="hvem der har besluttet"):
        trust.revoke(centre, LOST, " ")
    assert not centre.log.believed.doubted() and not point.log.believed.doubted()
