"""Troubles of the radio are a set: each is cleared by its own cause, whatever else is told meanwhile."""

from hypothesis import given
from hypothesis import strategies as st
from nodes import SECRET, node_there

from fieldkit.core.remedies import EnterRadio, SetUpRadio
from fieldkit.engine.radio_health import RadioHealth
from fieldkit.link.node.plan import Hold, Plan, channel_psk, differences
from fieldkit.link.node.radio_types import ChannelUse
from fieldkit.store.tables.status import DeviceState

PLAN = Plan(channel_psk(SECRET))
USE = ChannelUse(3.0, 0.5, 80, False, 4.0)


def health_of(**otherwise):
    there, health = node_there(**otherwise), RadioHealth("sekretariat")
    health.connected(there)
    health.compared(differences(there, PLAN))
    return health


def test_telemetry_makes_no_radio_well_that_does_not_send():
    health = health_of(region="UNSET")
    before = health.status(0)
    health.measured(USE, {})
    after = health.status(80)
    assert (before.state, after.state) == (DeviceState.FAULT, DeviceState.FAULT)
    assert (after.text, after.remedy) == (before.text, SetUpRadio()) and "region er ikke sat" in after.text
    assert after.facts["battery_percent"] == 80 and after.facts["node"] == "0a0f0001"
    health.connected(node_there())
    health.compared([])
    assert health.status(81).state is DeviceState.OK


def test_what_one_measurement_leaves_out_another_has_said():
    health = health_of()
    health.measured(USE, {})
    health.measured(ChannelUse(9.0, 1.0, None, None, None), {"forks": 1})
    facts = health.status(0).facts
    assert (facts["channel_percent"], facts["battery_percent"], facts["forks"]) == (9.0, 80, 1)


def test_a_radio_that_is_gone_is_no_better_for_what_it_measured_before():
    health = health_of()
    health.measured(USE, {"forks": 1})
    assert health.status(0).text == "forbundet"
    health.gone("Radioen er trukket ud; sæt USB-kablet i igen.")
    gone = health.status(1)
    assert (gone.state, gone.text, gone.remedy) == (
        DeviceState.FAULT,
        "Radioen er trukket ud; sæt USB-kablet i igen.",
        None,
    )
    assert health.holds is Hold.NOTHING and health.node is None
    assert RadioHealth("x").status(0).state is DeviceState.UNKNOWN


def test_a_pause_lasts_its_time_and_ends_by_itself():
    health = health_of()
    health.paused("DUTY_CYCLE_LIMIT", 100.0, 60.0)
    health.measured(USE, {})
    assert (health.status(159).state, health.status(159).text) == (
        DeviceState.WARNING,
        "sendetiden er brugt op; kittet venter 60 s",
    )
    assert health.status(160).state is DeviceState.OK
    worse = health_of(role="ROUTER")
    worse.paused("DUTY_CYCLE_LIMIT", 100.0, 60.0)
    assert worse.status(110).state is DeviceState.FAULT and "sendetiden" in worse.status(110).text
    assert "ROUTER" in worse.status(110).text and worse.status(110).text.endswith("tekster til telefoner venter")


def test_a_wrong_number_alone_is_mended_in_the_roster():
    there, health = node_there(node=7), RadioHealth("sekretariat")
    health.connected(there)
    health.compared(differences(there, Plan(channel_psk(SECRET), node=8)))
    assert health.status(0).remedy == EnterRadio("!00000007", "sekretariat")


@given(st.lists(st.sampled_from(["measured", "paused", "connected"]), max_size=12))
def test_nothing_but_a_right_node_makes_a_wrong_one_ok(happened):
    health = health_of(psk=b"\x01")
    for at, what in enumerate(happened):
        if what == "measured":
            health.measured(USE, {})
        elif what == "paused":
            health.paused("RATE_LIMIT_EXCEEDED", float(at), 1.0)
        else:
            health.connected(node_there(b"\x01"))
        status = health.status(float(at))
        assert status.state is DeviceState.FAULT and "offentlige standardkanal" in status.text
