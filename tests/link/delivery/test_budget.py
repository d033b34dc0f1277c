"""How much may still be sent: what is told to people agrees with what the kit does."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts.terms import Precedence
from fieldkit.link.delivery.budget import HOUR_S, LIMIT, SHARES, Budget

NOW = 100_000.0
sends = st.lists(st.tuples(st.floats(0, 2 * HOUR_S), st.floats(1, 30_000)), max_size=20)


def spent(told: list[tuple[float, float]], node_percent: float | None) -> Budget:
    budget = Budget()
    budget.node_percent = node_percent
    for ago, ms in sorted(told, reverse=True):
        budget.spend(NOW - ago, ms)
    return budget


@given(sends, st.none() | st.floats(0, 12), st.sampled_from(Precedence), st.floats(1, 60_000))
def test_what_fits_goes_at_once_and_what_does_not_waits(told, node_percent, precedence, ms):
    budget, share = spent(told, node_percent), SHARES[precedence]
    left = budget.left(NOW, share)
    if ms / 1000 < left - 0.001:
        assert budget.wait(NOW, ms, share) == 0
    elif ms / 1000 > left + 0.001:
        assert budget.wait(NOW, ms, share) > 0


@given(sends, st.none() | st.floats(0, 12))
def test_no_more_is_left_than_the_law_allows_and_never_less_than_nothing(told, node_percent):
    budget = spent(told, node_percent)
    left = budget.left(NOW, LIMIT)
    assert 0 <= left <= 0.1 * HOUR_S
    assert left <= max(0.0, 0.1 - budget.used(NOW)) * HOUR_S + 0.001


def test_while_the_node_refuses_nothing_is_left():
    budget = Budget()
    budget.block(NOW + 60)
    assert (budget.left(NOW, LIMIT), budget.left(NOW + 60, LIMIT)) == (0.0, 0.1 * HOUR_S)
