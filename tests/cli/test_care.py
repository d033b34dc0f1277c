"""`doctor` as typed: what it finds wrong, and what it does not believe."""

import socket
from contextlib import nullcontext

from command_line import fieldkit
from kits import meeting_point
from msgspec import structs

from fieldkit.cli.care import examine
from fieldkit.store.tables.status import DeviceState, DeviceStatus, put_status


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
    found = {finding["check"]: finding["state"] for finding in examine(kit.home.folder, **how)}
    return found["radio"], found["printer"]


def test_an_address_without_a_port_means_the_device_s_usual_one(kit):
    asked = []

    def connect(where):
        asked.append(where)
        return nullcontext()

    assert found_of_devices(kit, "tcp://127.0.0.1", "tcp://127.0.0.1", connect=connect) == ("ok", "ok")
    assert asked == [("127.0.0.1", 4403), ("127.0.0.1", 9100)]


def test_doctor_reaches_for_devices_on_the_network(kit):
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert found_of_devices(kit, there, "tcp://127.0.0.1:99999") == ("ok", "fault")
    assert found_of_devices(kit, there, "none") == ("fault", "unknown")


def test_doctor_does_not_believe_the_status_of_an_engine_that_was_killed(kit):
    put_status(kit.log, DeviceStatus("engine", DeviceState.OK, "kører", int(kit.now())))

    def engine():
        return next(found["state"] for found in examine(kit.home.folder) if found["check"] == "engine")

    assert engine() == "warning"
    lock = kit.home.lock_engine()
    assert engine() == "ok"
    lock.close()
