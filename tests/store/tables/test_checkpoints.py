"""Rows of the table of checkpoints are no signatures by themselves: somebody with the file writes what he likes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kits import Clock
from two_towns import Town, give

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.signed.checkpoint import Checkpoint, make_checkpoint
from fieldkit.core.signed.standing import Standing
from fieldkit.kit import Kit
from fieldkit.store.tables.checkpoints import broken, checkpoints


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with closing(Town(tmp_path / "by", 999, "Eksempelkommune", Clock())) as made:
        yield made


def lay(kit: Kit, one: Checkpoint) -> None:
    """A row, as with sqlite3."""
    with closing(sqlite3.connect(kit.log.path, isolation_level=None)) as db:
        db.execute(
            "INSERT OR REPLACE INTO checkpoints VALUES (?,?,?,?,?,?,?,?,?)",
            (one.mark, one.key, one.kit, one.epoch, one.first, one.last, one.before, one.ids, one.signature),
        )


def test_a_row_that_no_key_has_signed_vouches_for_nothing_and_is_named(town: Town):
    kit, other = town.kits
    assert other.own_key is not None
    lie = make_event(Note("alle kan gå hjem"), kit=2, epoch=other.identity.epoch, seq=500, hlc=1 << 40)
    kit.merge([lie], "bundle")  # type: ignore[arg-type]
    lay(kit, make_checkpoint(bytes(32), other.own_key.public, 2, lie.epoch, lie.seq, bytes(16), [lie.id]))
    assert kit.standing_of(lie) is kit.standings().of(lie) is Standing.SEAL
    assert broken(kit.log) == ["2-0500–2-0500"]


def test_a_row_that_was_changed_makes_room_for_the_true_one(town: Town):
    kit, other = town.kits
    note = other.record(Note("vandet er tilbage"))
    give(other, kit)
    (true,) = [one for one in checkpoints(other.log) if one.kit == 2 and one.id_at(note.seq)]
    with closing(sqlite3.connect(kit.log.path, isolation_level=None)) as db:
        db.execute("UPDATE checkpoints SET ids=zeroblob(length(ids)) WHERE mark=?", (true.mark,))
    assert kit.standing_of(note) is Standing.SEAL
    give(other, kit)
    assert kit.standing_of(note) is Standing.SIGNED and broken(kit.log) == []


@pytest.mark.parametrize("value", [5, None, "æøå", 1 << 40, b""])
@pytest.mark.parametrize("column", ["key", "kit", "epoch", "first", "before", "ids", "signature"])
def test_values_that_no_checkpoint_has_trip_nobody(town: Town, column: str, value: object):
    kit = town.kits[1]
    kit.record(Note("en note"))
    kit.sign()
    with closing(sqlite3.connect(kit.log.path, isolation_level=None)) as db:
        db.execute(f"UPDATE OR IGNORE checkpoints SET {column}=? WHERE kit=2", (value,))
    kit.record(Note("en til"))
    kit.sign()
    kit.standings()
    said = all(one.holds() for one in checkpoints(kit.log) if one.kit == 2)
    assert broken(kit.log) or said


def test_nobody_keeps_a_kit_from_signing_by_a_row_in_its_name(town: Town):
    kit = town.kits[1]
    assert kit.own_key is not None
    lay(kit, Checkpoint(kit.own_key.public, 2, kit.identity.epoch, MAX_SEQ, bytes(16), bytes(16), bytes(64)))
    note = kit.record(Note("vi har strøm"))
    assert kit.sign() and kit.standing_of(note) is Standing.SIGNED
