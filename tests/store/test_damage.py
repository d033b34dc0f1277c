"""What a worn disk, a newer version and a full disk must not do: keep a kit from opening, ending, or being mended."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from kits import make_kit

from fieldkit.core.errors import StoreError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State, apply
from fieldkit.engine.audience import audience, phone_places
from fieldkit.kit import Kit
from fieldkit.link.wire.frame import on_air

ODD = (-1, 70_000, 1 << 33, "medier", [7, -1, 3], [7, 70_000, 3], [1 << 40, 1, 1])


def damage(folder: Path, sql: str) -> None:
    raw = sqlite3.connect(folder / "log.db")
    raw.execute(sql)
    raw.commit()
    raw.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET body = CAST(x'7b2274657874223a22ff227d' AS TEXT) WHERE kind='note'",
        "UPDATE events SET body = x'00' WHERE kind='note'",
        "UPDATE events SET kind = CAST(x'ff' AS TEXT) WHERE kind='note'",
        "UPDATE events SET carrier = CAST(x'ff' AS TEXT) WHERE kind='note'",
    ],
)
def test_a_turned_bit_in_a_letter_keeps_no_kit_from_opening(folder, sql):
    kit = Kit.open(folder)
    kit.record(Note("tæt på æøå"))
    kit.record(Message("helt"))
    kit.close()
    damage(folder, sql)
    again = Kit.open(folder, check=True)
    assert [event.body.text for event in again.state.messages.values()] == ["helt"]
    assert again.record(Note("videre")).seq == 4


@pytest.mark.parametrize("way", ["frame", "file"])
def test_a_damaged_event_is_mended_by_any_carrier_that_brings_it(folder, tmp_path, way):
    kit = Kit.open(folder)
    event = kit.record(Note("sandt"))
    copy = tmp_path / "copy.db"
    kit.log.conn.execute("VACUUM INTO ?", (str(copy),))
    kit.close()
    damage(folder, "UPDATE events SET body = replace(body, 'sandt', 'falsk')")
    kit = Kit.open(folder)
    assert kit.log.damaged and not kit.state.notes
    other = Kit.open(folder)
    if way == "frame":
        assert kit.merge([event], "radio") == [event]
        assert kit.merge([event], "radio") == [], "once here it is known"
    else:
        assert kit.merge_file(copy, "bundle") == 1
    other.refresh()
    for one in (kit, other, Kit.open(folder)):
        assert [note.body.text for note in one.state.notes.values()] == ["sandt"]
    again = Kit.open(folder)
    assert not again.log.damaged and not again.log.forks() and again.log.count() == 2


def test_what_a_newer_version_says_in_known_fields_stops_no_engine():
    """Words and numbers that this version has none of: kept and shown, not sent on, and nobody trips over them."""
    told = 0
    for row in REGISTRY.all():
        kind, body = row.name, row.body
        fields = [field.encode_name for field in msgspec.structs.fields(body)]
        for name in fields:
            for value in ODD:
                raw = msgspec.json.encode({**_plain(body), name: value})
                event = Event(7, 3, 5, 60_000_000 << 16, 5, 0, kind, raw)
                state = apply(State(), event)
                audience(event, state, Roster())
                phone_places(event, state, Roster())
                told += on_air(event)
    assert told < 200


def _plain(body: type) -> dict[str, object]:
    """A value for each field that has no default."""
    found: dict[str, object] = {}
    for field in msgspec.inspect.type_info(body).fields:
        if not field.required:
            continue
        kind = field.type
        if isinstance(kind, msgspec.inspect.IntType):
            found[field.encode_name] = 5
        elif isinstance(kind, msgspec.inspect.EnumType):
            found[field.encode_name] = next(iter(kind.cls)).value
        elif isinstance(kind, msgspec.inspect.StructType):
            found[field.encode_name] = [7, 3, 1]
        elif isinstance(kind, msgspec.inspect.StrType):
            found[field.encode_name] = "ord"
        else:
            found[field.encode_name] = []
    return found


def test_an_event_goes_on_the_air_only_as_itself():
    """Written another way round than this version writes it, it would come out of a frame with another id."""
    plain = Event(7, 3, 5, 60_000_000 << 16, 5, 0, "note", b'{"text":"vand"}')
    spaced = Event(7, 3, 5, 60_000_000 << 16, 5, 0, "note", b'{"text": "vand"}')
    assert on_air(plain) and not on_air(spaced)


def change(path: Path, sql: str, *values: object) -> None:
    """As somebody with sqlite3."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql, values)


