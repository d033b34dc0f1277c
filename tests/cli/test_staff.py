"""Crew, handover, level, calls, questions, answers and the vault on real kits: what people type and what they read."""

import asyncio
import json
import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from paths import DATA

from fieldkit.cli import cli
from fieldkit.cli.remedies import told
from fieldkit.core.errors import FieldkitError, InputError, StoreError
from fieldkit.core.facts.terms import Role
from fieldkit.devices.machine.power import Power
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig
from fieldkit.store.vault import vault as store
from fieldkit.store.vault.list_files import ListTable

WORDS = "fire tilfældige øvelsesord"
FACTS = ("--fact", "Runner 1-0044 er ude", "--fact", "Vand er rødt på Uglemoseskolen", "--fact", "Møde kl. 18")
LIST = "Navn;CPR;Medicin\nEksempel Barn;010115-1234;astmaspray\nPrøve Barn;020214-4321;\n"
PERSONAL = (b"Eksempel Barn", b"010115", b"astmaspray", b"020214")


class Command:
    """Runs commands of one kit. Lists of JSON objects come back decoded; errors that `main` would show are raised."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.err = ""

    def __call__(self, *arguments: str, env: dict[str, str] | None = None):
        result = CliRunner().invoke(cli, ["--home", str(self.home), *arguments], env=env)
        if isinstance(result.exception, FieldkitError):
            raise type(result.exception)(told(result.exception))
        assert result.exit_code == 0, (result.output, result.exception)
        self.err = result.stderr
        if "--json" in arguments:
            return [json.loads(line) for line in result.stdout.splitlines()]
        return result.stdout


def make(folder: Path, number: int, role: Role, place: str, key: Path | None = None) -> Command:
    config = KitConfig(number, role, place, number, printer="virtual:")
    Kit.create(folder, config, data=DATA, key=key).close()
    return Command(folder)


@pytest.fixture
def fk(tmp_path):
    command = make(tmp_path / "kit", 1, Role.SECRETARIAT, "sekretariat")
    command("incident", "start", "Strømsvigt nord")
    return command


@pytest.fixture
def listfile(tmp_path):
    path = tmp_path / "klasse 3B.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def clock_is_set(monkeypatch):
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: "ntp")
    monkeypatch.setattr("fieldkit.engine.engine.clock_source", lambda: "ntp")
    monkeypatch.delenv("FIELDKIT_PASSPHRASE", raising=False)


def test_people_sign_in_and_out(fk):
    told = fk("crew", "in", "øvelse andersen")
    assert "Øvelse Andersen er på vagt som kriseleder, Krisesekretariatet" in told
    fk("crew", "in", "Mette", "--role", "Forbindelsesofficer", "--place", "uglemoseskolen", "--since", "00.01")
    found = fk("crew", "list", "--json")
    assert [(p["name"], p["role"], p["place"]) for p in found] == [
        ("Øvelse Andersen", "leader", "sekretariat"),
        ("Mette", "liaison-officer", "uglemoseskolen"),
    ]
    assert "forbindelsesofficer" in fk("crew", "list") and "siden 00.01" in fk("crew", "list")
    fk("crew", "out", "mette")
    assert [p["name"] for p in fk("crew", "list", "--json")] == ["Øvelse Andersen"]
    gone = {p["name"]: p["until"] is not None for p in fk("crew", "list", "--history", "--json")}
    assert gone == {"Mette": True, "Øvelse Andersen": False}
    with pytest.raises(InputError, match="står ikke på vagt"):
        fk("crew", "out", "mette")
    with pytest.raises(InputError, match="Navnet mangler"):
        fk("crew", "in", " ")
    with pytest.raises(InputError, match="fremtiden"):
        fk("crew", "in", "Mette", "--since", "2040-01-01T10:00")


def test_the_same_name_at_two_places_is_asked_about(fk):
    fk("crew", "in", "Mette", "--place", "uglemoseskolen")
    fk("crew", "in", "Mette", "--place", "brombaerskolen")
    assert "Uglemoseskolen" in fk.err
    with pytest.raises(InputError, match="--place uglemoseskolen eller brombaerskolen"):
        fk("crew", "out", "Mette")
    fk("crew", "out", "Mette", "--place", "uglemoseskolen")
    assert [p["place"] for p in fk("crew", "list", "--json")] == ["brombaerskolen"]


def test_a_handover_needs_three_facts_and_two_names(fk):
    fk("crew", "in", "Øvelse Andersen")
    names = ("--from", "Øvelse Andersen", "--to", "prøve andersen")
    with pytest.raises(InputError, match="tre ting"):
        fk("handover", "done", *names, "--fact", "kun en")
    with pytest.raises(InputError, match="samme navn"):
        fk("handover", "done", "--from", "Mette", "--to", "mette", *FACTS)
    with pytest.raises(InputError, match="plads til 120"):
        fk("handover", "done", *names, *FACTS[:4], "--fact", "langt " * 30)
    assert fk("crew", "list", "--json")[0]["name"] == "Øvelse Andersen", "nothing was recorded"
    told = fk("handover", "done", *names, *FACTS, "--json")[0]
    assert told["body"]["facts"] == [fact for fact in FACTS if fact != "--fact"]
    (on_duty,) = fk("crew", "list", "--json")
    assert (on_duty["name"], on_duty["role"]) == ("Prøve Andersen", "leader")


def test_the_handover_list_shows_what_is_open(fk):
    fk("crew", "in", "Øvelse Andersen")
    fk("level", "set", "2", "--by", "kommunaldirektøren")
    number = fk("message", "Har I vand?", "--to", "uglemoseskolen", "--precedence", "haster").strip()
    fk("question", "add", "Hvornår kommer strømmen?", "--count", "12")
    (found,) = fk("handover", "show", "--json")
    assert found["battery"] is None and found["unconfirmed"] == [number]
    assert [q["count"] for q in found["questions"]] == [12]
    assert [d["text"] for d in found["decisions"]] == ["niveau 2 aktiveret"]
    assert number in [d["number"] for d in found["deadlines"]]
    shown = fk("handover", "show")
    assert "Batteri: ukendt" in shown and "Har I vand?" in shown and "staben skal være fuldtallig" in shown


def test_a_level_is_decided_raised_full_and_stood_down(fk):
    told = fk("level", "set", "1", "--by", "fagchefen")
    assert "Niveau 1 aktiveret af fagchefen" in told and "Staben skal være fuldtallig" in told
    assert "hævet" in fk("level", "set", "2", "--by", "direktøren", "--reason", "to byer er ramt")
    (found,) = fk("level", "list", "--json")
    assert (found["level"], found["by"]) == (2, "direktøren")
    assert [line["change"] for line in found["history"]] == ["first", "up"]
    assert not found["clock"]["late"] and "leader" in found["clock"]["missing"]
    assert fk("incident", "list", "--json")[0]["level"] == "2"
    assert "Staben var fuldtallig" in fk("level", "full", "--by", "tovholderen")
    assert "ophørt" in fk("level", "stand-down", "--by", "borgmesteren")
    assert "Intet niveau" in fk("level", "list")
    with pytest.raises(InputError, match="vælg 0, 1, 2"):
        fk("level", "set", "7", "--by", "x")
    with pytest.raises(InputError, match="intet niveau at ophæve"):
        fk("level", "stand-down", "--by", "x")
    with pytest.raises(InputError, match="Ingen stab"):
        fk("level", "full", "--by", "x")
    with pytest.raises(InputError, match="hvem der har besluttet"):
        fk("level", "set", "1", "--by", " ")


def test_the_calling_order_is_walked_one_call_at_a_time(fk):
    fk("level", "set", "1", "--by", "fagchefen")
    first = fk("call", "next", "--json")[0]["next"]
    assert first["name"] == "Fiktiv Bæk" and first["phone"].startswith("00 00 00")
    fk("call", "done", "fiktiv bæk", "no-answer", "--by", "sekretær")
    assert "stedfortræder for Fiktiv Bæk" in fk("call", "next")
    fk("call", "done", "Påhit Bæk", "reached", "--note", "kommer om 40 min")
    assert fk("call", "next", "--json")[0]["next"]["name"] == "Øvelse Andersen"
    order = fk("call", "list", "--json")
    assert (order[0]["role"], order[0]["reached"]) == ("on-call", True)
    assert [a["result"] for p in order[0]["people"] for a in p["attempts"]] == ["no-answer", "reached"]
    assert "kommer om 40 min" in fk("call", "list")
    fk("call", "done", "Nabo Nabosen", "left-message")
    assert "står ikke på mandskabslisten" in fk.err


def test_a_question_is_answered_once_and_in_the_same_words_everywhere(tmp_path, fk):
    school = make(tmp_path / "school", 2, Role.MEETING_POINT, "uglemoseskolen", fk.home / "keys" / "municipality.key")
    share(fk.home, school.home)
    school("question", "add", "Hvornår kommer strømmen?", "--count", "12")
    share(school.home, fk.home)
    (asked,) = fk("question", "list", "--json")
    assert (asked["count"], asked["places"], asked["state"]) == (12, ["uglemoseskolen"], "open")
    with pytest.raises(InputError, match="skrives af sekretariatet"):
        school("answer", "set", "Strøm", "Snart")
    fk("answer", "set", "Strøm", "I morgen kl. 8.", "--question", asked["number"])
    fk("answer", "set", "Strøm", "Først i overmorgen.", "--number", "1")
    share(fk.home, school.home)
    assert school("answer", "list", "--json") == fk("answer", "list", "--json")
    (given,) = school("answer", "list", "--json")
    assert (given["answer"], given["version"], given["text"]) == (1, 2, "Først i overmorgen.")
    assert "besvaret i instruks 1" in school("question", "add", "hvornår kommer strømmen")
    assert school("question", "list", "--json") == []
    assert [v["current"] for v in school("answer", "show", "1", "--json")] == [True, False]
    fk("answer", "withdraw", "1", "--reason", "tidspunktet holder ikke")
    share(fk.home, school.home)
    assert school("answer", "list", "--json") == []
    assert "TRUKKET TILBAGE" in school("answer", "show", "1")
    with pytest.raises(InputError, match="ingen instruks 9"):
        fk("answer", "show", "9")


def share(source: Path, target: Path) -> None:
    """Carry all events from one kit to another."""
    giver, taker = Kit.open(source), Kit.open(target)
    taker.merge([row.event for row in giver.log.all()], "bundle")
    giver.close()
    taker.close()


def test_what_citizens_tell_becomes_a_note_or_a_request(fk):
    asked = fk("question", "add", "Der mangler tæpper", "--information", "--json")[0]["number"]
    (turned,) = fk("question", "turn", asked, "--into", "request", "--text", "20 tæpper", "--json")
    (request,) = fk("request", "list", "--json")
    assert (request["number"], request["what"], request["ref"]) == (turned["number"], "20 tæpper", asked)
    other = fk("question", "add", "Vand på vejen ved broen", "--json")[0]["number"]
    fk("question", "turn", other, "--into", "note")
    assert f"nr. {other}" in fk("log", "--search", "broen")
    third = fk("question", "add", "Er der kaffe?", "--json")[0]["number"]
    fk("question", "close", third, "--reason", "svaret er ja")
    assert fk("question", "list", "--json") == []
    states = {q["text"]: (q["state"], q["into"], q["reason"]) for q in fk("question", "list", "--all", "--json")}
    assert states["Der mangler tæpper"][:2] == ("closed", turned["number"])
    assert states["Er der kaffe?"] == ("closed", None, "svaret er ja")
    with pytest.raises(InputError, match="ikke et spørgsmål"):
        fk("question", "close", turned["number"], "--reason", "x")


@pytest.mark.parametrize(
    "arguments",
    [
        ("crew", "in", "Barn 010115-1234"),
        ("question", "add", "Hvor er barnet 010115-1234?"),
        ("answer", "set", "Svar", "Ring om 010115-1234"),
        ("level", "set", "1", "--by", "x", "--reason", "0101151234"),
        ("call", "done", "Øvelse Andersen", "reached", "--note", "cpr 010115-1234"),
        ("handover", "done", "--from", "A", "--to", "B", "--fact", "a", "--fact", "010115-1234", "--fact", "c"),
        ("message", "010115 1234", "--to", "alle"),
    ],
)
def test_no_text_of_any_kind_takes_a_cpr_number(fk, arguments):
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="CPR-nummer"):
        fk(*arguments)
    assert len(fk("log", "--json")) == before


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
    os.utime(listfile, (now - 2 * days, now - 2 * days))
    fk("vault", "add", str(listfile), env=env)
    assert "GAMMEL LISTE" in fk.err
    fk("vault", "show", "klasse-3b", env=env)
    assert "GAMMEL LISTE" in fk.err
    then = now - 8 * days
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    assert [row["name"] for row in fk("vault", "list", "--json")] == ["klasse-3b"]
    assert "over syv døgn" in fk.err
    assert "nødliste gammel slettet efter syv døgn" in fk("log")
    assert "Ingen nødlister" in fk("vault", "purge")
    assert fk("vault", "purge", "--all") == "Slettet: klasse-3b.\n"
    assert "kan gamle celler overleve" in fk.err
    assert fk("vault", "list") == "Der er ingen nødlister.\n"


async def test_a_running_engine_destroys_old_lists_by_itself(fk):
    then = 1_750_000_000
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    engine = Engine(fk.home, power=lambda: Power(None, None))
    async with asyncio.timeout(20):
        await engine.run(ready=engine.stop)  # each desk begins before the engine can end
    assert store.list_infos(fk.home / "vault") == []
    assert "nødliste gammel slettet efter syv døgn" in fk("log")


def test_a_clock_that_nobody_has_set_destroys_nothing_by_itself(fk, monkeypatch):
    then = 1_750_000_000
    table = ListTable(("Navn",), (("Prøve Barn",),))
    store.add_list(fk.home / "vault", "gammel", table, store.passphrase(WORDS), then, made=then)
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: "none")
    (row,) = fk("vault", "list", "--json")
    assert (row["age_s"], row["old"]) == (None, None)
    with pytest.raises(InputError, match="ur er ikke stillet"):
        fk("vault", "purge")
    assert fk("vault", "purge", "--all", "--json") == [{"destroyed": ["gammel"], "left": []}]


@pytest.mark.parametrize(
    "command",
    [
        *("crew in", "crew out", "crew list", "handover show", "handover done", "level set", "level full"),
        *("level stand-down", "level list", "call next", "call done", "call list", "question add", "question list"),
        *("question turn", "question close", "answer set", "answer withdraw", "answer list", "answer show"),
        *("vault add", "vault list", "vault show", "vault purge", "vault key"),
    ],
)
def test_every_command_helps_with_an_example(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0 and f"fieldkit {command}" in result.stdout.split("Example:")[1]
