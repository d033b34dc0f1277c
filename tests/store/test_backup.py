"""Backups: a copy on a second medium that opens as a kit, and a restored disk that says no number twice."""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from multiprocessing import get_context

import pytest
from kits import make_kit

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.said import Note
from fieldkit.core.state.fold import fold
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document, Text
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.store import backup
from fieldkit.store.backup import KEPT, LEAST_KEPT, back_up, kept_of
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.wrapped_keys import unwrap_keys, wrap_keys
from fieldkit.store.tables.jobs import job_rows, queue_job

HOUR = 3600
WORDS = "tørv hest måne søm"
START = 1_795_258_800


@pytest.fixture
def usb(tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    return stick


@pytest.fixture
def kit(tmp_path):
    (tmp_path / "cards").mkdir()
    write_key(tmp_path / "key", new_key())
    made = make_kit(tmp_path / "kit", key=tmp_path / "key", now=lambda: START)
    yield made
    made.close()


def copy_of(kit, usb, hours=0, **options):
    return back_up(kit.log, kit.home, kit.config.number, usb, START + hours * HOUR, **options)


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def restored(usb_copy, home, key):
    shutil.copytree(usb_copy, home, dirs_exist_ok=True)
    shutil.copytree(key, home / "keys", dirs_exist_ok=True)


def test_a_copy_opens_as_a_kit_and_holds_no_key(kit, usb, tmp_path):
    kit.record(Note("før kopien"))
    made = copy_of(kit, usb)
    assert made.events == 2
    assert files_in(made.folder) == {"log.db", "kit.toml"}
    assert [path.name for path in (usb / "kit-12").iterdir()] == [made.folder.name]
    restored(made.folder, tmp_path / "nyt", kit.home.folder / "keys")
    with_events = Kit.open(tmp_path / "nyt")
    try:
        assert "før kopien" in [row.event.body.text for row in with_events.log.all() if row.event.kind == "note"]
    finally:
        with_events.close()


def read_secret(path):
    return re.search(r'"([0-9a-f]{64})"', path.read_text())[1]  # the first: behind it may stand the public half


def test_folders_come_along_and_keys_when_asked_and_then_wrapped(kit, usb):
    (kit.home.data / "dyb").mkdir(parents=True)
    (kit.home.data / "dyb" / "steder.csv").write_text("nummer\n")
    (kit.home.folder / "vault").mkdir()
    (kit.home.folder / "vault" / "nødliste").write_text("hemmelig")
    (kit.home.folder / "keys" / "root.pub").write_text("alle må se den")
    made = copy_of(kit, usb, keys=wrap_keys(kit.home.key_path.parent, WORDS))
    assert files_in(made.folder) == {"log.db", "kit.toml", "data/dyb/steder.csv", "keys/root.pub"}
    assert made.keys == usb / "kit-12" / "keys.wrapped"
    secrets = [path for path in kit.home.key_path.parent.iterdir() if path.suffix == ".key"]
    assert {path.name for path in secrets} == {"municipality.key", "kit.key"}
    lies_there = b"".join(path.read_bytes() for path in usb.rglob("*") if path.is_file())
    for path in secrets:
        assert path.read_bytes() not in lies_there
        assert read_secret(path).encode() not in lies_there
    copy_of(kit, usb, 1)  # the hourly one asks for nothing, and leaves them where they are
    assert unwrap_keys(made.keys, WORDS)["kit.key"] == (kit.home.key_path.parent / "kit.key").read_bytes()


def test_papers_with_a_key_or_a_list_on_them_are_not_in_the_copy(kit, usb):
    for name in ("keycard", "list", "receipt"):
        queue_job(kit.log, Document(name, (Text(f"indhold-af-{name}"),)), DocumentKind(name), "", START)
    raw = (copy_of(kit, usb).folder / "log.db").read_bytes()
    assert b"indhold-af-receipt" in raw
    assert b"indhold-af-keycard" not in raw
    assert b"indhold-af-list" not in raw
    assert len(job_rows(kit.log)) == 3


def test_the_last_24_hours_are_kept_and_nothing_else_is_touched(kit, usb):
    (usb / "kit-12").mkdir()
    (usb / "kit-12" / "mine billeder").mkdir()
    (usb / "kit-3").mkdir()
    for hour in range(KEPT + 3):
        made = copy_of(kit, usb, hour)
    assert made.copies == KEPT
    names = sorted(path.name for path in (usb / "kit-12").iterdir())
    assert len(names) == KEPT + 1
    assert names[0] == "20261121T14Z"
    assert (usb / "kit-12" / "mine billeder").is_dir()
    assert (usb / "kit-3").is_dir()


def test_a_second_copy_in_the_same_hour_replaces_the_first(kit, usb):
    copy_of(kit, usb)
    kit.record(Note("senere"))
    made = copy_of(kit, usb)
    assert (made.copies, made.events) == (1, 2)


def test_what_a_power_cut_left_on_the_stick_is_put_right(kit, usb):
    made = copy_of(kit, usb)
    made.folder.rename(made.folder.with_name("old-" + made.folder.name))
    (usb / "kit-12" / "new-20261121T11Z").mkdir()
    copy_of(kit, usb, 1)
    assert sorted(path.name for path in (usb / "kit-12").iterdir()) == ["20261121T11Z", "20261121T12Z"]


def test_a_restored_disk_begins_a_new_epoch_and_says_no_number_twice(kit, usb, tmp_path):
    kit.record(Note("før"))
    made = copy_of(kit, usb)
    after = [kit.record(Note(f"efter {turn}")) for turn in range(3)]
    export_bundle(kit, tmp_path / "alt.fkb")
    old = kit.identity
    kit.close()

    # the disk dies; a new one gets the copy
    restored(made.folder, tmp_path / "nyt", kit.home.folder / "keys")
    again = Kit.open(tmp_path / "nyt", now=lambda: START + HOUR)
    try:
        assert again.identity.epoch != old.epoch
        assert "gendannet" in again.identity.renewed
        new = [again.record(Note(f"igen {turn}")) for turn in range(3)]
        assert not {event.number for event in new} & {event.number for event in after}
        told = import_bundle(again, tmp_path / "alt.fkb")
        assert told.forks == ()
        assert told.new == 3
        everything = [row.event for row in again.log.all()]
        assert len({event.number for event in everything}) == len(everything)
        assert fold(everything) == again.state
    finally:
        again.close()


def test_only_the_log_file_put_back_in_place_is_noticed_too(kit, usb):
    made = copy_of(kit, usb)
    lost = kit.record(Note("efter kopien"))
    old = kit.identity
    kit.close()
    for name in ("log.db", "log.db-wal", "log.db-shm"):
        (kit.home.folder / name).unlink(missing_ok=True)
    shutil.copyfile(made.folder / "log.db", kit.home.log_path)
    again = Kit.open(kit.home.folder)
    try:
        assert again.identity.epoch != old.epoch
        assert again.record(Note("ny")).seq > lost.seq
    finally:
        again.close()


def test_a_kit_that_was_only_copied_goes_on_as_before(kit, usb):
    copy_of(kit, usb)
    old = kit.identity
    kit.close()
    again = Kit.open(kit.home.folder)
    try:
        assert again.identity == old
    finally:
        again.close()


def _record_many(folder, stop):
    kit = Kit.open(folder)
    while not stop.is_set():
        kit.record(Note("travlt"))
    kit.close()


@contextmanager
def others_recording(kit):
    """Another process records without a pause meanwhile."""
    context = get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=_record_many, args=(kit.home.folder, stop))
    writer.start()
    try:
        while writer.is_alive() and len(kit.log.unread()) < 1:
            os.sched_yield()
        yield
    finally:
        stop.set()
        writer.join()