@pytest.mark.parametrize(
    ("column", "value"),
    [("raw", b"[]"), ("raw", b'{"text": '), ("raw", b""), ("seq", 1 << 31), ("kit", 0), ("hlc", -1), ("flags", 999)],
)
def test_a_row_with_the_right_id_that_no_event_can_be_is_damaged(tmp_path: Path, column: str, value: object):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        note = kit.record(Note("en note"))
    said = {name: getattr(note, name) for name in note.__struct_fields__} | {column: value}
    wrong: Event = Event(**said)
    where = "body" if column == "raw" else column
    written = value.decode() if isinstance(value, bytes) else value
    change(kit.log.path, f"UPDATE events SET {where}=?, id=? WHERE id=?", written, wrong.id, note.id)
    with closing(Kit.open(tmp_path / "kit")) as again:
        assert again.log.damaged and wrong.id not in {event.id for event in again.reading.events()}
        assert again.record(Note("en til")).seq < 10_000


@pytest.mark.parametrize("value", ["", "'x", 5, b"\xff", 1.5])
def test_a_damaged_word_for_who_brought_an_event_loses_nothing(tmp_path: Path, value: object):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        note = kit.record(Note("en note"))
    change(kit.log.path, "UPDATE events SET carrier=? WHERE id=?", value, note.id)
    with closing(Kit.open(tmp_path / "kit")) as again:
        assert note.id in {event.id for event in again.reading.events()}


@pytest.mark.parametrize("value", ["99999999", "-1", "70000"])
@pytest.mark.parametrize("key", ["epoch", "first"])
def test_a_series_of_numbers_that_no_kit_has_is_begun_anew(tmp_path: Path, key: str, value: str):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        kit.record(Note("en note"))
    change(kit.log.path, "UPDATE meta SET value=? WHERE key=?", value, key)
    with closing(Kit.open(tmp_path / "kit")) as again:
        event = again.record(Note("en til"))
        assert 0 <= event.epoch <= 0xFFFF and event.seq < 10_000 and again.sign() is not None


@pytest.mark.parametrize("value", [b"\xff\xfe", "x", 1 << 40])
def test_a_number_that_is_none_in_the_own_feed_is_not_gone_on_from(tmp_path: Path, value: object):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        note = kit.record(Note("en note"))
    change(kit.log.path, "UPDATE events SET seq=? WHERE id=?", value, note.id)
    with closing(Kit.open(tmp_path / "kit")) as again:
        assert again.record(Note("en til")).seq < 10_000
        assert again.sign()


def test_what_changes_what_is_noted_is_named_and_the_log_not_opened(tmp_path: Path):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        pass
    change(kit.log.path, "CREATE TRIGGER t BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(StoreError, match="trigger “t”"):
        Kit.open(tmp_path / "kit")


@pytest.mark.parametrize("part", ["TABLE checkpoints", "TABLE erased", "TABLE jobs", "INDEX events_id"])
def test_a_log_without_a_part_of_it_is_damaged(tmp_path: Path, part: str):
    with closing(make_kit(tmp_path / "kit", number=2)) as kit:
        pass
    change(kit.log.path, f"DROP {part}")
    with pytest.raises(StoreError, match="beskadiget"):
        Kit.open(tmp_path / "kit")
