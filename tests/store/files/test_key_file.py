"""Key files: the lines in them stay what kits have written, and anything else is refused in one sentence."""

import pytest

from fieldkit.core.errors import InputError
from fieldkit.core.signed.certificate import Root
from fieldkit.store.files.keys import MunicipalityKey, read_key, write_key
from fieldkit.store.files.kit_key import make_kit_key, read_kit_key
from fieldkit.store.files.read_key import ReadKey, read_read_key, write_read_key
from fieldkit.store.files.root import add_root, read_root, read_roots, write_root

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
RUBBISH = (b"", b"\xff\xfe", b"key = ", b'number = 1\nkey = "xx"', b"a = " + b"[" * 9_000, b"a = 1")
READERS = (read_key, read_kit_key, read_root, read_read_key)


def lines_of(path):
    remark, *lines = path.read_text("utf-8").splitlines()
    assert remark.startswith("# Feltkit: ") and path.stat().st_mode & 0o777 == 0o600
    return lines


def test_the_lines_in_key_files_are_those_of_earlier_versions(tmp_path):
    write_key(path := tmp_path / "municipality.key", key := MunicipalityKey(3, ONE))
    assert lines_of(path) == ["number = 3", f'key = "{ONE.hex()}"'] and read_key(path) == key
    write_root(path := tmp_path / "root.pub", root := Root(101, TWO))
    assert lines_of(path) == ["municipality = 101", f'root = "{TWO.hex()}"'] and read_root(path) == root
    own = make_kit_key(path := tmp_path / "kit.key")
    assert lines_of(path) == [f'secret = "{own.secret.hex()}"', f'public = "{own.public.hex()}"']
    assert read_kit_key(path) == own
    read = ReadKey(101, 'Øvelse "By" \\ Å', 2, "0a1b2c3d", ONE, (Root(101, TWO), Root(101, ONE)))
    write_read_key(path := tmp_path / "read.key", read)
    assert read_read_key(path) == read
    assert lines_of(path) == [
        "municipality = 101",
        r'name = "Øvelse \"By\" \\ Å"',
        "number = 2",
        'fingerprint = "0a1b2c3d"',
        f'reads = "{ONE.hex()}"',
        f'roots = ["{TWO.hex()}", "{ONE.hex()}"]',
    ]


def test_a_name_with_a_line_break_spoils_no_read_key(tmp_path):
    write_read_key(path := tmp_path / "read.key", ReadKey(101, "By\nroots = []", 2, "0a1b2c3d", ONE, (Root(101, TWO),)))
    assert read_read_key(path).name == "By roots = []" and read_read_key(path).roots == (Root(101, TWO),)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("raw", RUBBISH)
def test_rubbish_is_no_key(tmp_path, read, raw):
    (path := tmp_path / "fil").write_bytes(raw)
    with pytest.raises(InputError, match="er ikke"):
        read(path)


def test_half_a_key_is_refused(tmp_path):
    (path := tmp_path / "fil").write_text('number = 1\nkey = "00"\n')
    with pytest.raises(InputError, match="ikke en hel Feltkit-nøgle"):
        read_key(path)
    path.write_text('municipality = 1000\nroot = "' + "00" * 32 + '"\n')
    with pytest.raises(InputError, match="ikke en hel rod"):
        read_root(path)
    path.write_text('secret = "00"\npublic = "00"\n')
    with pytest.raises(InputError, match="ikke hele kittets nøgle"):
        read_kit_key(path)


def test_a_kit_may_have_a_second_root_while_the_municipality_changes_its_own(tmp_path):
    first, second = Root(101, ONE), Root(101, TWO)
    for root in (first, second, second, first):
        add_root(tmp_path / "root.pub", root)
    assert read_root(tmp_path / "root.pub") == first
    assert sorted(read_roots(tmp_path), key=lambda root: root.key) == [first, second]
    assert len(list(tmp_path.iterdir())) == 2
