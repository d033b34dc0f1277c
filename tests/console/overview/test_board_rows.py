"""A place as a line: what is worst with its hours, nothing unsaid as if it were well, as wide as it is told to be."""

import pytest
from board_samples import CRITICAL, LACK, OK, cell, cells, row
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.console.looks import plainly
from fieldkit.console.overview.board_rows import in_words, legend, place_line, said_in, short_name
from fieldkit.core.facts.terms import Level, Topic, Trust
from fieldkit.core.views.board import TopicCell

NARROW, WIDE = 37, 80


def said(topics: dict[Topic, TopicCell], width: int = 9) -> str:
    return "".join(text for text, _ in said_in(row(topics), width))


@pytest.mark.parametrize(
    ("topics", "short", "words"),
    [
        ({Topic.WATER: cell(CRITICAL, 4, 7200)}, "VAND 2t", "kritisk vand 2t"),
        ({Topic.HEAT: cell(LACK), Topic.WATER: cell(CRITICAL, 4, 7200)}, "VAND 2t+1", "kritisk vand 2t; mangel varme"),
        ({Topic.POWER: cell(CRITICAL, 3), Topic.FOOD: cell(LACK)}, "NØD… 3t+1", "kritisk nødstrøm 3t; mangel mad"),
        ({Topic.WATER: cell(LACK, 4, 5 * 3600)}, "vand 0t?", "måske slut vand"),
        ({Topic.WATER: cell(OK, 4, 5 * 3600)}, "vand 0t?", "måske slut vand"),
        ({Topic.WATER: cell(OK)}, "1/11 ok", "1 af 11 ok, resten ikke meldt"),
        ({Topic.WATER: cell(OK, 6), Topic.FOOD: cell(OK)}, "vand 6t", "2 af 11 ok, vand 6t"),
        ({topic: cell(OK) for topic in Topic}, "alt ok", "alt ok"),
        ({}, "0 punkter", "ingen punkter meldt"),
    ],
)
def test_the_worst_point_stands_with_its_hours(topics: dict[Topic, TopicCell], short: str, words: str) -> None:
    assert said(topics) == short
    assert said(topics, 40) == words


def test_of_many_in_words_those_that_find_no_room_are_counted() -> None:
    topics = {topic: cell(CRITICAL) for topic in Topic}
    assert said(topics, 30) == "kritisk vand, mad, varme +8"


def test_of_a_place_that_was_never_heard_nothing_is_said_but_that() -> None:
    line = place_line(row(level=Level.UNKNOWN, age_s=None, number="", trust=None), NARROW).plain
    assert line.split() == ["?", "Brombærskolen", "aldrig"]


def test_silence_and_doubt_have_marks() -> None:
    assert "!4 t 10" in place_line(row(age_s=15_000, silent=True), NARROW).plain
    assert place_line(row(trust=Trust.UNVERIFIED), NARROW).plain.endswith("u")
    assert place_line(row(second_hand=True, trust=Trust.UNVERIFIED), NARROW).plain.endswith("a")


@pytest.mark.parametrize(
    ("name", "width", "short"),
    [
        ("Uglemoseskolen", 14, "Uglemoseskolen"),
        ("Gærdesmutteskolen", 13, "Gærdesmuttes…"),
        ("Børnehuset Regnfrakken", 16, "Bør… Regnfrakken"),
        ("Børnehuset Regnfrakken", 13, "B…Regnfrakken"),
        ("Børnehuset Græshoppespringet", 13, "Børnehuset G…"),
    ],
)
def test_a_name_is_cut_where_it_tells_least(name: str, width: int, short: str) -> None:
    assert short_name(name, width) == short


names = st.text("abcæøå BCÆ", min_size=1, max_size=40)


@given(names, cells, st.integers(35, 200), st.booleans(), st.booleans(), st.none() | st.integers(0, 10**7))
def test_a_line_is_exactly_as_wide_as_it_is_told(
    name: str, topics: dict[Topic, TopicCell], width: int, silent: bool, plain: bool, age_s: int | None
) -> None:
    line = place_line(row(topics, name=name, silent=silent, age_s=age_s), width, plainly if plain else str).plain
    assert len(line) == width
    assert len(plainly(line)) == width or not plain


@given(cells)
def test_what_is_not_known_is_never_told_as_ok(topics: dict[Topic, TopicCell]) -> None:
    well = sum(one.condition is OK for one in topics.values())
    for width in (9, 30):
        told = said(topics, width)
        if "alt ok" in told:
            assert well == len(Topic)
        if any(one.condition in (CRITICAL, LACK) for one in topics.values()):
            assert "ok" not in told


def test_the_legend_says_the_marks_that_stand_there_and_no_others() -> None:
    assert legend([row()], NARROW).plain == ""
    marked = [row({Topic.WATER: cell(CRITICAL, 4), Topic.FOOD: cell(LACK)}, silent=True, trust=Trust.UNVERIFIED)]
    said = legend(marked, NARROW).plain
    assert said == "VAND kritisk  vand mangel  t ca. timer tilbage  ! tavs  u ubekræftet  +1 flere"
    assert len(said) <= 78
    assert in_words(WIDE) and "VAND" not in legend(marked, WIDE).plain
