"""How a kit is, a line for each part: by what the engine has told, and unknown where nobody has."""

import pytest
from kits import make_kit, meeting_point
from msgspec import structs

from fieldkit.acts import kit_state
from fieldkit.acts.checkup import Check, Verdict
from fieldkit.acts.kit_state import battery_da, disk_da, hours_da, left_da, more
from fieldkit.core.views.power_left import PowerLeft
from fieldkit.store.tables.battery import note_battery
from fieldkit.store.tables.done import Done, note_done
from fieldkit.store.tables.peers import note_heard
from fieldkit.store.tables.status import (
    AIR_LEFT,
    AIR_PLAIN,
    BEGAN,
    KITS_HEARD,
    WHAT_TO_DO,
    Device,
    DeviceState,
    DeviceStatus,
    put_status,
)

FACTS = {"node": "0000000a", "preset": "MEDIUM_FAST", "channel_percent": 12.3, AIR_LEFT: 310, AIR_PLAIN: 20}


@pytest.fixture
def equipped(tmp_path, clock):
    made = make_kit(tmp_path / "kit", radio="tcp://127.0.0.1", printer="virtual:", now=clock)
    yield made
    made.close()


def tells(kit, device, state=DeviceState.OK, text="kører", **facts):
    put_status(kit.log, DeviceStatus(device, state, text, int(kit.now()), facts))


def found(kit):
    return {one.check: one for one in kit_state.kit_state(kit)}


def test_the_worst_stands_first(equipped):
    tells(equipped, Device.ENGINE)
    tells(equipped, Device.PRINTER, DeviceState.FAULT, "papir slut", **{WHAT_TO_DO: "Læg en ny rulle i."})
    lines = kit_state.kit_state(equipped)
    assert (lines[0].check, lines[0].do) == (Check.PRINTER, "Læg en ny rulle i.")
    order = [list(kit_state.ORDER).index(one.state) for one in lines]
    assert order == sorted(order) and len({one.check for one in lines}) == len(lines) == 10


def test_what_an_engine_told_that_runs_no_more_is_unknown(equipped, clock):
    tells(equipped, Device.ENGINE)
    tells(equipped, Device.RADIO, text="forbundet", **FACTS)
    tells(equipped, Device.BATTERY, text="64 %", percent=64, mains=False)
    assert found(equipped)[Check.RADIO].state is Verdict.OK
    clock.now += 61
    lines = found(equipped)
    assert lines[Check.ENGINE].state is Verdict.FAULT and "standset" in lines[Check.ENGINE].detail
    assert {lines[check].state for check in (Check.RADIO, Check.PRINTER, Check.BATTERY)} == {Verdict.UNKNOWN}
    assert more(equipped, Check.RADIO) == []


def test_what_an_engine_that_has_just_begun_has_not_told_yet_is_not_laid_to_its_standstill(equipped):
    tells(equipped, Device.ENGINE)
    lines = found(equipped)
    assert {lines[check].detail for check in (Check.RADIO, Check.PRINTER)} == {"ukendt endnu: motoren er lige begyndt"}


def test_the_engine_says_since_when_it_runs(equipped, clock):
    tells(equipped, Device.ENGINE, **{BEGAN: int(clock.now) - 3600})
    assert found(equipped)[Check.ENGINE].detail.startswith("kører siden ")


def test_the_channel_and_the_airtime_are_told_in_words(equipped):
    tells(equipped, Device.ENGINE)
    tells(equipped, Device.RADIO, text="forbundet", **FACTS, **{KITS_HEARD: 4})
    told = found(equipped)[Check.RADIO].detail
    assert told == "forbundet; kanalen er 12 % optaget; kittet må sende ca. 5 min til i denne time"
    page = dict(more(equipped, Check.RADIO))
    assert page["rutine"] == "må fylde under 1 min til, før det venter"
    assert (page["nummer"], page["kits hørt"]) == ("0000000a", "4 i den seneste time")
    tells(equipped, Device.RADIO, text="forbundet", **{**FACTS, AIR_PLAIN: 0})
    waits = found(equipped)[Check.RADIO]
    assert waits.state is Verdict.WARNING and "venter, til der er plads" in waits.do
    tells(equipped, Device.RADIO, text="forbundet", **{**FACTS, AIR_LEFT: 0})
    assert "kittet har sendt alt, hvad det må i denne time" in found(equipped)[Check.RADIO].detail
    tells(equipped, Device.RADIO, text="forbundet")
    assert found(equipped)[Check.RADIO].detail == "forbundet", "what is unknown is not told"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "under 1 min"), (59, "under 1 min"), (60, "ca. 1 min"), (359, "ca. 5 min")]
)
def test_airtime_is_never_told_longer_than_it_is(seconds, said):
    assert left_da(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under 30 min"),
        (1799, "under 30 min"),
        (1800, "30 min"),
        (3600, "1 t"),
        (5400, "1 t 30 min"),
        (6 * 3600 + 1800, "6 t"),
        (9 * 3600, "9 t"),
    ],
)
def test_hours_are_never_told_longer_than_they_are(seconds, said):
    assert hours_da(seconds) == said


