"""The five words of a delivery: nothing told of it leads back down, whatever the order in which it is told."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.delivery import ARRIVED, DELIVERY_DA, NEXT, DeliveryState, after, furthest, has_reached

ORDER = [
    DeliveryState.QUEUED,
    DeliveryState.SENT,
    DeliveryState.HEARD,
    DeliveryState.RECEIVED,
    DeliveryState.ACKNOWLEDGED,
]
told = st.lists(st.sampled_from(DeliveryState), max_size=8)


def test_every_state_has_its_word_and_its_row():
    assert list(DELIVERY_DA) == list(NEXT) == list(DeliveryState) == ORDER
    assert list(DELIVERY_DA.values()) == ["i kø", "sendt", "hørt", "modtaget", "forstået"]
    assert [state for state in ORDER if has_reached(state, DeliveryState.RECEIVED)] == list(ARRIVED)


@given(told)
def test_whatever_the_order_a_delivery_ends_as_far_as_was_ever_told(words):
    state = DeliveryState.QUEUED
    for word in words:
        before, state = state, after(state, word)
        assert ORDER.index(state) >= ORDER.index(before), "it led back down"
        assert has_reached(state, word) and has_reached(state, before)
    assert state == furthest(words) == ORDER[max((ORDER.index(word) for word in words), default=0)]


def test_an_event_may_be_received_before_it_was_sent_and_a_relay_proves_no_recipient():
    assert after(DeliveryState.QUEUED, DeliveryState.RECEIVED) is DeliveryState.RECEIVED
    assert after(DeliveryState.RECEIVED, DeliveryState.HEARD) is DeliveryState.RECEIVED
    assert not has_reached(DeliveryState.HEARD, DeliveryState.RECEIVED)
