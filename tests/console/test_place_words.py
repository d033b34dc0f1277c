"""What is wrong at a place is said worst first, and hours that are over are not said to be left."""

from kits import NOW

from fieldkit.console.place_words import Wrong, what_is_wrong
from fieldkit.core.facts.terms import Condition, Level, Topic
from fieldkit.core.views.board import BoardRow, TopicCell


def place(
    topics: dict[Topic, TopicCell], level: Level = Level.UNKNOWN, note: str = "", number: str = "1-1"
) -> BoardRow:
    return BoardRow(1, "", "", level, 0, False, topics, None, None, note, None, None, number)


def test_hours_that_have_run_out_are_not_shown_as_left() -> None:
    def told(hours: int | None, age_s: int | None) -> str:
        return what_is_wrong(place({Topic.WATER: TopicCell(Condition.CRITICAL, hours, age_s, "1-0001")}), NOW)[0].text

    assert told(4, 95 * 60) == "Kritisk: vand (ca. 2 t tilbage)"
    assert told(2, 2 * 3600).startswith("Kritisk: vand (slut kl. ") and told(2, 2 * 3600).endswith("?)")
    assert told(2, None) == "Kritisk: vand (2 t, uvist fra hvornår)"
    assert told(None, 60) == "Kritisk: vand"


def test_the_critical_comes_first_and_what_is_well_is_not_told() -> None:
    topics = {
        Topic.WATER: TopicCell(Condition.SHORTAGE, None, 0, ""),
        Topic.FOOD: TopicCell(Condition.OK, None, 0, ""),
        Topic.HEAT: TopicCell(Condition.CRITICAL, None, 0, ""),
    }
    assert what_is_wrong(place(topics, Level.RED, "uro"), NOW) == [
        Wrong("Kritisk: varme", Condition.CRITICAL),
        Wrong("Mangel: vand", Condition.SHORTAGE),
        Wrong("“uro”", Condition.UNKNOWN),
    ]


def test_a_colour_alone_and_silence_are_told_as_such() -> None:
    assert what_is_wrong(place({}, Level.YELLOW), NOW) == [Wrong("Stedet siger gul", Condition.SHORTAGE)]
    assert what_is_wrong(place({}, Level.GREEN), NOW) == []
    assert what_is_wrong(place({}, number=""), NOW) == [Wrong("Intet er hørt herfra", Condition.UNKNOWN)]
