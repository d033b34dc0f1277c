"""Bad input, bad files and bad disks: one sentence that says what is wrong and what to do, and nothing is lost."""

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import unicodedata
from pathlib import Path

import click
import pytest
from command_line import Answer, command, fieldkit, program, surroundings
from command_tree import LEAVES
from kits import closed, secretariat
from paths import CARDS, DATA

from fieldkit.core.errors import InputError

CPR = "010190-1234"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A kit with a few events, copied for each test that wants one."""
    home = closed(secretariat(tmp_path_factory.mktemp("made") / "kit", printer="virtual:"))
    assert fieldkit("incident", "start", "Prøve", home=home).status == 0
    assert fieldkit("report", "uglemoseskolen", "vand! mad ok", home=home).status == 0
    assert fieldkit("card", "start", "alarm", home=home).status == 0
    return home


@pytest.fixture
def home(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "kit"))


def count(home: Path) -> int:
    """How many events lie in the log, asked of SQLite itself."""
    connection = sqlite3.connect(home / "log.db")
    try:
        return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])
    finally:
        connection.close()


# what is typed, and the words that the one sentence must hold
REFUSED = [
    (["init", "--number", "2", "--role", "secretariat", "--place", "sekretariat"], ["allerede et kit", "--home"]),
    (["report", "ugelmoseskolen", "vand!"], ["ugelmoseskolen", "Uglemoseskolen"]),
    (["report", "", "vand!"], ["sted"]),
    (["report", "uglemoseskolen", ""], ["tom"]),
    (["report", "uglemoseskolen", "   \t"], ["tom"]),
    (["report", "uglemoseskolen", "hej med jer"], ["fieldkit message"]),
    (["report", "uglemoseskolen", f"vand! {CPR}"], ["CPR"]),
    (["report", "uglemoseskolen", "vand! 010190 1234"], ["CPR"]),
    (["message", "hej", "--to", "atlantis"], ["atlantis", "roster show"]),
    (["message", "", "--to", "alle"], ["tom"]),
    (["message", "\x07\x1b", "--to", "alle"], ["tom"]),
    (["message", "æ" * 5000, "--to", "alle"], ["5000", "2000", "del"]),
    (["message", f"ring om {CPR}", "--to", "alle"], ["CPR"]),
    (["message", "hej", "--to", "alle", "--precedence", "straks"], ["straks", "haster"]),
    (["message", "hej", "--to", "alle", "--replaces", "9-9999"], ["9-9999", "fieldkit log"]),
    (["message", "hej", "--to", "alle", "--replaces", "   "], ["“   ” er ikke et nummer"]),
    (["request", "new", "tæpper", "--ref", " "], ["“ ” er ikke et nummer"]),
    (["message", "hej", "--to", "alle", "--by", CPR], ["CPR"]),
    (["ack", "9-9999", "--by", "x"], ["9-9999", "fieldkit log"]),
    (["ack", "hest", "--by", "x"], ["hest", "12-0147"]),
    (["ack", "1-0004", "--by", "  "], ["--by"]),
    (["ack", "1-0004", "--by", CPR], ["CPR"]),
    (["incident", "start", " "], ["navn"]),
    (["incident", "start", "x" * 100], ["100", "60"]),
    (["incident", "start", "x", "--level", "x" * 61], ["--level", "61", "60"]),
    (["note", ""], ["tom"]),
    (["evaluate", "oversvømmelse"], ["oversvømmelse", "“Prøve”"]),
    (["evaluate", "9-9999"], ["9-9999", "fieldkit log"]),
    (["evaluate", "--against", "Prøve"], ["“Prøve”", "sig selv"]),
    (["evaluate", "--format", "html", "--out", "/findes/ikke/side.html"], ["/findes/ikke"]),
    (["lesson", "--worked", f"ring {CPR}"], ["CPR"]),
    (["lesson", "--worked", "å" * 2001], ["--worked", "2001", "2000"]),
    (["lesson", "--failed", "x", "--replaces", "1-0002"], ["1-0002", "erfaring"]),
    (["lesson", "Findes ikke", "--worked", "x"], ["Findes ikke"]),
    (["print", "evaluation", "oversvømmelse", "--text"], ["oversvømmelse"]),
    (["note", CPR], ["CPR"]),
    (["warning", "Orkan", "--source", "rygte"], ["rygte", "vejr", "medier"]),
    (["warning", "Orkan", "--source", "vejr", "--received", "29.99"], ["29.99", "14.30"]),
    (["warning", "å" * 2001, "--source", "vejr"], ["2001", "2000"]),
    (["warning", "", "--source", "vejr"], ["tom"]),
    (["warning", CPR, "--source", "vejr"], ["CPR"]),
    (["delivery", "x"], ["12-0147"]),
    (["log", "--since", "9-9999"], ["9-9999"]),
    (["cards", "show", "findes-ikke"], ["findes-ikke", "cards list"]),
    (["cards", "lint", "{folder}/nope"], ["nope"]),
    (["card", "start", "findes-ikke"], ["findes-ikke", "cards list"]),
    (["card", "tick", "alarm", "99"], ["99", "1 til 12"]),
    (["card", "tick", "alarm", "0"], ["trin 0"]),
    (["card", "tick", "skole-vand", "1"], ["card start"]),
    (["card", "skip", "alarm", "6", "--reason", ""], ["--reason"]),
    (["print", "romanen"], ["romanen", "receipt"]),
    (["print", "receipt"], ["nummer"]),
    (["print", "receipt", "9-9999"], ["9-9999"]),
    (["print", "card", "findes-ikke"], ["findes-ikke"]),
    (["print", "chits", "mange"], ["mange"]),
    (["print", "board", "--to", "{folder}/nope/x.bin"], ["nope"]),
    (["print", "board", "--width", "48"], ["--to"]),
    (["reprint", "99"], ["99", "fieldkit jobs"]),
    (["reprint", "9" * 20], ["større", "mindre"]),
    (["roster", "import", "{folder}/nope"], ["nope", "steder.csv"]),
    (["bundle", "import", "{folder}/nope"], ["nope"]),
    (["bundle", "import", str(Path(__file__))], ["test_refusals.py"]),
    (["bundle", "export", str(Path(__file__))], ["findes allerede"]),
    (["bundle", "export", "{folder}/nope/x.fkb"], ["nope"]),
    (["journal", "--out", "{folder}/nope/x.html"], ["nope"]),
    (["journal", "--data", "{folder}/nope"], ["nope"]),
    (["slip", "scan", "123"], ["kode"]),
    (["slip", "make", "--since", "9-9999"], ["9-9999"]),
    (["keys", "new", str(Path(__file__))], ["findes allerede"]),
    (["backup", str(Path(__file__))], ["test_refusals.py"]),
    (["assign", "hest", "uglemoseskolen"], ["hest", "unknown-"]),
    (["request", "new", ""], ["tom"]),
    (["request", "status", "1-0004", "done"], ["anmodning"]),
    (["airtime", ""], ["tom"]),
    (["airtime", "ø" * 3000], ["tegn"]),
    (["mesh", "--preset", "WARP"], ["WARP", "MEDIUM_FAST"]),
    (["mesh", "--data", "{folder}/nope"], ["nope"]),
    (["demo"], ["--headless"]),
    (["console"], ["terminal"]),
    (["console", "--wall"], ["terminal"]),
    ([], ["terminal"]),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED, ids=[" ".join(a)[:40] or "console" for a, _ in REFUSED])
def test_a_refusal_is_one_sentence_and_records_nothing(made, tmp_path, arguments, words):
    before = count(made)
    answer = fieldkit(*[argument.replace("{folder}", str(tmp_path)) for argument in arguments], home=made)
    sentence = answer.refused() if answer.err else answer.out.strip()
    assert answer.status == 1
    assert all(word.lower() in sentence.lower() for word in words), sentence
    assert count(made) == before


LONG = "Øvelse Andersen fra " + "skolen " * 8
"""Longer than any name in an event."""
NAMES = [
    ["ack", "1-0004", "--by", LONG],
    ["answer", "set", "Strøm", "Den kommer", "--by", LONG],
    ["answer", "withdraw", "1", "--reason", "x", "--by", LONG],
    ["call", "done", LONG, "reached"],
    ["call", "done", "Øvelse Andersen", "reached", "--by", LONG],
    ["card", "start", "alarm", "--by", LONG],
    ["card", "tick", "alarm", "1", "--by", LONG],
    ["chit", "add", "B001", "vand!", "--who", LONG],
    ["chit", "add", "B001", "vand!", "--by", LONG],
    ["crew", "in", LONG],
    ["crew", "out", "Øvelse Andersen", "--by", LONG],
    ["dispatch", "new", LONG, "--to", "uglemoseskolen"],
    ["dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--by", LONG],
    ["handover", "done", "--from", LONG, "--to", "B", "--fact", "1", "--fact", "2", "--fact", "3"],
    ["handover", "done", "--from", "A", "--to", LONG, "--fact", "1", "--fact", "2", "--fact", "3"],
    ["keys", "revoke", "12", "--by", LONG],
    ["level", "set", "2", "--by", LONG],
    ["message", "hej", "--to", "alle", "--by", LONG],
    ["note", "hej", "--by", LONG],
    ["notice", "new", "Vand", "--by", LONG],
    ["question", "add", "Hvornår?", "--by", LONG],
    ["report", "uglemoseskolen", "vand!", "--by", LONG],
    ["request", "new", "tæpper", "--by", LONG],
    ["request", "new", "tæpper", "--unit", LONG],
    ["request", "status", "1-0004", "done", "--holder", LONG],
    ["roster", "remove", "personer", "Øvelse Andersen", "--by", LONG],
    ["round", "set", "3", "--by", LONG],
    ["vault", "add", __file__, "--by", LONG],
]


@pytest.mark.parametrize("arguments", NAMES, ids=[" ".join(a[:2] + [w for w in a if w[:2] == "--"]) for a in NAMES])
def test_a_name_that_would_be_cut_off_is_refused(made, arguments):
    before = count(made)
    sentence = fieldkit(*arguments, home=made).refused()
    assert str(len(LONG.strip())) in sentence and "kortere" in sentence, sentence
    assert count(made) == before


def test_every_option_for_a_name_refuses_what_would_be_cut_off():
    flags = {"--by", "--who", "--holder", "--from"}
    for path, found in LEAVES.items():
        for param in found.params:
            if flags & set(param.opts):
                with pytest.raises(InputError, match=f"{param.opts[0]} er på {len(LONG.strip())} tegn"):
                    param.process_value(click.Context(found, info_name=path[-1]), LONG)


@pytest.mark.parametrize("option", ["--reason", "--text"])
def test_words_that_would_be_cut_off_are_refused(made, option):
    before = count(made)
    what = ["untick", "alarm", "1"] if option == "--reason" else ["tick", "alarm", "1"]
    sentence = fieldkit("card", *what, option, "x" * 2001, home=made).refused()
    assert "2001" in sentence and "2000" in sentence and option in sentence
    assert count(made) == before


def test_a_cell_of_the_roster_that_would_be_cut_off_is_refused(made):
    before = count(made)
    edit = ["roster", "change", "personer", "Øvelse Andersen", f"bemærkning={'x' * 201}"]
    assert "bemærkning er på 201 tegn" in fieldkit(*edit, home=made).refused()
    assert count(made) == before


INIT = ["init", "--number", "7", "--role", "meeting-point", "--place", "uglemoseskolen"]
NOT_MADE = [
    (["--radio", "carrierpigeon://x"], ["carrierpigeon"]),
    (["--radio", "tcp://"], ["tcp://"]),
    (["--radio", "tcp://vært:99999"], ["99999"]),
    (["--printer", "dot-matrix"], ["dot-matrix"]),
    (["--printer", "serial:/dev/ttyUSB0?baud=hurtigt"], ["baud"]),
    (["--key", "{folder}/nope.key"], ["nope.key", "keys new"]),
    (["--key", str(Path(__file__))], ["test_refusals.py"]),
    (["--data", "{folder}/nope"], ["nope"]),
    (["--cards", "{folder}/nope"], ["nope"]),
    (["--place", "atlantis"], ["atlantis"]),
]


@pytest.mark.parametrize(("extra", "words"), NOT_MADE, ids=[" ".join(extra) for extra, _ in NOT_MADE])
def test_a_kit_is_made_whole_or_not_at_all(tmp_path, extra, words):
    home = tmp_path / "kit"
    answer = fieldkit(*INIT, *[argument.replace("{folder}", str(tmp_path)) for argument in extra], home=home)
    assert all(word in answer.refused() for word in words), answer.err
    assert not home.exists()
    assert fieldkit(*INIT, home=home).status == 0, "the same folder can be used once the mistake is mended"


def test_without_a_kit_every_command_says_how_to_make_one(tmp_path):
    for arguments in (["board"], ["log", "--json"], ["message", "hej", "--to", "alle"], ["run"], ["console"], ["jobs"]):
        sentence = fieldkit(*arguments, home=tmp_path / "intet").refused()
        assert "fieldkit init" in sentence and "fieldkit demo" in sentence
    assert not (tmp_path / "intet").exists()
    told = fieldkit("doctor", "--json", home=tmp_path / "intet")
    assert told.status == 1 and "fieldkit init" in told.document[0]["detail"]


def test_a_home_that_is_a_file(tmp_path):
    file = tmp_path / "fil"
    file.write_text("noget")
    assert "intet kit" in fieldkit("board", home=file).refused()
    assert "er en fil" in fieldkit(*INIT, home=file).refused()
    assert file.read_text() == "noget"


def test_a_broken_roster_is_named_by_file_and_line_and_changes_nothing(home, tmp_path):
    bad = Path(shutil.copytree(DATA, tmp_path / "data"))
    lines = (bad / "steder.csv").read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace("mødested", "rumstation")
    (bad / "steder.csv").write_text("\n".join(lines), encoding="utf-8")
    before = sorted((p.name, p.read_bytes()) for p in (home / "data").iterdir())
    answer = fieldkit("roster", "import", bad, home=home)
    assert answer.status == 1 and "steder.csv:5:" in answer.out + answer.err
    assert sorted((p.name, p.read_bytes()) for p in (home / "data").iterdir()) == before
    checked = fieldkit("roster", "check", bad, "--json", home=home)
    assert checked.status == 1 and (checked.document[0]["file"], checked.document[0]["line"]) == ("steder.csv", 5)
    assert "steder.csv:5" in fieldkit(*INIT, "--data", bad, home=tmp_path / "ny").refused()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"nummer;kortnavn\n", b"\x00" * 5000], ids=range(4))
def test_a_roster_file_that_is_no_table_is_told(home, tmp_path, content):
    bad = Path(shutil.copytree(DATA, tmp_path / "data"))
    (bad / "steder.csv").write_bytes(content)
    answer = fieldkit("roster", "check", bad, home=home)
    assert answer.status == 1 and "\nsteder.csv:" in f"\n{answer.out}" and "Traceback" not in answer.err


def test_a_broken_card_is_named_and_the_others_are_used(home, tmp_path):
    (home / "cards" / "alarm.md").write_text("---\nid: alarm\n", encoding="utf-8")
    answer = fieldkit("cards", "lint", home=home)
    assert answer.status == 1 and answer.out.startswith("alarm.md:")
    assert fieldkit("cards", "lint", CARDS, home=home).out.startswith("Ingen fejl: ")
    assert fieldkit("cards", "show", "skole-vand", home=home).status == 0
    assert fieldkit("board", home=home).status == 0
    files = next(f for f in fieldkit("doctor", "--json", home=home).document if f["check"] == "files")
    assert files["state"] == "fault" and "alarm.md" in files["detail"]


def test_a_kit_without_its_key_works_on_paper_and_says_so(home):
    (home / "keys" / "municipality.key").unlink()
    assert fieldkit("report", "uglemoseskolen", "varme?", home=home).status == 0
    told = fieldkit("doctor", "--json", home=home)
    assert told.status == 1 and next(f for f in told.document if f["check"] == "key")["state"] == "fault"
    (home / "keys" / "municipality.key").write_text("sludder")
    assert "municipality.key" in fieldkit("board", home=home).refused()


@pytest.mark.parametrize(
    "config", ["", "number = ", "number = 1\nflavour = 'jordbær'", "\x00\xff", "[number]\nrole = 1"]
)
def test_a_broken_kit_toml_is_named(home, config):
    (home / "kit.toml").write_text(config, encoding="latin-1")
    assert "kit.toml" in fieldkit("board", home=home).refused()
    assert count(home) == 5


def test_a_store_of_a_newer_version_is_left_alone(home):
    connection = sqlite3.connect(home / "log.db")
    table = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrations'").fetchone()[0]
    connection.execute(f"INSERT INTO {table} (migration_set, name, applied_at) VALUES ('fieldkit', 'm999_x', '2031')")
    connection.commit()
    connection.close()
    before = (home / "log.db").read_bytes()
    for arguments in (["board"], ["message", "hej", "--to", "alle"], ["run", "--for", "1"]):
        assert "nyere udgave" in fieldkit(*arguments, home=home).refused()
    assert (home / "log.db").read_bytes() == before


@pytest.mark.parametrize("damage", ["all", "header", "middle", "empty", "another database"])
def test_a_damaged_store_is_told_and_not_touched(home, damage, tmp_path):
    assert fieldkit("board", home=home).status == 0
    path = home / "log.db"
    data = bytearray(path.read_bytes())
    if damage == "all":
        data = bytearray(b"intet af vaerdi" * 100)
    elif damage == "header":
        data[:64] = b"\xff" * 64
    elif damage == "empty":
        data = bytearray()
    elif damage == "another database":
        with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
            other.execute("CREATE TABLE events (id)")
        data = bytearray((tmp_path / "other.db").read_bytes())
    else:
        data[4096 : len(data) - 100] = os.urandom(len(data) - 4196)
    path.write_bytes(data)
    for name in ("log.db-wal", "log.db-shm"):
        (home / name).unlink(missing_ok=True)
    for arguments in (["board"], ["message", "hej", "--to", "alle"]):
        sentence = fieldkit(*arguments, home=home).refused()
        assert "log.db" in sentence and "beskadiget" in sentence
    assert path.read_bytes() == data
    told = fieldkit("doctor", "--json", home=home)
    assert told.status == 1 and told.document[0]["state"] == "fault"


def test_an_event_changed_on_the_disk_is_left_out_and_told(home):
    connection = sqlite3.connect(home / "log.db")
    connection.execute("UPDATE events SET body = replace(body, 'critical', 'shortage') WHERE kind = 'report'")
    connection.commit()
    connection.close()
    told = fieldkit("doctor", "--json", home=home)
    assert told.status == 1 and "1 linje i loggen er beskadiget" in told.document[0]["detail"]
    assert fieldkit("log", home=home).status == 0


def limited(limit: int, *arguments: str, home: Path) -> Answer:
    """Run the program where no file may grow beyond `limit` bytes: what a full disk looks like to it."""

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        command(*arguments, home=home), preexec_fn=no_room, capture_output=True, text=True, timeout=60,
        env=surroundings({}),
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def test_a_disk_without_room_refuses_in_one_sentence_and_keeps_what_was_there(home):
    before = count(home)
    answer = limited(4096, "message", "hej", "--to", "alle", home=home)
    assert answer.status == 1 and answer.out == "" and "log.db" in answer.sentence()
    assert count(home) == before
    assert fieldkit("message", "hej", "--to", "alle", home=home).status == 0
    assert count(home) == before + 1


@pytest.fixture
def small_disk(tmp_path):
    """A disk too small for a kit, where root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        pytest.skip("no right to mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing more fits."""
    filler = disk / "fyld"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as handle:
        for size in (65536, 512, 1):
            with contextlib.suppress(OSError):
                while handle.write(b"x" * size):
                    pass
    return filler


@pytest.mark.processes
def test_a_disk_too_small_for_a_kit_holds_no_half_one(small_disk):
    assert "fuld" in fieldkit(*INIT, home=small_disk / "kit").refused()
    assert list(small_disk.iterdir()) == []
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert fieldkit(*INIT, home=small_disk / "kit").status == 0


@pytest.mark.processes
def test_a_disk_that_fills_up_loses_no_number_that_was_given_out(small_disk):
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    home = small_disk / "kit"
    assert fieldkit(*INIT, home=home).status == 0
    room = small_disk / "plads"
    room.write_bytes(b"x" * 200_000)
    filler = fill(small_disk)
    room.unlink()
    known = len(fieldkit("log", "--json", home=home).lines)
    said = [fieldkit("message", f"besked {n} " + "x" * 1900, "--to", "alle", home=home) for n in range(90)]
    done = [answer.out.strip() for answer in said if answer.status == 0]
    refused = [answer for answer in said if answer.status]
    assert done and refused, (len(done), len(refused))
    assert all("fuld" in answer.refused() for answer in refused)
    shown = [row["number"] for row in fieldkit("log", "--json", home=home).lines]
    assert shown[known:] == done, "every number that was given out is there, and no other"
    fill(small_disk)
    assert fieldkit("board", home=home).status == 0, "what is there can be read"
    assert "fuld" in fieldkit("print", "board", "--to", small_disk / "x.bin", home=home).refused()
    assert fieldkit("doctor", "--json", home=home).document[0]["state"] in ("ok", "fault")
    filler.unlink()
    assert fieldkit("message", "der er plads igen", "--to", "alle", home=home).status == 0
    assert count(home) == known + len(done) + 1


@pytest.mark.processes
def test_a_read_only_disk_can_still_be_read(home, tmp_path):
    place = tmp_path / "skrivebeskyttet"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", str(home), str(place)], capture_output=True).returncode:
        pytest.skip("no right to bind-mount here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        assert fieldkit("board", "--json", home=place).status == 0
        assert len(fieldkit("log", "--json", home=place).lines) == 5
        for arguments in (["message", "hej", "--to", "alle"], ["print", "board"], ["run", "--for", "1"]):
            assert "skriv" in fieldkit(*arguments, home=place).refused()
        told = fieldkit("doctor", "--json", home=place)
        assert told.status == 1 and "kan kun læses" in told.document[0]["detail"]
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
    assert count(home) == 5


LETTERS = [
    "Emoji 😀🚰 og tegn 漢字",
    unicodedata.normalize("NFD", "rødgrød på Ærø og Ålborg"),
    "linje 1\nlinje 2",
    "\x1b[2Jstyretegn\x07\x00og\u202ebagvendt",
    "   mellemrum   ",
    "x" * 2000,
    "'; DROP TABLE events; --",
    "%s %n {0} $HOME `id`",
    "-minus først",
]


@pytest.mark.parametrize("text", LETTERS, ids=range(len(LETTERS)))
def test_letters_of_all_kinds_come_back_whole_and_harmless(home, text):
    told = fieldkit("message", "--to", "alle", "--json", "--", text, home=home)
    assert told.status == 0, told.err
    kept = told.document["body"]["text"]
    assert kept == unicodedata.normalize("NFC", kept) and not {"\x1b", "\x07", "\x00", "\u202e"} & set(kept)
    visible = [c for c in unicodedata.normalize("NFC", text) if c.isalnum()]
    assert [c for c in kept if c.isalnum()] == visible
    assert fieldkit("log", "--json", home=home).lines[-1]["body"]["text"] == kept
    shown = fieldkit("log", home=home).out
    assert "\x1b" not in shown and "\x07" not in shown
    number = told.document["number"]
    for width in ("32", "42", "48"):
        paper = fieldkit("print", "receipt", number, "--text", "--width", width, home=home)
        assert paper.status == 0 and "\x1b" not in paper.out and max(map(len, paper.out.splitlines())) <= int(width)


def test_the_same_letters_typed_in_two_ways_are_the_same_event_text(home):
    one = fieldkit("message", "på Ærø", "--to", "alle", "--json", home=home).document["body"]
    two = fieldkit("message", unicodedata.normalize("NFD", "på Ærø"), "--to", "alle", "--json", home=home)
    assert two.document["body"] == one


PLAIN = {"LC_ALL": None, "LANG": None, "LC_CTYPE": None, "PYTHONUTF8": None, "PYTHONIOENCODING": None}


@pytest.mark.processes
@pytest.mark.parametrize(
    "locale",
    [
        {"LANG": "C"},
        {},
        {"LC_ALL": "POSIX"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
def test_danish_letters_survive_any_locale(home, locale):
    environment = {**PLAIN, **locale}
    told = program("message", "blåbærgrød “i dag”", "--to", "alle", "--json", home=home, **environment)
    assert told.document["body"]["text"] == "blåbærgrød “i dag”"
    for arguments in (["log"], ["board"], ["--help"], ["doctor"], ["print", "board", "--text"], ["roster", "show"]):
        answer = program(*arguments, home=home, **environment)
        assert answer.status == 0 and answer.err == "", (arguments, answer.err)
    assert "Traceback" not in program("report", "hæst", "vand!", home=home, **environment).err


@pytest.mark.processes
def test_letters_that_are_no_utf8_are_refused_or_shown_with_a_mark(home):
    before = count(home)
    raw = os.fsdecode(b"vand! \xff\xe6")
    assert "UTF-8" in program("message", raw, "--to", "alle", home=home).refused()
    assert count(home) == before
    assert program("phrase", raw, "--json").document["topics"] == {"water": {"state": "critical"}}


@pytest.mark.processes
@pytest.mark.parametrize("reader", ["head -1", "true", "sed -n 1q"])
@pytest.mark.parametrize(
    "arguments", ["log --json", "log", "roster show", "roster show --json", "journal --format json"]
)
def test_a_reader_that_leaves_is_no_fault(home, reader, arguments):
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {' '.join(map(repr, command(*arguments.split(), home=home)))} | {reader}"],
        capture_output=True, text=True, timeout=60, env=surroundings({}),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.processes
def test_output_into_a_full_disk_is_told(home):
    with Path("/dev/full").open("wb") as full:
        for arguments in (["log"], ["board", "--json"], ["journal", "--format", "csv"], ["print", "board", "--text"]):
            done = subprocess.run(
                command(*arguments, home=home), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                env=surroundings({}),
            )  # fmt: skip
            assert done.returncode == 1 and "disken er fuld" in Answer(1, "", done.stderr).sentence(), arguments


def test_a_number_or_a_place_that_the_lists_have_otherwise_is_told(tmp_path):
    def said(number: str, place: str) -> list[str]:
        made = fieldkit(*INIT[:2], number, *INIT[3:6], place, home=tmp_path / f"{number}-{place}")
        assert made.status == 0
        return made.err.splitlines()

    assert said("3", "brombaerskolen") == []
    assert said("4", "brombaerskolen") == [
        "Listerne siger, at kittet på Brombærskolen har nummer 3, ikke 4. Ret listen, eller lav kittet igen.",
        "Listerne siger, at kit 4 står på Tranebærskolen, ikke på Brombærskolen. Ret listen, eller lav kittet igen.",
    ]
