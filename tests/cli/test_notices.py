"""`notice` as typed: written, hung, replaced and taken down."""

import pytest

from fieldkit.core.errors import InputError
from fieldkit.kit import Kit


def number_in(text):
    return text.split()[0]


def test_a_notice_is_replaced_and_shown_until_it_is_down(fk):
    old = number_in(
        fk("notice", "new", "Drikkevand", "Kl. 12 i gården", "--to", "uglemoseskolen", "--expires", "1 døgn")
    )
    fk("notice", "up", old, "--place", "uglemoseskolen", "--by", "vagt")
    new = number_in(fk("notice", "new", "Drikkevand", "Kl. 14", "--to", "uglemoseskolen", "--replaces", old))
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
    with pytest.raises(InputError, match=sentence):
        fk(*arguments)
    kit = Kit.open(fk.home)
    try:
        assert kit.state.vector.feeds.popitem()[1].head == 2, "hello and the incident, nothing else"
    finally:
        kit.close()
