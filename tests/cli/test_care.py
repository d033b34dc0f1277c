"""`doctor` as typed: what it finds wrong, and what it does not believe."""

from contextlib import closing

import pytest
from command_line import fieldkit
from kits import closed, meeting_point, secretariat
from msgspec import structs

from fieldkit.acts.checkup import CHECK_DA, VERDICT_DA, Check, Mend, Verdict, examine
from fieldkit.cli.care import MEND_DA
from fieldkit.cli.remedies import advised
from fieldkit.core.remedies import EnterRadio, SetUpRadio
from fieldkit.devices.machine.walltime import ClockSource
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
    assert (check["state"], "kits med nummer 2" in check["detail"]) == ("warning", True)


def test_every_check_is_made_and_told_in_danish_in_its_order(home):
    rows = fieldkit("doctor", "--json", home=home).document
    found = [Check(row["check"]) for row in rows]
    assert found == [check for check in Check if check in found], "in the order of the enum"
    only = {Check.FILES, Check.FRAMES}, {Check.SYNC, Check.COPY}
    assert set(Check) - set(found) == set.union(*only), "told of faulty files, while an engine runs; and on the screen"
    assert all(list(row) == ["check", "state", "detail", "do"] and Verdict(row["state"]) for row in rows)
    told = [line for line in fieldkit("doctor", home=home).out.splitlines() if not line.startswith(" ")]
    words = [f"{VERDICT_DA[Verdict(row['state'])]:<7} {CHECK_DA[Check(row['check'])]:<9} " for row in rows]
    assert [line[: len(word)] for line, word in zip(told, words, strict=True)] == words


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
    advice = f"{advised(finding.detail, finding.remedy)} {finding.do}"
    assert says in advice and "Se efter kabel" not in advice


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


def test_everything_that_may_be_to_be_done_has_words() -> None:
    assert set(MEND_DA) == set(Mend)