def is_one_moment(made):
    """Every event up to one of them, and as many as the backup says."""
    with sqlite3.connect(made.folder / "log.db") as db:
        seqs = [row[0] for row in db.execute("SELECT seq FROM events ORDER BY seq")]
    db.close()
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) == made.events


def test_a_copy_while_others_record_is_one_moment(kit, usb):
    with others_recording(kit):
        made = copy_of(kit, usb)
    is_one_moment(made)


def test_wrong_targets_are_one_sentence(kit, usb, tmp_path):
    with pytest.raises(InputError, match="selve kittet"):
        copy_of(kit, kit.home.folder / "kopi")
    with pytest.raises(InputError, match="findes ikke"):
        copy_of(kit, tmp_path / "ikke" / "sat" / "i")
    (tmp_path / "fil").write_text("")
    with pytest.raises(InputError, match="ikke en mappe"):
        copy_of(kit, tmp_path / "fil")
    assert copy_of(kit, usb / "ny").same_disk


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_medium_is_one_sentence(kit, usb):
    usb.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="kan ikke skrives"):
            copy_of(kit, usb)
    finally:
        usb.chmod(0o700)


# a log so long that few copies of it are kept: one that goes becomes the new one


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(backup, "SHELF_BYTES", 0)


def names_on(usb):
    return sorted(path.name for path in (usb / "kit-12").iterdir())


