"""Pages turn by themselves, rest longer on what is urgent, and what is akut stands until it is read."""

from fieldkit.console.wall.pages import REST_S, URGENT_S, Page
from fieldkit.console.wall.turning import Turning


def page(key: str, rest: float = REST_S, *, akut: bool = False) -> Page:
    return Page(key, key, rest, lambda sheet, top, end: None, akut)


A, B, C = page("a"), page("b", URGENT_S), page("c")
AKUT, OTHER = page("akut.1", akut=True), page("akut.2", akut=True)


def test_each_page_stands_as_long_as_it_should_and_then_the_next_comes() -> None:
    turning = Turning()
    assert turning.page([A, B, C], 0) is A
    assert turning.page([A, B, C], REST_S - 1) is A
    assert turning.page([A, B, C], REST_S) is B
    assert turning.page([A, B, C], REST_S + URGENT_S - 1) is B
    assert turning.page([A, B, C], REST_S + URGENT_S) is C
    assert turning.page([A, B, C], 2 * REST_S + URGENT_S) is A


def test_a_page_that_is_no_more_gives_its_place_to_the_next() -> None:
    turning = Turning()
    turning.page([A, B, C], 0)
    turning.step([A, B, C], 1, 0)
    assert turning.page([A, C], 1) is C
    assert turning.page([A], 2) is A


def test_a_held_page_stands_until_it_goes_on() -> None:
    turning = Turning()
    turning.page([A, B], 0)
    turning.hold()
    assert turning.page([A, B], 1000) is A
    turning.hold()
    assert turning.page([A, B], 1001) is B


def test_a_person_turns_both_ways() -> None:
    turning = Turning()
    turning.page([A, B, C], 0)
    assert turning.step([A, B, C], -1, 1) is C
    assert turning.step([A, B, C], 1, 1) is A
    assert turning.page([A, B, C], REST_S) is A, "it stands as long as by itself"


def test_what_is_akut_comes_at_once_also_to_a_held_page_and_stays_until_it_is_read() -> None:
    turning = Turning()
    turning.page([A, B], 0)
    turning.hold()
    assert turning.page([AKUT, A, B], 1) is AKUT
    assert turning.page([AKUT, A, B], 500) is AKUT
    assert turning.step([AKUT, A, B], 1, 501) is A, "a person may look at another one"
    assert turning.page([AKUT, A, B], 502) is A
    assert turning.page([AKUT, A, B], 502 + REST_S) is AKUT
    assert turning.page([A, B], 600) is A, "read: all go on"


def test_several_that_are_akut_take_turns() -> None:
    turning = Turning()
    assert turning.page([AKUT, A], 0) is AKUT
    assert turning.page([AKUT, OTHER, A], 1) is OTHER, "a new one at once"
    assert turning.page([AKUT, OTHER, A], 1 + REST_S) is AKUT
    assert turning.page([AKUT, OTHER, A], 1 + 2 * REST_S) is OTHER
