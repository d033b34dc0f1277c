"""The kit: durable, then folded, then told; several processes on one log; restored disks; kill -9 at every step."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from kits import make_kit
from sqlite_utils import Database

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.state.fold import fold
from fieldkit.core.views.board import make_board
from fieldkit.kit import Kit
from fieldkit.store import identity, opening
from fieldkit.store.files.home import Home, KitConfig
from fieldkit.store.log import Log
from fieldkit.store.opening import VERSIONS
from fieldkit.store.schema import migrations
from fieldkit.store.tables.delivery import unsent
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

CONFIG = KitConfig(12, Role.MEETING_POINT, "skolen", 12)
EARLIER = Note("tidligere")
WATER = {Topic.WATER: TopicState(Condition.CRITICAL, 6)}
YEAR = 365 * 86_400


def test_a_report_is_durable_folded_and_told(folder):
    kit = Kit.open(folder)
    told = []
    kit.listeners.append(lambda event, carrier: told.append((event.number, carrier, Log.open(kit.log.path).count())))
    before = kit.log.count()
    event = kit.record(Report(12, WATER, children=43))
    assert told == [(event.number, "own", before + 1)]
    row = make_board(kit.state, kit.roster, kit.now()).rows[0]
    assert (row.level, row.children, row.topics[Topic.WATER].hours) == (Level.RED, 43, 6)
    assert Kit.open(folder).state == kit.state


def test_the_first_event_says_who_and_where_the_kit_is(folder):
    kit = Kit.open(folder)
    assert [row.event.kind for row in kit.log.all()] == ["hello"]
    assert Kit.open(folder).log.count() == 1, "opened again, it is not said again"


def test_console_engine_and_command_line_may_all_record(folder):
    console, engine = Kit.open(folder), Kit.open(folder)
    first = console.record(Note("fra skærmen"))
    second = engine.record(Note("fra motoren"))
    assert second.seq == first.seq + 1 and second.hlc > first.hlc
    assert [event.number for event in console.refresh()] == [second.number]
    assert console.refresh() == [] and engine.state == console.state


def test_two_processes_at_once_lose_and_repeat_no_number(folder):
    script = textwrap.dedent(f"""
        from pathlib import Path
        from fieldkit.kit import Kit
        from fieldkit.core.facts.said import Note
        kit = Kit.open(Path({str(folder)!r}))
        for i in range(60):
            kit.record(Note("linje %d" % i))
    """)
    writers = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    kit = Kit.open(folder)
    assert [row.event.seq for row in kit.log.by_ref(12, kit.identity.epoch, 1, 999)] == list(range(1, 182))


def _record_and_die(home: Path, steps: int, before: int) -> bool:
    """In a child process: kill it before the n-th line that `record` runs; whether it got through alive."""
    child = os.fork()
    if child == 0:
        kit = Kit.open(home)
        for _ in range(before):
            kit.record(EARLIER)
        left = steps

        def trace(frame, what, arg):
            nonlocal left
            if "fieldkit" not in frame.f_code.co_filename:
                return None
            if what == "line":
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        kit.record(Note("æøå " * 20))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL
    return os.WIFEXITED(status)


@pytest.mark.exhaustive
@pytest.mark.parametrize("before", [0, 1], ids=["first", "after our own"])
def test_an_event_is_whole_or_not_at_all_wherever_the_process_is_killed(folder, tmp_path, before):
    """SIGKILL before the n-th line that `record` runs, for every n until it gets through."""
    survived = []
    step, alive = 0, False
    while not alive:
        home = tmp_path / f"cut-{step}"
        shutil.copytree(folder, home)
        alive = _record_and_die(home, step, before)
        kit = Kit.open(home, check=True)
        notes = [row.event for row in kit.log.all() if row.event.kind == "note" and row.event.body != EARLIER]
        assert not kit.log.damaged and all(note.body == Note("æøå " * 20) for note in notes)
        survived.append(len(notes))
        seqs = [row.event.seq for row in kit.log.by_ref(12, kit.identity.epoch, 1, 99)]
        assert seqs == list(range(1, len(seqs) + 1)), "no number is skipped or used twice"
        kit.close()
        shutil.rmtree(home)
        step += 1
    assert survived[0] == 0 and survived[-1] == 1 and len(survived) > 40
    assert survived == sorted(survived), "once durable it stays"


def test_a_restored_database_begins_a_new_epoch_and_says_no_number_twice(folder, tmp_path):
    kit = Kit.open(folder)
    kit.record(Note("før kopien"))
    kit.close()
    copy = tmp_path / "copy.db"
    raw = sqlite3.connect(folder / "log.db")
    raw.execute("VACUUM INTO ?", (str(copy),))
    raw.close()
    kit = Kit.open(folder)
    identity.refresh_token(kit.log, folder)  # what every engine start does
    lost = kit.record(Note("efter kopien"))
    old_epoch = kit.identity.epoch
    kit.close()
    for name in ("log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(copy, folder / "log.db")
    kit = Kit.open(folder)
    assert kit.identity.renewed and kit.identity.epoch != old_epoch
    after = kit.record(Note("videre"))
    assert after.seq > 1000 and after.number != lost.number
    assert kit.merge([lost], "bundle") == [lost] and not kit.log.forks()


def test_a_peer_that_knows_more_of_us_makes_a_new_epoch(folder):
    kit = Kit.open(folder)
    before = kit.identity
    kit.renew_epoch("kit 1 kender vores log til 40")
    assert kit.identity.epoch != before.epoch and kit.identity.first == 1001
    assert kit.record(Note("x")).number == "12-1002"
    assert kit.state.vector.gaps() == {}, "nobody need ask for what lies below the new series"


def test_personal_numbers_are_refused_and_nothing_is_recorded(folder):
    kit = Kit.open(folder)
    before = kit.log.count()
    with pytest.raises(InputError, match="CPR"):
        kit.record(Message("Ring om 010190-1234"))
    assert kit.log.count() == before


def test_a_second_kit_in_the_same_folder_is_refused(folder):
    with pytest.raises(InputError, match="overskrevet"):
        Kit.create(folder, KitConfig(13, Role.SECRETARIAT, "x", 13))


def test_a_log_from_a_newer_version_is_refused_untouched(folder):
    raw = sqlite3.connect(folder / "log.db")
    raw.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('fieldkit', 'm999_future', 'x')"
    )
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="nyere udgave"):
        Kit.open(folder)


@pytest.mark.parametrize("damage", ["text", "middle", "empty-header"])
def test_a_damaged_log_is_one_sentence(folder, damage):
    path = folder / "log.db"
    for name in ("log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)
    data = bytearray(path.read_bytes())
    if damage == "text":
        data = bytearray(b"dette er ikke en database" * 400)
    elif damage == "middle":
        data[4096 : len(data) - 4096] = b"\xff" * (len(data) - 8192)
    else:
        data[:100] = bytes(100)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError) as error:
        Kit.open(folder, check=True)
    assert "\n" not in str(error.value) and str(path) in str(error.value)
    assert path.read_bytes() == bytes(data), "the file is left as it was found"


def test_one_flipped_event_is_left_out_and_named(folder):
    kit = Kit.open(folder)
    kit.record(Note("sandt"))
    kit.close()
    raw = sqlite3.connect(folder / "log.db")
    raw.execute("UPDATE events SET body = replace(body, 'sandt', 'falsk')")
    raw.commit()
    raw.close()
    kit = Kit.open(folder)
    assert len(kit.log.damaged) == 1 and not kit.state.notes


def test_a_full_disk_loses_nothing(folder):
    kit = Kit.open(folder)
    kit.record(Note("før"))
    pages = kit.log.conn.execute("PRAGMA page_count").fetchone()[0]
    kit.log.conn.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="fuld"):
        for _ in range(200):
            kit.record(Note("x" * 1000))
    kit.log.conn.execute("PRAGMA max_page_count=1000000")
    assert kit.record(Note("efter")).body == Note("efter")
    seqs = [row.event.seq for row in kit.log.by_ref(12, kit.identity.epoch, 1, 999)]
    assert seqs == list(range(1, len(seqs) + 1))
    assert Kit.open(folder).state == kit.state


def test_a_read_only_log_can_be_read_but_not_written(folder, monkeypatch):
    kit = Kit.open(folder)
    kit.record(Note("læs mig"))
    kit.log.checkpoint()
    kit.close()
    for name in ("log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)

    def refused(*_: object, **__: object):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    # root may write anywhere, so the disk's refusal is given by hand
    monkeypatch.setattr(opening, "_open_to_write", refused)
    kit = Kit.open(folder)
    assert kit.log.read_only and [n.body.text for n in kit.state.notes.values()] == ["læs mig"]
    with pytest.raises(StoreError, match="kan kun læses"):
        kit.record(Note("nej"))


def test_wal_and_full_synchronous_are_set(folder):
    kit = Kit.open(folder)
    assert kit.log.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert kit.log.conn.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_the_list_of_versions_is_that_of_the_migrations():
    assert [migration.name for migration in migrations.pending(Database(memory=True))] == list(VERSIONS)


def test_opening_a_log_that_is_up_to_date_needs_no_migration_library(folder):
    program = f"import sys; from fieldkit.kit import Kit; from pathlib import Path; Kit.open(Path({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program + "; print([m for m in sys.modules if m.startswith('sqlite_utils')])"],
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_what_was_recorded_while_the_engine_stood_still_counts_as_unsent(folder):
    kit = Kit.open(folder)
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(kit.now()) - 5))
    kit.record(Message("en"))
    assert unsent(kit.log) == 0, "the running engine works out whom it goes to"
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OFF, "standset", int(kit.now())))
    kit.record(Message("to"))
    kit.record(Note("kun til loggen"))
    assert unsent(kit.log) >= 1


def test_who_comes_second_neither_shares_nor_removes_the_kit_that_another_is_making(tmp_path):
    home = Home(tmp_path / "kit")
    home.folder.mkdir()
    first = home.lock_engine()  # another `init` is in the middle of it
    with pytest.raises(InputError, match="bliver lavet nu"):
        Kit.create(home.folder, CONFIG)
    assert home.folder.is_dir() and not home.exists()
    first.close()
    Kit.create(home.folder, CONFIG).close()


def test_who_made_the_folder_takes_away_no_kit_that_another_made_in_it_meanwhile(tmp_path, monkeypatch):
    def overtaken(folder: Path) -> bool:
        """Between the folder and its lock somebody else does both."""
        monkeypatch.undo()
        folder.mkdir()
        Kit.create(folder, CONFIG).close()
        return True

    monkeypatch.setattr("fieldkit.store.files.making.make_room", overtaken)
    with pytest.raises(InputError, match="overskrevet"):
        Kit.create(tmp_path / "kit", CONFIG)
    kit = Kit.open(tmp_path / "kit")
    assert [row.event.kind for row in kit.log.all()] == ["hello"]
    kit.close()


def test_of_many_that_begin_at_once_one_makes_the_kit(tmp_path):
    made, gate = [], threading.Barrier(4)

    def begin() -> None:
        gate.wait()
        try:
            Kit.create(tmp_path / "kit", CONFIG).close()
            made.append(1)
        except (InputError, StoreError):
            return

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kit = Kit.open(tmp_path / "kit")
    assert made == [1] and [row.event.kind for row in kit.log.all()] == ["hello"]


def test_after_a_clock_that_was_a_year_ahead_events_tell_their_own_time_and_the_earlier_one_shows_ca(kit, clock):
    clock.now += YEAR
    kit.time_sure = True
    ahead = kit.record(Note("uret er et år foran"))
    clock.now -= YEAR
    after = kit.record(Note("uret er rettet"))
    assert after.at == int(clock.now) and after.time_sure
    ahead = kit.find(ahead.number)
    assert after.stamp > ahead.stamp, "the later word of a kit stands"
    assert ahead.at <= clock.now and not ahead.time_sure
    clock.now += 60
    assert kit.record(Note("et minut efter")).at == int(clock.now)


def test_an_event_that_a_carrier_brings_twice_at_once_is_one(kit):
    event = make_event(Note("x"), kit=7, epoch=1, seq=1, hlc=60_000_000 << 16)
    assert kit.merge([event, event], "slip") == [event]


@pytest.fixture
def many(tmp_path):
    """A log of 40 events of another kit, as a file."""
    log = Log.open(tmp_path / "many.db", create=True)
    log.insert(
        [make_event(Note(f"notat {n}"), kit=77, epoch=1, seq=n, hlc=n << 16) for n in range(1, 41)],
        carrier="own",
        arrived=0,
    )
    log.close()
    return tmp_path / "many.db"


def test_many_events_from_a_file_are_kept_and_known_like_any(kit, many, monkeypatch):
    monkeypatch.setattr("fieldkit.kit.LONG", 10)
    monkeypatch.setattr("fieldkit.kit.CHUNK", 7)
    kit.record(Note("før"))
    told = []
    assert kit.merge_file(many, "bundle", told=lambda done, of: told.append((done, of))) == 40
    assert told == [(42, 42)]
    assert kit.kept.read_to == 42
    assert len(kit.state.notes) == 41
    assert fold([row.event for row in kit.log.all()]) == kit.state
    assert kit.merge_file(many, "bundle") == 0
    assert kit.record(Note("efter")).hlc > 40 << 16


def test_many_events_from_a_file_are_told_one_by_one_to_who_listens(kit, many, monkeypatch):
    monkeypatch.setattr("fieldkit.kit.LONG", 10)
    heard = []
    kit.listeners.append(lambda event, carrier: heard.append((event.seq, carrier)))
    assert kit.merge_file(many, "bundle") == 40
    assert heard == [(n, "bundle") for n in range(1, 41)]
    assert len(kit.state.notes) == 40


def test_many_events_from_a_file_are_known_when_nothing_can_be_kept(kit, many, monkeypatch):
    monkeypatch.setattr("fieldkit.kit.LONG", 10)
    kit.kept.close()
    assert kit.merge_file(many, "bundle") == 40
    assert len(kit.state.notes) == 40


def test_a_number_said_twice_at_one_moment_is_the_same_event_in_every_kit(tmp_path):
    """Whichever of the two came first."""
    twins = [make_event(Note(text), kit=7, epoch=0, seq=1, hlc=9 << 16) for text in ("den ene", "den anden")]
    found = []
    for name, came in (("a", twins), ("b", twins[::-1])):
        kit = make_kit(tmp_path / name)
        kit.merge(came, "slip")
        found.append((kit.find("7-0001"), kit.event_at(twins[0].ref)))
        kit.close()
    assert found[0] == found[1] and found[0][0] == found[0][1]
