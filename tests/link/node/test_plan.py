"""A node is as planned or it is not: every way to be otherwise is said, and what then waits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodes import NODE, OURS, SECRET, node_there, on_channels

from fieldkit.link.node.airtime import PRESETS
from fieldkit.link.node.plan import (
    PRACTICE_PSK,
    PUBLIC_PSK,
    Hold,
    Matter,
    Plan,
    channel_psk,
    differences,
    preset_of_plan,
)
from fieldkit.link.node.radio_types import Channel

PLAN = Plan(channel_psk(SECRET), node=NODE)
OLDER = channel_psk(b"\x07" * 32)


def told(there, plan=PLAN):
    return [(one.matter, one.holds) for one in differences(there, plan)]


def test_a_node_that_was_set_up_is_as_planned():
    assert told(node_there()) == []


@pytest.mark.parametrize(
    ("otherwise", "matter", "holds", "says"),
    [
        ({"region": "UNSET"}, Matter.REGION, Hold.ALL, "region er ikke sat"),
        ({"region": "US"}, Matter.REGION, Hold.ALL, "er US, ikke EU_868"),
        ({"region": None}, Matter.REGION, Hold.NOTHING, "fortæller ikke"),
        ({"tx_enabled": False}, Matter.TRANSMIT, Hold.ALL, "slået fra"),
        ({"preset": "LONG_FAST"}, Matter.PRESET, Hold.ALL, "er LONG_FAST, ikke MEDIUM_FAST"),
        ({"preset": None}, Matter.PRESET, Hold.ALL, "egne tal, ikke MEDIUM_FAST"),
        ({"role": "ROUTER"}, Matter.ROLE, Hold.TEXTS, "er ROUTER, ikke CLIENT"),
        ({"node": 0x6AF466D7}, Matter.NUMBER, Hold.TEXTS, "er !6af466d7, men i listen over steder står !0a0f0001"),
        ({"rebroadcast_mode": "CORE_PORTNUMS_ONLY"}, Matter.REBROADCAST, Hold.NOTHING, "videre"),
        ({"channels": ()}, Matter.CHANNEL, Hold.NOTHING, "fortæller ikke"),
        (on_channels(replace(OURS, role="DISABLED")), Matter.CHANNEL, Hold.ALL, "fortæller ikke"),
        (on_channels(replace(OURS, name="Kommunen")), Matter.CHANNEL, Hold.ALL, "hedder “Kommunen”, ikke BEREDSKAB"),
        (on_channels(OURS, Channel(1, "Camping", "SECONDARY", b"\x01")), Matter.OTHER_CHANNELS, Hold.NOTHING,
         "kanal 1 “Camping”"),
        (on_channels(OURS, Channel(1, "Camping", "SECONDARY", b"\x01"), Channel(2, "", "SECONDARY", b"")),
         Matter.OTHER_CHANNELS, Hold.NOTHING, "kanalerne 1 “Camping”, 2"),
    ],
)  # fmt: skip
def test_what_is_otherwise_is_said_and_holds_what_it_must(otherwise, matter, holds, says):
    (found,) = differences(node_there(**otherwise), PLAN)
    assert (found.matter, found.holds) == (matter, holds) and says in found.text


@pytest.mark.parametrize("psk", [b"\x01", b"\x02", b"\x0a", PUBLIC_PSK, PUBLIC_PSK[:-1] + b"\x05"], ids=bytes.hex)
def test_whoever_is_on_the_public_channel_says_nothing_there(psk):
    (found,) = differences(node_there(psk), PLAN)
    assert found.holds is Hold.ALL and "offentlige standardkanal" in found.text


def test_keys_of_the_channel_are_ours_the_one_before_strange_or_none():
    assert told(node_there(b"")) == told(node_there(b"\x00")) == [(Matter.CHANNEL, Hold.ALL)]
    assert told(node_there(OLDER)) == [(Matter.CHANNEL, Hold.ALL)]
    assert told(node_there(OLDER), replace(PLAN, older=frozenset({OLDER}))) == [(Matter.CHANNEL, Hold.NOTHING)]
    assert told(node_there(), replace(PLAN, psk=None)) == [(Matter.CHANNEL, Hold.ALL)], "a kit without a key has none"


def test_the_practice_channel_counts_on_made_up_nodes_alone():
    practice = {"channels": (Channel(0, "OEVELSE", "PRIMARY", PRACTICE_PSK),)}
    assert told(node_there(firmware="2.8.0.virtual", **practice)) == []
    assert told(node_there(firmware="2.8.0.virtual", node=5, **practice)) == [], "its number is drawn by the mesh"
    assert told(node_there(firmware="2.8.0.virtual", node=5)) == [(Matter.NUMBER, Hold.TEXTS)], "but not when set up"
    assert told(node_there(**practice)) == [(Matter.CHANNEL, Hold.ALL)]
    assert told(node_there(b"\x01", firmware="2.8.0.virtual")) == [(Matter.CHANNEL, Hold.ALL)]


def test_another_number_is_right_where_the_roster_has_none():
    assert told(node_there(node=5), replace(PLAN, node=None)) == []


def test_all_of_it_is_said_what_holds_most_first():
    there = node_there(b"\x01", region="UNSET", role="TRACKER", node=9, rebroadcast_mode="NONE")
    found = [holds for _, holds in told(there)]
    assert len(found) == 5 and found == sorted(found, reverse=True)


@given(st.sampled_from(sorted(PRESETS)), st.booleans())
def test_the_plan_s_speed_is_what_kit_toml_says(name, small):
    assert preset_of_plan(name.lower().replace("_", "-") if small else name) == name


def test_a_speed_that_is_none_is_the_usual_one():
    assert preset_of_plan(None) == preset_of_plan("") == preset_of_plan("VARP") == "MEDIUM_FAST"


def test_no_key_shows_when_a_plan_is_printed():
    assert channel_psk(SECRET).hex() not in repr(PLAN) and repr(channel_psk(SECRET))[2:-1] not in repr(PLAN)


@pytest.mark.parametrize("written", ["LONG_FAST", "long-fast", "LongFast"])
def test_a_preset_in_kit_toml_may_be_spelt_as_the_phones_app_spells_it(written: str) -> None:
    assert preset_of_plan(written) == "LONG_FAST"
