"""`note`, `message` and `report` as typed: what is recorded, how it is known, and what is told at once."""

from pathlib import Path

import pytest
from command_line import fieldkit

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
    return row["body"].get("via", "radio")


def test_what_is_typed_at_the_place_itself_is_observed(home):
    assert via(home, "uglemoseskolen") == "observed"
    assert via(home, "brombaerskolen") == "radio"
    assert via(home, "uglemoseskolen", "--via", "phone") == "phone"


def test_a_message_that_no_frame_holds_is_told_at_once(folder):
    done = fieldkit("message", "vand " * 120, "--to", "alle", home=folder)
    assert done.status == 0 and done.out.strip() == "12-0002"
    assert "for lang" in done.err
