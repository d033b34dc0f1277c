"""Orders and filters of the board."""

from board_samples import row

from fieldkit.console.overview.board_order import Order, counted, matches, ordered
from fieldkit.core.facts.terms import Level


def test_the_longest_silent_come_first_and_never_heard_before_all() -> None:
    heard = [row(place=number, age_s=age) for number, age in ((1, 60), (2, 7200), (3, 600))]
    unsure = row(place=5, age_s=None)
    never = row(place=4, age_s=None, number="")
    assert [one.place for one in ordered([*heard, unsure, never], Order.SILENCE)] == [4, 5, 2, 3, 1]


def test_names_stand_in_danish_order() -> None:
    names = ["Ålekisten", "Østerby", "Ærtemark", "zebra", "Aftenrøden", "Ø-huset"]
    found = [one.name for one in ordered([row(name=name) for name in names], Order.NAME)]
    assert found == ["Aftenrøden", "zebra", "Ærtemark", "Ø-huset", "Østerby", "Ålekisten"]


def test_the_worst_stay_as_they_come_and_the_orders_go_round() -> None:
    rows = [row(place=2), row(place=1)]
    assert ordered(rows, Order.WORST) == rows
    assert Order.WORST.next.next.next is Order.WORST


def test_a_part_of_a_name_is_found_also_without_danish_letters() -> None:
    place = row(name="Børnehuset Ærtemarken", slug="boernehuset-aertemarken")
    assert all(matches(place, typed) for typed in ("ærte", "ÆRTE", "aerte", "bør mark", ""))
    assert not matches(place, "bør skole")


def test_one_is_silent_and_two_are() -> None:
    one = [row(level=Level.GREEN, silent=True)]
    assert "1 tavs" in counted(one).plain and "1 grøn" in counted(one).plain
    assert "2 tavse" in counted(one * 2).plain
