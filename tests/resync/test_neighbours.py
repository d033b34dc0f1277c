"""A neighbour's picture: what its bundles bring and its kits have signed, and nothing else; and nothing of it in one's
own log."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_towns import Town, no_words, two_towns

from fieldkit.acts import incidents, neighbours, notes, reports, requests, trust
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.body import Cut
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.keys import RevokeKey
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.terms import Level
from fieldkit.core.phrase.parse import parse
from fieldkit.core.signed.certificate import Root, make_vouch
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing
from fieldkit.core.views.shared import SharedSort, not_comparable, shared_lines
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.frame import open_frame, pack_events
from fieldkit.link.wire.seal import Sealer
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.bundle_head import Head, file_key, file_seal
from fieldkit.resync.bundle_tables import write_tables
from fieldkit.resync.chunks import close
from fieldkit.resync.neighbours import import_neighbour
from fieldkit.store.backup import back_up
from fieldkit.store.files.keys import MunicipalityKey, new_key, write_key
from fieldkit.store.files.read_key import read_read_key, write_read_key
from fieldkit.store.log import Log
from fieldkit.store.neighbours import Picture, picture_of

WATER = parse("vand! mad ok")


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[tuple[Town, Town]]:
    made = two_towns(tmp_path)
    yield made
    for town in made:
        town.close()


def texts(picture: Picture) -> set[str]:
    return {note.body.text for note in picture.state.notes.values()}


def seen(ours: Town, theirs: Town) -> Picture:
    """What ours sees of theirs by a fresh bundle."""
    import_neighbour(ours.seat, theirs.bundle())
    return neighbours.picture(ours.seat, 999)


def test_the_board_is_theirs_with_the_names_that_they_say_and_nothing_of_it_is_ours(towns):
    ours, theirs = towns
    incidents.start(theirs.seat, "Strømsvigt nord")
    place = theirs.seat.roster.places[3]
    reports.report(theirs.seat, place.number, WATER, by="Øvelse Bæk")
    before = [row.event.id for row in ours.seat.log.all()]
    theirs.clock.now += 3 * 3600
    picture = seen(ours, theirs)
    board = neighbours.side_of(picture).board(ours.seat.now())
    row = next(row for row in board.rows if row.place == place.number)
    assert (board.incident, row.name, row.level) == ("Strømsvigt nord", place.name, Level.RED)
    assert row.age_s == 3 * 3600 and not picture.left_out and not picture.apart
    assert [row.event.id for row in ours.seat.log.all()] == before and not ours.seat.state.reports
    assert not ours.seat.log.read("SELECT 1 FROM newer_frames")
    assert ours.seat.state.current() == 0


def test_who_was_silent_is_told_as_of_the_bundle_and_ages_as_of_now(towns):
    ours, theirs = towns
    incidents.start(theirs.seat, "Strømsvigt")
    reports.report(theirs.seat, 7, WATER)
    picture = seen(ours, theirs)
    ours.clock.now += 10 * 3600
    row = next(row for row in neighbours.side_of(picture).board(ours.seat.now()).rows if row.place == 7)
    assert row.age_s == 10 * 3600 and not row.silent
    assert neighbours.age_words(picture, ours.seat.now()) == "billedet er 10 t gammelt"


def test_what_nobody_signed_does_not_count_and_is_said(towns):
    """Somebody with their municipality's key writes as another kit, also that one is cut off."""
    ours, theirs = towns
    true = notes.write(theirs.seat, "skolen er åben", by="Øvelse Bæk")
    theirs.seat.sign()
    other = theirs.kits[1]
    forged = [
        make_event(Note("alle kan gå hjem"), kit=1, epoch=true.epoch, seq=true.seq + 9, hlc=true.hlc),
        make_event(Note("skolen er lukket"), kit=1, epoch=true.epoch, seq=true.seq, hlc=true.hlc),
        make_event(
            RevokeKey(2, other.own_key.public.hex(), (Cut(other.identity.epoch, 0),)),
            kit=1, epoch=true.epoch, seq=true.seq + 10, hlc=true.hlc,
        ),
    ]  # fmt: skip
    theirs.seat.merge(forged, Carrier.RADIO)
    picture = seen(ours, theirs)
    assert texts(picture) == {"skolen er åben"}
    assert picture.left_out == {Standing.SEAL: 2, Standing.CONTRADICTED: 1} and picture.apart == 0
    told = neighbours.left_out_words(picture)
    assert told == "1 linje modsagt af underskriften, 2 linjer uden underskrift er ikke talt med."


