"""Bundles: a kit's whole log on a stick; what is damaged, foreign, forged or newer is refused and nothing is merged."""

import os
import random
import sqlite3
import subprocess
import sys
from hashlib import blake2s
from multiprocessing import get_context

import pytest
from bundles import forged, forged_of
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldkit.acts import incidents
from fieldkit.core.errors import CarrierError, InputError, StoreError
from fieldkit.core.facts.bounds import MAX_BODY_BYTES
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.kinds import Opaque
from fieldkit.core.facts.said import CardAct, CardStep, Message, Note
from fieldkit.core.text.wording import in_fours
from fieldkit.kit import Kit
from fieldkit.resync import bundle_tables
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.store.files.keys import add_key, new_key, write_key


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
    assert export_bundle(sender, path).events == 9
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
    for spot in [*spots, *range(67)]:  # and all of the head
        wrong = bytearray(whole)
        wrong[spot] ^= 1 << rng.randrange(8)
        path.write_bytes(wrong)
        refused(kit, path)
    path.write_bytes(whole)
    assert import_bundle(kit, path).new == 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body=replace(body, 'vand', 'gift') WHERE kind='message'",
        "UPDATE events SET id=randomblob(16) WHERE kind='message'",
        "UPDATE events SET seq='nej' WHERE kind='message'",
        "UPDATE events SET body=x'7b7d' WHERE kind='message'",
        "UPDATE events SET hlc=-1 WHERE kind='message'",
        "UPDATE events SET kind='Message' WHERE kind='message'",
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE events RENAME TO e",
        "ALTER TABLE events ADD COLUMN extra TEXT AS (kind)",
        "CREATE VIRTUAL TABLE t USING fts5(x)",
        "UPDATE events SET body=zeroblob(2000000) WHERE kind='message'",
        f"UPDATE events SET body='{{\"text\":\"' || hex(zeroblob({MAX_BODY_BYTES})) || '\"}}' WHERE kind='message'",
        "PRAGMA application_id=1",
    ],
)
def test_what_somebody_with_the_key_has_edited_is_refused(municipality, tmp_path, statement):
    path = tmp_path / "a.fkb"
    sender, kit = busy(municipality(12)), municipality(13)
    export_bundle(sender, path)
    whole = path.read_bytes()
    if "AS (kind)" in statement:  # a column that is made of another
        statement = "CREATE TABLE e (id, kit, epoch, seq, hlc, incident, flags, body, kind TEXT AS (body))"
        forged(sender, path, "ALTER TABLE events RENAME TO gone", statement, "ALTER TABLE e RENAME TO events")
    else:
        forged(sender, path, statement)
    refused(kit, path, "beskadiget")
    (tmp_path / "b.fkb").write_bytes(whole)
    import_bundle(kit, tmp_path / "b.fkb")  # who has the events already is not deceived either
    refused(kit, path, "beskadiget")


@pytest.mark.parametrize(
    "body",
    [
        '{"a":' * 2000 + "1" + "}" * 2000,
        '{"a":123456789012345678901234567890}',
        '{"a":1e999}',
        "[1]",
        "7",
        "{",
        '{"a":NaN}',
    ],
)
@pytest.mark.parametrize("kind", ["note", "ukendt"])
def test_a_body_that_nobody_could_tell_spoils_the_bundle(municipality, tmp_path, body, kind):
    """Also behind one of the same kind that was right."""
    kit = municipality(13)
    right = make_event(Note("rigtig") if kind == "note" else Opaque(kind, {"a": 1}), kit=5, epoch=1, seq=1, hlc=3 << 16)
    wrong = Event(5, 1, 2, 4 << 16, 0, 0, kind, body.encode())
    forged_of(kit, tmp_path / "a.fkb", [right, wrong])
    refused(kit, tmp_path / "a.fkb", "beskadiget")
    forged_of(kit, tmp_path / "b.fkb", [right])
    assert import_bundle(kit, tmp_path / "b.fkb").new == 1


def test_what_is_checked_fast_is_checked_as_what_comes_over_the_air():
    """The quick look at a body never lets through what the whole one refuses."""
    assert bundle_tables.surely_sane(b'{"text":"a"}')
    nested = b'{"a":%s1%s}' % (b"[" * 40, b"]" * 40)
    numbers = [b'{"a":123456789012345678901234567890}', b'{"a":1e999}', b'{"a":9223372036854775808}']
    for body in (b'{"text":"a"}', b"[1]", b'{"text":5}', b"{}", b'{"a":[[[1]]]}', nested, *numbers):
        for kind in ("note", "message", "ukendt"):
            event = Event(5, 1, 2, 4 << 16, 0, 0, kind, body)
            assert not (bundle_tables.surely_sane(body) and event_fault(event))


def test_another_municipalitys_code_is_refused(municipality, tmp_path):
    """Two that share a key by mistake, or by a neighbour's help, are told apart by what they are."""
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12, municipality=101)), path)
    refused(municipality(13, municipality=147), path, "kommunekode er 101, dette kits 147")
    assert import_bundle(municipality(14), path).new == 10
    assert import_bundle(municipality(15, municipality=101), path).new == 10


def test_a_key_that_the_kit_does_not_have_is_named_by_its_number(municipality, tmp_path):
    write_key(tmp_path / "key3", new_key(3))
    path = tmp_path / "a.fkb"
    sender = busy(municipality(12, key=tmp_path / "key3"))
    export_bundle(sender, path)
    refused(municipality(13), path, f"nøgle nummer 3 .kendetal {in_fours(sender.key.fingerprint())}.")


