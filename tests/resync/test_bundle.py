"""Bundles: a kit's whole log on a stick; what is damaged, foreign, forged or newer is refused and nothing is merged."""

import os
import random
import sqlite3
import subprocess
import sys
from hashlib import blake2s
from multiprocessing import get_context

import pytest

from fieldkit.acts import incidents
from fieldkit.core.errors import CarrierError, InputError, StoreError
from fieldkit.core.facts.bounds import MAX_BODY_BYTES
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import CardAct, CardStep, Message, Note
from fieldkit.kit import Kit
from fieldkit.resync import bundle
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.store.files.keys import new_key, write_key


def busy(kit, notes=5):
    incidents.start(kit, "Strømsvigt", exercise=True)
    for turn in range(notes):
        kit.record(Note(f"notat {turn} æøå"))
    kit.record(CardStep("alarm", CardAct.START, version="a1b2"))
    kit.record(Message("Send vand", "secretariat"))
    return kit


def ids(kit):
    return {row.event.id for row in kit.log.all()}


def refused(kit, path, match=None):
    """The import is refused in one sentence, and the kit is as it was."""
    before = ids(kit)
    with pytest.raises(CarrierError, match=match) as told:
        import_bundle(kit, path)
    assert "\n" not in str(told.value)
    assert ids(kit) == before
    assert not list(kit.home.folder.glob("incoming-*"))


def test_a_bundle_brings_everything_once(municipality, tmp_path):
    sender, other = busy(municipality(12)), municipality(13)
    path = tmp_path / "usb.fkb"
    assert export_bundle(sender, path) == 9
    first = import_bundle(other, path)
    assert (first.new, first.known, first.forks, first.rejected) == (9, 0, (), ())
    assert ids(sender) <= ids(other)
    assert {row.carrier for row in other.log.all() if row.event.kit == 12} == {"bundle"}
    again = import_bundle(other, path)
    assert (again.new, again.known) == (0, 9)
    assert other.state.notes.keys() == sender.state.notes.keys()


def test_an_export_leaves_one_file_and_never_writes_over_another(municipality, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    kit = busy(municipality(12))
    export_bundle(kit, stick / "a.fkb")
    assert [path.name for path in stick.iterdir()] == ["a.fkb"]
    before = (stick / "a.fkb").read_bytes()
    with pytest.raises(InputError, match="findes allerede"):
        export_bundle(kit, stick / "a.fkb")
    assert (stick / "a.fkb").read_bytes() == before
    with pytest.raises(InputError, match="findes ikke"):
        export_bundle(kit, tmp_path / "ikke-sat-i" / "a.fkb")


def test_a_bundle_on_a_read_only_stick_is_read(municipality, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    export_bundle(busy(municipality(12)), stick / "a.fkb")
    (stick / "a.fkb").chmod(0o400)
    stick.chmod(0o500)
    try:
        assert import_bundle(municipality(13), stick / "a.fkb").new == 9
        assert [path.name for path in stick.iterdir()] == ["a.fkb"]
    finally:
        stick.chmod(0o700)


def test_missing_empty_foreign_and_cut_files_are_refused(municipality, tmp_path):
    path, kit = tmp_path / "a.fkb", municipality(13)
    export_bundle(busy(municipality(12), 200), path)
    whole = path.read_bytes()
    refused(kit, tmp_path / "nej.fkb", "findes ikke")
    refused(kit, tmp_path, "ikke en pakke")
    for name, content, match in [
        ("tom", b"", "tom"),
        ("tekst", b"nummer;navn\n1;Skolen\n", "ikke en pakke"),
        ("halv", whole[: len(whole) // 2], "beskadiget"),
        ("kort", whole[:-1], "beskadiget"),
        ("hoved", whole[:40], None),
        ("lang", whole + b"\0" * 4096, "beskadiget"),
    ]:
        (tmp_path / name).write_bytes(content)
        refused(kit, tmp_path / name, match)
    other = sqlite3.connect(tmp_path / "anden.db")
    other.execute("CREATE TABLE events (id)")
    other.commit()
    other.close()
    refused(kit, tmp_path / "anden.db", "ikke en pakke fra Feltkit")
    refused(kit, kit.home.log_path, "ikke en pakke fra Feltkit")


def test_a_flipped_bit_anywhere_is_refused(municipality, tmp_path):
    path, kit = tmp_path / "a.fkb", municipality(13)
    export_bundle(busy(municipality(12)), path)
    whole = path.read_bytes()
    rng = random.Random(4)
    spots = [*range(0, 100, 7), *(rng.randrange(len(whole)) for _ in range(60))]
    for spot in spots:
        wrong = bytearray(whole)
        wrong[spot] ^= 1 << rng.randrange(8)
        path.write_bytes(wrong)
        refused(kit, path)
    path.write_bytes(whole)
    assert import_bundle(kit, path).new == 9


def edited(path, *statements):
    """Edit a bundle as a person with SQLite could, and make its damage check right again, as the format tells it."""
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
        db.execute("UPDATE meta SET value=? WHERE key='file'", ("5a" * 32,))
    db.close()
    raw = path.read_bytes()
    before, after = raw.split(b"5a" * 32)
    right = blake2s(before + b"0" * 64 + after, person=b"fkbundle").hexdigest()
    path.write_bytes(before + right.encode() + after)


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("UPDATE events SET body=replace(body, 'vand', 'gift') WHERE kind='message'", "beskadiget"),
        ("UPDATE events SET id=randomblob(16) WHERE kind='message'", "beskadiget"),
        ("UPDATE events SET seq='nej' WHERE kind='message'", "beskadiget"),
        ("UPDATE events SET body=x'7b7d' WHERE kind='message'", "beskadiget"),
        ("UPDATE events SET hlc=-1 WHERE kind='message'", "beskadiget"),
        ("DELETE FROM events WHERE kind='message'", "ændret"),
        ("INSERT INTO events SELECT * FROM events WHERE kind='message'", "ændret"),
        ("UPDATE meta SET value='99' WHERE key='count'", "ændret"),
        ("UPDATE meta SET value='2026-01-01' WHERE key='made'", "ændret"),
        ("UPDATE meta SET value='2' WHERE key='format'", "nyere udgave"),
        ("DELETE FROM meta WHERE key='digest'", "beskadiget"),
        ("CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END", "beskadiget"),
        ("ALTER TABLE events RENAME TO e", "beskadiget"),
        ("CREATE VIRTUAL TABLE t USING fts5(x)", "beskadiget"),
        ("UPDATE events SET body=zeroblob(2000000) WHERE kind='message'", "beskadiget"),
        (
            f"UPDATE events SET body='{{\"text\":\"' || hex(zeroblob({MAX_BODY_BYTES})) || '\"}}' WHERE kind='message'",
            "beskadiget",
        ),
    ],
)
def test_what_was_edited_by_hand_is_refused(municipality, tmp_path, statement, match):
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12)), path)
    whole = path.read_bytes()
    edited(path, statement)
    kit = municipality(13)
    refused(kit, path, match)
    (tmp_path / "b.fkb").write_bytes(whole)
    import_bundle(kit, tmp_path / "b.fkb")  # who has the events already is not deceived either
    refused(kit, path, match)


