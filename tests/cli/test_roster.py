"""`roster` as typed: edits are made, undone and written out."""

import csv
import shutil

import pytest
from command_line import fieldkit
from kits import closed, secretariat
from paths import DATA
from roster_files import small_roster

from fieldkit.core.errors import InputError
from fieldkit.store.files.roster import load_roster


def test_the_command_line_edits_undoes_and_exports(tmp_path):
    home = closed(secretariat(tmp_path / "kit", data=small_roster(tmp_path / "data")))
    changed = fieldkit("roster", "change", "personer", "Åse Prøve", "telefon=00 00 00 99", "--by", "vagt", home=home)
    assert (changed.status, changed.out.split()[0]) == (0, "1-0002")
    for row, cell, words in (
        ("bo prøve", "telefon=1", "Bo Prøve, tekniker, syd"),
        ("Åse Prøve", "telefon", "lighedstegn"),
        ("Åse Prøve", "farve=blå", "bemærkning"),
        ("Ukendt", "telefon=1", "roster show"),
    ):
        assert words in fieldkit("roster", "change", "personer", row, cell, home=home).refused()
    assert "ressourcer" in fieldkit("roster", "change", "folk", "Åse Prøve", "telefon=1", home=home).refused()
    assert fieldkit("roster", "change", "personer", "Bo Prøve, tekniker, syd", "navn=Ib Prøve", home=home).status == 0
    assert fieldkit("roster", "change", "personer", "Ib Prøve", "sted=nord", home=home).status == 0, "by its new name"
    added = fieldkit("roster", "add", "steder", "nummer=5", "kortnavn=hal", "navn=Hallen", "type=idrætshal", home=home)
    assert added.status == 0
    assert fieldkit("roster", "remove", "personer", "Bo Prøve, runner, nord", home=home).status == 0
    folder = tmp_path / "ud"
    assert fieldkit("roster", "export", folder, home=home).status == 0
    roster, faults = load_roster(folder)
    assert roster is not None, faults
    assert [(p.name, p.place, p.phone) for p in roster.people] == [
        ("Åse Prøve", "nord", "00 00 00 99"),
        ("Ib Prøve", "nord", "00 00 00 03"),
    ]
    assert roster.by_slug("hal") is not None
    assert "tom mappe" in fieldkit("roster", "export", folder, home=home).refused()
    assert fieldkit("roster", "undo", "1-0002", home=home).status == 0
    edits = fieldkit("roster", "edits", "--json", home=home).lines
    assert [(edit["holds"], edit["undone"]) for edit in edits] == [(False, True)] + [(True, False)] * 4
    assert "allerede" in fieldkit("roster", "undo", "1-0002", home=home).refused()
    people = fieldkit("roster", "show", "--json", home=home).document["people"]
    assert people[0]["phone"] == "00 00 00 01"
    told = fieldkit("roster", "import", folder, home=home).out
    assert "Indlæst" in told
    assert "bruges ikke" not in told
    assert (
        fieldkit("roster", "show", "--json", home=home).document["people"]
        == [
            {**people[0], "phone": "00 00 00 99"},  # as it was when it was written out
            *people[1:],
        ]
    ), "the files contain the edits: none is made twice"
    assert "står i filerne" in fieldkit("roster", "undo", "1-0003", home=home).refused()
    assert fieldkit("roster", "export", tmp_path / "igen", home=home).status == 0


def test_a_folder_that_holds_the_kit_itself_is_refused_and_nothing_is_copied(tmp_path):
    lists = small_roster(tmp_path / "data")
    init = ("init", "--number", "1", "--role", "secretariat", "--place", "sekretariat", "--data", lists)
    assert "Kittet ligger selv i" in fieldkit(*init, home=lists / "kit").refused()
    assert not (lists / "kit").exists()
    home = closed(secretariat(tmp_path / "kit", data=lists))
    home.rename(lists / "kit")
    before = sorted(tmp_path.rglob("*"))
    assert "Kittet ligger selv i" in fieldkit("roster", "import", lists, home=lists / "kit").refused()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_where_a_folder_is_meant_is_not_said_to_be_missing(fk, tmp_path):
    (tmp_path / "liste.txt").write_text("navn", "utf-8")
    with pytest.raises(InputError, match=r"liste\.txt er en fil, ikke en mappe: angiv den mappe"):
        fk("roster", "import", str(tmp_path / "liste.txt"))


