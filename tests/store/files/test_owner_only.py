"""What holds people's names is readable by its owner alone, however it came there and whatever lay there before."""

import os
import stat
from contextlib import closing
from pathlib import Path

import pytest
from command_line import fieldkit
from kits import closed, secretariat
from paths import ROOT

from fieldkit.devices.printer.file import FilePort, VirtualPort
from fieldkit.kit import Kit
from fieldkit.store.files.owner_only import is_open_to_others, shut_out_others


@pytest.fixture(autouse=True)
def _usual_umask():
    """What a shell gives a program, whatever this one set."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]


def readable_copy(folder: Path) -> Path:
    """The sample's lists with the rights that files have when they come on a stick."""
    folder.mkdir()
    for source in (ROOT / "data").iterdir():
        if source.is_file():
            (folder / source.name).write_bytes(source.read_bytes())
            (folder / source.name).chmod(0o644)
    return folder


def made(tmp_path: Path) -> Path:
    lists, home = readable_copy(tmp_path / "lists"), tmp_path / "kit"
    told = fieldkit(
        "init", "--number", "1", "--role", "secretariat", "--place", "sekretariat", "--data", lists, home=home
    )
    assert told.status == 0, told.err
    return home


def test_a_new_kit_and_an_imported_roster_are_their_owners_alone(tmp_path):
    home = made(tmp_path)
    assert open_to_others(home) == []
    told = fieldkit("roster", "import", readable_copy(tmp_path / "again"), home=home)
    assert told.status == 0, told.err
    assert open_to_others(home) == []


@pytest.mark.parametrize(
    "command",
    [
        ("print", "roster", "--to", "FILE"),
        ("print", "signin", "--text", "--to", "FILE"),
        ("print", "key-card", "--to", "FILE"),
        ("journal", "--out", "FILE"),
    ],
)
def test_what_is_written_to_a_file_that_anybody_could_read_is_read_by_its_owner_alone(tmp_path, command):
    home, target = made(tmp_path), tmp_path / "out"
    fieldkit("note", "Øvelse Bæk er her", home=home)
    target.write_bytes(b"before")
    target.chmod(0o644)
    told = fieldkit(*(target if word == "FILE" else word for word in command), home=home)
    assert told.status == 0, told.err
    assert target.read_bytes() != b"before" and stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "command",
    [
        ("roster", "export", "NEW"),
        ("bundle", "export", "NEW"),
        ("slip", "make", "--to", "NEW.png"),
        ("keys", "card", "--to", "NEW"),
        ("backup", "STICK"),
    ],
)
def test_what_is_exported_is_read_by_its_owner_alone(tmp_path, command):
    home = made(tmp_path)
    (stick := tmp_path / "stick").mkdir()
    fieldkit("note", "Øvelse Bæk er her", home=home)
    places = {"NEW": tmp_path / "new", "NEW.png": tmp_path / "new.png", "STICK": stick}
    told = fieldkit(*(places.get(word, word) for word in command), home=home)
    assert told.status == 0, told.err
    written = [path for path in (tmp_path / "new", tmp_path / "new.png", stick / "kit-1") if path.exists()]
    assert written and [name for path in written for name in open_to_others(path)] == []


def test_a_kit_from_before_is_shut_when_it_is_opened(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Kit.open(home).close()
    assert open_to_others(home) == []
    (home / "data" / "noter.csv").write_bytes(b"")
    with closing(Kit.open(home)):
        assert open_to_others(home) == []


async def test_papers_that_a_printer_keeps_as_files_are_their_owners_alone(tmp_path):
    (plain := tmp_path / "paper.bin").write_bytes(b"")
    plain.chmod(0o644)
    for port in (FilePort(plain), VirtualPort(tmp_path / "paper")):
        await port.open()
        await port.write(b"paper\n", 1)
        await port.close()
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    assert open_to_others(tmp_path / "paper") == [] and list((tmp_path / "paper").iterdir())


def test_a_link_is_not_followed_and_what_is_not_there_is_not_open(tmp_path):
    (outside := tmp_path / "outside").write_bytes(b"")
    outside.chmod(0o644)
    (folder := tmp_path / "folder").mkdir()
    (folder / "link").symlink_to(outside)
    shut_out_others(folder)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644 and not is_open_to_others(folder)
    assert not is_open_to_others(tmp_path / "nothing")
