"""A file on a medium is there whole and read back, or not at all."""

import os
from pathlib import Path

import pytest
from fat_disks import exfat_disk, fat_disk

from fieldkit.core.errors import InputError, StoreError
from fieldkit.store.files import medium
from fieldkit.store.files.medium import FAT_MOST, fits_fat, namesake, put_on_medium


def test_what_is_written_is_there_and_how_far_it_is_is_told(tmp_path):
    told = []
    put_on_medium(tmp_path / "a.fkb", 6, [b"abc", b"def"], written=told.append, compared=told.append)
    assert (tmp_path / "a.fkb").read_bytes() == b"abcdef"
    assert told == [3, 6, 6]
    assert [path.name for path in tmp_path.iterdir()] == ["a.fkb"]


def test_a_medium_that_holds_something_else_is_found_out(tmp_path, monkeypatch):
    """A worn stick, or one that lies about its size: it says yes and keeps other bytes."""
    replace = os.replace

    def worn(source, target):
        replace(source, target)
        with Path(target).open("r+b") as handle:
            handle.write(b"X")

    monkeypatch.setattr(medium.Path, "replace", lambda source, target: worn(source, target))
    with pytest.raises(StoreError, match="mediet er slidt"):
        put_on_medium(tmp_path / "a.fkb", 3, [b"abc"])
    assert list(tmp_path.iterdir()) == []


def test_what_comes_to_no_end_leaves_nothing(tmp_path):
    def broken():
        yield b"abc"
        raise InputError("nej")

    with pytest.raises(InputError):
        put_on_medium(tmp_path / "a.fkb", 6, broken())
    assert list(tmp_path.iterdir()) == []


def test_what_fat_cannot_hold_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InputError, match="FAT32 har højst 4 GiB"):
        put_on_medium(tmp_path / "a.fkb", FAT_MOST + 1, [], is_fat=True)
    with pytest.raises(InputError, match=r"ikke plads.* der er .* tilbage"):
        put_on_medium(tmp_path / "a.fkb", 1 << 60, [])
    assert list(tmp_path.iterdir()) == []


def test_a_power_cut_earlier_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.fkb.0.new").write_bytes(b"half")
    put_on_medium(tmp_path / "b.fkb", 1, [b"b"])
    assert [path.name for path in tmp_path.iterdir()] == ["b.fkb"]


@pytest.mark.parametrize("name", ["a:b.fkb", "a?.fkb", "a.", "a ", "CON", "con.fkb", "", "a\tb", "x" * 300, "lpt1.fkb"])
def test_names_that_some_stick_refuses(name):
    assert not fits_fat(name)


@pytest.mark.parametrize("name", ["kit-12-20261128-1407.fkb", "KIT12.FKB", "pakke fra skolen æøå.fkb", "console.fkb"])
def test_names_that_every_stick_takes(name):
    assert fits_fat(name)


def test_capitals_make_no_other_name(tmp_path):
    (tmp_path / "Kit-1.FKB").write_bytes(b"")
    assert namesake(tmp_path, "kit-1.fkb") == tmp_path / "Kit-1.FKB"
    assert namesake(tmp_path, "kit-2.fkb") is None


@pytest.mark.processes
@pytest.mark.parametrize("disk", [fat_disk, exfat_disk])
def test_a_stick_that_fills_while_it_is_written_to_is_left_as_it_was(tmp_path, disk):
    """Somebody else's copying took the room that was there a moment ago."""
    with disk(tmp_path, 6_000) as stick:
        put_on_medium(stick / "a.fkb", 1000, [bytes(1000)])
        with pytest.raises(StoreError, match=r"^Disken med .* er fuld"):
            put_on_medium(stick / "b.fkb", 1000, (bytes(100_000) for _ in range(100)))
        assert [path.name for path in stick.iterdir()] == ["a.fkb"]
        assert (stick / "a.fkb").read_bytes() == bytes(1000)


def test_a_file_system_that_does_not_tell_its_room_is_written_to(tmp_path, monkeypatch):
    """fusefat on FAT32 says that it has no blocks at all."""

    class Silent:
        f_blocks = f_bavail = 0
        f_frsize = 1024

    monkeypatch.setattr(medium.os, "statvfs", lambda _folder: Silent())
    put_on_medium(tmp_path / "a.fkb", 3, [b"abc"])
    assert (tmp_path / "a.fkb").read_bytes() == b"abc"