def place_on_disk(made):
    return (made.folder / "log.db").stat().st_ino


def bytes_of(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).digest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts_in(copy, home, key):
    """What the notes say in a copy that is put to use, whose log is sound."""
    restored(copy, home, key)
    again = Kit.open(home, check=True)
    try:
        rows = again.log.all()
        assert not again.log.damaged
        assert again.log.count() == len(rows)
        assert fold([row.event for row in rows]) == again.state
        return [row.event.body.text for row in rows if row.event.kind == "note"]
    finally:
        again.close()
        shutil.rmtree(home)


def test_a_copy_that_goes_becomes_the_new_one_with_what_came_since(kit, usb, few, tmp_path):
    places = []
    for hour in range(1, 5):
        kit.record(Note(f"time {hour}"))
        made = copy_of(kit, usb, hour)
        assert made.events == hour + 1
        assert files_in(made.folder) == {"log.db", "kit.toml"}
        places.append(place_on_disk(made))
    assert names_on(usb) == ["20261121T14Z", "20261121T15Z"]
    assert places[2:] == places[:2]  # the same files, two hours later
    for name, last in (("20261121T14Z", 3), ("20261121T15Z", 4)):
        said = texts_in(usb / "kit-12" / name, tmp_path / "nyt", kit.home.folder / "keys")
        assert said == [f"time {hour}" for hour in range(1, last + 1)]


def test_lists_are_those_of_now_in_a_copy_that_was_brought_up_to_date(kit, usb, few):
    kit.home.data.mkdir()
    (kit.home.data / "steder.csv").write_text("gammel")
    (kit.home.data / "ude.csv").write_text("går")
    copy_of(kit, usb, 1)
    copy_of(kit, usb, 2)
    (kit.home.data / "steder.csv").write_text("ny")
    (kit.home.data / "ude.csv").unlink()
    made = copy_of(kit, usb, 3)
    assert files_in(made.folder) == {"log.db", "kit.toml", "data/steder.csv"}
    assert (made.folder / "data" / "steder.csv").read_text() == "ny"


def test_a_second_copy_in_the_same_hour_brings_the_first_up_to_date_when_there_is_another(kit, usb, few):
    copy_of(kit, usb, 1)
    first = copy_of(kit, usb, 1)
    second = copy_of(kit, usb, 2)
    place = place_on_disk(second)
    kit.record(Note("senere"))
    again = copy_of(kit, usb, 2)
    assert (again.folder, again.events, place_on_disk(again)) == (second.folder, first.events + 1, place)
    assert names_on(usb) == ["20261121T12Z", "20261121T13Z"]


def test_a_long_log_has_few_copies_over_many_hours(kit, usb, few):
    for hour in range(50):
        made = copy_of(kit, usb, hour)
        assert made.folder.is_dir()
    assert made.copies == LEAST_KEPT
    assert names_on(usb) == ["20261122T11Z", "20261122T23Z", "20261123T11Z", "20261123T12Z"]


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (24, list(range(24))),
        (12, [0, 1, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29]),
        (5, [0, 1, 8, 16, 24]),
        (4, [0, 1, 12, 24]),
    ],
)
def test_fewer_copies_lie_further_apart(most, kept):
    names = [f"202611{10 + hour // 24}T{hour % 24:02d}Z" for hour in range(240)]
    shelf, steps = set(), []
    for at, name in enumerate(names):
        shelf = kept_of(shelf, name, most) | {name}
        assert name in shelf
        assert len(shelf) <= most
        if at:
            assert names[at - 1] in shelf
        steps.append(sorted(at - names.index(other) for other in shelf))
    reach = [max(step) for step in steps[48:]]
    assert kept in steps
    assert min(reach) > 12


def test_a_clock_that_went_back_drops_no_copy_at_once(kit, usb):
    for hour in range(KEPT):
        copy_of(kit, usb, hour)
    made = copy_of(kit, usb, -100)
    assert made.folder.is_dir()
    assert made.copies == KEPT


def test_no_links_are_needed(kit, usb, few, monkeypatch):
    for name in ("link", "symlink"):
        monkeypatch.setattr(os, name, None)
    for hour in range(1, 5):
        copy_of(kit, usb, hour)
    files = [path for path in usb.rglob("*") if path.is_file()]
    assert files
    assert all(path.stat().st_nlink == 1 and not path.is_symlink() for path in files)


