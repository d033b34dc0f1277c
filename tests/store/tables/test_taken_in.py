"""A list or card that is gone or changed since it was taken in is known to be: it is no empty list, and no secret."""

import csv
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from command_line import fieldkit
from kits import closed, secretariat
from paths import DATA

from fieldkit.acts import roster
from fieldkit.acts.checkup import Check, Verdict, examine
from fieldkit.kit import Kit

GONE = "mangler, men var der, da listerne blev læst ind"
WAY_BACK = "“fieldkit roster import MAPPE”, eller godkend dem, som de er, med “fieldkit roster accept”."


@pytest.fixture
def home(tmp_path) -> Path:
    return closed(secretariat(tmp_path / "kit"))


def findings(home: Path, state: Verdict) -> list[str]:
    return [one.detail for one in examine(home) if one.check is Check.FILES and one.state is state]


def quiet(home: Path) -> bool:
    """Whether nobody says anything of the files."""
    said = "".join(fieldkit(*words, home=home).err for words in (("board",), ("roster", "show"), ("cards", "list")))
    return not said and not [one for one in examine(home) if one.check is Check.FILES]


def test_lists_and_cards_as_they_were_taken_in_are_nothing_to_speak_of(home):
    (home / "data" / "README.md").write_text("andet")
    (home / "cards" / "README.md").write_text("andet")
    (home / "data" / "~$steder.xlsx").write_text("åben i Excel")
    assert quiet(home)


def test_a_list_that_is_gone_is_no_empty_list(home):
    """Every command that reads the lists says it in one sentence with the way back, and so does what is printed."""
    (home / "data" / "personer.csv").unlink()
    for words in (("board",), ("roster", "show"), ("print", "contacts", "--text"), ("print", "board", "--text")):
        said = fieldkit(*words, home=home)
        assert said.status == 0
        assert said.sentence().startswith(f"personer.csv {GONE}") and said.err.strip().endswith(WAY_BACK), words
    for document in ("roster", "contacts", "signin", "board"):
        paper = " ".join(fieldkit("print", document, "--text", home=home).out.split())
        assert "LISTERNE ER IKKE HELE: personer.csv mangler eller kan ikke læses." in paper, document
    assert "Der står ingen på listen" not in fieldkit("print", "roster", "--text", home=home).out
    assert [one.startswith("personer.csv:0: Filen mangler") for one in findings(home, Verdict.FAULT)] == [True]
    assert "personer.csv" in fieldkit("roster", "check", home=home).out
    assert fieldkit("report", "uglemoseskolen", "vand ok", home=home).status == 0, "the other lists are of use"


def test_nothing_is_made_of_lists_that_are_not_whole(home, tmp_path):
    (home / "data" / "personer.csv").unlink()
    refused = fieldkit("roster", "change", "steder", "uglemoseskolen", "adresse=Vej 1", home=home).refused()
    assert "personer.csv mangler" in refused and refused.endswith(WAY_BACK)
    assert "Filen mangler" in fieldkit("roster", "export", tmp_path / "ud", home=home).refused()
    assert not (tmp_path / "ud").exists()


def test_a_place_that_is_unknown_because_its_list_is_gone_is_told_so(home):
    (home / "data" / "steder.csv").unlink()
    refused = fieldkit("report", "uglemoseskolen", "vand ok", home=home).refused()
    assert "steder.csv mangler eller kan ikke læses" in refused


def test_a_list_that_is_a_workbook_now_is_not_gone(home):
    rows = list(csv.reader((home / "data" / "planer.csv").open(encoding="utf-8-sig", newline=""), delimiter=";"))
    (home / "data" / "planer.csv").unlink()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(home / "data" / "planer.xlsx")
    said = fieldkit("board", home=home)
    assert said.sentence().startswith("planer.xlsx er ny, siden listerne blev læst ind")
    assert "IKKE HELE" not in fieldkit("print", "contacts", "--text", home=home).out
    assert not findings(home, Verdict.FAULT)


