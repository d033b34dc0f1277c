"""Key files: whole or not there, and nobody else's to read."""

from pathlib import Path

from fieldkit.store.files.keys import new_key, read_key, write_key


def test_a_key_file_is_readable_by_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path):
    key = new_key(2)
    write_key(tmp_path / "municipality-2.key", key)
    assert read_key(tmp_path / "municipality-2.key") == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("municipality-2.key", 0o600)]
