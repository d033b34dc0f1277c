"""A kit comes back from its copy: whole or not at all, never over another, and it says no number twice."""

import shutil
import sqlite3

import pytest
from kits import make_kit

from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store.backup import back_up
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.wrapped_keys import unwrap_keys, wrap_keys
from fieldkit.store.restore import find_copy, restore

HOUR = 3600
START = 1_795_258_800
WORDS = "tørv hest måne søm"


@pytest.fixture
def usb(tmp_path):
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def kit(tmp_path):
    (tmp_path / "cards").mkdir()
    write_key(tmp_path / "key", new_key())
    made = make_kit(tmp_path / "kit", key=tmp_path / "key", now=lambda: START)
    made.home.data.mkdir()
    (made.home.data / "steder.csv").write_text("nummer;navn\n")
    yield made
    made.close()


def copy_of(kit, usb, hours=0, words=None):
    keys = wrap_keys(kit.home.key_path.parent, words) if words else None
    return back_up(kit.log, kit.home, kit.config.number, usb, START + hours * HOUR, keys=keys)


def test_a_kit_comes_back_with_its_keys_and_a_new_epoch(kit, usb, tmp_path):
    kit.record(Note("før kopien"))
    copy_of(kit, usb, words=WORDS)
    lost = kit.record(Note("efter kopien"))
    copy = find_copy(usb)
    made = restore(copy, Home(tmp_path / "nyt"), unwrap_keys(copy.wrapped, WORDS))
    assert (made.number, made.events, made.keys) == (12, 2, ("kit.key", "municipality.key"))
    again = Kit.open(tmp_path / "nyt", now=lambda: START)
    try:
        assert "gendannet fra en kopi" in again.identity.renewed
        assert again.own_key == kit.own_key
        assert again.key == kit.key
        new = again.record(Note("efter gendannelsen"))
        assert (new.epoch, new.seq) != (lost.epoch, lost.seq)
        assert new.seq > 1000
        assert (tmp_path / "nyt" / "data" / "steder.csv").exists()
        assert "før kopien" in [row.event.body.text for row in again.log.all() if row.event.kind == "note"]
    finally:
        again.close()
    once_more = Kit.open(tmp_path / "nyt", now=lambda: START)
    assert once_more.identity.renewed == ""
    once_more.close()


def test_without_keys_it_comes_back_all_the_same(kit, usb, tmp_path):
    copy_of(kit, usb)
    made = restore(find_copy(usb), Home(tmp_path / "nyt"), {})
    assert made.keys == ()
    again = Kit.open(tmp_path / "nyt")
    assert again.key is None
    assert again.own_key != kit.own_key
    again.close()


def test_the_copy_of_an_earlier_version_gives_its_open_keys(kit, usb, tmp_path):
    made = copy_of(kit, usb)
    shutil.copytree(kit.home.key_path.parent, made.folder / "keys")
    assert restore(find_copy(usb), Home(tmp_path / "nyt"), {}).keys == ("kit.key", "municipality.key")


def test_the_latest_copy_is_taken_and_one_hours_when_it_is_named(kit, usb):
    first = copy_of(kit, usb, 0)
    last = copy_of(kit, usb, 5)
    (usb / "kit-12" / "new-20991231T23Z").mkdir()
    (usb / "kit-12" / "20991231T23Z").mkdir()  # somebody's own folder
    assert find_copy(usb).folder == find_copy(usb / "kit-12").folder == last.folder
    assert find_copy(last.folder).taken == START + 5 * HOUR - START % HOUR
    assert find_copy(first.folder).folder == first.folder
    shutil.copytree(usb / "kit-12", usb / "kit-3")
    with pytest.raises(InputError, match=r"flere kits .kit-12, kit-3."):
        find_copy(usb)