def test_a_forged_event_with_a_right_id_is_refused_without_the_key(municipality, tmp_path):
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12)), path)
    forged = make_event(Note("opdigtet"), kit=1, epoch=1, seq=1, hlc=5)
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)",
            (forged.id, 1, 1, 1, forged.hlc, 0, 0, "note", forged.raw.decode()),
        )
    db.close()
    edited(path, "UPDATE meta SET value=CAST(value AS INTEGER) + 1 WHERE key='count'")
    refused(municipality(13), path, "ændret")


def test_another_municipalitys_bundle_is_refused(municipality, tmp_path):
    write_key(tmp_path / "andre", new_key())
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12, key=tmp_path / "andre")), path)
    refused(municipality(13), path, "anden kommune")


def test_forks_are_counted_and_both_branches_kept(municipality, tmp_path):
    one, two, third = municipality(12), municipality(13), municipality(14)
    for kit, text in ((one, "den ene"), (two, "den anden")):
        kit.merge([make_event(Note(text), kit=77, epoch=1, seq=1, hlc=9 << 16)], "radio")
    export_bundle(one, tmp_path / "1.fkb")
    export_bundle(two, tmp_path / "2.fkb")
    assert import_bundle(third, tmp_path / "1.fkb").forks == ()
    told = import_bundle(third, tmp_path / "2.fkb")
    assert told.forks == ("77-0001",)
    assert len(third.log.find(77, 1)) == 2


def test_a_kind_of_a_newer_version_travels_on_unchanged(municipality, tmp_path):
    from fieldkit.core.facts.kinds import Opaque

    kit, other = municipality(12), municipality(13)
    strange = make_event(Opaque("weather", {"wind": 12, "nested": {"a": [1]}}), kit=5, epoch=1, seq=1, hlc=3 << 16)
    kit.merge([strange], "radio")
    export_bundle(kit, tmp_path / "a.fkb")
    import_bundle(other, tmp_path / "a.fkb")
    assert other.log.by_id(strange.id).event.raw == strange.raw


def test_an_event_outside_all_bounds_spoils_no_bundle(municipality, tmp_path):
    kit = busy(municipality(12))
    kit.merge([make_event(Note("fra år 2100"), kit=5, epoch=1, seq=1, hlc=1 << 50)], "radio")
    assert export_bundle(kit, tmp_path / "a.fkb") == 9
    assert import_bundle(municipality(13), tmp_path / "a.fkb").new == 9


def _record_many(folder, stop):
    kit = Kit.open(folder)
    while not stop.is_set():
        kit.record(Note("travlt"))
    kit.close()


