"""Key files: whole or not there, and nobody else's to read."""

from pathlib import Path

import pytest

from fieldkit.core.errors import InputError
from fieldkit.store.files.keys import add_key, new_key, read_key, read_keys, read_retired, set_aside, write_key


def test_a_key_file_is_readable_by_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path):
    key = new_key(2)
    write_key(tmp_path / "municipality-2.key", key)
    assert read_key(tmp_path / "municipality-2.key") == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("municipality-2.key", 0o600)]


def test_a_key_of_a_number_that_is_there_sets_the_other_aside_and_loses_none(tmp_path: Path):
    first, second, third = new_key(), new_key(2), new_key(2)
    write_key(tmp_path / "municipality.key", first)
    path = add_key(tmp_path, second)
    assert path == add_key(tmp_path, second) and path.stat().st_mode & 0o777 == 0o600
    assert read_keys(tmp_path) == [first, second]
    assert read_key(add_key(tmp_path, third)) == third
    assert read_keys(tmp_path) == [first, third] and read_retired(tmp_path) == [second]
    set_aside(tmp_path / "municipality.key")
    set_aside(tmp_path / "municipality.key")
    assert read_keys(tmp_path) == [third] and read_retired(tmp_path) == [first, second]


def test_a_damaged_key_is_told_and_one_that_is_moved_meanwhile_is_not_there(tmp_path: Path, monkeypatch):
    key = new_key()
    write_key(tmp_path / "municipality.key", key)
    (tmp_path / "municipality-2.key").write_text("number = 2")
    with pytest.raises(InputError, match="er ikke en Feltkit-nøgle"):
        read_keys(tmp_path)
    listed = sorted(tmp_path.glob("*.key"))
    (tmp_path / "municipality-2.key").unlink()
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: listed)
    assert read_keys(tmp_path) == [key]