@pytest.mark.parametrize("part", ["data", "cards"])
def test_a_whole_folder_that_is_gone_is_no_kit_without_lists(home, part):
    shutil.rmtree(home / part)
    said = fieldkit(*{"data": ("board",), "cards": ("cards", "list")}[part], home=home)
    assert "til mangler, men var der" in said.sentence()
    assert not said.out or part == "data", "the cards that came along are not the kit's"
    assert findings(home, Verdict.FAULT)


def test_a_file_changed_by_hand_is_used_and_told_until_it_is_accepted(home):
    path = home / "data" / "personer.csv"
    path.write_bytes(path.read_bytes().replace(b"00 00 00 01", b"00 00 00 91"))
    people = fieldkit("roster", "show", "personer", home=home)
    assert "00 00 00 91" in people.out
    assert people.sentence().startswith("personer.csv er ændret, siden listerne blev læst ind")
    assert people.err.strip().endswith(WAY_BACK)
    assert not findings(home, Verdict.FAULT) and len(findings(home, Verdict.WARNING)) == 1
    accepted = fieldkit("roster", "accept", home=home)
    assert (accepted.status, accepted.err) == (0, "") and "Godkendt" in accepted.out
    assert quiet(home)


def test_lists_that_are_taken_in_again_are_whole_again(home):
    (home / "data" / "planer.csv").unlink()
    (home / "data" / "steder.csv").write_bytes((home / "data" / "steder.csv").read_bytes() + b"\r\n")
    (home / "data" / "noter.csv").write_text("ny")
    assert not quiet(home)
    taken = fieldkit("roster", "import", DATA, home=home)
    assert (taken.status, taken.err) == (0, "")
    assert quiet(home)


def test_faulty_lists_and_numbers_that_changed_hands_are_not_accepted(home):
    path = home / "data" / "steder.csv"
    whole = path.read_bytes()
    path.write_bytes(whole + b"x;y\r\n")
    assert "Der er fejl i listerne" in fieldkit("roster", "accept", home=home).refused()
    assert "er ændret" in fieldkit("doctor", home=home).out.replace("\n", " ")
    path.write_bytes(whole)
    assert quiet(home)


def test_cards_that_are_gone_changed_or_new_are_told_until_they_are_accepted(home):
    (home / "cards" / "alarm.md").unlink()
    runner = home / "cards" / "runner.md"
    runner.write_bytes(runner.read_bytes() + b"\n")
    shown = fieldkit("cards", "list", home=home)
    assert shown.status == 0 and "runner" in shown.out
    lines = shown.err.splitlines()
    assert lines[0].startswith("alarm.md mangler, men var der, da actionkortene blev læst ind; læg filen tilbage")
    assert any(line.startswith("runner.md er ændret") and line.endswith("“fieldkit cards accept”.") for line in lines)
    assert "alarm.md" in fieldkit("cards", "lint", home=home).out
    fieldkit("cards", "accept", home=home)
    assert "blev læst ind" not in fieldkit("cards", "list", home=home).err


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_power_that_goes_while_lists_are_taken_in_leaves_none_that_seem_changed(home, tmp_path, moment):
    """Whichever side of the two renames, and before what was taken in is noted alone."""
    new = tmp_path / "nye"
    shutil.copytree(DATA, new)
    (new / "planer.csv").unlink()
    done: list[Path] = []
    rename = Path.rename

    def cut(path, target):
        if len(done) == moment:
            os._exit(9)
        done.append(path)
        renamed = rename(path, target)
        if len(done) == moment == 2:
            os._exit(9)
        return renamed

    child = os.fork()
    if child == 0:
        Path.rename = cut
        roster.take_in(Kit.open(home), new)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert quiet(home)
    assert (home / "data" / "planer.csv").exists() == (moment < 2)


def test_a_kit_from_before_files_were_noted_says_nothing_of_them(home):
    kit = Kit.open(home)
    kit.log.write("DELETE FROM meta WHERE key LIKE 'taken-in-%'")
    kit.close()
    (home / "data" / "planer.csv").unlink()
    assert quiet(home)
