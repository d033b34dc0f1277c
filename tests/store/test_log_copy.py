"""Copies of a log: whole, or brought up to date with what came since; what is in doubt is never brought up to date."""

import random
import sqlite3

import pytest

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document, Text
from fieldkit.store import log_copy
from fieldkit.store.identity import refresh_token
from fieldkit.store.log_copy import (
    MOST_UPDATES,
    InDoubt,
    bring_up_to_date,
    copy_whole,
    forget_all,
    put_right,
    remember,
    remembered,
)
from fieldkit.store.tables.jobs import queue_job
from fieldkit.store.tables.newer import keep_frame, let_go


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.db"


def made(kit, copy, make=copy_whole):
    """A copy as `store.backup` makes it."""
    told = make(kit.log, copy)
    remember(kit.log, told)
    refresh_token(kit.log, kit.home.folder)
    return told


def contents(path, leave_out=("meta",)):
    """Every row of every table, with its place, but for `meta`, which goes on after a copy."""
    with sqlite3.connect(path) as db:
        db.text_factory = bytes
        told = {}
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type='table'").fetchall():
            place = "" if b"WITHOUT ROWID" in sql else "rowid, "
            rows = db.execute(f"SELECT {place}* FROM {name.decode()}").fetchall()
            told[name.decode()] = sorted(rows, key=repr)
    db.close()
    return {name: rows for name, rows in told.items() if name not in leave_out}


def sound(path):
    with sqlite3.connect(path) as db:
        told = db.execute("PRAGMA integrity_check").fetchall()
        mode = db.execute("PRAGMA journal_mode").fetchone()
    db.close()
    return told == [("ok",)] and mode == ("delete",)


def test_a_copy_brought_up_to_date_is_what_a_whole_one_is(kit, copy, tmp_path):
    for turn in range(300):
        kit.record(Note(f"notat {turn} æøå"))
    assert made(kit, copy).events == kit.log.count()
    kit.record(Note("senere"))
    kit.merge([make_event(Note("fra en anden"), kit=77, epoch=1, seq=1, hlc=9 << 16)], "radio")
    told = made(kit, copy, bring_up_to_date)
    assert (told.events, told.updates) == (303, 1)
    copy_whole(kit.log, tmp_path / "whole.db")
    assert contents(copy) == contents(tmp_path / "whole.db") == contents(kit.log.path)
    assert sound(copy)
    assert [path.name for path in tmp_path.glob("copy.db*")] == ["copy.db"]


def scramble(kit, rng):
    """Do to the local tables what a day may do: rows come, change and go, and change places under one key."""
    log = kit.log
    for _ in range(rng.randrange(1, 6)):
        event, place = bytes([rng.randrange(6)]), rng.randrange(4)
        rng.choice(
            [
                lambda e=event, p=place: log.write(
                    "INSERT OR REPLACE INTO deliveries VALUES (?,?,'sent',?)", (e, p, p)
                ),
                lambda e=event, p=place: log.write("DELETE FROM deliveries WHERE event=? AND place=?", (e, p)),
                lambda p=place: log.write("UPDATE deliveries SET state='received', at=at+1 WHERE place=?", (p,)),
                lambda p=place: log.write("DELETE FROM problems WHERE problem=?", (p,)),
                lambda p=place: log.write("INSERT INTO problems (at, source, text) VALUES (?, 'ur', x'ff00')", (p,)),
                lambda p=place: log.write("UPDATE link_state SET value=? WHERE key='a'", (bytes([p]),)),
                lambda p=place: log.write("INSERT OR REPLACE INTO link_state VALUES (?, ?)", ("ab"[p % 2], b"v")),
                lambda e=event, p=place: keep_frame(log, e, [(p, 1, 1)], 0),
                lambda e=event: let_go(log, e),
                lambda: queue_job(log, Document("x", (Text("side"),)), rng.choice(list(DocumentKind)), "", 0),
                lambda p=place: log.write("UPDATE jobs SET document='keycard' WHERE job=?", (p,)),
                lambda: kit.record(Note("nyt")),
            ]
        )()


@pytest.mark.parametrize("seed", range(25))
def test_local_tables_follow_whatever_becomes_of_them(kit, copy, tmp_path, seed):
    rng = random.Random(seed)
    scramble(kit, rng)
    made(kit, copy)
    for turn in range(4):
        for _ in range(rng.randrange(4)):
            scramble(kit, rng)
        made(kit, copy, bring_up_to_date)
        copy_whole(kit.log, tmp_path / f"{turn}.db")
        assert contents(copy) == contents(tmp_path / f"{turn}.db")
        assert sound(copy)


def test_a_paper_with_a_key_on_it_never_comes_into_a_copy_and_one_that_was_there_leaves_no_trace(kit, copy):
    job = queue_job(kit.log, Document("x", (Text("tabt-nummer-" * 3000),)), DocumentKind("receipt"), "", 0)
    made(kit, copy)
    assert b"tabt-nummer-" in copy.read_bytes()
    queue_job(kit.log, Document("x", (Text("kommunens-hemmelighed"),)), DocumentKind("keycard"), "", 0)
    kit.log.write("DELETE FROM jobs WHERE job=?", (job,))
    made(kit, copy, bring_up_to_date)
    raw = copy.read_bytes()
    assert b"kommunens-hemmelighed" not in raw
    assert b"tabt-nummer-" not in raw


