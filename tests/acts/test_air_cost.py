"""What a text costs on the air is told before it is sent, and as it then is."""

from kits import Clock, meeting_point

from fieldkit.acts.air_cost import air_cost, cost_da, cost_of
from fieldkit.core.facts.said import Message
from fieldkit.link.node.airtime import broadcast_ms


def test_longer_texts_cost_more_until_they_do_not_fit():
    costs = [cost_of(Message("vand " * many, 3), "MEDIUM_FAST") for many in range(1, 60, 4)]
    fit = [cost for cost in costs if cost.frame_bytes]
    assert 2 < len(fit) < len(costs)
    assert [cost.room for cost in costs] == sorted((cost.room for cost in costs), reverse=True)
    assert all(cost.ms == broadcast_ms(cost.frame_bytes, "MEDIUM_FAST") for cost in fit)
    assert all(cost.room < 0 and cost.ms == 0 for cost in costs if not cost.frame_bytes)
    assert "for lang til radioen" in cost_da(costs[-1]) and f"{fit[0].frame_bytes} bytes, ca. " in cost_da(fit[0])


def test_the_slow_preset_costs_more_and_a_kit_reckons_with_its_own(tmp_path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock)
    body = Message("Har I tæpper?", 3)
    assert cost_of(body, "LONG_FAST").ms > 2 * cost_of(body, "MEDIUM_FAST").ms
    assert air_cost(kit, body).ms == cost_of(body, "MEDIUM_FAST", kit=2).ms
    kit.close()