def test_a_kit_that_nobody_vouched_for_and_one_that_they_have_cut_off_do_not_count(towns):
    ours, theirs = towns
    lost = theirs.kits[1]
    notes.write(lost, "før tyveriet", by="Øvelse Bæk")
    lost.sign()
    give_all(lost, theirs.seat)
    trust.revoke(theirs.seat, 2, "Øvelse Leder", reason="stjålet")
    notes.write(lost, "efter tyveriet", by="Øvelse Bæk")
    stranger = theirs.more(9)
    notes.write(stranger, "et kit uden vidimering", by="Øvelse Bæk")
    for kit in (lost, stranger):
        give_all(kit, theirs.seat)
    picture = seen(ours, theirs)
    assert texts(picture) == {"før tyveriet"}
    assert picture.apart == 1 and set(picture.left_out) == {Standing.UNVOUCHED}
    assert "fra kits, som de selv har spærret, er ikke talt med" in neighbours.left_out_words(picture)


def give_all(giver, taker):
    path = giver.home.folder.parent / f"fra-{giver.config.number}-{giver.log.count()}.fkb"
    export_bundle(giver, path)
    import_bundle(taker, path)


def test_bundles_of_several_kits_add_up_in_any_order_and_the_newest_tells_the_age(towns):
    ours, theirs = towns
    other = theirs.kits[1]
    old = theirs.bundle()
    theirs.clock.now += 600
    notes.write(other, "fra kit 2", by="Øvelse Bæk")
    notes.write(theirs.seat, "fra kit 1", by="Øvelse Bæk")
    for path in (theirs.bundle(other), theirs.bundle(), old):
        import_neighbour(ours.seat, path)
    picture = neighbours.picture(ours.seat, None)
    assert texts(picture) == {"fra kit 1", "fra kit 2"} and picture.as_of.made == int(theirs.clock.now)
    again = import_neighbour(ours.seat, old)
    assert again.new == 0 and again.known > 0