def rewritten(folder, change):
    """The sample's lists in a new folder, its places changed."""
    shutil.copytree(DATA, folder)
    path = folder / "steder.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *change(rows)])
    return folder


def by_name(rows):
    """As Excel does it: sorted by name, and numbered again from 1."""
    ordered = sorted(rows, key=lambda row: (row[3] != "sekretariat", row[2]))
    return [[str(number), *row[1:]] for number, row in enumerate(ordered, start=1)]


def test_lists_that_renumber_rename_or_drop_places_that_events_use_are_refused_with_their_names(tmp_path):
    home = closed(secretariat(tmp_path / "kit", data=DATA))
    assert fieldkit("report", "uglemoseskolen", "rød vand! 40 børn", home=home).status == 0
    board = fieldkit("board", home=home).out

    def dropped(rows):
        return [row for row in rows if row[0] != "2" and "uglemoseskolen" not in row]

    def renamed(rows):
        return [[*row[:2], "Et andet navn" if row[0] == "2" else row[2], *row[3:]] for row in rows]

    for number, (change, line, words) in enumerate(
        [(by_name, 3, "komme til at hedde"), (dropped, 0, "forsvinde"), (renamed, 3, "hedde Et andet navn")]
    ):
        folder = rewritten(tmp_path / str(number), change)
        if change is dropped:
            people = (DATA / "personer.csv").read_text("utf-8-sig").splitlines(keepends=True)
            text = "".join(row for row in people if "uglemoseskolen" not in row)
            (folder / "personer.csv").write_text(text, "utf-8")
        told = fieldkit("roster", "import", folder, home=home)
        assert told.status == 1
        assert f"steder.csv:{line}: sted 2 er Uglemoseskolen i 1 linje i loggen og ville" in told.out
        assert words in told.out and "intet blev indlæst" in told.err and "--anyway" in told.err
        assert fieldkit("board", home=home).out == board
    assert fieldkit("roster", "import", tmp_path / "2", "--anyway", home=home).status == 0
    assert "Et andet navn" in fieldkit("board", home=home).out
    assert fieldkit("roster", "import", tmp_path / "2", home=home).status == 0, "the same again changes nothing"


def test_while_an_incident_runs_no_place_gets_another_number(tmp_path):
    home = closed(secretariat(tmp_path / "kit", data=DATA))
    folder = rewritten(tmp_path / "ny", by_name)
    assert fieldkit("incident", "start", "Prøve", home=home).status == 0
    told = fieldkit("roster", "import", folder, home=home)
    assert told.status == 1 and "Uglemoseskolen er sted 2 og ville blive sted" in told.out


def test_a_number_that_was_dropped_is_not_given_to_another_place_later(tmp_path):
    home = closed(secretariat(tmp_path / "kit", data=DATA))
    assert fieldkit("message", "hej", "--to", "101", "--by", "Prøve", home=home).status == 0
    gone = rewritten(tmp_path / "uden", lambda rows: [row for row in rows if row[0] != "101"])
    assert fieldkit("roster", "import", gone, "--anyway", home=home).status == 0
    other = [["101", "ny-hal", "Ny hal", "idrætshal", *[""] * 8]]
    new = rewritten(tmp_path / "ny", lambda rows: [*(row for row in rows if row[0] != "101"), *other])
    told = fieldkit("roster", "import", new, home=home)
    assert told.status == 1 and "sted 101 er Børnehuset Regnfrakken i 1 linje i loggen" in told.out
    assert fieldkit("roster", "import", DATA, home=home).status == 0, "the place itself may come back"


