"""Bundles of format 1: still imported, and refused as they were when they are damaged, foreign, forged or newer."""

import random
import sqlite3

import pytest
from bundles import edit_format_1, write_format_1

from fieldkit.acts import incidents
from fieldkit.core.errors import CarrierError
from fieldkit.core.facts.bounds import MAX_BODY_BYTES
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import CardAct, CardStep, Message, Note
from fieldkit.resync.bundle import import_bundle
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


def test_a_bundle_of_an_older_kit_brings_everything_once(municipality, tmp_path):
    sender, other = busy(municipality(12)), municipality(13)
    assert write_format_1(sender, tmp_path / "a.fkb") == 9
    told = import_bundle(other, tmp_path / "a.fkb")
    assert (told.new, told.known) == (9, 0)
    assert ids(sender) <= ids(other)
    assert import_bundle(other, tmp_path / "a.fkb").new == 0


def test_a_flipped_bit_anywhere_is_refused(municipality, tmp_path):
    path, kit = tmp_path / "a.fkb", municipality(13)
    write_format_1(busy(municipality(12)), path)
    whole = path.read_bytes()
    rng = random.Random(4)
    for spot in [*range(0, 100, 7), *(rng.randrange(len(whole)) for _ in range(40))]:
        wrong = bytearray(whole)
        wrong[spot] ^= 1 << rng.randrange(8)
        path.write_bytes(wrong)
        refused(kit, path)
    for wrong in (whole[: len(whole) // 2], whole[:-1], whole + bytes(4096)):
        path.write_bytes(wrong)
        refused(kit, path, "beskadiget")
    path.write_bytes(whole[:40])
    refused(kit, path)
    path.write_bytes(whole)
    assert import_bundle(kit, path).new == 9


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
    write_format_1(busy(municipality(12)), path)
    whole = path.read_bytes()
    edit_format_1(path, statement)
    kit = municipality(13)
    refused(kit, path, match)
    (tmp_path / "b.fkb").write_bytes(whole)
    import_bundle(kit, tmp_path / "b.fkb")  # who has the events already is not deceived either
    refused(kit, path, match)


def test_a_forged_event_with_a_right_id_is_refused_without_the_key(municipality, tmp_path):
    path = tmp_path / "a.fkb"
    write_format_1(busy(municipality(12)), path)
    forged = make_event(Note("opdigtet"), kit=1, epoch=1, seq=1, hlc=5)
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)",
            (forged.id, 1, 1, 1, forged.hlc, 0, 0, "note", forged.raw.decode()),
        )
    db.close()
    edit_format_1(path, "UPDATE meta SET value=CAST(value AS INTEGER) + 1 WHERE key='count'")
    refused(municipality(13), path, "ændret")


def test_another_municipalitys_bundle_is_refused(municipality, tmp_path):
    write_key(tmp_path / "andre", new_key())
    write_format_1(busy(municipality(12, key=tmp_path / "andre")), tmp_path / "a.fkb")
    refused(municipality(13), tmp_path / "a.fkb", "anden kommune")