@pytest.mark.parametrize("page", [0, 1, 2, 5, -1])
def test_a_damaged_copy_damages_no_other_and_is_made_anew(kit, usb, few, tmp_path, page):
    for turn in range(200):
        kit.record(Note(f"notat {turn}"))
    first, second = copy_of(kit, usb, 1), copy_of(kit, usb, 2)
    log = first.folder / "log.db"
    raw = bytearray(log.read_bytes())
    at = page % (len(raw) // 4096) * 4096
    raw[at : at + 4096] = bytes(4096)
    log.write_bytes(raw)
    before = bytes_of(second.folder)
    kit.record(Note("til sidst"))
    made = copy_of(kit, usb, 3)
    assert bytes_of(second.folder) == before
    for copy, last in ((made, "til sidst"), (second, "notat 199")):
        assert texts_in(copy.folder, tmp_path / "nyt", kit.home.folder / "keys")[-1] == last


def test_a_medium_that_refuses_leaves_the_copies_as_they_were(kit, usb, few):
    for turn in range(200):
        kit.record(Note(f"notat {turn}"))
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    for turn in range(200):
        kit.record(Note(f"mere {turn}"))
    before = bytes_of(usb)
    script = """
import resource, sys
from pathlib import Path
from fieldkit.core.errors import StoreError
from fieldkit.kit import Kit
from fieldkit.store import backup
backup.SHELF_BYTES = 0
kit = Kit.open(Path(sys.argv[1]))
size = max(path.stat().st_size for path in Path(sys.argv[2]).rglob("log.db"))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    backup.back_up(kit.log, kit.home, 12, Path(sys.argv[2]), float(sys.argv[3]))
except StoreError as error:
    print(error)
"""
    arguments = [str(kit.home.folder), str(usb), str(START + 3 * HOUR)]
    ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("Disken med"), ran
    assert ran.stdout.count("\n") == 1
    assert bytes_of(usb) == before
    assert copy_of(kit, usb, 3).events == kit.log.count()
    assert names_on(usb) == ["20261121T13Z", "20261121T14Z"]


def test_a_full_medium_is_the_one_that_is_blamed_and_no_empty_folder_is_left_on_it(kit, usb, monkeypatch):
    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(target))  # as shutil says it

    with monkeypatch.context() as patched:
        patched.setattr(backup.shutil, "copyfile", full)
        for target in (usb, usb / "ny"):
            with pytest.raises(StoreError) as told:
                copy_of(kit, target)
            assert str(told.value).startswith(f"Disken med {target} er fuld")
        assert list(usb.iterdir()) == []
        (usb / "kit-12").mkdir()
        with pytest.raises(StoreError):
            copy_of(kit, usb)
    assert (usb / "kit-12").is_dir(), "what was there before stays"


def test_a_copy_that_cannot_be_put_in_its_place_leaves_the_others_whole(kit, usb, few, tmp_path, monkeypatch):
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    kit.record(Note("nyt"))

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(StoreError, match="fuld"):
        patched.setattr(backup, "_swap", refuse)
        copy_of(kit, usb, 3)
    assert names_on(usb) == ["20261121T12Z", "20261121T13Z"]
    for name in names_on(usb):
        texts_in(usb / "kit-12" / name, tmp_path / "nyt", kit.home.folder / "keys")


@pytest.mark.parametrize("refused", ["base-20261121T12Z", "new-20261121T14Z/log.db", "20261121T14Z"])
def test_a_medium_on_which_nothing_can_be_renamed_leaves_the_copies_whole(
    kit, usb, few, tmp_path, monkeypatch, refused
):
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    kit.record(Note("nyt"))
    rename = os.rename

    def refuse(source, target, **more):
        if str(target).endswith(f"kit-12/{refused}"):
            raise OSError(5, "Input/output error")
        rename(source, target, **more)

    with monkeypatch.context() as patched, pytest.raises(StoreError, match="mediet svarer med fejl"):
        patched.setattr(os, "rename", refuse)
        copy_of(kit, usb, 3)
    assert names_on(usb) == ["20261121T12Z", "20261121T13Z"]
    for name in names_on(usb):
        texts_in(usb / "kit-12" / name, tmp_path / "nyt", kit.home.folder / "keys")
    assert copy_of(kit, usb, 3).events == kit.log.count()
    assert names_on(usb) == ["20261121T13Z", "20261121T14Z"]


