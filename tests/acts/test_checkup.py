"""A kit looked through: what is found of its devices, its clock and its engine."""

import shutil
import socket
from contextlib import closing, nullcontext
from types import SimpleNamespace

import pytest
from kits import make_kit
from msgspec import structs

from fieldkit.acts import checkup
from fieldkit.acts.checkup import Check, Mend, Verdict, examine
from fieldkit.core.facts.said import Note
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.text.wording import in_fours
from fieldkit.devices.machine.power import Power
from fieldkit.devices.machine.walltime import ClockSource
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status, read_problems


def found_of_devices(kit, radio, printer, **how):
    """Radio and printer as doctor finds them, at these addresses in kit.toml."""
    kit.home.write_config(structs.replace(kit.config, radio=radio, printer=printer))
    found = {finding.check: finding.state for finding in examine(kit.home.folder, **how)}
    return found[Check.RADIO], found[Check.PRINTER]


def test_an_address_without_a_port_means_the_device_s_usual_one(kit):
    asked = []

    def connect(where):
        asked.append(where)
        return nullcontext()

    assert found_of_devices(kit, "tcp://127.0.0.1", "tcp://127.0.0.1", connect=connect) == ("ok", "ok")
    assert asked == [("127.0.0.1", 4403), ("127.0.0.1", 9100)]


def test_what_doctor_has_not_tried_it_does_not_call_ok(kit, tmp_path):
    assert found_of_devices(kit, " none", "usb:04b8:0e15") == ("unknown", "unknown")
    assert found_of_devices(kit, "serial:/dev/tty-nowhere", "NONE") == ("fault", "unknown")
    assert found_of_devices(kit, "tcp:vært", "tcp:vært") == ("fault", "fault")
    paper = tmp_path / "lp0"
    assert found_of_devices(kit, "none", f"file://{paper}") == ("unknown", "fault")
    paper.touch()
    assert found_of_devices(kit, "none", f"file://{paper}") == ("unknown", "ok")
    assert found_of_devices(kit, "none", f"serial:{paper}?baud=9600") == ("unknown", "ok")


def test_doctor_says_what_is_wrong_with_an_address(kit):
    kit.home.write_config(structs.replace(kit.config, radio="/dev/ttyUSB0", printer="virtual:"))
    found = {finding.check: finding for finding in examine(kit.home.folder)}
    assert "kendes ikke" in found[Check.RADIO].detail and found[Check.RADIO].mend is Mend.ADDRESS
    assert (found[Check.PRINTER].state, found[Check.PRINTER].detail) == (Verdict.OK, "virtual:")


@pytest.mark.parametrize(
    ("source", "told"), [(ClockSource.NTP, "sat fra nettet"), (ClockSource.RTC, "sat af en urchip")]
)
def test_doctor_tells_what_sets_the_clock(kit, monkeypatch, source, told):
    monkeypatch.setattr(checkup, "clock_source", lambda: source)
    assert next(found.detail for found in examine(kit.home.folder) if found.check is Check.CLOCK) == told


def clock_findings(kit: Kit) -> list[str]:
    return [found.detail for found in examine(kit.home.folder) if found.check is Check.CLOCK]


def test_a_clock_that_was_never_set_is_compared_with_the_chip_and_with_nothing_that_was_written(kit, monkeypatch):
    monkeypatch.setattr(checkup, "clock_source", lambda: ClockSource.NONE)
    monkeypatch.setattr(checkup, "chip_ahead_s", lambda: None)
    kit.record(Note("skrevet i morgen"))
    monkeypatch.setattr(checkup, "written_at", lambda _event: kit.now() + 1e6)
    assert clock_findings(kit) == ["uret er ikke sat; tider vises med ca."]
    monkeypatch.setattr(checkup, "chip_ahead_s", lambda: 7200.0)
    assert clock_findings(kit) == ["uret er ikke sat; tider vises med ca.", "urchippen er 2 t foran kittets ur"]
    monkeypatch.setattr(checkup, "clock_source", lambda: ClockSource.NTP)
    monkeypatch.setattr(checkup, "chip_ahead_s", lambda: None)
    (written,) = clock_findings(kit)
    assert "længere fremme end nu" in written


def test_doctor_reaches_for_devices_on_the_network(kit):
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert found_of_devices(kit, there, "tcp://127.0.0.1:99999") == ("ok", "fault")
    assert found_of_devices(kit, there, "none") == ("fault", "unknown")


