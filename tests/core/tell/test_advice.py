"""What is wrong and a front end's words become one sentence."""

from collections.abc import Mapping

import pytest

from fieldkit.core.errors import Remedy
from fieldkit.core.remedies import NamePlaces, SeeNumbers, StartIncident, UndoEdit
from fieldkit.core.tell.advice import Words, with_words

WORDS: Mapping[type[Remedy], Words] = {
    SeeNumbers: "; se efter.",
    StartIncident: None,
    UndoEdit: ", fortryd {number}.",
    NamePlaces: lambda what, remedy: f"{what} ({remedy.one})",
}


@pytest.mark.parametrize(
    ("remedy", "sentence"),
    [
        (None, "Det gik galt."),
        (SeeNumbers(), "Det gik galt; se efter."),
        (StartIncident(), "Det gik galt."),
        (UndoEdit("12-0001"), "Det gik galt, fortryd 12-0001."),
        (UndoEdit("{number} {x}"), "Det gik galt, fortryd {number} {x}."),
        (NamePlaces(one=True), "Det gik galt. (True)"),
    ],
)
def test_the_words_go_on_from_the_sentence(remedy, sentence):
    assert with_words("Det gik galt.", remedy, WORDS) == sentence


def test_a_status_without_a_full_stop_goes_on_as_well():
    assert with_words("radioen tier", SeeNumbers(), WORDS) == "radioen tier; se efter."


def test_what_a_person_typed_is_never_taken_for_words():
    assert with_words("“{number}” findes ikke.", SeeNumbers(), WORDS) == "“{number}” findes ikke; se efter."
