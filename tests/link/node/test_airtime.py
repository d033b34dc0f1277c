"""Prices on the air: the table that planning rests on, and the sizes seen in recordings of real firmware."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.link.node import airtime
from fieldkit.link.node.ports import ROUTING_APP, TEXT_APP

TABLE = {
    # preset: ms for PRIVATE_APP broadcasts of 10 20 40 80 160 231 bytes unsigned, 40 signed, an acknowledgement
    "LONG_FAST": (477, 559, 723, 1010, 1624, 2157, 1214, 477),
    "MEDIUM_SLOW": (259, 300, 382, 546, 873, 1181, 648, 239),
    "MEDIUM_FAST": (140, 160, 211, 304, 488, 642, 355, 130),
    "SHORT_FAST": (40, 48, 63, 91, 153, 204, 112, 38),
    "LONG_MODERATE": (1511, 1774, 2298, 3478, 5837, 7934, 4264, 1380),
}


@pytest.mark.parametrize("preset", TABLE)
def test_the_table_for_radio_planning(preset: str) -> None:
    got = [airtime.packet_ms(n, preset) for n in (10, 20, 40, 80, 160, 231)]
    got += [airtime.packet_ms(40, preset, signed=True), airtime.packet_ms(2, preset, portnum=ROUTING_APP, reply=True)]
    assert tuple(got) == TABLE[preset]


def test_sizes_that_real_firmware_put_on_the_air() -> None:
    assert airtime.phy_bytes(10, signed=True) == 99
    assert airtime.phy_bytes(160, signed=True) == 250
    assert airtime.phy_bytes(165, signed=True) == 255
    assert airtime.phy_bytes(166) == 190
    assert airtime.phy_bytes(231) == 255
    assert airtime.phy_bytes(219, pki=True) == 255
    assert airtime.phy_bytes(6, pki=True, portnum=TEXT_APP) == 40
    assert airtime.phy_bytes(2, portnum=ROUTING_APP, reply=True) == 29


def test_the_signature_is_there_up_to_165_bytes() -> None:
    signed = [n for n in range(232) if airtime.is_signed(airtime.data_bytes(n))]
    assert max(signed) == 165
    assert airtime.broadcast_ms(165, "LONG_FAST") > airtime.broadcast_ms(166, "LONG_FAST")


def test_channel_access_times() -> None:
    assert round(airtime.slot_ms("LONG_FAST")) == 28
    assert round(airtime.slot_ms("MEDIUM_FAST")) in (12, 13)
    near = airtime.relay_slots(10)
    assert near[0] * airtime.slot_ms("LONG_FAST") == pytest.approx(449, abs=1)
    assert near[-1] * airtime.slot_ms("LONG_FAST") == pytest.approx(7600, abs=60)
    assert near[0] * airtime.slot_ms("MEDIUM_FAST") == pytest.approx(203, abs=15)
    tries = 3 * airtime.retransmit_ms(47, "LONG_FAST", 0.03)
    assert tries == pytest.approx(21_000, abs=1500)


def test_names_are_forgiving_and_unknown_ones_are_refused() -> None:
    assert airtime.preset_named("MediumFast") is airtime.PRESETS["MEDIUM_FAST"]
    with pytest.raises(KeyError):
        airtime.preset_named("SHORT_TURBO")


@given(st.sampled_from(list(airtime.PRESETS)), st.integers(0, 254))
def test_more_bytes_never_cost_less(preset: str, length: int) -> None:
    assert 0 < airtime.time_on_air_ms(length, preset) <= airtime.time_on_air_ms(length + 1, preset)


@given(st.floats(-40, 40))
def test_a_far_relay_never_has_a_wider_window_than_a_near_one_and_routers_go_first(snr: float) -> None:
    assert airtime.relay_exponent(snr) <= airtime.relay_exponent(snr + 5)
    assert airtime.relay_slots(snr, router=True)[-1] < airtime.relay_slots(snr)[0]
