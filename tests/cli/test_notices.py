"""`notice` as typed: written, hung, replaced and taken down."""

import pytest


def test_a_notice_is_replaced_and_shown_until_it_is_down(fk):
    old = fk.number("notice", "new", "Drikkevand", "Kl. 12 i gården", "--to", "uglemoseskolen", "--expires", "1 døgn")
    fk("notice", "up", old, "--place", "uglemoseskolen", "--by", "vagt")
    new = fk.number("notice", "new", "Drikkevand", "Kl. 14", "--to", "uglemoseskolen", "--replaces", old)
    first, second = fk("notice", "list", "--json")
    assert (first["number"], first["outdated"], first["replaced_by"]) == (old, "replaced", new)
    assert first["places"][0]["up"] and second["missing"] == ["uglemoseskolen"]
    assert "HÆNGER ENDNU hos Uglemoseskolen" in fk("notice", "list")
    fk("notice", "down", old, "--place", "uglemoseskolen")
    assert "HÆNGER ENDNU" not in fk("notice", "list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["notice", "up", "1-0001"], "er ikke et opslag"),
        (["notice", "new", "Vand", "--replaces", "1-0001"], "er ikke et opslag"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_recorded(fk, arguments, sentence):
    fk.refuses(sentence, *arguments)