def test_the_battery_tells_its_hours_from_what_was_kept_and_warns_when_they_are_few(equipped, clock):
    tells(equipped, Device.ENGINE)
    start = clock.now - 3600
    for step in range(6):
        note_battery(equipped.log, 100 - step * 2, start + step * 600)
    tells(equipped, Device.BATTERY, text="88 %", percent=88, mains=False)
    line = found(equipped)[Check.BATTERY]
    assert (line.state, line.detail) == (Verdict.OK, "88 %, rækker ca. 6 t")
    tells(equipped, Device.BATTERY, text="20 %", percent=20, mains=False)
    assert found(equipped)[Check.BATTERY].state is Verdict.WARNING
    tells(equipped, Device.BATTERY, text="20 %", percent=20, mains=True)
    assert found(equipped)[Check.BATTERY].detail == "20 %, strøm er sat til"


def test_how_long_the_battery_lasts_is_unknown_before_it_has_shown_it(equipped):
    tells(equipped, Device.ENGINE)
    tells(equipped, Device.BATTERY, text="88 %", percent=88, mains=False)
    assert found(equipped)[Check.BATTERY].detail == "88 %, hvor længe, vides ikke endnu"
    assert battery_da(PowerLeft(40_000, at_least=True), None) == "rækker mindst 11 t"
    assert battery_da(PowerLeft(rises=True), None) == "bliver ladet"


@pytest.mark.parametrize(
    ("free", "size", "life", "said"),
    [
        (10**9, 10**6, 86_400, "nok til flere år"),
        (10**7, 10**6, 86_400, "nok til ca. 10 døgn med samme brug"),
        (10**6, 10**7, 86_400, "nok til ca. 2 t med samme brug"),
        (0, 0, 86_400, "nok til ca. 1 min med samme brug"),
    ],
)
def test_the_disk_lasts_as_long_as_the_log_has_grown(free, size, life, said):
    assert disk_da(free, size, life) == said


def test_a_copy_is_wanted_until_one_lies_on_another_medium_and_again_a_day_after(equipped, clock):
    assert found(equipped)[Check.COPY].state is Verdict.WARNING
    note_done(equipped.log, Done.COPY, clock.now)
    assert found(equipped)[Check.COPY].state is Verdict.OK
    clock.now += 25 * 3600
    assert found(equipped)[Check.COPY].state is Verdict.WARNING


def test_a_kit_without_radio_and_printer_says_so(kit):
    lines = found(kit)
    assert lines[Check.RADIO].detail == "kittet har ingen radio"
    assert lines[Check.PRINTER].detail == "kittet har ingen printer"


def test_nothing_is_asked_of_a_device_and_the_log_is_not_read(equipped, monkeypatch):
    equipped.home.write_config(structs.replace(equipped.config, radio="tcp://127.0.0.1:1"))
    asked: list[str] = []
    equipped.log.conn.set_trace_callback(asked.append)
    kit_state.kit_state(equipped)
    equipped.log.conn.set_trace_callback(None)
    plans = {sql: str(equipped.log.read(f"EXPLAIN QUERY PLAN {sql}")) for sql in set(asked) if "events" in sql}
    assert plans and not {sql for sql, plan in plans.items() if "SCAN events" in plan and "LIMIT 1" not in sql}


def test_how_many_kits_the_radio_hears_is_told_where_there_are_others(tmp_path, clock):
    point = meeting_point(tmp_path / "point", radio="tcp://127.0.0.1", now=clock)
    tells(point, Device.ENGINE)
    for heard, said in ((0, "intet kit hørt i den seneste time"), (1, "1 kit hørt"), (4, "4 kits hørt")):
        tells(point, Device.RADIO, text="forbundet", **{KITS_HEARD: heard})
        assert said in found(point)[Check.RADIO].detail
    point.close()


def test_that_nothing_is_missing_is_not_said_before_any_other_kit_was_heard(tmp_path, clock):
    point = meeting_point(tmp_path / "point", radio="tcp://127.0.0.1", now=clock)
    line = found(point)[Check.SYNC]
    assert (line.state, "intet mangler" in line.detail, "0 af" in line.detail) == (Verdict.UNKNOWN, False, True)
    note_heard(point.log, {1: clock.now})
    line = found(point)[Check.SYNC]
    assert (line.state, "intet mangler" in line.detail, "1 af" in line.detail) == (Verdict.OK, True, True)
    point.close()


def test_a_kit_without_a_radio_never_says_that_all_is_sent(tmp_path, clock):
    point = meeting_point(tmp_path / "point", now=clock)
    note_heard(point.log, {1: clock.now})
    line = found(point)[Check.SYNC]
    assert line.state is Verdict.UNKNOWN and line.detail.startswith("går kun med loggen; 1 af ")
    point.close()
