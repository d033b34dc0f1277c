"""`vault` as typed: emergency lists go in, come out, grow old and leave nothing behind."""

import asyncio
import os
import sqlite3
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldkit.cli import cli
from fieldkit.core.errors import InputError, StoreError
from fieldkit.devices.machine.power import Power
from fieldkit.devices.machine.walltime import ClockSource
from fieldkit.engine.engine import Engine
from fieldkit.store.vault import vault as store
from fieldkit.store.vault.list_files import ListTable

WORDS = "fire tilfældige øvelsesord"


LIST = "Navn;CPR;Medicin\nEksempel Barn;010115-1234;astmaspray\nPrøve Barn;020214-4321;\n"


PERSONAL = (b"Eksempel Barn", b"010115", b"astmaspray", b"020214")


@pytest.fixture
def listfile(tmp_path):
    path = tmp_path / "klasse 3B.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_list_goes_in_comes_out_and_leaves_only_its_name_in_the_log(fk, listfile):
    env = {"FIELDKIT_PASSPHRASE": WORDS}
    (added,) = fk("vault", "add", str(listfile), "--by", "FO", "--json", env=env)
    assert (added["name"], added["lines"], added["old"], added["lock"]) == ("klasse-3b", 2, False, "passphrase")
    assert "ikke krypteret" in fk("vault", "add", str(listfile), env=env) + fk.err
    (listed,) = fk("vault", "list", "--json")
    assert listed["state"] == "ok"
    (opened,) = fk("vault", "show", "klasse-3b", "--json", env=env)
    assert opened["rows"] == [["Eksempel Barn", "010115-1234", "astmaspray"], ["Prøve Barn", "020214-4321", ""]]
    assert "astmaspray" in fk("vault", "show", "klasse-3b", env=env)
    assert "PERSONOPLYSNINGER" in fk("vault", "show", "klasse-3b", "--text", env=env)
    texts = [event["body"]["text"] for event in fk("log", "--json") if event["kind"] == "note"]
    assert texts == [*["nødliste klasse-3b lagt ind"] * 2, *["nødliste klasse-3b hentet"] * 3]
    assert in_the_open(fk.home) == []


def in_the_open(home: Path) -> list[str]:
    """Files of a kit in which anything personal can be read."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path.relative_to(home)) for path in files if any(word in path.read_bytes() for word in PERSONAL)]


def test_printing_a_list_leaves_nothing_in_the_print_queue(fk, listfile):
    env = {"FIELDKIT_PASSPHRASE": WORDS}
    fk("vault", "add", str(listfile), env=env)
    assert "er udskrevet" in fk("vault", "show", "klasse-3b", "--print", env=env)
    assert "slet dem bagefter" in fk.err
    assert [Path(name).parts[0] for name in in_the_open(fk.home)] == ["paper"], "only the virtual paper itself"
    with sqlite3.connect(fk.home / "log.db") as database:
        assert database.execute("SELECT count(*) FROM jobs").fetchone() == (0,)
    texts = [event["body"]["text"] for event in fk("log", "--json") if event["kind"] == "note"]
    assert texts[-1] == "nødliste klasse-3b udskrevet"


def test_a_wrong_word_a_damaged_file_and_no_word_at_all_are_sentences(fk, listfile):
    env = {"FIELDKIT_PASSPHRASE": WORDS}
    fk("vault", "add", str(listfile), env=env)
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="passer ikke"):
        fk("vault", "show", "klasse-3b", env={"FIELDKIT_PASSPHRASE": "noget helt andet"})
    with pytest.raises(InputError, match="FIELDKIT_PASSPHRASE"):
        fk("vault", "show", "klasse-3b")
    with pytest.raises(InputError, match="ingen nødliste"):
        fk("vault", "show", "ukendt", env=env)
    path = fk.home / "vault" / "klasse-3b.liste"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(StoreError, match="beskadiget"):
        fk("vault", "show", "klasse-3b", env=env)
    assert "BESKADIGET" in fk("vault", "list")
    assert len(fk("log", "--json")) == before, "nothing was opened, nothing is noted"


def test_a_key_file_must_not_lie_on_the_kit(tmp_path, fk, listfile):
    key = str(tmp_path / "vagt.key")
    fk("vault", "key", key)
    fk("vault", "add", str(listfile), "--key", key)
    assert "astmaspray" in fk("vault", "show", "klasse-3b", "--key", key)
    for bad in (fk.home / "keys" / "municipality.key", fk.home / "vagt.key"):
        bad.exists() or bad.write_bytes(Path(key).read_bytes())
        with pytest.raises(InputError, match="på selve kittet"):
            fk("vault", "show", "klasse-3b", "--key", str(bad))
    with pytest.raises(InputError, match="på selve kittet"):
        fk("vault", "key", str(fk.home / "ny.key"))


def test_an_old_list_says_so_and_one_of_eight_days_is_gone(fk, listfile):
    env = {"FIELDKIT_PASSPHRASE": WORDS}
    days = 86_400
    now = listfile.stat().st_mtime
    then = now - 8 * days
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    os.utime(listfile, (now - 2 * days, now - 2 * days))
    fk("vault", "add", str(listfile), env=env)
    assert "GAMMEL LISTE" in fk.err
    assert "gammel var over syv døgn" in fk.err
    fk("vault", "show", "klasse-3b", env=env)
    assert "GAMMEL LISTE" in fk.err
    assert [row["name"] for row in fk("vault", "list", "--json")] == ["klasse-3b"]
    assert "nødliste gammel slettet efter syv døgn" in fk("log")
    assert "Ingen nødlister" in fk("vault", "purge")
    assert fk("vault", "purge", "--all") == "Slettet: klasse-3b.\n"
    assert "kan gamle celler overleve" in fk.err
    assert fk("vault", "list") == "Der er ingen nødlister.\n"


async def test_a_running_engine_destroys_old_lists_by_itself(fk):
    then = time.time() - 8 * 86_400
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    engine = Engine(fk.home, power=lambda: Power(None, None))
    async with asyncio.timeout(20):
        await engine.run(ready=engine.stop)  # each desk begins before the engine can end
    assert store.list_infos(fk.home / "vault") == []
    assert "nødliste gammel slettet efter syv døgn" in fk("log")


def test_a_list_that_came_under_an_unset_clock_is_not_destroyed_when_the_clock_is_set_and_its_age_is_unknown(fk):
    then = 1_735_689_600 + 600
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "klasse", table, store.passphrase(WORDS), then, made=then)
    (row,) = fk("vault", "list", "--json")
    assert (row["name"], row["age_s"], row["old"]) == ("klasse", None, None)
    (line,) = fk("vault", "list").splitlines()
    assert "for ukendt tid siden" in line and "GAMMEL" in line
    fk("vault", "show", "klasse", env={"FIELDKIT_PASSPHRASE": WORDS})
    assert "ur var ikke rigtigt, da nødlisten klasse kom" in fk.err


def test_a_clock_that_nobody_has_set_destroys_nothing_by_itself(fk, monkeypatch):
    then = 1_750_000_000
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: ClockSource.NONE)
    (row,) = fk("vault", "list", "--json")
    assert (row["age_s"], row["old"]) == (None, None)
    with pytest.raises(InputError, match="ur er ikke stillet"):
        fk("vault", "purge")
    assert fk("vault", "purge", "--all", "--json") == [{"destroyed": ["gammel"], "left": []}]


@pytest.mark.parametrize("command", ["vault add", "vault list", "vault show", "vault purge", "vault key"])
def test_every_command_of_the_vault_helps_with_an_example(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0 and f"fieldkit {command}" in result.stdout.split("Example:")[1]
