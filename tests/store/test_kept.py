"""What is kept of a log gives the State that the whole log gives, whatever became of it; or it is thrown away."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from every_view import NOW, VIEWS
from hypothesis import given
from hypothesis import strategies as st
from kept_logs import QUIET, a_log, checkpointed, gone, some_events
from linked_logs import TAGS, linked_log
from strategies import forked_feeds, linked

from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Ack, Incident, Message
from fieldkit.core.facts.work import Dispatch
from fieldkit.core.state.condensed import CONDENSED, pack, pack_vector, unpack, unpack_vector
from fieldkit.core.state.fold import State, apply, fold
from fieldkit.store import kept as kept_module
from fieldkit.store.kept import KEPT_NAME, Kept
from fieldkit.store.log import Log


def opened(folder: Path) -> tuple[Log, State]:
    """The log, and the State that a start makes of what is kept and of what came since."""
    log, _, state = started(folder)
    return log, state


def started(folder: Path) -> tuple[Log, Kept, State]:
    log = Log.open(folder / "log.db")
    kept = Kept.open(log)
    state = State(kept, kept.vector()) if kept.read_to else State()
    log.begin_after(kept.read_to)
    for row in log.unread():
        apply(state, row.event)
    return log, kept, state


def whole(log: Log) -> State:
    return fold(row.event for row in log.all())


def every(state: State) -> State:
    """With what was recorded in incidents that are over, too."""
    state.look_at(None)
    return state


@QUIET
@given(forked_feeds())
def test_condensed_parts_come_back_as_they_were(logs):
    state = fold(logs)
    for part in CONDENSED:
        assert unpack(part, pack(state, part).values()) == {name: getattr(state, name) for name in part.attributes}
    assert unpack_vector(pack_vector(state.vector)) == state.vector


@QUIET
@given(forked_feeds(), st.data())
def test_late_and_old_events_give_the_state_of_the_whole_log(logs, data):
    """In any order, kept at any points of it, looked at in any order of parts, with events that come after the look."""
    logs = data.draw(linked(logs))
    mixed = data.draw(st.permutations(logs))
    points = data.draw(st.sets(st.integers(1, max(1, len(mixed)))))
    with tempfile.TemporaryDirectory() as folder:
        later = data.draw(st.integers(0, len(mixed)))
        a_log(Path(folder), mixed[:later], keep_at=points)
        log, state = opened(Path(folder))
        try:
            for name in data.draw(st.lists(st.sampled_from(["messages", "reports", "work", "runs"]), unique=True)):
                getattr(state, name)
            for row in log.insert(mixed[later:], carrier=Carrier.BUNDLE, arrived=0):
                apply(state, row.event)
            assert every(state) == whole(log) == fold(mixed)
        finally:
            log.close()


@pytest.fixture(scope="module")
def events():
    return some_events()


@pytest.fixture
def folder(tmp_path: Path, events) -> Path:
    """A log of 400 events of which 300 are kept."""
    a_log(tmp_path, events, keep_at={300})
    return tmp_path


def test_what_is_kept_is_read_and_not_folded(folder: Path):
    log, state = opened(folder)
    assert state.loaded == set()
    assert state.reports and state.loaded == {"incidents", "reports"}
    assert every(state) == whole(log)
    log.close()


def test_a_log_that_cannot_be_read_keeps_nothing_and_stops_nobody(folder: Path, monkeypatch):
    """What has been recorded is recorded: a kit that is closed says nothing of a disk that fails only then."""
    log = Log.open(folder / "log.db")
    kept = Kept.open(log)

    def fails(*_: object) -> object:
        raise StoreError("Disken svarer med fejl.")

    monkeypatch.setattr(log, "after", fails)
    assert not kept.keep() and kept.read_to == 300
    monkeypatch.setattr(log, "last_row", fails)
    kept.catch_up(0)
    monkeypatch.undo()
    kept.catch_up(1_000)
    assert kept.read_to == 300, "so little is not worth it"
    kept.catch_up(0)
    assert kept.read_to == 400
    log.close()


def test_what_cannot_be_kept_is_told_to_who_adds_it():
    state = State()
    state.owners[7] = object()
    with pytest.raises(TypeError, match="holds a object, which has no bytes"):
        pack(state, next(part for part in CONDENSED if part.name == "owners"))


def test_two_keep_at_once_and_nobody_waits(folder: Path):
    log = Log.open(folder / "log.db")
    one, other = Kept.open(log), Kept.open(log)
    blocker = sqlite3.connect(folder / KEPT_NAME, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    assert not one.keep() and time.monotonic() - began < 1
    blocker.execute("ROLLBACK")
    blocker.close()
    assert one.keep() and other.keep()
    assert one.read_to == 400 and other.read_to == 400
    state = State(other, other.vector())
    assert every(state) == whole(log)
    log.close()


def test_recording_does_not_wait_for_what_is_kept(folder: Path, events):
    log = Log.open(folder / "log.db")
    blocker = sqlite3.connect(folder / KEPT_NAME, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    late = make_event(events[0].body, kit=9, epoch=0, seq=1, hlc=5 << 16)
    assert log.insert([late], carrier=Carrier.RADIO, arrived=0)
    assert Kept.open(log).read_to in (0, 300)
    blocker.close()
    log.close()


def test_what_another_fold_kept_is_thrown_away(folder: Path, monkeypatch):
    monkeypatch.setattr(kept_module, "fingerprint", lambda: "another")
    log, state = opened(folder)
    kept = Kept.open(log)
    assert kept.read_to == 0 and every(state) == whole(log)
    assert kept.keep() and kept.read_to == 400
    log.close()


def test_what_was_kept_of_another_log_is_thrown_away(folder: Path, events, tmp_path_factory):
    """A copy from before is restored, and goes another way."""
    other = tmp_path_factory.mktemp("restored")
    a_log(other, [*events[:200], *reversed(events[200:])])
    for name in ("log.db", "log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)
        if (other / name).exists():
            shutil.copy(other / name, folder / name)
    log, state = opened(folder)
    assert every(state) == whole(log)
    log.close()


def test_a_shorter_log_under_it_is_noticed(folder: Path, events, tmp_path_factory):
    other = tmp_path_factory.mktemp("restored")
    a_log(other, events[:100])
    for name in ("log.db", "log.db-wal", "log.db-shm"):
        (folder / name).unlink(missing_ok=True)
        if (other / name).exists():
            shutil.copy(other / name, folder / name)
    log, state = opened(folder)
    assert every(state) == whole(log) and len(state.vector.feeds) == 3
    log.close()


def test_a_row_that_the_disk_damages_afterwards_is_left_out_as_in_a_whole_fold(folder: Path):
    log, _ = opened(folder)
    (rowid,) = log.conn.execute("SELECT rowid FROM events WHERE kind='message' AND rowid < 300 LIMIT 1").fetchone()
    log.conn.execute("UPDATE events SET body=replace(body, '{', '{ ') WHERE rowid=?", (rowid,))
    log.close()
    log, state = opened(folder)
    assert every(state).messages == whole(log).messages
    log.close()


WRONG_BYTES, CUTS, CRASHES, KILLS = 400, 100, 440, 60
"""A thousand images of what a disk, a power cut or kill -9 may leave: none may give another State than a whole fold."""


def spread(size: int, many: int) -> list[int]:
    """So many places from 0 up to `size`, even ones and odd ones."""
    return [index * size // (many - 1) for index in range(many)]


def is_right(folder: Path, expected: State, what: str, *, keep_on: bool = False) -> None:
    """What a start makes of it is right; with `keep_on` also when it is kept anew, and started again."""
    log, kept, state = started(folder)
    assert every(state) == expected, what
    if keep_on:
        kept.keep()
        kept.close()
        log.close()
        log, kept, state = started(folder)
        assert every(state) == expected, f"{what}, kept anew"
    kept.close()
    log.close()


@pytest.mark.exhaustive
def test_any_wrong_byte_in_it_gives_the_whole_fold_or_the_same(folder: Path):
    log = Log.open(folder / "log.db")
    expected = whole(log)
    log.close()
    checkpointed(folder / KEPT_NAME)
    raw = (folder / KEPT_NAME).read_bytes()
    for at in spread(len(raw) - 1, WRONG_BYTES):
        (folder / KEPT_NAME).write_bytes(raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :])
        is_right(folder, expected, f"byte {at}", keep_on=not at % 5)
        gone(folder)
    for cut in spread(len(raw), CUTS):
        (folder / KEPT_NAME).write_bytes(raw[:cut])
        is_right(folder, expected, f"cut at {cut}", keep_on=not cut % 5)
        gone(folder)


@pytest.mark.exhaustive
def test_a_power_cut_at_any_byte_of_what_was_being_kept_leaves_the_old_or_none(folder: Path):
    """The write-ahead log is cut at any byte: the images that a crash may leave."""
    log = Log.open(folder / "log.db")
    expected = whole(log)
    kept = Kept.open(log)
    assert kept.keep()
    shutil.copy(folder / KEPT_NAME, folder / "base")
    wal = (folder / f"{KEPT_NAME}-wal").read_bytes()
    kept.close()
    log.close()
    for cut in spread(len(wal), CRASHES):
        gone(folder)
        shutil.copy(folder / "base", folder / KEPT_NAME)
        (folder / f"{KEPT_NAME}-wal").write_bytes(wal[:cut])
        is_right(folder, expected, f"cut at {cut}", keep_on=not cut % 5)


KEEPING = """
import sys
from pathlib import Path
from fieldkit.store.kept import Kept
from fieldkit.store.log import Log
import fieldkit.store.kept as module
module.CHUNK = 7
print("begun", flush=True)
log = Log.open(Path(sys.stdin.readline().strip()) / "log.db")
print("keeping", flush=True)
Kept.open(log).keep()
"""


@pytest.mark.exhaustive
@pytest.mark.processes
def test_kill_9_while_it_is_being_kept_gives_the_state_of_the_whole_log(folder: Path):
    log = Log.open(folder / "log.db")
    expected = whole(log)
    log.close()
    reached = set()
    for turn in range(KILLS):
        gone(folder)
        worker = subprocess.Popen([sys.executable, "-c", KEEPING], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert worker.stdout is not None and worker.stdin is not None and worker.stdout.readline() == b"begun\n"
        worker.stdin.write(f"{folder}\n".encode())
        worker.stdin.flush()
        assert worker.stdout.readline() == b"keeping\n"
        time.sleep(turn * 0.004)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            worker.stdin.close()
        log = Log.open(folder / "log.db")
        kept = Kept.open(log)
        reached.add(kept.read_to)
        kept.close()
        log.close()
        is_right(folder, expected, f"killed after {turn * 4} ms", keep_on=not turn % 5)
    assert len(reached) > 3, f"all were killed at the same moment: {reached}"


def shown(name: str, state: State) -> str:
    return repr(VIEWS[name](state, NOW))


@QUIET
@given(forked_feeds(), st.data())
def test_what_is_held_shows_what_the_whole_log_shows(logs, data):
    """Every view, after any order of events, keeping and looking: what an incident that is over said is not missed."""
    logs = data.draw(linked(logs))
    tags = [5, 0x8005, 6, 7, 8, 9]
    words = st.tuples(st.sampled_from(tags), st.booleans(), st.integers(0, 1 << 46))
    begun = [
        make_event(
            Incident(tag, name="" if stop else "Strømsvigt", stop=stop), kit=61, epoch=0, seq=n, hlc=hlc, incident=tag
        )
        for n, (tag, stop, hlc) in enumerate(data.draw(st.lists(words, max_size=12)), 1)
    ]
    mixed = data.draw(st.permutations([*logs, *begun]))
    later = data.draw(st.integers(0, len(mixed)))
    points = data.draw(st.sets(st.integers(1, max(1, later))))
    looks = st.lists(st.sampled_from(sorted(VIEWS)), max_size=2, unique=True)
    looked = [data.draw(looks) for _ in range(len(mixed) - later + 1)]
    with tempfile.TemporaryDirectory() as folder:
        a_log(Path(folder), mixed[:later], keep_at=points)
        log, state = opened(Path(folder))
        try:
            for event, look in zip([None, *mixed[later:]], looked, strict=True):
                if event is not None:
                    for row in log.insert([event], carrier=Carrier.RADIO, arrived=0):
                        apply(state, row.event)
                expected = whole(log) if look else None
                for name in look:
                    assert shown(name, state) == shown(name, expected), name
            expected = whole(log)
            for name in VIEWS:
                assert shown(name, state) == shown(name, expected), name
        finally:
            log.close()


@pytest.mark.parametrize("seed", range(60))
def test_what_is_held_shows_the_whole_log_where_all_points_at_each_other(seed: int, tmp_path: Path):
    """Batches of events, looks at views, incidents that begin, end and are looked at, parts loaded ahead, and what is
    kept meanwhile by this process and by another."""
    rng = random.Random(seed)
    mixed = linked_log(rng)
    later = rng.randint(0, len(mixed))
    a_log(tmp_path, mixed[:later], keep_at=set(rng.sample(range(1, later + 1), min(later, rng.randint(0, 3)))))
    log, kept, state = started(tmp_path)
    try:
        while True:
            if rng.random() < 0.2:
                kept.keep()
            elif rng.random() < 0.2:
                other = Kept.open(log)
                other.keep()
                other.close()
            for name in rng.sample(sorted(VIEWS), rng.randint(0, 2)):
                assert shown(name, state) == shown(name, whole(log)), name
            if later == len(mixed):
                break
            if rng.random() < 0.2:
                for _ in state.ahead():
                    pass
            many = rng.randint(1, 3)
            for row in log.insert(mixed[later : later + many], carrier=Carrier.RADIO, arrived=0):
                apply(state, row.event)
            later = min(len(mixed), later + many)
            if rng.random() < 0.1:
                state.look_at(rng.choice(TAGS))
        for name in VIEWS:
            assert shown(name, state) == shown(name, whole(log)), name
        assert every(state) == whole(log)
    finally:
        log.close()


def test_what_is_loaded_ahead_gives_way_to_what_happens_meanwhile(folder: Path):
    """A part that is half loaded when something is recorded is not put in the place of what came since."""
    log, state = opened(folder)
    steps = state.ahead()
    while "incidents" not in state.loaded:
        next(steps)
    assert "messages" not in state.loaded
    for _ in range(3):
        next(steps)
    late = make_event(Incident(77, name="ny"), kit=9, epoch=0, seq=1, hlc=500 << 16, incident=77)
    for row in log.insert([late], carrier=Carrier.RADIO, arrived=0):
        apply(state, row.event)
    for _ in steps:
        pass
    assert state.loaded and every(state) == whole(log)
    log.close()


def test_a_word_about_an_incident_that_is_over_brings_what_it_is_about_and_lets_nothing_go(tmp_path: Path):
    """Gap repair brings many of them: what is held would else be loaded anew for each."""
    old = make_event(Message("gammel", "all"), kit=2, epoch=0, seq=1, hlc=1 << 16, incident=5)
    begun = make_event(Incident(6, name="ny"), kit=2, epoch=0, seq=2, hlc=2 << 16, incident=6)
    new = make_event(Message("ny", "all"), kit=2, epoch=0, seq=3, hlc=3 << 16, incident=6)
    a_log(tmp_path, [old, begun, new], keep_at={3})
    log, state = opened(tmp_path)
    assert set(state.messages) == {new.id} and not state.acks
    held = state.messages
    acks = [
        make_event(Ack(RefBody(*old.ref), "a", place), kit=3, epoch=0, seq=place, hlc=9 << 16, incident=6)
        for place in (1, 2)
    ]
    for ack in acks:
        for row in log.insert([ack], carrier=Carrier.RADIO, arrived=0):
            apply(state, row.event)
    assert state.messages is held and set(held) == {old.id, new.id}
    assert set(state.acks[old.ref]) == {ack.id for ack in acks}
    log.close()


def said(body, seq: int, incident: int, *, kit: int = 1):
    return make_event(body, kit=kit, epoch=0, seq=seq, hlc=seq << 16, incident=incident)


def test_recording_does_not_wait_for_what_is_loaded_ahead(tmp_path: Path, events):
    """Another process records while a part is half loaded: a reading left open would see the log as it was, and SQLite
    then lets this one write no more."""
    a_log(tmp_path, events, keep_at={len(events)})
    log, state = opened(tmp_path)
    recorded = 0
    for step, _ in enumerate(state.ahead(), 1):
        if not step % 10:
            beside = Log.open(tmp_path / "log.db")
            beside.insert([said(Incident(77, name="ny"), step, 77, kit=8)], carrier=Carrier.RADIO, arrived=0)
            beside.close()
            recorded += len(
                log.insert([said(Incident(77, stop=True), step, 77, kit=9)], carrier=Carrier.RADIO, arrived=0)
            )
    assert recorded > 10
    log.close()


def test_a_runner_whom_another_process_has_just_sent_is_shown(tmp_path: Path):
    """Its parts of State are read at two moments, and the runner left between them."""
    begun = [said(Incident(0x8005, name="øvelse"), 1, 0x8005), said(Dispatch("en", start=1, route=(2,)), 2, 0x8005)]
    a_log(tmp_path, begun, keep_at={2})
    log, state = opened(tmp_path)
    assert state.current() == 0x8005 and len(state.afoot.out) == 1
    beside = Log.open(tmp_path / "log.db")
    beside.insert([said(Dispatch("to", start=1, route=(2,)), 3, 0)], carrier=Carrier.RADIO, arrived=0)
    beside.close()
    assert "work" not in state.loaded
    for name in VIEWS:
        shown(name, state)
    for row in log.unread():
        apply(state, row.event)
    for name in VIEWS:
        assert shown(name, state) == shown(name, whole(log)), name
    log.close()


def test_an_incident_that_ends_once_more_is_followed_up_again(tmp_path: Path):
    """Its runner was put away while another incident runs, and is not when the ending is said again, later."""
    events = [said(Dispatch("løber", start=1, route=(2,)), 1, 6)]
    events += [said(Incident(tag, stop=True), tag, tag) for tag in (6, 7, 8, 9)]
    events += [said(Incident(5, name="Strømsvigt"), 10, 5)]
    a_log(tmp_path, events, keep_at={len(events)})
    log, state = opened(tmp_path)
    assert state.put_away() == {6} and not state.work.dispatches
    for row in log.insert([said(Incident(6, stop=True), 11, 6)], carrier=Carrier.RADIO, arrived=0):
        apply(state, row.event)
    assert state.put_away() == {7} and len(state.work.dispatches) == 1
    for name in VIEWS:
        assert shown(name, state) == shown(name, whole(log)), name
    log.close()


def test_numbers_beyond_all_bounds_keep_nothing_from_being_kept(folder: Path):
    """Of a kind that nobody knows here: somebody inside could have forged it, and every start would read all anew."""
    log = Log.open(folder / "log.db")
    said = b'{"place":1000000000000000000000000000000,"to":-9223372036854775808,"from":18446744073709551615}'
    log.insert([Event(9, 1, 1, 1 << 30, 0, 0, "nyt-slags", said)], carrier=Carrier.BUNDLE, arrived=0)
    kept = Kept.open(log)
    assert kept.keep() and kept.read_to == log.last_row()
    kept.close()
    log.close()
    assert started(folder)[1].read_to == 401
