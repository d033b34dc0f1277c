"""bundle, journal, slip, backup and keys as typed: answers on stdout, one sentence and exit 1 for a refusal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import fieldkit as in_process
from kits import make_kit
from paper_read import read as read_paper
from paths import DATA

from fieldkit.acts import incidents
from fieldkit.core.facts.said import CardAct, CardStep, Note, Report
from fieldkit.core.facts.terms import Condition, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.devices.machine import sticks
from fieldkit.kit import Kit
from fieldkit.practice.paper.escpos_reader import PrintedQr
from fieldkit.resync.slips import read_source
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.jobs import job_document, job_rows

FIELDKIT = (sys.executable, "-c", "from fieldkit.cli import main; main()")


class Answer:
    def __init__(self, ran):
        self.status, self.out, self.err = ran.status, ran.out, ran.err

    @property
    def json(self):
        return json.loads(self.out)


def fieldkit(home, *arguments, typed=""):
    """Run the command; a traceback is never an answer."""
    ran = in_process(*arguments, home=home, stdin=typed)
    assert "Traceback" not in ran.err, ran.err
    return Answer(ran)


def refused(answer, *words):
    assert answer.status == 1
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert all(word in answer.err for word in words), answer.err


@pytest.fixture
def homes(tmp_path):
    """Two kits of one municipality; the first has had a busy morning in an exercise."""
    write_key(tmp_path / "key", new_key())
    found = []
    for number in (12, 13):
        kit = make_kit(tmp_path / f"kit{number}", number=number, key=tmp_path / "key")
        if number == 12:
            incidents.start(kit, "Strømsvigt", exercise=True)
            kit.record(Report(12, {Topic.WATER: TopicState(Condition.CRITICAL)}, children=43))
            kit.record(CardStep("alarm", CardAct.START))
            kit.record(Note("æøå"))
        kit.close()
        found.append(kit.home.folder)
    return found


def notes(home):
    kit = Kit.open(home)
    try:
        return [row.event.body.text for row in kit.log.all() if row.event.kind == "note"]
    finally:
        kit.close()


def test_bundle_out_and_in(homes, tmp_path):
    one, two = homes
    file = tmp_path / "usb.fkb"
    assert fieldkit(one, "bundle", "export", file).status == 0
    told = fieldkit(two, "bundle", "import", file, "--json")
    assert told.json == {"new": 5, "known": 0, "forks": 0, "rejected": 0}
    assert fieldkit(two, "bundle", "import", file, "--json").json["known"] == 5
    refused(fieldkit(one, "bundle", "export", file), "findes allerede")
    file.write_bytes(file.read_bytes()[:-100])
    refused(fieldkit(two, "bundle", "import", file, "--json"), "beskadiget")
    refused(fieldkit(two, "bundle", "import", tmp_path / "nej"), "findes ikke")
    for no_bundle in (tmp_path, "/dev/null"):
        refused(fieldkit(two, "bundle", "import", no_bundle), f"{no_bundle} er ikke en pakke fra Feltkit")


@pytest.fixture
def put_in(tmp_path, monkeypatch):
    """These folders are sticks that are in, by what the kernel tells."""

    def put(*folders):
        lines = [f"36 24 8:1 / {folder} rw - vfat /dev/nothing1 rw" for folder in folders]
        (tmp_path / "mountinfo").write_text("\n".join(lines), "utf-8")
        monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "mountinfo")
        monkeypatch.setattr(sticks, "USUAL", tuple(str(folder) for folder in folders))

    put()
    return put


def test_without_a_file_the_stick_that_is_in_is_found(homes, tmp_path, put_in):
    one, two = homes
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for words in (("export",), ("import",)):
        assert "ingen USB-nøgle" in in_process("bundle", *words, home=one).refused()
    put_in(tmp_path / "a")
    assert "ingen pakker" in in_process("bundle", "import", home=two).refused()
    told = in_process("bundle", "export", "--json", home=one).document
    assert (Path(told["file"]).parent, told["events"]) == (tmp_path / "a", 5)
    assert in_process("bundle", "import", "--json", home=two).document == {
        "new": 5, "known": 0, "forks": 0, "rejected": 0,
    }  # fmt: skip
    assert "kun pakker fra dette kit" in in_process("bundle", "import", home=one).out
    put_in(tmp_path / "a", tmp_path / "b")
    several = in_process("bundle", "import", home=two).refused()
    assert str(tmp_path / "a") in several and str(tmp_path / "b") in several and "--stick MAPPE" in several
    assert in_process("bundle", "import", "--stick", tmp_path / "a", "--json", home=two).document["known"] == 5
    assert "ikke begge" in in_process("bundle", "import", "x", "--stick", tmp_path / "a", home=two).refused()
    assert "findes ikke" in in_process("bundle", "import", "--stick", tmp_path / "c", home=two).refused()


def test_a_bundle_on_the_stick_that_is_refused_keeps_no_other_out(homes, tmp_path, put_in):
    one, two = homes
    (tmp_path / "a").mkdir()
    put_in(tmp_path / "a")
    in_process("bundle", "export", home=one)
    (tmp_path / "a" / "anden.fkb").write_bytes(b"noget andet")
    told = in_process("bundle", "import", "--json", home=two)
    assert (told.status, told.document) == (1, {"new": 5, "known": 0, "forks": 0, "rejected": 1})
    assert "anden.fkb er ikke en pakke fra Feltkit" in told.sentence()


def test_journals_are_the_same_bytes_from_both_kits(homes, tmp_path):
    one, two = homes
    for source, target in ((one, two), (two, one)):
        file = tmp_path / f"{source.name}.fkb"
        assert fieldkit(source, "bundle", "export", file).status == 0
        assert fieldkit(target, "bundle", "import", file).status == 0
    for form in ("html", "csv", "json"):
        outs = []
        for home in homes:
            out = tmp_path / f"{home.name}.{form}"
            assert fieldkit(home, "journal", "--format", form, "--out", out).status == 0
            outs.append(out.read_bytes())
        assert outs[0] == outs[1]
        assert "ØVELSE Strømsvigt" in outs[0].decode() or form == "json"
    assert len(fieldkit(one, "journal", "--format", "json").json["events"]) == 6
    named = fieldkit(one, "journal", "--format", "csv", "--data", DATA).out
    assert "Sted 12" not in named
    assert "Sted 12" in fieldkit(one, "journal", "--format", "csv").out


def test_a_journal_of_one_incident_place_or_person_and_without_personal_data(homes, tmp_path):
    one, _ = homes

    def numbers(*options):
        return [line["number"] for line in fieldkit(one, "journal", "--format", "json", *options).json["events"]]

    assert numbers("--incident", "strømsvigt") == ["12-0002", "12-0003", "12-0004", "12-0005"]
    assert numbers("--place", "12") == numbers() and numbers("--place", "13") == []
    assert numbers("--person", "ÆØÅ") == ["12-0005"]
    out = tmp_path / "aktindsigt.html"
    assert fieldkit(one, "journal", "--without-personal-data", "--out", out).status == 0
    assert "æøå" not in out.read_text(encoding="utf-8") and "[tekst udeladt]" in out.read_text(encoding="utf-8")
    refused(fieldkit(one, "journal", "--incident", "Storm"), "“Storm” er ingen hændelse her; her er ØVELSE “Strøm")
    refused(fieldkit(one, "journal", "--place", "atlantis"), "atlantis")
    refused(fieldkit(one, "journal", "--person", "x"), "navn")


def test_a_slip_goes_by_picture_by_digits_by_file_and_by_keyboard(homes, tmp_path):
    one, two = homes
    picture = tmp_path / "seddel.png"
    assert fieldkit(one, "slip", "make", "--to", picture, "--json").json["events"] == 5
    told = fieldkit(two, "slip", "scan", picture, "--json").json
    assert (told["new"], told["known"], told["refused"], told["missing"]) == (5, 0, [], {})
    assert notes(two) == ["æøå"]

    assert fieldkit(one, "slip", "make", "--json").json["codes"] == 1
    kit = Kit.open(one)
    (job,) = job_rows(kit.log)
    document = job_document(kit.log, job.job)
    kit.close()
    assert job.document == "slip"
    assert document.exercise
    (digits,) = [block.data for block in document.blocks if hasattr(block, "data")]
    assert fieldkit(two, "slip", "scan", digits, "--json").json["known"] == 5
    assert fieldkit(two, "slip", "scan", "-", "--json", typed=f"  {digits[:50]} {digits[50:]}\r\n").json["known"] == 5
    (tmp_path / "koder.txt").write_text(digits + "\n")
    assert fieldkit(two, "slip", "scan", tmp_path / "koder.txt", "--json").json["known"] == 5


def test_what_is_no_slip_is_refused_and_says_what_to_do(homes, tmp_path):
    one, two = homes
    refused(fieldkit(two, "slip", "scan", "5901234123457"), "Feltkit")
    refused(fieldkit(two, "slip", "scan", "-", typed=""), "scan")
    refused(fieldkit(two, "slip", "scan", tmp_path / "nej.png"), "hverken")
    refused(fieldkit(one, "slip", "make", "--since", "12-0099"), "findes ikke")
    refused(fieldkit(one, "slip", "make", "--since", "12-0005"), "intet efter")
    refused(fieldkit(one, "slip", "make", "--to", tmp_path / "x.pdf"), ".png")
    write_key(tmp_path / "andre", new_key())
    make_kit(tmp_path / "fremmed", number=9, role=Role.INSTITUTION, key=tmp_path / "andre").close()
    assert fieldkit(one, "slip", "make", "--to", tmp_path / "x.png").status == 0
    foreign = fieldkit(tmp_path / "fremmed", "slip", "scan", tmp_path / "x.png")
    assert foreign.status == 1
    assert "anden kommune" in foreign.err


def test_a_text_without_any_code_is_refused_in_one_sentence_and_one_with_a_code_line_by_line(homes, tmp_path):
    one, two = homes
    text = tmp_path / "tekst.md"
    text.write_text("# Feltkit\n\nDen er let.\n1. Tænd.\n2. Tryk F5.\n", encoding="utf-8")
    refused(fieldkit(two, "slip", "scan", text), "ingen kode fra en seddel i", "tekst.md; scan sedlens koder ind i den")
    refused(fieldkit(two, "slip", "scan", text, "--json"), "ingen kode fra en seddel")
    refused(fieldkit(two, "slip", "scan", typed=text.read_text("utf-8")), "det, der kom ind; scan sedlen")
    assert fieldkit(one, "slip", "make", "--to", tmp_path / "seddel.png").status == 0
    (code,) = read_source(tmp_path / "seddel.png")
    text.write_text(f"# Feltkit\n{code}\nDen er let.\n", encoding="utf-8")
    told = fieldkit(two, "slip", "scan", text)
    assert (told.status, told.out) == (1, "5 nye linjer, 0 var her allerede.\n")
    assert [line.split("”")[0] for line in told.err.splitlines()] == ["“#Feltkit", "“Denerlet."]


@pytest.mark.processes
def test_a_person_at_the_keyboard_is_told_what_is_missing_as_the_codes_come(homes, tmp_path):
    one, two = homes
    kit = Kit.open(one)
    for turn in range(60):
        kit.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn % 7}"))
    from fieldkit.resync.slips import backlog, slip_digits

    codes = slip_digits(kit, backlog(kit), 32)
    kit.close()
    assert len(codes) > 1
    # a terminal's line holds 4095 letters: a code is never longer than that
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*FIELDKIT, "--home", str(two), "slip", "scan"],
        stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(follower)
    os.write(leader, f"{codes[0]}\n".encode())
    assert "Mangler kode 2" in process.stdout.readline()
    os.write(leader, b"4711\n")
    for code in codes[1:]:
        os.write(leader, f"{code}\n".encode())
        told = process.stdout.readline()
    assert "Mangler" not in told
    os.write(leader, b"\x04")
    _, err = process.communicate(timeout=30)
    os.close(leader)
    assert process.returncode == 0
    assert "4711" in err
    assert len(notes(two)) == 61


def test_backup_says_where_it_lies_and_warns_of_the_same_disk(homes, tmp_path):
    one, _ = homes
    usb = tmp_path / "usb"
    usb.mkdir()
    told = fieldkit(one, "backup", usb, "--json")
    assert (told.json["events"], told.json["copies"]) == (5, 1)
    assert "samme disk" in told.err
    assert Path(told.json["folder"], "log.db").is_file()
    assert not Path(told.json["folder"], "keys").exists()
    refused(fieldkit(one, "backup", tmp_path / "a" / "b"), "findes ikke")
    refused(fieldkit(one, "backup", one / "kopi"), "selve kittet")


def test_a_key_is_made_shown_printed_and_read_back(homes, tmp_path):
    one, _ = homes
    made = fieldkit(one, "keys", "new", tmp_path / "ny", "--json").json
    assert (tmp_path / "ny").stat().st_mode & 0o077 == 0
    refused(fieldkit(one, "keys", "new", tmp_path / "ny"), "findes allerede")
    shown = fieldkit(one, "keys", "show", "--json").json
    assert shown["fingerprint"] != made["fingerprint"]
    assert fieldkit(one, "keys", "card", "--to", tmp_path / "kort.bin").status == 0
    assert (tmp_path / "kort.bin").stat().st_mode & 0o077 == 0
    (code,) = [mark for mark in read_paper((tmp_path / "kort.bin").read_bytes()).marks if isinstance(mark, PrintedQr)]
    digits = code.data.decode()
    read = fieldkit(one, "keys", "scan", tmp_path / "afskrift", "-", "--json", typed=digits + "\n").json
    assert (read["number"], read["fingerprint"]) == (shown["number"], shown["fingerprint"])
    assert (tmp_path / "afskrift").read_text() == (tmp_path / "key").read_text()
    refused(fieldkit(one, "keys", "scan", tmp_path / "x", digits[:-1] + str((int(digits[-1]) + 1) % 10)), "beskadiget")
    assert not (tmp_path / "x").exists()
    refused(fieldkit(one, "slip", "scan", digits), "nøglekort")


def test_every_command_has_an_example():
    for arguments in (
        ("bundle", "export"), ("bundle", "import"), ("journal",), ("slip", "make"), ("slip", "scan"), ("backup",),
        ("keys", "new"), ("keys", "show"), ("keys", "card"), ("keys", "scan"),
    ):  # fmt: skip
        assert "Example" in fieldkit("/nonexistent", *arguments, "--help").out


def test_without_a_kit_every_command_says_so(tmp_path):
    for arguments in (("bundle", "export", "x"), ("journal",), ("slip", "make"), ("backup", "x"), ("keys", "show")):
        refused(fieldkit(tmp_path / "intet", *arguments), "intet kit")
