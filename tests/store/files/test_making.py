"""A kit's folder is made whole; what the power leaves of one is no kit, and the next try makes it."""

import shutil

import pytest
from command_line import fieldkit
from kits import make_kit, meeting_point

from fieldkit.core.errors import InputError
from fieldkit.kit import Kit
from fieldkit.store.files import making
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import new_key, read_key, write_key
from fieldkit.store.log import Log

INIT = ("init", "--number", "2", "--role", "meeting-point", "--place", "uglemoseskolen")


def half_made(folder, monkeypatch) -> None:
    """A kit whose power went before kit.toml was there."""

    class Cut(BaseException):
        pass

    def cut(*_):
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(Home, "write_config", cut)
        patched.setattr(making, "_take_away", lambda _: None)
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Cut):
            meeting_point(folder)


def test_a_kit_that_was_half_made_when_the_power_went_is_made_anew_with_the_key_that_is_given_now(
    tmp_path, monkeypatch
):
    folder, key = tmp_path / "kit", tmp_path / "key"
    write_key(key, new_key())
    half_made(folder, monkeypatch)
    assert (folder / "log.db").exists() and (folder / "keys").exists()
    assert "intet kit" in fieldkit("board", home=folder).refused()
    assert fieldkit(*INIT, "--key", key, home=folder).status == 0
    assert read_key(folder / "keys" / "municipality.key") == read_key(key)
    assert not (folder / "init.json").exists()
    Kit.open(folder, check=True).close()


def test_what_was_in_the_folder_before_the_kit_stays_when_the_power_goes(tmp_path, monkeypatch):
    folder = tmp_path / "kit"
    (folder / "cards").mkdir(parents=True)
    (folder / "cards" / "egen.md").write_text("# Egen")
    half_made(folder, monkeypatch)
    monkeypatch.undo()
    assert fieldkit(*INIT, home=folder).status == 0
    assert (folder / "cards" / "egen.md").exists()


def test_a_log_without_its_settings_is_never_taken_for_a_new_kit(tmp_path):
    """One sentence with the way back, whatever is asked; nothing of it is touched."""
    folder = tmp_path / "kit"
    make_kit(folder).close()
    (folder / "kit.toml").unlink()
    before = (folder / "log.db").read_bytes()
    for words in (INIT, ("board",), ("note", "x"), ("run", "--for", "1")):
        told = fieldkit(*words, home=folder).refused()
        assert "kit.toml mangler" in told and "kopi" in told and "de andre kits" in told
    assert (folder / "log.db").read_bytes() == before and not (folder / "kit.toml").exists()


def test_settings_without_their_log_are_no_new_kit_either(tmp_path):
    folder = tmp_path / "kit"
    make_kit(folder).close()
    for path in folder.glob("log.db*"):
        path.unlink()
    for words in (INIT, ("board",), ("note", "x")):
        told = fieldkit(*words, home=folder).refused()
        assert "allerede et kit" in told or ("ingen log" in told and "kopi" in told)
    assert not (folder / "log.db").exists()


def test_a_kit_is_made_once(tmp_path):
    make_kit(tmp_path / "kit").close()
    with pytest.raises(InputError, match="allerede et kit"):
        make_kit(tmp_path / "kit")
    Log.open(tmp_path / "kit" / "log.db").close()
