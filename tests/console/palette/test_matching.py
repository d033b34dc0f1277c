"""Words are found by their beginnings, in any order, with æøå written either way and one letter wrong."""

import pytest

from fieldkit.console.palette.matching import asked_words, begins_nearly, cost, words_of


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("uglemo", "Uglemoseskolen"),
        ("skole ugle", "Skolen ved Uglemosen"),
        ("haendelse", "Begynd en hændelse"),
        ("hændelse", "Begynd en hændelse"),
        ("aakaer", "Åkær Plejehjem"),
        ("hændlse", "Begynd en hændelse"),
        ("ovreblik", "Overblik"),
        ("ruunner", "Send en runner"),
        ("besked til", "Ny besked"),
        ("mose", "Uglemoseskolen"),
    ],
)
def test_it_is_found(typed: str, title: str) -> None:
    assert cost(asked_words(typed), words_of(title)) is not None


@pytest.mark.parametrize(
    ("typed", "title"),
    [("vand", "Ny besked"), ("besked skolen", "Ny besked"), ("mel", "Hel"), ("ruuner", "Rutine"), ("1470", "1471")],
)
def test_it_is_not_found(typed: str, title: str) -> None:
    assert cost(asked_words(typed), words_of(title)) is None


def test_the_whole_word_comes_before_its_beginning_and_that_before_a_wrong_letter() -> None:
    costs = [cost(("melde",), words_of(text)) for text in ("melde", "melder", "indmelde", "meldt")]
    assert None not in costs and costs == sorted(costs, key=lambda found: found or 0) and len(set(costs)) == 4


@pytest.mark.parametrize("wrong", ["xunner", "rnner", "rrunner", "urnner", "runnr", "runnex", "runnerx", "runne"])
def test_one_letter_may_be_wrong_missing_too_many_or_in_wrong_order(wrong: str) -> None:
    assert begins_nearly(wrong, "runner")


@pytest.mark.parametrize("wrong", ["xxnner", "nner", "rruunner", "ruxxer"])
def test_two_may_not(wrong: str) -> None:
    assert not begins_nearly(wrong, "runner")