REFUSED = {
    "own": lambda ours, theirs: ours.bundle(),
    "nobody's": lambda ours, theirs: Town(ours.folder / "tredje", 997, "Tredje", ours.clock).bundle(),
    "old key": lambda ours, theirs: under_next_key(theirs),
    "no bundle": lambda ours, theirs: written(ours.folder / "x.fkb", b"en liste"),
    "empty": lambda ours, theirs: written(ours.folder / "x.fkb", b""),
    "not there": lambda ours, theirs: ours.folder / "findes-ikke.fkb",
    "half": lambda ours, theirs: changed(theirs.bundle(), lambda raw: raw[: len(raw) // 2]),
    "a bit": lambda ours, theirs: changed(theirs.bundle(), lambda raw: raw[:-49] + bytes([raw[-49] ^ 1]) + raw[-48:]),
    "another head": lambda ours, theirs: changed(theirs.bundle(), lambda raw: raw[:20] + b"\7" + raw[21:]),
}
SAID = {
    "own": "fra jeres egen kommune",
    "nobody's": "fra kommune 997",
    "old key": "nøgle nummer 2",
    "no bundle": "ikke en pakke fra Feltkit",
    "empty": "er tom",
    "not there": "findes ikke",
    "half": "beskadiget",
    "a bit": "beskadiget",
    "another head": "beskadiget",
}


def under_next_key(town: Town) -> Path:
    key = new_key(2)
    write_key(town.seat.home.key_path.with_name("municipality-2.key"), key)
    town.seat.use_keys()
    assert town.seat.key == key
    return town.bundle()


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def changed(path: Path, change) -> Path:
    return written(path.with_name("andet.fkb"), change(path.read_bytes()))


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_in_is_one_sentence_and_nothing_changed(towns, what):
    ours, theirs = towns
    path = REFUSED[what](ours, theirs)
    before = sorted(ours.seat.home.neighbours.rglob("*"))
    with pytest.raises(CarrierError, match=SAID[what]) as refused:
        import_neighbour(ours.seat, path)
    assert "\n" not in str(refused.value)
    assert sorted(ours.seat.home.neighbours.rglob("*")) == before
    assert not [path for path in ours.seat.home.folder.iterdir() if path.name.startswith("incoming-")]


def test_a_bundle_without_a_certificate_of_the_root_brings_nothing(towns, tmp_path):
    ours, _ = towns
    bare = Town(tmp_path / "bare", 996, "Uden rod", ours.clock, kits=1)
    neighbours.follow(ours.seat, bare.read_key())
    alone = bare.folder / "alene"
    kit = bare.more(7)
    notes.write(kit, "ingen står inde for os")
    export_bundle(kit, alone)
    with pytest.raises(CarrierError, match="ingen vidimering"):
        import_neighbour(ours.seat, alone)
    forged = make_vouch(bytes(32), 996, 7, kit.own_key.public, 5, may_revoke=True)
    kit.record(forged, incident=0)
    kit.record(make_vouch(bare.root, 995, 7, kit.own_key.public, 5, may_revoke=True), incident=0)
    export_bundle(kit, alone.with_name("falsk"))
    with pytest.raises(CarrierError, match="ingen vidimering"):
        import_neighbour(ours.seat, alone.with_name("falsk"))
    assert picture_of(neighbours.followed(ours.seat)[0]) is None
    bare.close()


def test_a_wrong_read_key_opens_nothing(towns):
    ours, theirs = towns
    key = read_read_key(theirs.read_key())
    wrong = ours.folder / "forkert.key"
    write_read_key(wrong, msgspec.structs.replace(key, municipality=995, reads=bytes(32), roots=key.roots))
    neighbours.follow(ours.seat, wrong)
    picture = seen(ours, theirs)
    assert picture.neighbour.code == 999, "the bundle's head says whose it is"
    with pytest.raises(InputError, match="ikke hentet"):
        neighbours.picture(ours.seat, 995)


def test_the_read_key_is_not_the_municipalitys_key_and_seals_nothing(towns):
    _, theirs = towns
    key = read_read_key(theirs.read_key())
    text = theirs.read_key().read_text()
    assert theirs.seat.key.secret.hex() not in text and key.reads != theirs.seat.key.secret
    body = Message("alle kan gå hjem", 1)
    sealer = Sealer(1, theirs.seat.identity.epoch, key.number, key.reads)
    event = make_event(body, kit=1, epoch=theirs.seat.identity.epoch, seq=99, hlc=1 << 40)
    frame, _ = pack_events(sealer, [event])
    with pytest.raises(FrameError):
        open_frame(frame, theirs.seat.keys)


def test_who_has_the_read_key_makes_no_bundle_that_their_kits_take_in_and_none_that_counts_here(towns):
    """It closes chunks as they do; what it lacks is the seal of the whole file, and signatures."""
    ours, theirs = towns
    notes.write(theirs.seat, "skolen er åben", by="Øvelse Bæk")
    picture = seen(ours, theirs)
    key = read_read_key(theirs.read_key())
    plain = ours.folder / "plain.db"
    true = picture.events[-1]
    event = make_event(Note("skolen er lukket"), kit=1, epoch=true.epoch, seq=true.seq + 1, hlc=true.hlc + 1)
    write_tables(plain, [event], [], [])
    head = Head(key.number, key.fingerprint, 999, 1, int(theirs.clock.now), bytes(32), plain.stat().st_size)
    chunks = b"".join(close(file_key(key.reads, head), [plain.read_bytes()], head.packed()))
    for sealed_by in (key.reads, bytes(32)):
        seal = file_seal(MunicipalityKey(key.number, sealed_by))
        seal.update(head.packed() + chunks)
        made = written(ours.folder / "falsk.fkb", head.packed() + chunks + seal.digest())
        with pytest.raises(CarrierError, match="beskadiget"):
            import_bundle(theirs.seat, made)
    assert not theirs.seat.log.by_id(event.id)
    import_neighbour(ours.seat, made)
    picture = neighbours.picture(ours.seat, 999)
    assert texts(picture) == {"skolen er åben"} and picture.left_out == {Standing.SEAL: 1}


def test_another_root_is_taken_only_when_people_have_compared_it(towns, tmp_path):
    ours, theirs = towns
    key = read_read_key(theirs.read_key())
    other = msgspec.structs.replace(
        key, number=2, fingerprint="00000000", roots=(Root(999, public_of(os.urandom(32))),)
    )
    write_read_key(tmp_path / "ny.key", other)
    with pytest.raises(InputError, match="en anden rod"):
        neighbours.follow(ours.seat, tmp_path / "ny.key")
    assert len(neighbours.followed(ours.seat)[0].keys) == 1
    assert neighbours.follow(ours.seat, tmp_path / "ny.key", new_root=True)[1]
    assert len(neighbours.followed(ours.seat)[0].roots) == 2
    assert neighbours.follow(ours.seat, tmp_path / "ny.key")[1] is False


def test_ones_own_read_key_and_what_is_none_are_refused(towns):
    ours, theirs = towns
    with pytest.raises(InputError, match="jeres egen kommune"):
        neighbours.follow(ours.seat, ours.read_key())
    for text in ("", "hej", 'municipality = "x"', theirs.read_key().read_text().replace("roots = [", "roots = [] #")):
        with pytest.raises(InputError, match="læsenøgle"):
            neighbours.follow(ours.seat, written(ours.folder / "nej.key", text.encode()))


def test_a_copy_of_the_kit_holds_nothing_of_the_neighbours(towns, tmp_path):
    ours, theirs = towns
    seen(ours, theirs)
    (tmp_path / "medium").mkdir()
    copied = back_up(ours.seat.log, ours.seat.home, 1, tmp_path / "medium", ours.clock.now)
    assert not list(copied.folder.rglob("*neighbours*")) and ours.seat.home.neighbours.is_dir()


def test_own_bundles_carry_nothing_of_theirs(towns):
    ours, theirs = towns
    notes.write(theirs.seat, "hos naboen", by="Øvelse Bæk")
    seen(ours, theirs)
    give_all(ours.seat, ours.kits[1])
    assert not [row for row in ours.kits[1].log.all() if "naboen" in row.event.raw.decode()]


def test_from_the_stick_only_bundles_of_those_that_are_followed_are_taken(towns, tmp_path):
    ours, theirs = towns
    stick = tmp_path / "usb"
    stick.mkdir()
    with pytest.raises(InputError, match="Der ligger ingen pakker"):
        neighbours.fetch(ours.seat, None, stick, no_words)
    for name, town in (("a", ours), ("b", theirs)):
        (stick / f"{name}.fkb").write_bytes(town.bundle().read_bytes())
    (stick / "c.fkb").write_bytes((stick / "b.fkb").read_bytes()[:500])
    fetched = neighbours.fetch(ours.seat, None, stick, no_words)
    assert [taken.neighbour.code for taken in fetched.taken] == [999] and len(fetched.refused) == 1


def test_an_open_request_and_a_lack_stand_in_the_shared_picture_with_whose_they_are(towns):
    ours, theirs = towns
    incidents.start(theirs.seat, "Strømsvigt nord")
    incidents.start(ours.seat, "Strømsvigt syd")
    reports.report(theirs.seat, 7, WATER)
    asked = requests.ask(theirs.seat, "tæpper", count=40, unit="stk.", place=7)
    requests.ask(ours.seat, "vand", count=500, unit="liter")
    seen(ours, theirs)
    lines = shared_lines(neighbours.sides(ours.seat))
    assert [(line.municipality, line.what, line.thing) for line in lines if line.what is not SharedSort.RESOURCE] == [
        (998, SharedSort.REQUEST, "vand"),
        (999, SharedSort.LACK, ""),
        (999, SharedSort.REQUEST, "tæpper"),
    ]
    theirs_asked = lines[-1]
    assert (theirs_asked.number, theirs_asked.count, theirs_asked.as_of) == (asked.number, 40, int(theirs.clock.now))
    assert not not_comparable(neighbours.sides(ours.seat))
    incidents.start(ours.kits[1], "Øvelse nord", exercise=True)
    sides = neighbours.sides(ours.kits[1])
    assert sides[0].exercise and shared_lines(sides) == []


def test_an_exercise_and_what_is_real_do_not_stand_side_by_side(towns):
    ours, theirs = towns
    incidents.start(theirs.seat, "Øvelse nord", exercise=True)
    requests.ask(theirs.seat, "tæpper", count=40)
    seen(ours, theirs)
    sides = neighbours.sides(ours.seat)
    assert not shared_lines(sides) and [side.name for side in not_comparable(sides)] == ["Naboby"]
    incidents.start(ours.seat, "Øvelse syd", exercise=True)
    sides = neighbours.sides(ours.seat)
    assert [line.thing for line in shared_lines(sides)][-1] == "tæpper" and not not_comparable(sides)


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> Iterator[tuple[Town, bytes]]:
    """Ours, and the bytes of a bundle of theirs."""
    ours, theirs = two_towns(tmp_path_factory.mktemp("to"))
    yield ours, theirs.bundle().read_bytes()
    ours.close()
    theirs.close()


@settings(max_examples=60)
@given(data=st.data())
def test_a_bundle_that_was_changed_anywhere_changes_nothing(sent, data):
    """But for the seal at its end, which only their own kits can check."""
    ours, raw = sent
    at, flip = data.draw(st.integers(0, len(raw) - 33)), data.draw(st.integers(1, 255))
    path = written(ours.folder / "ændret.fkb", raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :])
    with pytest.raises(CarrierError):
        import_neighbour(ours.seat, path)
    assert picture_of(neighbours.followed(ours.seat)[0]) is None


def test_a_power_cut_in_the_middle_leaves_what_the_next_bundle_puts_right(towns):
    """A log that was begun and not made, and one that was filled before it was said what it is."""
    ours, theirs = towns
    log = neighbours.followed(ours.seat)[0].log_path
    log.touch()
    assert seen(ours, theirs).counted > 0
    with closing(Log.open(log)) as begun:
        begun.write("DELETE FROM meta WHERE key='neighbour-bundle'")
    with pytest.raises(InputError, match="ikke hentet"):
        neighbours.picture(ours.seat, 999)
    assert seen(ours, theirs).counted > 0