def test_a_damaged_row_that_came_anew_is_whole_in_the_copy(kit, copy):
    lost = kit.record(Note("vandvognen kommer"))
    kit.record(Note("bagefter"))
    made(kit, copy)
    kit.log.write("UPDATE events SET body=replace(body, 'vand', 'vAnd') WHERE id=?", (lost.id,))
    list(kit.log.after(0))
    assert kit.log.damaged
    kit.log.insert([lost], carrier="bundle", arrived=0)
    assert kit.log.by_id(lost.id).event == lost
    made(kit, copy, bring_up_to_date)
    events = contents(copy)["events"]
    assert [row for row in events if row[1] == lost.id and b"vandvognen" in row[9]]
    assert [row[:5] for row in events] == [row[:5] for row in contents(kit.log.path)["events"]]
    assert sound(copy)


def test_what_the_disk_damages_in_the_log_stays_whole_in_a_copy_that_had_it(kit, copy):
    kit.record(Note("vandvognen kommer"))
    made(kit, copy)
    kit.log.write("UPDATE events SET body=replace(body, 'vand', 'vAnd')")
    kit.record(Note("bagefter"))
    made(kit, copy, bring_up_to_date)
    assert any(b"vandvognen" in row[9] for row in contents(copy)["events"])


def in_doubt(kit, copy):
    """It is not brought up to date, and not touched."""
    before = copy.read_bytes()
    with pytest.raises((InDoubt, sqlite3.DatabaseError)):
        bring_up_to_date(kit.log, copy)
    assert copy.read_bytes() == before


def test_a_copy_of_another_log_is_in_doubt(kit, copy, municipality):
    other = municipality(13)
    made(other, copy)
    in_doubt(kit, copy)


def test_a_copy_from_a_later_life_of_a_log_that_came_back_from_an_earlier_one_is_in_doubt(kit, copy, tmp_path):
    made(kit, tmp_path / "first.db")
    kit.record(Note("i det første liv"))
    made(kit, copy)
    kit.close()
    for name in ("log.db", "log.db-wal", "log.db-shm", "kept.db"):
        (kit.home.folder / name).unlink(missing_ok=True)
    kit.home.log_path.write_bytes((tmp_path / "first.db").read_bytes())
    again = Kit.open(kit.home.folder)
    try:
        again.record(Note("i det andet liv"))
        in_doubt(again, copy)
        in_doubt(again, tmp_path / "first.db")
        made(again, tmp_path / "second.db")
        again.record(Note("mere"))
        made(again, tmp_path / "second.db", bring_up_to_date)
        assert contents(tmp_path / "second.db") == contents(again.log.path)
    finally:
        again.close()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM events WHERE rowid=(SELECT max(rowid) FROM events)",
        "UPDATE events SET id=randomblob(16) WHERE rowid=(SELECT max(rowid) FROM events)",
        "INSERT INTO events SELECT randomblob(16), 1, 1, 1, 1, 0, 0, 'note', '{}', 'own', 0",
        "UPDATE meta SET value='00' WHERE key='generation'",
        "DELETE FROM meta",
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM events; END",
        "DROP INDEX events_feed",
        "ALTER TABLE jobs ADD COLUMN more TEXT",
        "DROP TABLE events",
    ],
)
def test_a_copy_that_somebody_wrote_in_is_in_doubt(kit, copy, change):
    made(kit, copy)
    with sqlite3.connect(copy) as db:
        db.execute(change)
    db.close()
    kit.record(Note("nyt"))
    in_doubt(kit, copy)


def test_what_is_no_database_is_in_doubt(kit, copy):
    made(kit, copy)
    for raw in (b"", b"nummer;navn\n", copy.read_bytes()[: 1 << 14], b"\0" * 4096 + copy.read_bytes()[4096:]):
        copy.write_bytes(raw)
        in_doubt(kit, copy)


def test_a_copy_is_made_whole_from_time_to_time(kit, copy):
    made(kit, copy)
    for turn in range(MOST_UPDATES):
        kit.record(Note(f"nyt {turn}"))
        made(kit, copy, bring_up_to_date)
    in_doubt(kit, copy)


def test_what_is_forgotten_is_in_doubt(kit, copy):
    made(kit, copy)
    forget_all(kit.log)
    in_doubt(kit, copy)


def test_what_a_log_remembers_has_an_end_and_damage_to_it_is_doubt(kit, copy, tmp_path):
    for turn in range(70):
        told = copy_whole(kit.log, copy)
        remember(kit.log, told)
        remember(kit.log, told)
        refresh_token(kit.log, kit.home.folder)
        copy.unlink()
        assert len(remembered(kit.log)) == min(turn + 1, 64)
    kit.log.set_meta("copies", '[{"generation":')
    made(kit, copy)
    made(kit, copy, bring_up_to_date)


def test_only_a_sound_copy_can_be_put_right(kit, copy, tmp_path):
    assert not put_right(copy)
    made(kit, copy)
    assert put_right(copy)
    copy.write_bytes(copy.read_bytes()[:9000])
    assert not put_right(copy)
    copy.write_bytes(b"")
    assert not put_right(copy)


def test_a_large_copy_is_checked_from_end_to_end_every_so_often(kit, copy, monkeypatch):
    for turn in range(300):
        kit.record(Note(f"notat {turn} æøå"))
    made(kit, copy)
    monkeypatch.setattr(log_copy, "CHECKED_BYTES", copy.stat().st_size // 3 + 1)
    assert made(kit, copy, bring_up_to_date).unchecked == 1
    raw = bytearray(copy.read_bytes())
    with sqlite3.connect(copy) as db:
        at = 4096 * (db.execute("SELECT pageno FROM dbstat WHERE name='events' AND pagetype='leaf'").fetchone()[0] - 1)
    db.close()
    raw[at : at + 4096] = bytes(4096)
    copy.write_bytes(raw)
    assert made(kit, copy, bring_up_to_date).unchecked == 2
    with pytest.raises((InDoubt, sqlite3.DatabaseError)):
        bring_up_to_date(kit.log, copy)