def test_an_export_while_others_record_is_one_moment(municipality, tmp_path):
    kit = busy(municipality(12), 100)
    context = get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=_record_many, args=(kit.home.folder, stop))
    writer.start()
    try:
        while writer.is_alive() and not any(row.event.kind == "note" for row in kit.log.unread()):
            os.sched_yield()
        for turn in range(3):
            export_bundle(kit, tmp_path / f"{turn}.fkb")
    finally:
        stop.set()
        writer.join()
    other = municipality(13)
    for turn in range(3):
        import_bundle(other, tmp_path / f"{turn}.fkb")
    seqs = sorted(row.event.seq for row in other.log.all() if row.event.kit == 12)
    assert seqs == list(range(1, len(seqs) + 1))


def test_a_full_stick_leaves_no_half_file(municipality, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    home = busy(municipality(12), 300).home.folder
    script = """
import resource, sys
from pathlib import Path
from fieldkit.core.errors import StoreError
from fieldkit.kit import Kit
from fieldkit.resync import bundle
from fieldkit.resync.bundle import export_bundle
kit = Kit.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
try:
    export_bundle(kit, Path(sys.argv[2]))
except StoreError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(home), str(stick / "a.fkb")], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("Disken med"), ran
    assert ran.stdout.count("\n") == 1
    assert list(stick.iterdir()) == []


def test_while_keys_change_a_bundle_under_the_former_key_is_taken(municipality, tmp_path):
    """One kit already seals with key 2 and still accepts key 1; the other has not got the new key yet."""
    old = busy(municipality(1))
    export_bundle(old, tmp_path / "old.fkb")
    write_key(tmp_path / "key2", new_key(2))
    ahead = municipality(2, key=tmp_path / "key2")
    with pytest.raises(CarrierError, match="anden kommune"):
        import_bundle(ahead, tmp_path / "old.fkb")
    ahead.keys = {old.key.number: old.key.secret, **ahead.keys}
    assert import_bundle(ahead, tmp_path / "old.fkb").new == old.log.count()


@pytest.fixture
def checks(monkeypatch):
    """The events that are taken out and checked one by one."""
    seen = []
    check = bundle.event_fault
    monkeypatch.setattr(bundle, "event_fault", lambda event: seen.append(event.id) or check(event))
    return seen


def test_what_is_here_already_costs_no_check_of_each_event(municipality, tmp_path, checks):
    sender, other = busy(municipality(12), 200), municipality(13)
    export_bundle(sender, tmp_path / "a.fkb")
    import_bundle(other, tmp_path / "a.fkb")
    new = [sender.record(Note(f"dagens {turn}")).id for turn in range(7)]
    export_bundle(sender, tmp_path / "b.fkb")
    checks.clear()
    told = import_bundle(other, tmp_path / "b.fkb")
    assert (told.new, told.known) == (7, 204)
    assert sorted(checks) == sorted(new)
    checks.clear()
    assert import_bundle(other, tmp_path / "b.fkb").new == 0
    assert checks == []


def test_an_event_that_the_disk_damaged_is_brought_back_though_nobody_has_read_it(municipality, tmp_path):
    sender, other = busy(municipality(12)), municipality(13)
    export_bundle(sender, tmp_path / "a.fkb")
    import_bundle(other, tmp_path / "a.fkb")
    other.log.write("UPDATE events SET body=replace(body, 'vand', 'vAnd') WHERE kind='message'")
    folder = other.home.folder
    other.close()
    again = Kit.open(folder)
    try:
        told = import_bundle(again, tmp_path / "a.fkb")
        assert (told.new, told.known) == (1, 8)
        assert "Send vand" in [row.event.body.text for row in again.log.all() if row.event.kind == "message"]
        assert ids(sender) <= ids(again)
        assert import_bundle(again, tmp_path / "a.fkb").new == 0
    finally:
        again.close()


def test_a_damaged_log_is_not_told_of_as_a_damaged_bundle(municipality, tmp_path):
    sender, other = busy(municipality(12), 300), municipality(13)
    export_bundle(sender, tmp_path / "a.fkb")
    import_bundle(other, tmp_path / "a.fkb")
    other.log.checkpoint()
    (root,) = other.log.read("SELECT rootpage FROM sqlite_master WHERE name='events_id'")[0]
    with other.home.log_path.open("r+b") as handle:
        handle.seek((root - 1) * 4096)
        handle.write(bytes(4096))
    other.log.conn.execute("PRAGMA shrink_memory")
    sender.record(Note("nyt"))
    export_bundle(sender, tmp_path / "b.fkb")
    with pytest.raises(StoreError, match=r"Loggen .* er beskadiget"):
        import_bundle(other, tmp_path / "b.fkb")


def test_how_far_it_is_is_told(municipality, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "_TOLD", 50)
    sender, other = busy(municipality(12), 196), municipality(13)
    export_bundle(sender, tmp_path / "a.fkb")
    told = []
    import_bundle(other, tmp_path / "a.fkb", checked=lambda done, of: told.append((done, of)))
    assert told == [(50, 200), (100, 200), (150, 200), (200, 200), (200, 200)]
    told.clear()
    import_bundle(other, tmp_path / "a.fkb", checked=lambda done, of: told.append((done, of)))
    assert told == []
