"""`note`, `message` and `report` as typed: what is recorded, how it is known, and what is told at once."""

from pathlib import Path

import pytest
from command_line import fieldkit
from kits import closed, meeting_point, secretariat

from fieldkit.core.errors import InputError


def test_log_entries_take_danish_and_english_words(fk):
    fk("note", "Vi lukker skolen", "--entry", "beslutning", "--by", "kriseleder")
    fk("note", "Pressen blev ikke ringet op", "--entry", "omission")
    assert "undladelse" in fk("note", "Intet svar", "--entry", "undladelse")
    with pytest.raises(InputError, match="notat, handling, beslutning, undladelse"):
        fk("note", "Noget", "--entry", "råb")


@pytest.mark.parametrize(
    "arguments",
    [
        ("message", "010115 1234", "--to", "alle"),
    ],
)
def test_no_message_takes_a_cpr_number(fk, arguments):
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="CPR-nummer"):
        fk(*arguments)
    assert len(fk("log", "--json")) == before


def via(home: Path, place: str, *options: str) -> str:
    number = fieldkit("report", place, "vand ok", *options, home=home).out.split()[0]
    row = next(row for row in fieldkit("log", "--json", home=home).lines if row["number"] == number)
    return row["body"].get("via", "radio"), row["body"].get("trust", "verified")


def test_what_is_typed_at_the_place_itself_is_observed(home):
    assert via(home, "uglemoseskolen") == ("observed", "verified")


def test_what_is_typed_of_another_place_was_told_by_phone_and_nothing_proves_it(home):
    assert via(home, "brombaerskolen") == ("phone", "unverified")
    assert via(home, "uglemoseskolen", "--via", "phone") == ("phone", "verified")


def test_a_message_that_no_frame_holds_is_told_at_once(folder):
    done = fieldkit("message", "vand " * 120, "--to", "alle", home=folder)
    assert done.status == 0 and done.out.strip() == "12-0002"
    assert "for lang" in done.err


def test_a_single_letter_is_nobody_who_has_read_it(fk):
    number = fk("message", "Luk op", "--to", "uglemoseskolen").split()[0]
    with pytest.raises(InputError, match="mindst to bogstaver"):
        fk("ack", number, "--by", "x", "--place", "brombaerskolen")
    fk("ack", number, "--by", "øa", "--place", "brombaerskolen")


def test_a_word_on_a_message_of_ones_own_counts_for_nobody_and_says_so(fk):
    number = fk("message", "Luk op", "--to", "brombaerskolen").split()[0]
    assert "mangler stadig modtagerne" in fk("ack", number, "--by", "Øvelse Andersen")
    told = fk("delivery", number, "--json")[0]["places"]
    assert not [one for one in told if one["state"] == "acknowledged"]
    assert "forstået" in fk("ack", number, "--by", "Øvelse Andersen", "--place", "brombaerskolen")
    told = fk("delivery", number, "--json")[0]["places"]
    assert [one["place"] for one in told if one["state"] == "acknowledged"] == ["brombaerskolen"]


def test_a_number_that_two_kits_bear_is_asked_about_everywhere(tmp_path, municipality):
    home = closed(secretariat(tmp_path / "a", key=municipality.key))
    assert fieldkit("incident", "start", "Prøve", home=home).status == 0
    for name, place, text in (("b", "uglemoseskolen", "mangler tæpper"), ("c", "brombaerskolen", "BRAND i salen")):
        other = closed(meeting_point(tmp_path / name, place=place, key=municipality.key))
        said = ("message", text, "--to", "sekretariat", "--precedence", "akut")
        assert fieldkit(*said, home=other).out.split() == ["2-0002"]
        assert fieldkit("bundle", "export", str(tmp_path / f"{name}.fkb"), home=other).status == 0
        assert fieldkit("bundle", "import", str(tmp_path / f"{name}.fkb"), home=home).status == 0
    asking: list[tuple[str, ...]] = [
        ("ack", "2-0002", "--by", "Øvelse"),
        ("delivery", "2-0002"),
        ("print", "receipt", "2-0002", "--text"),
        ("print", "docket", "2-0002", "--text"),
        ("print", "log", "2-0002", "--text"),
        ("message", "Glem det", "--to", "alle", "--replaces", "2-0002"),
        ("request", "new", "tæpper", "--ref", "2-0002"),
        ("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--carry", "2-0002"),
        ("log", "--since", "2-0002"),
        ("slip", "make", "--since", "2-0002"),
    ]
    before = len(fieldkit("log", "--json", home=home).lines)
    for arguments in asking:
        told = fieldkit(*arguments, home=home)
        assert told.status == 1, arguments
        assert "mangler tæpper" in told.err and "BRAND i salen" in told.err, arguments
    assert len(fieldkit("log", "--json", home=home).lines) == before
    fire = next(row for row in fieldkit("log", "--json", home=home).lines if "BRAND" in str(row["body"]))
    exact = f"2-0002/{fire['id'][:4]}"
    assert "BRAND" in fieldkit("print", "receipt", exact, "--text", home=home).out
    assert fieldkit("ack", exact, "--by", "Øvelse", home=home).status == 0
    told = {row["body"]["text"]: row for row in fieldkit("log", "--json", home=home).lines if row["kind"] == "message"}
    (ack,) = [row["body"] for row in fieldkit("log", "--json", home=home).lines if row["kind"] == "ack"]
    assert ack["ref"][1] == told["BRAND i salen"]["epoch"] != told["mangler tæpper"]["epoch"]


def test_of_two_that_run_the_board_names_the_other_and_the_log_says_which_one_ended(fk):
    assert "Også i gang" not in fk("board")
    fk("incident", "start", "Vand i syd")
    assert fk("board").startswith("Vand i syd\nOgså i gang: “Strømsvigt nord”. Det står der intet om her.\n")
    assert 'Også i gang: "Strømsvigt nord"' in " ".join(fk("print", "board", "--text").split())
    fk("incident", "stop")
    fk("incident", "stop")
    ended = [line for line in fk("log").splitlines() if "er slut" in line]
    assert ["“Vand i syd” er slut" in ended[0], "“Strømsvigt nord” er slut" in ended[1]] == [True, True]


def test_incidents_of_one_name_are_told_apart_by_when_they_began_and_the_number_that_other_commands_take(fk):
    fk("incident", "stop")
    for _ in range(2):
        fk("incident", "start", "Øvelse på skolen", "--exercise")
        fk("incident", "stop")
    numbers = [line.split("(")[1].rstrip(")") for line in fk("incident", "list").splitlines() if "på skolen" in line]
    assert len(set(numbers)) == 2
    for number in numbers:
        assert fk("evaluate", number).count("Øvelse på skolen") and number in fk("journal", "--incident", number)
        assert fk("export", "log", "--incident", number).count("Øvelse på skolen")
