"""backup and restore as typed: keys leave a kit wrapped or not at all, and a kit comes back from its copy."""

import shutil

import pytest
from command_line import fieldkit

WORDS = "tørv hest måne søm"


@pytest.fixture
def fk(fk):
    """Commands of that kit, answered whole."""

    class Answering:
        home = fk.home

        def __call__(self, *words):
            return fieldkit(*words, home=self.home)

    return Answering()


@pytest.fixture
def usb(tmp_path):
    (tmp_path / "usb").mkdir()
    (tmp_path / "ord").write_text(f"{WORDS}\n", "utf-8")
    return tmp_path / "usb"


def test_keys_are_wrapped_under_a_passphrase_from_a_file_or_the_environment(fk, usb, tmp_path, monkeypatch):
    told = fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "ord", "--json").document
    assert told["keys"] == str(usb / "kit-1" / "keys.wrapped")
    assert not list(usb.rglob("*.key"))
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", WORDS)
    assert "pakket ind" in fk("backup", usb, "--with-keys").out
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", "kort")
    assert "mindst 12 tegn" in fk("backup", usb, "--with-keys").refused()
    monkeypatch.delenv("FIELDKIT_PASSPHRASE")
    assert "Adgangskoden mangler" in fk("backup", usb, "--with-keys").refused()
    assert "findes ikke" in fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "nej").refused()
    assert "--with-keys" in fk("backup", usb, "--passphrase-file", tmp_path / "ord").refused()


def test_a_kit_is_restored_and_says_what_it_is_now(fk, usb, tmp_path):
    fk("note", "før kopien")
    fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "ord")
    assert "allerede et kit" in fk("restore", usb).refused()
    shutil.move(fk.home, tmp_path / "gammelt")
    (tmp_path / "forkert").write_text("et helt andet ord\n", "utf-8")
    assert "passer ikke" in fk("restore", usb, "--passphrase-file", tmp_path / "forkert").refused()
    assert "Adgangskoden mangler" in fk("restore", usb).refused()
    assert not fk.home.exists()
    told = fk("restore", usb, "--passphrase-file", tmp_path / "ord")
    assert told.status == 0, told
    assert told.out.startswith("Kit 1 er gendannet i ")
    assert "Ny nummerserie: databasen er gendannet fra en kopi." in told.err
    assert "Nødlister er ikke med" in told.err
    assert "nøgle" not in told.err.replace("nummerserie", "")
    assert "før kopien" in fk("log").out
    assert fk("note", "efter").out.startswith("1-1002")


def test_without_keys_it_says_how_to_give_them(fk, usb, tmp_path):
    fk("backup", usb)
    shutil.move(fk.home, tmp_path / "gammelt")
    assert "ingen indpakkede nøgler" in fk("restore", usb, "--passphrase-file", tmp_path / "ord").refused()
    told = fk("restore", usb, "--json")
    assert (told.document["kit"], told.document["keys"]) == (1, [])
    assert f"læg kommunens nøglefil i {fk.home / 'keys' / 'municipality.key'}" in told.err
    shutil.rmtree(fk.home)
    key = tmp_path / "gammelt" / "keys" / "municipality.key"
    told = fk("restore", usb / "kit-1", "--key", key, "--json")
    assert told.document["keys"] == ["municipality.key"]
    assert "uvidimeret" in told.err
    shutil.rmtree(fk.home)
    assert "findes ikke" in fk("restore", usb, "--key", tmp_path / "nej").refused()
    assert not fk.home.exists()


def test_wrapped_keys_may_be_left_where_they_are(fk, usb, tmp_path):
    fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "ord")
    shutil.move(fk.home, tmp_path / "gammelt")
    assert fk("restore", usb, "--without-keys", "--json").document["keys"] == []


def test_keys_that_the_power_left_of_another_try_are_not_taken_for_laid_ready(fk, usb, tmp_path):
    fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "ord")
    shutil.move(fk.home, tmp_path / "gammelt")
    (fk.home / "keys").mkdir(parents=True)
    (fk.home / "keys" / "municipality.key").write_text("halv")
    (fk.home / "init.json").write_text('["keys", "kit.toml"]')
    told = fk("restore", usb, "--passphrase-file", tmp_path / "ord", "--json")
    assert told.document["keys"] == ["kit.key", "municipality.key"]


def test_keys_that_lie_ready_are_used_and_nobody_is_asked(fk, usb, tmp_path):
    fk("backup", usb, "--with-keys", "--passphrase-file", tmp_path / "ord")
    shutil.move(fk.home, tmp_path / "gammelt")
    shutil.copytree(tmp_path / "gammelt" / "keys", fk.home / "keys")
    assert fk("restore", usb, "--json").document["keys"] == ["kit.key", "municipality.key"]
