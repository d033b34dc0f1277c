"""Which radio node a phone-only place is reached by: what people decided last, else the roster's."""

import pytest
from kits import secretariat

from fieldkit.acts.nodes import assign
from fieldkit.acts.roster import change
from fieldkit.core.facts.roster import RosterTable
from fieldkit.core.facts.said import Message
from fieldkit.engine.audience import node_of, phone_places


@pytest.fixture
def kit(tmp_path):
    kit = secretariat(tmp_path / "kit")
    yield kit
    kit.close()


def test_the_node_that_was_assigned_last_is_the_place_s(kit):
    place = next(p for p in kit.roster.places if p.kit is None and p.node)
    assert node_of(place.number, kit.state, kit.roster) == place.node
    for node in (0x10, 0x99, 0x55):
        assign(kit, node, place.number)
        assert node_of(place.number, kit.state, kit.roster) == node


def test_a_node_that_was_given_to_another_place_reaches_its_old_one_no_more(kit):
    here, there = [p for p in kit.roster.places if p.kit is None and p.node][:2]
    assign(kit, here.node, there.number, anyway=True)
    assert node_of(here.number, kit.state, kit.roster) is None
    assert node_of(there.number, kit.state, kit.roster) == here.node
    told = {place.number for place in phone_places(kit.record(Message("til alle", "all")), kit.state, kit.roster)}
    assert here.number not in told and there.number in told


def test_a_place_that_got_a_radio_only_now_is_told_what_the_others_are(kit):
    place = next(p for p in kit.roster.places if p.kit is None and p.node)
    change(kit, RosterTable.PLACES, str(place.number), {"radio": ""})
    event = kit.record(Message("til alle", "all"))
    assert place.number not in {told.number for told in phone_places(event, kit.state, kit.roster)}
    assign(kit, 0x77, place.number)
    assert place.number in {told.number for told in phone_places(event, kit.state, kit.roster)}
