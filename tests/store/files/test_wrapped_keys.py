"""Keys leave a kit in one file under a passphrase, all of them alike, and come back as they were."""

import pytest
from msgspec import json

from fieldkit.core.errors import InputError
from fieldkit.store.files.wrapped import wrap
from fieldkit.store.files.wrapped_keys import key_files, unwrap_keys, wrap_keys, write_keys

WORDS = "tørv hest måne søm"


@pytest.fixture
def keys(tmp_path):
    folder = tmp_path / "keys"
    folder.mkdir()
    for name in ("municipality.key", "municipality-2.key", "kit.key", "root.pub"):
        (folder / name).write_text(f"hemmelig {name}")
    (folder / "kit.key.4711.new").write_text("half")
    return folder


def test_all_keys_come_back_as_they_were(keys, tmp_path):
    (tmp_path / "fil").write_bytes(wrap_keys(keys, WORDS))
    found = unwrap_keys(tmp_path / "fil", WORDS)
    assert found == key_files(keys)
    assert set(found) == {"municipality.key", "municipality-2.key", "kit.key", "root.pub"}
    write_keys(tmp_path / "nye", found)
    assert key_files(tmp_path / "nye") == found
    assert (tmp_path / "nye" / "kit.key").stat().st_mode & 0o077 == 0


def test_a_key_that_is_there_stays(keys, tmp_path):
    write_keys(keys, {"kit.key": b"en anden"})
    assert (keys / "kit.key").read_text() == "hemmelig kit.key"


def test_no_keys_are_no_file(tmp_path):
    (tmp_path / "tom").mkdir()
    with pytest.raises(InputError, match="ingen nøgler"):
        wrap_keys(tmp_path / "tom", WORDS)


@pytest.mark.parametrize("held", [b"[1]", b'{"a":"zz"}', b'{"../a":"00"}', b'{"":"00"}', b'{".bashrc":"00"}', b"\xff"])
def test_what_somebody_else_wrapped_writes_nothing_anywhere(tmp_path, held):
    (tmp_path / "fil").write_bytes(wrap(held, WORDS))
    with pytest.raises(InputError):
        unwrap_keys(tmp_path / "fil", WORDS)


def test_the_names_are_checked_however_long(tmp_path):
    (tmp_path / "fil").write_bytes(wrap(json.encode({"x" * 300: "00"}), WORDS))
    with pytest.raises(InputError):
        unwrap_keys(tmp_path / "fil", WORDS)
