"""Frames that a later version may read are kept; a log with them is as sound as one without."""

import sqlite3

import pytest
from kits import secretariat

from fieldkit.core.facts.event import Ref
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle
from fieldkit.store import opening
from fieldkit.store.backup import back_up
from fieldkit.store.tables.newer import keep_frame, let_go, newer_frames, newer_refs
from fieldkit.store.tables.status import add_problem, read_problems


@pytest.fixture
def kit(tmp_path):
    kit = secretariat(tmp_path / "kit")
    yield kit
    kit.close()


def test_frames_are_kept_once_each_and_let_go_whole(kit):
    for _ in range(2):
        keep_frame(kit.log, b"\x02", [Ref(7, 1, 5), Ref(7, 1, 6)], 1.0)
    keep_frame(kit.log, b"\x01", [Ref(7, 1, 5)], 2.0)
    assert newer_frames(kit.log) == [b"\x01", b"\x02"]
    assert newer_refs(kit.log) == [Ref(7, 1, 5), Ref(7, 1, 6)]
    let_go(kit.log, b"\x02")
    assert (newer_frames(kit.log), newer_refs(kit.log)) == ([b"\x01"], [Ref(7, 1, 5)])


def test_a_log_that_keeps_frames_is_found_sound_and_can_be_copied(kit, tmp_path):
    keep_frame(kit.log, b"ramme", [Ref(7, 1, 5)], 1.0)
    for check in ("quick_check", "integrity_check"):
        assert kit.log.read(f"PRAGMA {check}") == [("ok",)]
    (tmp_path / "usb").mkdir()
    back_up(kit.log, kit.home, kit.config.number, tmp_path / "usb", kit.now())
    kit.close()
    Kit.open(kit.home.folder, check=True).close()


def test_a_log_of_an_earlier_version_that_can_only_be_read_can_still_be_carried_away(kit, tmp_path, monkeypatch):
    add_problem(kit.log, "printer", "Printeren svarer ikke.", 5.0)
    kit.log.checkpoint()
    kit.close()
    with sqlite3.connect(kit.home.log_path) as before:
        before.execute("DROP TABLE newer_frames")
        before.execute("DROP TABLE newer_records")
        before.execute("DROP TABLE held")
        before.execute("ALTER TABLE problems DROP COLUMN remedy")
    before.close()

    def refused(*_: object, **__: object):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(opening, "_open_to_write", refused)
    worn = Kit.open(kit.home.folder)
    assert worn.log.read_only
    assert (newer_frames(worn.log), newer_refs(worn.log)) == ([], [])
    assert [(problem.text, problem.remedy) for problem in read_problems(worn.log)] == [("Printeren svarer ikke.", None)]
    export_bundle(worn, tmp_path / "x.fkb")
    (tmp_path / "usb").mkdir()
    made = back_up(worn.log, worn.home, worn.config.number, tmp_path / "usb", 6.0)
    assert made.events == worn.log.count()
    worn.close()
