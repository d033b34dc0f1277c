"""Backups: a copy on a second medium that opens as a kit, and a restored disk that says no number twice."""

import os
import shutil
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
from fieldkit.store.backup import KEPT, back_up
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.jobs import job_rows, queue_job

HOUR = 3600
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


def test_keys_and_folders_come_along_when_asked(kit, usb):
    (kit.home.data / "dyb").mkdir(parents=True)
    (kit.home.data / "dyb" / "steder.csv").write_text("nummer\n")
    (kit.home.folder / "vault").mkdir()
    (kit.home.folder / "vault" / "nødliste").write_text("hemmelig")
    made = copy_of(kit, usb, with_keys=True)
    assert files_in(made.folder) == {"log.db", "kit.toml", "data/dyb/steder.csv", "keys/municipality.key"}


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


def test_a_copy_while_others_record_is_one_moment(kit, usb):
    context = get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=_record_many, args=(kit.home.folder, stop))
    writer.start()
    try:
        while writer.is_alive() and len(kit.log.unread()) < 1:
            os.sched_yield()
        made = copy_of(kit, usb)
    finally:
        stop.set()
        writer.join()
    import sqlite3

    with sqlite3.connect(made.folder / "log.db") as db:
        seqs = [row[0] for row in db.execute("SELECT seq FROM events ORDER BY seq")]
    db.close()
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) == made.events


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
