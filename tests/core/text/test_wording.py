"""One of a thing is told in the singular."""

from fieldkit.core.tell.said import counts_words
from fieldkit.core.text.wording import lines_da, size_da


def test_one_child_one_adult_and_one_event_are_told_as_one():
    assert (counts_words(1, 1), counts_words(0, 2)) == ("1 barn, 1 voksen", "0 børn, 2 voksne")
    assert (lines_da(1), lines_da(0), lines_da(12)) == ("1 linje", "0 linjer", "12 linjer")


def test_sizes_are_told_as_sticks_are_sold() -> None:
    assert [size_da(count) for count in (0, 1, 16_467, 999_999, 1_000_000, 9_111_795)] == [
        "0 kB", "1 kB", "17 kB", "1000 kB", "1,0 MB", "9,1 MB",
    ]  # fmt: skip