@pytest.mark.parametrize("state", DeviceState)
def test_what_the_engine_says_of_a_device_is_judged(tmp_path, state):
    kit = make_kit(tmp_path / "kit", printer="virtual:")
    now = int(kit.now())
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", now))
    put_status(kit.log, DeviceStatus(Device.PRINTER, state, "sådan", now))
    with closing(kit.home.lock_engine()):
        (finding,) = [found for found in examine(kit.home.folder) if found.check is Check.PRINTER]
    kit.close()
    expected = Verdict.UNKNOWN if state is DeviceState.OFF else Verdict(state.value)
    assert (finding.state, finding.detail) == (expected, "sådan")
    assert (finding.do == "") == (state is DeviceState.OK)


def test_doctor_does_not_believe_the_status_of_an_engine_that_was_killed(kit):
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))

    def engine():
        return next(found.state for found in examine(kit.home.folder) if found.check is Check.ENGINE)

    assert engine() is Verdict.WARNING
    lock = kit.home.lock_engine()
    assert engine() is Verdict.OK
    lock.close()


def test_an_engine_that_says_that_the_kit_seems_dead_runs_and_is_not_to_be_started(kit):
    dead = "kittet er dødt (ØVELSE)"
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.FAULT, dead, int(kit.now())))
    with closing(kit.home.lock_engine()):
        (found,) = [one for one in examine(kit.home.folder) if one.check is Check.ENGINE]
    assert (found.state, found.detail, found.mend) == (Verdict.FAULT, dead, None)


def test_a_kit_whose_own_key_is_gone_makes_another_and_says_so_to_people_too(kit, clock):
    def told():
        return [
            one.detail for one in examine(kit.home.folder) if one.check is Check.KEY and one.state is Verdict.WARNING
        ]

    former = in_fours(mark_of(kit.own_key.public))
    kit.say_key()
    assert told() == [] and read_problems(kit.log) == []
    kit.home.kit_key_path.unlink()
    with closing(Kit.open(kit.home.folder, now=clock)) as again:
        mark = in_fours(mark_of(again.own_key.public))
        assert mark != former and told() == [f"kittets egen nøgle var væk, og det har lavet en ny, kendetal {mark}"]
        again.say_key()
        again.say_key()
        assert again.log.believed.keys_of(again.identity.kit, again.identity.epoch) >= {again.own_key.public.hex()}
        (problem,) = read_problems(again.log)
    assert mark in problem.text and "Sig det nye kendetal til krisesekretariatet." in problem.text
    assert len(told()) == 1, "it is said as long as the epoch lasts that the other key began"


@pytest.mark.parametrize(
    ("free", "state", "said"),
    [
        (82 * 10**9, Verdict.OK, "82 GB fri"),
        (640 * 10**6, Verdict.OK, "640 MB fri"),
        (9 * 10**6, Verdict.WARNING, "9 MB fri"),
    ],
)
def test_room_on_the_disk_is_told_in_what_says_something(kit, monkeypatch, free, state, said):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    (found,) = [one for one in examine(kit.home.folder) if one.check is Check.DISK]
    assert (found.state, found.detail) == (state, said)


@pytest.mark.parametrize(
    ("percent", "mains", "state", "do"),
    [
        (5, False, Verdict.FAULT, "Sæt strøm til nu"),
        (5, None, Verdict.FAULT, "Sæt strøm til nu"),
        (5, True, Verdict.WARNING, "til det er ladet mere op"),
        (14, True, Verdict.WARNING, "til det er ladet mere op"),
        (15, True, Verdict.OK, ""),
        (90, False, Verdict.OK, ""),
    ],
)
def test_a_battery_that_is_being_charged_turns_no_kit_off(kit, monkeypatch, percent, mains, state, do):
    monkeypatch.setattr(checkup, "read_power", lambda: Power(percent, mains))
    (found,) = [one for one in examine(kit.home.folder) if one.check is Check.BATTERY]
    assert (found.state, found.detail) == (state, f"{percent} %") and do in found.do


def test_a_battery_that_lasts_for_a_short_time_is_the_last_power_whatever_it_shows():
    assert checkup.battery_is(90, False, "90 %, rækker ca. 1 t", short=True).mend is Mend.LAST_POWER
    assert checkup.battery_is(90, True, "90 %, strøm er sat til", short=True).state is Verdict.OK
