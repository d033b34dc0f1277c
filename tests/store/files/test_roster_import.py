"""A roster folder is taken in whole, or the former stays: whatever moment the power goes."""

import os
import shutil
from pathlib import Path

import pytest
from command_line import fieldkit
from kits import closed, secretariat
from paths import DATA

from fieldkit.core.errors import StoreError
from fieldkit.kit import Kit
from fieldkit.store.files import roster_import
from fieldkit.store.files.home import Home


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(closed(secretariat(tmp_path / "kit")))


@pytest.mark.parametrize("moment", [0, 1])
def test_power_that_goes_between_the_renames_leaves_the_former_lists(home, moment):
    """Both commands that only read and those that write find them, and the next start puts them in their place."""
    places = len(Kit.open(home.folder).roster.places)
    done = []
    rename = Path.rename

    def cut(path, target):
        if len(done) == moment:
            os._exit(9)
        done.append(path)
        return rename(path, target)

    child = os.fork()
    if child == 0:
        Path.rename = cut
        roster_import.import_roster(DATA, home)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert home.data.is_dir() and (home.data == home.data_before) == (moment == 1)
    for words in (("board",), ("report", "uglemoseskolen", "vand ok"), ("doctor",)):
        assert "steder" not in fieldkit(*words, home=home.folder).err
    assert len(Kit.open(home.folder).roster.places) == places
    assert (home.folder / "data").is_dir()
    assert not [path for path in home.folder.iterdir() if path.name.endswith(".new")]


def test_two_imports_at_once_do_not_mix(home):
    with home.lock_data(), pytest.raises(StoreError, match="Der bliver allerede indlæst"):
        roster_import.import_roster(DATA, home)
    roster_import.import_roster(DATA, home)


def test_a_stick_that_gives_up_leaves_the_former_lists(home, tmp_path, monkeypatch):
    def worn(source, target):
        raise OSError(5, "Input/output error", str(source))

    before = sorted(path.name for path in home.data.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", worn)
        with pytest.raises(StoreError):
            roster_import.import_roster(DATA, home)
    assert sorted(path.name for path in home.data.iterdir()) == before
    assert not [path for path in home.folder.iterdir() if path.name.endswith(".new")]


def test_what_else_lies_on_the_stick_is_not_taken_along(home, tmp_path):
    stick = tmp_path / "stick"
    shutil.copytree(DATA, stick)
    (stick / "billeder").mkdir()
    os.mkfifo(stick / "rør")
    with (stick / "film.mp4").open("wb") as film:
        film.truncate(30_000_000)
    roster_import.import_roster(stick, home)
    assert not {"billeder", "rør", "film.mp4"} & {path.name for path in home.data.iterdir()}
