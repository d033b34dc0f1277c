"""A large bundle is checked by two processes: all of it, whatever rows lie where."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.resync import bundle_tables
from fieldkit.resync.bundle_tables import Checked, Wrong, check_tables, tables, write_tables

EVENTS = [make_event(Note(f"nr. {seq}"), kit=20, epoch=1, seq=seq, hlc=seq << 16) for seq in range(1, 101)]


@pytest.fixture
def split(monkeypatch):
    """Two processes, also for a small bundle, in a process of tests that has threads; how often another was begun."""
    begun = []
    context = bundle_tables.get_context

    def noted(method):
        begun.append(method)
        return context(method)

    monkeypatch.setattr(bundle_tables, "SHARED_FROM", 2)
    monkeypatch.setattr(bundle_tables, "may_share_work", lambda: True)
    monkeypatch.setattr(bundle_tables, "get_context", noted)
    return begun


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "tables.db"
    write_tables(path, EVENTS, [], [])
    return path


def checked(path: Path, kit: Kit) -> Checked:
    with tables(path) as db:
        return check_tables(db, kit.log.path, None)


def change(path: Path, statement: str, *values) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement, values)


def test_two_find_what_one_does(split, bundle, kit: Kit) -> None:
    kit.log.insert(EVENTS[:7] + EVENTS[90:], carrier="bundle", arrived=0)
    by_two = checked(bundle, kit)
    assert len(split) == 1 and by_two.count == 100 and by_two.fresh == 83
    bundle_tables.may_share_work = lambda: False
    by_one = checked(bundle, kit)
    assert len(split) == 1 and by_two == by_one


def test_how_far_both_are_is_told_and_the_end_when_both_are_there(split, bundle, kit: Kit, monkeypatch) -> None:
    monkeypatch.setattr(bundle_tables, "TOLD", 10)
    told: list[tuple[int, int]] = []
    with tables(bundle) as db:
        check_tables(db, kit.log.path, lambda done, of: told.append((done, of)))
    assert len(split) == 1 and told[-1] == (100, 100) and told.count((100, 100)) == 1
    assert told == sorted(told) and told[:4] == [(20, 100), (40, 100), (60, 100), (80, 100)]


def test_ctrl_c_is_told_by_one_process(split, bundle, kit: Kit, monkeypatch, capfd) -> None:
    """The terminal gives it to both."""
    ours, check = os.getpid(), bundle_tables.each_checked

    def interrupted(*given) -> Checked:
        if os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGINT)
        return check(*given)

    monkeypatch.setattr(bundle_tables, "each_checked", interrupted)
    assert checked(bundle, kit).fresh == 100 and len(split) == 1
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("seq", [1, 50, 51, 52, 99, 100])
def test_what_is_wrong_in_either_half_is_found(split, bundle, kit: Kit, seq: int) -> None:
    change(bundle, "UPDATE events SET body=? WHERE seq=?", '{"text":"digtet"}', seq)
    with pytest.raises(Wrong):
        checked(bundle, kit)


@pytest.mark.parametrize("row", [-(1 << 63), -1, 0, (1 << 63) - 1])
def test_no_row_lies_outside_what_is_checked(split, bundle, kit: Kit, row: int) -> None:
    change(bundle, "UPDATE events SET body=?, rowid=? WHERE seq=30", '{"text":"digtet"}', row)
    with pytest.raises(Wrong):
        checked(bundle, kit)


@pytest.mark.parametrize("name", ["rowid", "_ROWID_", "oid"])
def test_a_column_that_poses_as_the_rows_number_is_no_bundles(split, bundle, kit: Kit, name: str) -> None:
    change(bundle, f"ALTER TABLE events ADD COLUMN {name} INTEGER")
    change(bundle, "UPDATE events SET body=? WHERE seq=30", '{"text":"digtet"}')
    with pytest.raises(Wrong):
        checked(bundle, kit)


def test_a_table_without_row_numbers_is_checked_by_one(split, bundle, kit: Kit) -> None:
    columns = "id BLOB NOT NULL PRIMARY KEY, kit, epoch, seq, hlc, incident, flags, kind TEXT, body TEXT"
    change(bundle, f"CREATE TABLE other ({columns}) WITHOUT ROWID")
    change(bundle, "INSERT INTO other SELECT * FROM events")
    change(bundle, "DROP TABLE events")
    change(bundle, "ALTER TABLE other RENAME TO events")
    assert checked(bundle, kit).fresh == 100
    change(bundle, "UPDATE events SET body=? WHERE seq=30", '{"text":"digtet"}')
    with pytest.raises(Wrong):
        checked(bundle, kit)


def test_another_process_that_dies_leaves_it_to_this_one(split, bundle, kit: Kit, monkeypatch) -> None:
    monkeypatch.setattr(bundle_tables, "_check_rest", lambda *_args: None)
    assert checked(bundle, kit).fresh == 100


def test_two_only_where_there_is_a_core_and_no_thread_of_ours(monkeypatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert not bundle_tables.may_share_work()
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert bundle_tables.may_share_work()
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not bundle_tables.may_share_work()
