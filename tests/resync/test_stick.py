"""A stick goes from kit to kit: it brings everybody everything, and never takes anything away from anybody."""

import random

import pytest
from fat_disks import exfat_disk, fat_disk
from kits import make_kit

from fieldkit.acts import incidents
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.signed.checkpoint import START, Checkpoint, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.resync.stick import bundles_on, put_on, take_from
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints


@pytest.fixture
def usb(tmp_path):
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


def ids(kit):
    return {row.event.id for row in kit.log.all()}


def visit(kit, stick):
    """What the person with the stick does at every kit."""
    came = take_from(kit, stick) if bundles_on(stick) else None
    put_on(kit, stick)
    return came


def names(stick):
    return sorted(path.name for path in stick.iterdir())


def test_a_stick_that_goes_round_twice_makes_all_kits_equal(municipality, usb, tmp_path):
    """Six kits, one of them fresh, two with one number, one feed in two branches."""
    kits = [municipality(number) for number in (1, 2, 3, 4)]
    again = make_kit(tmp_path / "igen", number=2, place="et-andet-sted", key=municipality.key)
    municipality.kits.append(again)  # somebody gave it a number that was taken
    kits.append(again)
    incidents.start(kits[0], "Strømsvigt", exercise=True)
    for kit in kits:
        for turn in range(20):
            kit.record(Note(f"kit {kit.config.number} skriver {turn}"))
    for kit, text in ((kits[1], "den ene"), (kits[2], "den anden")):
        kit.merge([make_event(Note(text), kit=77, epoch=1, seq=1, hlc=9 << 16)], "radio")
    kits.append(municipality(6))
    for _ in range(2):
        for kit in kits:
            visit(kit, usb)
    assert len({frozenset(ids(kit)) for kit in kits}) == 1
    assert {kit.log.count() for kit in kits} == {len(ids(kits[0]))}
    assert all(len(kit.log.find(77, 1)) == 2 for kit in kits)
    assert len(names(usb)) == len(kits)  # one of each, and none of the two with one number took the other's
    for kit in kits:
        assert visit(kit, usb).new == 0


def test_only_the_kits_own_earlier_bundle_goes(municipality, usb):
    one, two = municipality(1), municipality(2)
    visit(one, usb)
    visit(two, usb)
    (usb / "kit-1-20200101-0000.fkb").write_bytes(b"et andet sted fra")
    one.record(Note("nyt"))
    before = names(usb)
    came = visit(one, usb)
    assert [path.name for path, _ in came.refused] == ["kit-1-20200101-0000.fkb"]
    assert came.own == 1
    gone, fresh = set(before) - set(names(usb)), set(names(usb)) - set(before)
    assert len(gone) == len(fresh) == 1
    assert take_from(two, usb).new == 1


def test_a_bundle_that_the_log_does_not_remember_stays_and_is_read(municipality, usb, tmp_path):
    """A kit that came back from an old copy of its disk: what it lost comes back, and nothing is thrown away."""
    kit = municipality(1)
    kit.record(Note("før kopien"))
    forgotten = put_on(kit, usb).path
    kit.log.write("DELETE FROM meta WHERE key='bundles'")
    went = put_on(kit, usb)
    assert (went.replaced, forgotten.exists()) == (0, True)
    assert take_from(kit, usb).known == kit.log.count()


def test_each_bundle_is_judged_by_itself(municipality, usb, tmp_path):
    write_key(tmp_path / "andre", new_key())
    stranger = municipality(9, key=tmp_path / "andre")
    one, two = municipality(1), municipality(2)
    put_on(stranger, usb)
    put_on(one, usb)
    (usb / "TOM.FKB").write_bytes(b"")
    (usb / "._kit-1.fkb").write_bytes(b"a file of another system's")
    (usb / "billede.jpg").write_bytes(b"not ours")
    came = take_from(two, usb)
    assert came.new == one.log.count()
    assert [path.name for path, _ in came.refused] == ["TOM.FKB", next(n for n in names(usb) if n.startswith("kit-9"))]
    assert [error for _, error in came.refused if "\n" in str(error)] == []


def test_a_stick_with_nothing_on_it_says_so(municipality, usb):
    with pytest.raises(InputError, match="ingen pakker"):
        take_from(municipality(1), usb)


def test_checkpoints_go_along_and_only_those_that_hold(municipality, usb):
    one, two = municipality(1), municipality(2)
    events = [one.record(Note(f"nr. {turn}")) for turn in range(5)]
    secret = bytes(range(32))
    who = (events[0].kit, events[0].epoch, events[0].seq)
    right = make_checkpoint(secret, public_of(secret), *who, START, [event.id for event in events])
    wrong = Checkpoint(right.key, right.kit, right.epoch, right.first, right.before, right.ids[:48], bytes(64))
    add_checkpoints(one.log, [right, wrong])
    put_on(one, usb)
    take_from(two, usb)
    found = list(checkpoints(two.log))
    assert right in found
    assert wrong not in found
    assert {one.key for one in found if one.kit == 1} == {right.key, one.own_key.public}


DISKS = {"fat": fat_disk, "exfat": exfat_disk}


@pytest.mark.processes
@pytest.mark.parametrize("kind", DISKS)
def test_a_stick_as_it_is_bought(municipality, tmp_path, kind):
    """Real FAT and exFAT: two rounds, and then so many events that it is full."""
    with DISKS[kind](tmp_path, 6_000) as stick:
        kits = [municipality(number) for number in (1, 2, 3)]
        for kit in kits:
            kit.record(Note(f"fra kit {kit.config.number} med æøå"))
        for _ in range(2):
            for kit in kits:
                visit(kit, stick)
        assert len({frozenset(ids(kit)) for kit in kits}) == 1
        assert len(names(stick)) == 3
        before = {path.name: path.read_bytes() for path in stick.iterdir()}
        rng = random.Random(1)
        full(kits[0], rng)
        with pytest.raises(InputError, match="Der er ikke plads"):
            put_on(kits[0], stick)
        assert {path.name: path.read_bytes() for path in stick.iterdir()} == before


def full(kit, rng):
    hlc = kit.log.read("SELECT max(hlc) FROM events")[0][0]
    for turn in range(20):
        notes = (Note(rng.randbytes(900).hex()) for _ in range(200))
        many = enumerate(notes, turn * 200 + 1)
        kit.merge([make_event(note, kit=50, epoch=1, seq=seq, hlc=hlc) for seq, note in many], "radio")
