"""What is told of erased names counts on the word by which they were: somebody with the file writes such rows too."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kits import Clock
from two_towns import Town

from fieldkit.acts import erasure, incidents
from fieldkit.core.facts.erasure import Erase, again_of, digest_of
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Message, Note
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle, import_bundle

LIE = '{"text":"alle kan gå hjem"}'


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with closing(Town(tmp_path / "by", 999, "Eksempelkommune", Clock())) as made:
        yield made


def erased_over(kit: Kit, event: Event, word: bytes) -> None:
    """Another text under the id of an event, said to be what was left of it."""
    with closing(sqlite3.connect(kit.log.path, isolation_level=None)) as db:
        db.execute("UPDATE events SET body=? WHERE id=?", (LIE, event.id))
        db.execute("INSERT INTO erased VALUES (?,?,?)", (event.id, again_of(event, LIE.encode()), word))


def told(kit: Kit) -> dict[bytes, bytes]:
    return {event.id: event.raw for event in kit.reading.events()}


def opened(kit: Kit) -> Kit:
    kit.close()
    return Kit.open(kit.home.folder)


@pytest.mark.parametrize("word", ["none", "", "forged"])
def test_another_text_under_a_signed_id_is_damage_without_a_word_that_holds(town: Town, word: str):
    seat, kit = town.kits
    note = kit.record(Note("vandet er tilbage"))
    kit.sign()
    who = bytes(16) if word == "none" else b""
    if word == "forged":  # in the secretariat's name, by somebody who has only the municipality's key
        pair = (note.id, again_of(note, LIE.encode()))
        said = make_event(
            Erase(1, 1, digest_of([pair])), kit=1, epoch=seat.identity.epoch, seq=900, hlc=note.hlc
        )  # fmt: skip
        kit.merge([said], "bundle")  # type: ignore[arg-type]
        who = said.id
    erased_over(kit, note, who)
    with closing(opened(kit)) as again:
        assert note.id not in told(again) and again.log.damaged


def test_a_word_that_holds_still_holds_after_a_start_and_what_was_added_to_it_goes_with_the_next_bundle(town: Town):
    seat, kit = town.kits
    incidents.start(seat, "Strømsvigt")
    said = seat.record(Message("send tæpper", by="Øvelse Andersen"))
    incidents.stop(seat)
    word = erasure.erase_names(seat, said.incident, "Øvelse Leder")
    export_bundle(seat, path := town.folder / "a.fkb")
    import_bundle(kit, path)
    before = told(kit)
    assert b"(slettet)" in before[said.id] and not kit.log.damaged
    note = kit.record(Note("en note"))
    kit = opened(kit)
    assert told(kit)[said.id] == before[said.id]
    erased_over(kit, note, word.id)
    kit = opened(kit)
    assert kit.log.unfounded and note.id not in told(kit)
    import_bundle(kit, path)
    kit = opened(kit)
    assert told(kit)[said.id] == before[said.id] and note.id not in told(kit)
    kit.close()


def test_two_who_erase_the_same_names_both_hold(town: Town):
    seat = town.seat
    incidents.start(seat, "Strømsvigt")
    said = seat.record(Message("send tæpper", by="Øvelse Andersen"))
    incidents.stop(seat)
    erasure.erase_names(seat, said.incident, "Øvelse Leder")
    with closing(sqlite3.connect(seat.log.path)) as db:
        (count,) = db.execute("SELECT count(*) FROM erased").fetchone()
        db.execute("INSERT INTO erased SELECT id, again, zeroblob(16) FROM erased")
        db.commit()
        assert db.execute("SELECT count(*) FROM erased").fetchone() == (2 * count,)
    seat = opened(seat)
    assert not seat.log.unfounded and b"(slettet)" in told(seat)[said.id]
    seat.close()
