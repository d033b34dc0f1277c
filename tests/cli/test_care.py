"""`doctor` as typed: what it finds wrong, and what it does not believe."""

import socket
from contextlib import closing, nullcontext

import pytest
from command_line import fieldkit
from kits import closed, make_kit, meeting_point, secretariat
from msgspec import structs

from fieldkit.cli import care
from fieldkit.cli.care import CHECK_DA, VERDICT_DA, Check, Verdict, examine
from fieldkit.core.facts.said import Note
from fieldkit.core.remedies import EnterRadio, SetUpRadio
from fieldkit.devices.machine.walltime import ClockSource
from fieldkit.kit import Kit
from fieldkit.link.node.radio_types import LOSS_DA, Loss
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


def test_two_kits_with_one_number_are_told_of(tmp_path, home):
    again = tmp_path / "again"
    meeting_point(again, key=home / "keys" / "municipality.key").close()
    for each in (home, again):
        fieldkit("note", f"fra {each.name}", home=each)
    assert fieldkit("bundle", "export", tmp_path / "b.fkb", home=again).status == 0
    assert fieldkit("bundle", "import", tmp_path / "b.fkb", home=home).status == 0
    rows = fieldkit("log", "--json", home=home).lines
    assert len({row["number"] for row in rows}) < len(rows), "the two kits gave the same numbers"
    check = next(row for row in fieldkit("doctor", "--json", home=home).document if row["check"] == "forks")
    assert (check["state"], "kit med nummer 2" in check["detail"]) == ("warning", True)


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
    assert "kendes ikke" in found[Check.RADIO].detail and str(kit.home.config_path) in found[Check.RADIO].do
    assert (found[Check.PRINTER].state, found[Check.PRINTER].detail) == (Verdict.OK, "virtual:")


@pytest.mark.parametrize(
    ("source", "told"), [(ClockSource.NTP, "sat fra nettet"), (ClockSource.RTC, "sat af en urchip")]
)
def test_doctor_tells_what_sets_the_clock(kit, monkeypatch, source, told):
    monkeypatch.setattr(care, "clock_source", lambda: source)
    assert next(found.detail for found in examine(kit.home.folder) if found.check is Check.CLOCK) == told


def clock_findings(kit: Kit) -> list[str]:
    return [found.detail for found in examine(kit.home.folder) if found.check is Check.CLOCK]


def test_a_clock_that_was_never_set_is_compared_with_the_chip_and_with_nothing_that_was_written(kit, monkeypatch):
    monkeypatch.setattr(care, "clock_source", lambda: ClockSource.NONE)
    monkeypatch.setattr(care, "chip_ahead_s", lambda: None)
    kit.record(Note("skrevet i morgen"))
    monkeypatch.setattr(care, "written_at", lambda _event: kit.now() + 1e6)
    assert clock_findings(kit) == ["uret er ikke sat; tider vises med ca."]
    monkeypatch.setattr(care, "chip_ahead_s", lambda: 7200.0)
    assert clock_findings(kit) == ["uret er ikke sat; tider vises med ca.", "urchippen er 2 t foran kittets ur"]
    monkeypatch.setattr(care, "clock_source", lambda: ClockSource.NTP)
    monkeypatch.setattr(care, "chip_ahead_s", lambda: None)
    (written,) = clock_findings(kit)
    assert "længere fremme end nu" in written


def test_doctor_reaches_for_devices_on_the_network(kit):
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert found_of_devices(kit, there, "tcp://127.0.0.1:99999") == ("ok", "fault")
    assert found_of_devices(kit, there, "none") == ("fault", "unknown")


def test_every_check_is_made_and_told_in_danish_in_its_order(home):
    rows = fieldkit("doctor", "--json", home=home).document
    found = [Check(row["check"]) for row in rows]
    assert found == [check for check in Check if check in found], "in the order of the enum"
    assert set(Check) - set(found) == {Check.FILES, Check.FRAMES}, "told only of faulty files, and while an engine runs"
    assert all(list(row) == ["check", "state", "detail", "do"] and Verdict(row["state"]) for row in rows)
    told = [line for line in fieldkit("doctor", home=home).out.splitlines() if not line.startswith(" ")]
    words = [f"{VERDICT_DA[Verdict(row['state'])]:<7} {CHECK_DA[Check(row['check'])]:<9} " for row in rows]
    assert [line[: len(word)] for line, word in zip(told, words, strict=True)] == words


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


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (DeviceStatus(Device.RADIO, DeviceState.FAULT, "radioens region er ikke sat", 0, remedy=SetUpRadio()),
         "fieldkit radio setup"),
        (DeviceStatus(Device.RADIO, DeviceState.FAULT, "forkert nummer", 0, remedy=EnterRadio("!0a", "skolen")),
         "fieldkit roster change steder skolen radio=!0a"),
        (DeviceStatus(Device.RADIO, DeviceState.FAULT, LOSS_DA[Loss.EVICTED], 0), "telefonens app"),
        (DeviceStatus(Device.RADIO, DeviceState.FAULT, LOSS_DA[Loss.UNPLUGGED], 0), "USB-kablet"),
        (DeviceStatus(Device.RADIO, DeviceState.WARNING, "sendetiden er brugt op; kittet venter 60 s", 0), "venter"),
    ],
)  # fmt: skip
def test_doctor_sends_nobody_after_a_cable_that_is_not_the_cause(kit, told, says):
    kit.home.write_config(structs.replace(kit.config, radio="tcp://127.0.0.1"))
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))
    put_status(kit.log, told)
    with closing(kit.home.lock_engine()):
        (finding,) = [found for found in examine(kit.home.folder) if found.check is Check.RADIO]
    advice = f"{finding.detail} {finding.do}"
    assert says in advice and "Se efter kabel" not in advice


def test_doctor_does_not_believe_the_status_of_an_engine_that_was_killed(kit):
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now())))

    def engine():
        return next(found.state for found in examine(kit.home.folder) if found.check is Check.ENGINE)

    assert engine() is Verdict.WARNING
    lock = kit.home.lock_engine()
    assert engine() is Verdict.OK
    lock.close()


def test_the_board_of_a_kit_without_a_clock_does_not_say_that_it_knows_how_old_things_are(tmp_path, monkeypatch):
    home = closed(secretariat(tmp_path / "k"))
    unsure = "ingen alder er kendt"
    assert unsure not in fieldkit("board", home=home).out
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: ClockSource.NONE)
    assert unsure in fieldkit("board", home=home).out


def test_doctor_says_how_far_the_radio_s_clock_is_from_the_kit_s(tmp_path):
    kit = secretariat(tmp_path / "k")
    facts = {"clock_ahead_s": -7200}
    put_status(kit.log, DeviceStatus(Device.RADIO, DeviceState.OK, "forbundet", int(kit.now()), facts))
    assert "radioens ur er 2 t bag efter kittets" in " ".join(fieldkit("doctor", home=closed(kit)).out.split())