def init(home):
    arguments = ("--number", "1", "--role", "secretariat", "--place", "sekretariat", "--data", DATA)
    assert fieldkit("init", *arguments, home=home).status == 0
    assert fieldkit("report", "uglemoseskolen", "rød vand! 40 børn", home=home).status == 0
    return home


def test_lists_that_are_copied_over_the_kits_own_by_hand_are_told_of(tmp_path):
    home = init(tmp_path / "kit")

    def told():
        found = fieldkit("doctor", "--json", home=home).document
        return [one["detail"] for one in found if one["check"] == "roster" and one["state"] == "fault"]

    assert told() == []
    shutil.copy(rewritten(tmp_path / "ny", by_name) / "steder.csv", home / "data" / "steder.csv")
    assert any("sted 2 er Uglemoseskolen i 1 linje i loggen og ville komme til at hedde" in one for one in told())


def test_damage_to_the_kits_own_lists_is_told_and_does_not_let_renumbered_ones_in(tmp_path):
    home = init(tmp_path / "kit")
    (home / "data" / "steder.csv").unlink()
    (home / "data" / "steder.xlsx").write_bytes(b"PK\x03\x04 damaged")
    for command in (("board",), ("note", "x"), ("roster", "show")):
        assert fieldkit(*command, home=home).status == 0
    files = [one["detail"] for one in fieldkit("doctor", "--json", home=home).document if one["check"] == "files"]
    assert files[0] == "steder.xlsx:0: Projektmappen kan ikke læses: gem den igen som .xlsx uden adgangskode."
    assert [one.partition(";")[0] for one in files[1:]] == ["steder.xlsx er ny, siden listerne blev læst ind"]
    told = fieldkit("roster", "import", rewritten(tmp_path / "ny", by_name), home=home)
    assert told.status == 1 and "sted 2 er Uglemoseskolen i 1 linje i loggen" in told.out
    assert fieldkit("roster", "import", DATA, home=home).status == 0
    assert "Uglemoseskolen" in fieldkit("board", home=home).out


def test_a_list_that_is_missing_in_the_folder_is_named_with_its_count_before_it_is_lost(tmp_path):
    home = closed(secretariat(tmp_path / "kit", data=small_roster(tmp_path / "data")))
    people = fieldkit("roster", "show", "--json", home=home).document["people"]
    (tmp_path / "data" / "personer.csv").unlink()
    told = fieldkit("roster", "import", tmp_path / "data", home=home).refused()
    assert f"personer.csv mangler: {len(people)} personer ville forsvinde. Intet blev indlæst;" in told
    assert fieldkit("roster", "show", "--json", home=home).document["people"] == people
    assert fieldkit("roster", "import", tmp_path / "data", "--anyway", home=home).status == 0
    assert fieldkit("roster", "show", "--json", home=home).document["people"] == []


def test_an_empty_folder_is_told_to_lack_the_places(tmp_path, fk):
    (tmp_path / "tom").mkdir()
    told = fieldkit("roster", "check", tmp_path / "tom", home=tmp_path / "intet")
    assert told.status != 0
    assert "steder.csv:0: Filen mangler" in told.out + told.err


def test_a_file_that_is_named_nearly_as_a_table_is_not_passed_over_in_silence(tmp_path, fk):
    lists = tmp_path / "lister"
    shutil.copytree(DATA, lists)
    for name in ("personer (1).csv", "Kopi af steder.xls", "referat.csv"):
        shutil.copy(DATA / "personer.csv", lists / name)
    new = ("init", "--number", "1", "--role", "secretariat", "--place", "sekretariat", "--data")
    for home, arguments in ((fk.home, ("roster", "check")), (fk.home, ("roster", "import")), (tmp_path / "nyt", new)):
        told = fieldkit(*arguments, str(lists), home=home).err.splitlines()
        assert [line.partition(" er ikke læst")[0] for line in told] == ["Kopi af steder.xls", "personer (1).csv"]
        assert "når den hedder personer.csv" in told[1]
