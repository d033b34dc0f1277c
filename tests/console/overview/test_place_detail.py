"""The chosen place in words: all eleven points, the worst first, with their hours; what is cut is what is well."""

from board_samples import CRITICAL, LACK, OK, cell, cells, row
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.console.overview.place_detail import FLOW, detail
from fieldkit.core.facts.terms import TOPIC_DA, Level, Topic, Trust
from fieldkit.core.views.board import BoardRow, TopicCell

NOW = 1_795_287_600
"""2026-11-21 20.00 in Denmark."""


def told(place: BoardRow, width: int = 78, height: int = 8) -> list[str]:
    return [line.rstrip() for line in detail(place, width, height, NOW).plain.split("\n")]


def test_every_point_stands_in_its_group_with_its_hours_and_its_own_age() -> None:
    topics = {
        Topic.CALM: cell(LACK),
        Topic.WATER: cell(CRITICAL, 4, 7200),
        Topic.POWER: cell(OK, 3, 4 * 3600),
        Topic.HEAT: TopicCell(OK, None, 3 * 3600, "2-0009"),
        Topic.FOOD: cell(OK),
    }
    place = row(topics, children=43, staff=1, note="Forældre spørger", trust=Trust.UNVERIFIED)
    assert told(place) == [
        " RØD  Brombærskolen · 43 børn, 1 voksen · hørt for 21 min siden: 3-0001,",
        "radio, ubekræftet",
        "kritisk vand (ca. 2 t tilbage)",
        "måske slut nødstrøm (slut kl. 19.00?)",
        "mangel tryghed",
        "note “Forældre spørger”",
        "ok mad; varme (sagt for 3 t siden)",
        "ikke meldt lys, hygiejne, toilet, kommunikation, papir, afhentning",
    ]


def test_points_that_were_said_together_have_their_age_once() -> None:
    earlier = TopicCell(OK, None, 32 * 60, "2-0009")
    topics = dict.fromkeys(Topic, earlier) | {Topic.WATER: cell(OK), Topic.POWER: cell(LACK)}
    lines = told(row(topics))
    assert " ".join(lines).count("sagt for 32 min siden") == 1
    assert lines[2].startswith("ok vand; mad, varme, ") and lines[1] == "mangel nødstrøm"


def test_where_there_are_few_lines_all_stands_in_one_flow_and_the_worst_is_not_cut() -> None:
    topics = {topic: cell(OK) for topic in Topic} | {Topic.WATER: cell(CRITICAL), Topic.PAPER: cell(LACK)}
    lines = told(row(topics, note="nat " * 40), 58, FLOW - 1)
    assert len(lines) == FLOW - 1
    assert any("kritisk vand · mangel papir" in line for line in lines)
    assert lines[-1].endswith("…")


def test_a_place_that_said_nothing_has_only_unknown_points() -> None:
    silent = row(level=Level.UNKNOWN, number="", trust=None, age_s=None, silent=True)
    assert told(silent)[1] == "ukendt alle elleve punkter"
    assert "tavst, intet er meldt" in told(silent)[0]


@given(cells, st.integers(30, 120))
def test_each_point_is_told_once_and_no_line_is_too_wide(topics: dict[Topic, TopicCell], width: int) -> None:
    lines = told(row(topics), width, 99)
    assert all(len(line) <= width for line in lines)
    flat = " ".join(lines)
    if "alle elleve punkter" not in flat:
        assert all(flat.count(f" {word}") >= 1 for word in TOPIC_DA.values())