def test_a_newer_format_is_told_from_damage(municipality, tmp_path):
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12)), path)
    raw = path.read_bytes()
    path.write_bytes(raw[:8] + b"\0\3" + raw[10:])
    refused(municipality(13), path, "nyere udgave af Feltkit .format 3.")


def test_nothing_of_a_bundle_can_be_read_without_the_key(municipality, tmp_path):
    path = tmp_path / "a.fkb"
    export_bundle(busy(municipality(12), 300), path)
    raw = path.read_bytes()
    assert raw.startswith(b"FKBUNDLE")
    for word in ("notat", "vand", "SQLite", "message"):
        assert word.encode() not in raw
    two = tmp_path / "b.fkb"
    export_bundle(municipality.kits[0], two)
    assert raw[67:99] != two.read_bytes()[67:99]


def test_the_head_is_as_it_is_told(municipality, tmp_path):
    path = tmp_path / "a.fkb"
    kit = busy(municipality(12, municipality=101))
    export_bundle(kit, path)
    raw = path.read_bytes()
    assert raw[:8] == b"FKBUNDLE"
    assert [int.from_bytes(raw[a:b], "big") for a, b in ((8, 10), (10, 11), (15, 17), (17, 19), (19, 27))] == [
        2, 1, 101, 12, int(kit.now()),
    ]  # fmt: skip
    assert raw[11:15].hex() == kit.key.fingerprint()
    length = int.from_bytes(raw[59:67], "big")
    assert len(raw) == 67 + length + 16 * -(-length // 65536) + 32
    sealed = blake2s(raw[:-32], key=kit.key.secret, digest_size=32, person=b"fk-bseal")
    assert raw[-32:] == sealed.digest()
    reads = blake2s(key=kit.key.secret, person=b"fk-bundl").digest()
    key = blake2s(raw[:67], key=reads, person=b"fk-bfile").digest()
    first = raw[67 : 67 + min(length, 65536) + 16]
    opened = ChaCha20Poly1305(key).decrypt(bytes(11) + bytes([length <= 65536]), first, raw[:67])
    assert opened.startswith(b"SQLite format 3\0")


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
    kit, other = municipality(12), municipality(13)
    strange = make_event(Opaque("weather", {"wind": 12, "nested": {"a": [1]}}), kit=5, epoch=1, seq=1, hlc=3 << 16)
    kit.merge([strange], "radio")
    export_bundle(kit, tmp_path / "a.fkb")
    import_bundle(other, tmp_path / "a.fkb")
    assert other.log.by_id(strange.id).event.raw == strange.raw


def test_an_event_outside_all_bounds_spoils_no_bundle(municipality, tmp_path):
    kit = busy(municipality(12))
    kit.merge([make_event(Note("fra år 2100"), kit=5, epoch=1, seq=1, hlc=1 << 50)], "radio")
    assert export_bundle(kit, tmp_path / "a.fkb").events == 9
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


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (-1, "en fil på FAT32 har højst 4 GiB"),  # all but the last byte
        (-20_000, "Disken med"),  # the kit's own has no room for what is to be closed
    ],
)
def test_a_medium_that_takes_no_more_is_left_without_half_a_file(municipality, tmp_path, room, words):
    stick = tmp_path / "usb"
    stick.mkdir()
    kit = busy(municipality(12), 300)
    export_bundle(kit, tmp_path / "whole.fkb")
    limit = (tmp_path / "whole.fkb").stat().st_size + room
    script = """
import resource, sys
from pathlib import Path
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit
from fieldkit.resync import bundle
from fieldkit.resync.bundle import export_bundle
kit = Kit.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    export_bundle(kit, Path(sys.argv[2]))
except FieldkitError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(kit.home.folder), str(stick / "a.fkb"), str(limit)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert words in ran.stdout, ran
    assert ran.stdout.count("\n") == 1
    assert list(stick.iterdir()) == []
    assert not list(kit.home.folder.glob("incoming-*"))


def test_while_keys_change_a_bundle_under_the_former_key_is_taken(municipality, tmp_path):
    """One kit already seals with key 2 and still accepts key 1; the other has not got the new key yet."""
    old = busy(municipality(1))
    export_bundle(old, tmp_path / "old.fkb")
    write_key(tmp_path / "key2", new_key(2))
    ahead = municipality(2, key=tmp_path / "key2")
    with pytest.raises(CarrierError, match="anden kommune"):
        import_bundle(ahead, tmp_path / "old.fkb")
    add_key(ahead.home.key_path.parent, old.key)
    ahead.use_keys()
    assert import_bundle(ahead, tmp_path / "old.fkb").new == old.log.count()


@pytest.fixture
def checks(monkeypatch):
    """The events that are taken out and checked one by one."""
    seen = []
    check = bundle_tables.each_checked

    def spied(rows, *more):
        return check((seen.append(row[0]) or row for row in rows), *more)

    monkeypatch.setattr(bundle_tables, "each_checked", spied)
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
    monkeypatch.setattr(bundle_tables, "TOLD", 50)
    sender, other = busy(municipality(12), 196), municipality(13)
    export_bundle(sender, tmp_path / "a.fkb")
    told = []
    import_bundle(other, tmp_path / "a.fkb", checked=lambda done, of: told.append((done, of)))
    assert told == [(50, 200), (100, 200), (150, 200), (200, 200), (200, 200)]
    told.clear()
    import_bundle(other, tmp_path / "a.fkb", checked=lambda done, of: told.append((done, of)))
    assert told == []
