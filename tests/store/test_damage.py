"""What a worn disk, a newer version and a full disk must not do: keep a kit from opening, ending, or being mended."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

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
