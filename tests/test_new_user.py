"""What a new user stumbled over: defaults that were not true, lists that lacked a word, numbers that two kits gave."""

from pathlib import Path

import pytest
from command_line import fieldkit
from kits import closed, meeting_point

from fieldkit.store.files.roster import load_roster


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    return closed(meeting_point(tmp_path / "kit"))


def via(kit: Path, place: str, *options: str) -> str:
    number = fieldkit("report", place, "vand ok", *options, home=kit).out.split()[0]
    row = next(row for row in fieldkit("log", "--json", home=kit).lines if row["number"] == number)
    return row["body"].get("via", "radio")


def test_what_is_typed_at_the_place_itself_is_observed(kit):
    assert via(kit, "uglemoseskolen") == "observed"
    assert via(kit, "brombaerskolen") == "radio"
    assert via(kit, "uglemoseskolen", "--via", "phone") == "phone"


def test_names_keep_their_capitals_in_the_list_of_levels(kit):
    fieldkit("incident", "start", "Prøve", "--exercise", home=kit)
    assert fieldkit("level", "set", "2", "--by", "Åse Østergård", home=kit).status == 0
    assert "af Åse Østergård" in fieldkit("level", "list", home=kit).out


def test_all_eleven_topics_are_offered(kit):
    said = fieldkit("request", "new", "kaffe", "--topic", "kaffe", home=kit).refused()
    for topic in ("vand", "varme", "toilet", "tryghed"):
        assert topic in said
    assert "water" not in said


def test_two_kits_with_one_number_are_told_of(tmp_path, kit):
    again = tmp_path / "again"
    meeting_point(again, key=kit / "keys" / "municipality.key").close()
    for home in (kit, again):
        fieldkit("note", f"fra {home.name}", home=home)
    assert fieldkit("bundle", "export", tmp_path / "b.fkb", home=again).status == 0
    assert fieldkit("bundle", "import", tmp_path / "b.fkb", home=kit).status == 0
    rows = fieldkit("log", "--json", home=kit).lines
    assert len({row["number"] for row in rows}) < len(rows), "the two kits gave the same numbers"
    check = next(row for row in fieldkit("doctor", "--json", home=kit).document if row["check"] == "forks")
    assert (check["state"], "kit med nummer 2" in check["detail"]) == ("warning", True)


def test_a_telephone_without_digits_is_no_telephone(tmp_path):
    (tmp_path / "steder.csv").write_text("nummer;kortnavn;navn;type\n1;a;A;skole\n", encoding="utf-8")
    people = (
        "navn;rolle;sted;telefon\nBo Prøve;runner;a;abc\nIb Prøve;runner;a;112\nÅse Prøve;runner;a;+45 00 00 00 01\n"
    )
    (tmp_path / "personer.csv").write_text(people, encoding="utf-8")
    _, faults = load_roster(tmp_path)
    assert [(fault.file, fault.line) for fault in faults] == [("personer.csv", 2)]
    assert "abc" in faults[0].what