def test_what_is_no_copy_is_refused(kit, usb, tmp_path):
    for folder, match in ((usb, "ingen kopi"), (tmp_path / "nej", "findes ikke"), (tmp_path / "key", "findes ikke")):
        with pytest.raises(InputError, match=match):
            find_copy(folder)
    made = copy_of(kit, usb)
    (made.folder / "log.db").unlink()
    with pytest.raises(InputError, match="ingen log"):
        find_copy(usb)


def test_a_kit_that_is_there_is_never_written_over(kit, usb, tmp_path):
    copy_of(kit, usb)
    before = {path: path.read_bytes() for path in kit.home.folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError, match="allerede et kit"):
        restore(find_copy(usb), kit.home, {})
    assert {path: path.read_bytes() for path in kit.home.folder.rglob("*") if path.is_file()} == before
    (tmp_path / "halvt").mkdir()
    (tmp_path / "halvt" / "log.db").write_bytes(b"somebody's log")
    with pytest.raises(InputError, match=r"kit\.toml mangler"):
        restore(find_copy(usb), Home(tmp_path / "halvt"), {})
    assert (tmp_path / "halvt" / "log.db").read_bytes() == b"somebody's log"


def wrong_bit(path):
    raw = path.read_bytes()
    at = raw.index(b"bevar mig")
    path.write_bytes(raw[:at] + b"X" + raw[at + 1 :])


def cut(path):
    path.write_bytes(path.read_bytes()[:-4096])


def newer(path):
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO _sqlite_migrations SELECT 9999, 'fieldkit', 'm999_later', '2030' ")
    db.close()


@pytest.mark.parametrize(("damage", "match"), [(wrong_bit, "beskadiget"), (cut, "beskadiget"), (newer, "nyere udgave")])
def test_a_copy_is_checked_before_anything_is_made_of_it(kit, usb, tmp_path, damage, match):
    for turn in range(50):
        kit.record(Note(f"bevar mig {turn}"))
    made = copy_of(kit, usb)
    damage(made.folder / "log.db")
    before = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    for there in (False, True):
        if there:
            (tmp_path / "nyt" / "keys").mkdir(parents=True)
            (tmp_path / "nyt" / "keys" / "municipality.key").write_text("lagt klar")
        with pytest.raises(StoreError, match=match) as told:
            restore(find_copy(usb), Home(tmp_path / "nyt"), {})
        assert "\n" not in str(told.value)
        if match == "beskadiget":
            assert f"Kopien {made.folder} er beskadiget" in str(told.value), "the copy, not what was made of it"
        left = {str(path.relative_to(tmp_path / "nyt")) for path in (tmp_path / "nyt").rglob("*") if path.is_file()}
        assert left - {"engine.lock"} == ({"keys/municipality.key"} if there else set())
    assert {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()} == before


def test_keys_that_lie_ready_stay(kit, usb, tmp_path):
    copy_of(kit, usb)
    (tmp_path / "nyt" / "keys").mkdir(parents=True)
    shutil.copyfile(kit.home.key_path, tmp_path / "nyt" / "keys" / "municipality.key")
    assert restore(find_copy(usb), Home(tmp_path / "nyt"), {"kit.key": b"x"}).keys == ("kit.key", "municipality.key")


def test_what_the_power_left_of_a_restore_is_cleared_by_the_next(kit, usb, tmp_path, monkeypatch):
    copy_of(kit, usb)
    home = Home(tmp_path / "nyt")

    class Cut(BaseException):
        pass

    def cut_here(*_):
        raise Cut

    monkeypatch.setattr("fieldkit.store.files.home.Home.write_config", cut_here)
    monkeypatch.setattr("fieldkit.store.files.making._take_away", lambda _home: None)
    monkeypatch.setattr("fieldkit.store.restore.shutil.rmtree", lambda *_, **__: None)
    with pytest.raises(Cut):
        restore(find_copy(usb), home, {})
    assert home.making_path.exists()
    monkeypatch.undo()
    assert restore(find_copy(usb), home, {}).events == 1
    assert not home.making_path.exists()
    Kit.open(home.folder).close()
