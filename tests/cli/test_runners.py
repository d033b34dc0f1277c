"""`dispatch` as typed: runners are sent, delivered, called back and missed."""

import pytest

from fieldkit.core.errors import InputError


def test_a_runner_from_new_over_delivered_to_back(fk):
    message = fk.number("message", "Luk salen", "--to", "uglemoseskolen")
    new = fk(
        *("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--to", "brombaerskolen"),
        *("--carry", message, "--transport", "bicycle", "--by", "vagt", "--json"),
    )[0]
    assert [stop["place"] for stop in new["route"]] == ["uglemoseskolen", "brombaerskolen"]
    assert new["carries"][0]["number"] == message and new["state"] == "out" and new["expected"] > new["left"]
    fk("dispatch", "delivered", new["number"], "uglemoseskolen", "--by", "skoleleder")
    fk("dispatch", "recall", new["number"], "--by", "kriseleder")
    now = fk("dispatch", "list", "--json")[0]
    assert (now["state"], now["out"], now["route"][0]["by"]) == ("recalled", True, "skoleleder")
    fk("dispatch", "back", new["number"], "--by", "logfører")
    assert fk("dispatch", "list") == "Ingen runnere er ude.\n" and "tilbage" in fk("dispatch", "list", "--all")
    with pytest.raises(InputError, match="allerede tilbage"):
        fk("dispatch", "back", new["number"], "--by", "logfører")


def test_an_overdue_runner_is_listed_and_proposed(fk):
    fk("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--minutes", "30", "--left", "1 t")
    assert "OVER TIDEN" in fk("dispatch", "list")
    found = fk("proposals", "--json")
    assert [(p["asks"], p["do"], p["places"]) for p in found] == [("overdue-runner", "returned", ["uglemoseskolen"])]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dispatch", "back", "1-0002", "--by", "x"], "er ikke en afsendelse"),
        (["dispatch", "new", " ", "--to", "uglemoseskolen"], "tom"),
        (["dispatch", "new", "x", *(["--to", "2"] * 16)], "højst"),
    ],
)
def test_an_errand_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_recorded(fk, arguments, sentence):
    fk.refuses(sentence, *arguments)