def test_two_at_once_do_not_meet(kit, usb):
    copy_of(kit, usb)
    handle = os.open(usb / "kit-12", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="allerede"):
            copy_of(kit, usb)
    finally:
        os.close(handle)
    copy_of(kit, usb)


def test_folders_that_only_look_like_ours_are_left_alone(kit, usb):
    copy_of(kit, usb)
    for name in ("new-fotos", "old-regnskab", "base-lejr"):
        (usb / "kit-12" / name).mkdir()
    copy_of(kit, usb, 1)
    assert {"new-fotos", "old-regnskab", "base-lejr"} < set(names_on(usb))


def test_a_copy_while_others_record_is_brought_up_to_date_to_one_moment(kit, usb, few):
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    with others_recording(kit):
        place = place_on_disk(copy_of(kit, usb, 3))
        made = copy_of(kit, usb, 5)
        assert place != place_on_disk(made)
    is_one_moment(made)


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from fieldkit.kit import Kit
from fieldkit.store import backup, log_copy
backup.SHELF_BYTES = 0
log_copy._CACHE_KB = 8
kit = Kit.open(Path(sys.argv[1]))
steps, last = 0, int(sys.argv[4])
def step():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0
connect = sqlite3.connect
def stepping(*arguments, **named):
    db = connect(*arguments, **named)
    db.set_progress_handler(step, 100)
    return db
sqlite3.connect = stepping
NOTED = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open", "shutil.rmtree"}
sys.addaudithook(lambda event, _: step() and None if event in NOTED else None)
backup.back_up(kit.log, kit.home, 12, Path(sys.argv[2]), float(sys.argv[3]))
print(steps)
"""


@pytest.mark.processes
def test_killed_at_any_moment_every_copy_is_whole_or_not_there(kit, usb, few, tmp_path):
    for turn in range(400):
        kit.record(Note(f"notat {turn}"))
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    for turn in range(60):
        kit.record(Note(f"mere {turn}"))
    kit.close()
    notes = [f"notat {turn}" for turn in range(400)] + [f"mere {turn}" for turn in range(60)]
    home, stick, keys = tmp_path / "hjem", tmp_path / "pind", kit.home.folder / "keys"

    def killed_at(step):
        for folder, source in ((home, kit.home.folder), (stick, usb)):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(source, folder)
        arguments = [str(home), str(stick), str(START + 3 * HOUR), str(step)]
        return subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False)

    told = killed_at(0)
    assert told.returncode == 0, told.stderr
    steps = int(told.stdout)
    left = set()
    for step in [*range(1, steps, steps // 25), steps - 12, steps - 6, steps - 3, steps]:
        assert killed_at(step).returncode == -signal.SIGKILL
        shelf = stick / "kit-12"
        left |= {re.sub("[0-9T]+Z", "HOUR", str(path.relative_to(shelf))) for path in shelf.rglob("*")}
        copies = [path for path in shelf.iterdir() if re.fullmatch("[0-9]{8}T[0-9]{2}Z", path.name)]
        assert copies
        for copy in copies:
            said = texts_in(copy, tmp_path / "nyt", keys)
            assert said == (notes if copy.name == "20261121T14Z" else notes[:400])
        again = Kit.open(home)
        try:
            made = back_up(again.log, again.home, 12, stick, START + 4 * HOUR)
            assert made.events == again.log.count()
        finally:
            again.close()
        copies = sorted(shelf.iterdir())
        assert copies[-1].name == "20261121T15Z"
        for copy in copies:
            said = texts_in(copy, tmp_path / "nyt", keys)
            assert said == notes[: len(said)]
            assert len(said) >= 400
    assert {"base-HOUR/log.db-journal", "base-HOUR/log.db", "new-HOUR/kit.toml"} <= left


def test_a_journal_that_had_only_begun_does_not_keep_a_copy_from_its_name(kit, usb, few):
    """The power went when the copy's journal was there and nothing stood in it."""
    for hour in (1, 2):
        copy_of(kit, usb, hour)
    shelf = usb / "kit-12"
    first = min(path for path in shelf.iterdir() if path.name[0].isdigit())
    risen = first.rename(first.with_name(f"base-{first.name}"))
    (risen / "log.db-journal").touch()
    copy_of(kit, usb, 3)
    assert all(name[0].isdigit() for name in names_on(usb)), names_on(usb)
