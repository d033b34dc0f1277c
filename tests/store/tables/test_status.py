"""What the engine tells of its devices and of faults, kept for consoles in other processes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import KINDS, some
from sqlite_utils import Database

from fieldkit.core.errors import StoreError
from fieldkit.core.remedies import ChangeDisk, SetUpRadio, read_remedy
from fieldkit.store.log import Log
from fieldkit.store.schema import migrations
from fieldkit.store.tables.status import (
    ENGINE_SILENT_S,
    Device,
    DeviceState,
    DeviceStatus,
    Trouble,
    add_error,
    add_problem,
    end_trouble,
    engine_tells,
    put_status,
    read_problems,
    read_status,
    standing,
)


@pytest.fixture
def log(tmp_path):
    log = Log.open(tmp_path / "log.db", create=True)
    yield log
    log.close()


def test_a_problem_is_kept_with_what_would_help(log):
    add_error(log, "store", StoreError("Disken svarer med fejl.", ChangeDisk()), 10.0)
    add_problem(log, "printer", "Printeren er tom.", 20.0)
    assert [(one.text, one.remedy) for one in read_problems(log)] == [
        ("Printeren er tom.", None),
        ("Disken svarer med fejl.", ChangeDisk()),
    ]


def test_so_is_a_devices_status(log):
    silent = DeviceStatus(Device.RADIO, DeviceState.WARNING, "radioen sender ikke", 10, {"node": 7}, SetUpRadio())
    fine = DeviceStatus(Device.PRINTER, DeviceState.OK, "klar", 10)
    put_status(log, silent)
    put_status(log, fine)
    assert read_status(log) == {"radio": silent, "printer": fine}


def test_a_remedy_that_a_newer_version_wrote_is_left_out_and_the_rest_told(log):
    newer = {"device": "radio", "state": "warning", "text": "tier", "at": 10, "remedy": {"type": "FlyDrone", "to": 3}}
    log.write("INSERT INTO devices VALUES ('radio', ?, 10)", (msgspec.json.encode(newer).decode(),))
    kept = '{"type":"FlyDrone"}'
    log.write("INSERT INTO problems (at, source, text, remedy) VALUES (10, 'radio', 'tier', ?)", (kept,))
    assert read_status(log) == {"radio": DeviceStatus(Device.RADIO, DeviceState.WARNING, "tier", 10)}
    assert [(one.text, one.remedy) for one in read_problems(log)] == [("tier", None)]


def test_a_state_that_a_newer_version_wrote_is_unknown(log):
    newer = {"device": "radio", "state": "asleep", "text": "sover", "at": 10}
    log.write("INSERT INTO devices VALUES ('radio', ?, 10)", (msgspec.json.encode(newer).decode(),))
    assert read_status(log)[Device.RADIO].state is DeviceState.UNKNOWN


def test_a_device_that_only_a_newer_version_tells_of_stands_beside_the_others(log):
    fine = DeviceStatus(Device.PRINTER, DeviceState.OK, "klar", 10)
    put_status(log, fine)
    newer = {"device": "scanner", "state": "ok", "text": "klar", "at": 10}
    log.write("INSERT INTO devices VALUES ('scanner', ?, 10)", (msgspec.json.encode(newer).decode(),))
    found = read_status(log)
    assert found[Device.PRINTER] == fine
    assert (found[Device("scanner")].device, Device("scanner") in list(Device)) == ("scanner", False)


def test_a_store_from_before_remedies_opens_with_its_problems(tmp_path):
    old = Database(tmp_path / "log.db")
    migrations.apply(old, stop_before="m006_remedies")
    old.execute("INSERT INTO problems (at, source, text) VALUES (10, 'radio', 'Radioen er trukket ud.')")
    old.conn.commit()
    old.close()
    log = Log.open(tmp_path / "log.db")
    assert [(one.text, one.remedy) for one in read_problems(log)] == [("Radioen er trukket ud.", None)]
    log.close()


@given(st.sampled_from(KINDS).flatmap(some))
def test_every_remedy_comes_back_from_what_json_made_of_it(remedy):
    assert read_remedy(msgspec.json.decode(msgspec.json.encode(remedy))) == remedy


def test_what_the_disk_has_damaged_of_it_is_as_if_it_had_never_been_told(log):
    """One sector must not end every command and the screen."""
    put_status(log, DeviceStatus(Device.PRINTER, DeviceState.OK, "klar", 10))
    put_status(log, DeviceStatus(Device.RADIO, DeviceState.OK, "klar", 10))
    add_problem(log, "radio", "Radioen er trukket ud.", 10)
    whole = log.read("SELECT status FROM devices WHERE device='radio'")[0][0]
    for damaged in ("", "\0" * len(whole), whole[:-3], whole.replace("klar", "\ufffd").replace("10", "x"), "[1]", "7"):
        log.write("UPDATE devices SET status=? WHERE device='radio'", (damaged,))
        log.write("UPDATE problems SET remedy=?", (damaged,))
        assert set(read_status(log)) == {Device.PRINTER}, damaged
        assert [(one.text, one.remedy) for one in read_problems(log)] == [("Radioen er trukket ud.", None)], damaged


def test_a_fault_that_lasts_is_one_row_until_its_end_and_told_again_under_a_new_number(log):
    for at in (10, 20, 700):
        add_problem(log, "printer", "Papiret er slut.", at, trouble=Trouble.PRINTER)
    (problem,) = read_problems(log)
    assert (problem.at, problem.told, problem.ended, problem.stands) == (10, 700, None, True)
    assert problem.problem > 1 and standing(log) == {Trouble.PRINTER}
    end_trouble(log, Trouble.RADIO, 710)
    assert standing(log) == {Trouble.PRINTER}, "only what is about the same"
    end_trouble(log, Trouble.PRINTER, 720)
    (problem,) = read_problems(log)
    assert (problem.ended, problem.stands, standing(log)) == (720, False, set())


def test_a_fault_that_comes_back_soon_has_lasted_and_one_that_comes_back_late_is_another(log):
    add_problem(log, "radio", "Radioen er trukket ud.", 10, trouble=Trouble.RADIO)
    end_trouble(log, Trouble.RADIO, 20)
    add_problem(log, "radio", "Radioen er trukket ud.", 30, trouble=Trouble.RADIO)
    assert [(one.at, one.told, one.stands) for one in read_problems(log)] == [(10, 30, True)]
    end_trouble(log, Trouble.RADIO, 40)
    add_problem(log, "radio", "Radioen er trukket ud.", 40 + 700, trouble=Trouble.RADIO)
    assert [(one.at, one.stands) for one in read_problems(log)] == [(740, True), (10, False)]


def test_what_just_happened_has_no_end(log):
    add_problem(log, "printer", "Udskrift 7 er ikke bekræftet.", 10)
    for trouble in Trouble:
        end_trouble(log, trouble, 20)
    (problem,) = read_problems(log)
    assert (problem.trouble, problem.ended, problem.stands) == (None, None, False)


def test_what_still_stands_is_read_however_old_it_is(log):
    add_problem(log, "printer", "Papiret er slut.", 10, trouble=Trouble.PRINTER)
    add_problem(log, "radio", "En ramme blev afvist.", 11)
    assert [one.at for one in read_problems(log, since=100)] == [10]


def test_an_engine_runs_while_it_says_so_and_not_when_it_has_stopped_or_is_silent(log):
    assert not engine_tells(read_status(log), 100)
    for state in DeviceState:
        put_status(log, DeviceStatus(Device.ENGINE, state, "sådan", 100))
        runs = state is not DeviceState.OFF
        assert engine_tells(read_status(log), 100 + ENGINE_SILENT_S - 1) is runs
        assert not engine_tells(read_status(log), 100 + ENGINE_SILENT_S)
