"""What can be spared: the latest word on each thing at each place."""

from fieldkit.acts import incidents, offers
from fieldkit.core.views.offers import standing_offers
from fieldkit.kit import Kit


def test_an_offer_is_its_latest_word_and_a_count_of_nothing_takes_it_back(kit: Kit) -> None:
    incidents.start(kit, "Strømsvigt")
    offers.offer(kit, "Tæpper", count=200, unit="stk.")
    offers.offer(kit, "tæpper", count=150, unit="stk.")
    offers.offer(kit, "vand", place=7)
    found = [(event.body.what, event.body.count) for event in standing_offers(kit.state)]
    assert found == [("vand", None), ("tæpper", 150)]
    offers.offer(kit, "tæpper", count=0)
    assert [event.body.what for event in standing_offers(kit.state)] == ["vand"]
    incidents.stop(kit)
    assert not standing_offers(kit.state), "it belongs to the crisis that is over"
