"""One of a thing is told in the singular."""

from fieldkit.core.tell.said import counts_words
from fieldkit.core.text.wording import events_da


def test_one_child_one_adult_and_one_event_are_told_as_one():
    assert (counts_words(1, 1), counts_words(0, 2)) == ("1 barn, 1 voksen", "0 børn, 2 voksne")
    assert (events_da(1), events_da(0), events_da(12)) == ("1 hændelse", "0 hændelser", "12 hændelser")
